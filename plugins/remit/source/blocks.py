"""Reads many versions of one file quickly: what stands under a key is parsed once for all of them."""

# Layer 1. Two versions of a file are alike but for a few lines. A file is cut where a
# line starts in the first column; each piece is parsed alone and remembered by its text. Only
# pieces that are one key with its value, and nothing that could reach into the next, are
# taken; for all else the whole file is parsed. The result is the one of `source.parse`:
# a test holds both to it.

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from remit import source
from remit.diagnostics import Severity
from remit.source.places import Step
from remit.source.scan import SUSPECT

_CUT = re.compile(r"^(?=[^\s#\]}])", re.MULTILINE)  # a bracket there closes what began above
_REMARKS = re.compile(r"(?:[ ]*(?:#.*)?\r?\n)*\Z")
# Lines of plain words, in mappings and lists, and a folded text: most of what changes. They are read here, at
# a third of the cost; whatever could mean anything but itself is left to the parser.
_WORDS = r"[A-Za-z](?:[^\r\n\t:#]|:(?=\S)|(?<=\S)#)*(?<=[^\s:])"
_LINE = re.compile(rf"( *)(?:([a-z][a-z-]*):(?: ({_WORDS})| (0|[1-9][0-9]{{,8}}))?|- ({_WORDS}))\Z")
_FOLDED = re.compile(r"([a-z][a-z-]*): >-\n((?:  [^\s<=>](?:[^\r\n\t]*[^\s])?\n)+)\n*\Z")
_LITERALS = frozenset({"true", "false", "null"})
_LARGEST = 64 << 10  # of a file to be cut: limits on nodes count for the whole of a larger one


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
        first, *pieces = _CUT.split(text)
        if not pieces or not _REMARKS.match(first) or (first and SUSPECT.search(first)):
            return None
        data: dict[str, Any] = {}
        for piece in pieces:
            known = self._known[piece] if piece in self._known else self._piece(piece)
            if known is None or known[0] in data:
                return None
            data[known[0]] = known[1]
        return data

    def _piece(self, text: str) -> tuple[str, Any] | None:
        """The one key of a piece with its value; None when it is anything else."""
        if SUSPECT.search(text):
            self._known[text] = None
            return None
        known = _plainly(text)
        if known is not None:
            self._known[text] = known
            return known
        document = source.parse(text.encode(), "")
        broken = any(problem.severity is Severity.ERROR for problem in document.problems)
        # `{a: b}` is a whole document: nothing may stand beside it.
        whole = text.startswith(("{", "---"))
        single = isinstance(document.data, dict) and len(document.data) == 1 and not broken and not whole
        self._known[text] = next(iter(document.data.items())) if single else None
        return self._known[text]


def _plainly(text: str) -> tuple[str, Any] | None:
    """The key and value of a piece that can only mean what it looks like; None for all others."""
    if found := _FOLDED.match(text):
        return found[1], found[2][2:-1].replace("\n  ", " ")
    top: dict[str, Any] = {}
    open_at: list[Any] = [top]  # what stands at each indentation
    waiting = ""  # the key whose value is on the lines below
    for line in text.rstrip("\n").split("\n"):
        found = _LINE.match(line)
        if found is None:
            return None
        indent, key, words, number, item = found.groups()
        depth, odd = divmod(len(indent), 2)
        if odd or depth >= len(open_at) + bool(waiting) or (waiting and depth != len(open_at)):
            return None
        if waiting:
            open_at.append([] if item else {})
            open_at[-2][waiting] = open_at[-1]
            waiting = ""
        del open_at[depth + 1 :]
        if not _placed(open_at[depth], key, words if number is None else int(number), item):
            return None
        if key and words is None and number is None:
            waiting = key
    return None if waiting else next(iter(top.items()))


def _placed(inside: Any, key: str | None, value: Any, item: str | None) -> bool:
    """Put what a line says into the mapping or list it belongs to; False when it does not belong there."""
    if item is not None:
        if not isinstance(inside, list) or item in _LITERALS:
            return False
        inside.append(item)
        return True
    if not isinstance(inside, dict) or key in inside or value in _LITERALS:
        return False
    inside[key] = value
    return True
