"""Days and durations as people read them: `2026-10-06` is `6 October 2026`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_day(text: str) -> str:
    """A day in words; what is not a day stays as it is written.

    >>> long_day("2026-10-06")
    '6 October 2026'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else text


def short_day(text: str) -> str:
    """A day without its year, where the year stands above.

    >>> short_day("2026-10-06")
    '6 Oct'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1][:3]}" if day else text


def medium_day(text: str) -> str:
    """A day for a narrow column.

    >>> medium_day("2026-10-06")
    '6 Oct 2026'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else text


def month_of(text: str) -> str:
    """The month of a day, or an empty text.

    >>> month_of("2026-10-06")
    'October 2026'
    """
    day = _day(text)
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


def quarter_of(day: str) -> str:
    """The quarter of a day.

    >>> quarter_of("2026-09-30")
    '2026-Q3'
    """
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def duration(value: Mapping[str, Any]) -> str:
    """A duration as words; empty for an empty one.

    >>> duration({"amount": 4, "unit": "business-hours"})
    '4 business hours'
    """
    if not value:
        return ""
    unit = str(value["unit"]).replace("-", " ")
    amount = value["amount"]
    return f"{amount:g} {unit.removesuffix('s') if amount == 1 else unit}"


def share(value: Mapping[str, Any], percent: float) -> str:
    """So many percent of a duration as words; hours and minutes where the hours are not whole.

    >>> share({"amount": 4, "unit": "business-hours"}, 80)
    '3 h 12 min'
    >>> share({"amount": 4, "unit": "business-hours"}, 150)
    '6 business hours'
    >>> share({"amount": 15, "unit": "business-minutes"}, 80)
    '12 business minutes'
    """
    if not value:
        return ""
    amount = value["amount"] * percent / 100
    if str(value["unit"]).endswith("hours") and amount != int(amount):
        hours, minutes = divmod(round(amount * 60), 60)
        return " ".join(
            part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
        )
    return duration({**value, "amount": amount})


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Some words as a list in a sentence; empty for none.

    >>> joined(["January", "April", "July"])
    'January, April and July'
    """
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[4:5] == text[7:8] == "-" else None
    except ValueError:
        return None
