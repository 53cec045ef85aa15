"""The bar of a metric's thresholds, to scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remit.handbook import Definition
from remit.insight.metrics.thresholds import reading

LEVELS: Mapping[str, str] = {"good": "good", "watch": "warn", "bad": "bad", "look": "q"}
# No zone is drawn narrower than this part of the bar, or its label would run into the next.
_NARROWEST = 0.1
_Range = tuple[float | None, float | None, str]  # from, below, class


@dataclass(frozen=True, slots=True)
class Zone:
    """One part of the bar: its class, its width in parts, and the label at its left end."""

    zone: str
    width: float
    label: str


def zone_of(level: str) -> str:
    """The class of a level's colour; that of a question for a level that is not known."""
    return f"z-{LEVELS.get(level, 'q')}"


def bar(metric: Definition) -> list[Zone]:
    """The bar, left to right: finite ranges to scale, open ends shortened; empty when it would mislead.

    That is: fewer than two ranges, ranges that overlap or run backwards, or two open ends on one side.
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
