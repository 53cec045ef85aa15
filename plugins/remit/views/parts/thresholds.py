"""The bar of a metric's thresholds, to scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.thresholds import reading

LEVELS: Mapping[str, str] = {"good": "good", "watch": "warn", "bad": "bad", "look": "q"}
# No zone is drawn narrower than this part of the bar, or its label would run into the next.
_NARROWEST = 0.1
_Range = tuple[float | None, float | None, str]  # from, below, class


@dataclass(frozen=True, slots=True)
class Zone:
    """One part of the bar: its class, its width in parts, and the label at its left end.

    `low` is where it begins, `span` how much of the scale it takes. `at` is where the last reading stands
    in it, `aim` where the target does, in percent of its width; None where that lies in another zone.
    """

    zone: str
    width: float
    label: str
    low: float = 0
    span: float = 0
    at: float | None = None
    aim: float | None = None


def zone_of(level: str) -> str:
    """The class of a level's colour; that of a question for a level that is not known."""
    return f"z-{LEVELS.get(level, 'q')}"


def bar(metric: Definition, reading: float | None = None, aim: float | None = None) -> list[Zone]:
    """The bar, left to right: finite ranges to scale, open ends shortened; empty when it would mislead.

    That is: fewer than two ranges, ranges that overlap or run backwards, or two open ends on one side. The
    last reading and the amount aimed at are marked where they are given.
    """
    ranges: list[_Range] = [
        (each.get("from"), each.get("below"), zone_of(each["level"]))
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
    zones = _scaled(whole, metric.get("unit", ""))
    return [
        replace(zone, at=_within(zones, place, reading), aim=_within(zones, place, aim))
        for place, zone in enumerate(zones)
    ]


def _within(zones: Sequence[Zone], place: int, number: float | None) -> float | None:
    """Where a number stands in a zone, in percent of its width; beyond the ends of the bar, at its end."""
    zone, last = zones[place], place == len(zones) - 1
    if number is None or (number < zone.low and place) or (number >= zone.low + zone.span and not last):
        return None
    share = (number - zone.low) / zone.span if zone.span else 0.5
    return round(min(max(share, 0.02), 0.98) * 100, 1)


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
        start = low if low is not None else 0 if from_zero else (first or 0) - width
        zones.append(Zone(zone, width, label, start, width))
    total = sum(zone.width for zone in zones)
    return [replace(zone, width=round(max(zone.width / total, _NARROWEST) * 100, 1)) for zone in zones]
