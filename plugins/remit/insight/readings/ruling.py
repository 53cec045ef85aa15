"""The thresholds that a reading is held against: those of the definition in force when it was measured."""

# A number that was bad by the line of its time is not good because the line was moved afterwards. Targets
# have days of their own, and need no history.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from remit.change.compare.grading import node_at
from remit.change.history.cited import as_it_was
from remit.change.history.timeline import History
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.insight.metrics.thresholds import LEVEL_WORDS
from remit.ownership.parties import acting

_NUMBERS = ("from", "below", "falls-by", "rises-by")
_WORDS = ("means", "action", "of")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds by key, and who acts on each."""

    said: Mapping[str, Mapping[str, Any]]
    who: Mapping[str, Definition] = field(default_factory=dict)


def of_today(metric: Definition) -> Thresholds:
    """The thresholds of a metric as it is now."""
    who = {str(edge.path[1]): edge.target for edge in acting(metric) if len(edge.path) > 1}
    return Thresholds(metric.get("thresholds") or {}, who)


def line_of(threshold: Mapping[str, Any] | None) -> tuple[Any, ...]:
    """What of a threshold decides: its level, its numbers, and of which part it is; nothing for none."""
    return tuple(map(threshold.get, ("level", "of", *_NUMBERS))) if threshold is not None else ()


def thresholds_on(book: Handbook, history: History, metric: Definition, day: str) -> Thresholds:
    """The thresholds in force on a day; today's where history does not reach so far or has another shape."""
    entry, data = history.as_of(metric.ref, day)
    written = metric.written.get("thresholds")
    if entry is None or data is None or data.get("thresholds") == written:
        return of_today(metric)
    said = as_it_was(history, metric.ref, data, since=day).get("thresholds") or {}
    if not isinstance(said, dict) or not all(map(_fits, said.values())):
        return of_today(metric)
    who = {
        key: party
        for key, each in said.items()
        if (named := node_at(metric.kind, ("thresholds", key, "who")).reference) is not None
        and (party := book.resolve(named, str(each.get("who", "")))) is not None
    }
    return Thresholds(said, who)


def unit_on(history: History, metric: Definition, day: str) -> str:
    """The unit of the definition in force on a day; today's where history does not reach back so far."""
    data = history.as_of(metric.ref, day)[1]
    unit = data.get("unit") if data is not None else None
    return unit if isinstance(unit, str) else str(metric.get("unit", ""))


def _fits(each: object) -> bool:
    """Whether a threshold of the past has the shape that one has today."""
    return (
        isinstance(each, dict)
        and each.get("level") in LEVEL_WORDS
        and isinstance(each.get("means"), str)
        and all(isinstance(each[name], str) for name in _WORDS if name in each)
        and all(
            isinstance(each[name], int | float) and not isinstance(each[name], bool)
            for name in _NUMBERS
            if name in each
        )
    )
