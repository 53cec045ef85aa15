"""Worked examples of metrics: what they say, what the formula comes to, which record makes the difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from remit.compute.evaluate import Around, Evaluation, Step
from remit.compute.model import Model, model_of
from remit.compute.periods import Period, period_named
from remit.compute.records import named_records
from remit.compute.showing import CANNOT_TELL, rounded, shown
from remit.compute.values import Groups, Result, Single, Unknown
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook

MOST_NAMED = 3
MOST_LEFT_OUT = 100  # records that are left out in turn to find the one that makes the difference

Given = Mapping[str, Mapping[str, Mapping[str, Any]]]  # entity → identity → field → value


@dataclass(frozen=True, slots=True)
class Worked:
    """An example that was computed; `expected` is None where it says that nobody can tell.

    `problem` is what keeps it from being computed, `at` the property it is about; `steps` say which records
    counted.
    """

    id: str
    expected: Decimal | None
    result: Result
    period: Period | None = None
    steps: Sequence[Step] = ()
    own: Given = field(default_factory=dict)
    problem: str = ""
    at: str = ""


@dataclass(slots=True)
class Examples:
    """The examples of a handbook, with the records that several of them share."""

    book: Handbook
    model: Model = field(init=False)
    shared: Given = field(init=False)
    _evaluation: Evaluation = field(init=False)

    def __post_init__(self) -> None:
        self.model = model_of(self.book)
        self.shared = {
            each.id: rows for each in self.book.all("entity") if (rows := each.get("examples", {}))
        }
        self._evaluation = Evaluation(named_records(self.model, self.shared))

    @property
    def said(self) -> Sequence[str]:
        """What of the shared records is not read."""
        return self._evaluation.records.said

    def of(self, metric: Definition, *, explain: bool = False) -> Iterator[Worked]:
        """The examples of a metric, computed, in order of writing."""
        for id, example in metric.get("examples", {}).items():
            yield self._worked(metric, id, example, explain=explain)

    def _worked(self, metric: Definition, id: str, example: Mapping[str, Any], *, explain: bool) -> Worked:
        expected = Decimal(str(example["gives"])) if "gives" in example else None
        if metric.get("unit", "") == "percent" and expected is not None:
            expected = expected.scaleb(-2)
        nothing = Worked(id, expected, Unknown(""))
        if ("gives" in example) == ("cannot-tell" in example):
            return _failing(nothing, "an example has either `gives` or `cannot-tell`", "")
        try:
            period = period_named(example["period"])
        except RemitError as problem:
            return _failing(nothing, str(problem), "period")
        own = own_records(example)
        evaluation = self._evaluation
        if own or explain:
            records = named_records(self.model, own or self.shared)
            if own and records.said:
                return _failing(nothing, records.said[0], "records")
            evaluation = Evaluation(records, explain)
        result = _of_group(evaluation.metric(metric.id, Around(period)), example)
        return Worked(id, expected, result, period, tuple(evaluation.steps.values()), own)

    def holds(self, metric: Definition, worked: Worked) -> bool:
        """Whether the formula comes to what the example says, rounded as it is shown."""
        return not worked.problem and _is(worked.result, worked.expected, metric.get("unit", ""))

    def difference(self, metric: Definition, worked: Worked) -> str:
        """What the example says, what the formula comes to, and the record that makes the difference."""
        unit, currency = metric.get("unit", ""), self.model.currency
        says = CANNOT_TELL if worked.expected is None else shown(worked.expected, unit, currency)
        comes = came_to(worked.result, unit, currency)
        text = f"the example `{worked.id}` says {says}, and the formula comes to {comes}"
        if worked.expected is None or not (names := self._making_it(metric, worked)):
            return text
        return f"{text}; without {' or '.join(names)} it would be {says}"

    def _making_it(self, metric: Definition, worked: Worked) -> list[str]:
        """The records without any one of which the formula would come to what the example says."""
        assert worked.period is not None
        tables = worked.own or self.shared
        names: list[str] = []
        every = [(entity, name) for entity, rows in tables.items() for name in rows]
        for entity, name in every[:MOST_LEFT_OUT]:
            fewer = {
                each: {key: value for key, value in rows.items() if (each, key) != (entity, name)}
                for each, rows in tables.items()
            }
            records = named_records(self.model, {each: rows for each, rows in fewer.items() if rows})
            example = metric["examples"][worked.id]
            found = _of_group(Evaluation(records).metric(metric.id, Around(worked.period)), example)
            if _is(found, worked.expected, metric.get("unit", "")):
                names.append(f"`{name}` of {entity}")
        return names if len(names) <= MOST_NAMED else []


def came_to(result: Result, unit: str, currency: str) -> str:
    """What a formula comes to, in words."""
    if isinstance(result, Groups):
        return "a number for each group"
    return f"{CANNOT_TELL}: {result.why}" if isinstance(result, Unknown) else shown(result, unit, currency)


def _is(result: Result, expected: Decimal | None, unit: str) -> bool:
    if isinstance(result, Groups):
        return False
    single: Single = result
    if expected is None or isinstance(single, Unknown):
        return expected is None and isinstance(single, Unknown)
    return rounded(single, unit) == rounded(expected, unit)


def _of_group(result: Result, example: Mapping[str, Any]) -> Result:
    """The number of the group that an example names."""
    group = {field.rpartition(":")[2]: value for field, value in example.get("group", {}).items()}
    if not group or not isinstance(result, Groups):
        return result
    return result.found.get(tuple(group.get(name) for name in result.per), result.other)


def _failing(worked: Worked, problem: str, at: str) -> Worked:
    return Worked(worked.id, worked.expected, worked.result, problem=problem, at=at)


def own_records(example: Mapping[str, Any]) -> Given:
    """The records that stand in an example, by the ids of their entities."""
    return {entity.rpartition(":")[2]: rows for entity, rows in example.get("records", {}).items()}
