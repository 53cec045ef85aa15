"""Formulas for people: every construct, and one value for eye, ear and machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given
from markupsafe import Markup

from remit import formula
from remit.views.parts.formulas import show


def link(mention: formula.Mention) -> Markup:
    return Markup("<a>%s</a>") % mention.id


def heard(text: str) -> str:
    shown = show(text, link)
    assert shown is not None
    return " ".join(unescape(re.sub(r"<[^>]*>", "", str(shown.equation))).split())


def filters(text: str) -> list[tuple[str, str]]:
    shown = show(text, link)
    assert shown is not None
    return [(letter, unescape(re.sub(r"<[^>]*>", "", str(words)))) for letter, words in shown.filters]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12%", "12%"),
        ("metric:arr", "arr"),
        ("metric:a ÷ metric:b", "a divided by b"),
        ("metric:a - metric:b + 1", "a − b + 1"),
        ("metric:a × (metric:b + 1)", "a × (b + 1)"),
        ("metric:a − (metric:b − 1)", "a − (b − 1)"),
        ("metric:a × metric:b ÷ 12", "(a × b) divided by 12"),
        ("1 − metric:a ÷ metric:b", "1 − (a divided by b)"),
        ("abs(field:a)", "absolute value of a"),
        ("average(field:a)", "average of a"),
        ("count(field:a)", "count of a"),
        ("days(field:a, field:b)", "days from a to b"),
        ("hours(field:a, field:b)", "hours from a to b"),
        ("latest(field:a)", "latest a"),
        ("max(field:a, 3)", "largest of a, 3"),
        ("median(field:a)", "median of a"),
        ("min(field:a, 3)", "smallest of a, 3"),
        ("months(field:a, field:b)", "months from a to b"),
        ("prior(metric:a)", "previous period’s a"),
        ("sum(field:a × field:b)", "sum of (a × b)"),
        ("sum(field:a per field:b, field:c)", "sum of a for each b and c"),
        ("count(field:a where field:b = New)", "count of a where filter a"),
        ("distinct(field:a)", "number of different a"),
        ("percentile(field:a, 90)", "percentile 90 of a"),
        ("prior(metric:a, 2)", "the value 2 periods before, of a"),
        ("prior(metric:a, 1 year)", "the value 1 year before, of a"),
        ("rolling(metric:a, 4 quarters)", "over the last 4 quarters of a"),
        ("latest(field:a, field:b)", "latest by b of a"),
        ("average(business-hours(field:a, field:b))", "average of business hours from a to b"),
        ("(metric:a where field:b = X per field:c)", "a for each c where filter a"),
        ("if(metric:a < 0, 0, metric:a)", "0 if a < 0 else a"),
    ],
)
def test_every_construct_of_an_equation_has_words(text: str, expected: str) -> None:
    assert heard(text) == expected


def test_every_function_of_the_notation_has_words_of_its_own() -> None:
    second = {"percentile": ", 90", "rolling": ", 4 quarters", "if": " = X, field:b, field:c"}
    for name in formula.FUNCTIONS:
        words = heard(f"{name}(field:a{second.get(name, ', field:b' if name in formula.BETWEEN else '')})")
        assert words != f"{name} of a" or name in {"average", "count", "median", "sum"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("field:b = New", "b is New"),
        ('field:b != "Closed Won"', "b is not Closed Won"),
        ("field:b < 3", "b < 3"),
        ("field:b <= field:c", "b ≤ c"),
        ("field:b in last 28 days", "b is in the last 28 days"),
        ("field:b in next 28 days", "b is in the next 28 days"),
        ("field:b not in next 1 quarter", "b is not in the next 1 quarter"),
        ("field:b >= last day of period", "b ≥ the last day of the period"),
        ("days(field:a, field:b) <= 90", "days from a to b ≤ 90"),
        ("field:b > 3", "b > 3"),
        ("field:b >= 3", "b ≥ 3"),
        ("field:b in (X)", "b is X"),
        ("field:b in (X, Y, Z)", "b is X, Y or Z"),
        ("field:b not in (X, Y)", "b is not X or Y"),
        ("field:b is filled", "b is filled in"),
        ("field:b is empty", "b is empty"),
        ("field:b in period", "b is in the period"),
        ("field:b before period", "b is before the period"),
        ("field:b after period", "b is after the period"),
        ("field:b = 1 and field:c = 2 or field:d = 3", "(b is 1 and c is 2) or d is 3"),
        ("field:b = 1 and (field:c = 2 or field:d = 3)", "b is 1 and (c is 2 or d is 3)"),
    ],
)
def test_every_construct_of_a_filter_has_words(condition: str, expected: str) -> None:
    assert filters(f"count(field:a where {condition})") == [("a", expected)]


def test_equal_filters_share_a_letter_and_others_do_not() -> None:
    text = "sum(field:x where field:b = 1) ÷ sum(field:y where field:b = 1) × sum(field:z where field:b = 2)"
    assert filters(text) == [("a", "b is 1"), ("b", "b is 2")]


def test_letters_go_on_after_z() -> None:
    text = " + ".join(f"sum(field:x where field:b = {number})" for number in range(28))
    letters = [letter for letter, _ in filters(text)]
    assert letters[25:] == ["z", "aa", "bb"]
    assert len(set(letters)) == 28


@pytest.mark.parametrize(
    "text", ["", "metric:", "sum(", "guess(field:a)", "1 ÷", "<b>1</b>", "1 ÷ " * 40 + "1"]
)
def test_what_cannot_be_read_or_drawn_is_not_shown_as_an_equation(text: str) -> None:
    assert show(text, link) is None


def test_a_long_sum_is_not_a_deep_one() -> None:
    assert heard(" + ".join(["1"] * 200)) == " + ".join(["1"] * 200)


def test_values_and_unknown_names_are_escaped() -> None:
    shown = show('count(field:a where field:b = "<script>alert(1)</script>")', link)
    assert shown is not None
    assert "<script" not in str(shown.filters)
    assert "&lt;script&gt;" in str(shown.filters[0][1])


# -- one value for eye, ear and machine --


def numbers_and_signs() -> st.SearchStrategy[str]:
    leaf = st.integers(1, 9).map(str)
    return st.recursive(
        leaf,
        lambda inner: st.tuples(inner, st.sampled_from("+−×÷"), inner, st.booleans()).map(
            lambda made: f"({made[0]} {made[1]} {made[2]})" if made[3] else f"{made[0]} {made[1]} {made[2]}"
        ),
        max_leaves=10,
    )


def value(tree: formula.Expression) -> Fraction:
    if isinstance(tree, formula.Number):
        return Fraction(tree.text)
    assert isinstance(tree, formula.Arithmetic)
    left, right = value(tree.left), value(tree.right)
    signs: dict[str, Callable[[], Fraction]] = {
        "+": lambda: left + right,
        "−": lambda: left - right,
        "×": lambda: left * right,
        "÷": lambda: left / right,
    }
    return signs[tree.sign]()


def value_or_none(text: str) -> Fraction | None:
    try:
        return value(formula.parse(text))
    except ZeroDivisionError:
        return None


@given(numbers_and_signs())
def test_what_is_heard_has_the_value_of_the_formula(text: str) -> None:
    expected = value_or_none(text)
    assume(expected is not None)
    assert value_or_none(heard(text).replace("divided by", "÷")) == expected


@given(numbers_and_signs())
def test_what_is_seen_has_the_value_of_the_formula(text: str) -> None:
    """For the eye, a fraction's line brackets what is above and below it; hidden brackets are not there."""
    expected = value_or_none(text)
    assume(expected is not None)
    shown = show(text, link)
    assert shown is not None
    assert value_or_none(Eye(str(shown.equation)).seen) == expected


class Eye(HTMLParser):
    """What is seen: hidden text is left out, a fraction's line is a ÷ between brackets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen = ""
        self.open: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        inside = self.open[-1][0] if self.open else ""
        name = dict(attrs).get("class") or ""
        part = inside == "frac" and name != "vh"
        self.seen += "(" if part or name == "frac" else ""
        self.open.append((name, ")" if part or name == "frac" else ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.seen += self.open.pop()[1]

    def handle_data(self, data: str) -> None:
        inside = [name for name, _ in self.open]
        if "vh" not in inside:
            self.seen += data
        elif "divided" in data:
            self.seen += "÷"
