"""What reading has in common in both scopes: taking words one by one, and joining tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from remit.formula.nodes import Either, Value
from remit.formula.tokens import RECORDS, FormulaError, Token, tokens

MAX_DEPTH = 20
_AHEAD = 4  # as far as a reader looks, at the end of a text too
T = TypeVar("T")  # what one test becomes


class Reader(ABC, Generic[T]):
    """One pass over the tokens of one formula, or of a filter that stands alone."""

    def __init__(self, text: str, what: str = "formula", scope: str = RECORDS) -> None:
        self.what = what
        self.tokens = tokens(text, scope)
        self.at = 0
        self.end = Token("end", "", len(text))
        self.coming = [*self.tokens, *[self.end] * _AHEAD]

    @abstractmethod
    def test(self, depth: int) -> T | Either:
        """One test, or a filter in brackets."""

    @abstractmethod
    def value(self) -> Value:
        """What is compared with."""

    @abstractmethod
    def remedy(self) -> str:
        """What to write instead of the next token, behind a semicolon; empty where nobody knows."""

    @property
    def behind(self) -> int:
        """The offset behind what was taken last."""
        return self.tokens[self.at - 1].end

    def peek(self, ahead: int = 0) -> Token:
        """The next word, or one after it; `end` behind the last."""
        return self.coming[self.at + ahead]

    def take(self) -> Token:
        """The next word, which is done with."""
        token = self.coming[self.at]
        self.at += 1
        return token

    def accept(self, *texts: str) -> str | None:
        """The next word where it is one of these, done with; else None."""
        token = self.coming[self.at]
        if token.text in texts and token.type in ("sign", "word"):
            self.at += 1
            return token.text
        return None

    def need(self, text: str, after: str) -> None:
        """Take a word; raises FormulaError where another stands there."""
        if self.accept(text) is None:
            raise self.surprise(f"`{text}` {after}")

    def surprise(self, expected: str) -> FormulaError:
        """What to raise where the next word is not what was expected."""
        token = self.peek()
        if token is self.end:
            return FormulaError(f"the {self.what} ends where {expected} was expected", token.offset)
        words = f"`{token.text}` stands where {expected} was expected{self.remedy()}"
        return FormulaError(words, token.offset, token.end)

    def expect_end(self, expected: str) -> None:
        """Raises FormulaError where more follows."""
        if self.peek() is not self.end:
            raise self.surprise(expected)

    def too_deep(self) -> FormulaError:
        """What to raise where brackets are nested too deep."""
        token = self.peek()
        return FormulaError(f"brackets are nested more than {MAX_DEPTH} deep", token.offset, token.end)

    def either(self, depth: int, word: str = "or") -> T | Either:
        """A filter: tests joined by `or` and `and`, of which `and` binds more tightly."""
        if depth > MAX_DEPTH:
            raise self.too_deep()
        start = self.peek().offset
        parts: list[T | Either] = [self.either(depth, "and") if word == "or" else self.test(depth)]
        while self.accept(word):
            parts.append(self.either(depth, "and") if word == "or" else self.test(depth))
        return parts[0] if len(parts) == 1 else Either(word, tuple(parts), offset=start, end=self.behind)

    def state(self) -> str:
        """`is filled` or `is empty`, behind `is`."""
        if found := self.accept("filled", "empty"):
            return f"is {found}"
        token = self.peek()
        if ours := {"not": "filled", "null": "empty"}.get(token.text.lower()):
            words = f"`is {token.text}` is written `is {ours}` here"
            raise FormulaError(words, token.offset, token.end)
        raise self.surprise("`filled` or `empty` after `is`")

    def value_list(self) -> tuple[Value, ...]:
        """The values in the brackets of `in (…)`."""
        self.need("(", "after `in`")
        found = [self.value()]
        while self.accept(","):
            found.append(self.value())
        self.need(")", "to close the list")
        return tuple(found)
