"""A stage stands after those that lead on to it; its number on the map can be left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import write_handbook
from remit.handbook import Definition
from remit.insight.lifecycle import stages
from remit.lifecycles import column, columns, lifecycles
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


def test_stages_of_equal_numbers_stand_as_their_ways_lead_else_as_they_are_written(tmp_path: Path) -> None:
    assert order_of(tmp_path / "ways", b=stage(1, z="on"), a=stage(1, b="on"), z=stage(1)) == ["a", "b", "z"]
    assert order_of(tmp_path / "none", c=stage(1), a=stage(1), b=stage(0)) == ["b", "c", "a"]
    assert order_of(tmp_path / "words", c=stage(), a=stage(), b=stage()) == ["c", "a", "b"]


def test_no_two_of_the_main_way_share_a_column_unless_ways_part(tmp_path: Path) -> None:
    for name, found in (
        ("equal", {"b": stage(1, z="on"), "a": stage(1, b="on"), "z": stage(1)}),
        ("words", {"c": stage(), "a": stage(), "b": stage()}),
    ):
        book = open_handbook(write_handbook(tmp_path / name, {"stages": found}))
        at = columns(list(book.all("stage")))
        assert len(set(at.values())) == 3
    parted = {"a": stage(b="on", c="on"), "b": stage(), "c": stage()}
    book = open_handbook(write_handbook(tmp_path / "parted", {"stages": parted}))
    assert len(set(columns(list(book.all("stage"))).values())) == 2


def test_many_ways_without_numbers_are_ordered_in_a_moment(tmp_path: Path) -> None:
    size = 60
    found = {
        f"s{at:02}": stage(None, "main", **{f"s{then:02}": "on" for then in (at + 1, at + 2) if then < size})
        for at in range(size)
    }
    assert order_of(tmp_path, **found) == sorted(found)


def test_stages_stand_with_their_lifecycle(tmp_path: Path) -> None:
    stages_of = {
        "talk": {**stage(offer="on"), "lifecycle": "new"},
        "offer": {**stage(), "lifecycle": "new"},
        "remind": {**stage(), "lifecycle": "renewal"},
        "lost": stage(),
    }
    told = {"name": "N", "summary": "S."}
    two = {"renewal": told, "new": told, "unused": told}
    book = open_handbook(write_handbook(tmp_path / "two", {"stages": stages_of, "lifecycles": two}))
    found = [
        (each.definition.id if each.definition else "", [stage.id for stage in each.stages])
        for each in lifecycles(book)
    ]
    assert found == [("renewal", ["remind"]), ("new", ["talk", "offer"]), ("", ["lost"])]
    one = {"stages": {"a": stage(b="on"), "b": stage()}, "lifecycles": {"only": told}}
    (only,) = lifecycles(open_handbook(write_handbook(tmp_path / "one", one)))
    assert only.definition is not None
    assert [each.id for each in only.stages] == ["a", "b"]
