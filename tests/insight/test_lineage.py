"""The whole way of a metric: nothing that it rests on is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from building import write_handbook
from depth import law
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.insight.metrics.lineage import MOST, Lineage, LineageStep, filtering, lineage

LEAST = {"summary": "S.", "definition": "D.", "unit": "count", "direction": "higher", "grain": "month"}
Parts = Mapping[str, Sequence[str]]


def book_of(root: Path, parts: Parts) -> Handbook:
    """Metrics by id, each the sum of its parts."""
    metrics: dict[str, Any] = {
        id: {**LEAST, "name": f"Metric {id}", "formula": " + ".join(f"metric:{each}" for each in made) or "1"}
        for id, made in parts.items()
    }
    return check(write_handbook(root, {"metrics": metrics})).book


def lineage_of(root: Path, parts: Parts, id: str) -> Lineage | None:
    return lineage(metric(book_of(root, parts), id))


def metric(book: Handbook, id: str) -> Definition:
    found = book.get("metric", id)
    assert found is not None
    return found


def listed(steps: Sequence[LineageStep]) -> Iterator[str]:
    for step in steps:
        yield step.metric.id
        yield from listed(step.further)


def reached(parts: Parts, top: str) -> set[str]:
    """All that a metric is made of, over whatever steps."""
    found: set[str] = set()
    waiting = list(parts[top])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += parts[each]
    return found


CHAIN = {"top": ["middle"], "middle": ["low"], "low": [], "aside": []}
SMALL = st.integers(2, 9).flatmap(
    lambda size: st.tuples(*(st.sets(st.integers(0, max(at - 1, 0))) for at in range(size)))
)


def test_a_metric_whose_neighbours_say_it_all_has_no_second_picture(tmp_path: Path) -> None:
    assert lineage_of(tmp_path, CHAIN, "middle") is None
    assert lineage_of(tmp_path, CHAIN, "aside") is None


@pytest.mark.parametrize(
    ("id", "rests", "feeds"), [("top", ["middle", "low"], []), ("low", [], ["middle", "top"])]
)
def test_the_way_leads_to_its_ends(tmp_path: Path, id: str, rests: list[str], feeds: list[str]) -> None:
    found = lineage_of(tmp_path, CHAIN, id)
    assert found is not None
    assert list(listed(found.rests_on)) == rests
    assert list(listed(found.feeds)) == feeds


@law(deep=200)
@given(SMALL)
def test_every_part_is_in_the_list_and_farther_than_what_it_goes_into(made: tuple[set[int], ...]) -> None:
    parts = {f"m{at}": [f"m{one}" for one in sorted(each) if one < at] for at, each in enumerate(made)}
    last = f"m{len(parts) - 1}"
    with TemporaryDirectory() as folder:
        found = lineage_of(Path(folder), parts, last)
    if found is None:
        assert len(reached(parts, last)) > MOST or all(not parts[each] for each in parts[last])
        return
    assert set(listed(found.rests_on)) == reached(parts, last)
    far = {each.id: distance for each, distance in found.below.items()}
    assert all(far[part] > far[each] for each in far for part in parts[each])


def test_a_circle_is_walked_once(tmp_path: Path) -> None:
    found = lineage_of(tmp_path, {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d", "a"]}, "d")
    assert found is not None
    assert list(listed(found.rests_on)) == ["d", "a", "b", "c", "a"]


def test_a_very_long_way_is_none(tmp_path: Path) -> None:
    long = {"m0": [], **{f"m{at}": [f"m{at - 1}"] for at in range(1, 400)}}
    assert lineage_of(tmp_path / "long", long, "m399") is None
    assert lineage_of(tmp_path / "short", {id: long[id] for id in list(long)[:MOST]}, f"m{MOST - 1}")


def test_only_filtering_fields_are_told_from_what_is_computed_with() -> None:
    text = "sum(field:a where field:b = 1 and field:a > 0 per field:c) ÷ metric:m"
    assert filtering(text) == {"field:b", "field:c"}
    assert filtering("sum(") == frozenset()
