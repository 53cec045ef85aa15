"""Of which time the parts of a formula are: the period of each fits the period of the whole."""

from __future__ import annotations

import pytest

from remit import formula
from remit.compute.sense import reaching, times

GRAINS = {
    "weekly": "week, by team",
    "yearly": "year",
    "quarterly": "quarter and rolling four quarters, by team",
}
FORMULAS = reaching.formulas_of(
    {
        "weekly": "count(field:a where field:day in period)",
        "yearly": "count(field:a where field:day in last 1 year)",
        "quarterly": "sum(field:b where field:day <= last day of period)",
        "stock": "sum(field:b)",
    }
)


def misfits(text: str, grain: str) -> list[formula.Misuse]:
    periods = {id: times.finest(each) for id, each in GRAINS.items()}
    return list(times.misfits(formula.parse(text), times.finest(grain), periods, times.periodic(FORMULAS)))


@pytest.mark.parametrize(
    ("grain", "period"),
    [
        ("week and month, by segment", "week"),
        ("month", "month"),
        ("quarter, over rolling four quarters, by segment", "quarter"),
        ("week, by quarter of close, segment and team", "quarter"),
        ("day and week, by quarter", "day"),
        ("always", ""),
        ("rolling four quarters", ""),
    ],
)
def test_the_period_of_a_grain_is_the_shortest_that_is_read(grain: str, period: str) -> None:
    assert times.finest(grain) == period


@pytest.mark.parametrize(
    ("grain", "text", "part", "message"),
    [
        ("week", "metric:quarterly", "metric:quarterly", "by the quarter, and what is made of it"),
        ("month, by team", "1 − metric:yearly", "metric:yearly", "by the year"),
        ("week", "(metric:quarterly where field:c = X)", "metric:quarterly", "by the week"),
        ("week", "metric:weekly ÷ prior(metric:quarterly, 2 weeks)", "2 weeks", "shorter than the quarter"),
        ("week", "prior(metric:quarterly, 1 week)", "1 week", "that `metric:quarterly`"),
        ("week", "metric:weekly ÷ sum(field:b)", "sum(field:b)", "takes the records of all times"),
        ("week", "sum(field:b) × 2 − metric:weekly", "sum(field:b)", "`metric:weekly` is of the period"),
    ],
)  # fmt: skip
def test_what_is_of_another_time_is_said(grain: str, text: str, part: str, message: str) -> None:
    found = misfits(text, grain)
    assert part in [text[each.offset : each.end] for each in found if message in each.message]


@pytest.mark.parametrize(
    ("grain", "text"),
    [
        ("quarter", "metric:weekly ÷ metric:quarterly"),
        ("week", "metric:weekly ÷ metric:stock"),
        ("week", "metric:weekly ÷ sum(field:b where field:c = X)"),
        ("week", "metric:weekly ÷ average(field:b)"),
        ("week", "metric:unknown + rolling(metric:quarterly, 4 quarters)"),
        ("whenever", "metric:quarterly"),
        ("week", "sum(field:b) ÷ count(field:a)"),
        ("week", "metric:weekly ÷ sum(metric:stock)"),
    ],
)
def test_what_fits_in_time_is_left_alone(grain: str, text: str) -> None:
    assert misfits(text, grain) == []
