"""Filters that stand alone: the error points at the wrong part, and says what to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from remit.formula import FormulaError, misuses, parse, parse_filter, printed


@pytest.mark.parametrize(
    ("text", "wrong", "remedy"),
    [
        ("where field:a = 1", "where", "leave out `where`"),
        ("if field:a = 1", "if", "leave out `if`"),
        ("lead_score >= 65", "lead_score", "write `field:lead-score`"),
        ("field:a = 1 and score >= 65", "score", "write `field:score`"),
        ("field:a >= 65 and", "", "the filter ends where `field:…` was expected"),
        ("65 <= field:a", "65", "the field comes first, `field:… >= 65`"),
        ("field:a in 90 days", "90", "write `in last 90 days` or `in next 90 days`"),
        ("field:a in next quarter", "quarter", "write `1 quarter`"),
        ("field:a before field:b", "field:b", "a date is compared by `<` and `>`"),
        ("field:a >= today", "today", "written `last day of period`"),
        ("field:a = Won AND field:b = 2", "AND", "write `and`, in small letters"),
        ("field:a == 1", "==", "`==` is written `=` here"),
        ("field:a is not null", "not", "written `is filled` here"),
        ("any field:a = 3", "any", "stands where `field:…` was expected"),
    ],
)
def test_a_habit_of_elsewhere_gets_the_remedy_at_the_wrong_part(text: str, wrong: str, remedy: str) -> None:
    with pytest.raises(FormulaError) as raised:
        parse_filter(text)
    assert remedy in str(raised.value)
    assert text[raised.value.offset : raised.value.end] == wrong


def test_a_name_without_its_kind_may_mean_a_field_in_groups_too() -> None:
    with pytest.raises(FormulaError, match="write `field:channel`"):
        parse("sum(field:a per channel)")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("count(field:a) > 3", "count(field:a)"),
        ("field:b = 1 or prior(field:a) = 3", "prior(field:a)"),
        ("days(field:a) > 3", "days(field:a)"),
    ],
)
def test_what_no_record_has_is_found_in_a_filter(text: str, part: str) -> None:
    (misuse,) = misuses(parse_filter(text))
    assert text[misuse.offset : misuse.end] == part


@pytest.mark.parametrize(
    "text",
    [
        "field:a in next 90 days",
        "field:a not in next 1 quarter",
        'field:a = 1 and (field:b in (X, "Y Z") or field:c is empty)',
        "business-hours(field:a, field:b, field:c) <= 4",
        "field:a <= last day of period",
    ],
)
def test_the_canonical_form_of_a_filter_reads_back_as_an_equal_one(text: str) -> None:
    tree = parse_filter(text)
    assert printed(tree) == text
    assert parse_filter(printed(tree)) == tree


WORDS = (
    'field:a metric:b value:c = >= in next last 28 days period ( ) , and or not is filled "x" '
    "where today count( business-hours( Won − 9%"
)
PIECES = st.sampled_from([*WORDS.split(), '"x y"', "first day of period"])


@law(deep=3000)
@given(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=30))
def test_a_filter_is_read_or_refused_and_what_is_read_prints_the_same(text: str) -> None:
    tree = None
    try:
        tree = parse_filter(text)
    except FormulaError as problem:
        refused = problem
    if tree is None:
        assert 0 <= refused.offset <= refused.end <= len(text)
        return
    list(misuses(tree))
    assert parse_filter(printed(tree)) == tree
