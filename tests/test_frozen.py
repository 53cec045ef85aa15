"""Dataclasses without a guard at run time: equal, hashed and refused to be changed as ever."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import field, fields, replace
from typing import Any

import pytest

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


def test_a_class_is_shown_compared_and_hashed_as_python_would() -> None:
    ours, theirs = _classes(dataclass), _classes(dataclasses.dataclass)
    values = [("a", [1], 2), ("a", [1], 3), ("a", [2], 2), ("b", [1], 2)]
    for mine, python in zip(ours, theirs, strict=True):
        some, others = [mine(*each) for each in values], [python(*each) for each in values]
        assert [repr(each) for each in some] == [repr(each) for each in others]
        assert [[one == other for other in some] for one in some] == [
            [one == other for other in others] for one in others
        ]
        assert [_hash(each) for each in some] == [_hash(each) for each in others]


def _classes(made: Callable[..., Any]) -> list[Any]:
    """The same classes made by one of two decorators: each with a name, a list and a number."""

    def plain() -> type:
        class Plain:
            name: str
            items: list[int] = field(hash=False)
            place: int = field(default=0, compare=False, repr=False)

        return Plain

    def speaking() -> type:
        class Speaking:
            name: str
            items: list[int]
            place: int

            def __repr__(self) -> str:
                return "said"

            def __eq__(self, other: object) -> bool:
                return True

            def __hash__(self) -> int:
                return 1

        return Speaking

    def of_one() -> type:
        class OfOne:
            name: str
            items: list[int] = field(compare=False)
            place: int = field(compare=False)

        return OfOne

    return [
        made(slots=True)(plain()),
        made(frozen=True, slots=True)(plain()),
        made(frozen=True)(of_one()),
        made(repr=True)(speaking()),
        made(eq=True)(plain()),
        made(plain()),
    ]


def _hash(value: object) -> int | str:
    """The hash of a value, or that it has none."""
    try:
        return hash(value)
    except TypeError:
        return "none"


def test_one_of_another_class_with_the_same_fields_is_not_equal() -> None:
    first, second = _classes(dataclass)[:2]
    assert first("a", [1], 2) != second("a", [1], 2)


def test_what_holds_itself_is_shown_without_end_of_it() -> None:
    one, _ = _classes(dataclass)[:2]
    value = one("a", [1])
    value.items = [value]
    assert repr(value).endswith("items=[...])")


def test_a_field_without_a_default_behind_one_with_it_is_refused() -> None:
    with pytest.raises(TypeError, match="non-default"):

        @dataclass(frozen=True)
        class Odd:
            one: int = 0
            other: str  # type: ignore[misc]
