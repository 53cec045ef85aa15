"""Reads many versions of one file quickly: what stands under a key is parsed once for all of them."""

# Layer 1. Two versions of a file are alike but for a few lines. A file is cut where a
# line starts in the first column; each piece is parsed alone and remembered by its text. Only
# pieces that are one key with its value, and nothing that could reach into the next, are
# taken; for all else the whole file is parsed. The result is the one of `source.parse`:
# a test holds both to it.

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from remit import source
from remit.diagnostics import Severity
from remit.source_places import Step
from remit.source_scan import SUSPECT

_CUT = re.compile(r"^(?=[^\s#\]}])", re.MULTILINE)  # a bracket there closes what began above
_REMARKS = re.compile(r"(?:[ ]*(?:#.*)?\r?\n)*\Z")
# A line of plain words, a list of such, a folded text: most of what changes. They are read here, at a
# tenth of the cost; whatever could mean anything but itself is left to the parser.
_WORDS = r"[A-Za-z](?:[^\r\n\t:#]|:(?=\S)|(?<=\S)#)*(?<=[^\s:])"
_LINE = re.compile(rf"([a-z][a-z-]*): ({_WORDS})\n+\Z")
_LIST = re.compile(rf"([a-z][a-z-]*):\n((?:  - {_WORDS}\n)+)\n*\Z")
_FOLDED = re.compile(r"([a-z][a-z-]*): >-\n((?:  [^\s<=>](?:[^\r\n\t]*[^\s])?\n)+)\n*\Z")
_LITERALS = frozenset({"true", "false", "null"})
_LARGEST = 64 << 10  # of a file to be cut: limits on nodes count for the whole of a larger one


@dataclass(frozen=True, slots=True)
class Reading:
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
        if not pieces or SUSPECT.search(text) or not _REMARKS.match(first):
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
    value: Any
    if found := _LINE.match(text):
        value = found[2]
        return None if value in _LITERALS else (found[1], value)
    if found := _LIST.match(text):
        value = [line[4:] for line in found[2].splitlines()]
        return None if _LITERALS.intersection(value) else (found[1], value)
    if found := _FOLDED.match(text):
        return found[1], found[2][2:-1].replace("\n  ", " ")
    return None
