"""Days and durations as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(date: str) -> str:
    """A date as words; text that is no date stays as it is.

    >>> day("2026-10-06")
    '6 Oct 2026'
    """
    year, _, rest = date.partition("-")
    month, _, number = rest.partition("-")
    if month.isdecimal() and number.isdecimal() and 1 <= int(month) <= len(MONTHS):
        return f"{int(number)} {MONTHS[int(month) - 1]} {year}"
    return date


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
