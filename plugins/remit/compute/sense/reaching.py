"""What a formula looks at in the end: its aggregates and those of its metrics, with all their filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remit import formula
from remit.formula import (
    Call,
    Condition,
    Cut,
    Either,
    Expression,
    Literal,
    Mention,
    Part,
    Test,
    below,
    is_aggregate,
)

Trees = Mapping[str, Expression]  # metric → its formula
MOST = 5000  # parts of formulas that are looked at for one metric: those of its parts may double each time


@dataclass(frozen=True, slots=True)
class Counted:
    """An aggregate over records, with all conditions that they pass."""

    call: Call
    where: tuple[Condition, ...]

    @property
    def argument(self) -> Expression:
        """What is counted or added."""
        return self.call.arguments[0]


def trees_of(formulas: Mapping[str, str]) -> Trees:
    """The formulas of metrics that can be read, by id."""
    found: dict[str, Expression] = {}
    for id, text in formulas.items():
        try:
            found[id] = formula.parse(text)
        except formula.FormulaError:
            continue
    return found


def counted(tree: Part, trees: Trees) -> Sequence[Counted] | None:
    """The aggregates that a formula comes down to, in reading order.

    None where a metric of it cannot be read, or where they are more than anybody reads.
    """
    found: list[Counted] = []
    left = MOST
    waiting: list[tuple[Part, tuple[Condition, ...], tuple[str, ...]]] = [(tree, (), ())]
    while waiting and left:
        part, where, way = waiting.pop()
        left -= 1
        match part:
            case Mention(kind="metric", id=id):
                if id not in trees:
                    return None
                if id not in way:
                    waiting.append((trees[id], where, (*way, id)))
            case Cut(metric=metric, where=own):
                waiting.append((metric, _with(where, own), way))
            case Call() if is_aggregate(part):
                first = part.arguments[0]
                if isinstance(first, Mention) and first.kind == "metric":
                    waiting.append((first, _with(where, part.where), way))
                else:
                    found.append(Counted(part, _with(where, part.where)))
            case _:
                waiting += [(each, where, way) for each in reversed(list(below(part)))]
    return None if waiting else found


def _with(where: tuple[Condition, ...], own: Condition | None) -> tuple[Condition, ...]:
    return where if own is None else (*where, own)


def bottom_up(trees: Trees) -> Iterator[str]:
    """All metrics, each behind those that it is made of; where they run in a circle, one comes first."""
    done: set[str] = set()
    for start in trees:
        way = {} if start in done else {start: _parts(trees[start])}
        while way:
            here = next(reversed(way))
            there = next(way[here], None)
            if there is None:
                done.add(here)
                del way[here]
                yield here
            elif there in trees and there not in done and there not in way:
                way[there] = _parts(trees[there])


def _parts(tree: Expression) -> Iterator[str]:
    """The metrics that a formula names."""
    return (each.id for each in formula.mentions(tree) if each.kind == "metric")


def fields_of(trees: Trees) -> Mapping[str, frozenset[str]]:
    """The fields that each metric comes down to; with an empty id where a part of it cannot be read."""
    found: dict[str, frozenset[str]] = {}
    for id in bottom_up(trees):
        own = frozenset(each.id for each in formula.mentions(trees[id]) if each.kind == "field")
        found[id] = own.union(*(found.get(part, frozenset({""})) for part in _parts(trees[id])))
    return found


def conjuncts(*conditions: Condition) -> Iterator[Condition]:
    """The conditions that hold all at once, `and` taken apart."""
    for condition in conditions:
        if isinstance(condition, Either) and condition.word == "and":
            yield from conjuncts(*condition.parts)
        else:
            yield condition


def passes(condition: Condition, field: str, value: str) -> bool | None:
    """Whether records with a value pass; None where that hangs on something else, too."""
    if isinstance(condition, Either):
        found = [passes(part, field, value) for part in condition.parts]
        last = condition.word == "or"  # what decides alone: one that holds, or one that does not
        return last if last in found else None if None in found else not last
    return _OF_TEST.get(condition.operator, _unknown)(condition, value) if _about(condition, field) else None


def _about(test: Test, field: str) -> bool:
    if not isinstance(test.subject, Mention) or not all(isinstance(each, Literal) for each in test.values):
        return False
    return (test.subject.kind, test.subject.id) == ("field", field)


def _unknown(_test: Test, _value: str) -> bool | None:
    return None


def _named(test: Test, value: str) -> bool:
    return any(isinstance(each, Literal) and each.text == value for each in test.values)


_OF_TEST: Mapping[str, Callable[[Test, str], bool | None]] = {
    "=": _named,
    "in": _named,
    "!=": lambda test, value: not _named(test, value),
    "not in": lambda test, value: not _named(test, value),
    "is filled": lambda _test, _value: True,
    "is empty": lambda _test, _value: False,
}
