"""An edited formula moves its number as a naive evaluator says, in sign and size, whatever was edited.

Each construct of the grammar is edited ten times, over records drawn by chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from naive import ENTITY, Naive, Nothing, Tables
from test_against_naive import FIELDS, VALUES, written

from depth import part_of
from remit import formula
from remit.compute import Groups, Model, Unknown, compute, model_from, period_named, records_of

Q3 = period_named("2026-Q3")
Chance = random.Random
Pair = tuple[str, str]  # a formula before and after its edit
TIMES = 10  # edits of each construct
METRICS = {
    "won": "count(field:deal-id where field:state = Won and field:closed in period)",
    "sales": "sum(field:amount where field:closed in period)",
    "base": "count(field:deal-id)",
}
HOURS = {"days": "Monday to Friday", "from": "09:00", "to": "18:00", "time-zone": "UTC"}


def number(chance: Chance) -> int:
    return chance.randint(2, 9)


def two(chance: Chance, *of: str) -> list[str]:
    return chance.sample(of, 2)


def state(chance: Chance) -> str:
    return chance.choice(VALUES["state"])


def some(chance: Chance) -> str:
    """A number of records that is not 0 as a rule."""
    name = chance.choice(
        ["sum(field:amount", "average(field:share", "count(field:deal-id", "max(field:amount"]
    )
    return f"{name} where field:state != {state(chance)})"


def instead(*pieces: str) -> Callable[[Chance], Pair]:
    """A formula with {0} for a piece that is swapped; chance gives {n}, {s}, {a} and {b}."""
    whole, *swaps = pieces

    def edit(chance: Chance) -> Pair:
        given = {"n": number(chance), "s": state(chance), "a": some(chance), "b": some(chance)}
        one, other = two(chance, *swaps)
        before, after = (whole.replace("{0}", each).format(**given) for each in (one, other))
        return before, after

    return edit


def order(
    operators: Sequence[str], subject: str = "field:amount", value: str = "{n}"
) -> Callable[[Chance], Pair]:
    return instead(f"sum(field:amount where {subject} {{0}} {value})", *operators)


DATE_TESTS = "count(field:deal-id where field:closed {0})"
MADE = "{0}(field:amount where field:state != {s})"
MEASURES = ["days", "hours", "months", "business-days", "business-hours"]
SMALL, LARGE = "(metric:won where field:segment = Small)", "(metric:won where field:segment = Large)"
CONSTRUCTS: Mapping[str, Callable[[Chance], Pair]] = {
    "a number": instead("{a} × {0}", "2", "3.5", "4", "0.25"),
    "percent": instead("{a} × {0}", "5%", "12%", "50%", "110%"),
    "a field": instead("sum({0} where field:state != {s})", "field:amount", "field:share"),
    "a metric": instead("{0} + {n}", "metric:won", "metric:sales", "metric:base"),
    "plus and minus": instead("{a} {0} {b}", "+", "−"),
    "plus and minus, typed": instead("{a} {0} {b}", "+", "-"),
    "times and by": instead("{a} {0} {b}", "×", "÷"),
    "times and by, typed": instead("{a} {0} {b}", "*", "/"),
    "what binds": instead("{0}", "({a} + {b}) × {n}", "{a} + {b} × {n}"),
    "count": instead("{0}(field:amount where field:state != {s})", "count", "sum"),
    "distinct": instead("{0}(field:amount where field:state != {s})", "distinct", "count"),
    "sum": instead(MADE, "sum", "average"),
    "average": instead(MADE, "average", "median"),
    "median": instead(MADE, "median", "max"),
    "min": instead(MADE, "min", "max"),
    "max": instead(MADE, "max", "average"),
    "percentile": instead("percentile(field:amount, {0} where field:state != {s})", "10", "50", "90", "99.5"),
    "latest": instead("latest(field:amount, {0} where field:state != {s})", "field:opened", "field:closed"),
    "min and max of numbers": instead("{0}({a}, {b}, {n})", "min", "max"),
    "abs": instead("{0}", "abs(metric:base − metric:sales)", "metric:base − metric:sales"),
    "abs in a record": instead("sum({0})", "abs(field:amount − field:share)", "field:amount − field:share"),
    "zero if empty": instead("{0} + {n}", "zero-if-empty(average(field:amount where field:share > 8))",
                             "average(field:amount where field:share > 2)"),
    "zero if empty in a record": instead("average({0})", "zero-if-empty(field:amount)", "field:amount"),
    "if": instead("if(metric:won {0} 2, {a}, {b} + {n})", ">", "<="),
    "if in a record": instead("sum(if(field:state = {0}, field:amount, field:share))", "Won", "Lost", "Open"),
    "prior": instead("{0}", "metric:sales", "prior(metric:sales)"),
    "prior, some periods": instead("prior(metric:sales, {0})", "1", "2", "3"),
    "prior, a time": instead("prior(metric:sales, {0})", "1 month", "1 quarter", "20 days", "1 year"),
    "rolling": instead("rolling(metric:sales, {0})", "1 month", "2 quarters", "6 weeks", "1 year"),
    "between two dates": instead("average({0}(field:opened, field:closed))", *MEASURES),
    "between, once more": instead("sum({0}(field:opened, field:closed))", "hours", "months"),
    "around period": instead(DATE_TESTS, "before period", "after period"),
    "period or before": instead(DATE_TESTS, "in period", "before period"),
    "from and to": instead("sum(days({0}))", "field:opened, field:closed", "field:closed, field:opened"),
    "business": instead("sum({0}(field:opened, field:closed))", *MEASURES[-2:]),
    "where": instead("sum(field:amount{0})", "", " where field:state = Won", " where field:share > 3"),
    "and and or": instead("count(field:deal-id where field:state = {s} {0} field:amount > {n})", "and", "or"),
    "which binds": instead("count(field:deal-id where {0})",
                           "(field:state = {s} or field:share > {n}) and field:amount > 3",
                           "field:state = {s} or field:share > {n} and field:amount > 3"),
    "equal": instead("sum(field:amount where field:state {0} {s})", "=", "!="),
    "less": order(["<", "<=", ">", ">="]),
    "less, of dates": order(["<", ">="], "field:opened", "field:closed"),
    "in and not in": instead("sum(field:amount where field:state {0} ({s}, Open))", "in", "not in"),
    "filled and empty": instead("count(field:deal-id where field:amount {0})", "is filled", "is empty"),
    "in, before, after period": instead(DATE_TESTS, "in period", "before period", "after period"),
    "in last": instead(DATE_TESTS, "in last 28 days", "in last 2 weeks", "in last 2 months"),
    "not in last": instead(DATE_TESTS, "not in last 30 days", "in last 30 days"),
    "first and last day": instead(DATE_TESTS, "<= last day of period", "<= first day of period"),
    "a measured subject": instead("count(field:deal-id where days(field:opened, field:closed) {0})",
                                  "<= 5", "> 20", "<= 40"),
    "a record beside a metric": instead("count(field:deal-id where field:amount {0} metric:mean)", ">", "<"),
    "the same cut": instead("{0} + {n}", SMALL, LARGE),
    "a cut": instead("(metric:sales where {0})", "field:segment = Small", "field:state = Won"),
    "per": instead("sum(field:amount where field:share {0} 4 per field:state)", ">", "<="),
    "a metric per": instead("({0} per field:segment)", "metric:won", "metric:base"),
    "what belongs to it": instead("count(field:account-id where {0})",
                                  "field:state = Won", "field:channel = Mail", "field:deal-id is empty"),
    "what it belongs to": instead("sum(field:credit where {0})",
                                  "field:segment = Small", "field:state = Won", "field:seats > 3"),
}  # fmt: skip


def construct(edit: tuple[str, int]) -> str:
    """What is edited."""
    return edit[0]


EDITS = [(name, at) for name in CONSTRUCTS for at in range(TIMES)]

PART: Sequence[tuple[str, int]] = part_of(EDITS, 60, form=construct)


def tables(chance: Chance) -> Tables:
    """Some accounts, deals and touches; one cell in ten is empty."""

    def cell(name: str) -> Any:
        if chance.random() < 0.1:
            return None
        if name in VALUES:
            return chance.choice(VALUES[name])
        if name in ("opened", "closed", "touched"):
            return date(2025, 7, 1) + timedelta(chance.randrange(510))
        return Fraction(chance.randint(0, 9))

    def row(entity: str, at: int, **links: str | None) -> dict[str, Any]:
        names = [name for name in ENTITY if ENTITY[name] == entity and not name.endswith("-id")]
        return {f"{entity}-id": f"{entity}{at}", **{name: cell(name) for name in names}, **links}

    def link(entity: str, size: int) -> str | None:
        return None if chance.random() < 0.1 else f"{entity}{chance.randrange(size)}"

    return {
        "account": [row("account", at) for at in range(6)],
        "deal": [row("deal", at, **{"account-id": link("account", 6)}) for at in range(30)],
        "touch": [row("touch", at, **{"deal-id": link("deal", 30)}) for at in range(30)],
    }


def model(metrics: Mapping[str, str]) -> Model:
    return model_from(
        {
            "field": FIELDS,
            "entity": {each: {"identified-by": f"{each}-id"} for each in ("account", "deal", "touch")},
            "handbook": {"handbook": {"company": {"business-hours": HOURS}}},
            "metric": {id: {"name": id, "formula": text, "unit": "count"} for id, text in metrics.items()},
        }
    )


def edited(name: str, at: int) -> Pair:
    """The formulas of an edit: the same at every run."""
    return CONSTRUCTS[name](Chance(f"{name} {at}"))


def records(name: str, at: int) -> Tables:
    """The records of an edit: the same at every run."""
    return tables(Chance(f"records {name} {at}"))


def told(found: Tables, text: str) -> Mapping[Any, Fraction | None]:
    """What the package makes of a formula: group → number; one without groups has one number."""
    metrics = {**METRICS, "mean": "average(field:share)", "tried": text}
    result = compute(records_of(model(metrics), written(found)), "tried", Q3).result
    groups = result.found if isinstance(result, Groups) else {(): result}
    return {
        key: None if isinstance(each, Unknown) else Fraction(each)
        for key, each in groups.items()
        if None not in key
    }


def expected(found: Tables, text: str) -> Mapping[Any, Fraction | None]:
    """What the naive evaluator makes of it."""
    metrics = {**METRICS, "mean": "average(field:share)", "tried": text}
    naive = Naive(found, metrics, Q3.first, Q3.end, months=3)
    tree = formula.parse(text)
    per = tree.per if isinstance(tree, formula.Call | formula.Cut) else ()
    groups = [(value,) for value in VALUES[per[0].id]] if per else [()]

    def of(group: tuple[str, ...]) -> Fraction | None:
        only = tuple(
            formula.Test(field, "=", (formula.Literal(value),))
            for field, value in zip(per, group, strict=True)
        )
        try:
            return naive.value(tree, only)
        except Nothing:
            return None

    return {group: of(group) for group in groups}


def movement(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else other - one


@pytest.mark.parametrize(("name", "at"), PART)
def test_an_edit_moves_the_number_in_sign_and_size_as_the_naive_evaluator_says(name: str, at: int) -> None:
    (before, after), found = edited(name, at), records(name, at)
    was, now = told(found, before), told(found, after)
    was_right, now_right = expected(found, before), expected(found, after)
    for group in {**was_right, **now_right}:
        moved = movement(was.get(group, Fraction(0)), now.get(group, Fraction(0)))
        right = movement(was_right[group], now_right[group])
        assert (moved is None) == (right is None), (before, after, group)
        if moved is not None and right is not None:
            assert abs(moved - right) <= (1 + abs(right)) * Fraction(1, 10**20), (before, after, group)
            assert (moved > 0, moved < 0) == (right > 0, right < 0) or abs(right) < Fraction(1, 10**20)


def test_edits_are_many_and_nearly_all_of_them_move_the_number() -> None:
    assert len(EDITS) >= 300
    for name, at in EDITS:
        for text in edited(name, at):
            assert not list(formula.misuses(formula.parse(text))), text
    still = [(name, at) for name, at in PART if _stays(name, at)]
    assert len(still) * 8 <= len(PART), still


def _stays(name: str, at: int) -> bool:
    (before, after), found = edited(name, at), records(name, at)
    return told(found, before) == told(found, after)


def test_every_function_and_every_operator_of_the_grammar_is_edited_ten_times() -> None:
    seen: dict[str, set[tuple[str, int]]] = {}
    for edit in EDITS:
        for text in edited(*edit):
            for word in _words(formula.parse(text)):
                seen.setdefault(word, set()).add(edit)
    wanted = [*formula.FUNCTIONS, *"+−×÷", "=", "!=", "<", "<=", ">", ">=", "in", "not in", "is filled",
              "is empty", "in period", "before period", "after period", "in last", "not in last", "and",
              "or", "first", "last", "per", "cut"]  # fmt: skip
    assert {word: len(seen.get(word, ())) for word in wanted if len(seen.get(word, ())) < TIMES} == {}


def _words(tree: Any) -> list[str]:
    match tree:
        case formula.Call():
            own = [tree.name, *(["per"] if tree.per else [])]
        case formula.Cut():
            own = ["cut", *(["per"] if tree.per else [])]
        case formula.Choice():
            own = ["if"]
        case formula.Arithmetic():
            own = [tree.sign]
        case formula.Test():
            own = [tree.operator]
        case formula.Either():
            own = [tree.word]
        case formula.Moment():
            own = [tree.which]
        case _:
            own = []
    return [*own, *(word for each in formula.below(tree) for word in _words(each))]


@pytest.mark.parametrize(("name", "at"), PART)
def test_an_edit_over_records_that_lack_a_field_is_never_a_number(name: str, at: int) -> None:
    (_, after), found = edited(name, at), records(name, at)
    named = {each.id for each in formula.mentions(formula.parse(after)) if each.kind == "field"}
    for lost in named:
        columns = {
            entity: [{key: value for key, value in row.items() if key != lost} for row in rows]
            for entity, rows in written(found).items()
        }
        metrics = {**METRICS, "mean": "average(field:share)", "tried": after}
        result = compute(records_of(model(metrics), columns), "tried", Q3).result
        numbers = list(result.found.values()) if isinstance(result, Groups) else [result]
        assert all(isinstance(each, Unknown) for each in numbers), (after, lost, result)
