"""A stub of a host's web pages on 127.0.0.1: its editor, new files, pull requests, the merge.

All of it is done by git and by the comment of `remit review`, as a host and its CI would do it.
"""

from __future__ import annotations

import html
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from running import remit

BRANCH = "patch-1"
# A host's editor stands at the line that the address names.
SCRIPT = """
const area = document.querySelector("textarea");
const line = Number((location.hash.match(/^#L(\\d+)$/) || [])[1] || 1);
const start = area.value.split("\\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
area.focus();
area.setSelectionRange(start, start);
"""


@dataclass
class EditorHost:
    """A repository `acme/book` with its work tree; `way` leads from its top to the handbook."""

    folder: Path
    way: str
    address: str = ""
    asked: list[str] = field(default_factory=list)  # what was posted

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", str(self.folder), *words], capture_output=True, check=True)
        return done.stdout.decode()

    def page(self, path: str, query: dict[str, str]) -> str:
        """What is shown at an address below `/acme/book`."""
        if match := re.fullmatch(r"/edit/main/(.+)", path):
            self.git("checkout", "-q", "main")
            return self._editor(path, match[1], (self.folder / match[1]).read_text(encoding="utf-8"))
        if path == f"/new/{BRANCH}":
            return self._editor(path, query.get("filename", ""), query.get("value", ""), is_new=True)
        if path == f"/compare/{BRANCH}":
            return _form("/acme/book/pulls", "Create pull request")
        if path == "/pull/1":
            return self._pull()
        return "<p>Merged.</p>"

    def _editor(self, path: str, file: str, text: str, *, is_new: bool = False) -> str:
        return (
            f'<form method="post" action="/acme/book{quote(path)}">'
            f'<input name="file" value="{html.escape(file)}" {"" if is_new else "readonly"}>'
            f'<textarea name="text" rows="30" cols="100">\n{html.escape(text)}</textarea>'
            f"<button>Commit changes</button></form><script>{SCRIPT}</script>"
        )

    def _pull(self) -> str:
        """The pull request with the comment of the review."""
        new = f"{self.address}/acme/book/new/{BRANCH}"
        self.git("checkout", "-q", BRANCH)
        where = self.folder / self.way
        said = remit("review", "main", "-C", where, "--format", "comment", "--new-file", new).output
        shown = re.sub(r"\[([^\]]+)\]\((http[^)]+)\)", r'<a href="\2">\1</a>', html.escape(said, quote=False))
        return f"<pre>{shown}</pre>{_form('/acme/book/merge', 'Merge pull request')}"

    def done(self, path: str, said: dict[str, str]) -> str:
        """Do what was posted; where it leads."""
        self.asked.append(path)
        if path == "/pulls":
            return "/pull/1"
        if path == "/merge":
            self.git("checkout", "-q", "main")
            self.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1", BRANCH)
            return "/merged"
        begins = not self.git("branch", "--list", BRANCH).strip()
        self.git("checkout", "-q", *(["-b"] if begins else []), BRANCH)
        file = self.folder / said["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(said["text"].replace("\r\n", "\n").encode())
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"Update {file.name}")
        return f"/compare/{BRANCH}" if begins else "/pull/1"


def _form(action: str, words: str) -> str:
    return f'<form method="post" action="{action}"><button>{words}</button></form>'


@contextmanager
def editor_host(folder: Path, way: str) -> Iterator[EditorHost]:
    """The host of a repository."""
    host = EditorHost(folder, way)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            content = host.page(unquote(url.path).removeprefix("/acme/book"), query).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            said = {name: values[0] for name, values in sent.items()}
            to = host.done(unquote(urlsplit(self.path).path).removeprefix("/acme/book"), said)
            self.send_response(303)
            self.send_header("Location", f"/acme/book{to}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
