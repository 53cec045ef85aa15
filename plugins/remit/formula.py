"""The notation of formulas: text to a tree of aggregates, arithmetic and references."""

# A hand-written recursive descent over one token pattern; the grammar is
# documented for users in docs/guide/formulas.md, which a test compares with `FUNCTIONS`.

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

FUNCTIONS = (
    "abs",
    "average",
    "count",
    "days",
    "hours",
    "latest",
    "max",
    "median",
    "min",
    "months",
    "prior",
    "sum",
)
MAX_DEPTH = 20
MAX_TOKENS = 400  # a longer formula wants metrics of its own; the trees of this one would be too deep

_TOKEN = re.compile(
    r"""
      (?P<reference>(?:metric|field):[a-z0-9]+(?:-[a-z0-9]+)*)
    | (?P<number>\d+(?:\.\d+)?%?)
    | (?P<quoted>"[^"\n]*")
    | (?P<sign><=|>=|!=|[-+−×*÷/()=<>,])
    | (?P<word>[A-Za-z][A-Za-z0-9_-]*)
    | (?P<wrong>\S)
    """,
    re.VERBOSE,
)
_SIGNS = {"-": "−", "*": "×", "/": "÷"}
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


class FormulaError(ValueError):
    """A formula that cannot be read; `offset` is the character where reading stopped."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Number:
    """A literal such as `12`, `1.5` or `12%`, as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference to a metric or a field, and the offset where it stands."""

    kind: str
    id: str
    offset: int


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a filter; `operator` is a sign or words such as `in period`."""

    subject: Mention
    operator: str
    values: tuple[str | Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Filters joined by `and` or `or`."""

    word: str
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function over arguments, with an optional filter and grouping."""

    name: str
    arguments: tuple[Expression, ...]
    where: Condition | None
    per: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two expressions and one of + − × ÷."""

    sign: str
    left: Expression
    right: Expression


Condition = Test | Either
Expression = Number | Mention | Call | Arithmetic


class _Token(NamedTuple):
    type: str
    text: str
    offset: int


@functools.lru_cache(maxsize=4096)  # versions of a metric share most formulas
def normal(text: str) -> str:
    """A formula without its layout: two texts with one normal form are read alike."""
    return " ".join(_SIGNS.get(match[0], match[0]) for match in _TOKEN.finditer(text))


# A formula is read for its references, by a rule and for its page: trees are frozen, so one will do.
@functools.lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read a formula; raises FormulaError with what was expected and where."""
    reader = _Reader(text)
    tree = reader.sum(0)
    reader.expect_end()
    return tree


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


def _tokens(text: str) -> list[_Token]:
    found = [_Token(match.lastgroup or "", match.group(), match.start()) for match in _TOKEN.finditer(text)]
    for token in found:
        if token.type == "wrong":
            raise FormulaError(f"`{token.text}` has no meaning in a formula", token.offset)
    if len(found) > MAX_TOKENS:
        words = f"a formula of {len(found)} words is too long; give its parts metrics of their own"
        raise FormulaError(words, found[MAX_TOKENS].offset)
    return found


class _Reader:
    """One pass over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.end = _Token("end", "the end", len(text))

    def peek(self) -> _Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else self.end

    def take(self) -> _Token:
        token = self.peek()
        self.at += 1
        return token

    def accept(self, *texts: str) -> str | None:
        token = self.peek()
        if token.type in ("sign", "word") and token.text in texts:
            self.at += 1
            return token.text
        return None

    def need(self, text: str, after: str) -> None:
        if self.accept(text) is None:
            raise self.surprise(f"`{text}` {after}")

    def surprise(self, expected: str) -> FormulaError:
        token = self.peek()
        shown = "the formula ends" if token is self.end else f"`{token.text}` stands"
        return FormulaError(f"{shown} where {expected} was expected", token.offset)

    def expect_end(self) -> None:
        if self.peek() is not self.end:
            raise self.surprise("the end or one of + − × ÷")

    def sum(self, depth: int) -> Expression:
        tree = self.product(depth)
        while sign := self.accept("+", "-", "−"):
            tree = Arithmetic(_SIGNS.get(sign, sign), tree, self.product(depth))
        return tree

    def product(self, depth: int) -> Expression:
        tree = self.factor(depth)
        while sign := self.accept("×", "*", "÷", "/"):
            tree = Arithmetic(_SIGNS.get(sign, sign), tree, self.factor(depth))
        return tree

    def factor(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise FormulaError(f"brackets are nested more than {MAX_DEPTH} deep", self.peek().offset)
        token = self.peek()
        if token.type == "number":
            return Number(self.take().text)
        if token.type == "reference":
            return self.mention()
        if token.type == "word":
            return self.call(depth)
        if self.accept("("):
            tree = self.sum(depth + 1)
            self.need(")", "to close the bracket")
            return tree
        raise self.surprise("a number, `metric:…`, `field:…` or a function such as `sum(…)`")

    def mention(self) -> Mention:
        token = self.peek()
        if token.type != "reference":
            raise self.surprise("`field:…` or `metric:…`")
        self.at += 1
        kind, _, id = token.text.partition(":")
        return Mention(kind, id, token.offset)

    def call(self, depth: int) -> Call:
        token = self.take()
        if token.text not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise FormulaError(f"no function `{token.text}`; there are {known}", token.offset)
        self.need("(", f"after `{token.text}`")
        arguments = [self.sum(depth + 1)]
        while self.accept(","):
            arguments.append(self.sum(depth + 1))
        where = self.either(depth + 1) if self.accept("where") else None
        per = self.mention_list() if self.accept("per") else ()
        self.need(")", f"to close `{token.text}(`")
        return Call(token.text, tuple(arguments), where, per)

    def mention_list(self) -> tuple[Mention, ...]:
        found = [self.mention()]
        while self.accept(","):
            found.append(self.mention())
        return tuple(found)

    def either(self, depth: int, word: str = "or") -> Condition:
        if depth > MAX_DEPTH:
            raise FormulaError(f"brackets are nested more than {MAX_DEPTH} deep", self.peek().offset)
        parts = [self.either(depth, "and") if word == "or" else self.test(depth)]
        while self.accept(word):
            parts.append(self.either(depth, "and") if word == "or" else self.test(depth))
        return parts[0] if len(parts) == 1 else Either(word, tuple(parts))

    def test(self, depth: int) -> Condition:
        if self.accept("("):
            inner = self.either(depth + 1)
            self.need(")", "to close the bracket")
            return inner
        subject = self.mention()
        token = self.take()
        if token.text in _COMPARISONS:
            return Test(subject, token.text, (self.value(),))
        if token.text in ("before", "after"):
            self.need("period", f"after `{token.text}`")
            return Test(subject, f"{token.text} period")
        if token.text == "is" and (state := self.accept("filled", "empty")):
            return Test(subject, f"is {state}")
        if token.text == "in" and self.accept("period"):
            return Test(subject, "in period")
        if token.text == "in" or (token.text == "not" and self.accept("in")):
            return Test(subject, "in" if token.text == "in" else "not in", self.value_list())
        self.at -= 1
        raise self.surprise("a comparison such as `=`, `in (…)`, `is filled` or `in period`")

    def value_list(self) -> tuple[str | Mention, ...]:
        self.need("(", "after `in`")
        found = [self.value()]
        while self.accept(","):
            found.append(self.value())
        self.need(")", "to close the list")
        return tuple(found)

    def value(self) -> str | Mention:
        token = self.peek()
        if token.type == "reference":
            return self.mention()
        if token.type in ("word", "number"):
            return self.take().text
        if token.type == "quoted":
            return self.take().text[1:-1]
        raise self.surprise('a value (in double quotes when it has a space, "Closed Won")')
