"""The whole way of a metric: nothing that it rests on is lost, in the picture or in the lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from building import write_handbook
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.views import handbook_site
from remit.views.drawing import layout
from remit.views.parts.lineage import MOST, Lineage, Step, lineage

if TYPE_CHECKING:
    from browsing import NewPage

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


def listed(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        yield step.metric.id
        yield from listed(step.further)


def top(style: str) -> float:
    found = re.search(r"top:([-\d.]+)rem", style)
    assert found
    return float(found[1])


CHAIN = {"top": ["middle"], "middle": ["low"], "low": [], "aside": []}


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
    assert found.picture is not None
    tops = {box.metric.id: top(box.style) for box in found.picture.boxes}
    assert tops["low"] < tops["middle"] < tops["top"]


SMALL = st.integers(2, 9).flatmap(
    lambda size: st.tuples(*(st.sets(st.integers(0, max(at - 1, 0))) for at in range(size)))
)


@settings(max_examples=25)
@given(SMALL)
def test_every_part_stands_above_what_it_goes_into_and_in_the_list(made: tuple[set[int], ...]) -> None:
    parts = {f"m{at}": [f"m{one}" for one in sorted(each) if one < at] for at, each in enumerate(made)}
    last = f"m{len(parts) - 1}"
    reached, waiting = set(), list(parts[last])
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += parts[each]
    with TemporaryDirectory() as folder:
        found = lineage_of(Path(folder), parts, last)
    if found is None:
        assert len(reached) > MOST or all(not parts[each] for each in parts[last])
        return
    assert set(listed(found.rests_on)) == reached
    if found.picture is not None:
        tops = {box.metric.id: top(box.style) for box in found.picture.boxes}
        assert set(tops) == reached | {last}
        assert all(tops[part] < tops[each] for each in tops for part in parts[each])


def test_a_circle_is_walked_once(tmp_path: Path) -> None:
    found = lineage_of(tmp_path, {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["d", "a"]}, "d")
    assert found is not None
    assert list(listed(found.rests_on)) == ["d", "a", "b", "c", "a"]


def test_a_very_long_way_and_a_very_wide_one_are_not_drawn(tmp_path: Path) -> None:
    long = {"m0": [], **{f"m{at}": [f"m{at - 1}"] for at in range(1, 400)}}
    assert lineage_of(tmp_path / "long", long, "m399") is None
    assert lineage_of(tmp_path / "short", {id: long[id] for id in list(long)[:MOST]}, f"m{MOST - 1}")
    wide: dict[str, list[str]] = {"base": [], "mid": ["base"]}
    wide |= {f"m{at:03}": ["mid"] for at in range(MOST * 2)}
    site = handbook_site(book_of(tmp_path / "wide", wide), ())
    html = str(next(page for page in site.pages if page.url == "metrics/base/").body().html)
    assert 'class="plate"' not in html


def test_without_a_layout_the_lists_stand_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_NODES", 0)
    found = lineage_of(tmp_path, CHAIN, "top")
    assert found is not None
    assert found.picture is None
    assert list(listed(found.rests_on)) == ["middle", "low"]


def test_hostile_names_are_only_text_in_the_picture(tmp_path: Path) -> None:
    book_of(tmp_path, CHAIN)
    file = tmp_path / "governance" / "metrics.yaml"
    file.write_text(file.read_text().replace("Metric low", "<script>alert(1)</script>"), encoding="utf-8")
    site = handbook_site(check(tmp_path).book, ())
    html = str(next(page for page in site.pages if page.url == "metrics/top/").body().html)
    assert html.count("&lt;script&gt;alert(1)") == 2  # in the picture and in the list
    assert "<script>" not in html


@pytest.mark.parametrize("width", [1440, 390])
def test_the_picture_is_as_wide_as_the_page_and_gives_way_to_the_list_on_a_phone(
    new_page: NewPage, server: str, width: int
) -> None:
    page = new_page(width, java_script_enabled=False)
    page.goto(f"{server}/metrics/revenue-velocity/")
    plate = page.locator(".plate")
    assert plate.is_visible() is (width > 900)
    assert page.locator(".way a", has_text="MQL volume").first.is_visible()
    if width > 900:
        boxes = plate.locator("a.box")
        assert boxes.count() == 8
        cut = boxes.evaluate_all(
            "all => all.filter(each => each.firstElementChild.scrollWidth > each.clientWidth)"
        )
        assert cut == []
        boxes.filter(has_text="Win rate").click()
        page.wait_for_url("**/metrics/win-rate/")
