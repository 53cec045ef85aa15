"""Nothing costs more than its size: three times as much takes at most 3.6 times as many steps."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

import hypothesis
import pytest
from hypothesis import strategies as st

from depth import DEEP, law
from growing import SHAPES
from remit.checking import check
from remit.handbook import Definition
from remit.ownership.organisation import highest, line_above, tops_above
from remit.reading import open_handbook
from remit.schema.faults import explain
from remit.source import parse
from remit.source.scan import hash_cuts
from remit.tree import Memory

SIZE = 1500 if DEEP else 100
MOST = 3.6
T = TypeVar("T")


def steps(act: Callable[[], T]) -> int:
    """How many lines of remit are run: the same at every run, on every machine."""
    count = 0

    def line(_frame: FrameType, event: str, _given: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def call(frame: FrameType, _event: str, _given: Any) -> Any:
        return line if frame.f_globals.get("__name__", "").startswith("remit.") else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", SHAPES)
def test_three_times_as_much_takes_at_most_three_times_as_many_steps(name: str) -> None:
    def checked(size: int) -> int:
        tree = Memory(SHAPES[name](size))
        return steps(lambda: check(tree))

    # Schemas and modules are read once; the names nearest to a wrong one are looked up 200 times at most.
    checked(2)
    size = max(SIZE, 210) if "nowhere" in name or "former" in name else SIZE
    least, small, large = checked(2), checked(size), checked(3 * size)
    assert large - least <= MOST * (small - least) + 500


class Counting(int):
    """A number that counts how often it is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Counting.compared += 1
        return int(self) == other

    __hash__ = int.__hash__


@pytest.mark.parametrize("differ", [True, False])
def test_an_item_is_compared_with_its_like_alone(differ: bool) -> None:
    items = [Counting(number if differ else number % 50) for number in range(5000)]
    Counting.compared = 0
    found = list(explain({"items": {}}, items, [((), "uniqueItems")]))
    assert len(found) == (0 if differ else 4950)
    assert Counting.compared < 3 * len(items)


def test_items_are_told_apart_as_json_schema_does() -> None:
    items = [1, True, 1.0, "1", [1], [True], {"a": 1}, {"a": 1.0}, {"a": True}, [1]]
    assert [fault.path for fault in explain({"items": {}}, items, [((), "uniqueItems")])] == [
        (2,),
        (7,),
        (9,),
    ]


@pytest.mark.parametrize("text", ["a #b", "a  \t #b #c", " #b\n\n #c\nd\xa0 #e", "a\n #b #c"])
def test_the_text_before_a_comment_ends_where_its_last_word_does(text: str) -> None:
    def wanted(line: str, at: int) -> int:
        return len(line[:at].rstrip())

    found = hash_cuts(text)
    rows = text.split("\n")
    for end, place in found.items():
        row = rows[place >> 20]
        assert row[place & 0xFFFFF] == "#"
        assert end & 0xFFFFF == wanted(row, (place & 0xFFFFF) - 1)


def test_of_keys_that_stand_twice_each_is_told_with_its_first_place() -> None:
    lines = [f"k{number}: {{a: 1, b: [2, 3], a: 4}}" for number in range(20)]
    found = parse("\n".join([*lines, *lines]).encode(), "a.yaml").problems
    assert {each.code for each in found} == {"duplicate-key"}
    inner = [each for each in found if "`a`" in each.message]
    assert [(each.location.line, each.related[0].location.line) for each in inner] == [
        (number, number) for number in range(1, 21)
    ]
    outer = [each for each in found if "`k" in each.message]
    assert [(each.location.line, each.related[0].location.line) for each in outer] == [
        (20 + number, number) for number in range(1, 21)
    ]


def test_keys_that_stand_twice_are_told_of_a_file_that_breaks_off_later() -> None:
    found = parse(b"a: 1\nb: 2\na: 3\nc: 'd\n", "a.yaml").problems
    assert [each.code for each in found] == ["duplicate-key", "yaml-syntax"]


@st.composite
def lines_of_reporting(draw: st.DrawFn) -> dict[str, Any]:
    count = draw(st.integers(1, 8))
    above = draw(st.lists(st.none() | st.integers(0, count - 1), min_size=count, max_size=count))
    return {
        f"r{number}": {
            "name": f"R{number}",
            "summary": "One.",
            **({"reports-to": f"r{to}"} if to is not None else {}),
        }
        for number, to in enumerate(above)
    }


@law(deep=1500)
@hypothesis.given(lines_of_reporting(), st.randoms())
def test_the_tops_of_lines_are_those_of_the_lines(roles: dict[str, Any], chance: random.Random) -> None:
    import json

    book = open_handbook(Memory({"governance/roles.yaml": json.dumps(roles)}))
    every = list(book.all("role"))

    def top(role: Definition) -> Definition | None:
        line = (role, *line_above(role))
        above = line[-1].target("reports-to")
        return line[-1] if above is None or above is line[-1] else None

    assert list(tops_above(every)) == [found for role in every if (found := top(role)) is not None]
    some = set(chance.sample(every, chance.randint(1, len(every))))
    assert set(highest(some)) == {role for role in some if not some.intersection(line_above(role))}
