"""Series of readings: one number a period, what was measured anew, and where a definition changed between."""

# A reading belongs to the definition in force on the day it was measured. Whoever knows the days on which
# the definition changed hands them in; readings of two definitions are never compared.

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from remit.compute.showing import in_unit
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.readings.table import Reading


@dataclass(frozen=True, slots=True)
class Series:
    """The readings of a metric and a slice from one source, oldest first, a reading a period.

    `points` are as they were read first under the definition of their time, corrections of that time
    included; `restated` are those that were measured again under a later definition, by period. `epochs`
    says under which definition a reading was measured: 0 before the first day of `days`, and so on; `units`
    are those of the definitions, the first of all before the first day.
    """

    source: str
    slice: str
    points: Sequence[Reading]
    restated: Sequence[Reading]
    days: Sequence[str]
    units: Sequence[str] = ("",)

    def epoch(self, reading: Reading) -> int:
        """How many times the definition had changed when a reading was measured."""
        return bisect_right(self.days, reading.measured)

    def unit_of(self, reading: Reading) -> str:
        """The unit that a reading is in: of the definition under which it was measured."""
        return self.units[min(self.epoch(reading), len(self.units) - 1)]

    def breaks(self) -> Iterator[int]:
        """The places in `points` before which the definition had changed."""
        for place in range(1, len(self.points)):
            if self.epoch(self.points[place]) != self.epoch(self.points[place - 1]):
                yield place

    def like(self, place: int) -> Reading | None:
        """The reading of the period before, under the same definition; None where there is none.

        That may be one that was measured again; one that lies a gap away is none.
        """
        reading = self.points[place]
        before = reading.period.before()
        same = [
            each
            for each in (*self.points, *self.restated)
            if (each.period.first, each.period.end) == (before.first, before.end)
            and self.epoch(each) == self.epoch(reading)
        ]
        return same[-1] if same else None


def grown_by(series: Series, place: int) -> Decimal | None:
    """By how many percent a point differs from the one before; None over a break, over a gap and from 0."""
    before = series.like(place)
    if before is None or not before.value:
        return None
    return (series.points[place].value - before.value) / abs(before.value) * 100


def series_of(
    metric: Definition, readings: Sequence[Reading], days: Sequence[str], units: Sequence[str] = ()
) -> list[Series]:
    """The series of a metric: the whole first, then slices by name; of each, its main source first.

    The main source is the system that the metric names first, else the one with the most readings. `days`
    are those on which the definition changed, in order, and `units` its units before and after each; without
    them it always had the same.
    """
    groups: dict[tuple[str, str], list[Reading]] = {}
    for each in readings:
        groups.setdefault((each.slice, each.source), []).append(each)
    systems = [str(each).rpartition(":")[2] for each in metric.data.get("systems") or ()]

    def rank(key: tuple[str, str]) -> tuple[str, int, int, str]:
        slice, source = key
        named = systems.index(source) if source in systems else len(systems)
        return (slice, named, -len(groups[key]), source)

    return [
        replace(_series(key, groups[key], days), units=tuple(units) or (str(metric.data.get("unit", "")),))
        for key in sorted(groups, key=rank)
    ]


def _series(key: tuple[str, str], readings: Sequence[Reading], days: Sequence[str]) -> Series:
    points: dict[tuple[object, ...], Reading] = {}
    restated: dict[tuple[object, ...], Reading] = {}
    for each in readings:  # by period, then by the day of measuring
        period = (each.period.first, each.period.end)
        first = points.get(period)
        if first is None or bisect_right(days, first.measured) == bisect_right(days, each.measured):
            points[period] = each
        else:
            restated[period] = each
    slice, source = key
    return Series(source, slice, list(points.values()), list(restated.values()), tuple(days))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that give different numbers for one metric, period and slice; the newest of each."""

    readings: Sequence[Reading]


def disagreements(
    metric: Definition, readings: Sequence[Reading], days: Sequence[str] = ()
) -> list[Disagreement]:
    """Where sources differ by more than the tolerance of the metric, by period and slice.

    Numbers that were measured under two definitions do not disagree: `days` are those on which it changed.
    """
    groups: dict[tuple[object, ...], dict[str, Reading]] = {}
    for each in readings:
        key = (each.slice, each.period.first, each.period.end, bisect_right(days, each.measured))
        groups.setdefault(key, {})[each.source] = each
    unit, tolerance = str(metric.data.get("unit", "")), metric.data.get("tolerance")
    return [
        Disagreement(sorted(by_source.values(), key=lambda each: each.source))
        for by_source in groups.values()
        if len(by_source) > 1 and _apart(by_source, unit, tolerance)
    ]


def _apart(by_source: Mapping[str, Reading], unit: str, tolerance: float | None) -> bool:
    values = [each.value for each in by_source.values()]
    low, high = min(values), max(values)
    if tolerance is None:
        return in_unit(low, unit) != in_unit(high, unit)
    return high - low > max(abs(low), abs(high)) * Decimal(str(tolerance)) / 100


def missing(series: Series) -> list[str]:
    """The periods between the first and the last point without a reading, by their first days."""
    found = []
    for one, other in zip(series.points, series.points[1:], strict=False):
        if one.period.unit == other.period.unit and one.period.end < other.period.first:
            found.append(f"{one.period.end} to {other.period.first - timedelta(1)}")
    return found
