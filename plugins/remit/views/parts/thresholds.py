"""The thresholds of a metric: readings in words, and a bar to scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remit.handbook import Definition

LEVELS: Mapping[str, str] = {"good": "good", "watch": "warn", "bad": "bad", "look": "q"}
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
    "percent": "%",
    "ratio": "×",
    "days": " days",
    "months": " months",
    "hours": " hours",
}
# No zone is drawn narrower than this part of the bar, or its label would run into the next.
_NARROWEST = 0.1
_Range = tuple[float | None, float | None, str]  # from, below, class


@dataclass(frozen=True, slots=True)
class Row:
    """One threshold: its class, the reading it is about, and what follows."""

    zone: str
    level: str
    reading: str
    note: str
    means: str
    action: str
    who: Definition | None


@dataclass(frozen=True, slots=True)
class Zone:
    """One part of the bar: its class, its width in parts, and the label at its left end."""

    zone: str
    width: float
    label: str


def reading(number: float, unit: str, currency: str = "") -> str:
    """A number as it is read aloud.

    >>> reading(2.5, "ratio"), reading(46000, "currency", "USD")
    ('2.5×', '46,000 USD')
    """
    shown = f"{number:,.10g}"
    if unit.startswith("currency"):
        return f"{shown} {currency}".rstrip() + (" a day" if unit.endswith("day") else "")
    return shown + _SUFFIXES.get(unit, "")


def rows(metric: Definition, currency: str = "") -> list[Row]:
    """The thresholds of a metric, in order of writing."""
    unit = metric.get("unit", "")
    who = {edge.path[1]: edge.target for edge in metric.to("acted-on-by") if len(edge.path) > 1}
    return [
        Row(
            zone=f"z-{LEVELS.get(each['level'], 'q')}",
            level=LEVEL_WORDS.get(each["level"], each["level"]),
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


def bar(metric: Definition) -> list[Zone]:
    """The bar, left to right: finite ranges to scale, open ends shortened; empty when it would mislead.

    That is: fewer than two ranges, ranges that overlap or run backwards, or two open ends on one side.
    """
    ranges: list[_Range] = [
        (each.get("from"), each.get("below"), f"z-{LEVELS.get(each['level'], 'q')}")
        for each in metric.get("thresholds", {}).values()
        if "from" in each or "below" in each
    ]
    ranges.sort(key=lambda each: (each[0] is not None, each[0] or 0))
    backwards = any(low is not None and high is not None and high <= low for low, high, _ in ranges)
    if len(ranges) < 2 or backwards:
        return []
    whole = ranges[:1]
    for low, high, zone in ranges[1:]:
        end = whole[-1][1]
        if end is None or low is None or end > low:
            return []
        if end < low:
            whole.append((end, low, "z-none"))  # nobody said what such a reading means
        whole.append((low, high, zone))
    return _scaled(whole, metric.get("unit", ""))


def _scaled(ranges: Sequence[_Range], unit: str) -> list[Zone]:
    inner = sum(high - low for low, high, _ in ranges if low is not None and high is not None)
    first, last = ranges[0][1], ranges[-1][0]
    inner = inner or abs(first or last or 1)
    from_zero = first is not None and 0 < first <= inner * 2
    zones = []
    for low, high, zone in ranges:
        label = "" if low is None else reading(low, unit if unit in ("percent", "ratio") else "count")
        if low is None:
            width = first if from_zero and first else inner * 0.6
            label = reading(0, "count") if from_zero else ""
        elif high is None:
            width = inner * 0.4
        else:
            width = high - low
        zones.append(Zone(zone, width, label))
    total = sum(zone.width for zone in zones)
    return [
        Zone(zone.zone, round(max(zone.width / total, _NARROWEST) * 100, 1), zone.label) for zone in zones
    ]
