"""A handbook under the settings that sites of MkDocs have: whole, and all that moves on its pages works."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from browsing import NewPage
from building import build
from planting import HANDBOOKS
from remit.publish import verify
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page

INTRO = "# Intro\n\n{remit: map}\n\n{remit: table metrics}\n\nSee [the next page](next.md).\n"


def company(root: Path, **settings: Any) -> Path:
    """A whole handbook with two pages that people wrote, and with settings of MkDocs; returns its root."""
    shutil.copytree(HANDBOOKS["hire"] / "governance", root / "governance")
    guide = root / "docs" / "guide"
    guide.mkdir(parents=True)
    (guide / "intro.md").write_text(INTRO, encoding="utf-8")
    (guide / "next.md").write_text("# Next\n\nBack to [the intro](intro.md).\n", encoding="utf-8")
    config: dict[str, Any] = {
        "site_name": "Hire",
        "plugins": ["search", "remit"],
        "theme": {"name": "material", "font": False, "features": ["navigation.tabs"]},
        "extra": {"generator": False},
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    for name, value in settings.items():
        config[name] = {**config[name], **value} if isinstance(config.get(name), dict) else value
    (root / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")  # JSON is YAML
    return root


def whole(root: Path, site: Path) -> Path:
    """The site of a handbook: it builds strictly, and everything in it leads somewhere."""
    done = build(root, site, "--strict")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(verify.problems(site)) == []
    return site


def watched(page: Page) -> list[str]:
    """What a page says in its console from now on, and what fails on it."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda told: said.append(f"{page.url}: {told.text}") if told.type in {"error", "warning"} else None,
    )
    return said


# -- what moves on a page, by its heading ----------------------------------------------------------------


def dictionary(page: Page) -> None:
    """The list of metrics is searched as one types."""
    page.locator("form[data-dict] [name=q]").press_sequentially("refusal")
    page.locator("#found", has_text=" of ").wait_for()
    rows = page.locator("table.every tbody tr")
    assert 0 < rows.filter(visible=True).count() < rows.count()


def matrix(page: Page) -> None:
    """The matrix counts its rows, and filters them by class."""
    section = page.locator("section[data-mx]").first
    assert "live" in (section.get_attribute("class") or "")
    assert section.locator("[data-count]").inner_text()


def map_of_stages(page: Page) -> None:
    """The map's links are links."""
    assert page.locator("svg.wide a").first.is_visible()


def wizard(page: Page) -> None:
    """A definition is found, and who decides about it is told."""
    page.locator("#decide-what").press_sequentially("refusal")
    page.locator("#decide-list [role=option]").first.click()
    assert "decide" in page.locator("[data-answer]").inner_text()
    assert "change=" in page.url


def definition(page: Page) -> None:
    """A word is explained beside it."""
    page.locator("article a.word").first.hover()
    page.locator(".word-tip").wait_for()
    page.keyboard.press("Escape")


def found(page: Page, typed: str, title: str) -> None:
    """The search opens by its key, and its first result is what was meant."""
    page.locator("article").press("/")
    page.keyboard.type(typed)
    page.locator(".md-search-result__item h1", has_text=title).first.wait_for()
    page.keyboard.press("Escape")


STEPS: dict[str, Callable[[Page], None]] = {
    "metrics": dictionary,
    "decisions": matrix,
    "lifecycle": map_of_stages,
    "decide": wizard,
}


def test_with_instant_navigation_what_moves_works_on_every_page(tmp_path: Path, new_page: NewPage) -> None:
    """One page is loaded; all others are put in its place, by clicks, and on the way back."""
    with served(tmp_path / "site") as home:
        features = ["navigation.tabs", "navigation.instant"]
        root = company(tmp_path / "book", site_url=f"{home}/", theme={"features": features})
        whole(root, tmp_path / "site")
        page = new_page()
        said = watched(page)
        page.goto(f"{home}/")
        page.evaluate("window.loaded = 'once'")
        page.locator(".md-tabs__link", has_text="Metrics").click()
        page.wait_for_url("**/metrics/")
        dictionary(page)
        page.locator("table.every tbody tr:visible th a").first.click()
        page.wait_for_url("**/metrics/*/")
        definition(page)
        for tab, step in {"Decisions": matrix, "Lifecycle": map_of_stages}.items():
            page.locator(".md-tabs__link", has_text=tab).click()
            page.locator(".md-tabs__item--active", has_text=tab).wait_for()
            step(page)
        found(page, "days to invoice", "Days to invoice")
        page.go_back()
        page.locator(".md-tabs__item--active", has_text="Decisions").wait_for()
        matrix(page)
        assert page.evaluate("window.loaded") == "once"
        # a link in a drawing loads its page
        page.locator(".md-tabs__link", has_text="Lifecycle").click()
        page.locator("svg.wide a").first.click()
        page.wait_for_url("**/stages/*/")
        assert said == []
