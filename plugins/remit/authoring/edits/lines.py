"""The lines of a text that is edited, and its comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remit.source.layout import Stretch
from remit.source.places import split_lines


class Lines:
    """A text by its lines. Places are offsets from 0, as in its layout."""

    def __init__(self, text: str, comments: Sequence[Stretch]) -> None:
        self.text = text
        self.comments = comments
        self.lines: Sequence[str] = ()
        self.starts: Sequence[int] = ()

    @property
    def ending(self) -> str:
        """The line end of this text."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def fitted(self, lines: str) -> str:
        """Lines with the line ends of this text."""
        return lines.replace("\n", self.ending)

    def commented(self, start: int, end: int) -> bool:
        """Whether a comment begins in a stretch."""
        return any(start <= a < end for a, _ in self.comments)

    def line_start(self, at: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where the line behind that of a place begins, or the text ends."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def line_break_at(self, at: int) -> int:
        """Where the line of a place ends."""
        end = self.line_end(at)
        return end - len(self.line_break(at))

    def line_break(self, at: int) -> str:
        """The line end of the line of a place; empty for the last line of a text without one."""
        end = self.line_end(at)
        return "\r\n" if self.text[:end].endswith("\r\n") else "\n" if self.text[:end].endswith("\n") else ""

    def column(self, at: int) -> int:
        """How far from its line's start a place is."""
        return at - self.line_start(at)

    def split(self) -> Sequence[str]:
        """The lines of the text, as YAML counts them."""
        if not self.lines:
            self.lines = split_lines(self.text)
            starts = [0]
            for found in re.finditer("\n", self.text):
                starts.append(found.end())
            self.starts = starts
        return self.lines

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of a place, both from 0."""
        return self.text.count("\n", 0, at), self.column(at)
