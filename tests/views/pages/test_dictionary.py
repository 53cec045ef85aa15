"""The metric dictionary and the hierarchy, in a browser with and without script, and what they weigh."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from building import build, write_handbook
from pages import html_of
from remit.checking import check
from remit.views import handbook_site
from remit.views.parts import facets
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import NewPage, Profiles

MOST = 125_000  # bytes of the dictionary's first view, compressed, without the search index
FUNCTIONS = {
    "sales-ops": {"name": "Sales Ops", "summary": "S.", "mandate": "M."},
    "revops": {"name": "RevOps", "summary": "S.", "mandate": "M.", "central": True},
}
STAGES = {
    id: {"name": id.upper(), "summary": "S.", "order": at, "entry": "E.", "exit": "X."}
    for at, id in enumerate(("mql", "won"))
}
LEAST: dict[str, Any] = {
    "summary": "All that a metric needs.", "definition": "Ones.", "formula": "1", "unit": "count",
    "direction": "higher", "grain": "month",
}  # fmt: skip
METRICS: dict[str, Any] = {
    "win-rate": {
        **LEAST, "name": "Win rate", "aliases": ["Closé ratio"], "unit": "percent", "leadership": True,
        "stages": ["won"], "operates": {"sales-ops": {}}, "governs": {"revops": {}},
    },
    "coverage": {
        **LEAST, "name": "Coverage", "formula": "metric:win-rate ÷ 2", "unit": "ratio",
        "stages": ["mql", "won"], "operates": {"revops": {}}, "parent": "win-rate",
    },
    "zeal": {**LEAST, "name": "Zeal", "status": "draft", "operates": {"sales-ops": {}}, "parent": "coverage"},
}  # fmt: skip
del METRICS["zeal"]["formula"]  # a draft may have none yet


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a built handbook of three metrics."""
    root = tmp_path_factory.mktemp("dictionary")
    write_handbook(root, {"functions": FUNCTIONS, "stages": STAGES, "metrics": METRICS})
    done = build(root, root / "out")
    assert done.returncode == 0, done.stderr
    with served(root / "out") as address:
        yield address


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def reader(new_page: NewPage, request: pytest.FixtureRequest) -> Page:
    return new_page(java_script_enabled=request.param)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def kept(profiles: Profiles, small: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The list of metrics, open for all tests that leave it as they found it."""
    options = {} if request.param else {"java_script_enabled": False}
    with profiles.kept(f"{small}/metrics/", 1440, 900, **options) as page:
        yield page


def see(page: Page, names: list[str]) -> None:
    """Wait until exactly these metrics are in sight, from top to bottom; fails after five seconds."""
    expect(page.locator("table.every th a:visible")).to_have_text(names)


# -- with and without script --


def test_all_metrics_stand_from_a_to_z(kept: Page) -> None:
    see(kept, ["Coverage", "Win rate", "Zeal"])


@pytest.mark.parametrize(
    ("choose", "left"),
    [
        ({"fn": "sales-ops"}, ["Win rate", "Zeal"]),
        ({"stage": "mql"}, ["Coverage"]),
        ({"stage": "won"}, ["Coverage", "Win rate"]),
        ({"unit": "percent"}, ["Win rate"]),
        ({"status": "draft"}, ["Zeal"]),
        ({"lead": "1"}, ["Win rate"]),
        ({"fn": "sales-ops", "status": "active"}, ["Win rate"]),
        ({"fn": "revops", "stage": "won", "unit": "ratio"}, ["Coverage"]),
        ({"unit": "percent", "status": "draft"}, []),
    ],
)
def test_facets_narrow_the_list_with_or_without_script(
    kept: Page, choose: dict[str, str], left: list[str]
) -> None:
    for name, value in choose.items():
        control = kept.locator(f"[data-dict] [name={name}]").first
        if control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(value)
        else:
            kept.locator(f"[data-dict] [name={name}][value='{value}']").check()
    for width in (390, 1280):  # a narrow screen makes the rows blocks
        kept.set_viewport_size({"width": width, "height": 900})
        see(kept, left)
    kept.locator(".facets [type=reset]").click()
    see(kept, ["Coverage", "Win rate", "Zeal"])


def test_a_box_that_nothing_reads_is_not_shown_without_script(new_page: NewPage, small: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{small}/metrics/")
    assert not page.locator("#d-q").is_visible()


# -- what script adds --


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("win", ["Coverage", "Win rate"]),  # by name, and by what it is made of
        ("WIN RATE", ["Coverage", "Win rate"]),
        ("close ratio", ["Win rate"]),  # another name, without its accent
        ("metric:", ["Coverage"]),
        ("zeal win", []),
        ("  ", ["Coverage", "Win rate", "Zeal"]),
        ("<b>", []),
    ],
)
def test_typing_finds_by_name_other_name_and_formula(
    profiles: Profiles, small: str, typed: str, left: list[str]
) -> None:
    count = f"{len(left)} of 3 metrics" if len(left) < 3 else "3 metrics"
    with profiles.kept(f"{small}/metrics/", 1440, 900) as page:
        page.locator("#d-q").press_sequentially(typed)
        see(page, left)
        assert page.locator("[role=status]#found").inner_text() == count
        assert page.locator("#nothing").is_visible() is (left == [])
        page.locator("#d-q").clear()
        see(page, ["Coverage", "Win rate", "Zeal"])


def test_a_formula_is_shown_only_where_it_is_why_the_metric_was_found(page: Page, small: str) -> None:
    page.goto(f"{small}/metrics/")
    assert page.locator(".fx:visible").count() == 0
    page.locator("#d-q").press_sequentially("win")
    assert page.locator(".fx:visible").all_inner_texts() == ["metric:win-rate ÷ 2"]


def test_the_address_keeps_what_was_chosen_and_restores_it(page: Page, small: str) -> None:
    page.goto(f"{small}/metrics/")
    page.locator("#d-q").press_sequentially("win")
    page.locator("[name=stage]").select_option("won")
    page.locator("#lead").check()
    page.wait_for_url("**/metrics/?q=win&stage=won&lead=1")
    page.reload()
    see(page, ["Win rate"])
    assert page.locator("#d-q").input_value() == "win"
    page.locator(".facets [type=reset]").click()
    page.wait_for_url("**/metrics/")


def test_the_search_of_the_site_leaves_this_address_alone(page: Page, small: str) -> None:
    """Material opens its own search on any page whose address has `?q=`."""
    page.goto(f"{small}/metrics/?q=win&fn=revops")
    page.wait_for_timeout(500)
    assert not page.locator("#__search").is_checked()
    assert page.locator("[data-md-component=search-query]").input_value() == ""
    see(page, ["Coverage", "Win rate"])
    assert page.url.endswith("/metrics/?fn=revops&q=win") or page.url.endswith("?q=win&fn=revops")


@pytest.mark.parametrize("query", ["?stage=gone&unit=&status=%22&fn=nobody&lead=0", "?q=&fn=all"])
def test_an_address_with_values_that_are_not_there_shows_everything(
    page: Page, small: str, query: str
) -> None:
    page.goto(f"{small}/metrics/{query}")
    see(page, ["Coverage", "Win rate", "Zeal"])


def test_letters_lead_to_the_first_metric_in_sight(page: Page, small: str) -> None:
    page.goto(f"{small}/metrics/")
    assert page.locator(".letters a:visible").all_inner_texts() == ["C", "W", "Z"]
    page.locator("[name=status]").select_option("draft")
    assert page.locator(".letters a:visible").all_inner_texts() == ["Z"]


def test_enter_opens_the_only_metric_left(page: Page, small: str) -> None:
    page.goto(f"{small}/metrics/")
    page.locator("#d-q").press_sequentially("zeal")
    page.locator("#d-q").press("Enter")
    page.wait_for_url("**/metrics/zeal/")


# -- the hierarchy --


def test_the_hierarchy_nests_and_shows_owner_and_unit(reader: Page, small: str) -> None:
    reader.goto(f"{small}/metrics/")
    reader.get_by_role("link", name="As a hierarchy").click()
    reader.wait_for_url("**/metric-hierarchy/")
    top = reader.locator(".htree > li")
    assert top.locator("> .hrow h2 a").all_inner_texts() == ["Win rate"]
    nested = top.locator("> ul > li")
    assert nested.locator("> .hrow .what a").all_inner_texts() == ["Coverage"]
    assert nested.locator("> ul > li > .hrow .what a").all_inner_texts() == ["Zeal"]
    row = reader.locator("#coverage")
    assert row.locator(".who").inner_text() == "RevOps"
    assert row.locator(".unit").inner_text() == "Ratio"


def test_a_hierarchy_of_nothing_and_of_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    empty = handbook_site(check(write_handbook(tmp_path / "none", {})).book, ())
    assert "No metric is defined yet" in html_of(empty, "metric-hierarchy/")
    alone = {"metrics": {"a": {**LEAST, "name": "A"}}}
    one = handbook_site(check(write_handbook(tmp_path / "one", alone)).book, ())
    assert "1, each on its own" in html_of(one, "metric-hierarchy/")


# -- facets --


def test_an_id_that_is_no_word_never_reaches_the_stylesheet() -> None:
    css = facets.rule("stage", 'a"]{} body{display:none} [x="')
    assert css == ""


# -- weight --


def test_the_first_view_of_a_hundred_metrics_is_light(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = {f"metric-{at:03}": hundredth(at) for at in range(100)}
    write_handbook(tmp_path, {"functions": FUNCTIONS, "stages": STAGES, "metrics": metrics})
    done = build(tmp_path, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    page = tmp_path / "out" / "metrics" / "index.html"
    html = page.read_text(encoding="utf-8")
    assert html.count('class="row"') == 100
    asked = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"|<script[^>]*src="([^"]+)"', html)
    files = [page, *(page.parent.joinpath(one or other).resolve() for one, other in asked)]
    assert {"dictionary.js", "handbook.css"} <= {each.name for each in files}
    sizes = {each.name: len(gzip.compress(each.read_bytes(), mtime=0)) for each in files}
    with capsys.disabled():
        print(f"\nfirst view of 100 metrics: {sum(sizes.values()):,} bytes compressed of {MOST:,}: {sizes}")
    assert sum(sizes.values()) <= MOST


def hundredth(at: int) -> dict[str, Any]:
    """A metric with as many words as one of the starter's, hardly two alike."""
    words = [f"w{at * 37 + place * 11:x}" for place in range(60)]
    return {
        **LEAST,
        "name": f"Metric {' '.join(words[:2])}",
        "summary": f"{' '.join(words[2:14])}.",
        "formula": f"count(field:{words[14]} where field:{words[15]} = x) ÷ count(field:{words[16]})",
        "aliases": [" ".join(words[20 + 3 * turn : 23 + 3 * turn]) for turn in range(3)],
        "unit": ("percent", "days", "count")[at % 3],
        "leadership": at % 12 == 0,
        "stages": [("mql", "won")[at % 2]],
        "operates": {"sales-ops": {}},
        "governs": {"revops": {}},
        **({"parent": f"metric-{at // 2:03}"} if at else {}),
    }
