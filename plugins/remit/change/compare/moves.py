"""Which named values a change moves, and all that prints, computes with or must hold what they come to."""

from __future__ import annotations

from collections.abc import Iterator

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.versions import Difference
from remit.frozen import dataclass
from remit.handbook import Amount, Definition
from remit.schema import CITES, FILTER, FORMULA, MENTION, VALUE

HOLDS = "equalled-by"  # from a value to a typed place that must hold the same
HOME = "stands-at"  # from a value to the definition in which its number stands
_CITED = (CITES.relation, MENTION.relation, FORMULA.relation, FILTER.relation)
WRITTEN = ("amount", "unit")  # properties that a move tells in other words


@dataclass(frozen=True, slots=True)
class Move:
    """A value that comes to something else: what it was, what it is, and what moves with it, by address."""

    value: Definition
    was: Amount
    now: Amount
    moves: tuple[Definition, ...]

    def __str__(self) -> str:
        """The move in words: `MQL line: 65 → 60 points; moves: stage MQL, field Lead score`."""
        was, now = str(self.was), str(self.now)
        if self.was.unit == self.now.unit:  # what both count is said once
            was = was[: len(was) - len(_shared(was, now))]
        told = ", ".join(f"{each.kind.title.lower()} {each.name}" for each in self.moves) or "nothing"
        return f"{self.value.name}: {was} → {now}; moves: {told}"


def moves(difference: Difference, change: DefinitionChange) -> Iterator[Move]:
    """The values that the change of one definition moves: itself, or those whose home it is."""
    before, after = difference.before.amounts, difference.after.amounts
    definition = difference.after.find(str(change.ref))
    if definition is None or not (before and after):
        return
    own = [definition] if change.ref.kind == VALUE else []
    for value in (*own, *definition.sources(HOME)):
        was = before.get(change.was.id if value is definition and change.was else value.id)
        now = after.get(value.id)
        if was is not None and now is not None and was[:2] != now[:2]:
            yield Move(value, was, now, tuple(moved_with(value)))


def moved_with(value: Definition) -> list[Definition]:
    """What shows a value's amount, computes with it, or must hold the same, by address."""
    found = {each.ref: each for each in (*value.sources(*_CITED), *value.targets(HOLDS, HOME))}
    return [found[ref] for ref in sorted(found) if found[ref] is not value]


def _shared(one: str, other: str) -> str:
    """The words at the end of both amounts, with the space before them."""
    unit = one.partition(" ")[2]
    return f" {unit}" if unit and other.endswith(f" {unit}") else ""
