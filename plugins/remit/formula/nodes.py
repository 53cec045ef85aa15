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

    subject: Mention
    operator: str
    values: tuple[Literal | Mention, ...] = ()


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
    where: Condition | None
    per: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Two expressions and one of + − × ÷."""

    sign: str
    left: Expression
    right: Expression


Condition = Test | Either
Expression = Number | Mention | Call | Arithmetic


def mentions(tree: Expression | Condition) -> Iterator[Mention]:
    """All references of a formula, in reading order."""
    match tree:
        case Mention():
            yield tree
        case Arithmetic(left=left, right=right):
            yield from mentions(left)
            yield from mentions(right)
        case Call(arguments=arguments, where=where, per=per):
            for argument in arguments:
                yield from mentions(argument)
            if where is not None:
                yield from mentions(where)
            yield from per
        case Either(parts=parts):
            for part in parts:
                yield from mentions(part)
        case Test(subject=subject, values=values):
            yield subject
            yield from (value for value in values if isinstance(value, Mention))


def tests(tree: Expression | Condition) -> Iterator[Test]:
    """All comparisons of a formula's filters, in reading order."""
    match tree:
        case Test():
            yield tree
        case Either(parts=parts):
            for part in parts:
                yield from tests(part)
        case Call(arguments=arguments, where=where):
            for argument in arguments:
                yield from tests(argument)
            if where is not None:
                yield from tests(where)
        case Arithmetic(left=left, right=right):
            yield from tests(left)
            yield from tests(right)
