"""Reads tables of readings: `metric, period, slice, value, source, measured-on, note`, a reading a line."""

# A reading belongs to the definition in force on the day it was measured, so its file is never edited for
# a change of that definition: a metric that was renamed is known by its former ids.

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from remit.codes import CODES
from remit.compute.periods import Period, period_named
from remit.days import parsed
from remit.diagnostics import Diagnostic, Location, Range, Related, RemitError, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.readings.values import NoNumber, value_of
from remit.source import Document

FOLDER = "governance/readings"
COLUMNS = ("metric", "period", "slice", "value", "source", "measured-on", "note")
NEEDED = ("metric", "period", "value", "measured-on")
YEARS = range(1900, 3000)  # of periods: what lies further away is a slip
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
    shares: dict[Location, Range] = {}
    for folder in folders(book):
        for name, type in book.tree.entries(folder) or ():
            path = f"{folder}/{name}"
            if type == "file" and name.endswith(".csv"):
                table = _Table(book.tree.read(path), names)
                found += table.readings()
                said += table.findings
                shares |= table.shares
            elif not name.endswith(".md"):
                message = f"`{name}` is not read: readings are in files that end in `.csv`"
                said.append(CODES["unknown-file"].at(Range.of_file(path), message))
    of: dict[str, list[Reading]] = {}
    for each in _once(_in_percent(found, shares, names, said), said):
        of.setdefault(each.metric, []).append(each)
    for some in of.values():
        some.sort(key=lambda each: each.order)
    return Readings(dict(sorted(of.items())), tuple(said))


def _in_percent(
    found: Sequence[Reading], shares: Mapping[Location, Range], names: _Names, said: list[Diagnostic]
) -> list[Reading]:
    """The readings without those that are shares of 1 where all else of their metric is in percent."""
    if not shares:
        return [*found]
    known: dict[str, list[Decimal]] = {}
    for id in {each.metric for each in found if each.place in shares}:
        aimed = numbers_of(names.metrics[id].data)
        read = (each.value for each in found if each.metric == id and each.place not in shares)
        known[id] = sorted(abs(value) for value in (*aimed, *read) if value)
    kept = []
    for each in found:
        others, share = known.get(each.metric), abs(each.value)
        if each.place in shares and others and share < others[0] / 10 and share * 200 >= others[0]:
            message = (
                f"`{each.value}` is {each.value} %, and all other numbers of `{each.metric}` are far larger"
            )
            message += (
                f"; of percent, {(each.value * 100).normalize():f} is {(each.value * 100).normalize():f} %"
            )
            message += ", and a small number is meant where a `%` follows it"
            subject = f"metric:{each.metric}"
            said.append(CODES["reading-unit"].at(shares[each.place], message, subject=subject))
        else:
            kept.append(each)
    return kept


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
        self._spelled: dict[str, str] = {}

    def spelled(self, name: str) -> str:
        """A slice or a source as it was written first: `SMB` and `smb` are one."""
        return self._spelled.setdefault(name.casefold(), name)

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
        self.shares: dict[Location, Range] = {}  # small numbers of percent without its sign, and their cells

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
                elif any(map(str.strip, row)) and (reading := self._reading(row, line)) is not None:
                    yield reading
                line = rows.line_num + 1
        except csv.Error as problem:
            why = str(problem)
            if "unexpected end" in why:
                why = "a quotation mark opens a cell here and nothing closes it"
            self._say("readings-unreadable", f"this is no line of a table: {why}", line, 0)
        if line == 1:
            message = f"the table is empty; its first line is `{','.join(COLUMNS)}`"
            self._say("readings-unreadable", message, 1, 0)

    def _head(self, row: Sequence[str]) -> bool:
        names = [name.strip() for name in row]
        self.columns = {name: place for place, name in reversed([*enumerate(names)])}
        self._say_of_head(names)
        return not self.findings

    def _say_of_head(self, names: Sequence[str]) -> None:
        """What is wrong with the first line: one finding for one fault."""
        if len(names) == 1 and (sign := next((each for each in ";\t|" if each in names[0]), "")):
            called = {";": "semicolons", "\t": "tabs", "|": "bars"}[sign]
            message = f"the cells are divided by {called}; a table of readings has commas between them"
            message += ", and a point before decimals"
            self._say("readings-unreadable", message, 1, 0)
        elif not {name.casefold() for name in names} & {*COLUMNS}:
            message = f"the first line does not name the columns; it is `{','.join(COLUMNS)}`"
            self._say("readings-unreadable", message, 1, 0)
        else:
            self._say_of_columns(names)

    def _say_of_columns(self, names: Sequence[str]) -> None:
        unknown = [(name, place) for place, name in enumerate(names) if name not in COLUMNS]
        for name, place in unknown:
            hint = did_you_mean(name, COLUMNS) or f"; a table of readings has {', '.join(COLUMNS)}"
            self._say("readings-unreadable", f"unknown column `{name}`{hint}", 1, place)
        for place, name in enumerate(names):
            if name in COLUMNS and name in names[:place]:
                self._say("readings-unreadable", f"the column `{name}` stands here twice", 1, place)
        missing = [name for name in NEEDED if name not in self.columns]
        if missing and not unknown:  # one of those is likely meant
            self._say("readings-unreadable", f"the table has no column `{'`, `'.join(missing)}`", 1, 0)

    def _reading(self, row: Sequence[str], line: int) -> Reading | None:
        while len(row) > len(self.columns) and not row[-1].strip():
            row = row[:-1]  # spreadsheets write empty cells as far as anything ever stood
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
        if (period := self._period(cells["period"], line, metric)) is None:
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
        slice, source = _slice(cells.get("slice", "")), cells.get("source", "").removeprefix("system:")
        return value and Reading(
            metric.id, period, cells["period"], self.names.spelled(slice), value[0],
            self.names.spelled(source), measured.isoformat(), cells.get("note", ""),
            Location(self.document.path, line, 1),
        )  # fmt: skip

    def _period(self, text: str, line: int, metric: Definition) -> Period | None:
        try:
            period = self.names.period(text)
        except RemitError as problem:
            self._say("reading-malformed", str(problem), line, "period", metric=metric)
            return None
        if period.first.year in YEARS:
            return period
        message = f"`{text}` is a period that nobody can have read"
        self._say("reading-malformed", message, line, "period", metric=metric)
        return None

    def _value(self, text: str, metric: Definition, line: int) -> tuple[Decimal] | None:
        """A value in the unit of its metric; None for something else, which is said."""
        unit = str(metric.data.get("unit", ""))
        try:
            value, named = value_of(text, metric.id, unit, self.names.currency)
        except NoNumber as problem:
            self._say(problem.code, str(problem), line, "value", metric=metric)
            return None
        if unit == "percent" and not named and 0 < abs(value) <= 1:
            self.shares[Location(self.document.path, line, 1)] = self._range(line, "value")
        return (value,)

    def _range(self, line: int, column: str | int) -> Range:
        """Where a cell stands, by the name or the number of its column."""
        text = self.document.line(line)
        start, end = _cell(text, self.columns.get(column, 0) if isinstance(column, str) else column)
        path = self.document.path
        return Range(Location(path, line, start + 1), Location(path, line, max(end, start + 1) + 1), text)

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
        where = self._range(line, column)
        subject = f"metric:{metric.id}" if metric is not None else ""
        self.findings.append(CODES[code].at(where, message, subject=subject, cause=cause))


def numbers_of(metric: Mapping[str, Any]) -> Iterator[Decimal]:
    """The numbers with which a metric is compared: of its targets and thresholds."""
    for part in ("targets", "thresholds"):
        entries = metric.get(part)
        for entry in entries.values() if isinstance(entries, dict) else ():
            for name in ("amount", "from", "below") if isinstance(entry, dict) else ():
                if isinstance(entry.get(name), int | float):
                    yield Decimal(str(entry[name]))


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
