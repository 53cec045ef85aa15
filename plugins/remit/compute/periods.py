"""Periods of the calendar: what a reading is of, the one before it, the window that ends with it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.words import MONTHS

_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: Mapping[str, int] = {"day": 1, "week": 7}
WRITTEN = "`2026-Q3`, `2026-07`, `2026-W31`, `2026`, `2026-07-15` or `2026-07-01..2026-09-30`"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to and without `end`; so many of a unit of the calendar."""

    first: date
    end: date
    unit: str
    count: int = 1

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - timedelta(1)

    def __str__(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    def before(self, count: int = 1, unit: str = "") -> Period:
        """The period that lies so many periods, or so many of a unit, before; OverflowError at the year 1."""
        amount = count if unit else count * self.count
        return Period(
            moved(self.first, -amount, unit or self.unit),
            moved(self.end, -amount, unit or self.unit),
            self.unit,
            self.count,
        )

    def window(self, count: int, unit: str) -> Period:
        """The window of so many units that ends with it; raises OverflowError at the year 1."""
        return Period(moved(self.end, -count, unit), self.end, unit, count)

    def ahead(self, count: int, unit: str) -> Period:
        """The window of so many units that follows it; raises OverflowError at the end of the calendar."""
        return Period(self.end, moved(self.end, count, unit), unit, count)


def moved(day: date, amount: int, unit: str) -> date:
    """A day some units away, at most at the end of a shorter month; raises OverflowError off the calendar."""
    if unit in _DAYS:
        return day + timedelta(amount * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + amount * _MONTHS[unit], 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"the year {year} is not on the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _from(first: date, unit: str) -> Period:
    return Period(first, moved(first, 1, unit), unit)


def _range(found: re.Match[str]) -> Period:
    first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    if last < first:
        raise ValueError
    return Period(first, last + timedelta(1), "day", (last - first).days + 1)


_NAMES: tuple[tuple[str, Callable[[re.Match[str]], Period]], ...] = (
    (r"([0-9]{4})-Q([1-4])", lambda found: _from(date(int(found[1]), int(found[2]) * 3 - 2, 1), "quarter")),
    (r"([0-9]{4})-([0-9]{2})", lambda found: _from(date(int(found[1]), int(found[2]), 1), "month")),
    (
        r"([0-9]{4})-W([0-9]{2})",
        lambda found: _from(date.fromisocalendar(int(found[1]), int(found[2]), 1), "week"),
    ),
    (r"([0-9]{4})", lambda found: _from(date(int(found[1]), 1, 1), "year")),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})", lambda found: _from(date.fromisoformat(found[1]), "day")),
    (r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})", _range),
)


def spoken(period: Period, said: str) -> str:
    """A period as people say it; any other as it was written.

    >>> spoken(period_named("2026-Q3"), "2026-Q3"), spoken(period_named("2026-09"), "2026-09")
    ('Q3 2026', 'Sep 2026')
    """
    first = period.first
    if period.count == 1 and period.unit == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    if period.count == 1 and period.unit == "month":
        return f"{MONTHS[first.month - 1][:3]} {first.year}"
    return said


def period_named(name: str) -> Period:
    """The period that a name means; raises RemitError for anything else.

    >>> str(period_named("2026-Q3"))
    '2026-07-01..2026-09-30'
    """
    for pattern, made in _NAMES:
        if found := re.fullmatch(pattern, name, re.ASCII):
            try:
                return made(found)
            except (ValueError, OverflowError):
                break
    raise RemitError(f"`{name}` is not a period; write {WRITTEN}")
