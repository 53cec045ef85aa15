"""Reads YAML strictly, as JSON's data model, and knows the place of every value."""

# The text is scanned, then its events are read, and both report what is
# wrong to the same findings. What is public is named in `__all__`.

from __future__ import annotations

import errno
import functools
import os
import stat
from array import array
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Final

from remit.diagnostics import Diagnostic, Location, Range, RemitError, Span
from remit.frozen import dataclass
from remit.source.places import (
    MAX_DEPTH,
    Step,
    Tree,
    mark_number,
    number_marks,
    split_lines,
    token_length,
    unpack,
    value_at,
)
from remit.source.plain import read_plain
from remit.source.scalars import Char, between, written
from remit.source.scan import MAX_ALIKE, Findings, scan

__all__ = ["MAX_ALIKE", "MAX_BYTES", "MAX_DEPTH", "Document", "parse", "read"]

MAX_BYTES: Final = 1 << 20
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)  # opening fails at a link, without a look before
# After these the lines and their meaning are in doubt: parsing would report the same fault twice.
_STOPPING: Final = frozenset(
    {"control-character", "invisible-character", "line-separator", "conflict-marker", "odd-indentation"}
)


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read: `data` is what it says, `problems` what was wrong with it.

    `data` is a dict of JSON-like values with text keys, or None when the file could
    not be read as data. `left_out` holds the paths of values that were refused, whole
    or in part (empty, tagged, an alias …): that is reported, so what is missing there
    need not be.
    """

    path: str
    text: str
    data: Any
    problems: tuple[Diagnostic, ...] = ()
    marks: array[int] = field(default_factory=lambda: array("Q"), repr=False)
    left_out: frozenset[tuple[Step, ...]] = frozenset()
    _lines: list[str] = field(default_factory=list, init=False, repr=False, compare=False)
    _tree: Tree = field(default_factory=dict, init=False, repr=False, compare=False)
    _spelled: dict[tuple[int, int], Sequence[Char]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def sound(self) -> bool:
        """Whether the file could be read as data; it may have problems all the same."""
        return self.data is not None

    def locate(self, path: Sequence[Step], key: bool = False) -> Location:
        """The place of the value at `path`, or of its key; of the nearest ancestor if absent."""
        return self._location(unpack(self._mark(path, key)))

    def range_of(self, path: Sequence[Step], *, key: bool = False, span: Span | None = None) -> Range:
        """The stretch that the value at `path` takes, or its key, or a `span` of its text.

        Of a value on several lines it is what stands on the first. Where the place of a span cannot be told,
        it is the value.
        """
        line, column = unpack(self._mark(path, key))
        excerpt = self.line(line + 1)
        value = path[-1] if key and path else value_at(self.data, path)
        start, end = (line, column), (line, column + token_length(excerpt, column, value))
        if span is not None and isinstance(value, str) and not key:
            start, end = between(self._written(value, start), span) or (start, end)
        return Range(self._location(start), self._location(end), self.line(start[0] + 1))

    def _written(self, value: str, at: tuple[int, int]) -> Sequence[Char]:
        """Where the characters of a value stand; kept for the last one, of which much may be said."""
        if at not in self._spelled:
            self._spelled.clear()
            self._spelled[at] = written(value, self._split(), at)
        return self._spelled[at]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty when there is no such line."""
        lines = self._split()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def _split(self) -> Sequence[str]:
        if not self._lines:
            self._lines.extend(split_lines(self.text))
        return self._lines

    def _location(self, place: tuple[int, int]) -> Location:
        return Location(self.path, place[0] + 1, place[1] + 1)

    def _mark(self, path: Sequence[Step], key: bool) -> int:
        if not self.marks:
            return 0
        if not self._tree:
            number_marks(self.data, 0, self._tree)
        return self.marks[mark_number(self._tree, path, key)]


def parse(content: bytes, path: str) -> Document:
    """Read a file's bytes; never raises: what cannot be read is among the problems."""
    if len(content) > MAX_BYTES:
        findings = Findings(path, "")
        message = f"larger than {MAX_BYTES // 1024:,} KiB, so it was not read"
        findings.add("file-too-large", message, 0)
        return Document(path, "", None, tuple(findings.found))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _undecodable(content, error.start, path)
    findings = Findings(path, text.removeprefix("\ufeff"))
    # A table is text here: whoever wants its cells reads them. Spreadsheets begin theirs with the mark.
    is_table = path.endswith(".csv")
    if text.startswith("\ufeff") and not is_table:
        findings.add("byte-order-mark", "the file starts with a byte order mark", 0, length=1)
    scan(findings)
    contents = None if findings.found or is_table else read_plain(findings.text)
    if contents is None and not is_table and not findings.counts.keys() & _STOPPING:
        from remit.source.events import read_events  # and YAML with it: many a handbook needs neither

        contents = read_events(findings)
    problems = tuple(sorted(findings.found, key=Diagnostic.order)) if findings.found else ()
    if contents is None:
        return Document(path, findings.text, None, problems)
    return Document(path, findings.text, contents.data, problems, contents.marks, contents.left_out)


def _undecodable(content: bytes, start: int, path: str) -> Document:
    text = content.decode(errors="replace")
    findings = Findings(path, text)
    before = content[:start].decode()
    place = before.count("\n") << 20 | (len(before) - before.rfind("\n") - 1)
    message = f"byte 0x{content[start]:02X} is not UTF-8"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "the file is UTF-16, not UTF-8"
    findings.add("not-utf8", message, place, length=1)
    return Document(path, text, None, tuple(findings.found))


def read(root: Path, relative: str, before: Document | None = None) -> Document:
    """Read the file `relative` to the handbook's root; `before`, if its bytes are what was read then.

    Raises `RemitError` when it is not a readable file, or leads out of the root by a link.
    """
    try:
        content = _content(root, relative)
        if before is not None and before.path == relative and before.text.encode() == content:
            return before
        return parse(content, relative)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RemitError(f"cannot read {relative}: {reason.lower()}; fix or remove it") from error


def _content(root: Path, relative: str) -> bytes:
    """The bytes of a regular file that lies inside the root; a link must stay inside, too."""
    path = os.path.join(root, relative)  # noqa: PTH118 - a Path a file costs more than opening it
    handle = _opened(root, path, relative)
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise RemitError(f"{relative} is not a file; remove it or give it another name")
        # Room for a byte more than there should be; whoever asks for the most pays for it at every file.
        content = os.read(handle, min(about.st_size, MAX_BYTES) + 1)
        if len(content) == about.st_size:
            return content
        while len(content) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1)):
            content += more
        return content
    finally:
        os.close(handle)


def _opened(root: Path, path: str, relative: str) -> int:
    """A file as it is opened, once it is known to lie inside the root."""
    # Without O_NONBLOCK, opening a pipe would wait for ever.
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if _inside(str(root), os.path.dirname(path)):  # noqa: PTH120
        if _NO_LINK:
            try:
                return os.open(path, how | _NO_LINK)
            except OSError as problem:
                if problem.errno not in (errno.ELOOP, errno.EMLINK):  # what systems say of a link
                    raise
        elif not os.path.islink(path):  # noqa: PTH114
            return os.open(path, how)
    real = os.path.realpath(path, strict=True)
    if not Path(real).is_relative_to(os.path.realpath(root)):
        raise RemitError(f"{relative} leads out of the handbook; put the file itself there")
    return os.open(real, how)


@functools.lru_cache(maxsize=64)
def _inside(root: str, folder: str) -> bool:
    """True when a folder lies in the root without a link on the way out."""
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))
