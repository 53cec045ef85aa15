"""`make screenshots`: build the handbook, serve it here, and take the guide's pictures in light and dark."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import comment_samples  # noqa: E402 - a script beside it
import demo_repository  # noqa: E402 - a script beside it
import map_samples  # noqa: E402 - a script beside it
import sick  # noqa: E402 - a script beside it
from browsing import chromium, launched  # noqa: E402 - a script beside it
from building import ROOT  # noqa: E402 - a script beside it
from serving import served  # noqa: E402 - a script beside it

PICTURES = ROOT / "docs" / "guide" / "pictures"
PAGES = {
    "home": "",
    "lifecycle": "lifecycle/",
    "decisions": "decisions/",
    "metric": "metrics/pipeline-coverage/",
    "function": "functions/revops/",
    "decide": "decide/?change=stage:mql",
    "changes": "change-log/",
    "history": "stages/mql/#history",
    "health": "health/",
    "readings": "metrics/mql-volume/#readings",
    "readings-sources": "metrics/net-retention/#readings",
}
READINGS: tuple[tuple[str, int, Literal["screen", "print"]], ...] = (
    ("phone", 390, "screen"),
    ("print", 718, "print"),
)
SICK = {"health-sick": "health/"}  # of the sick copy
DAY = "1795132800"  # 20 November 2026, at the end of the story
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZE: ViewportSize = {"width": 1280, "height": 860}
MOST_BYTES = 250_000


def build(target: Path, changed: Mapping[str, str] = MappingProxyType({})) -> None:
    """Build the handbook with two years of history into `target`, some of its files changed.

    Ends here when that fails.
    """
    book = target.parent / "revenue-handbook"
    demo_repository.build(book)
    for path, text in changed.items():
        (book / path).write_text(text, encoding="utf-8")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": DAY}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(target)]
    subprocess.run(command, cwd=book, env=environment, check=True)


def take(browser: Browser, address: str, pages: Mapping[str, str] = MappingProxyType(PAGES)) -> list[Path]:
    """A picture of some pages in every scheme; returns the files."""
    taken = []
    for scheme in SCHEMES:
        context = browser.new_context(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        for name, url in pages.items():
            answer = page.goto(f"{address}/{url}")
            if answer is None or not answer.ok:
                raise SystemExit(f"/{url} does not answer")
            page.evaluate("() => document.fonts.ready")
            path = PICTURES / f"{name}-{scheme}.png"
            page.screenshot(path=path, animations="disabled")
            taken.append(path)
        context.close()
    return taken


def take_readings(browser: Browser, address: str) -> list[Path]:
    """The readings of a metric on a phone, and as they are printed on A4; returns the files."""
    taken = []
    for name, width, media in READINGS:
        page = browser.new_page(viewport={"width": width, "height": 860})
        page.emulate_media(media=media)
        page.goto(f"{address}/{PAGES['readings']}", wait_until="networkidle")
        path = PICTURES / f"readings-{name}.png"
        page.locator("#readings").scroll_into_view_if_needed()
        page.screenshot(path=path, animations="disabled")
        taken.append(path)
        page.close()
    return taken


def take_maps(browser: Browser) -> list[Path]:
    """A picture of every sample of the lifecycle map in every scheme; returns the files."""
    taken = []
    page = browser.new_page(viewport={"width": 1340, "height": 860})
    for name in map_samples.SAMPLES:
        for scheme in SCHEMES:
            page.set_content(map_samples.document(name, scheme))
            path = PICTURES / f"map-{name}-{scheme}.png"
            page.locator("figure").screenshot(path=path)
            taken.append(path)
    page.close()
    return taken


def take_comments(browser: Browser) -> list[Path]:
    """A picture of every sample of a review's comment in every scheme; says how long each is."""
    taken = []
    page = browser.new_page(viewport={"width": 940, "height": 900})
    for number in comment_samples.SAMPLES:
        text = comment_samples.comment(number)
        print(f"a comment on {number} changed: {len(text)} characters")
        for scheme in SCHEMES:
            page.set_content(comment_samples.document(text, scheme))
            path = PICTURES / f"comment-{number}-{scheme}.png"
            page.screenshot(path=path)
            taken.append(path)
    page.close()
    return taken


def main() -> None:
    """Build, serve, take, and say how large the pictures are."""
    path = chromium()
    if not path:
        raise SystemExit("no chromium found: `make browser` installs one, REMIT_CHROMIUM names another")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        with served(Path(folder) / "site") as address, launched(path) as browser:
            taken = [
                *take(browser, address),
                *take_readings(browser, address),
                *take_maps(browser),
                *take_comments(browser),
            ]
        build(Path(folder) / "sick", sick.changed())
        with served(Path(folder) / "sick") as address, launched(path) as browser:
            taken += take(browser, address, SICK)
    for picture in taken:
        size = picture.stat().st_size
        print(f"{picture.relative_to(ROOT)}  {size // 1000} kB")
        if size > MOST_BYTES:
            raise SystemExit(f"{picture.name} is larger than {MOST_BYTES // 1000} kB")


if __name__ == "__main__":
    main()
