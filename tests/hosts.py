"""A stub of the two hosts' APIs on 127.0.0.1: one repository, its requests, their comments and labels."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Host:
    """What the stub knows, what was asked of it, and with which status it refuses which calls."""

    address: str = ""
    token: str = "right"
    comments: list[dict[str, Any]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)  # start of a call such as `POST /repos` → status
    says: str = "no"

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET ")]

    def answer(self, call: str, query: dict[str, str], data: Any, *, token: str) -> tuple[int, Any]:
        """Status and data for a call such as `GET /user`."""
        self.calls.append(call)
        for start, status in self.refuses.items():
            if call.startswith(start):
                return status, {"message": self.says}
        if token not in (f"Bearer {self.token}", self.token):
            return 401, {"message": "Bad credentials"}
        method, _, path = call.partition(" ")
        found = (
            self._comments_on_github(method, path, query, data)
            or self._rest_of_github(method, path, query, data)
            or self._gitlab(method, path, query, data)
        )
        return found or (404, {"message": "Not Found"})

    def _comments_on_github(
        self, method: str, path: str, query: dict[str, str], data: Any
    ) -> tuple[int, Any] | None:
        if path == "/repos/acme/book/issues/7/comments":
            if method == "GET":
                return 200, self._page(self.comments, query)
            return self._written(data["body"], user={"type": "Bot", "login": "bot"})
        if method == "PATCH" and (match := re.fullmatch(r"/repos/acme/book/issues/comments/(\d+)", path)):
            return self._edited(int(match[1]), data["body"])
        return None

    def _rest_of_github(
        self, method: str, path: str, query: dict[str, str], data: Any
    ) -> tuple[int, Any] | None:
        if method == "GET" and path == "/repos/acme/book/pulls":
            owner = query["head"].partition(":")[0]
            return 200, self._page([each for each in self.pulls if each["head"]["owner"] == owner], query)
        if path == "/repos/acme/book/issues/7/labels":
            if method == "POST":
                self.labels += data["labels"]
            return 200, self._page([{"name": each} for each in self.labels], query)
        if method == "DELETE" and path.startswith("/repos/acme/book/issues/7/labels/"):
            self.labels.remove(unquote(path.rpartition("/")[2]))
            return 200, []
        return None

    def _gitlab(self, method: str, path: str, query: dict[str, str], data: Any) -> tuple[int, Any] | None:
        if (method, path) == ("GET", "/user"):
            return 200, {"id": 1}
        if path == "/projects/42/merge_requests/7/notes":
            if method == "GET":
                return 200, self._page(self.comments, query)
            return self._written(data["body"], author={"id": 1})
        if method == "PUT" and (match := re.fullmatch(r"/projects/42/merge_requests/7/notes/(\d+)", path)):
            return self._edited(int(match[1]), data["body"])
        if (method, path) == ("PUT", "/projects/42/merge_requests/7"):
            gone, new = (set(data[name].split(",")) - {""} for name in ("remove_labels", "add_labels"))
            self.labels = sorted((set(self.labels) - gone) | new)
            return 200, {}
        return None

    def _page(self, items: list[Any], query: dict[str, str]) -> list[Any]:
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        return items[(page - 1) * size : page * size]

    def _written(self, body: str, **who: Any) -> tuple[int, Any]:
        self.comments.append({"id": 100 + len(self.comments), "body": body, **who})
        return 201, self.comments[-1]

    def _edited(self, id: int, body: str) -> tuple[int, Any]:
        (comment,) = [each for each in self.comments if each["id"] == id]
        comment["body"] = body
        return 200, comment


@contextmanager
def hosted() -> Iterator[Host]:
    """A host that answers until it is left."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            data = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            token = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or ""
            status, found = host.answer(f"{self.command} {parts.path}", query, data, token=token)
            body = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status in (301, 302, 307):
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _any

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        host.address = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield host
        finally:
            server.shutdown()
            thread.join(10)
