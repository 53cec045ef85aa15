"""A stage stands after those that lead on to it; its number on the map can be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import write_handbook
from remit.handbook import Definition
from remit.insight.lifecycle import stages
from remit.insight.stage_order import column
from remit.reading import open_handbook


def stage(order: float | None = None, way: str = "main", **leads: str) -> dict[str, Any]:
    said: dict[str, Any] = {} if order is None else {"order": order}
    ways = {target: {"way": how, "when": "W."} for target, how in leads.items()}
    said |= {"next": ways} if ways else {}
    return {"name": "N", "summary": "S.", "entry": "E.", "exit": "X.", "way": way, **said}


def order_of(root: Path, **found: dict[str, Any]) -> list[str]:
    book = open_handbook(write_handbook(root, {"stages": found}))
    return [each.id for each in stages(book)]


def test_without_any_number_the_ways_on_say_the_order(tmp_path: Path) -> None:
    assert order_of(tmp_path, c=stage(), a=stage(b="on"), b=stage(c="on")) == ["a", "b", "c"]


def test_a_stage_is_put_between_two_others_without_a_change_of_their_numbers(tmp_path: Path) -> None:
    assert order_of(
        tmp_path, z=stage(3), a=stage(1, n="on"), n=stage(m="on"), m=stage(z="on")
    ) == ["a", "n", "m", "z"]  # fmt: skip


def test_numbers_may_have_gaps(tmp_path: Path) -> None:
    assert order_of(tmp_path, b=stage(700, c="on"), a=stage(0.5, b="on"), c=stage(701)) == ["a", "b", "c"]


def test_an_exit_stands_where_the_first_stage_stands_that_leads_to_it(tmp_path: Path) -> None:
    found = {"a": stage(1, b="on", out="out"), "b": stage(2, out="out"), "out": stage(way="out")}
    book = open_handbook(write_handbook(tmp_path, {"stages": found}))
    at = {each.id: column(each) for each in stages(book)}
    assert at["out"] == at["a"] < at["b"]


def test_a_ring_of_ways_has_an_order_too(tmp_path: Path) -> None:
    book = open_handbook(write_handbook(tmp_path, {"stages": {"a": stage(b="on"), "b": stage(a="on")}}))
    found: list[Definition] = stages(book)
    assert len(found) == 2
