"""What a change moves, in sentences and as data: totals and counts alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from remit.insight.moved import WORDS_ALONE, Moved, Movement

LONGEST = 300  # characters of a line
MOST_NAMES = 5  # of what changes in words alone
NOTHING = "No number that the records give moves."


def lines(moved: Sequence[Moved]) -> Iterator[str]:
    """A sentence for each number that moves, or cannot be told; one for all that change in words alone."""
    some = list(_moving(moved))
    yield from some
    worded = [each.definition.name for each in moved if each.in_words]
    if worded:
        more = len(worded) - MOST_NAMES
        names = ", ".join(worded[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        yield f"{names}: {WORDS_ALONE}"
    elif not some:
        yield NOTHING


def sentences(moved: Sequence[Moved]) -> tuple[str, ...]:
    """What moves, each as a line for a change record; nothing where nothing does."""
    return tuple(each if len(each) <= LONGEST else f"{each[: LONGEST - 1]}…" for each in _moving(moved))


def _moving(moved: Sequence[Moved]) -> Iterator[str]:
    for each in moved:
        for movement in each.movements:
            if movement.moves:
                yield f"{each.definition.name}{sentence(each, movement)}"


def sentence(moved: Moved, movement: Movement) -> str:
    """What follows the name: ` Q3 2026: 66.7 % → 75 %; 3 of 12 opportunities are counted differently`."""
    period = f" {movement.period}" if movement.period else ""
    if moved.definition.kind.id != "metric" or not movement.was:
        return f"{period}: {movement.words}"
    return f"{period}: {movement.was} → {movement.now}" + (f"; {movement.words}" if movement.words else "")


def as_data(moved: Sequence[Moved]) -> list[dict[str, Any]]:
    """The same for programs; also what is reached and does not move."""
    return [
        {
            "definition": str(each.definition.ref),
            "moves": [
                {
                    "period": movement.period or None,
                    "before": movement.was or None,
                    "after": movement.now or None,
                    "words": movement.words or None,
                }
                for movement in each.movements
                if movement.moves
            ],
        }
        for each in moved
    ]
