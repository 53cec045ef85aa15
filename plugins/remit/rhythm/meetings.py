"""When a meeting takes place, from its `every` and its `meets`: in words, as a rule, as days."""

# What `meets` leaves out is open, and no words speak of it. A calendar needs a day all the
# same: it takes Monday, the first working day, the first month of each period.

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule

from remit import days
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.words import MONTHS, joined

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING = DAYS[:5]
# `every` → weeks, or months
WEEKS: Mapping[str, int] = {"week": 1, "two-weeks": 2}
STEPS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
ORDINALS: Mapping[int, str] = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", -1: "Last"}
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days of a meeting: weekdays of every `weeks` weeks, or the `nth` of some weekdays in some months.

    `weeks` is 0 for what is held by months. `months` are numbers from 1; those of weeks may be none,
    which means all. `start` and `length` are None where nothing is said.
    """

    weekdays: tuple[str, ...]
    weeks: int = 0
    nth: int = 0
    months: tuple[int, ...] = ()
    start: time | None = None
    length: timedelta | None = None

    def rule(self) -> str:
        """The days as an RRULE of iCalendar."""
        weekdays = ",".join(day[:2].upper() for day in self.weekdays)
        months = f";BYMONTH={','.join(map(str, self.months))}" if self.months else ""
        if self.weeks:
            return f"FREQ=WEEKLY{_interval(self.weeks)}{months};BYDAY={weekdays}"
        if step := _step(self.months):  # more calendars read an interval than a list
            months = _interval(step)
        if len(self.weekdays) == 1:
            return f"FREQ=MONTHLY{months};BYDAY={self.nth}{weekdays}"
        return f"FREQ=MONTHLY{months};BYDAY={weekdays};BYSETPOS={self.nth}"

    def first(self, day: date) -> date:
        """The first day on or after one; of several weeks, any week counts.

        Raises OverflowError at the end of time.
        """
        found: datetime | None = self._days(day).after(_midnight(day), inc=True)
        if found is None:
            raise OverflowError(f"no meeting after {day}")
        return found.date()

    def before(self, day: date) -> date | None:
        """The day of the last meeting before the one on or near a day; None at the beginning of time.

        A meeting may be put off: a day shortly after it is taken for its own. Of every other week it
        is not known which, and the earlier one is taken.
        """
        if day - date.min <= (near := self._near()):
            return None
        latest = day - near
        begin = date(max(latest.year - 2, 1), 1, 1)
        found: datetime | None = self._days(begin).before(_midnight(latest))
        return found.date() if found else None

    def _near(self) -> timedelta:
        """A third of the interval; a week of two, and nothing between several days of one week."""
        if self.weeks:
            return timedelta(days=7 if self.weeks > 1 else 2 if len(self.weekdays) == 1 else 0)
        following = (*self.months[1:], self.months[0] + YEAR)
        return timedelta(
            days=10 * min(later - month for month, later in zip(self.months, following, strict=True))
        )

    def _days(self, begin: date) -> rrule:
        return rrule(
            WEEKLY if self.weeks else MONTHLY,
            dtstart=_midnight(begin),
            byweekday=[DAYS.index(day) for day in self.weekdays],
            bymonth=self.months or None,
            bysetpos=self.nth or None,
        )


def rhythm(cadence: Definition) -> Rhythm:
    """The days of a cadence, with the first of all where it leaves them open."""
    every, meets = cadence["every"], cadence.get("meets", {})
    weekdays = tuple(day for day in DAYS if day in meets.get("weekday", ()))
    months = tuple(sorted({int(month) for month in meets.get("months", ())}))
    start = time.fromisoformat(meets["at"]) if "at" in meets else None
    length = timedelta(minutes=int(meets["minutes"])) if "minutes" in meets else None
    if every in WEEKS:
        return Rhythm(weekdays or DAYS[:1], WEEKS[every], months=months, start=start, length=length)
    nth = int(meets.get("nth", 1))
    step = STEPS[every]
    first = step if nth < 0 else 1  # the last day of a quarter lies in its last month
    return Rhythm(weekdays or WORKING, 0, nth, months or tuple(range(first, YEAR + 1, step)), start, length)


def held_before(cadence: Definition, day: str) -> str:
    """The day on which a meeting was held before the one of a day.

    It is an interval before where `meets` says no days. Days are ISO texts.
    """
    meets, on = cadence.get("meets", {}), days.parsed(day)
    last = rhythm(cadence).before(on) if on and ("weekday" in meets or "nth" in meets) else None
    return last.isoformat() if last else days.held_before(day, cadence["every"])


# -- in words --


def words(cadence: Definition) -> str:
    """When it takes place, as people say it; empty where nothing is said.

    `Second Tuesday of the month, 14:00, 45 minutes`.
    """
    meets = cadence.get("meets", {})
    parts = (_days_in_words(cadence["every"], meets), meets.get("at"), _length(int(meets.get("minutes", 0))))
    return ", ".join(part for part in parts if part)


def _days_in_words(every: str, meets: Mapping[str, Any]) -> str:
    weekdays = [day.capitalize() for day in DAYS if day in meets.get("weekday", ())]
    if weekdays == [day.capitalize() for day in WORKING]:
        weekdays = ["working day"]
    months = joined([MONTHS[int(month) - 1] for month in sorted(meets.get("months", ()))])
    if every in WEEKS and weekdays:
        each = f"Every other {joined(weekdays)}" if every == "two-weeks" else _plural(weekdays)
        return f"{each} in {months}" if months else each
    if every in STEPS and (weekdays or "nth" in meets):
        which = ORDINALS[int(meets.get("nth", 1))]
        return f"{which} {joined(weekdays or ['working day'], 'or')} of {months or f'the {every}'}"
    return f"In {months}" if months else ""


def _plural(weekdays: list[str]) -> str:
    said = joined([f"{day}s" for day in weekdays])
    return said[0].upper() + said[1:]


def _length(minutes: int) -> str:
    amount, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{amount} {unit}{'' if amount == 1 else 's'}" if minutes else ""


# -- helpers --


def _interval(number: int) -> str:
    return f";INTERVAL={number}" if number > 1 else ""


def _step(months: tuple[int, ...]) -> int:
    """The interval of months that are even; 0 when they are not."""
    step = YEAR // len(months)
    even = {(months[0] - 1 + past) % YEAR + 1 for past in range(0, YEAR, step)}
    return step if even == set(months) else 0


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
