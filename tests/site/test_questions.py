"""What readers ask: every way from the first page to an answer, gone in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest

from depth import part_of
from reader_questions import PAGE, document, questions

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browsing import Profiles

ASKED = questions()
# One of each side and each way, and all when deep.
GONE = part_of(ASKED, form=lambda asked: (asked["asks"], "search" in asked))
FIRST = 5  # so many results of a search are looked at
# The smallest elements that hold the words, in the page's own part: one of them must be there to be seen.
SEEN = """words => {
  const holds = element => (element.innerText ?? element.textContent).replace(/\\s+/g, " ").includes(words);
  const shown = element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility({opacityProperty: true, visibilityProperty: true}) &&
      box.width > 4 && box.height > 4;
  };
  const seen = element => {
    const parts = [...element.children].filter(holds);
    return parts.length ? parts.some(seen) : shown(element);
  };
  return [...document.querySelectorAll(".md-content")].filter(holds).some(seen);
}"""


@pytest.fixture
def page(profiles: Profiles) -> Iterator[Page]:
    with profiles.opened(1312, 900) as opened:
        yield opened


def click(page: Page, name: str) -> Page:
    """Click the first link of that name that is there to be seen, and go where it leads in a page beside."""
    links = page.get_by_role("link", name=re.compile(rf"^\s*{_loose(name)}\s*$")).filter(visible=True)
    assert links.count(), f"no link {name!r} on {page.url}"
    return beside(page, links.first)


def beside(page: Page, link: Locator) -> Page:
    """The page that a link opens, so that the one it stands on need not be loaded for the next question."""
    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    opened.value.set_viewport_size({"width": 1312, "height": 900})
    opened.value.wait_for_url(re.compile("^http"), wait_until="domcontentloaded")  # it begins as a blank page
    return opened.value


def _loose(name: str) -> str:
    """A pattern for a name whose white space and commas may stand otherwise: its words are what counts."""
    return r"\s*".join(re.escape(word) for word in name.split())


def look_up(page: Page, typed: str, title: str) -> Page:
    """Type into the search, and click the result of that title if it is among the first."""
    page.keyboard.press("/")
    page.keyboard.type(typed)
    results = page.locator(".md-search-result__item > .md-search-result__link")
    results.first.wait_for(timeout=20_000)
    page.wait_for_timeout(400)  # results change while the last letters come in
    titles = [" ".join(text.split()) for text in results.locator("h1").all_inner_texts()][:FIRST]
    assert title in titles, f"{typed!r} finds {titles}"
    return beside(page, results.nth(titles.index(title)))


@pytest.mark.parametrize("asked", GONE, ids=lambda asked: asked["question"])
def test_an_answer_is_two_clicks_or_a_search_and_a_click_away(
    profiles: Profiles, server: str, asked: Mapping[str, Any]
) -> None:
    base = server
    with ExitStack() as opened:
        if "search" in asked:  # a search is opened once
            page = opened.enter_context(profiles.opened(1312, 900))
            page.goto(f"{base}/", wait_until="domcontentloaded")
            page = opened.enter_context(closing(look_up(page, asked["search"], asked["result"])))
        else:
            page = opened.enter_context(profiles.kept(f"{base}/", 1312, 900))
            assert 1 <= len(asked["click"]) <= 2
            for name in asked["click"]:
                page = opened.enter_context(closing(click(page, name)))
        at = page.url.removeprefix(f"{base}/")
        assert re.split("[?#]", at)[0] == asked["page"]
        assert asked["answer"]
        unseen = [words for words in asked["answer"] if not page.evaluate(SEEN, words)]
    assert unseen == []


def test_words_that_are_hidden_do_not_count(page: Page) -> None:
    """The control: what the other tests would call seen must be there to be seen."""
    page.set_content(
        "<div class=md-content><p>plain words</p>"
        "<details><summary>more</summary><p>folded words</p></details>"
        "<p style='visibility:hidden'>hidden words</p>"
        "<p style='position:absolute;width:1px;height:1px;overflow:hidden'>clipped words</p></div>"
    )
    seen = [kind for kind in ("plain", "folded", "hidden", "clipped") if page.evaluate(SEEN, f"{kind} words")]
    assert seen == ["plain"]


def test_there_are_twenty_questions_or_more_from_all_sides() -> None:
    assert len(ASKED) >= 20
    assert len({asked["question"] for asked in ASKED}) == len(ASKED)
    assert len({asked["asks"] for asked in ASKED}) >= 5


def test_the_page_of_questions_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(ASKED), "run `python tests/reader_questions.py`"
