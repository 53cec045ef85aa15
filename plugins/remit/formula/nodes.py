"""What a formula is made of: the nodes of its tree, each knowing where it stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
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
    """A reference to a metric or a field."""

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
    """Filters joined by `and` or `or`."""

    word: str
    parts: tuple[Condition, ...]


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


Condition = Test | Either
Expression = Number | Duration | Mention | Call | Cut | Choice | Arithmetic
Value = Literal | Mention | Moment | Duration
Part = Expression | Condition | Literal | Moment


def below(tree: Part) -> Iterator[Part]:
    """The nodes right below one, in reading order."""
    match tree:
        case Arithmetic(left=left, right=right):
            yield left
            yield right
        case Call(arguments=arguments, where=where, per=per):
            yield from arguments
            yield from () if where is None else (where,)
            yield from per
        case Cut(metric=metric, where=where, per=per):
            yield metric
            yield from () if where is None else (where,)
            yield from per
        case Choice(condition=condition, then=then, otherwise=otherwise):
            yield from (condition, then, otherwise)
        case Either(parts=parts):
            yield from parts
        case Test(subject=subject, values=values):
            yield subject
            yield from values


def mentions(tree: Part) -> Iterator[Mention]:
    """All references of a formula, in reading order."""
    if isinstance(tree, Mention):
        yield tree
    for each in below(tree):
        yield from mentions(each)


def tests(tree: Part) -> Iterator[Test]:
    """All comparisons of a formula's filters, in reading order."""
    if isinstance(tree, Test):
        yield tree
    for each in below(tree):
        yield from tests(each)
