"""By keyboard: past the menu at once, and whoever goes on sees where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from test_site_browser import FORMS

from depth import DEEP, part_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browsing import NewPage

# The page of conventions shows parts side by side that no other page has so.
PAGES = part_of(sorted(set(FORMS) - {"", "decisions/", "conventions/"}), 3)
SIZES = {"desk": (1440, 900), "phone": (360, 740)}
STEPS = 60 if DEEP else 40  # of Tab; pages have up to a thousand links, of the same few kinds
# What has the focus; a box or a switch that is drawn by its label is looked at there.
FOCUSED = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const option = focused.matches(".md-option") && focused.parentElement.querySelector("label:not([hidden])");
  const unseen = focused.matches("input") && getComputedStyle(focused).opacity === "0";
  const stands = option || (unseen && focused.closest("label")) || focused;
  const at = stands.getClientRects()[0];
  const within = at && at.top >= -1 && at.top < innerHeight && at.left >= -1 && at.left < innerWidth;
  const shown = within && at.width > 1 && at.height > 1;
  const first = shown && [Math.min(at.width / 2, 20), Math.min(at.height / 2, 8)];
  const points = shown ? [first, [at.width / 2, at.height / 2]] : [];
  const above = points.map(([x, y]) => document.elementFromPoint(at.left + x, at.top + y)).filter(Boolean);
  const style = getComputedStyle(stands);
  const all = [style, getComputedStyle(stands, "::after")]; // all of a door is its link
  const drawn = focused.closest("svg") || all.some((each) => each.outlineStyle !== "none");
  const free = above.some((each) => stands.contains(each) || each.contains(stands));
  const name = focused.textContent.trim().slice(0, 30) || focused.outerHTML.slice(0, 60);
  return [name, Boolean(shown), Boolean(free), Boolean(drawn)];
}"""


def steps(page: Page) -> list[Any]:
    """What has the focus after each step of Tab, as far as a page goes."""
    found = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        if page.locator(".md-search__input:focus").count():
            page.wait_for_function("Boolean(window.remitFind.words)")  # the search has come, and is open
        if (focused := page.evaluate(FOCUSED)) is None:
            break
        found.append(focused)
    return found


@pytest.mark.parametrize("url", ["", "decisions/", *PAGES])
@pytest.mark.parametrize("size", SIZES)
def test_the_focus_is_seen_wherever_it_is(new_page: NewPage, server: str, size: str, url: str) -> None:
    """It is in sight, nothing lies over it, and it is drawn; the first step is the way past the menu."""
    page = new_page(*SIZES[size], reduced_motion="reduce")
    page.goto(f"{server}/{url}")
    found = steps(page)
    assert found[0][0] == "Skip to content"
    assert [each for each in found if each[1:] != [True, True, True]] == []


@pytest.mark.parametrize("url", ["", "decisions/", "metrics/arr/"])
def test_the_way_past_the_menu_leads_into_the_page(new_page: NewPage, server: str, url: str) -> None:
    page = new_page()
    page.goto(f"{server}/{url}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('.md-content'))")
