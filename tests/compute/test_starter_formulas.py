"""The formulas of the starter: all compute, and those that were wrong give the right number now."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from building import ROOT, read_yaml, starter
from remit.compute import Groups, Metric, Model, Records, Result, Unknown, compute, model_of, period_named
from remit.compute.examples import Examples
from remit.compute.records import named_records

MENDED: Mapping[str, Any] = read_yaml(ROOT / "tests/cases/formulas/mended.yaml")
Q3 = period_named("2026-Q3")
LINKS = {
    "opportunity": ("account", "lead", "campaign", "contract"),
    "touchpoint": ("campaign", "opportunity"),
    "contract": ("account",),
    "customer-period": ("customer",),
    "customer": ("account",),
    "lead": ("account",),
    "stage-move": ("opportunity",),
}


@cache
def model() -> Model:
    return model_of(starter())


def single(result: Result, group: str = "") -> Result:
    return result.found.get((group,), result.other) if isinstance(result, Groups) else result


def texts(records: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Any:
    """Records as a table has them: all values as text."""
    return {
        entity: {id: {field: str(value) for field, value in row.items()} for id, row in rows.items()}
        for entity, rows in records.items()
    }


@pytest.mark.parametrize("name", sorted(MENDED))
def test_a_formula_that_was_wrong_gives_the_right_number(name: str) -> None:
    case = MENDED[name]
    id = case["metric"]
    given = case.get("records") or Examples(starter()).shared
    new = named_records(model(), texts(given))
    was = replace(model().metrics[id], formula=case["old"])
    before = named_records(model(), texts(case.get("was-records", given)))
    old = Records(replace(model(), metrics={**model().metrics, id: was}), before.tables)
    for records, expected in ((old, case["was"]), (new, case["is"])):
        found = single(compute(records, id, Q3).result, case.get("group", ""))
        assert not isinstance(found, Unknown | Groups), found
        assert found.quantize(Decimal("0.0001")) == Decimal(expected)


def cell(chance: random.Random, field: Any) -> str:
    made: Mapping[str, Callable[[], str]] = {
        "currency": lambda: str(chance.randint(1000, 90000)),
        "number": lambda: str(chance.randint(1, 9)),
        "percent": lambda: str(chance.randint(10, 90)),
        "date": lambda: f"2026-{chance.randint(5, 9):02}-{chance.randint(1, 28):02}",
        "datetime": lambda: (
            f"2026-{chance.randint(5, 9):02}-{chance.randint(1, 28):02}T{chance.randint(9, 16):02}:00"
        ),
        "boolean": lambda: chance.choice(["true", "false"]),
    }
    if field.values:
        return str(chance.choice(sorted(field.values)))
    return made.get(field.type, lambda: "x")()


def many(size: int, seed: int = 12) -> Records:
    """Records of every entity drawn by chance, with the identities of what they belong to."""
    chance = random.Random(seed)
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for entity in sorted(model().entities):
        fields = [each for each in model().fields.values() if each.entity == entity]
        own = model().identities.get(entity)
        tables[entity] = {
            f"{entity}-{at}": {
                **{each.id: cell(chance, each) for each in fields if each.id != own},
                **{model().identities[to]: f"{to}-{chance.randrange(size)}" for to in LINKS.get(entity, ())},
            }
            for at in range(size)
        }
    for row in tables["contract"].values():
        row |= {
            "contract-start-date": "2025-08-01",
            "contract-end-date": f"2026-{chance.randint(9, 12):02}-30",
        }
    for row in tables["seat"].values():
        row["seat-counted-on"] = "2026-09-30"
    for row in tables["opportunity"].values():
        if (row["opportunity-type"], row["opportunity-stage"]) == ("New", "Closed Won"):
            tables["account"][row["account-id"]]["first-won-date"] = row["opportunity-close-date"]
    return named_records(model(), tables)


def test_every_formula_comes_to_a_number_over_many_records() -> None:
    records = many(60)
    assert sum(table.size for table in records.tables.values()) >= 200
    assert len(records.model.metrics) >= 54
    for id in records.model.metrics:
        found = compute(records, id, Q3).result
        numbers = list(found.found.values()) if isinstance(found, Groups) else [found]
        assert any(isinstance(each, Decimal) for each in numbers), (id, found)


def test_a_column_that_is_missing_is_never_a_number() -> None:
    records = many(10)
    for id, metric in records.model.metrics.items():
        for name in sorted(_named(metric)):
            tables = {
                entity: replace(
                    table,
                    raw={key: cells for key, cells in table.raw.items() if key != name},
                    typed={},
                    rows_of={},
                )
                for entity, table in records.tables.items()
            }
            found = compute(Records(records.model, tables), id, Q3).result
            numbers = list(found.found.values()) if isinstance(found, Groups) else [found]
            assert all(isinstance(each, Unknown) for each in numbers), (id, name, found)


def _named(metric: Metric) -> set[str]:
    from remit import formula

    tree = formula.parse(metric.formula)
    return {each.id for each in formula.mentions(tree) if each.kind == "field"}


# Worked out by hand over the records that the entities have as examples.
HARDEST = {
    "pipeline-coverage": Fraction(60_000, 120_000 - 75_000),  # open, over quota less what is won
    "net-retention": Fraction(90_000, 100_000) + Fraction(15_000, 100_000),  # kept, and expansion
    "sales-velocity": 1 * Fraction(2, 4) * 30_000 / Fraction(90 + 80, 2),  # open deals, won, price, days
    "cac-payback": Fraction(90_000, 2) / (30_000 * Fraction(80 + 80 + 70 + 75 + 70, 500) / 12),
    "handoff-acceptance": Fraction(2, 3),  # the second attempt is left out
    "gtm-efficiency": Fraction(84_000 - 13_000, 40_000 + 60_000),  # four quarters; spend one earlier
}


@pytest.mark.parametrize("id", HARDEST)
def test_the_six_hardest_come_to_what_was_worked_out_by_hand(id: str) -> None:
    found = compute(named_records(model(), texts(Examples(starter()).shared)), id, Q3).result
    assert isinstance(found, Decimal), found
    assert abs(Fraction(found) - HARDEST[id]) < Fraction(1, 10**12)


def test_every_metric_of_the_starter_has_a_worked_example_that_holds() -> None:
    examples = Examples(starter())
    for metric in starter().all("metric"):
        worked = list(examples.of(metric))
        assert worked, metric.id
        assert all(examples.holds(metric, each) for each in worked)
