"""JSON with the lines on which things stand: read by the library, looked up in the text."""

from __future__ import annotations

import json
from bisect import bisect_right
from functools import cached_property
from typing import Any

from remit.diagnostics import Location, RemitError


class Lines:
    """A JSON text. `place` looks for what it has in order: each look-up goes on behind the last one."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        try:
            self.text = content.decode(json.detect_encoding(content))
            self.data: Any = json.loads(self.text)
        except (ValueError, RecursionError) as problem:
            raise RemitError(f"{path} cannot be read as JSON: {problem}") from problem
        self.at = 0

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return starts

    def place(self, said: object) -> Location:
        """Where a text or a number stands next; where it does not, the place of the last look-up."""
        for wanted in dict.fromkeys((json.dumps(said, ensure_ascii=False), json.dumps(said))):
            found = self.text.find(wanted, self.at)
            if found >= 0:
                self.at = found
                break
        return self._location(self.at)

    def key(self, name: str) -> Location:
        """Where a key stands, anywhere in the text."""
        found = self.text.find(f"{json.dumps(name)}:")
        return self._location(max(found, 0))

    def _location(self, offset: int) -> Location:
        line = bisect_right(self._starts, offset)
        return Location(self.path, line, offset - self._starts[line - 1] + 1)
