"""The layout of a file: indentation, blank lines and spaces as everywhere else, and nothing besides."""

# Order, quotes, where lines break and what comments say stay as people wrote them. What comes out is read
# back as after every edit.

from __future__ import annotations

import bisect

from remit.authoring.edits import parts, unlike
from remit.diagnostics import Location, RemitError
from remit.source import Document
from remit.source.layout import Part, comments

STEP = 2  # columns that each level stands in; a list stands in from its key, too


def formatted(document: Document) -> str:
    """The text of a file in the layout of all files.

    Raises RemitError, with the place, where the file cannot be read or its layout cannot be changed.
    """
    root = parts(document)
    made = _Layout(document.text, root).text()
    if why := unlike(document, document.data, made):
        raise RemitError(f"{Location(document.path)}: the layout of this file stays as it is: {why}")
    return made


class _Layout:
    """Says of each line of a text how far it stands in, and what it holds."""

    def __init__(self, text: str, root: Part) -> None:
        self.source = text
        self.starts = [0]
        while (at := text.find("\n", self.starts[-1])) >= 0:
            self.starts.append(at + 1)
        ends = [*self.starts[1:], len(text)]
        pieces = (text[start:end].rstrip("\r\n") for start, end in zip(self.starts, ends, strict=True))
        self.lines = list(pieces)
        self.inner: dict[int, list[tuple[int, int, str]]] = {}  # line → what is spaced anew on it
        self.depth: dict[int, int] = {}  # line → its column
        self.heads: dict[
            int, tuple[int, int]
        ] = {}  # line that begins a key or an item → column before, after
        self.kept: set[int] = set()  # lines of texts, in which blanks count
        self.commented = {self.line(start): start for start, _ in comments(text, root)}
        self.walk(root, 0)

    # -- what the parts say --

    def walk(self, part: Part, column: int) -> None:
        """A block whose keys or dashes stand in a column from now on."""
        for key, value in part.entries or ():
            self.head(key.start, column)
            self.gap(key, value)
            self.value(value, key.start, column)
        for item in part.items or ():
            dash = self.source.rfind("-", 0, item.start)
            self.head(dash, column)
            if self.line(dash) == self.line(item.start) and item.end > item.start:
                self.put(dash + 1, item.start, " ")
            self.value(item, dash, column)

    def head(self, at: int, column: int) -> None:
        """A key or a dash: where nothing stands before it, its line stands in so far."""
        line = self.line(at)
        if not self.lines[line][: at - self.starts[line]].strip(" "):
            self.depth[line] = column
            self.heads[line] = at - self.starts[line], column

    def value(self, part: Part, head: int, column: int) -> None:
        """What stands behind a key or a dash, which itself stands in a column from now on."""
        first, last = self.line(part.start), self.line(max(part.end - 1, part.start))
        if part.is_flow or part.value is not None:
            self.within(part, head, column, range(first, last + 1))
        else:
            self.walk(part, column + STEP)

    def within(self, part: Part, head: int, column: int, lines: range) -> None:
        """A text, or what stands between brackets, on some lines."""
        first, last = lines[0], lines[-1]
        if first != self.line(head):
            self.depth[first] = column + STEP
        if part.is_block_text:
            keeps_blanks = "+" in self.lines[first][self.column_of(part.start) :].partition("#")[0]
            last = self.line(part.end) if keeps_blanks else last
            self.block(part, column, head, range(first + 1, last + 1))
        elif part.is_flow and first == last:
            self.put(part.start, part.end, self.spaced(part))
        elif part.is_flow:
            start = self.line(head)
            moved = self.depth.get(start, self.indent(start)) - self.indent(start)
            for line in range(first + 1, last + 1):
                self.depth[line] = max(0, self.indent(line) + moved)
        else:
            for line in range(first + 1, last + 1):
                self.depth[line] = column + STEP
                if part.style:
                    self.kept.add(line - 1)

    def block(self, part: Part, column: int, head: int, lines: range) -> None:
        """The lines of a text below its key."""
        header = self.source[part.start : self.starts[lines[0]] if lines else part.end].partition("#")[0]
        texts = [self.indent(line) for line in lines if self.lines[line].strip(" ")]
        is_told = any(sign.isdigit() for sign in header)
        before = self.column_of(head)
        moved = column - before if is_told else column + STEP - min(texts, default=0)
        least = min(texts, default=0)
        for line in lines:
            self.kept.add(line)
            if self.lines[line].strip(" ") or len(self.lines[line]) > least:
                self.depth[line] = max(0, self.indent(line) + moved)
            else:
                self.lines[line] = ""

    def column_of(self, at: int) -> int:
        """The column of a place before."""
        return at - self.starts[self.line(at)]

    def gap(self, key: Part, value: Part) -> None:
        """One space behind the colon."""
        colon = self.source.index(":", key.end)
        if self.line(colon) != self.line(key.end) or self.source[key.end : colon].strip(" "):
            return
        if value.end > value.start and self.line(value.start) == self.line(colon):
            self.put(key.end, value.start, ": ")
        else:
            self.put(key.end, colon + 1, ":")

    def spaced(self, part: Part) -> str:
        """What stands between brackets on one line, with one space behind each comma."""
        if part.value is not None:
            return self.source[part.start : part.end]
        if part.items is not None:
            return f"[{', '.join(map(self.spaced, part.items))}]"
        entries = [(key, value) for key, value in part.entries or ()]
        if any(value.end == value.start for _, value in entries):
            return self.source[part.start : part.end]
        return "{" + ", ".join(f"{self.spaced(key)}: {self.spaced(value)}" for key, value in entries) + "}"

    def put(self, start: int, end: int, text: str) -> None:
        """A stretch of one line that is written otherwise."""
        if self.source[start:end] != text:
            self.inner.setdefault(self.line(start), []).append((start, end, text))

    # -- lines --

    def line(self, at: int) -> int:
        """The number of the line of a place."""
        return bisect.bisect_right(self.starts, at) - 1

    def indent(self, line: int) -> int:
        return len(self.lines[line]) - len(self.lines[line].lstrip(" "))

    def text(self) -> str:
        """All lines, the blank ones no more than one in a row."""
        made: list[str] = []
        held = 0  # lines up to the last one of a text in which blanks count
        ending = (
            "\r\n" if self.source[: self.starts[1] if len(self.starts) > 1 else 0].endswith("\r\n") else "\n"
        )
        for number, line in enumerate(self.lines):
            if number in self.kept:
                made.append(self.moved(number, line))
                held = len(made)
                continue
            new = self.moved(number, line).rstrip(" \t")
            if new or (made and made[-1]):
                made.append(new)
        while len(made) > held and not made[-1]:
            made.pop()
        return ending.join(made) + ending

    def moved(self, number: int, line: str) -> str:
        """A line at its column, with its spaces."""
        for start, end, text in sorted(self.inner.get(number, ()), reverse=True):
            at = self.starts[number]
            line = line[: start - at] + text + line[end - at :]
        depth = self.depth.get(number)
        if depth is None:
            if not line.lstrip(" ").startswith("#"):
                return line
            depth = self.beside(number)
        return " " * depth + line.lstrip(" ") if line.strip(" ") or number in self.kept else line

    def beside(self, number: int) -> int:
        """The column of a comment: that of the key below it where both stood alike, else of one above."""
        column = self.indent(number)
        below = next(
            (self.heads[each] for each in range(number + 1, len(self.lines)) if each in self.heads), None
        )
        if below is not None and below[0] == column:
            return below[1]
        above = (self.heads[each] for each in range(number - 1, -1, -1) if each in self.heads)
        alike = next((after for before, after in above if before == column), None)
        return alike if alike is not None else below[1] if below is not None else 0
