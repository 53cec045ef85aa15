"""On a phone: nothing is wider than the screen, no text is cut, and what is pressed has room for a finger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_site_browser import FORMS

from browsing import violations
from depth import part_of

if TYPE_CHECKING:
    from browsing import NewPage

LONG = "benchmarks/owned-attribution-and-routing/"  # three lines of the header
SOME = part_of(sorted(FORMS), 14)
PAGES = sorted({"", "terms/", "decisions/", LONG, *SOME})
# What fits the narrowest fits the other: there a third of the pages is looked at, all when deep.
SIZES = {"390 × 844": (390, 844), "360 × 640": (360, 640)}
LOOKED_AT = {"390 × 844": part_of(PAGES, len(PAGES) // 3), "360 × 640": PAGES}
# Text beyond the edge of what it is in, or of the screen, that nothing pushes into sight.
CUT = """() => {
  const found = [];
  const hidden = (style) => ["hidden", "clip"].includes(style);
  for (const each of document.querySelectorAll(".md-header__title, .md-header__title *, .md-content *")) {
    if (each.closest("svg, .vh") || !each.textContent.trim() || !each.checkVisibility()) continue;
    const style = getComputedStyle(each);
    const wide = hidden(style.overflowX) && each.scrollWidth > each.clientWidth + 1;
    const high = hidden(style.overflowY) && each.scrollHeight > each.clientHeight + 1;
    const drawn = each.clientWidth > 2 && each.clientHeight > 2; // else it is for screen readers
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = each.getBoundingClientRect();
    const beyond = own && (box.right > innerWidth + 1 || box.left < -1) && !pushed(each);
    const lost = beyond || (drawn && (wide || high));
    if (lost) found.push(`${each.className}: ${each.textContent.trim().slice(0, 40)}`);
  }
  return found;
  function pushed(each) {
    for (let at = each; at; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
      if (at.matches(".mean, .md-header__topic")) return true; // heard, or waits beside
    }
    return false;
  }
}"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_and_what_is_pressed_has_room_for_a_finger(
    new_page: NewPage, server: str, size: str
) -> None:
    page, wide, cut, small = new_page(*SIZES[size], reduced_motion="reduce"), [], [], []
    for url in LOOKED_AT[size]:
        page.goto(f"{server}/{url}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(url)
        small += violations(page, {"runOnly": ["target-size"]})  # while no row of letters lies over a link
        page.evaluate("scrollTo(0, 300)")  # the header has the title of the page now
        cut += [(url, each) for each in page.evaluate(CUT)]
    assert (wide, cut, small) == ([], [], [])


def test_all_letters_are_in_sight_and_the_words_that_they_lead_to_are_not_under_them(
    new_page: NewPage, server: str
) -> None:
    page = new_page(360, 640)
    page.goto(f"{server}/terms/")
    letters = page.locator(".az a")
    boxes = [box for place in range(letters.count()) if (box := letters.nth(place).bounding_box())]
    assert len(boxes) == letters.count() > 20
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    letters.nth(12).click()
    heading = page.locator(f"h2{letters.nth(12).get_attribute('href')}")
    row = page.locator(".az").bounding_box()
    box = heading.bounding_box()
    assert row
    assert box
    assert row["y"] + row["height"] <= box["y"] < 640


def test_what_people_come_for_is_on_the_first_screen(new_page: NewPage, server: str) -> None:
    page = new_page(390, 844)
    page.goto(f"{server}/")
    assert page.evaluate("document.querySelector('.door').getBoundingClientRect().bottom") <= 844
    assert page.evaluate(
        "document.querySelector('.doors').getBoundingClientRect().bottom"
        " < document.querySelector('.strip').getBoundingClientRect().top"
    )
    page.goto(f"{server}/system-functions/")
    page.wait_for_selector(".matrix.live")
    row, copy = page.locator(".mx tr.row").first.bounding_box(), page.locator("[data-copy]").bounding_box()
    assert row
    assert copy
    assert row["y"] < 640
    assert copy["y"] > row["y"], "what nobody comes for on a phone is below"


def test_choices_that_go_on_beyond_the_edge_fade_there_until_their_end(
    new_page: NewPage, server: str
) -> None:
    page = new_page(390, 844, reduced_motion="reduce")
    page.goto(f"{server}/decisions/")
    choices = page.locator(".tools .seg").first
    assert choices.evaluate("each => getComputedStyle(each).maskImage").startswith("linear-gradient")
    choices.evaluate("each => { each.scrollLeft = each.scrollWidth }")
    page.wait_for_function("getComputedStyle(document.querySelector('.tools .seg')).maskImage === 'none'")
