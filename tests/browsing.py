"""A browser for tests, pictures and benchmarks: finding it, starting it, and what axe says of a page."""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# The first opens and draws a page in two thirds of the time: it has no windows.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # starting one costs more than most pages
)
# What a page can be told after it was opened: pages that differ in nothing else share a profile.
MEDIA = {"color_scheme", "forced_colors", "media", "reduced_motion"}
# A scheme changes colours and nothing else: in the dark only these rules of axe can say something new.
OF_COLOUR = {"runOnly": ["color-contrast", "link-in-text-block"]}


class NewPage(Protocol):
    """Opens a page of a size, without anything that another left, with Playwright's options."""

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


class Profiles:
    """Pages of one browser, whose profile is shared by all of the same options.

    In each a page of `home` stays open, whose process draws the others: `home` and whatever they show must
    have one host. What a page keeps in its profile goes when it is closed.
    """

    def __init__(self, browser: Browser, home: str) -> None:
        self._browser, self._home = browser, home
        self._profiles: dict[str, BrowserContext] = {}
        self._kept: dict[str, Page] = {}
        self._idle: defaultdict[str, list[Page]] = defaultdict(list)

    @contextmanager
    def opened(self, width: int, height: int, **options: Any) -> Iterator[Page]:
        """A page of a size, as if nobody had opened it before: to open one costs as much as to load it."""
        own = {name: value for name, value in options.items() if name not in MEDIA}
        idle = self._idle[json.dumps(own, sort_keys=True)]
        page = idle.pop() if idle else self._profile(own).new_page()
        page.set_viewport_size({"width": width, "height": height})
        if len(own) < len(options):
            page.emulate_media(**{name: value for name, value in options.items() if name in MEDIA})
        try:
            yield page
        finally:
            if page.url.startswith("http"):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
            if self._is_watched(page):
                page.close()
            else:
                page.mouse.move(-1, -1)
                page.goto("about:blank")
                page.emulate_media(
                    media="null", color_scheme="null", forced_colors="null", reduced_motion="null"
                )
                idle.append(page)

    @staticmethod
    def _is_watched(page: Page) -> bool:
        """Whether somebody listens to the page, which Playwright itself does for these two events only."""
        return not set(page._impl_obj.event_names()) <= {"close", "crash"}

    @contextmanager
    def kept(self, address: str, width: int, height: int, **options: Any) -> Iterator[Page]:
        """The page that stays open at an address: to load it costs more than all that is looked at in it.

        It comes of this size, at its top and as screens show it, and anew when it has another address now.
        What else is changed in it must be put back.
        """
        key = json.dumps([address, options], sort_keys=True)
        if key not in self._kept:
            self._kept[key] = self._profile(options).new_page()
        page = self._kept[key]
        if page.url != address:
            page.goto(address)
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        try:
            yield page
        finally:
            page.emulate_media(media="null")

    def _profile(self, options: Mapping[str, Any]) -> BrowserContext:
        key = json.dumps(options, sort_keys=True)
        if key not in self._profiles:
            self._profiles[key] = self._browser.new_context(**options)
            self._profiles[key].new_page().goto(self._home)
        return self._profiles[key]


def settle(page: Page) -> None:
    """Wait until the page has been drawn again: what observers of sizes change is changed then."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def violations(page: Page, options: Mapping[str, Any] | None = None) -> list[tuple[str, str, list[str]]]:
    """What axe finds on a page: its address, the rule and the first three places, for each rule."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page,
        options={"resultTypes": ["violations"], "preload": False, "reporter": "no-passes", **(options or {})},
    )
    return [
        (page.url, each["id"], [" ".join(map(str, node["target"])) for node in each["nodes"][:3]])
        for each in found.response["violations"]
    ]
