"""A handbook under the settings that sites of MkDocs have: whole, and all that moves on its pages works."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import NewPage
from building import build
from depth import part_of
from planting import company
from remit.publish import verify
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Page


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
    section = page.locator("section[data-mx].live").first
    section.wait_for()
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
    page.wait_for_timeout(
        300
    )  # the theme closes the search a moment after a page was put in place of another
    page.keyboard.press("/")
    page.locator(".md-search__input:focus").wait_for()
    page.keyboard.type(typed)
    page.locator(".md-search-result__item h1", has_text=title).first.wait_for()
    page.keyboard.press("Escape")


# -- settings --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """Settings of MkDocs, beside those that every site of these tests has.

    `files` are further ones of the root, `adds` go to the end of files that are there. Of `finds` the first
    is typed into the search, the second the name of what must come. The site is published below the path
    `at`, and its address is told where `told`; where that is None, it is opened from the disk.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    adds: Mapping[str, str] = field(default_factory=dict)
    finds: tuple[str, str] = ("days to invoice", "Days to invoice")
    at: str | None = ""
    told: bool = True

    @property
    def instant(self) -> bool:
        return "navigation.instant" in self.settings.get("theme", {}).get("features", ())


def word(name: str, summary: str) -> Mapping[str, str]:
    """A term more, in another language."""
    return {"governance/terms.yaml": f"\nmore:\n  name: {name}\n  summary: {summary}\n"}


INSTANT = [
    "navigation.tabs",
    "navigation.instant",
    "navigation.instant.prefetch",
    "navigation.instant.progress",
]
SETTINGS: Mapping[str, Setting] = {
    "instant": Setting(
        {"theme": {"features": INSTANT, "language": "ar", "palette": {"primary": "teal"}}},
        at="book/2.0",
        adds=word("عميل محتمل", "شركة طلبت سعرا ولم تؤكد الطلب بعد."),
        finds=("عميل", "عميل محتمل"),
    ),
    "plain": Setting(told=False),
    "from-disk": Setting(at=None),
    "flat": Setting({"use_directory_urls": False}),
    "flat-instant": Setting({"use_directory_urls": False, "theme": {"features": INSTANT}}),
    "offline": Setting({"plugins": ["search", "remit", "offline"]}, at=None),
    "offline-first": Setting({"plugins": ["offline", "search", "remit"]}, at=None),
    "path": Setting(at="book/2.0/"),
    "german": Setting(
        {"theme": {"language": "de"}},
        adds=word("Kündigungsfrist", "So lange läuft ein größerer Vertrag noch, wenn ihn jemand kündigt."),
        finds=("kundigung", "Kündigungsfrist"),
    ),
    "french": Setting(
        {"theme": {"language": "fr"}},
        adds=word("Délai d’enlèvement", "Le temps que prend l’enlèvement d’une machine rendue."),
        finds=("delai enlevement", "Délai d’enlèvement"),
    ),
    "japanese": Setting(
        {"theme": {"language": "ja"}},
        adds=word("見込み客", "見積もりを頼んだが、まだ注文していない会社です。"),
        finds=("見込み", "見込み客"),
    ),
    "own-templates": Setting(
        {"theme": {"custom_dir": "overrides"}, "not_in_nav": "next.md", "draft_docs": "guide/later.md"},
        files={
            "overrides/main.html": '{% extends "base.html" %}{% block announce %}We move.{% endblock %}',
            "overrides/404.html": '{% extends "main.html" %}{% block content %}<h1>Lost</h1>{% endblock %}',
            "docs/guide/later.md": "# Later\n",
        },
    ),
    "palette": Setting(
        {
            "theme": {
                "palette": [{"scheme": "default", "primary": "red"}, {"scheme": "slate", "accent": "lime"}]
            }
        }
    ),
    "tags": Setting(
        {"plugins": ["search", "tags", "remit"]}, files={"docs/guide/t.md": "---\ntags: [one]\n---\n# T\n"}
    ),
    "blog": Setting(
        {
            "plugins": ["search", "blog", "remit"],
            "nav": [{"Blog": ["blog/index.md"]}, {"Guide": ["guide/intro.md"]}],
        },
        files={
            "docs/blog/index.md": "# Blog\n",
            "docs/blog/posts/one.md": "---\ndate: 2026-01-05\n---\n# One\n\nSeen.\n",
        },
    ),
}


def tour(page: Page, first: str, setting: Setting) -> None:
    """From the first page by clicks to pages of five kinds and back; what moves on each of them works.

    With instant navigation one page is loaded, and the others are put in its place.
    """
    page.goto(first)
    page.evaluate("window.loaded = 'once'")
    to_tab(page, "Metrics")
    dictionary(page)
    page.locator("table.every tbody tr:visible th a").first.click()
    definition(page)
    for tab, step in {"Decisions": matrix, "Lifecycle": map_of_stages}.items():
        to_tab(page, tab)
        step(page)
    found(page, *setting.finds)
    page.go_back()
    matrix(page)
    assert page.evaluate("window.loaded ?? ''") == ("once" if setting.instant else "")
    page.goto(first)
    page.locator("article a[href*=decide]").first.click()
    wizard(page)


def to_tab(page: Page, title: str) -> None:
    page.locator(".md-tabs__link", has_text=title).first.click()
    page.locator(".md-tabs__item--active", has_text=title).wait_for()


def _is_instant(name: Hashable) -> bool:
    return SETTINGS[str(name)].instant


@pytest.mark.parametrize("name", part_of(SETTINGS, form=_is_instant))
def test_a_site_is_whole_and_all_that_moves_works(name: str, tmp_path: Path, new_page: NewPage) -> None:
    setting = SETTINGS[name]
    with served(tmp_path / "host") as host:
        site = tmp_path / "host" / (setting.at or "")
        told = {"site_url": f"{host}/{setting.at}"} if setting.told and setting.at is not None else {}
        root = company(tmp_path / "book", **told, **setting.settings)
        for path, text in setting.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        for path, text in setting.adds.items():
            with (root / path).open("a", encoding="utf-8") as file:
                file.write(text)
        whole(root, site)
        page = new_page()
        said = watched(page)
        where = (site / "index.html").as_uri() if setting.at is None else f"{host}/{setting.at}"
        tour(page, where if where.endswith(("/", ".html")) else f"{where}/", setting)
        assert said == []
