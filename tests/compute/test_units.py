"""The algebra of units: the part that cannot be combined is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import starter
from depth import law
from remit import formula
from remit.compute.quantities import OF_METRIC
from remit.compute.units import Units

METRICS = {
    "orders": "count", "sales": "currency", "rate": "percent", "cycle": "days", "wait": "hours",
    "speed": "currency-per-day", "points": "score", "times": "ratio",
}  # fmt: skip
FIELDS = {
    "order-id": "id", "state": "picklist", "amount": "currency", "seats": "number", "share": "percent",
    "paid-on": "date", "asked-at": "datetime", "gift": "boolean", "name": "text",
}  # fmt: skip


def problems(text: str, unit: str) -> list[tuple[str, str]]:
    found = Units(METRICS, FIELDS).check(formula.parse(text), unit)
    return [(text[each.offset : each.end], each.message) for each in found]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("count(field:order-id)", "count"),
        ("count(field:order-id) ÷ metric:orders", "percent"),
        ("count(field:order-id) ÷ metric:orders", "ratio"),
        ("sum(field:amount) ÷ metric:sales", "percent"),
        ("sum(field:amount) ÷ metric:orders", "currency"),
        ("metric:sales ÷ sum(field:seats)", "currency"),
        ("1 − metric:rate", "percent"),
        ("metric:orders × metric:rate", "count"),
        ("metric:orders × metric:rate × average(field:amount) ÷ metric:cycle", "currency-per-day"),
        ("metric:speed × metric:cycle", "currency"),
        ("average(days(field:paid-on, field:asked-at))", "days"),
        ("median(business-hours(field:paid-on, field:asked-at))", "hours"),
        ("metric:wait ÷ 24", "days"),
        ("metric:sales ÷ (metric:sales ÷ 12)", "months"),
        ("sum(field:amount × field:share) ÷ sum(field:amount)", "percent"),
        ("sum(field:amount × field:seats) ÷ sum(field:amount)", "score"),
        ("metric:sales − prior(metric:sales, 4)", "currency"),
        ("rolling(metric:sales, 4 quarters) ÷ prior(metric:sales) − 1", "percent"),
        ("max(metric:sales, 0)", "currency"),
        ("if(metric:orders = 0, 0, metric:sales)", "currency"),
        ("zero-if-empty(sum(field:amount)) + metric:sales", "currency"),
        ("metric:unknown + metric:sales", "count"),
        ("5 × metric:rate", "percent"),
        ("metric:orders × 100", "currency"),
        ("distinct(field:name)", "count"),
        ('count(field:order-id where field:paid-on < "2026-01-01" and field:share >= 50%)', "count"),
        ("count(field:order-id where field:gift = true)", "count"),
    ],
)
def test_what_fits_is_left_alone(text: str, unit: str) -> None:
    assert problems(text, unit) == []


@pytest.mark.parametrize(
    ("text", "unit", "part", "message"),
    [
        ("metric:sales + metric:orders", "currency", "", "cannot be added to a count"),
        ("metric:sales − metric:cycle", "currency", "", "days cannot be taken from currency"),
        ("metric:cycle + metric:wait", "days", "", "days cannot be added to hours"),
        ("metric:orders + metric:rate", "count", "", "a count cannot be added to a share"),
        ("metric:sales ÷ metric:orders", "percent", "", "gives currency, and"),
        ("metric:orders", "percent", "", "divide it by what it is a share of"),
        ("metric:orders ÷ metric:orders", "count", "", "`percent` or `ratio` fits"),
        ("metric:sales", "count", "", "gives currency, and the unit is `count`"),
        ("metric:cycle", "hours", "", "gives days, and the unit is `hours`"),
        ("metric:sales × metric:cycle", "currency", "", "gives currency days"),
        ("metric:orders ÷ metric:orders × 100", "percent", "100", "leave out the factor"),
        ("100 × (metric:sales − metric:sales) ÷ metric:sales", "percent", "100", "leave out the factor"),
        ("sum(field:order-id)", "count", "field:order-id", "is an id, which cannot be calculated"),
        ("average(field:state)", "count", "field:state", "is a picklist"),
        ("sum(field:amount × field:gift)", "currency", "field:gift", "is a boolean"),
        ("sum(field:paid-on)", "count", "", "is a date, of which `sum` makes"),
        ("average(days(field:paid-on, field:amount))", "days", "field:amount", "runs between dates"),
        ("max(metric:sales, metric:orders)", "currency", "metric:orders", "where currency was expected"),
        ("count(field:order-id where field:state in period)", "count", "field:state", "asks for a date"),
        ("count(field:order-id where field:seats in last 3 days)", "count", "field:seats", "a date"),
        ("count(field:order-id where field:state > Paid)", "count", "field:state", "a number or a date"),
        ("count(field:order-id where field:amount > many)", "count", "many", "is not a number"),
        ("count(field:order-id where field:paid-on = 2026)", "count", "2026", "is not a day"),
        ("count(field:order-id where field:gift = yes)", "count", "yes", "is neither true nor false"),
        ("count(field:seats where field:seats = last day of period)", "count", "last day of period", ""),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_of_the_part_that_is_wrong(
    text: str, unit: str, part: str, message: str
) -> None:
    [(pointed, said)] = problems(text, unit)
    assert pointed == (part or text)
    assert message in said


metric = st.sampled_from(sorted(METRICS)).map(lambda id: f"metric:{id}")
term = metric | st.builds(
    lambda one, sign, two: f"({one} {sign} {two})", metric, st.sampled_from("×÷"), metric
)


@law(deep=1000)
@given(term, term, st.sampled_from(sorted(OF_METRIC)))
def test_units_of_a_sum_are_symmetric(one: str, other: str, unit: str) -> None:
    assert bool(problems(f"{one} + {other}", unit)) == bool(problems(f"{other} + {one}", unit))


def test_the_formulas_of_the_starter_give_their_units() -> None:
    book = starter()
    units = {each.id: each["unit"] for each in book.all("metric")}
    types = {each.id: each["type"] for each in book.all("field")}
    for each in book.all("metric"):
        assert not Units(units, types).check(formula.parse(each["formula"]), each["unit"]), each.id
