"""Days and the intervals between reviews; the only place that may ask a clock."""

# A day is its ISO text, as it stands in YAML: such texts sort as days do. The
# clock is for what says so: the site, and a file that is new. A check is given its day.

from __future__ import annotations

import os
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from remit.diagnostics import RemitError

# `review-every` → months
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
# `every` of a cadence that is shorter than a month → days
WEEKS: Mapping[str, int] = {"week": 7, "two-weeks": 14}


def parsed(text: object) -> date | None:
    """The day that a text such as `2026-09-30` means, or None.

    >>> parsed("2026-09-30")
    datetime.date(2026, 9, 30)
    """
    try:
        if isinstance(text, str) and len(text) == 10 and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError:
        pass
    return None


def day_of(day: str | date) -> str:
    """A day as its text; empty for none. Raises RemitError for a text that is not a day.

    >>> day_of(date(2026, 9, 30))
    '2026-09-30'
    """
    if isinstance(day, date):
        return day.strftime("%Y-%m-%d")
    if day and parsed(day) is None:
        raise RemitError(f"`{day}` is not a day; write year, month and day, such as 2026-11-20")
    return day


def after(text: object, interval: str) -> str:
    """The same day of the month one interval later; a month that is too short gives its last day.

    Empty when the text is not a day, or the interval is not one of `MONTHS`.

    >>> after("2026-11-30", "quarter")
    '2027-02-28'
    """
    day, months = parsed(text), MONTHS.get(interval)
    if day is None or months is None:
        return ""
    return _moved(day, months)


def before(text: str, months: int) -> str:
    """The same day of the month some months earlier; a month that is too short gives its last day.

    Empty when the text is not a day.

    >>> before("2026-05-31", 3)
    '2026-02-28'
    """
    day = parsed(text)
    return _moved(day, -months) if day else ""


def held_before(text: str, every: str) -> str:
    """The day on which what takes place `every` week, month, … was held before; empty as in `after`.

    >>> held_before("2026-11-10", "two-weeks")
    '2026-10-27'
    """
    if every in MONTHS:
        return before(text, MONTHS[every])
    day = parsed(text)
    if day is None or every not in WEEKS:
        return ""
    ago = timedelta(WEEKS[every])
    return (day - ago if day - date.min >= ago else date.min).isoformat()


def _moved(day: date, months: int) -> str:
    """A day some months away; where the calendar ends, its end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max.isoformat()
    if year < date.min.year:
        return date.min.isoformat()
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])).isoformat()


def clock() -> str:
    """The day of this build: `SOURCE_DATE_EPOCH` where it is set (in UTC), else the computer's own.

    Raises RemitError when the variable is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today().isoformat()  # noqa: DTZ011 - the day where the reader is
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as problem:
        raise RemitError(f"SOURCE_DATE_EPOCH is `{epoch}`, which is not a number of seconds") from problem
