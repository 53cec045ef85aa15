"""What a formula is made of: the nodes of its tree, each knowing where it stands in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from remit.frozen import dataclass

UNITS = ("day", "week", "month", "quarter", "year")  # of durations
STRETCHES = ("in last", "in next")  # ends of the operators behind which a duration stands


class _Walked:
    """Room for the parts of a tree once they have been walked: every rule walks every formula."""

    __slots__ = ("walked",)
    walked: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(_Walked):
    """A part of a formula. Where it stands says nothing of what it means: equal parts are equal anywhere.

    `offset` is its first character in the formula's text, from 0; `end`, the one behind its last.
    """

    offset: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)

    @property
    def span(self) -> tuple[int, int]:
        """`(offset, end)`."""
        return self.offset, self.end


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal such as `12`, `1.5` or `12%`, as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Duration(Node):
    """A stretch of the calendar such as `28 days`; `unit` is in the singular."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Moment(Node):
    """The `first` or the `last` day of the period."""

    which: str


@dataclass(frozen=True, slots=True)
class Mention(Node):
    """A reference to a metric, a field or a named value."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """What a filter compares with, such as `Won`; `text` is without the quotes that it may stand in."""

    text: str


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One comparison of a filter; `operator` is a sign or words such as `in period`."""

    subject: Mention | Call
    operator: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Either(Node):
    """Filters joined by `and` or `or`: each a `Condition`, where definitions are tested a `Criterion`."""

    word: str
    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function over arguments, with an optional filter and grouping."""

    name: str
    arguments: tuple[Expression, ...]
    where: Condition | None = None
    per: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut(Node):
    """A metric filtered once more, cut by fields, or both: `(metric:orders where …)`."""

    metric: Mention
    where: Condition | None = None
    per: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """One expression where a condition holds, another where it does not: `if(…, …, …)`."""

    condition: Condition
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Two expressions and one of + − × ÷."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Name(Node):
    """What a test of definitions looks at: a property such as `sla.within`, or a relation.

    `back` says that the relation is seen from its other end: `by shown-on`. Which names there are, the
    schemas know.
    """

    text: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Count(Node):
    """How many there are under a name, of those that a filter keeps: `count(by shown-on) >= 2`."""

    name: Name
    where: Criterion | None = None


@dataclass(frozen=True, slots=True)
class Check(Node):
    """One test of a definition; `operator` is a sign or words such as `has no`."""

    subject: Name | Count
    operator: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """A filter over `any` or `all` of what stands under a name: `by shown-on any (level = executive)`."""

    word: str
    subject: Name
    condition: Criterion


Condition = Test | Either
Criterion = Check | Quantified | Either
Expression = Number | Duration | Mention | Call | Cut | Choice | Arithmetic
Value = Literal | Mention | Moment | Duration
Part = Expression | Condition | Criterion | Literal | Moment | Name | Count
_P = TypeVar("_P", Expression, Condition)


# By type rather than by branches: every rule walks every formula.
_BELOW: Mapping[type, Callable[[Any], Sequence[Part]]] = {
    Arithmetic: lambda node: (node.left, node.right),
    Call: lambda node: (*node.arguments, *(() if node.where is None else (node.where,)), *node.per),
    Cut: lambda node: (node.metric, *(() if node.where is None else (node.where,)), *node.per),
    Choice: lambda node: (node.condition, node.then, node.otherwise),
    Either: lambda node: node.parts,
    Check: lambda node: (node.subject, *node.values),
    Count: lambda node: (node.name, *(() if node.where is None else (node.where,))),
    Quantified: lambda node: (node.subject, node.condition),
    Test: lambda node: (node.subject, *node.values),
}


def below(tree: Part) -> Sequence[Part]:
    """The nodes right below one, in reading order."""
    found = _BELOW.get(type(tree))
    return () if found is None else found(tree)


def parts(tree: Part) -> Sequence[Part]:
    """A formula and all nodes below it, in reading order."""
    try:
        return tree.walked
    except AttributeError:
        pass
    found: list[Part] = []
    waiting: list[Part] = [tree]
    while waiting:
        part = waiting.pop()
        found.append(part)
        if (inside := _BELOW.get(type(part))) is not None:
            waiting += inside(part)[::-1]
    object.__setattr__(tree, "walked", tuple(found))
    return tree.walked


def mentions(tree: Part) -> Iterator[Mention]:
    """All references of a formula, in reading order."""
    return (part for part in parts(tree) if isinstance(part, Mention))


def filled(tree: _P, numbers: Mapping[str, tuple[Decimal, str]]) -> _P:
    """A formula or filter with the number of each named value, by id with its unit; unknown ones stay."""
    found: _P = _filled(tree, numbers) if any(each.kind == "value" for each in mentions(tree)) else tree
    return found


def _filled(tree: Any, numbers: Mapping[str, tuple[Decimal, str]]) -> Any:
    """The same of any part; where a value is compared with, its number is a literal."""
    if isinstance(tree, tuple):
        return tuple(_filled(each, numbers) for each in tree)
    if isinstance(tree, Test):
        values = tuple(_compared(each, numbers, tree.operator) for each in tree.values)
        return replace(tree, subject=_filled(tree.subject, numbers), values=values)
    if isinstance(tree, Mention) and tree.kind == "value" and tree.id in numbers:
        return Number(_digits(*numbers[tree.id]), offset=tree.offset, end=tree.end)
    if not isinstance(tree, Node):
        return tree
    return replace(tree, **{each.name: _filled(getattr(tree, each.name), numbers) for each in fields(tree)})


def _compared(value: Value, numbers: Mapping[str, tuple[Decimal, str]], operator: str) -> Value:
    if not (isinstance(value, Mention) and value.kind == "value" and value.id in numbers):
        return value
    number, unit = numbers[value.id]
    if operator.endswith(STRETCHES) and number == int(number) > 0 and unit.removesuffix("s") in UNITS:
        return Duration(int(number), unit.removesuffix("s"), offset=value.offset, end=value.end)
    return Literal(_digits(number, unit), offset=value.offset, end=value.end)


def _digits(number: Decimal, unit: str) -> str:
    return f"{number:f}%" if unit == "percent" else f"{number:f}"


def tests(tree: Part) -> Iterator[Test]:
    """All comparisons of a formula's filters, in reading order."""
    return (part for part in parts(tree) if isinstance(part, Test))
