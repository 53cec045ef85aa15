"""A local server of a folder, as a browser test needs it."""

from __future__ import annotations

import functools
import http
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

INDEX = "/search/search_index.json"


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class _UnsearchedHandler(_QuietHandler):
    """Every page reads all that the search could find: where nothing is searched, that is nothing."""

    def do_GET(self) -> None:
        if self.path != INDEX:
            super().do_GET()
            return
        index = json.loads(Path(self.directory + INDEX).read_bytes())
        content = json.dumps({**index, "docs": []}).encode()
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def served(folder: Path, *, searched: bool = True) -> Iterator[str]:
    """The address, without a slash at its end, of a server of `folder`, faster if not searched."""
    handler = functools.partial(_QuietHandler if searched else _UnsearchedHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}"
        finally:  # a thread left on a closed socket would spin
            httpd.shutdown()
            thread.join()
