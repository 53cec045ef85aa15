"""What a reader waits for: files and bytes of the first view of a page, and whether it moves meanwhile."""

from __future__ import annotations

import gzip
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.utils import get_theme_dir
from test_site_browser import FORMS

from browsing import settle
from depth import DEEP, part_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browsing import NewPage

MOST_FILES = 6  # besides the page itself: styles, scripts and pictures
MOST_BYTES = 80_000  # of those, compressed
MOST_MOVED = 0.02  # layout shift, as browsers count it; above 0.1 it is felt
# With a question in the address, and with the heaviest scripts.
ASKED = [
    "decide/?change=stage:mql", "decide/?change=field:opportunity-stage", "decide/?kind=metric",
    "decisions/?fn=revops&words=1", "metrics/?q=win", "metrics/",
]  # fmt: skip
PAGES = [*ASKED, *part_of(sorted(FORMS), 6)]
PICTURES = "/pictures/"  # what people put into their pages is theirs
SIZES = {"desk": (1440, 900), "phone": (360, 740)}
# What moved since somebody last touched something, summed up.
WATCH = """
window.moved = 0; window.movers = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.moved += entry.value;
    window.movers.push(entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80) ?? ""));
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def settled(new_page: NewPage, server: str) -> Callable[[str, str], tuple[Page, set[str]]]:
    """Opens an address at a size, waits until nothing comes any more, and tells the files asked for."""

    def opened(url: str, size: str) -> tuple[Page, set[str]]:
        page = new_page(*SIZES[size])
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        page.add_init_script(WATCH)
        page.goto(f"{server}/{url}", wait_until="networkidle")
        settle(page)
        return page, {each.removeprefix(f"{server}/") for each in asked - {page.url}}

    return opened


@pytest.mark.parametrize("url", PAGES)
def test_the_first_view_is_light_and_stays_where_it_is(
    settled: Callable[[str, str], tuple[Page, set[str]]], site: Path, url: str
) -> None:
    for size in SIZES:
        page, asked = settled(url, size)
        assert page.evaluate("window.moved") <= MOST_MOVED, (size, page.evaluate("window.movers"))
        sizes = {
            name: len(gzip.compress((site / name).read_bytes(), mtime=0))
            for name in asked
            if PICTURES not in name
        }
        assert len(sizes) <= MOST_FILES, sizes
        assert sum(sizes.values()) <= MOST_BYTES, sizes


# How many times as long as a plain table of Material with as many elements.
MOST_TIMES = {"boundaries/": 3, "metrics/": 2.5}
LARGE = [*MOST_TIMES, *(["fields/", "decisions/", "metric-ownership/", "rules/", "terms/"] if DEEP else [])]
ELEMENTS = "document.querySelectorAll('body *').length"
# All styles are asked for anew, since all sizes are told in that of the root.
RESTYLE = """n => {
  document.documentElement.style.fontSize = `${120 + n}%`;
  return document.body.offsetHeight;
}"""


def plain_table(elements: int) -> str:
    """A page with the theme's own styles, whose one table has about so many elements."""
    sheets = Path(get_theme_dir("material")) / "assets" / "stylesheets"
    styles = "".join(next(sheets.glob(f"{name}.*.min.css")).read_text() for name in ("main", "palette"))
    row = "<tr><td><a href=#>a name</a></td>" + "<td>two words</td>" * 6 + "</tr>"
    return (
        f"<!doctype html><style>{styles}</style><body data-md-color-scheme=default><div class=md-content>"
        f"<article class=md-typeset><table>{row * (elements // 9)}</table></article></div>"
    )


def restyled(page: Page) -> Callable[[int], float]:
    """What measures the CPU seconds that the styles of a page take for each of its elements."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    elements = int(page.evaluate(ELEMENTS))

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "RecalcStyleDuration")

    def measured(turn: int) -> float:
        before = spent()
        page.evaluate(RESTYLE, turn)
        return (spent() - before) / elements

    return measured


@pytest.mark.parametrize("url", LARGE)
def test_the_styles_of_a_large_page_cost_little_more_than_those_of_a_plain_table(
    new_page: NewPage, server: str, url: str
) -> None:
    ours, plain = new_page(), new_page()
    ours.goto(f"{server}/{url}", wait_until="networkidle")
    elements = ours.evaluate(ELEMENTS)
    assert elements > 1400
    plain.set_content(plain_table(elements))
    # In turns: a machine changes its pace from one second to the next, for both alike.
    by_ours, by_plain = restyled(ours), restyled(plain)
    times = [by_ours(turn) / by_plain(turn) for turn in range(9)]
    assert statistics.median(times) <= MOST_TIMES.get(url, 3), times
