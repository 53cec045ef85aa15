"""Reads many versions of one file quickly: what stands under a key is parsed once for all of them."""

# Two versions of a file are alike but for a few lines. A file is cut where a
# line starts in the first column; each piece is parsed alone and remembered by its text. Only
# pieces that are one key with its value, and nothing that could reach into the next, are
# taken; for all else the whole file is parsed. The result is the one of `source.parse`:
# a test holds both to it.

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from remit import source
from remit.diagnostics import Severity
from remit.source.characters import suspects
from remit.source.places import Step

_INSIDE = "\\s#\\]}"  # how a line begins that belongs to what stands above: a bracket closes it
_CUT = re.compile(rf"\n(?=[^{_INSIDE}])")
_BEGINS = re.compile(rf"[^{_INSIDE}]")
_REMARKS = re.compile(r"(?:[ ]*(?:#.*)?\r?\n)*\Z")
# Lines of plain words, in mappings and lists, and a folded text: most of what changes. They are read here, at
# a third of the cost; whatever could mean anything but itself is left to the parser.
_WORDS = r"[A-Za-z][^\r\n\t:#]*(?:(?::(?=\S)|(?<=\S)#)[^\r\n\t:#]*)*(?<=[^\s:])"
_ONE = re.compile(rf"([a-z][a-z-]*): ({_WORDS})\n+\Z")
_LINE = re.compile(
    rf"^( *)(?:([a-z][a-z-]*):(?: ({_WORDS})| (0|[1-9][0-9]{{,8}}))?|- ({_WORDS}))$", re.MULTILINE
)
_FOLDED = re.compile(r"([a-z][a-z-]*): >-\n((?:  [^\s<=>](?:[^\r\n\t]*[^\s])?\n)+)\n*\Z")
_LITERALS = frozenset({"true", "false", "null"})
_LARGEST = 96 << 10  # of a file to be cut: a larger one may have more nodes than are allowed for the whole


class Reading(NamedTuple):
    """What a file says: its data (None when it could not be read), and the paths in it that could not be."""

    data: Any
    gone: tuple[tuple[Step, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """A memory of pieces, for the time of one walk through history."""

    _known: dict[str, tuple[str, Any] | None] = field(default_factory=dict)

    def read(self, content: bytes, path: str) -> Reading:
        """Read a file's bytes; equal pieces of different files give one and the same object."""
        data = self._pieces(content) if len(content) <= _LARGEST else None
        if data is not None:
            return Reading(data)
        document = source.parse(content, path)
        broken = any(problem.severity is Severity.ERROR for problem in document.problems)
        return Reading(document.data, tuple(sorted(document.left_out, key=str)) if broken else ())

    def _pieces(self, content: bytes) -> dict[str, Any] | None:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return None
        if not text.endswith("\n"):
            return None
        pieces = _CUT.split(text[:-1])
        if not _BEGINS.match(text):
            first = pieces.pop(0)
            if not pieces or not _REMARKS.match(f"{first}\n") or any(suspects(f"{first}\n")):
                return None
        data: dict[str, Any] = {}
        for piece in pieces:
            known = self._known[piece] if piece in self._known else self._piece(piece)
            if known is None or known[0] in data:
                return None
            data[known[0]] = known[1]
        return data

    def _piece(self, piece: str) -> tuple[str, Any] | None:
        """The one key of a piece with its value; None when it is anything else."""
        self._known[piece] = known = _one_key(f"{piece}\n")
        return known


def _one_key(text: str) -> tuple[str, Any] | None:
    if any(suspects(text)):
        return None
    known = _plainly(text)
    if known is None:
        document = source.parse(text.encode(), "")
        broken = any(problem.severity is Severity.ERROR for problem in document.problems)
        # `{a: b}` is a whole document: nothing may stand beside it.
        whole = text.startswith(("{", "---"))
        if isinstance(document.data, dict) and len(document.data) == 1 and not broken and not whole:
            known = next(iter(document.data.items()))
    return known


def _plainly(text: str) -> tuple[str, Any] | None:
    """The key and value of a piece that can only mean what it looks like; None for all others."""
    if found := _ONE.match(text):
        return None if found[2] in _LITERALS else (found[1], found[2])
    if found := _FOLDED.match(text):
        return found[1], found[2][2:-1].replace("\n  ", " ")
    text = text.rstrip("\n")
    lines = _LINE.findall(text)
    return _nested(lines) if len(lines) == text.count("\n") + 1 else None


def _nested(lines: Iterable[tuple[str, str, str, str, str]]) -> tuple[str, Any] | None:
    """The key and value of lines, each cut into indentation, key, words, number, item."""
    top: dict[str, Any] = {}
    open_at: list[Any] = [top]  # what stands at each indentation
    waiting = ""  # the key whose value is on the lines below
    for indent, key, words, number, item in lines:
        depth = len(indent) // 2
        if waiting:
            inside: Any = [] if item else {}
            open_at[-1][waiting] = inside
            open_at.append(inside)
        # One deeper than what waits, else no deeper than what is open.
        if len(indent) % 2 or depth >= len(open_at) or (waiting and depth != len(open_at) - 1):
            return None
        del open_at[depth + 1 :]
        inside, waiting = open_at[depth], ""
        if item:
            if item in _LITERALS or not isinstance(inside, list):
                return None
            inside.append(item)
        elif words in _LITERALS or not isinstance(inside, dict) or key in inside:
            return None
        elif words or number:
            inside[key] = words or int(number)
        else:
            waiting = key
    return None if waiting else next(iter(top.items()))
