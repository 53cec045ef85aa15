"""What metrics come to over records, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from remit.compute import Answer, Cell, Groups, Metric, Records, Result, Single, Step, Unknown, shown
from remit.compute.showing import exact
from remit.escape import printable
from remit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Computed:
    """Answers with the records that they rest on."""

    records: Records
    answers: Sequence[Answer]

    @property
    def complete(self) -> bool:
        """Whether each metric came to a number, or to a number for each group."""
        return not any(
            isinstance(each, Unknown) for answer in self.answers for each in _singles(answer.result)
        )


def _singles(result: Result) -> Iterator[Single]:
    if isinstance(result, Groups):
        yield from result.found.values()
    else:
        yield result


def text(computed: Computed) -> str:
    """Each metric on a line, with its groups and, where asked for, its steps below."""
    lines = [f"note: {each}" for each in computed.records.said]
    for answer in computed.answers:
        metric = computed.records.model.metrics[answer.metric]
        lines += _lines(metric, answer, computed.records.model.currency)
    return "".join(f"{printable(line)}\n" for line in lines)


def _lines(metric: Metric, answer: Answer, currency: str) -> Iterator[str]:
    result = answer.result
    title = f"{metric.name}, {answer.period.first} to {answer.period.last}"
    if isinstance(result, Groups):
        yield f"{title}:"
        for key, value in _sorted(result):
            yield f"  {', '.join(map(_named, key))}: {_said(value, metric.unit, currency)}"
        if not result.found:
            yield "  there are no records to group"
    else:
        yield f"{title}: {_said(result, metric.unit, currency)}"
    for step in answer.steps:
        yield from _explained(step)


def _said(value: Single, unit: str, currency: str) -> str:
    text = shown(value, unit, currency)
    return f"{text}: {value.why}" if isinstance(value, Unknown) else text


def _explained(step: Step) -> Iterator[str]:
    result = step.result
    told = (
        f"{len(result.found)} groups"
        if isinstance(result, Groups)
        else "cannot tell"
        if isinstance(result, Unknown)
        else exact(result)
    )
    yield f"  {step.text}, {step.period.first} to {step.period.last} = {told}"
    more = ", …" if step.passed > len(step.names) else ""
    names = f": {', '.join(step.names)}{more}" if step.names else ""
    yield f"    {step.passed} of {step.looked_at} records of {step.entity} counted{names}"
    if step.empty:
        yield f"    {step.empty} of them have no value and are left out"


def _named(cell: Cell | None) -> str:
    return "(empty)" if cell is None else str(cell)


def _sorted(groups: Groups) -> list[tuple[tuple[Cell | None, ...], Single]]:
    return sorted(groups.found.items(), key=lambda each: [(cell is None, str(cell)) for cell in each[0]])


def as_json(computed: Computed) -> str:
    """The answers as JSON; numbers are texts with all their digits, and null where nobody can tell."""
    metrics = computed.records.model.metrics
    found = {
        "notes": list(computed.records.said),
        "answers": [_data(answer, metrics[answer.metric]) for answer in computed.answers],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _data(answer: Answer, metric: Metric) -> Mapping[str, Any]:
    data: dict[str, Any] = {
        "metric": f"metric:{metric.id}",
        "unit": metric.unit,
        "period": {"first": str(answer.period.first), "last": str(answer.period.last)},
        **_result(answer.result),
    }
    if answer.steps:
        data["steps"] = [
            {
                "formula": step.text,
                "period": {"first": str(step.period.first), "last": str(step.period.last)},
                "entity": step.entity,
                "counted": step.passed,
                "of": step.looked_at,
                "without-value": step.empty,
                "records": list(step.names),
                **_result(step.result),
            }
            for step in answer.steps
        ]
    return data


def _result(result: Result) -> Mapping[str, Any]:
    if not isinstance(result, Groups):
        return _single(result)
    return {
        "groups": [
            {"of": {name: _cell(cell) for name, cell in zip(result.per, key, strict=True)}, **_single(value)}
            for key, value in _sorted(result)
        ]
    }


def _single(value: Single) -> Mapping[str, Any]:
    return {"value": None, "why": value.why} if isinstance(value, Unknown) else {"value": exact(value)}


def _cell(cell: Cell | None) -> object:
    return cell if cell is None or isinstance(cell, bool | str) else str(cell)


FORMATS: Mapping[str, Callable[[Computed], str]] = {"text": text, "json": as_json}
