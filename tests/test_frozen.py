"""Dataclasses without a guard at run time: equal, hashed and refused to be changed as ever."""

from __future__ import annotations

from dataclasses import fields, replace

from remit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers."""

    one: int
    other: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Equal to itself alone."""

    name: str


def test_equal_fields_make_equal_values_with_one_hash() -> None:
    assert Pair(1, 2) == replace(Pair(1), other=2)
    assert len({Pair(1), Pair(1, 0), Pair(2)}) == 2
    assert [each.name for each in fields(Pair(1))] == ["one", "other"]


def test_what_is_compared_by_identity_is_equal_to_itself_alone() -> None:
    assert Thing("a") != Thing("a")
    assert len({Thing("a"), Thing("a")}) == 2


def test_the_type_checker_refuses_to_change_one() -> None:
    """`make lint` fails where the comment below is not needed."""
    pair = Pair(1)
    pair.one = 2  # type: ignore[misc]
    assert pair == Pair(2)
