"""Reads a formula: its text becomes a tree of aggregates, arithmetic and references."""

# A hand-written recursive descent over one token pattern; the grammar is
# documented for users in docs/guide/formulas.md, which a test compares with `FUNCTIONS`.

from __future__ import annotations

import functools
import re

from remit.diagnostics import nearest
from remit.formula.habits import FUNCTIONS as FOREIGN_FUNCTIONS
from remit.formula.habits import WORDS
from remit.formula.nodes import (
    UNITS,
    Arithmetic,
    Call,
    Choice,
    Condition,
    Cut,
    Duration,
    Expression,
    Mention,
    Moment,
    Number,
    Test,
    Value,
)
from remit.formula.nodes import Literal as Text
from remit.formula.reader import MAX_DEPTH, Reader
from remit.formula.remedies import COMPARISONS, KEYWORDS, names, remedy
from remit.formula.tokens import SIGNS, FormulaError, Token

FUNCTIONS = (
    "abs",
    "average",
    "business-days",
    "business-hours",
    "count",
    "days",
    "distinct",
    "hours",
    "if",
    "latest",
    "max",
    "median",
    "min",
    "months",
    "percentile",
    "prior",
    "rolling",
    "sum",
    "zero-if-empty",
)


# A formula is read for its references, by a rule and for its page: trees are frozen, so one will do.
@functools.lru_cache(maxsize=1 << 15)
def parse(text: str) -> Expression:
    """Read a formula; raises FormulaError with what was expected and where."""
    reader = _Reader(text)
    tree = reader.sum(0)
    reader.expect_end("the end or one of + − × ÷")
    return tree


@functools.lru_cache(maxsize=4096)
def parse_filter(text: str) -> Condition:
    """Read what may stand behind `where`; raises FormulaError with what was expected and where."""
    reader = _Reader(text, "filter")
    if word := reader.accept("where", "if"):
        raise FormulaError(f"what stands here is a filter by itself; leave out `{word}`", 0, reader.behind)
    tree = reader.either(0)
    reader.expect_end("the end, `and` or `or`")
    return tree


class _Reader(Reader[Test]):
    """One pass over the tokens of one formula, or of a filter of records that stands alone."""

    def remedy(self) -> str:
        return remedy(self.tokens, self.at)

    # -- expressions --

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
        return Arithmetic(SIGNS.get(sign, sign), left, right, offset=start, end=self.behind)

    def factor(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise self.too_deep()
        token = self.peek()
        if token.type == "number":
            return self.number()
        if token.type == "reference":
            return self.mention()
        if token.type == "word" and token.text not in KEYWORDS:
            return self.call(depth)
        if self.accept("("):
            tree = self.sum(depth + 1)
            if isinstance(tree, Mention) and tree.kind == "metric" and self.peek().text in ("where", "per"):
                where, per = self.where_and_per(depth)
                self.need(")", "to close the bracket")
                return Cut(tree, where, per, offset=token.offset, end=self.behind)
            self.need(")", "to close the bracket")
            return tree
        raise self.surprise("a number, `metric:…`, `field:…` or a function such as `sum(…)`")

    def number(self) -> Number | Duration:
        """A number, or with a unit of the calendar behind it, a duration."""
        token, unit = self.peek(), self.peek(1)
        if unit.type == "word" and unit.text.removesuffix("s") in UNITS and self.peek(2).text != "(":
            return self.duration()
        self.at += 1
        return Number(token.text, offset=token.offset, end=token.end)

    def stretch(self) -> Duration | Mention:
        """A duration, or a named value that is one."""
        token = self.peek()
        return self.mention() if token.type == "reference" else self.duration()

    def duration(self) -> Duration:
        token = self.peek()
        if token.type != "number" or not re.fullmatch("[1-9][0-9]{0,3}", token.text):
            raise self.surprise("a whole number from 1 to 9999")
        self.at += 1
        unit = self.peek()
        if unit.type != "word" or unit.text.removesuffix("s") not in UNITS:
            raise self.surprise("days, weeks, months, quarters or years")
        self.at += 1
        return Duration(int(token.text), unit.text.removesuffix("s"), offset=token.offset, end=unit.end)

    def mention(self) -> Mention:
        token = self.peek()
        if token.type != "reference":
            if names(token, self.peek(1)):
                word = token.text.lower().replace("_", "-")
                message = f"`{token.text}` is no reference; write `field:{word}`"
                raise FormulaError(message, token.offset, token.end, word)
            raise self.surprise("`field:…`" if self.what == "filter" else "`field:…` or `metric:…`")
        self.at += 1
        kind, _, id = token.text.partition(":")
        return Mention(kind, id, offset=token.offset, end=token.end)

    def call(self, depth: int) -> Call | Choice:
        token = self.peek()
        if token.text not in FUNCTIONS:
            raise self.no_function(token)
        if token.text == "distinct" and self.peek(1).text != "(":
            raise FormulaError(f"`distinct` is a function; {WORDS['distinct']}", token.offset, token.end)
        self.at += 1
        self.need("(", f"after `{token.text}`")
        if token.text == "if":
            return self.choice(token, depth)
        arguments = [self.sum(depth + 1)]
        while self.accept(","):
            arguments.append(self.sum(depth + 1))
        where, per = self.where_and_per(depth)
        self.need(")", f"to close `{token.text}(`")
        return Call(token.text, tuple(arguments), where, per, offset=token.offset, end=self.behind)

    def choice(self, token: Token, depth: int) -> Choice:
        condition = self.either(depth + 1)
        self.need(",", "after the condition of `if(`")
        then = self.sum(depth + 1)
        self.need(",", "and what holds otherwise")
        otherwise = self.sum(depth + 1)
        self.need(")", "to close `if(`")
        return Choice(condition, then, otherwise, offset=token.offset, end=self.behind)

    def no_function(self, token: Token) -> FormulaError:
        """What is wrong with a word that is no function: one of elsewhere, or a name without its kind."""
        word = token.text.lower().replace("_", "-")
        here = (token.offset, token.end)
        if self.peek(1).text != "(":
            if word in FOREIGN_FUNCTIONS and word not in FUNCTIONS:
                return FormulaError(f"no function `{token.text}`; write {FOREIGN_FUNCTIONS[word]}", *here)
            if word in WORDS or word in KEYWORDS:
                return self.surprise("a number, `metric:…`, `field:…` or a function such as `sum(…)`")
            words = f"`{token.text}` is no reference; write `metric:{word}` or `field:{word}`"
            return FormulaError(words, *here, word)
        if word in FUNCTIONS:
            return FormulaError(f"no function `{token.text}`; write `{word}`, in small letters", *here)
        if word in FOREIGN_FUNCTIONS:
            return FormulaError(f"no function `{token.text}`; write {FOREIGN_FUNCTIONS[word]}", *here)
        close = nearest(word, FUNCTIONS)
        words = f"did you mean `{close}`?" if close else f"there are {', '.join(FUNCTIONS)}"
        return FormulaError(f"no function `{token.text}`; {words}", *here)

    def where_and_per(self, depth: int) -> tuple[Condition | None, tuple[Mention, ...]]:
        where = self.either(depth + 1) if self.accept("where") else None
        per = self.mention_list() if self.accept("per") else ()
        return where, per

    def mention_list(self) -> tuple[Mention, ...]:
        found = [self.mention()]
        while self.accept(","):
            found.append(self.mention())
        return tuple(found)

    # -- filters --

    def test(self, depth: int) -> Condition:
        if self.accept("("):
            inner = self.either(depth + 1)
            self.need(")", "to close the bracket")
            return inner
        subject = self.subject(depth)
        operator, values = self.comparison()
        return Test(subject, operator, values, offset=subject.offset, end=self.behind)

    def subject(self, depth: int) -> Mention | Call:
        token = self.peek()
        if (
            token.type == "word"
            and token.text in FUNCTIONS
            and self.peek(1).text == "("
            and token.text != "if"
        ):
            found = self.call(depth + 1)
            assert isinstance(found, Call)
            return found
        return self.mention()

    def comparison(self) -> tuple[str, tuple[Value, ...]]:
        token = self.take()
        if token.text in COMPARISONS:
            return token.text, (self.value(),)
        if token.text in ("before", "after"):
            self.need("period", f"after `{token.text}`")
            return f"{token.text} period", ()
        if token.text == "is":
            return self.state(), ()
        if token.text == "in" and self.accept("period"):
            return "in period", ()
        if token.text == "in" or (token.text == "not" and self.accept("in")):
            word = "in" if token.text == "in" else "not in"
            way = self.accept("last", "next")
            return (f"{word} {way}", (self.stretch(),)) if way else (word, self.value_list())
        self.at -= 1
        raise self.surprise("a comparison such as `=`, `in (…)`, `is filled` or `in period`")

    def value(self) -> Value:
        token = self.peek()
        if token.type == "reference":
            return self.mention()
        if token.text in ("first", "last") and self.peek(1).text == "day":
            self.at += 2
            self.need("of", f"after `{token.text} day`")
            self.need("period", f"after `{token.text} day of`")
            return Moment(token.text, offset=token.offset, end=self.behind)
        if token.text in ("null", "NULL", "None"):
            words = f"`{token.text}` is no value; that there is none is tested by `is empty` or `is filled`"
            raise FormulaError(words, token.offset, token.end)
        if token.text in ("today", "now"):
            words = (
                f"`{token.text}` is written `last day of period`: the day of a reading, or that is looked at"
            )
            raise FormulaError(words, token.offset, token.end)
        if token.type not in ("word", "number", "quoted"):
            raise self.surprise('a value (in double quotes when it has a space, "Closed Won")')
        self.at += 1
        text = token.text[1:-1] if token.type == "quoted" else token.text
        return Text(text, offset=token.offset, end=token.end)
