"""Reviews that are due: which, since when, and whose."""

# The same days as in `remit.rules.change.overdue`, told by the parties that must act.

from __future__ import annotations

from collections.abc import Sequence

from remit import words
from remit.days import after
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import central
from remit.ownership.parties import responsible
from remit.rules.change.overdue import NEVER, due


@dataclass(frozen=True)
class Due:
    """One review that is due by a day; `late` when the day is over; `words` for the reader."""

    definition: Definition
    day: str
    late: bool

    @property
    def words(self) -> str:
        """When, in a few words."""
        if self.day == NEVER:
            return "never reviewed"
        return f"{'was due' if self.late else 'due'} {words.medium_day(self.day)}"


@dataclass(frozen=True)
class Desk:
    """The reviews that one party must hold; `party` is None for what belongs to nobody."""

    party: Definition | None
    reviews: Sequence[Due]

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(each.late for each in self.reviews)

    @property
    def soon(self) -> int:
        """How many fall due within the month."""
        return len(self.reviews) - self.late


def overdue(definition: Definition, today: str) -> str:
    """Since when the review of a definition is overdue, in words; empty when it is not."""
    day = due(definition)
    return Due(definition, day, late=True).words if today and day and day < today else ""


def desks(book: Handbook, today: str) -> list[Desk]:
    """By party, the reviews that are overdue or fall due within a month; who has most overdue comes first.

    What names nobody, as an assessment does, is for the central function.
    """
    horizon = after(today, "month")
    others = central(book)
    found: dict[Definition | None, list[Due]] = {}
    for definition in book.definitions():
        day = due(definition)
        if today and day and day <= horizon:
            row = Due(definition, day, late=day < today)
            parties: list[Definition] = responsible(definition) or others
            for party in parties or (None,):
                found.setdefault(party, []).append(row)
    made = [Desk(party, sorted(rows, key=_order)) for party, rows in found.items()]
    return sorted(made, key=lambda desk: (-desk.late, *_name(desk.party)))


def _order(row: Due) -> tuple[str, str]:
    return row.day, row.definition.name.lower()


def _name(party: Definition | None) -> tuple[bool, str]:
    return party is None, party.name.lower() if party else ""
