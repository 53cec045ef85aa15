"""The readings of a metric as its page shows them: a line, the values as a table, where it stands."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from remit import words
from remit.compute.periods import spoken
from remit.compute.showing import in_unit
from remit.frozen import dataclass
from remit.insight.readings.board import Readout
from remit.insight.readings.breaks import Break
from remit.insight.readings.standing import Standing, change_words
from remit.readings import Reading, Series
from remit.views.drawing.reading_line import Dot, ReadingLine, reading_line

MOST = 13  # periods on a page: a year and one to compare with
MOST_SLICES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A period of the table: its name, its values, how it changed; `breaks` came before it."""

    period: str
    value: str
    change: str
    measured: str
    note: str
    others: Sequence[str]
    restated: str
    differs: bool
    breaks: Sequence[Break]


@dataclass(frozen=True, slots=True)
class Shown:
    """A series with all that stands around it; `left_out` periods are older than those shown."""

    standing: Standing
    line: ReadingLine
    told: str
    rows: Sequence[Row]
    sources: Sequence[str]
    has_restated: bool
    left_out: int


def shown(readout: Readout, currency: str) -> list[Shown]:
    """The series of a metric in the order of the page: the whole in full, else the first slice."""
    return [_series(readout, each, currency) for each in readout.standings[:1]]


def _series(readout: Readout, standing: Standing, currency: str) -> Shown:
    series = standing.series
    points = series.points[-MOST:]
    first = points[0].period.first
    others = readout.others(series)
    rows = list(_rows(readout, series, others, currency))
    named = [each.source or "another source" for each in others]
    beside = any(any(row.others) for row in rows[-MOST:])
    restated = [each for each in series.restated if each.period.first >= first]
    line, told = _line(series, points, restated, others)
    return Shown(
        standing, line, told, rows[-MOST:][::-1], named if beside else (), bool(restated),
        len(series.points) - len(points),
    )  # fmt: skip


def _rows(readout: Readout, series: Series, others: Sequence[Series], currency: str) -> Iterator[Row]:
    apart = {
        (each.readings[0].period.first, each.readings[0].period.end)
        for each in readout.disagreements
        if each.readings[0].slice == series.slice
    }
    said = [_by_period([*each.points, *each.restated]) for each in others]
    again = _by_period(series.restated)
    before = ""
    for place, point in enumerate(series.points):
        key = (point.period.first, point.period.end)
        yield Row(
            spoken(point.period, point.said),
            in_unit(point.value, series.unit_of(point), currency),
            change_words(series, place),
            words.medium_day(point.measured),
            point.note,
            [_value(series, known.get(key), currency) for known in said],
            _value(series, again.get(key), currency),
            key in apart,
            [each for each in readout.breaks if before and before < each.day <= point.measured],
        )
        before = point.measured


def _value(series: Series, reading: Reading | None, currency: str) -> str:
    return in_unit(reading.value, series.unit_of(reading), currency) if reading is not None else ""


def _by_period(readings: Sequence[Reading]) -> Mapping[tuple[date, date], Reading]:
    return {(each.period.first, each.period.end): each for each in readings}


def _line(
    series: Series, points: Sequence[Reading], restated: Sequence[Reading], others: Sequence[Series]
) -> tuple[ReadingLine, str]:
    """The drawing of the points, and what it shows in words for who does not see it."""
    slots = _slots(points)
    first = points[0].period.first
    dots = [Dot(slots[each.period.first], float(each.value), series.epoch(each)) for each in points]
    again = [
        Dot(slots[each.period.first], float(each.value), 0) for each in restated if each.period.first in slots
    ]
    beside = [
        Dot(slots[each.period.first], float(each.value), 0)
        for other in others
        for each in other.points
        if each.period.first >= first and each.period.first in slots
    ]
    breaks = [(one.at + other.at) / 2 for one, other in itertools.pairwise(dots) if one.run != other.run]
    told = f"{len(points)} readings"
    if breaks:
        told += (
            f", the definition changed {len(breaks)} times"
            if len(breaks) > 1
            else ", the definition changed once"
        )
    return reading_line(dots, max(slots.values()) + 1, restated=again, others=beside, breaks=breaks), told


def _slots(points: Sequence[Reading]) -> dict[date, int]:
    """The first days of periods → their places on the axis, gaps counted as periods."""
    found = {points[0].period.first: 0}
    at = 0
    for one, other in itertools.pairwise(points):
        gap = (other.period.first - one.period.end).days
        length = max(1, (other.period.end - other.period.first).days)
        at += 1 + max(0, round(gap / length))
        found[other.period.first] = at
    return found
