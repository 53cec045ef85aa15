"""What a reader waits for: files and bytes of the first view of a page, and whether it moves meanwhile."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from test_site_browser import FORMS

from browsing import settle
from depth import part_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
PAGES = [*ASKED, *part_of(sorted(FORMS), 12, form=lambda url: FORMS[url][0])]
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
