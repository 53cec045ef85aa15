"""Paper: every kind of page as it is printed, its widths and its sizes of type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from test_site_browser import FORMS

from browsing import settle
from depth import part_of

if TYPE_CHECKING:
    from browsing import NewPage

# What print.css gives a page to stand on, between its margins, in CSS pixels (96 an inch).
SHEETS = {"auto": 688, "compact": 718, "wide": 1047, "vast": 1512}
LEAST = 8  # points
# Those that were hard to read once are always looked at.
HARD = [
    "changes/", "rules/", "boundaries/", "decisions/", "decisions/?all=1", "functions/sales-ops/",
    "lifecycle/", "conventions/", "guide/questions/",
]  # fmt: skip
PAGES = [*HARD, *part_of(sorted(set(FORMS) - set(HARD)), 12, form=lambda url: FORMS[url][0])]
# Texts that are too small, stand beyond the edge, or are broken after every letter or two.
MEASURE = """(least) => {
  const [small, cut, broken] = [[], [], []];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const within = text.parentElement;
    const words = text.data.trim();
    if (!words || within.closest("script, style, noscript, .vh")) continue;
    if (!within.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const lines = [...range.getClientRects()].filter((line) => line.width > 1 && line.height > 1);
    if (!lines.length) continue;
    const drawing = within.closest("svg");
    const wide = drawing?.viewBox.baseVal?.width;
    const scale = wide ? drawing.getBoundingClientRect().width / wide : 1;
    const points = parseFloat(getComputedStyle(within).fontSize) * scale * 0.75;
    if (points < least - 0.05) small.push([points.toFixed(1), words.slice(0, 30)]);
    if (Math.max(...lines.map((line) => line.right)) > innerWidth + 2) cut.push(words.slice(0, 30));
    if (lines.length > 4 && words.length < 4 * lines.length) broken.push(words.slice(0, 30));
  }
  return [small.slice(0, 5), cut.slice(0, 5), broken.slice(0, 5)];
}"""


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_printed_whole_and_in_eight_points_or_more(
    new_page: NewPage, server: str, url: str
) -> None:
    page = new_page(SHEETS["auto"], 1000)
    page.emulate_media(media="print")
    page.goto(f"{server}/{url}")
    sheet = page.evaluate("getComputedStyle(document.body).page")
    page.set_viewport_size({"width": SHEETS[sheet], "height": 1000})
    settle(page)  # on a busy machine the width is told before all is laid out for it
    assert page.evaluate(MEASURE, LEAST) == [[], [], []]
    # A browser makes all of a sheet smaller when something on it is wider.
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEETS[sheet]


@pytest.mark.parametrize(("url", "most"), [("changes/", 4), ("rules/", 60), ("decisions/", 6)])
def test_a_long_page_prints_on_as_few_sheets_as_it_needs(
    new_page: NewPage, server: str, url: str, most: int
) -> None:
    """A column whose words are not printed would leave the rest a strip of a letter or two."""
    page = new_page()
    page.goto(f"{server}/{url}")
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= most


def test_the_strip_of_the_first_page_lies_on_paper_in_few_lines(new_page: NewPage, server: str) -> None:
    page = new_page(SHEETS["auto"], 1000)
    page.emulate_media(media="print")
    page.goto(f"{server}/")
    tops = page.evaluate(
        "[...document.querySelectorAll('.strip li')]"
        ".map(each => Math.round(each.getBoundingClientRect().top))"
    )
    assert len(tops) == 11
    assert len(set(tops)) == 2


def test_a_sheet_says_of_which_handbook_it_is_and_which_one_it_is(new_page: NewPage, server: str) -> None:
    page = new_page()
    page.goto(f"{server}/terms/mql/")
    rules = page.evaluate(
        "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules])"
        ".filter(rule => rule instanceof CSSPageRule).map(rule => rule.cssText).join('')"
    )
    assert "Revenue handbook" in rules
    assert "counter(pages)" in rules


def test_an_address_outside_of_the_handbook_is_printed_behind_its_link(
    new_page: NewPage, server: str
) -> None:
    page = new_page()
    page.goto(f"{server}/terms/mql/")
    page.evaluate(
        "document.querySelector('.md-content p').innerHTML = '<a href=\"https://example.org/x\">Source</a>'"
    )
    after = "getComputedStyle(document.querySelector('.md-content p a'), '::after').content"
    assert "example.org" not in page.evaluate(after)
    page.emulate_media(media="print")
    assert "https://example.org/x" in page.evaluate(after)
