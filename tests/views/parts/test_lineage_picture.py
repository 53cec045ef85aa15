"""The picture of a metric's whole way: each part above what it goes into, and never alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from building import write_handbook
from depth import law
from remit.checking import check
from remit.handbook import Handbook
from remit.insight.metrics.lineage import MOST, lineage
from remit.views import handbook_site
from remit.views.drawing import layout
from remit.views.parts.lineage import Picture, picture

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


def picture_of(root: Path, parts: Parts, id: str) -> Picture | None:
    metric = book_of(root, parts).get("metric", id)
    assert metric is not None
    found = lineage(metric)
    return picture(found) if found is not None else None


def top(style: str) -> float:
    found = re.search(r"top:([-\d.]+)rem", style)
    assert found
    return float(found[1])


CHAIN = {"top": ["middle"], "middle": ["low"], "low": [], "aside": []}


@pytest.mark.parametrize("id", ["top", "low"])
def test_what_a_metric_rests_on_stands_above_it(tmp_path: Path, id: str) -> None:
    found = picture_of(tmp_path, CHAIN, id)
    assert found is not None
    tops = {box.metric.id: top(box.style) for box in found.boxes}
    assert tops["low"] < tops["middle"] < tops["top"]


SMALL = st.integers(2, 9).flatmap(
    lambda size: st.tuples(*(st.sets(st.integers(0, max(at - 1, 0))) for at in range(size)))
)


@law(deep=200)
@given(SMALL)
def test_every_part_stands_above_what_it_goes_into(made: tuple[set[int], ...]) -> None:
    parts = {f"m{at}": [f"m{one}" for one in sorted(each) if one < at] for at, each in enumerate(made)}
    last = f"m{len(parts) - 1}"
    with TemporaryDirectory() as folder:
        found = picture_of(Path(folder), parts, last)
    if found is not None:
        tops = {box.metric.id: top(box.style) for box in found.boxes}
        assert last in tops
        assert all(tops[part] < tops[each] for each in tops for part in parts[each])


def test_a_very_wide_way_is_not_drawn(tmp_path: Path) -> None:
    wide: dict[str, list[str]] = {"base": [], "mid": ["base"]}
    wide |= {f"m{at:03}": ["mid"] for at in range(MOST * 2)}
    site = handbook_site(book_of(tmp_path / "wide", wide), ())
    html = str(next(page for page in site.pages if page.url == "metrics/base/").body().html)
    assert 'class="plate"' not in html


def test_without_a_layout_the_lists_stand_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOST_NODES", 0)
    site = handbook_site(book_of(tmp_path, CHAIN), ())
    html = str(next(page for page in site.pages if page.url == "metrics/top/").body().html)
    assert 'class="plate"' not in html
    assert 'class="way"' in html


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
    page.goto(f"{server}/metrics/sql-conversion/")
    plate = page.locator(".plate")
    assert plate.is_visible() is (width > 900)
    assert page.locator(".way a", has_text="MQL volume").first.is_visible()
    if width > 900:
        boxes = plate.locator("a.box")
        assert boxes.count() == 4
        cut = boxes.evaluate_all(
            "all => all.filter(each => each.firstElementChild.scrollWidth > each.clientWidth)"
        )
        assert cut == []
        boxes.filter(has_text="Revenue velocity").click()
        page.wait_for_url("**/metrics/revenue-velocity/")
