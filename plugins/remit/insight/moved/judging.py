"""How many records a stage takes in, and how many answers an SLA calls late, on one side of a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from remit.compute import Around, Evaluation, Model, Period
from remit.compute.evaluate import Looking
from remit.compute.sla import Clock, clock_of
from remit.compute.values import CannotTell, Cell
from remit.formula import (
    Condition,
    FormulaError,
    Literal,
    Mention,
    Test,
    filled,
    mentions,
    parse_filter,
    printed,
)
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.moved.counted import UNFIT, Counting

_MARKS: Mapping[str, str] = {"equals": "=", "one-of": "in", "filled": "is filled", "date-set": "is filled"}


@dataclass(frozen=True, slots=True)
class Taken:
    """The records, by their rows, that a stage takes in or an SLA calls late, of those looked at.

    `why` says why nobody can tell, with names of fields alone; empty where it can be told.
    """

    entity: str = ""
    rows: frozenset[int] = frozenset()
    of: frozenset[int] = frozenset()
    why: str = ""


def entering(counting: Counting, stage: Definition, day: str) -> Taken:
    """The records that are in a stage by its test, or else by its first marker that can be looked at."""
    try:
        if text := stage.get("enters-if"):
            return _passing(counting, [parse_filter(text)], day)
        marks = [_mark(each) for each in stage.get("markers", {}).values()]
    except FormulaError:
        return Taken(why="its `enters-if` cannot be read")
    found = [_passing(counting, [each], day) for each in marks]
    known = next((each for each in found if not each.why), None)
    return known or next(iter(found), Taken(why="neither a test nor a marker says which records are in it"))


def _mark(marker: Mapping[str, Any]) -> Condition:
    values = tuple(Literal(str(value)) for value in marker.get("values", ()))
    return Test(Mention("field", marker["field"].rpartition(":")[2]), _MARKS[marker["test"]], values)


def _passing(counting: Counting, tests: Sequence[Condition], day: str) -> Taken:
    """The records of the entity that the first field is of, which pass all tests."""
    model = counting.records.model
    named = [each.id for test in tests for each in mentions(test) if each.kind == "field"]
    if missing := counting.absent(named):
        return Taken(why=counting.lacking(missing))
    if not named:
        return Taken(why="its test names no field")
    entity = model.fields[named[0]].entity
    try:
        looking, rows, at = _looking(counting, entity, named, day)
        kept: Sequence[int] = rows
        for test in tests:
            kept = looking.keep(filled(test, model.amounts), kept)
    except (CannotTell, OverflowError):
        return Taken(why=UNFIT)
    return Taken(entity, _of(at, kept), _of(at, rows))


def _looking(
    counting: Counting, entity: str, fields: Sequence[str], day: str
) -> tuple[Looking, range, Sequence[int | None]]:
    """The rows of an entity with some fields; raises CannotTell."""
    identity = counting.records.model.identities.get(entity)
    subject = identity if identity and not counting.absent([identity]) else fields[0]
    frame = counting.frames.of([subject], fields)
    first = date.fromisoformat(day)
    around = Around(Period(first, first + timedelta(1), "day"))
    evaluation = Evaluation(counting.records)
    evaluation.frames = counting.frames
    at = frame.subject_rows if frame.subject_rows is not None else frame.finest_rows
    return Looking(evaluation, frame, around), range(frame.size), at


def _of(at: Sequence[int | None], rows: Sequence[int]) -> frozenset[int]:
    return frozenset(row for each in rows if (row := at[each]) is not None)


def late(counting: Counting, handoff: Definition, day: str) -> Taken:
    """Of the records that were answered, those that an SLA calls late."""
    clock = clock_of(handoff)
    if clock is None:
        return Taken(why="its SLA does not say which fields start and stop the clock")
    fields = list(dict.fromkeys(each for each in clock.fields if each))
    if missing := counting.absent(fields):
        return Taken(why=counting.lacking(missing))
    model = counting.records.model
    entity = model.fields[clock.starts].entity
    try:
        looking, rows, at = _looking(counting, entity, fields, day)
        columns = [looking.frame.column(each) for each in clock.fields]
        allowed = _allowed(counting, handoff, looking, rows)
        answered = [row for row in rows if None not in (columns[0][row], columns[1][row])]
        found = [
            row
            for row in answered
            if not _is_met(replace(clock, within=allowed[row]), model, [each[row] for each in columns])
        ]
    except (CannotTell, OverflowError):
        return Taken(why=UNFIT)
    except _Lacking as reason:
        return Taken(why=str(reason))
    return Taken(entity, _of(at, found), _of(at, answered))


def _is_met(clock: Clock, model: Model, cells: Sequence[Cell | None]) -> bool:
    """Whether an answer came in time; its two times are known."""
    start, end, *whose = cells
    assert start is not None
    assert end is not None
    return clock.run(model, start, end, *whose)[0]


class _Lacking(Exception):
    """A clock asks for fields that the records do not have."""


def _allowed(
    counting: Counting, handoff: Definition, looking: Looking, rows: range
) -> Mapping[int, Mapping[str, Any]]:
    """The time that each row is allowed: of the first clock whose condition it meets, else the usual one."""
    found: dict[int, Mapping[str, Any]] = {}
    for each in handoff["sla"].get("clocks", {}).values():
        test = filled(parse_filter(each["where"]), counting.records.model.amounts)
        named = [mention.id for mention in mentions(test) if mention.kind == "field"]
        if missing := counting.absent(named):
            raise _Lacking(counting.lacking(missing))
        for row in looking.keep(test, rows):
            found.setdefault(row, each["within"])
    usual: Mapping[str, Any] = handoff["sla"]["within"]
    return {row: found.get(row, usual) for row in rows}


def tested(counting: Counting, stage: Definition) -> str:
    """All that says which records are in a stage, as a text to be compared."""
    try:
        tests = [parse_filter(text)] if (text := stage.get("enters-if")) else []
        tests = tests or [_mark(each) for each in stage.get("markers", {}).values()]
    except FormulaError:
        return str(stage.get("enters-if"))
    return _told(counting, tests)


def clocked(counting: Counting, handoff: Definition) -> str:
    """All that says whether an answer is late, as a text to be compared."""
    sla = handoff.get("sla", {})
    clocks = sla.get("clocks", {}).values()
    try:
        tests = [parse_filter(each["where"]) for each in clocks]
    except FormulaError:
        tests = []
    model = counting.records.model
    said = [sla.get(name) for name in ("starts-at", "stops-at", "within", "hours-of")]
    said += [each["within"] for each in clocks]
    return f"{said} {model.hours} {model.hours_by} {_told(counting, tests)}"


def _told(counting: Counting, tests: Sequence[Condition]) -> str:
    """Tests with the amounts that they cite, and the fields that they look at."""
    model = counting.records.model
    named = [each.id for test in tests for each in mentions(test) if each.kind == "field"]
    fields = [repr(model.fields.get(each)) for each in named]
    return "\n".join([*(printed(filled(test, model.amounts)) for test in tests), *fields])
