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

_INSIDE = rb"\s#\]}"  # how a line begins that belongs to what stands above: a bracket closes it
_CUT = re.compile(rb"\n(?=[^" + _INSIDE + rb"])")
_BEGINS = re.compile(rb"[^" + _INSIDE + rb"]")
_REMARKS = re.compile(rb"(?:[ ]*(?:#.*)?\r?\n)*\Z")
_LARGEST = 96 << 10  # of a file to be cut: a larger one may have more nodes than are allowed for the whole


class Reading(NamedTuple):
    """What a file says: its data (None when it could not be read), and the paths in it that could not be."""

    data: Any
    gone: tuple[tuple[Step, ...], ...] = ()


class _Pieces(dict[bytes, tuple[str, Any] | None]):
    """What each piece says: a key and its value, or None for all else. A piece that is new is read."""

    def __missing__(self, piece: bytes) -> tuple[str, Any] | None:
        found = self[piece] = _one_key(piece + b"\n")
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
        if not content.endswith(b"\n"):
            return None
        pieces = _CUT.split(content[:-1])
        if not _BEGINS.match(content):
            first = pieces.pop(0) + b"\n"
            if not pieces or not _REMARKS.match(first) or _text(first) is None:
                return None
        pairs = [*map(self._known.__getitem__, pieces)]
        try:
            data = dict(pairs)  # type: ignore[arg-type]
        except TypeError:  # one of them is None
            return None
        return data if len(data) == len(pairs) else None  # else a key stands there twice


def _text(content: bytes) -> str | None:
    """What stands in some bytes, if it is text without suspects."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if may_hold_suspects(content) and any(suspects(text)) else text


def _one_key(piece: bytes) -> tuple[str, Any] | None:
    text = _text(piece)
    if text is None:
        return None
    if (known := read_line(text)) is not None:
        return known
    if (data := plain_data(text)) is not None:
        [only] = data.items()
        return only
    document = source.parse(piece, "")
    broken = any(problem.severity is Severity.ERROR for problem in document.problems)
    # `{a: b}` is a whole document: nothing may stand beside it.
    whole = text.startswith(("{", "---"))
    if isinstance(document.data, dict) and len(document.data) == 1 and not broken and not whole:
        return next(iter(document.data.items()))
    return None
