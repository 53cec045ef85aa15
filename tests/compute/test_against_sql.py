"""Twelve metrics of the starter against SQL written by hand: after each edit DuckDB says the same."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import pytest
from test_starter_formulas import Q3, many, model

from building import ROOT, read_yaml
from depth import part_of
from remit.compute import Groups, Records, Unknown, compute
from remit.compute.records import named_records

BY_HAND: Mapping[str, Any] = read_yaml(ROOT / "tests/cases/formulas/by-hand.yaml")
SEEDS = range(4)  # sets of records
EDITS = [
    (metric, at, seed)
    for metric, case in BY_HAND.items()
    for at in range(-1, len(case["edits"]))
    for seed in SEEDS
]
NUMBERS = dict.fromkeys(("currency", "number", "percent"), "DOUBLE")
TYPES = {**NUMBERS, "date": "DATE", "datetime": "TIMESTAMP", "boolean": "BOOLEAN"}


def metric_of(edit: tuple[str, int, int]) -> str:
    """The metric that is edited."""
    return edit[0]


PART: Sequence[tuple[str, int, int]] = part_of(EDITS, 36, form=metric_of)


@cache
def records(seed: int) -> Records:
    """Records drawn by chance, one cell in ten without a value."""
    chance = random.Random(seed)
    whole = many(60, seed)
    links = {*model().identities.values()}
    texts: dict[str, dict[str, dict[str, str]]] = {}
    for entity, table in whole.tables.items():
        names = [name for name in table.raw if name != "id"]
        texts[entity] = {
            f"{entity}-{row}": {
                name: str(cell)
                for name in names
                if (cell := table.raw[name][row]) is not None
                and name != model().identities.get(entity)
                and (name in links or chance.random() > 0.1)
            }
            for row in range(table.size)
        }
    return named_records(model(), texts)


@cache
def database(seed: int) -> duckdb.DuckDBPyConnection:
    """The same records as tables of DuckDB."""
    connection = duckdb.connect()
    for entity, table in records(seed).tables.items():
        columns = sorted(table.raw)
        fields = model().fields
        types = [TYPES.get(fields[each].type, "VARCHAR") if each in fields else "VARCHAR" for each in columns]
        declared = ", ".join(
            f'"{each.replace("-", "_")}" {type}' for each, type in zip(columns, types, strict=True)
        )
        name = entity.replace("-", "_")
        connection.execute(f"CREATE TABLE {name} ({declared})")
        rows = [[table.raw[each][row] for each in columns] for row in range(table.size)]
        marks = ", ".join("?" for _ in columns)
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return connection


def told(text: str, metric: str, seed: int) -> float | None:
    """What the package makes of a formula."""
    found = records(seed)
    edited = replace(model().metrics[metric], formula=text)
    result = compute(
        Records(replace(model(), metrics={**model().metrics, metric: edited}), found.tables), metric, Q3
    ).result
    assert not isinstance(result, Groups)
    return None if isinstance(result, Unknown) else float(result)


def asked(sql: str, seed: int) -> float | None:
    """What DuckDB makes of SQL."""
    for word, day in (("FIRST", Q3.first), ("LAST", Q3.last)):
        sql = sql.replace(word, f"DATE '{day}'")
    [row] = database(seed).execute(sql).fetchall()
    return None if row[0] is None else float(Decimal(str(row[0])))


def close(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= 1e-9 * (1 + abs(other))


@pytest.mark.parametrize(("metric", "at", "seed"), PART)
def test_an_edit_moves_a_metric_as_the_same_edit_moves_the_sql(metric: str, at: int, seed: int) -> None:
    case = BY_HAND[metric]
    text, sql = (" ".join(each.split()) for each in (model().metrics[metric].formula, case["sql"]))
    was, was_right = told(text, metric, seed), asked(sql, seed)
    assert close(was, was_right)
    if at < 0:
        return
    before, after, sql_before, sql_after = case["edits"][at]
    assert before in text
    assert sql_before in sql
    now = told(text.replace(before, after), metric, seed)
    now_right = asked(sql.replace(sql_before, sql_after), seed)
    assert close(now, now_right), (now, now_right)
    if None not in (was, now):
        moved, right = now - was, now_right - was_right  # type: ignore[operator]
        assert (moved > 1e-9, moved < -1e-9) == (right > 1e-9, right < -1e-9)


def test_twelve_metrics_are_written_in_sql_with_six_edits_each() -> None:
    assert len(BY_HAND) == 12
    assert {len(case["edits"]) for case in BY_HAND.values()} == {6}
