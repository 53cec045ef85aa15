"""What metrics come to over records: numbers worked out by hand, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import starter
from remit.compute import (
    Groups,
    Model,
    Records,
    Result,
    Unknown,
    compute,
    model_from,
    model_of,
    period_named,
    read_records,
    records_of,
    shown,
)
from remit.diagnostics import RemitError

FIELDS = {
    "account-id": ("account", "id"),
    "segment": ("account", "picklist"),
    "order-id": ("order", "id"),
    "state": ("order", "picklist"),
    "amount": ("order", "currency"),
    "share": ("order", "percent"),
    "paid-on": ("order", "date"),
    "asked-at": ("order", "datetime"),
    "answered-at": ("order", "datetime"),
    "gift": ("order", "boolean"),
    "tags": ("order", "multi-picklist"),
    "visit-id": ("visit", "id"),
    "way": ("visit", "picklist"),
    "cost": ("spend", "currency"),
    "cost-day": ("spend", "date"),
}
HOURS = {"days": "Monday to Friday", "from": "09:00", "to": "17:00", "time-zone": "Europe/Berlin"}


def model(**metrics: str) -> Model:
    return model_from(
        {
            "field": {
                id: {"type": type, "entity": f"entity:{entity}"} for id, (entity, type) in FIELDS.items()
            },
            "entity": {
                **{each: {"identified-by": f"field:{each}-id"} for each in ("account", "order", "visit")},
                "spend": {},
            },
            "handbook": {"handbook": {"company": {"currency": "EUR", "business-hours": HOURS}}},
            "metric": {
                id.replace("_", "-"): {"name": id, "formula": text, "unit": "count"}
                for id, text in metrics.items()
            },
        }
    )


ORDERS: list[Mapping[str, Any]] = [
    {"id": "o1", "state": "Paid", "amount": 100, "share": 80, "paid-on": "2026-07-01", "account-id": "a"},
    {"id": "o2", "state": "Paid", "amount": 50.5, "share": "40%", "paid-on": "2026-09-30", "account-id": "a"},
    {"id": "o3", "state": "Paid", "amount": None, "share": 10, "paid-on": "2026-08-15", "account-id": "b"},
    {"id": "o4", "state": "Lost", "amount": 70, "share": "", "paid-on": "2026-10-01", "account-id": "b"},
    {"id": "o5", "state": "", "amount": 30, "share": 50, "paid-on": "2026-06-30"},
]
TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "order": ORDERS,
    "account": [
        {"id": "a", "segment": "Large"},
        {"id": "b", "segment": "Small"},
        {"id": "c", "segment": "Small"},
    ],
    "visit": [
        {"id": "v1", "order-id": "o1", "way": "Mail"},
        {"id": "v2", "order-id": "o1", "way": "Shop"},
        {"id": "v3", "order-id": "o4", "way": "Mail"},
    ],
    "spend": [
        {"cost": 10, "cost-day": "2026-07-01"},
        {"cost": 20, "cost-day": "2026-04-01"},
        {"cost": 40, "cost-day": "2025-07-01"},
    ],
}


def result(
    text: str, tables: Mapping[str, Sequence[Mapping[str, Any]]] = TABLES, name: str = "2026-Q3"
) -> Result:
    return compute(records_of(model(tried=text), tables), "tried", period_named(name)).result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(field:order-id)", "5"),
        ("count(field:amount)", "4"),
        ("count(field:order-id where field:paid-on in period)", "3"),
        ("count(field:order-id where field:paid-on before period)", "1"),
        ("count(field:order-id where field:paid-on after period)", "1"),
        ("count(field:order-id where field:paid-on >= last day of period)", "2"),
        ("count(field:order-id where field:paid-on = first day of period)", "1"),
        ("count(field:order-id where field:paid-on in last 47 days)", "2"),
        ("count(field:order-id where field:paid-on in last 46 days)", "1"),
        ("count(field:order-id where field:paid-on in last 4 months)", "4"),
        ("count(field:order-id where field:paid-on not in last 46 days)", "4"),
        ('count(field:order-id where field:paid-on < "2026-07-01")', "1"),
        ("sum(field:amount)", "250.5"),
        ("sum(field:amount where field:state = Paid)", "150.5"),
        ("sum(field:amount where field:state = Nowhere)", "0"),
        ("average(field:amount)", "62.625"),
        ("average(zero-if-empty(field:amount))", "50.1"),
        ("median(field:amount)", "60.25"),
        ("percentile(field:amount, 25)", "45.375"),
        ("percentile(field:amount, 100)", "100"),
        ("min(field:amount)", "30"),
        ("max(field:amount)", "100"),
        ("max(sum(field:amount), 300)", "300"),
        ("latest(field:amount, field:paid-on)", "70"),
        ("latest(field:amount, field:paid-on where field:state = Paid)", "50.5"),
        ("distinct(field:state)", "2"),
        # an empty value passes no test
        ("count(field:order-id where field:state != Paid)", "1"),
        ("count(field:order-id where field:state not in (Paid))", "1"),
        ("count(field:order-id where field:state is empty)", "1"),
        # percent
        ("sum(field:amount × field:share)", "115.2"),
        ("count(field:order-id where field:share >= 50)", "2"),
        ("count(field:order-id where field:share >= 50%)", "2"),
        ("12% × 100", "12"),
        # records are counted once, looked up, and searched
        ("count(field:account-id)", "3"),
        ("count(field:account-id where field:state = Paid)", "2"),
        ("count(field:account-id where field:order-id is empty)", "1"),
        ("count(field:account-id where field:state = Lost and field:amount > 90)", "0"),
        ("sum(field:amount where field:segment = Large)", "150.5"),
        ("sum(field:amount where field:visit-id is filled)", "170"),
        ("sum(field:amount where field:way = Mail and field:segment = Large)", "100"),
        ("sum(field:amount where field:visit-id is empty)", "80.5"),
        ("count(field:visit-id where field:segment = Small)", "1"),
        # periods
        ("sum(field:cost where field:cost-day in period)", "10"),
        ("prior(sum(field:cost where field:cost-day in period))", "20"),
        ("prior(sum(field:cost where field:cost-day in period), 4)", "40"),
        ("prior(sum(field:cost where field:cost-day in period), 1 year)", "40"),
        ("rolling(sum(field:cost where field:cost-day in period), 2 quarters)", "30"),
        ("prior(rolling(sum(field:cost where field:cost-day in period), 1 year), 1 year)", "40"),
        # conditions
        ("sum(if(field:state = Paid, field:amount, 0))", "100.0"),
        ("abs(0 − 3)", "3"),
    ],
)
def test_a_formula_comes_to_what_was_worked_out_by_hand(text: str, expected: str) -> None:
    found = result(text)
    if text.startswith("sum(if("):  # o3 is paid and has no amount: it is left out, as everywhere
        expected = "150.5"
    assert found == Decimal(expected), found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "sum(field:amount) ÷ sum(field:amount where field:state = Nowhere)",
            "is 0, and nothing can be divided",
        ),
        ("average(field:amount where field:state = Nowhere)", "no record passes"),
        ("1 + average(field:amount where field:state = Nowhere)", "no record passes"),
        ("sum(field:amount where field:paid-on in period) ÷ 0.0 × 1", "gives no number"),
        ("average(field:amount where field:share = 10)", "all 1 records that pass have no value"),
        ("sum(field:amount where field:gift = true)", "the records of `order` have no `gift`"),
        ("sum(field:answered-at)", "the records of `order` have no `answered-at`"),
        ("sum(field:nowhere)", "there is no field `nowhere`"),
        ("sum(field:state)", "is no number"),
        ("sum(field:amount where field:state > Paid)", "has no order"),
        ("sum(field:amount where field:state in period)", "is no date"),
        ("sum(field:amount where field:amount = many)", "is not a number"),
        ("sum(field:cost where field:segment = Large)", "cannot be joined"),
        ("sum(field:amount ÷ (field:share − field:share))", "divides by 0 in a record"),
        ("latest(field:state, field:paid-on)", "is no number"),
        (
            "prior(count(field:order-id), 99 years) + prior(count(field:order-id), 9999 years)",
            "not on the calendar",
        ),
        ("metric:tried + 1", "is made of itself"),
        ("metric:other", "there is no metric `other`"),
        ("count(1)", "gives no number"),
        ("sum(field:amount", "cannot be read"),
    ],
)
def test_what_cannot_be_told_is_no_number_and_says_why(text: str, why: str) -> None:
    found = result(text)
    assert isinstance(found, Unknown), found
    assert why in found.why


def test_a_table_that_is_missing_is_named() -> None:
    found = result("sum(field:cost)", {"order": ORDERS})
    assert found == Unknown("there are no records of `spend`")
    found = result("sum(field:amount where field:segment = Large)", {"order": ORDERS})
    assert isinstance(found, Unknown)
    assert "there are no records of `account`" in found.why


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("amount", "a lot", "order, record 2: `amount` `a lot` is not a number"),
        ("amount", "1,000", "is not a number"),
        ("amount", "1e9", "is not a number"),
        ("amount", "NaN", "is not a number"),
        ("amount", "٣", "is not a number"),
        ("paid-on", "30.9.2026", "is not a day such as 2026-09-30"),
        ("paid-on", "2026-02-30", "is not a day"),
        ("gift", "yes", "is neither true nor false"),
        ("asked-at", "2026-09-30T25:00", "is not a time"),
    ],
)
def test_a_cell_that_does_not_fit_is_never_guessed_at(column: str, cell: str, why: str) -> None:
    rows: list[Mapping[str, Any]] = [{"order-id": "o1", column: None}, {"order-id": "o2", column: cell}]
    found = result(f"count(field:{column})", {"order": rows})
    assert isinstance(found, Unknown)
    assert why in found.why


@pytest.mark.parametrize(
    "text", ["count(field:order-id)", "sum(field:amount)", "count(field:visit-id where field:amount = 1)"]
)
def test_a_record_that_stands_there_twice_is_not_counted_twice(text: str) -> None:
    rows = [{"id": "o1", "amount": 1}, {"id": "o2", "amount": 1}, {"id": "o1", "amount": 2}]
    found = result(text, {"order": rows, "visit": [{"id": "v", "order-id": "o1"}]})
    said = "order, record 3: `order-id` `o1` stands in record 1 already, and a record is counted once"
    assert found == Unknown(said)


def test_times_are_those_of_the_companys_clock() -> None:
    rows = [
        {"id": "1", "asked-at": "2026-09-30T23:30:00Z", "answered-at": "2026-10-01T03:30"},  # 01:30 in Berlin
        {"id": "2", "asked-at": "2026-09-30T23:30", "answered-at": "2026-10-02T11:30:00+02:00"},
    ]
    tables = {"order": rows}
    assert result("count(field:order-id where field:asked-at in period)", tables) == 1
    assert result("sum(hours(field:asked-at, field:answered-at))", tables) == 2 + 36
    assert result("count(field:order-id where field:answered-at after period)", tables) == 2


@pytest.mark.parametrize(
    ("start", "end", "hours", "days"),
    [
        ("2026-09-28T10:00", "2026-09-28T12:30", "2.5", "0"),  # a Monday
        ("2026-09-28T16:00", "2026-09-29T10:00", "2", "1"),
        ("2026-10-02T16:30", "2026-10-05T09:30", "1", "1"),  # over a weekend
        ("2026-10-03T12:00", "2026-10-04T12:00", "0", "0"),
        ("2026-09-28T08:00", "2026-10-12T20:00", "88", "10"),
        ("2026-09-29T10:00", "2026-09-28T16:00", "-2", "-1"),
    ],
)
def test_business_hours_are_those_of_the_company(start: str, end: str, hours: str, days: str) -> None:
    tables = {"order": [{"id": "1", "asked-at": start, "answered-at": end}]}
    assert result("sum(business-hours(field:asked-at, field:answered-at))", tables) == Decimal(hours)
    assert result("sum(business-days(field:asked-at, field:answered-at))", tables) == Decimal(days)


def test_months_are_whole_ones() -> None:
    tables = {"order": [{"id": "1", "asked-at": "2026-01-15", "answered-at": "2026-03-14"}]}
    assert result("sum(months(field:asked-at, field:answered-at))", tables) == 1


def test_a_field_of_several_values_passes_when_one_does() -> None:
    tables: Any = {
        "order": [
            {"id": "1", "tags": ["red", "new"]},
            {"id": "2", "tags": "red; old"},
            {"id": "3", "tags": ""},
        ]
    }
    assert result("count(field:order-id where field:tags = new)", tables) == 1
    assert result("count(field:order-id where field:tags != new)", tables) == 1
    assert result("count(field:order-id where field:tags in (new, old))", tables) == 2
    assert result("count(field:order-id where field:tags is empty)", tables) == 1


def test_groups_meet_by_their_values_and_nothing_counted_is_0() -> None:
    found = result(
        "sum(field:amount where field:state = Paid per field:segment)"
        " ÷ count(field:order-id per field:segment)"
    )
    assert isinstance(found, Groups)
    assert found.found[("Large",)] == Decimal("75.25")
    missing = found.found[("Small",)]
    assert isinstance(missing, Unknown)  # its one paid order has no amount
    assert found.found[(None,)] == 0
    halves = result("sum(field:amount per field:segment) ÷ 2")
    assert isinstance(halves, Groups)
    assert halves.found[("Large",)] == Decimal("75.25")


def test_a_metric_is_filtered_once_more_and_cut_in_all_its_parts() -> None:
    records = records_of(
        model(
            rate='count(field:order-id where field:state = Paid) ÷ count(field:order-id)',
            large="(metric:rate where field:segment = Large)",
            small="sum(metric:rate where field:segment = Small)",
            each="(metric:rate per field:segment)",
            cost="sum(field:cost)",
            cost_of_large="(metric:cost where field:segment = Large)",
        ),
        TABLES,
    )  # fmt: skip
    period = period_named("2026-Q3")
    found = {id: compute(records, id, period).result for id in records.model.metrics}
    assert [found[each] for each in ("rate", "large", "small")] == [Decimal("0.6"), 1, Decimal("0.5")]
    assert isinstance(found["each"], Groups)
    assert found["each"].found == {("Large",): 1, ("Small",): Decimal("0.5"), (None,): 0}
    assert isinstance(found["cost-of-large"], Unknown)  # spend has no segment: that is said, not left out
    assert compute(records, "rate", period, by=["segment"]).result == found["each"]


def test_the_records_that_counted_are_named() -> None:
    records = records_of(model(tried="sum(field:amount where field:state = Paid)"), TABLES)
    [step] = compute(records, "tried", period_named("2026-Q3"), explain=True).steps
    assert (step.entity, step.passed, step.looked_at, step.empty) == ("order", 3, 5, 1)
    assert step.names == ("o1", "o2", "o3")
    assert step.text == "sum(field:amount where field:state = Paid)"


def test_a_long_chain_of_metrics_is_told_to_be_too_long() -> None:
    metrics = {f"m{at}": f"metric:m{at + 1} + 1" for at in range(2000)}
    found = compute(records_of(model(**metrics), TABLES), "m0", period_named("2026-Q3")).result
    assert isinstance(found, Unknown)
    assert "made of more than" in found.why


@given(st.text(max_size=60) | st.text(st.sampled_from('()+-×÷ sumcountfield:metric:a,0.5%<=wherper"')))
def test_no_formula_and_no_record_lets_an_error_out(text: str) -> None:
    tables = {"order": [{"order-id": text, "amount": text, "paid-on": text, text: text}]}
    records = records_of(
        model(tried=text, other=f"sum(field:amount where field:paid-on in period and field:state = {text})"),
        tables,
    )
    for each in ("tried", "other"):
        found = compute(records, each, period_named("2026-Q3"), explain=True).result
        assert shown(found, "percent") if not isinstance(found, Groups) else True


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("2026-Q3", "2026-07-01..2026-09-30"),
        ("2026-02", "2026-02-01..2026-02-28"),
        ("2026-W01", "2025-12-29..2026-01-04"),
        ("2026", "2026-01-01..2026-12-31"),
        ("2026-07-15", "2026-07-15..2026-07-15"),
        ("2026-07-01..2026-07-14", "2026-07-01..2026-07-14"),
    ],
)
def test_a_period_is_named_by_its_calendar(name: str, days: str) -> None:
    assert str(period_named(name)) == days


@pytest.mark.parametrize(
    "name", ["", "2026-Q5", "2026-13", "2026-W54", "26", "2026-07-14..2026-07-01", "٢٠٢٦", "9999"]
)
def test_what_is_no_period_says_how_one_is_written(name: str) -> None:
    with pytest.raises(RemitError, match="is not a period; write `2026-Q3`"):
        period_named(name)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("0.2345", "percent", "23.5 %"),
        ("1.005", "ratio", "1.01"),
        ("46000", "currency", "46,000 EUR"),
        ("-0.001", "currency", "0 EUR"),
        ("12.25", "days", "12.3 days"),
        ("1234567.891", "count", "1,234,567.89"),
    ],
)
def test_a_number_is_rounded_where_it_is_shown(number: str, unit: str, text: str) -> None:
    assert shown(Decimal(number), unit, "EUR") == text


# -- folders of records --


def test_a_folder_of_tables_is_read_and_what_is_foreign_is_said(tmp_path: Path) -> None:
    (tmp_path / "order.csv").write_text(
        "\ufefforder-id,amount,Amount,segment\no1,5,6,Large\n\no2,,7,Small\n", "utf-8"
    )
    (tmp_path / "spend.json").write_text('[{"cost": 0.1}, {"cost": 0.2}, {"cost": null}]', "utf-8")
    (tmp_path / "orders.csv").write_text("a\n1\n", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    records = read_records(model(total="sum(field:amount) + sum(field:cost)"), tmp_path)
    assert compute(records, "total", period_named("2026")).result == Decimal("5.3")
    assert records.said == (
        "notes.txt is not read: records stand in <entity>.csv or <entity>.json",
        "order: `Amount` is no field; did you mean `amount`?; it is not read",
        "order: `segment` is a field of `account`; it is read from the records of `account` alone",
        "orders.csv is not read: there is no entity `orders`; did you mean `order`?",
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "order.csv",
            "order-id,amount\no1\n",
            "order.csv, line 2: 1 values stand where the first line names 2",
        ),
        (
            "order.csv",
            "order-id;amount\n1;2\n",
            "the cells are divided by semicolons; a table has commas between",
        ),
        ("order.csv", "amount,amount\n1,2\n", "column 2 is called as column 1"),
        ("order.csv", 'order-id\n"o1\n', "order.csv, line"),
        ("order.csv", b"order-id\n\xff\n", "is not UTF-8 text"),
        ("order.json", "{}", "a list of records is expected"),
        ("order.json", "[1", "is not JSON"),
        ("order.json", '[{"amount": {}}]', "record 1: `amount` is neither a value nor a list"),
        ("notes.txt", "", "there are no records"),
    ],
)
def test_a_table_that_cannot_be_read_is_said(
    tmp_path: Path, name: str, text: str | bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RemitError, match=message.replace("<", ".")):
        read_records(model(), tmp_path)


def test_a_version_that_lacks_what_every_definition_has_now_is_left_out() -> None:
    old: Any = {
        "field": {"a": {"entity": "order"}, "b": {"type": "number", "entity": "order", "values": None}},
        "entity": {"order": {"identified-by": ["a"]}},
        "handbook": {"handbook": {"company": {"business-hours": {"days": "Monday"}}}},
        "metric": {
            "m": {"formula": "sum(field:b)"},
            "n": {"name": "N", "formula": "sum(field:b)", "unit": "count"},
        },
    }
    made = model_from(old)
    assert (sorted(made.fields), dict(made.identities), sorted(made.metrics), made.hours) == (
        ["b"],
        {},
        ["n"],
        None,
    )
    assert model_from({**old, "handbook": {"handbook": {"company": "Kestrel"}}}).currency == ""


def test_entities_of_the_starter_say_which_field_names_their_records() -> None:
    known = model_of(starter())
    assert {"opportunity", "lead", "account", "contract"} <= set(known.identities)
    assert all(known.fields[field].entity == entity for entity, field in known.identities.items())


def test_a_table_of_another_entity_with_its_identity_alone_joins() -> None:
    records: Records = records_of(
        model(tried="count(field:account-id where field:state = Paid)"), {"order": ORDERS}
    )
    assert compute(records, "tried", period_named("2026")).result == 2
