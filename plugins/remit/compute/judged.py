"""Worked examples of stages and handoffs: does a record enter, is it in, does it leave, was the SLA met."""

# An example says of one record what is so; the stage's tests and markers, or the handoff's clock, say it too.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from remit import formula
from remit.compute.aggregates import as_time
from remit.compute.evaluate import Around, Evaluation, Looking
from remit.compute.examples import Examples, Given, own_records
from remit.compute.frames import Frame
from remit.compute.periods import Period
from remit.compute.records import Records, named_records
from remit.compute.showing import CANNOT_TELL
from remit.compute.sla import LATE, MET, Clock, clock_of
from remit.compute.values import CannotTell, Cell, time_of
from remit.formula import Condition, Either, Literal, Mention, Moment, Test, mentions, printed, tests
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.schema import FILTER

# what an example of a stage may say of a record: where it is so, and where it is not
SAYS: Mapping[str, tuple[str, str]] = {
    "is-in": ("is in the stage", "is not in the stage"),
    "enters": ("enters", "does not enter"),
    "leaves": ("leaves", "does not leave"),
}
_TESTS: Mapping[str, str] = {"enters": "enters-if", "leaves": "leaves-if"}
_MARKS: Mapping[str, str] = {"equals": "=", "one-of": "in", "filled": "is filled", "date-set": "is filled"}
_SOME_DAY = date(2000, 1, 1)  # of tests that ask for none


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an example says under a property, and what comes out, in words; `told` is why, if known."""

    at: str
    expected: str
    came: str
    told: str = ""
    _failing: Callable[[], Sequence[Condition]] = tuple

    @property
    def failing(self) -> Sequence[Condition]:
        """The parts of a test that do not hold; found when somebody asks, since most examples hold."""
        return self._failing()

    @property
    def why(self) -> str:
        """Why that comes out, or nothing."""
        if self.told or not (failing := self.failing):
            return self.told
        listed = " and ".join(f"`{printed(each)}`" for each in failing)
        return f"{listed} {'do' if failing[1:] else 'does'} not hold"

    @property
    def holds(self) -> bool:
        """Whether what comes out is what the example says."""
        return self.expected == self.came


@dataclass(frozen=True, slots=True)
class Judged:
    """An example that was judged; `problem` is what keeps it from that, `at` the property it is about."""

    id: str
    record: str = ""
    verdicts: Sequence[Verdict] = ()
    own: Given = field(default_factory=dict)
    problem: str = ""
    at: str = ""


class _Problem(Exception):
    """What keeps an example from being judged, and the property it is about."""

    def __init__(self, problem: str, at: str = "") -> None:
        super().__init__(problem)
        self.at = at


def judged(examples: Examples, definition: Definition) -> Iterator[Judged]:
    """The examples of a stage or a handoff, judged, in order of writing."""
    judge = _JUDGES[definition.kind.id]
    for id, example in definition.get("examples", {}).items():
        own = own_records(example)
        try:
            records = named_records(examples.model, own or examples.shared)
            if own and records.said:
                raise _Problem(records.said[0], "records")
            _complete(records, definition)
            found = judge(definition, example, Evaluation(records), own or examples.shared)
            yield replace(found, id=id, own=own)
        except _Problem as problem:
            yield Judged(id, own=own, problem=str(problem), at=problem.at)


def _complete(records: Records, definition: Definition) -> None:
    """Give the records every field that is looked at: one that is left out has no value."""
    for edge in definition.to(FILTER.relation, *_LOOKED_AT[definition.kind.id]):
        own = records.model.fields.get(edge.target.id)
        table = records.tables.get(own.entity) if own is not None else None
        if table is not None:
            table.raw.setdefault(edge.target.id, [None] * table.size)


def difference(definition: Definition, example: Judged, verdict: Verdict) -> str:
    """What the example says and what comes out, where the two part."""
    why = f": {verdict.why}" if verdict.why else ""
    if definition.kind.id == "handoff":
        return (
            f"the example `{example.id}` says {verdict.expected}, and the clock comes to {verdict.came}{why}"
        )
    came = "nobody can tell" if verdict.came == CANNOT_TELL else f"it {verdict.came}"
    return f"the example `{example.id}` says that `{example.record}` {verdict.expected}, and {came}{why}"


@dataclass(frozen=True, slots=True)
class _Looked:
    """A record that is looked at, among all those it is joined with."""

    evaluation: Evaluation
    entity: str
    name: str

    def cells(self, fields: Sequence[str]) -> tuple[Frame, list[int]]:
        """The rows of the record with some fields; raises CannotTell."""
        identity = self.evaluation.records.model.identities.get(self.entity)
        if identity is None:
            raise CannotTell(f"the entity `{self.entity}` does not say which field is its identity")
        frame = self.evaluation.frames.of([identity], fields)
        return frame, [row for row, cell in enumerate(frame.column(identity)) if str(cell) == self.name]

    def passes(self, test: Condition, day: date = _SOME_DAY) -> bool:
        """Whether a test holds for the record, or for one of those that belong to it; raises CannotTell."""
        test = formula.filled(test, self.evaluation.records.model.amounts)
        named = [each.id for each in mentions(test) if each.kind == "field"]
        frame, rows = self.cells(named)
        around = Around(Period(day, day + timedelta(1), "day"))
        try:
            return bool(Looking(self.evaluation, frame, around).keep(test, rows))
        except OverflowError:
            raise CannotTell(f"`{printed(test)}` looks at days that are not on the calendar") from None


# -- stages --


def _stage(stage: Definition, example: Mapping[str, Any], evaluation: Evaluation, tables: Given) -> Judged:
    said = [name for name in SAYS if name in example]
    if not said:
        raise _Problem("an example says of a record whether it `is-in`, `enters` or `leaves`")
    entity = _entity_of(stage, evaluation)
    looked = _Looked(evaluation, entity, _record(entity, example, tables))
    verdicts = []
    for name in said:
        expected = SAYS[name][not example[name]]
        try:
            so, failing = _so(stage, name, looked, example.get("on"))
            verdicts.append(Verdict(name, expected, SAYS[name][not so], _failing=failing))
        except CannotTell as reason:
            verdicts.append(Verdict(name, expected, CANNOT_TELL, reason.why))
    return Judged("", looked.name, verdicts)


def _so(
    stage: Definition, name: str, looked: _Looked, on: str | None
) -> tuple[bool, Callable[[], Sequence[Condition]]]:
    """Whether what is asked of a record is so, and what finds the parts of a test that do not hold."""
    if name == "is-in":
        return _marked(stage, looked), tuple
    text = stage.get(_TESTS[name])
    if text is None:
        message = f"the example says whether `{looked.name}` {name}, and there is no `{_TESTS[name]}`"
        raise _Problem(message, name)
    try:
        test = formula.parse_filter(text)
    except formula.FormulaError as problem:
        raise CannotTell(f"`{_TESTS[name]}` cannot be read: {problem}") from None
    if on is None and any(map(_is_dated, tests(test))):
        raise _Problem(f"`{_TESTS[name]}` goes by the day that is looked at; say with `on` which one that is")
    day = _SOME_DAY if on is None else date.fromisoformat(on)
    passes = looked.passes(test, day)
    return passes, tuple if passes else partial(_failing, looked, test, day)


def _failing(looked: _Looked, test: Condition, day: date) -> Sequence[Condition]:
    """The parts of a test that do not hold for a record; the test, where only all of them together do not."""
    parts = test.parts if isinstance(test, Either) and test.word == "and" else (test,)
    return [each for each in parts if not looked.passes(each, day)] or [test]


def _marked(stage: Definition, looked: _Looked) -> bool:
    """Whether one of the stage's markers shows a record; CannotTell where none of them can be looked at."""
    unknown: CannotTell | None = CannotTell("the stage has no marker")
    for marker in stage.get("markers", {}).values():
        values = tuple(Literal(str(value)) for value in marker.get("values", ()))
        subject = Mention("field", marker["field"].rpartition(":")[2])
        try:
            if looked.passes(Test(subject, _MARKS[marker["test"]], values)):
                return True
            unknown = None
        except CannotTell as reason:
            unknown = unknown and reason
    if unknown is not None:
        raise unknown
    return False


def _is_dated(test: Test) -> bool:
    """Whether a test goes by the period, which is the day that is looked at."""
    return test.operator.endswith(("period", "in last", "in next")) or any(
        isinstance(value, Moment) for value in test.values
    )


def _entity_of(stage: Definition, evaluation: Evaluation) -> str:
    """Whose records are in a stage: those that its markers show, or else that its tests name first."""
    named = [marker["field"].rpartition(":")[2] for marker in stage.get("markers", {}).values()]
    for text in filter(None, (stage.get(each) for each in _TESTS.values())):
        try:
            named += [each.id for each in mentions(formula.parse_filter(text))]
        except formula.FormulaError:
            continue
    fields = evaluation.records.model.fields
    found = next((fields[each].entity for each in named if each in fields), None)
    if found is None:
        raise _Problem("the stage has neither marker nor test, so nothing can be said of a record")
    return found


# -- handoffs --


def _handoff(
    handoff: Definition, example: Mapping[str, Any], evaluation: Evaluation, tables: Given
) -> Judged:
    if ("gives" in example) == ("cannot-tell" in example):
        raise _Problem("an example has either `gives` or `cannot-tell`")
    clock = clock_of(handoff)
    if clock is None:
        raise _Problem("no clock runs before `sla` says where its times stand: `starts-at`, `stops-at`")
    model = evaluation.records.model
    entity = model.fields[clock.starts].entity if clock.starts in model.fields else ""
    looked = _Looked(evaluation, entity, _record(entity, example, tables))
    now: Cell | None = None
    if "at" in example:
        try:
            now = time_of(example["at"], model.zone)
        except ValueError as problem:
            raise _Problem(f"`{example['at']}` {problem}", "at") from None
    at = "gives" if "gives" in example else "cannot-tell"
    try:
        came, why = _clocked(handoff, clock, looked, now)
    except CannotTell as reason:
        came, why = CANNOT_TELL, reason.why
    return Judged("", looked.name, (Verdict(at, example.get("gives", CANNOT_TELL), came, why),))


def _clocked(handoff: Definition, clock: Clock, looked: _Looked, now: Cell | None) -> tuple[str, str]:
    """Whether the answer came in time, with the time that passed; raises CannotTell."""
    frame, rows = looked.cells(clock.fields)
    start, stop, *whose = (frame.column(each)[rows[0]] for each in clock.fields)
    if start is None:
        raise CannotTell(f"`{clock.starts}` is empty, so the clock has not started")
    end = now if stop is None else stop
    if end is None:
        raise CannotTell(f"`{clock.stops}` is empty, and no time is named at which it is looked at")
    clock = replace(clock, within=_allowed(handoff, looked, as_time(start).date()))
    met, told = clock.run(looked.evaluation.records.model, start, end, *whose)
    if stop is None and met:
        raise CannotTell(f"the clock still runs: {told}")
    return MET if met else LATE, told


def _allowed(handoff: Definition, looked: _Looked, day: date) -> Mapping[str, Any]:
    """The time of the first clock that fits a record, or the usual one; what it does not say fits none."""
    for each in handoff["sla"].get("clocks", {}).values():
        try:
            if looked.passes(formula.parse_filter(each["where"]), day):
                found: Mapping[str, Any] = each["within"]
                return found
        except (CannotTell, formula.FormulaError):
            continue
    usual: Mapping[str, Any] = handoff["sla"]["within"]
    return usual


def _record(entity: str, example: Mapping[str, Any], tables: Given) -> str:
    """The record that an example is about: the one that it names, or the only one there is."""
    rows = tables.get(entity, {})
    if "record" in example:
        if example["record"] not in rows:
            raise _Problem(f"there is no `{example['record']}` among the records of `{entity}`", "record")
        return str(example["record"])
    if len(rows) != 1:
        many = "several records" if rows else "no record"
        raise _Problem(f"the example has {many} of `{entity}`; say with `record` which one it is about")
    return str(next(iter(rows)))


# the relations that lead to the fields which are looked at, beside those of tests
_LOOKED_AT: Mapping[str, tuple[str, ...]] = {"stage": ("marked-by",), "handoff": ("clocked-by", "hours-of")}
_JUDGES: Mapping[str, Callable[[Definition, Mapping[str, Any], Evaluation, Given], Judged]] = {
    "stage": _stage,
    "handoff": _handoff,
}
KINDS_JUDGED = tuple(_JUDGES)
