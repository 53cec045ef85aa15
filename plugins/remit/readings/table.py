"""Reads tables of readings: `metric, period, slice, value, source, measured-on, note`, a reading a line."""

# A reading belongs to the definition in force on the day it was measured, so its file is never edited for
# a change of that definition: a metric that was renamed is known by its former ids.

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from remit.codes import CODES
from remit.compute.periods import Period, period_named
from remit.days import parsed
from remit.diagnostics import Diagnostic, Location, Range, Related, RemitError, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.source import Document

FOLDER = "governance/readings"
COLUMNS = ("metric", "period", "slice", "value", "source", "measured-on", "note")
NEEDED = ("metric", "period", "value", "measured-on")
_VALUE = re.compile(
    r"(?P<sign>[+−-]?)(?P<mark>[$€£¥]?)\s?(?P<digits>[0-9][0-9,]*(?:\.[0-9]{1,9})?)\s?(?P<unit>[^\s0-9].*)?",
)
_MARKS: Mapping[str, str] = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
# unit of a metric → how a value may end; money may also name the company's currency
_ENDINGS: Mapping[str, Sequence[str]] = {
    "percent": ("%", "percent"), "ratio": ("×", "x"), "days": ("days", "day"),
    "hours": ("hours", "hour", "h"), "months": ("months", "month"),
}  # fmt: skip
MOST = 50  # findings of one code in one file


@dataclass(frozen=True, slots=True)
class Reading:
    """One number of a metric: of a period, of a slice or of all (empty), from a source, on a day.

    `value` is in the metric's unit as people say it: 24 is 24 %. `said` is the period as it was written.
    """

    metric: str
    period: Period
    said: str
    slice: str
    value: Decimal
    source: str
    measured: str
    note: str
    place: Location

    @property
    def order(self) -> tuple[date, date, str, str]:
        """Sort key: by period, then by the day of measuring."""
        return (self.period.first, self.period.end, self.measured, self.source)


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of a handbook by metric, and what is wrong with their tables."""

    of: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()

    def until(self, day: str) -> Readings:
        """Those that were measured up to a day; all of them for an empty day."""
        if not day:
            return self
        kept = {id: [each for each in some if each.measured <= day] for id, some in self.of.items()}
        return Readings({id: some for id, some in kept.items() if some}, self.findings)


def folders(book: Handbook) -> list[str]:
    """Where tables of readings lie: beside the definitions, and where `handbook.yaml` says."""
    more = (book.settings().get("readings") or {}).get("folder", "")
    return [FOLDER, *([more] if more and more != FOLDER else [])]


def readings_of(book: Handbook) -> Readings:
    """The readings of a handbook; a line that cannot be read is a finding, and is left out."""
    names = _Names(book)
    found: list[Reading] = []
    said: list[Diagnostic] = []
    for folder in folders(book):
        for name, type in book.tree.entries(folder) or ():
            path = f"{folder}/{name}"
            if type == "file" and name.endswith(".csv"):
                table = _Table(book.tree.read(path), names)
                found += table.readings()
                said += table.findings
            elif not name.endswith(".md"):
                message = f"`{name}` is not read: readings are in files that end in `.csv`"
                said.append(CODES["unknown-file"].at(Range.of_file(path), message))
    of: dict[str, list[Reading]] = {}
    for each in _once(found, said):
        of.setdefault(each.metric, []).append(each)
    for some in of.values():
        some.sort(key=lambda each: each.order)
    return Readings(dict(sorted(of.items())), tuple(said))


def _once(found: Sequence[Reading], said: list[Diagnostic]) -> Iterator[Reading]:
    """Each reading once: a second one of the same period, slice, source and day is a finding."""
    first: dict[tuple[object, ...], Reading] = {}
    for each in found:
        key = (each.metric, each.period.first, each.period.end, each.slice, each.source, each.measured)
        known = first.setdefault(key, each)
        if known is each:
            yield each
        else:
            what = f"`{each.metric}` of {each.said}{f', {each.slice}' if each.slice else ''}"
            message = f"{what} was read twice on {each.measured}: {known.value} and {each.value}"
            where = Range(each.place, Location(each.place.path, each.place.line, each.place.column + 1))
            related = [Related(known.place, "read here first")]
            said.append(
                CODES["reading-twice"].at(where, message, related=related, subject=f"metric:{each.metric}")
            )


class _Names:
    """What readings may name: metrics by their ids of today and before, and units."""

    def __init__(self, book: Handbook) -> None:
        self.metrics: dict[str, Definition] = {}
        for metric in book.every("metric"):
            for former in metric.data.get("former-ids") or ():
                self.metrics.setdefault(str(former), metric)
        self.metrics |= {metric.id: metric for metric in book.every("metric")}
        self.blind = "metric" in book.blind
        self.currency = str((book.settings().get("company") or {}).get("currency", ""))
        self.periods: dict[str, Period] = {}

    def period(self, name: str) -> Period:
        """A period by its name; raises RemitError."""
        if name not in self.periods:
            self.periods[name] = period_named(name)
        return self.periods[name]


class _Table:
    """One file of readings."""

    def __init__(self, document: Document, names: _Names) -> None:
        self.document = document
        self.names = names
        self.findings: list[Diagnostic] = list(document.problems)
        self.counts: dict[str, int] = {}
        self.columns: dict[str, int] = {}

    def readings(self) -> Iterator[Reading]:
        """The readings of all lines that can be read."""
        if self.document.problems:
            return
        rows = csv.reader(self.document.text.splitlines(keepends=True), strict=True)
        line = 1
        try:
            for row in rows:
                if line == 1:
                    if not self._head(row):
                        return
                elif row and (reading := self._reading(row, line)) is not None:
                    yield reading
                line = rows.line_num + 1
        except csv.Error as problem:
            self._say("readings-unreadable", f"this is no line of a table: {problem}", line, 0)

    def _head(self, row: Sequence[str]) -> bool:
        self.columns = {name.strip(): place for place, name in enumerate(row)}
        for name, place in self.columns.items():
            if name not in COLUMNS:
                hint = did_you_mean(name, COLUMNS) or f"; a table of readings has {', '.join(COLUMNS)}"
                self._say("readings-unreadable", f"unknown column `{name}`{hint}", 1, place)
        if missing := [name for name in NEEDED if name not in self.columns]:
            self._say("readings-unreadable", f"the table has no column `{'`, `'.join(missing)}`", 1, 0)
        if len(self.columns) < len(row):
            self._say("readings-unreadable", "a column stands here twice", 1, 0)
        return not self.findings

    def _reading(self, row: Sequence[str], line: int) -> Reading | None:
        if len(row) != len(self.columns):
            message = f"the line has {len(row)} cells, and the table {len(self.columns)} columns"
            self._say("readings-unreadable", message, line, 0)
            return None
        cells = {name: row[place].strip() for name, place in self.columns.items()}
        metric = self.names.metrics.get(cells["metric"].removeprefix("metric:"))
        if metric is None:
            if not self.names.blind:
                hint = did_you_mean(cells["metric"], self.names.metrics)
                message = f"there is no metric `{cells['metric']}`{hint}"
                gone = f"metric:{cells['metric'].removeprefix('metric:')}"  # all that names it is one finding
                self._say("reading-unknown-metric", message, line, "metric", cause=gone)
            return None
        try:
            period = self.names.period(cells["period"])
        except RemitError as problem:
            self._say("reading-malformed", str(problem), line, "period", metric=metric)
            return None
        if (measured := parsed(cells["measured-on"])) is None:
            message = f"`{cells['measured-on']}` is not a day; write year, month and day, such as 2026-11-20"
            self._say("reading-malformed", message, line, "measured-on", metric=metric)
            return None
        if measured < period.first:
            message = f"measured on {measured}, before {cells['period']} began on {period.first}"
            self._say("reading-malformed", message, line, "measured-on", metric=metric)
            return None
        value = self._value(cells["value"], metric, line)
        return value and Reading(
            metric.id, period, cells["period"], _slice(cells.get("slice", "")), value[0],
            cells.get("source", ""), measured.isoformat(), cells.get("note", ""),
            Location(self.document.path, line, 1),
        )  # fmt: skip

    def _value(self, text: str, metric: Definition, line: int) -> tuple[Decimal] | None:
        """A value in the unit of its metric; None for something else, which is said."""
        found = _VALUE.fullmatch(text)
        if found is None:
            message = f"`{text}` is not a number such as 1200 or 24.5" if text else "there is no value"
            message += "; a period without a reading has no line"
            self._say("reading-malformed", message, line, "value", metric=metric)
            return None
        unit = str(metric.data.get("unit", ""))
        ending = (found["unit"] or "").strip()
        money = unit.startswith("currency")
        allowed = [self.names.currency] if money and self.names.currency else _ENDINGS.get(unit, ())
        mark = _MARKS.get(found["mark"], "")
        if (ending and ending.lower() not in (each.lower() for each in allowed)) or (
            mark and not (money and mark == (self.names.currency or mark))
        ):
            said = (
                f"in {self.names.currency or 'money'}"
                if money
                else f"in `{unit}`"
                if unit
                else "without a unit"
            )
            message = f"`{text}` does not fit `{metric.id}`, which is {said}"
            self._say("reading-unit", message, line, "value", metric=metric)
            return None
        number = Decimal(found["digits"].replace(",", ""))
        return (-number if found["sign"] in ("-", "−") else number,)

    def _say(
        self,
        code: str,
        message: str,
        line: int,
        column: str | int,
        *,
        metric: Definition | None = None,
        cause: str = "",
    ) -> None:
        """A finding about a cell, by the name or the number of its column."""
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] > MOST:
            return
        text = self.document.line(line)
        place = self.columns.get(column, 0) if isinstance(column, str) else column
        start, end = _cell(text, place)
        path = self.document.path
        where = Range(Location(path, line, start + 1), Location(path, line, max(end, start + 1) + 1), text)
        subject = f"metric:{metric.id}" if metric is not None else ""
        self.findings.append(CODES[code].at(where, message, subject=subject, cause=cause))


def _slice(text: str) -> str:
    """A slice as it is written; `all` and nothing are the whole."""
    return "" if text.casefold() == "all" else text


def _cell(line: str, place: int) -> tuple[int, int]:
    """Where a cell of a line stands: its first character and the one behind its last, from 0."""
    start, quoted = 0, False
    for at, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            if place == 0:
                return start, at
            place -= 1
            start = at + 1
    return (start, len(line)) if place == 0 else (0, len(line))
