"""Two texts word by word: what stayed, what went, what came."""

# For people: which pieces are shown as gone is a matter of reading well, so
# single words between two edits are taken along with them.

from __future__ import annotations

import difflib
import re
from typing import Literal, NamedTuple

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST = 1500  # words; comparing costs their square in the worst case


class Piece(NamedTuple):
    """A run of text that is in both (`same`), in the old (`gone`) or in the new (`come`)."""

    how: Literal["same", "gone", "come"]
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in order; joined without `come` they are the old, without `gone` the new.

    >>> word_diff("At least 50 points", "At least 65 points")
    [Piece(how='same', text='At least '), Piece(how='gone', text='50'), \
Piece(how='come', text='65'), Piece(how='same', text=' points')]
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST:
        return [Piece("gone", old), Piece("come", new)]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    gone: list[str] = []
    come: list[str] = []
    for how, start, end, first, last in matcher.get_opcodes():
        kept = "".join(before[start:end])
        if how == "equal" and (not (gone or come) or len(kept.strip()) > 2 or end == len(before)):
            _flush(pieces, gone, come)
            pieces.append(Piece("same", kept))
        else:
            gone += before[start:end]
            come += after[first:last]
    _flush(pieces, gone, come)
    return pieces


def _flush(pieces: list[Piece], gone: list[str], come: list[str]) -> None:
    if gone:
        pieces.append(Piece("gone", "".join(gone)))
    if come:
        pieces.append(Piece("come", "".join(come)))
    gone.clear()
    come.clear()
