"""A client of yaml-language-server, which VS Code and others run: what it offers, shows and marks."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class LanguageServer:
    """One running server, with its settings as an editor has them."""

    def __init__(self, command: Sequence[str | Path], folder: Path, schemas: Mapping[str, Any]) -> None:
        self._process = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._number = 0
        self._marks: dict[str, list[str]] = {}
        self._settings = {
            "yaml": {
                "schemas": dict(schemas),
                "schemaStore": {"enable": False},
                "completion": True,
                "hover": True,
            }
        }
        self._root = folder
        self.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "book"}],
                "capabilities": {"workspace": {"configuration": True}},
            },
        )
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self._settings}})

    def opened(self, path: str, text: str) -> str:
        """Open a file with a text; returns its address."""
        uri = (self._root / path).as_uri()
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._marks.pop(uri, None)
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
        return uri

    def marks(self, path: str, text: str) -> list[str]:
        """What it marks as wrong in a file."""
        uri = self.opened(path, text)
        while uri not in self._marks:
            self._handle(self._read())
        return self._marks[uri]

    def offered(self, path: str, text: str) -> list[str]:
        """What it offers where `|` stands in a text."""
        before, _, after = text.partition("|")
        found = self.ask("textDocument/completion", self._at(path, before, after))
        items = found["items"] if isinstance(found, Mapping) else found or []
        return [item["label"] for item in items]

    def shown(self, path: str, text: str) -> str:
        """What it shows over the place where `|` stands in a text."""
        before, _, after = text.partition("|")
        found = self.ask("textDocument/hover", self._at(path, before, after))
        contents = (found or {}).get("contents", "")
        return str(contents["value"] if isinstance(contents, Mapping) else contents)

    def _at(self, path: str, before: str, after: str) -> dict[str, Any]:
        stem, _, end = path.rpartition(".")
        uri = self.opened(f"{stem}-{self._number}.{end}", before + after)  # it keeps what it knows of a file
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def ask(self, method: str, params: Any) -> Any:
        """The answer to one request; what the server asks meanwhile is answered."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")
            self._handle(message)

    def _handle(self, message: Mapping[str, Any]) -> None:
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            found = message["params"]
            self._marks[found["uri"]] = [each["message"] for each in found["diagnostics"]]
        elif method == "workspace/configuration":
            wanted = [self._settings.get(item.get("section", "")) for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": wanted})
        elif method and "id" in message:
            self._send({"id": message["id"], "result": None})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message

    def end(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.wait(30)
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


@contextmanager
def language_server(
    command: Sequence[str | Path], folder: Path, schemas: Mapping[str, Any]
) -> Iterator[LanguageServer]:
    """A server for a folder, gone afterwards."""
    server = LanguageServer(command, folder, schemas)
    try:
        yield server
    finally:
        server.end()
