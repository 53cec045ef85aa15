"""A quarter of the calendar, and the handbook at its start and its end."""

# Quarters are those of the calendar: `company.fiscal-year` is words for people.

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from remit.change.compare.grading import LIGHTEST, definition_weight
from remit.change.compare.versions import Versions
from remit.change.history.timeline import Entry, History
from remit.change.review.lanes import lanes_of
from remit.change.review.reach import Reach
from remit.days import after, parsed
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.git import open_repository
from remit.handbook import Definition, Handbook, Ref

RECORDS = ("change", "request", "review")  # they tell of changes and are none
_NAME = re.compile(r"([0-9]{4})-Q([1-4])\Z")


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter: its name, its first day, and the day after its last."""

    name: str
    first: str
    end: str

    @property
    def last(self) -> str:
        """Its last day."""
        return (date.fromisoformat(self.end) - timedelta(1)).isoformat()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, str) and self.first <= day < self.end


def quarter(name: str) -> Period:
    """The quarter that a name means; raises RemitError for anything else.

    >>> quarter("2026-Q3")
    Period(name='2026-Q3', first='2026-07-01', end='2026-10-01')
    """
    found = _NAME.match(name)
    first = f"{found[1]}-{int(found[2]) * 3 - 2:02}-01" if found else ""
    if found is None or parsed(first) is None:
        raise RemitError(f"`{name}` is not a quarter; write the year and the quarter, such as `2026-Q3`")
    return Period(name, first, after(first, "quarter"))


@dataclass(frozen=True)
class Past:
    """What a quarter is told from: the handbook of now, its history, and the handbooks at both ends.

    `start` and `end` are None where the handbook did not exist, could not be read, or nothing is
    known; `why` then says it.
    """

    now: Handbook
    history: History
    period: Period
    start: Handbook | None = None
    end: Handbook | None = None
    why: str = ""

    @functools.cached_property
    def reach(self) -> Callable[[Handbook], Reach]:
        """What a change reaches in the handbook of now, or at either end, by the lanes of now."""
        return functools.cache(functools.partial(Reach, lanes=lanes_of(self.now)))

    @functools.cached_property
    def entries(self) -> Mapping[Ref, tuple[Entry, ...]]:
        """Definition → its changes that arrived or came into force in the quarter, wording left out."""
        found: dict[Ref, tuple[Entry, ...]] = {}
        for ref, entries in sorted(self.history.entries.items()):
            some = tuple(each for each in entries if self._counts(each))
            if some and ref.kind not in RECORDS:
                found[ref] = some
        return found

    def _counts(self, entry: Entry) -> bool:
        """A change of the quarter that changes more than wording, or that a record speaks of."""
        if entry.step.day not in self.period and entry.since not in self.period:
            return False
        change = entry.change
        if self.history.cut and entry.step is self.history.steps[0]:  # it was there already
            return False
        if change.how == "changed" and all(each.path == ("reviewed",) for each in change.properties):
            return False
        weight = definition_weight(self.now.kinds.by_id.get(change.ref.kind), change)
        return change.how != "changed" or weight != LIGHTEST or bool(entry.record)

    def find(self, ref: Ref) -> tuple[Handbook, Definition] | None:
        """A definition in the handbook that has it: that of now, else of the quarter's end or start."""
        for book in (self.now, self.end, self.start):
            found = book.index.get(ref.kind, {}).get(ref.id) if book is not None else None
            if book is not None and found is not None:
                return book, found
        return None

    def records(self, kind: str, *days: str) -> Iterator[tuple[str, Definition]]:
        """(day, record) of those with one of some days in the quarter, by day; the first day counts."""
        found = []
        for record in self.now.all(kind):
            day = next((day for name in days if (day := str(record.get(name, "")))), "")
            if day in self.period:
                found.append((day, record))
        yield from sorted(found, key=lambda each: (each[0], each[1].id))


def past_of(now: Handbook, history: History, period: Period) -> Past:
    """A quarter with the handbooks at its two ends, as git has them."""
    if history.missing:
        return Past(now, history, period, why=history.missing)
    before = [step for step in history.steps if step.day < period.first]
    until = [step for step in history.steps if step.day < period.end]
    versions = Versions(open_repository(now.root))
    opened: list[Handbook | None] = []
    why = ""
    for steps, name in ((before, f"the start of {period.name}"), (until, f"the end of {period.name}")):
        try:
            opened.append(versions.open(steps[-1].id, name) if steps else None)
        except RemitError as problem:
            opened.append(None)
            why = str(problem)
    start, end = opened
    return Past(now, history, period, start, end, why)
