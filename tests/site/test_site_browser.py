"""The built handbook in a real browser: every kind of page, both schemes, a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import browsing
from building import starter_site
from depth import part_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from browsing import NewPage

SITE = starter_site()


def one_of_each() -> dict[str, tuple[str, bool]]:
    """Every page that lists, and the first page of each kind of definition; with its tab, and if it lists."""
    first = {"" if page.in_nav else page.parent: page for page in reversed(SITE.pages)}
    shown = [*(page for page in SITE.pages if page.in_nav), *(first[parent] for parent in first if parent)]
    return {page.url: (page.section, page.in_nav) for page in shown}


GUIDE = ("guide", True)
FORMS = one_of_each() | dict.fromkeys(["guide/", "guide/reading/", "guide/questions/"], GUIDE)
PAGES = part_of(sorted(FORMS), form=FORMS.__getitem__)
# The page of conventions has all components in all states, and axe looks at it elsewhere.
LOOKED_AT = part_of(PAGES, form=lambda url: FORMS[url][0])
LOOKED_AT_DARK = part_of(LOOKED_AT, len(LOOKED_AT) // 2)
LOOKED_AT_ON_A_PHONE = part_of(LOOKED_AT, 3)
SHARES = 4  # the workers share the pages
STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1440, "height": 900}


class Watched:
    """A page that remembers what it asked for and what its console said."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.said: list[str] = []
        self.foreign: list[str] = []
        page.on(
            "console", lambda message: self.said.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self.requested)

    def requested(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def open(self, url: str) -> None:
        response = self.page.goto(f"{self.base}/{url}")
        assert response is not None
        assert response.status == 200, url


@pytest.fixture
def watched(page: Page, server: str) -> Watched:
    return Watched(page, server)


def violations(page: Page, options: dict[str, Any] | None = None) -> list[tuple[str, str, list[str]]]:
    """What axe finds on a page in which nothing moves."""
    page.add_style_tag(content=STILL)
    return browsing.violations(page, options)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_kind_of_page_in_both_schemes_and_on_a_phone(watched: Watched, share: int) -> None:
    """A heading, nothing for axe, no error, no foreign request, and no page wider than a phone."""
    page, found, wide = watched.page, [], []
    for url in sorted(PAGES[share::SHARES], key=LOOKED_AT.__contains__):
        page.set_viewport_size(DESK if url in LOOKED_AT else PHONE)
        page.emulate_media(color_scheme="light")
        watched.open(url)
        assert page.locator("h1").count() == 1, url
        assert page.locator("h1").inner_text().strip(), url
        if url in LOOKED_AT:
            found += violations(page)
        if url in LOOKED_AT_DARK:
            page.emulate_media(color_scheme="dark")
            page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")  # as the button does
            found += violations(page, browsing.OF_COLOUR)
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(url)
        if url in LOOKED_AT_ON_A_PHONE:
            found += violations(page, browsing.OF_COLOUR if url in LOOKED_AT_DARK else None)
            page.evaluate("document.body.setAttribute('data-md-color-scheme', 'default')")
            found += violations(page)
    assert (found, wide, watched.said, watched.foreign) == ([], [], [], [])


def test_axe_finds_nothing_where_nothing_is_and_in_the_open_search(watched: Watched) -> None:
    page = watched.page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{watched.base}/404.html")
        assert violations(page) == []
        watched.open("")
        page.keyboard.press("/")
        page.keyboard.type("coverage")
        page.locator(".md-search-result__link").first.wait_for(timeout=20_000)
        assert violations(page) == []
    assert (watched.said, watched.foreign) == ([], [])


def test_an_answer_is_reached_with_the_keyboard_alone(watched: Watched) -> None:
    page = watched.page
    watched.open("")
    focused = "document.activeElement.innerText"
    visible = "document.activeElement.matches(':focus-visible')"
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(focused).strip() == "Which system is the truth for original source?":
            break
    else:
        pytest.fail("Tab does not come to what is often asked")
    assert page.evaluate(visible)
    page.keyboard.press("Enter")
    page.wait_for_url("**/fields/original-source/")
    page.get_by_text("Source of truth: Marketing automation.").wait_for()


@pytest.mark.parametrize(
    ("url", "words", "most"),
    [
        ("functions/marketing-ops/", "Not yours", 6),
        ("lifecycle/", "Closed-won", 6),
        ("decisions/", "Lead scoring criteria", 12),
    ],
)
def test_what_is_printed_has_its_words_and_not_the_theme(
    watched: Watched, url: str, words: str, most: int
) -> None:
    page = watched.page
    watched.open(url)
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= most
    page.emulate_media(media="print")
    assert page.get_by_text(words).filter(visible=True).count()
    for theirs in (".md-header", ".md-tabs", ".md-footer", ".md-sidebar"):
        assert not page.locator(theirs).filter(visible=True).count(), theirs


def test_the_drawer_on_a_definition_page_lists_its_section(new_page: NewPage, server: str) -> None:
    page = new_page(360, 740)
    page.goto(f"{server}/metrics/win-rate/")
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_timeout(400)
    drawer = page.locator(".md-sidebar--primary")
    shown = [text for text in drawer.locator("a:visible").all_inner_texts() if text.strip()]
    assert any("Dashboards" in text for text in shown), shown
    assert any("Metric" in text for text in shown), shown


def test_search_finds_a_metric_by_its_alias(watched: Watched) -> None:
    watched.open("")
    watched.page.locator("[data-md-component=search-query]").focus()
    watched.page.keyboard.type("speed to lead")
    result = watched.page.locator(".md-search-result__link").first
    result.wait_for(timeout=10_000)
    links = watched.page.locator(".md-search-result__link")
    addresses = [links.nth(place).get_attribute("href") or "" for place in range(links.count())]
    assert any("metrics/time-to-first-touch/" in address for address in addresses), addresses
    assert watched.said == []


WITHOUT_SCRIPT = {
    "": ["Find a definition", "Which system is the truth for original source?"],
    "metrics/": [
        "Pipeline coverage",
        "Which share of the new-business deals that ended in the period we won.",
    ],
    "decisions/": ["Lead scoring criteria", "Forecast categories"],
    "decide/": ["A lifecycle stage, its rules or its markers", "None of these"],
    "changes/": ["MQL threshold raised to 65"],
    "in-plain-words/": ["Expect fewer MQLs from October, and more of them accepted."],
    "change-log/": ["as git tells it"],
    "lifecycle/": ["Closed-won to onboarding"],
    "terms/": ["speed to lead"],
}


def test_the_handbook_is_read_without_script(new_page: NewPage, server: str) -> None:
    page = new_page(java_script_enabled=False)
    unread = []
    for url, texts in WITHOUT_SCRIPT.items():
        page.goto(f"{server}/{url}")
        unread += [(url, text) for text in texts if not page.get_by_text(text).filter(visible=True).count()]
    page.goto(f"{server}/")
    page.get_by_role("link", name="Decisions").first.click()
    page.wait_for_url("**/decisions/")
    page.locator("a", has_text="Lead scoring").first.click()
    page.wait_for_url("**/decisions/lead-scoring**")
    assert unread == []
