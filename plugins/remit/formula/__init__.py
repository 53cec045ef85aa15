"""The notation of formulas: what they are made of, and how they are read."""

from __future__ import annotations

from remit.formula.nodes import (
    Arithmetic,
    Call,
    Choice,
    Condition,
    Cut,
    Duration,
    Either,
    Expression,
    Literal,
    Mention,
    Moment,
    Number,
    Part,
    Test,
    Value,
    below,
    mentions,
    tests,
)
from remit.formula.parser import FUNCTIONS, MAX_DEPTH, parse, parse_filter
from remit.formula.printer import printed
from remit.formula.shape import AGGREGATES, BETWEEN, CLOCKED, WHOSE, Misuse, is_aggregate, misuses
from remit.formula.tokens import MAX_DIGITS, MAX_TOKENS, FormulaError, normal

__all__ = [
    "AGGREGATES",
    "BETWEEN",
    "CLOCKED",
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_TOKENS",
    "WHOSE",
    "Arithmetic",
    "Call",
    "Choice",
    "Condition",
    "Cut",
    "Duration",
    "Either",
    "Expression",
    "FormulaError",
    "Literal",
    "Mention",
    "Misuse",
    "Moment",
    "Number",
    "Part",
    "Test",
    "Value",
    "below",
    "is_aggregate",
    "mentions",
    "misuses",
    "normal",
    "parse",
    "parse_filter",
    "printed",
    "tests",
]
