"""Reads a filter of definitions, the second scope of the notation: `sla.within <= 24 business hours`."""

# Tests are joined and grouped as in filters of records, by the same code. What differs is what is tested: a
# property or a relation, whose names the schemas know and this module does not.

from __future__ import annotations

import functools
import re

from remit.formula.habits import IN_DEFINITIONS
from remit.formula.nodes import Check, Count, Criterion, Duration, Mention, Name, Quantified, Value
from remit.formula.nodes import Literal as Text
from remit.formula.reader import Reader
from remit.formula.remedies import COMPARISONS
from remit.formula.tokens import DEFINITIONS, FormulaError, Token

CLOCKS = ("minute", "hour", "day", "week", "month")  # of durations; minutes, hours and days also in business
_IN_BUSINESS = CLOCKS[:3]
_SUBJECT = "the name of a property or a relation, such as `sla.within`, `governed-by` or `by shown-on`"
_TEST = "a test such as `=`, `in (…)`, `is filled`, `has …`, `any (…)` or `all (…)`"
_JOINING = ("and", "or")
_SMALL = (*_JOINING, "has", "no", "any", "all", "by", "is", "in", "count")


@functools.lru_cache(maxsize=4096)
def parse_criterion(text: str) -> Criterion:
    """Read a filter of definitions; raises FormulaError with what was expected and where."""
    reader = _Reader(text)
    if word := reader.accept("where", "if", "must"):
        raise FormulaError(f"what stands here is a filter by itself; leave out `{word}`", 0, reader.behind)
    tree = reader.either(0)
    reader.expect_end("the end, `and` or `or`")
    return tree


class _Reader(Reader[Check | Quantified]):
    """One pass over the tokens of a filter of definitions."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "filter", DEFINITIONS)

    def test(self, depth: int) -> Criterion:
        if self.accept("("):
            inner = self.either(depth + 1)
            self.need(")", "to close the bracket")
            return inner
        if self.peek().text == "count" and self.peek(1).text == "(":
            return self.counted(depth)
        name = self.name()
        if word := self.accept("any", "all"):
            self.need("(", f"after `{word}`")
            inner = self.either(depth + 1)
            self.need(")", f"to close `{word} (`")
            return Quantified(word, name, inner, offset=name.offset, end=self.behind)
        operator, values = self.comparison()
        return Check(name, operator, values, offset=name.offset, end=self.behind)

    def counted(self, depth: int) -> Check:
        token = self.take()
        self.need("(", "after `count`")
        name = self.name()
        where = self.either(depth + 1) if self.accept("where") else None
        self.need(")", "to close `count(`")
        count = Count(name, where, offset=token.offset, end=self.behind)
        if self.peek().text not in COMPARISONS:
            raise self.surprise("a comparison such as `>= 2`")
        sign = self.take().text
        number = self.peek()
        if number.type != "number" or not number.text.isdigit():
            raise self.surprise("a whole number")
        self.at += 1
        value = Text(number.text, offset=number.offset, end=number.end)
        return Check(count, sign, (value,), offset=token.offset, end=self.behind)

    def name(self) -> Name:
        token = self.peek()
        back = token.text == "by" and token.type == "word" and self.peek(1).type == "word"
        if back:
            self.at += 1
        word = self.peek()
        if word.type != "word" or (not back and word.text in _JOINING):
            raise self.surprise(_SUBJECT)
        self.at += 1
        return Name(word.text, back, offset=token.offset, end=word.end)

    def comparison(self) -> tuple[str, tuple[Value, ...]]:
        token = self.take()
        if token.text in COMPARISONS:
            return token.text, (self.value(),)
        if token.text == "is":
            return self.state(), ()
        if token.text == "has":
            return ("has no", (self.item(),)) if self.accept("no") else ("has", (self.item(),))
        if token.text == "in" or (token.text == "not" and self.accept("in")):
            return ("in" if token.text == "in" else "not in"), self.value_list()
        self.at -= 1
        raise self.surprise(_TEST)

    def item(self) -> Value:
        """What `has` asks for: a definition by its address, or an item of a list."""
        token = self.peek()
        if token.type == "reference":
            return self.mention()
        if token.type not in ("word", "number", "quoted") or token.text in _JOINING:
            raise self.surprise("a definition such as `function:finance`, or an item of the list")
        return self.literal()

    def value(self) -> Value:
        token, unit = self.peek(), self.peek(1)
        if token.type == "reference":
            return self.mention()
        if token.type == "number" and unit.type == "word" and unit.text not in _JOINING:
            return self.length()
        if token.type not in ("word", "number", "quoted") or token.text in _JOINING:
            raise self.surprise("a value (in double quotes when it has a space)")
        return self.literal()

    def literal(self) -> Text:
        token = self.take()
        text = token.text[1:-1] if token.type == "quoted" else token.text
        return Text(text, offset=token.offset, end=token.end)

    def length(self) -> Duration:
        """A number with its unit, such as `24 business hours`."""
        token = self.take()
        if not re.fullmatch("[1-9][0-9]{0,3}", token.text):
            self.at -= 1
            raise self.surprise("a whole number from 1 to 9999 before its unit")
        business = "business " if self.accept("business") else ""
        unit = self.peek()
        word = unit.text.removesuffix("s")
        if unit.type != "word" or word not in (_IN_BUSINESS if business else CLOCKS):
            wanted = "minutes, hours or days" if business else "minutes, hours, days, weeks or months"
            raise self.surprise(f"{wanted}{'' if business else ', or business hours,'}")
        self.at += 1
        return Duration(int(token.text), f"{business}{word}", offset=token.offset, end=unit.end)

    def mention(self) -> Mention:
        token = self.take()
        kind, _, id = token.text.partition(":")
        return Mention(kind, id, offset=token.offset, end=token.end)

    def remedy(self) -> str:
        token = self.peek()
        before: Token | None = self.tokens[self.at - 1] if self.at else None
        word = token.text.lower()
        if token.type == "word" and before is not None and before.text in (*COMPARISONS, "has"):
            return ""
        if token.type == "word" and word in _SMALL and word != token.text:
            return f"; write `{word}`, in small letters"
        if token.text == "," or (token.type == "word" and token.text == "no"):
            return "; tests are joined by `and`" if token.text == "," else "; write `has no`"
        if (
            token.type == "word"
            and before is not None
            and before.type == "word"
            and self._is_value(self.at - 1)
        ):
            return f'; text of several words stands in double quotes, "{before.text} {token.text}"'
        return f"; {IN_DEFINITIONS[word]}" if token.type == "word" and word in IN_DEFINITIONS else ""

    def _is_value(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text in {*COMPARISONS, "(", ",", "has", "no"}
