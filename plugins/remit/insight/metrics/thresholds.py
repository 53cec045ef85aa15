"""The thresholds of a metric as readings in words, with what they mean and who acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.ownership.parties import acting
from remit.words import PERCENT

LEVEL_WORDS: Mapping[str, str] = {"good": "good", "watch": "watch", "bad": "bad", "look": "look closer"}
UNITS: Mapping[str, str] = {
    "count": "Count",
    "currency": "Currency",
    "percent": "Percent",
    "ratio": "Ratio",
    "days": "Days",
    "months": "Months",
    "hours": "Hours",
    "score": "Score",
    "currency-per-day": "Currency a day",
}
_SUFFIXES: Mapping[str, str] = {
    "percent": PERCENT,
    "ratio": "×",
    "days": " days",
    "months": " months",
    "hours": " hours",
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One threshold: its level, the reading it is about, and what follows."""

    level: str
    reading: str
    note: str
    means: str
    action: str
    who: Definition | None


def reading(number: float, unit: str, currency: str = "") -> str:
    """A number as it is read aloud.

    >>> reading(2.5, "ratio"), reading(46000, "currency", "USD")
    ('2.5×', '46,000 USD')
    """
    shown = f"{number:,.10g}"
    if unit.startswith("currency"):
        return f"{shown} {currency}".rstrip() + (" a day" if unit.endswith("day") else "")
    return shown + _SUFFIXES.get(unit, "")


def thresholds(metric: Definition, currency: str = "") -> list[Threshold]:
    """The thresholds of a metric, in order of writing."""
    unit = metric.get("unit", "")
    who = {edge.path[1]: edge.target for edge in acting(metric) if len(edge.path) > 1}
    return [
        Threshold(
            level=each["level"],
            reading=_words(each, unit, currency),
            note=f"for {each['of']}" if "of" in each else "",
            means=each["means"],
            action=each.get("action", ""),
            who=who.get(key),
        )
        for key, each in metric.get("thresholds", {}).items()
    ]


def _words(each: Mapping[str, Any], unit: str, currency: str) -> str:
    words = []
    low, high = each.get("from"), each.get("below")
    if low is not None and high is not None:
        words.append(f"{reading(low, 'count')} to {reading(high, unit, currency)}")
    elif low is not None:
        words.append(f"{reading(low, unit, currency)} or more")
    elif high is not None:
        words.append(f"under {reading(high, unit, currency)}")
    if "falls-by" in each:
        words.append(f"falls by {reading(each['falls-by'], 'percent')}")
    if "rises-by" in each:
        words.append(f"rises by {reading(each['rises-by'], 'percent')}")
    return " and ".join(words) or "any reading"
