"""Targets that formulas link: what those of the parts come to, against that of the whole."""

# A formula with targets for all of its parts but one says what that part comes to: with 32 % aimed at of
# `count(…) ÷ metric:mqls`, the count is known. What is counted under more conditions is a part of what is
# counted under fewer; a sum is the count times the average. Everything is a range of numbers, since a target
# may be "90 % or more"; only ranges that cannot meet contradict each other.

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from remit.compute.sense.ranges import TOLERANCE, Amount, apart, calculated
from remit.compute.sense.reaching import Formulas, conjuncts, passes
from remit.formula import (
    Arithmetic,
    Call,
    Condition,
    Cut,
    Expression,
    Literal,
    Mention,
    Number,
    Test,
    is_aggregate,
    mentions,
    printed,
    tests,
)
from remit.frozen import dataclass

MOST_COMPARED = 20  # of one kind, so that a check never costs more than its size
MOST_SUBJECTS = 6  # fields of one filter
ROUNDS = 4  # each may tell a part that the next uses


@dataclass(frozen=True, slots=True)
class Key:
    """What an aggregate counts: equal keys are the same number whatever metric it stands in."""

    name: str
    argument: str
    where: frozenset[Condition]


# aggregate, argument, subjects of the conditions → metrics that count so
Wholes = Mapping[tuple[str, str, frozenset[str]], Sequence[tuple[str, Key]]]


@dataclass(frozen=True, slots=True)
class Clash:
    """A metric whose target is contradicted: what it aims at, what the others come to, how they relate.

    `relation` is "is", or "part" where what the others come to is only a part of it.
    """

    metric: str
    aims: Amount
    comes: Amount
    relation: str


@dataclass(slots=True)
class Chain:
    """The targets of a handbook and all that follows from them; `entities` are those of fields."""

    formulas: Formulas
    targets: dict[str, Amount]
    entities: Mapping[str, str]
    known: dict[Key, Amount] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)  # metric → what it counts, where that is one thing
    found: dict[int, Key | None] = field(default_factory=dict)  # part of a formula → what it counts
    values: dict[str, Amount] = field(default_factory=dict)  # metric → what it comes to
    sums: dict[Key, Amount] = field(default_factory=dict)  # as the count of the same records times an average

    def __post_init__(self) -> None:
        for id in self.formulas.order:
            key = self.key(self.formulas.trees[id])
            if key is not None:
                self.keys[id] = key
                if id in self.targets and not self.targets[id].flow and _flows(key):
                    del self.targets[id]  # of which period, it does not say
                if id in self.targets:
                    self.known.setdefault(key, self.targets[id])

    def clashes(self) -> Iterator[Clash]:
        """The targets that contradict others."""
        if len(self.targets) < 2:
            return
        self._tell()
        wholes = self._wholes()
        if self._tell_wholes(wholes):
            self._tell()
        self._tell_sums()
        told: set[str] = set()
        for clash in (*self._same(), *self._parts(wholes)):
            if clash.metric not in told:
                told.add(clash.metric)
                yield clash

    # -- what a part of a formula counts --

    def key(self, tree: Expression) -> Key | None:
        """What is counted, where a part of a formula is one aggregate, under whatever names."""
        if isinstance(tree, Arithmetic | Number):
            return None
        if id(tree) not in self.found:
            self.found[id(tree)] = self._key(tree)
        return self.found[id(tree)]

    def _key(self, tree: Expression) -> Key | None:
        match tree:
            case Mention(kind="metric", id=id):
                return self.keys.get(id)
            case Cut(metric=metric, where=where, per=()):
                return _narrowed(self.key(metric), where)
            case Call(per=()) if is_aggregate(tree):
                first = tree.arguments[0]
                if isinstance(first, Mention) and first.kind == "metric":
                    return _narrowed(self.key(first), tree.where)
                argument = ", ".join(printed(each) for each in tree.arguments)
                if tree.name == "count":  # records are counted, by whichever of their fields
                    argument = self.entities.get(next(mentions(first)).id, argument)
                return _narrowed(Key(tree.name, argument, frozenset()), tree.where)
        return None

    # -- amounts --

    def amount(self, tree: Expression) -> Amount | None:
        """What a part of a formula comes to by the targets, or None."""
        if isinstance(tree, Number):
            value = float(tree.text.removesuffix("%")) / (100 if tree.text.endswith("%") else 1)
            return Amount(value, value, False, tree.text.replace("%", " %"))
        if isinstance(tree, Mention):
            return self.values.get(tree.id) if tree.kind == "metric" else None
        key = self.key(tree)
        if key is not None:
            return self.known.get(key)
        if isinstance(tree, Arithmetic):
            left, right = self.amount(tree.left), self.amount(tree.right)
            return None if left is None or right is None else calculated(tree.sign, left, right)
        return None

    def _value(self, metric: str) -> Amount | None:
        """What a metric comes to: its target, what others tell of it, or what its formula makes of them."""
        if metric in self.targets:
            return self.targets[metric]
        if metric in self.keys:
            return self.known.get(self.keys[metric])
        return self.amount(self.formulas.trees[metric])

    def _tell(self) -> None:
        """Tell the parts that are the only ones unknown in a formula, until no more can be told."""
        for _ in range(ROUNDS):
            found = False
            for id in self.formulas.order:
                if (value := self._value(id)) is not None:
                    self.values[id] = value
                if id in self.targets and id not in self.keys:
                    found |= self._solve(self.formulas.trees[id], self.targets[id])
            if not found:
                break

    def _solve(self, tree: Expression, aim: Amount) -> bool:
        key = self.key(tree)
        if key is not None:
            if (aim.low, aim.high) == (0, math.inf):
                return False  # which says nothing
            new = key not in self.known
            self.known.setdefault(key, aim)
            return new
        if not isinstance(tree, Arithmetic):
            return False
        left, right = self.amount(tree.left), self.amount(tree.right)
        if (left is None) == (right is None):
            return False
        if left is None:
            assert right is not None
            other, part = right, tree.left
            sign = {"+": "−", "−": "+", "×": "÷", "÷": "×"}[tree.sign]
            value = calculated(sign, *((other, aim) if sign == "×" else (aim, other)))
        else:
            part = tree.right
            pairs = {
                "+": ("−", aim, left),
                "−": ("−", left, aim),
                "×": ("÷", aim, left),
                "÷": ("÷", left, aim),
            }
            sign, one, two = pairs[tree.sign]
            value = calculated(sign, one, two)
        return value is not None and self._solve(part, value)

    def _tell_wholes(self, wholes: Wholes) -> bool:
        """What nobody aims at is at least as much as a part of it that is known; whether there was any."""
        least: dict[Key, Amount] = {}
        for part, amount in self.known.items():
            for _, whole in _around(part, wholes) if amount.low > 0 else ():
                if whole not in self.known and (whole not in least or least[whole].low < amount.low):
                    least[whole] = replace(amount, high=math.inf)
        self.known |= least
        return bool(least)

    def _tell_sums(self) -> None:
        """Sums, as the count of the same records times the average that is aimed at."""
        averages: dict[str, list[tuple[Key, Amount]]] = {}
        for id, key in self.keys.items():
            name = key.argument.removeprefix("field:")
            if key.name == "average" and id in self.targets and name in self.entities:
                averages.setdefault(self.entities[name], []).append((key, self.targets[id]))
        for key, amount in list(self.known.items()):
            prices = averages.get(key.argument, []) if key.name == "count" else []
            for average, price in prices[:MOST_COMPARED]:
                total = None if _contrary(key.where, average.where) else calculated("×", amount, price)
                if total is not None:
                    self.sums.setdefault(Key("sum", average.argument, key.where), total)

    # -- what cannot be --

    def _same(self) -> Iterator[Clash]:
        for id, aims in self.targets.items():
            tree = self.formulas.trees.get(id)
            if tree is not None:
                comes = self.known.get(self.keys[id]) if id in self.keys else self.amount(tree)
                for each in (comes, self.sums.get(self.keys[id]) if id in self.keys else None):
                    if each is not None and each.flow == aims.flow and apart(aims, each):
                        yield Clash(id, aims, each, "is")

    def _wholes(self) -> Wholes:
        found: dict[tuple[str, str, frozenset[str]], list[tuple[str, Key]]] = {}
        for id, key in self.keys.items():
            if key.name in ("sum", "count"):
                found.setdefault((key.name, key.argument, _subjects(key)), []).append((id, key))
        return found

    def _parts(self, wholes: Wholes) -> Iterator[Clash]:
        """Targets that are less than a part of what they are for."""
        for part, comes in (*self.known.items(), *self.sums.items()):
            for id, _ in _around(part, wholes):
                aims = self.targets.get(id)
                if aims is not None and comes.flow == aims.flow and comes.low > aims.high * (1 + TOLERANCE):
                    yield Clash(id, aims, comes, "part")


def _around(part: Key, wholes: Wholes) -> Iterator[tuple[str, Key]]:
    """The metrics of which something is a part: less is asked of what they count."""
    subjects = sorted(_subjects(part))[:MOST_SUBJECTS]
    for chosen in range(2 ** len(subjects)):
        some = frozenset(each for at, each in enumerate(subjects) if chosen >> at & 1)
        for id, whole in wholes.get((part.name, part.argument, some), [])[:MOST_COMPARED]:
            if whole.where != part.where and all(_implied(test, part.where) for test in whole.where):
                yield id, whole


def _contrary(one: frozenset[Condition], other: frozenset[Condition]) -> bool:
    """Whether no record passes both, since they want different values of a field."""
    return any(
        mine.isdisjoint(theirs)
        for subject, mine in _wanted(one)
        for another, theirs in _wanted(other)
        if subject == another
    )


def _wanted(conditions: frozenset[Condition]) -> Iterator[tuple[Mention, set[str]]]:
    """The fields that must have one of some values."""
    for test in conditions:
        if isinstance(test, Test) and isinstance(test.subject, Mention) and test.operator in ("=", "in"):
            values = {each.text for each in test.values if isinstance(each, Literal)}
            if len(values) == len(test.values):
                yield test.subject, values


def _flows(key: Key) -> bool:
    """Whether it adds up over the periods: a count or a sum of what lies in the period."""
    found = (each for condition in key.where for each in tests(condition))
    return key.name in ("sum", "count") and any(each.operator in ("in period", "in last") for each in found)


def _narrowed(key: Key | None, where: Condition | None) -> Key | None:
    if key is None or where is None:
        return key
    return replace(key, where=key.where | frozenset(conjuncts(where)))


def _subjects(key: Key) -> frozenset[str]:
    """What the conditions are about."""
    return frozenset(printed(each.subject) for each in key.where if isinstance(each, Test))


def _implied(test: Condition, others: frozenset[Condition]) -> bool:
    """Whether what passes some conditions passes another."""
    if test in others:
        return True
    if not isinstance(test, Test) or not isinstance(test.subject, Mention):
        return False
    return any(
        subject == test.subject and all(passes(test, subject.id, each) for each in values)
        for subject, values in _wanted(others)
    )
