"""Formulas drawn by chance over records drawn by chance: the package and a naive evaluator agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from naive import ENTITY, NUMBERS, Naive, Nothing

from depth import law
from remit import formula
from remit.compute import Unknown, compute, model_from, period_named, records_of
from remit.formula import (
    Arithmetic,
    Call,
    Choice,
    Cut,
    Duration,
    Either,
    Expression,
    Literal,
    Mention,
    Moment,
)
from remit.formula import Number as Digits

TYPES = {
    **dict.fromkeys(("account-id", "deal-id", "touch-id"), "id"),
    **dict.fromkeys(("segment", "state", "channel"), "picklist"),
    **dict.fromkeys(("opened", "closed", "touched"), "date"),
    **dict.fromkeys(NUMBERS, "number"),
}
VALUES = {"segment": ("Small", "Large"), "state": ("Open", "Won", "Lost"), "channel": ("Mail", "Event")}
FIELDS = {
    name: {
        "name": name,
        "type": TYPES[name],
        "entity": ENTITY[name],
        "values": dict.fromkeys(VALUES.get(name, ()), ""),
    }
    for name in ENTITY
}
PERIOD = period_named("2026-07-01..2026-07-30")


def model(metrics: Mapping[str, str]) -> Any:
    return model_from(
        {
            "field": FIELDS,
            "entity": {each: {"identified-by": f"{each}-id"} for each in ("account", "deal", "touch")},
            "handbook": {},
            "metric": {id: {"name": id, "formula": text, "unit": "count"} for id, text in metrics.items()},
        }
    )


# -- formulas --

number = st.integers(0, 9).map(lambda each: Digits(str(each)))


def field(*names: str) -> st.SearchStrategy[Mention]:
    return st.sampled_from(names).map(lambda name: Mention("field", name))


numeric = field("amount", "share", "seats", "credit")
STATE = Mention("field", "state")
OPENED, CLOSED = Mention("field", "opened"), Mention("field", "closed")
PERIODS = ["in period", "before period", "after period"]
SIGNS = ["<", "<=", ">", ">=", "=", "!="]

inner = st.one_of(
    numeric,
    st.builds(Arithmetic, st.sampled_from("+−×"), field("amount", "share"), field("seats") | number),
    st.builds(lambda each: Call("zero-if-empty", (each,)), numeric),
    st.builds(lambda one, two: Call("days", (one, two)), field("opened"), field("closed")),
    st.builds(
        lambda value, one, two: Choice(formula.Test(STATE, "=", (Literal(value),)), one, two),
        st.sampled_from(VALUES["state"]),
        field("amount"),
        number,
    ),
)


def picklist(name: str) -> st.SearchStrategy[formula.Test]:
    value = st.sampled_from(VALUES[name]).map(Literal)
    subject = Mention("field", name)
    return st.one_of(
        st.builds(lambda sign, one: formula.Test(subject, sign, (one,)), st.sampled_from(["=", "!="]), value),
        st.builds(
            lambda word, some: formula.Test(subject, word, tuple(some)),
            st.sampled_from(["in", "not in"]),
            st.lists(value, min_size=1, max_size=2),
        ),
    )


dates = st.one_of(
    st.builds(formula.Test, field("opened", "closed", "touched"), st.sampled_from(PERIODS)),
    st.builds(
        lambda subject, way, days: formula.Test(subject, way, (Duration(days, "day"),)),
        field("opened", "closed"),
        st.sampled_from(["in last", "in next"]),
        st.integers(1, 60),
    ),
    st.builds(
        lambda subject, sign, which: formula.Test(subject, sign, (Moment(which),)),
        field("opened", "closed"),
        st.sampled_from(SIGNS),
        st.sampled_from(["first", "last"]),
    ),
)
test = st.one_of(
    *map(picklist, VALUES),
    dates,
    st.builds(formula.Test, field(*ENTITY), st.sampled_from(["is filled", "is empty"])),
    st.builds(
        lambda subject, sign, value: formula.Test(subject, sign, (value,)),
        numeric,
        st.sampled_from(SIGNS),
        st.integers(0, 9).map(lambda n: Literal(str(n))),
    ),
    st.builds(
        lambda sign: formula.Test(OPENED, sign, (CLOSED,)),
        st.sampled_from(["<", "<=", "=", "!="]),
    ),
    st.builds(
        lambda days: formula.Test(Call("days", (OPENED, CLOSED)), "<=", (Literal(str(days)),)),
        st.integers(0, 40),
    ),
)
condition = st.none() | st.one_of(
    test,
    st.builds(
        lambda word, parts: Either(word, tuple(parts)),
        st.sampled_from(["and", "or"]),
        st.lists(test, min_size=2, max_size=3),
    ),
)
aggregate = st.one_of(
    st.builds(lambda each, where: Call("count", (each,), where), field(*ENTITY), condition),
    st.builds(lambda each, where: Call("distinct", (each,), where), field("state", "amount"), condition),
    st.builds(
        lambda name, each, where: Call(name, (each,), where),
        st.sampled_from(["sum", "average", "median", "min", "max"]),
        inner,
        condition,
    ),
)
leaf = aggregate | st.just(Mention("metric", "base")) | number
expression: st.SearchStrategy[Expression] = st.recursive(
    leaf,
    lambda below: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+−×÷"), below, below),
        st.builds(lambda each: Call("prior", (each,)), below),
        st.builds(lambda each: Call("zero-if-empty", (each,)), aggregate),
        st.builds(Cut, st.just(Mention("metric", "base")), test),
    ),
    max_leaves=3,
)

# -- records --

day = st.dates(date(2026, 5, 20), date(2026, 8, 10))
digit = st.none() | st.integers(0, 9).map(Fraction)


@st.composite
def tables(draw: st.DrawFn) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    def some(
        entity: str, above: Sequence[Mapping[str, Any]], key: str, **columns: Any
    ) -> list[dict[str, Any]]:
        found = []
        for place in range(draw(st.integers(0, 4))):
            row = {f"{entity}-id": f"{entity}{place}", **{name: draw(each) for name, each in columns.items()}}
            if key:
                row[key] = draw(st.none() | st.sampled_from([each[key] for each in above] or [None]))
            found.append(row)
        return found

    def values(name: str) -> st.SearchStrategy[str | None]:
        return st.none() | st.sampled_from(VALUES[name])

    accounts = some("account", (), "", segment=values("segment"), seats=digit)
    deals = some(
        "deal",
        accounts,
        "account-id",
        state=values("state"),
        amount=digit,
        share=digit,
        opened=st.none() | day,
        closed=st.none() | day,
    )
    touches = some(
        "touch", deals, "deal-id", channel=values("channel"), touched=st.none() | day, credit=digit
    )
    return {"account": accounts, "deal": deals, "touch": touches}


def written(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Records as a table has them: all columns, as text."""
    columns = {entity: [name for name in ENTITY if ENTITY[name] == entity] for entity in found}
    columns["deal"].append("account-id")
    columns["touch"].append("deal-id")
    return {
        entity: [
            {name: None if row.get(name) is None else str(row[name]) for name in columns[entity]}
            for row in rows
        ]
        for entity, rows in found.items()
    }


@law(deep=3000)
@given(expression, tables(), aggregate)
def test_a_formula_comes_to_what_a_naive_evaluator_finds(tree: Expression, found: Any, base: Call) -> None:
    found = {entity: rows or [{f"{entity}-id": f"{entity}0"}] for entity, rows in found.items()}
    metrics = {"base": formula.printed(base), "tried": formula.printed(tree)}
    answer = compute(records_of(model(metrics), written(found)), "tried", PERIOD).result
    naive = Naive(found, metrics, PERIOD.first, PERIOD.end)
    try:
        expected = naive.value(tree)
    except Nothing:
        assert isinstance(answer, Unknown), metrics
        return
    assert not isinstance(answer, Unknown), (metrics, answer)
    assert abs(Fraction(answer) - expected) <= abs(expected) * Fraction(1, 10**25), metrics  # type: ignore[arg-type]


@law(deep=1000)
@given(expression, tables())
def test_the_canonical_form_keeps_the_value(tree: Expression, found: Any) -> None:
    text = formula.printed(tree)
    records = records_of(
        model(
            {
                "base": "count(field:deal-id)",
                "one": text,
                "two": f"( {formula.printed(formula.parse(text))} )",
            }
        ),
        written(found),
    )
    one, two = (compute(records, id, PERIOD).result for id in ("one", "two"))
    assert repr(one) == repr(two).replace("`two`", "`one`")
