"""Filters of definitions: what is read, what is printed of it, and what is said about the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.formula import (
    CLOCKS,
    DEFINITIONS,
    Check,
    Count,
    Criterion,
    Duration,
    Either,
    FormulaError,
    Literal,
    Mention,
    Name,
    Quantified,
    normal,
    parse_criterion,
    printed,
)
from remit.schema import DEFINITIONS as OF_SCHEMAS

ids = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?", fullmatch=True)
words = ids.filter(lambda each: each not in ("and", "or", "by", "count"))
paths = st.lists(words, min_size=1, max_size=3).map(".".join)
names = st.builds(Name, paths) | st.builds(Name, words, st.just(True))
texts = st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters='"'), max_size=12)
literals = st.builds(Literal, texts)
mentions = st.builds(Mention, words, ids)
units = st.sampled_from([*CLOCKS, *(f"business {each}" for each in CLOCKS[:3])])
durations = st.builds(Duration, st.integers(1, 9999), units)
values = literals | mentions | durations
signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
checks = (
    st.builds(Check, names, signs, st.tuples(values))
    | st.builds(Check, names, st.sampled_from(["is filled", "is empty"]))
    | st.builds(Check, names, st.sampled_from(["has", "has no"]), st.tuples(literals | mentions))
    | st.builds(Check, names, st.sampled_from(["in", "not in"]), st.tuples(values, values))
)
numbers = st.integers(0, 99).map(lambda each: (Literal(str(each)),))


def around(inner: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    quantified = st.builds(Quantified, st.sampled_from(["any", "all"]), names, inner)
    counted = st.builds(Check, st.builds(Count, names, st.none() | inner), signs, numbers)
    either = st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3))
    return quantified | counted | either


def joined(word: str, parts: list[Criterion]) -> Either:
    """Parts joined by the other word: those of one word would be read as one list."""
    other = "or" if word == "and" else "and"
    return Either(
        word, tuple(Either(other, each.parts) if isinstance(each, Either) else each for each in parts)
    )


criteria = st.recursive(checks, around, max_leaves=6)


@given(criteria)
def test_what_is_printed_is_read_as_the_same(tree: Criterion) -> None:
    text = printed(tree)
    assert parse_criterion(text) == tree
    assert printed(parse_criterion(text)) == text
    assert parse_criterion(normal(text, DEFINITIONS)) == tree


@given(st.text(max_size=40))
def test_any_other_text_is_an_error_with_its_place(text: str) -> None:
    assert all(0 <= start <= end <= len(text) for start, end in problems(text))


def problems(text: str) -> list[tuple[int, int]]:
    try:
        parse_criterion(text)
    except FormulaError as problem:
        return [(problem.offset, problem.end)]
    return []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tags contains board", "write `has`"),
        ("level = Very High", 'text of several words stands in double quotes, "Very High"'),
        ("governed-by HAS function:finance", "write `has`, in small letters"),
        ("sla.within <= 3 buisness days", "`buisness` stands where minutes, hours, days, weeks or months"),
        ("governed-by has functions:Finance Ops", "write `functions:finance`"),
        ("sla.within + 3 < 4", "nothing is reckoned here"),
        ("must level = executive", "leave out `must`"),
        ("deputy is not empty", "`is not` is written `is filled` here"),
        ("by shown-on any level = x", "`level` stands where `(` after `any` was expected"),
        ("count(governs) >= many", "`many` stands where a whole number was expected"),
        ("", "the filter ends where the name of a property or a relation"),
    ],
)
def test_a_message_says_what_to_write(text: str, said: str) -> None:
    with pytest.raises(FormulaError) as found:
        parse_criterion(text)
    assert said in str(found.value)


def test_schemas_and_formulas_call_the_scope_alike() -> None:
    assert OF_SCHEMAS == DEFINITIONS
