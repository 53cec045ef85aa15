"""Reads many versions of one file quickly: what stands under a key is parsed once for all of them."""

# Two versions of a file are alike but for a few lines. A file is cut where a
# line starts in the first column; each piece is parsed alone and remembered by its text. Only
# pieces that are one key with its value, and nothing that could reach into the next, are
# taken; for all else the whole file is parsed. The result is the one of `source.parse`:
# a test holds both to it.

from __future__ import annotations

import re
from dataclasses import field
from typing import Any, NamedTuple

from remit import source
from remit.diagnostics import Severity
from remit.frozen import dataclass
from remit.source.characters import may_hold_suspects, suspects
from remit.source.places import Step
from remit.source.plain import plain_data, read_line

_INSIDE = "\\s#\\]}"  # how a line begins that belongs to what stands above: a bracket closes it
_CUT = re.compile(rf"\n(?=[^{_INSIDE}])")
_BEGINS = re.compile(rf"[^{_INSIDE}]")
_REMARKS = re.compile(r"(?:[ ]*(?:#.*)?\r?\n)*\Z")
_LARGEST = 96 << 10  # of a file to be cut: a larger one may have more nodes than are allowed for the whole


class Reading(NamedTuple):
    """What a file says: its data (None when it could not be read), and the paths in it that could not be."""

    data: Any
    gone: tuple[tuple[Step, ...], ...] = ()


class _Pieces(dict[str, tuple[str, Any] | None]):
    """What each piece says: a key and its value, or None for all else. A piece that is new is read."""

    doubtful = False  # whether a piece may hold suspects, which are looked for then

    def __missing__(self, piece: str) -> tuple[str, Any] | None:
        text = f"{piece}\n"
        found = self[piece] = None if self.doubtful and any(suspects(text)) else _one_key(text)
        return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """A memory of pieces, for the time of one walk through history."""

    _known: _Pieces = field(default_factory=_Pieces)

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
        doubtful = self._known.doubtful = may_hold_suspects(content)
        pieces = _CUT.split(text[:-1])
        if not _BEGINS.match(text):
            first = f"{pieces.pop(0)}\n"
            if not pieces or not _REMARKS.match(first) or (doubtful and any(suspects(first))):
                return None
        pairs = [*map(self._known.__getitem__, pieces)]
        try:
            data = dict(pairs)  # type: ignore[arg-type]
        except TypeError:  # one of them is None
            return None
        return data if len(data) == len(pairs) else None  # else a key stands there twice


def _one_key(text: str) -> tuple[str, Any] | None:
    if (known := read_line(text)) is not None:
        return known
    if (data := plain_data(text)) is not None:
        [only] = data.items()
        return only
    document = source.parse(text.encode(), "")
    broken = any(problem.severity is Severity.ERROR for problem in document.problems)
    # `{a: b}` is a whole document: nothing may stand beside it.
    whole = text.startswith(("{", "---"))
    if isinstance(document.data, dict) and len(document.data) == 1 and not broken and not whole:
        return next(iter(document.data.items()))
    return None
