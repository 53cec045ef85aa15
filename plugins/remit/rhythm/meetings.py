"""When a meeting takes place, read from the words that people write: `Second Wednesday, 90 minutes`."""

# Nothing is guessed: a time of day is known only when it is written, and words that say no
# weekday leave the period's first working day.

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING = (0, 1, 2, 3, 4)
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKS: Mapping[str, int] = {"week": 1, "two-weeks": 2}
STEPS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
ORDINALS: Mapping[str, int] = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
AMOUNTS: Mapping[str, float] = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "half a": 0.5,
    "half an": 0.5,
}

_DAY = rf"(?:{'|'.join(DAYS)})"
_ON = re.compile(rf"\b({_DAY}s?(?:(?:, | and |, and ){_DAY}s?)*)\b", re.IGNORECASE)
_NTH = re.compile(rf"\b({'|'.join(ORDINALS)})\s+({_DAY}|(?:working|business)\s+day)\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")  # as written: `may` is a word of its own
_CLOCK = r"(?:([01]?\d|2[0-3]):([0-5]\d)(?:\s*([ap])\.?m\b)?|(1[0-2]|[1-9])\s*([ap])\.?m\b)"
_START = re.compile(rf"(?<![\d:]){_CLOCK}", re.IGNORECASE)
_UNTIL = re.compile(rf"\.?\s*(?:to|until|[-–])\s*{_CLOCK}", re.IGNORECASE)
_LENGTH = re.compile(
    rf"\b(\d{{1,3}}(?:\.\d)?|{'|'.join(sorted(AMOUNTS, key=len, reverse=True))})[\s-]+(minute|hour)s?\b",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"\bhalf[\s-]+(?:a[\s-]+)?day\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rule for days: weekdays of every `weeks` weeks, or the `nth` of some weekdays in some months.

    `start` is None when no time of day is written; `length` when no duration is.
    """

    weekdays: tuple[int, ...]
    weeks: int = 0
    months: tuple[int, ...] = ()
    nth: int = 0
    start: time | None = None
    length: timedelta | None = None

    def rule(self) -> str:
        """The rule as an RRULE of a calendar."""
        days = ",".join(CODES[day] for day in self.weekdays)
        if self.weeks:
            return f"FREQ=WEEKLY{_interval(self.weeks)};BYDAY={days}"
        months = _evenly(self.months)
        if months is None:
            months = f";BYMONTH={','.join(map(str, self.months))}"
        if len(self.weekdays) == 1:
            return f"FREQ=MONTHLY{months};BYDAY={self.nth}{days}"
        return f"FREQ=MONTHLY{months};BYDAY={days};BYSETPOS={self.nth}"

    def first(self, day: date) -> date:
        """The first day of the rhythm on or after one; raises OverflowError at the end of time."""
        return next(then for then in (day + timedelta(past) for past in range(400)) if self.is_on(then))

    def is_on(self, day: date) -> bool:
        """Whether a day is one of the rhythm; of several weeks, any week counts."""
        if day.weekday() not in self.weekdays:
            return False
        if self.weeks:
            return True
        same = [
            each
            for number in range(1, 32)
            if (each := _day(day, number)) is not None and each.weekday() in self.weekdays
        ]
        place = self.nth - 1 if self.nth > 0 else self.nth
        return day.month in self.months and -len(same) <= place < len(same) and same[place] == day


def rhythm(every: str, when: str = "", fiscal_year: str = "") -> Rhythm:
    """The rhythm that an interval and the words beside it say; the words win where they say more.

    `fiscal_year` is read when the words speak of it: its first month begins the quarters.
    """
    start, length = _clock(when)
    nth = _NTH.search(when)
    if every in WEEKS:
        return Rhythm(_weekdays(when) or (0,), weeks=WEEKS[every], start=start, length=length)
    place = ORDINALS[nth.group(1).lower()] if nth else 1
    weekdays = (_weekdays(nth.group(2)) if nth else _weekdays(when)[:1]) or WORKING
    begin = _MONTH.search(fiscal_year) if "fiscal" in when.lower() else None
    months = _months(every, when, MONTHS.index(begin.group()) if begin else 0, place)
    return Rhythm(weekdays, months=months, nth=place, start=start, length=length)


def _weekdays(words: str) -> tuple[int, ...]:
    found = _ON.search(words)
    names = re.findall(_DAY, found.group(), re.IGNORECASE) if found else ()
    return tuple(sorted({DAYS.index(name.capitalize()) for name in names}))


def _months(every: str, when: str, begin: int, nth: int) -> tuple[int, ...]:
    """The months of a rhythm: those that are named, else the first (for `last`: the last) of each period."""
    step = STEPS[every]
    named = {MONTHS.index(name) + 1 for name in _MONTH.findall(when)} if step > 1 else set()
    offset = begin + (step - 1 if nth < 0 else 0)
    return tuple(sorted(named or {(offset + past) % 12 + 1 for past in range(0, 12, step)}))


def _clock(when: str) -> tuple[time | None, timedelta | None]:
    """The time of day and the duration that are written."""
    length = _length(when)
    found = _START.search(when)
    if not found:
        return None, length
    start = _time(found)
    until = _UNTIL.match(when, found.end())
    if until and (end := _time(until)) > start:
        length = timedelta(hours=end.hour - start.hour, minutes=end.minute - start.minute)
    return start, length


def _time(found: re.Match[str]) -> time:
    hours, minutes, half, alone, alone_half = found.groups()
    hour, letter = int(hours or alone), (half or alone_half or "").lower()
    if letter and hour <= 12:
        hour = hour % 12 + (12 if letter == "p" else 0)
    return time(hour, int(minutes or 0))


def _length(when: str) -> timedelta | None:
    if _HALF_DAY.search(when):
        return timedelta(hours=4)
    found = _LENGTH.search(when)
    if not found:
        return None
    words = found.group(1).lower()
    amount = AMOUNTS[words] if words in AMOUNTS else float(words)
    return timedelta(**{f"{found.group(2).lower()}s": amount}) or None


def _interval(number: int) -> str:
    return f";INTERVAL={number}" if number > 1 else ""


def _evenly(months: tuple[int, ...]) -> str | None:
    """Months as an interval, which more calendars can read than a list; None when they are not even."""
    step = 12 // len(months)
    even = {(months[0] - 1 + past) % 12 + 1 for past in range(0, 12, step)}
    return _interval(step) if even == set(months) else None


def _day(month: date, number: int) -> date | None:
    try:
        return month.replace(day=number)
    except ValueError:
        return None
