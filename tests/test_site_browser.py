"""The built handbook in a real browser: every kind of page, both schemes, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from remit.checking import check
from remit.views import handbook_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
SITE = handbook_site(check(ROOT).book, ())
COLLECTIONS = [page.url for page in SITE.pages if page.in_nav]


def one_of_each() -> list[str]:
    """Every page that lists, and the first page of each kind of definition."""
    first: dict[str, str] = {}
    for page in SITE.pages:
        if not page.in_nav:
            first.setdefault(page.parent, page.url)
    return [*COLLECTIONS, *first.values()]


AXE_PAGES = [
    "", "lifecycle/", "metrics/", "metrics/pipeline-coverage/", "decisions/", "decisions/lead-scoring/",
    "functions/marketing-ops/", "stages/mql/", "handoffs/mql-to-sql/", "health/", "terms/", "guide/",
    "metric-hierarchy/", "blueprint/", "assessments/", "models/",
]  # fmt: skip


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
def watched(browser: Browser, server: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context.new_page(), server)
    context.close()


def test_every_kind_of_page_opens_without_an_error_or_a_foreign_request(watched: Watched) -> None:
    for url in one_of_each():
        watched.open(url)
        assert watched.page.locator("h1").count() == 1, url
        assert watched.page.locator("h1").inner_text().strip(), url
    assert watched.said == []
    assert watched.foreign == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_main_pages(browser: Browser, server: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for url in AXE_PAGES:
        page.goto(f"{server}/{url}")
        page.wait_for_timeout(100)
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            found.append((url, violation["id"], targets))
    context.close()
    assert found == []


def test_no_page_is_wider_than_a_phone(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wide = []
    for url in one_of_each():
        page.goto(f"{server}/{url}")
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(url)
    context.close()
    assert wide == []


def test_the_drawer_on_a_definition_page_lists_its_section(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{server}/metrics/win-rate/")
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_timeout(400)
    drawer = page.locator(".md-sidebar--primary")
    shown = [text for text in drawer.locator("a:visible").all_inner_texts() if text.strip()]
    context.close()
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


def test_the_handbook_is_read_without_script(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{server}/")
    page.get_by_role("link", name="Decisions").first.click()
    page.locator("a", has_text="Lead scoring").first.click()
    assert "decisions/lead-scoring" in page.url
    context.close()
