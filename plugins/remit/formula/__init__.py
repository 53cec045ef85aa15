"""The notation of formulas: what they are made of, and how they are read."""

from __future__ import annotations

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
    mentions,
    tests,
)
from remit.formula.parser import FUNCTIONS, MAX_DEPTH, MAX_TOKENS, FormulaError, normal, parse

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_TOKENS",
    "Arithmetic",
    "Call",
    "Condition",
    "Either",
    "Expression",
    "FormulaError",
    "Literal",
    "Mention",
    "Number",
    "Test",
    "mentions",
    "normal",
    "parse",
    "tests",
]
