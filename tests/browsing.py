"""A browser for tests, pictures and benchmarks: finding it, starting it, and what axe says of a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NewPage(Protocol):
    """Opens a page of a size, in a fresh profile that takes Playwright's options."""

    def __call__(self, width: int = 1440, height: int = 900, **options: Any) -> Page: ...


def chromium() -> str | None:
    """The path of the Chromium that REMIT_CHROMIUM names, else of the system's; None where there is none."""
    named = os.environ.get("REMIT_CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else CHROMIUM_NAMES)), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """A headless Chromium, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(CHROMIUM_ARGS))
        yield browser
        browser.close()


def violations(page: Page, options: Mapping[str, Any] | None = None) -> list[tuple[str, str, list[str]]]:
    """What axe finds on a page: its address, the rule and the first three places, for each rule."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        (page.url, each["id"], [" ".join(map(str, node["target"])) for node in each["nodes"][:3]])
        for each in found.response["violations"]
    ]
