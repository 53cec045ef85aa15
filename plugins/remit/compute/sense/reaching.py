"""What a formula looks at in the end: its aggregates and those of its metrics, with all their filters."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence

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
from remit.frozen import dataclass

Trees = Mapping[str, Expression]  # metric → its formula
MOST = 5000  # parts of formulas that are looked at for one metric: those of its parts may double each time


@dataclass(frozen=True, slots=True)
class Counted:
    """An aggregate over records, with all conditions that they pass."""

    call: Call
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of metrics that can be read, and what several rules ask of them, found once.

    `order` has each metric behind those that it is made of; `named` what each of them names.
    """

    trees: Trees
    named: Mapping[str, Sequence[Mention]]
    order: Sequence[str]


def trees_of(formulas: Mapping[str, str]) -> Trees:
    """The formulas of metrics that can be read, by id."""
    found: dict[str, Expression] = {}
    for id, text in formulas.items():
        try:
            found[id] = formula.parse(text)
        except formula.FormulaError:
            continue
    return found


def formulas_of(formulas: Mapping[str, str]) -> Formulas:
    """The formulas of metrics; those of the latest handbooks are kept."""
    return _formulas_of(tuple(formulas.items()))


@functools.lru_cache(maxsize=2)
def _formulas_of(formulas: tuple[tuple[str, str], ...]) -> Formulas:
    trees = trees_of(dict(formulas))
    named = {id: tuple(formula.mentions(tree)) for id, tree in trees.items()}
    return Formulas(trees, named, tuple(bottom_up(named)))


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


def bottom_up(named: Mapping[str, Sequence[Mention]]) -> Iterator[str]:
    """All metrics, each behind those that it names; where they run in a circle, one comes first."""
    done: set[str] = set()
    for start in named:
        way = {} if start in done else {start: _parts(named[start])}
        while way:
            here = next(reversed(way))
            there = next(way[here], None)
            if there is None:
                done.add(here)
                del way[here]
                yield here
            elif there in named and there not in done and there not in way:
                way[there] = _parts(named[there])


def _parts(named: Sequence[Mention]) -> Iterator[str]:
    """The metrics among what is named."""
    return (each.id for each in named if each.kind == "metric")


def fields_of(formulas: Formulas) -> Mapping[str, frozenset[str]]:
    """The fields that each metric comes down to; with an empty id where a part of it cannot be read."""
    found: dict[str, frozenset[str]] = {}
    for id in formulas.order:
        own = frozenset(each.id for each in formulas.named[id] if each.kind == "field")
        parts = [found.get(part, frozenset({""})) for part in _parts(formulas.named[id])]
        found[id] = own.union(*parts) if parts else own
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
