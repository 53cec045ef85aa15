"""Reads a formula: its text becomes a tree of aggregates, arithmetic and references."""

# A hand-written recursive descent over one token pattern; the grammar is
# documented for users in docs/guide/formulas.md, which a test compares with `FUNCTIONS`.

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from remit.formula.nodes import (
    Arithmetic,
    Call,
    Condition,
    Either,
    Expression,
    Literal,
    Mention,
    Number,
    Test,
)

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


class _Token(NamedTuple):
    type: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        return self.offset + len(self.text)


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

    @property
    def behind(self) -> int:
        """The offset behind what was taken last."""
        return self.tokens[self.at - 1].end

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
        start = self.peek().offset
        tree = self.product(depth)
        while sign := self.accept("+", "-", "−"):
            tree = self.joined(sign, tree, self.product(depth), start)
        return tree

    def product(self, depth: int) -> Expression:
        start = self.peek().offset
        tree = self.factor(depth)
        while sign := self.accept("×", "*", "÷", "/"):
            tree = self.joined(sign, tree, self.factor(depth), start)
        return tree

    def joined(self, sign: str, left: Expression, right: Expression, start: int) -> Arithmetic:
        # Brackets around a side belong to what joins the sides, not to the side.
        return Arithmetic(_SIGNS.get(sign, sign), left, right, offset=start, end=self.behind)

    def factor(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise FormulaError(f"brackets are nested more than {MAX_DEPTH} deep", self.peek().offset)
        token = self.peek()
        if token.type == "number":
            self.at += 1
            return Number(token.text, offset=token.offset, end=token.end)
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
        return Mention(kind, id, offset=token.offset, end=token.end)

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
        return Call(token.text, tuple(arguments), where, per, offset=token.offset, end=self.behind)

    def mention_list(self) -> tuple[Mention, ...]:
        found = [self.mention()]
        while self.accept(","):
            found.append(self.mention())
        return tuple(found)

    def either(self, depth: int, word: str = "or") -> Condition:
        if depth > MAX_DEPTH:
            raise FormulaError(f"brackets are nested more than {MAX_DEPTH} deep", self.peek().offset)
        start = self.peek().offset
        parts = [self.either(depth, "and") if word == "or" else self.test(depth)]
        while self.accept(word):
            parts.append(self.either(depth, "and") if word == "or" else self.test(depth))
        return parts[0] if len(parts) == 1 else Either(word, tuple(parts), offset=start, end=self.behind)

    def test(self, depth: int) -> Condition:
        if self.accept("("):
            inner = self.either(depth + 1)
            self.need(")", "to close the bracket")
            return inner
        subject = self.mention()
        operator, values = self.comparison()
        return Test(subject, operator, values, offset=subject.offset, end=self.behind)

    def comparison(self) -> tuple[str, tuple[Literal | Mention, ...]]:
        token = self.take()
        if token.text in _COMPARISONS:
            return token.text, (self.value(),)
        if token.text in ("before", "after"):
            self.need("period", f"after `{token.text}`")
            return f"{token.text} period", ()
        if token.text == "is" and (state := self.accept("filled", "empty")):
            return f"is {state}", ()
        if token.text == "in" and self.accept("period"):
            return "in period", ()
        if token.text == "in" or (token.text == "not" and self.accept("in")):
            return "in" if token.text == "in" else "not in", self.value_list()
        self.at -= 1
        raise self.surprise("a comparison such as `=`, `in (…)`, `is filled` or `in period`")

    def value_list(self) -> tuple[Literal | Mention, ...]:
        self.need("(", "after `in`")
        found = [self.value()]
        while self.accept(","):
            found.append(self.value())
        self.need(")", "to close the list")
        return tuple(found)

    def value(self) -> Literal | Mention:
        token = self.peek()
        if token.type == "reference":
            return self.mention()
        if token.type not in ("word", "number", "quoted"):
            raise self.surprise('a value (in double quotes when it has a space, "Closed Won")')
        self.at += 1
        text = token.text[1:-1] if token.type == "quoted" else token.text
        return Literal(text, offset=token.offset, end=token.end)
