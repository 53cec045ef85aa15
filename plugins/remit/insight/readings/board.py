"""All readings of a handbook on a day, with the breaks that history tells: what pages and reports ask."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import field

from remit.change.history.timeline import History
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.insight.readings.breaks import Break, Breaks
from remit.insight.readings.ruling import thresholds_on, unit_on
from remit.insight.readings.standing import Standing, next_steps
from remit.readings import Disagreement, Reading, Readings, Series, disagreements, readings_of, series_of
from remit.words import long_day


@dataclass(frozen=True, slots=True)
class Readout:
    """What is known of one metric: its series, the breaks in them, where it stands, where sources differ."""

    metric: Definition
    series: Sequence[Series]
    breaks: Sequence[Break]
    standings: Sequence[Standing]
    disagreements: Sequence[Disagreement]
    unknown: str = ""  # why nobody knows whether the definition changed, for some of the time or all

    @property
    def whole(self) -> Standing | None:
        """Where the whole stands; None where only slices are read."""
        return next((each for each in self.standings if not each.reading.slice), None)

    def others(self, series: Series) -> list[Series]:
        """The series of the same slice from other sources."""
        return [each for each in self.series if each.slice == series.slice and each is not series]


@dataclass(frozen=True)
class Board:
    """The readings of a handbook up to a day; empty for all that there are."""

    book: Handbook
    history: History
    today: str = ""
    _found: dict[str, Readout | None] = field(default_factory=dict, repr=False)

    @functools.cached_property
    def readings(self) -> Readings:
        """The readings, read once."""
        return readings_of(self.book).until(self.today)

    @functools.cached_property
    def _breaks(self) -> Breaks:
        return Breaks(self.history)

    @functools.cached_property
    def currency(self) -> str:
        """The company's currency, or an empty text."""
        return str((self.book.settings().get("company") or {}).get("currency", ""))

    def of(self, metric: Definition) -> Readout | None:
        """What is known of a metric; None where nothing was read."""
        if metric.id not in self._found:
            some = self.readings.of.get(metric.id, ())
            self._found[metric.id] = self._readout(metric, some) if some and metric.sound else None
        return self._found[metric.id]

    def _readout(self, metric: Definition, readings: Sequence[Reading]) -> Readout:
        changed = self._breaks.of(metric.ref)
        days = [each.measured for each in readings]
        first, last = min(days), max(days)
        inside = [each for each in changed if first < each.day <= last]
        broken = sorted({each.day for each in inside})
        units = [unit_on(self.history, metric, day) for day in (first, *broken)]
        series = series_of(metric, readings, broken, units)
        ruling = functools.partial(thresholds_on, self.book, self.history, metric)
        return Readout(
            metric,
            series,
            inside,
            next_steps(metric, series, self.currency, ruling),
            disagreements(metric, readings, broken),
            self._unknown(first),
        )

    def _unknown(self, first: str) -> str:
        """Why breaks since a day cannot all be told; empty where they can."""
        if self.history.missing or not self.history.starts:
            return "there is no history here"
        if self.history.starts > first:
            return f"history begins on {long_day(self.history.starts)}"
        return ""

    def seen_by(self, cadence: Definition) -> list[Standing]:
        """Where the metrics stand that a meeting looks at, slices included."""
        found = (self.of(metric) for metric in cadence.sources("looked-at-in"))
        return [each for readout in found if readout for each in readout.standings]

    def all(self) -> list[Readout]:
        """What is known of every metric that was read, by name."""
        found = (self.of(each) for each in self.book.all("metric"))
        return sorted((each for each in found if each), key=lambda each: each.metric.name.casefold())

    def stands(self, metric: Definition) -> Standing | None:
        """Where the whole of a metric stands; None where it was not read."""
        readout = self.of(metric)
        return readout.whole if readout else None
