"""No test: pictures of two builds of the handbook side by side, the search, phones and paper.

    python tests/before_and_after.py SITE_BEFORE SITE_NOW

The site of before is built from an older commit, in a work tree of its own. Writes into the guide's pictures.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import chromium, launched
from screenshots import PICTURES
from serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = ("", "terms/", "decisions/", "functions/marketing-ops/")
PAPER = ("decisions/", "functions/marketing-ops/", "changes/", "rules/")
TYPED = "mql"
MOST_BYTES = 150_000
AS_WEBP = """async picture => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 0.6);
}"""


def search(browser: Browser, address: str) -> list[bytes]:
    """What is found for a word that many pages have."""
    page = browser.new_page(viewport={"width": 1100, "height": 640})
    page.goto(address)
    page.locator(".md-search__input").focus()
    page.keyboard.type(TYPED)
    page.locator(".md-search-result__item").first.wait_for()
    page.wait_for_timeout(500)
    taken = page.screenshot()
    page.close()
    return [taken]


def screens(page: Page, address: str, urls: Sequence[str]) -> list[bytes]:
    """What a page shows of each of some addresses; it is closed then."""
    taken = []
    for url in urls:
        page.goto(f"{address}/{url}", wait_until="networkidle")
        taken.append(page.screenshot())
    page.close()
    return taken


def phone(browser: Browser, address: str) -> list[bytes]:
    """The first screen of some pages on a phone."""
    page = browser.new_page(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    return screens(page, address, PHONE)


def paper(browser: Browser, address: str) -> list[bytes]:
    """The first sheet of some pages, as wide as A4 within its margins."""
    page = browser.new_page(viewport={"width": 718, "height": 900})
    page.emulate_media(media="print")
    return screens(page, address, PAPER)


def sheet(browser: Browser, before: list[bytes], now: list[bytes], width: int) -> bytes:
    """Two rows of pictures, each `width` pixels wide, as one picture."""
    page = browser.new_page(viewport={"width": (width + 16) * len(now) + 16, "height": 400})

    def row(title: str, pictures: list[bytes]) -> str:
        shown = "".join(
            f'<img width={width} src="data:image/png;base64,{base64.b64encode(each).decode()}">'
            for each in pictures
        )
        return f"<h2>{title}</h2><p>{shown}</p>"

    style = (
        "body,h2,p{margin:0 6px;font:14px sans-serif} img{margin:6px;border:1px solid #999} h2{padding:6px}"
    )
    page.set_content(f"<style>{style}</style>{row('Before', before)}{row('Now', now)}")
    whole = base64.b64encode(page.screenshot(full_page=True)).decode()
    written = str(page.evaluate(AS_WEBP, f"data:image/png;base64,{whole}"))
    page.close()
    return base64.b64decode(written.partition(",")[2])


def main() -> None:
    """Take and write them, and say how large they are."""
    path = chromium()
    if not path or len(sys.argv) != 3:
        raise SystemExit(__doc__)
    with served(Path(sys.argv[1])) as old, served(Path(sys.argv[2])) as new, launched(path) as browser:
        for name, take, width in (("search", search, 760), ("phone", phone, 300), ("print", paper, 320)):
            picture = sheet(browser, take(browser, old), take(browser, new), width)
            (PICTURES / f"{name}-before-and-now.webp").write_bytes(picture)
            print(f"{name}: {len(picture) // 1000} kB")
            if len(picture) > MOST_BYTES:
                raise SystemExit(f"the picture of {name} is larger than {MOST_BYTES // 1000} kB")


if __name__ == "__main__":
    main()
