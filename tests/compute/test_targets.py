"""Targets that formulas link: what is read of their words, and which of them contradict each other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depth import law
from remit import formula
from remit.compute.sense import chains, reaching, targets
from remit.compute.sense.ranges import Amount, apart, calculated
from remit.compute.sense.targets import Target
from remit.schema import old_targets


@pytest.mark.parametrize(
    ("entry", "unit", "expected"),
    [
        ({"amount": 420, "words": "a month, at the line of 65"}, "count", Target(420, 420, "month")),
        ({"amount": 9.5e6, "words": "a quarter in fiscal 2027"}, "currency", Target(9.5e6, 9.5e6, "quarter")),
        ({"amount": 44e6, "words": "recognised in fiscal 2027"}, "currency", Target(44e6, 44e6, "year")),
        ({"amount": 50e6, "words": "by the end of fiscal 2027"}, "currency", Target(50e6, 50e6)),
        ({"amount": 1200, "words": "for each week"}, "currency", Target(1200, 1200, "week")),
        ({"amount": 32, "words": "over a rolling quarter"}, "percent", Target(0.32, 0.32)),
        ({"below": 18}, "months", Target(0, 18)),
        ({"from": 3, "below": 4}, "ratio", Target(3, 4)),
        ({"from": 0.8}, "ratio", Target(0.8, math.inf)),
        ({"amount": 38_000, "of": "Mid-market"}, "currency", None),
    ],
)  # fmt: skip
def test_a_target_is_an_amount_or_a_range_for_a_period(
    entry: Mapping[str, Any], unit: str, expected: Target | None
) -> None:
    assert targets.read({"2026-02-01": entry}, unit) == (expected and pytest.approx(expected))


def test_the_target_of_the_last_day_is_calculated_with() -> None:
    assert targets.read({"2027-01-01": {"amount": 2}, "2026-01-01": {"amount": 1}}, "ratio") == Target(2, 2)
    assert targets.read({}, "ratio") is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("420 a month by December 2026", {"amount": 420, "words": "a month by December 2026"}),
        ("$9.5M a quarter", {"amount": 9_500_000, "words": "a quarter"}),
        ("32 % in 2027", {"amount": 32, "words": "in 2027"}),
        ("18 months or less", {"amount": 18, "words": "or less"}),
        ("Under 45k over four quarters", {"below": 45_000, "words": "over four quarters"}),
        ("3 to 4 on the first day", {"from": 3, "below": 4, "words": "on the first day"}),
        ("2 – 3 million", {"from": 2_000_000, "below": 3_000_000}),
        ("4 or more, four quarters after launch", {"from": 4, "words": "four quarters after launch"}),
        ("at least 0.8", {"from": 0.8}),
        ("As many as we can", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_target_of_words_is_read_as_one_of_today(words: str, expected: Mapping[str, Any] | None) -> None:
    assert old_targets.target(words) == ({old_targets.ALWAYS: expected} if expected else {})


@given(st.one_of(st.text(max_size=60), st.none(), st.integers()))
def test_whatever_stood_there_is_read_or_not(words: object) -> None:
    found = old_targets.target(words)
    assert not found or all("amount" in each or "from" in each or "below" in each for each in found.values())


WON = "field:state = Won and field:closed in period"
SHOP = {
    "asked": "count(field:visit where field:asked in period)",
    "ordering": "count(field:visit where field:asked in period and field:order is filled) ÷ metric:asked",
    "orders": "count(field:order where field:ordered in period)",
    "large": "(metric:orders where field:size = Large)",
    "not-small": "count(field:order where field:ordered in period and field:size != Small)",
    "basket": "average(field:price where field:ordered in period)",
    "sales": "sum(field:price where field:ordered in period)",
    "large-sales": "sum(metric:sales where field:size in (Large, Huge))",
    "share": "metric:large ÷ metric:orders",
    "stock": "sum(field:price where field:ordered <= last day of period)",
    "kept": "metric:stock ÷ prior(metric:stock)",
    "lost": "1 − metric:kept",
    "product": "metric:asked × metric:ordering × metric:basket",
    "again": "metric:orders × 1",
}
ENTITIES = {"visit": "visit", "order": "order", "price": "order", "size": "order"}


def clashes(**aims: float | tuple[float, float] | str) -> dict[str, tuple[str, float]]:
    """Metric → (relation, what it comes to by the month). A text is an amount that flows."""
    amounts: dict[str, Amount] = {}
    for name, aim in aims.items():
        id = name.replace("_", "-")
        low, high = aim if isinstance(aim, tuple) else (float(aim), float(aim))
        amounts[id] = Amount(low, high, isinstance(aim, str), id, (id,))
    chain = chains.Chain(reaching.formulas_of(SHOP), amounts, ENTITIES)
    return {each.metric: (each.relation, each.comes.low) for each in chain.clashes()}


@pytest.mark.parametrize(
    ("aims", "expected"),
    [
        ({"orders": "100", "large": "120"}, {"orders": ("part", 120)}),
        ({"orders": "100", "large": "105"}, {}),  # within a tenth
        ({"orders": "100", "not_small": "120"}, {"orders": ("part", 120)}),
        ({"large": "120", "not_small": "50"}, {"not-small": ("part", 120)}),  # what is Large is not Small
        ({"asked": "1000", "ordering": 0.5, "basket": 20}, {}),
        ({"orders": "100", "share": 0.5, "large": "80"}, {"share": ("is", 0.8)}),
        ({"share": 0.5, "large": "80", "orders": "160"}, {}),
        ({"share": 0.5, "large": "80", "not_small": "60"}, {"not-small": ("part", 80)}),
        ({"orders": "100", "basket": 20, "sales": "1000"}, {"sales": ("is", 2000)}),
        ({"large": "100", "basket": 20, "sales": "1000"}, {"sales": ("is", 2000)}),  # at least
        ({"large": "100", "basket": 20, "sales": "3000"}, {}),
        ({"large": "100", "basket": 20, "large_sales": "1000"}, {"large-sales": ("part", 2000)}),
        ({"sales": "1000", "large_sales": "2000"}, {"sales": ("part", 2000)}),
        ({"kept": 0.9, "lost": 0.1}, {}),
        ({"kept": 0.9, "lost": 0.2}, {"lost": ("is", pytest.approx(0.1))}),
        ({"kept": (0.9, math.inf), "lost": (0, 0.05)}, {}),
        ({"kept": (0.5, 0.6), "lost": (0, 0.05)}, {"lost": ("is", pytest.approx(0.4))}),
        ({"asked": "1000", "ordering": 0.5, "basket": 20, "product": "9000"}, {}),
        ({"asked": "1000", "ordering": 0.5, "basket": 20, "product": "4000"}, {"product": ("is", 10_000)}),
        ({"orders": "100", "again": "200"}, {"again": ("is", 100)}),
        ({"orders": 100, "large": 300}, {}),  # of which period, neither says
        ({"stock": 100, "sales": "5000"}, {}),
        ({"sales": "1000"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_targets_that_cannot_all_be_reached_contradict_each_other(
    aims: Mapping[str, float | str], expected: Mapping[str, tuple[str, float]]
) -> None:
    assert clashes(**aims) == expected


def test_what_nobody_aims_at_is_at_least_what_is_known_of_a_part() -> None:
    """Of 100 large orders half are paid by card; those are more than the card sales that are aimed at."""
    trees = reaching.formulas_of(
        {
            "large": SHOP["large"],
            "orders": SHOP["orders"],
            "by-card": "(metric:orders where field:card = Yes) ÷ metric:orders",
            "basket": SHOP["basket"],
            "card-sales": "sum(field:price where field:ordered in period and field:card = Yes)",
        }
    )
    aims = {
        "large": Amount(100, 100, True, "100", ("large",)),
        "by-card": Amount(0.5, 0.5, False, "50 %", ("by-card",)),
        "basket": Amount(20, 20, False, "20", ("basket",)),
        "card-sales": Amount(500, 500, True, "500", ("card-sales",)),
    }
    [clash] = chains.Chain(trees, dict(aims), ENTITIES).clashes()
    assert (clash.metric, clash.relation) == ("card-sales", "is")
    assert (clash.comes.low, clash.comes.high) == (1000, math.inf)
    assert clash.comes.said == "100 × 50 % × 20"
    assert clash.comes.metrics == ("large", "by-card", "basket")


edge = st.integers(-50, 50).map(float)
ranges = st.builds(
    lambda one, two, flow: Amount(min(one, two), max(one, two), flow, "x"), edge, edge, st.booleans()
)


@law(deep=3000, usual=200)
@given(ranges, ranges, st.sampled_from("+−×÷"), st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_range_holds_whatever_its_parts_can_come_to(
    one: Amount, two: Amount, sign: str, at: tuple[float, float]
) -> None:
    found = calculated(sign, one, two)
    left, right = (
        each.low + share * (each.high - each.low) for each, share in zip((one, two), at, strict=True)
    )
    if found is None or (sign == "÷" and right == 0):
        return
    value = {
        "+": left + right, "−": left - right, "×": left * right, "÷": left / right if right else 0,
    }[sign]  # fmt: skip
    assert found.low - 1e-9 * (1 + abs(found.low)) <= value <= found.high + 1e-9 * (1 + abs(found.high))


@law(deep=2000, usual=200)
@given(ranges, ranges)
def test_being_apart_is_symmetric_and_never_of_ranges_that_meet(one: Amount, two: Amount) -> None:
    assert apart(one, two) == apart(two, one)
    if one.low <= two.high and two.low <= one.high:
        assert not apart(one, two)


def test_many_metrics_of_one_kind_are_not_compared_each_with_each() -> None:
    formulas = {f"m{at}": f"count(field:order where field:size = S{at})" for at in range(400)}
    aims = {id: Amount(9, 9, True, id, (id,)) for id in formulas}
    chain = chains.Chain(reaching.formulas_of(formulas), dict(aims), ENTITIES)
    assert list(chain.clashes()) == []
    assert formula.printed(chain.formulas.trees["m7"]).endswith("S7)")
