"""All that a site holds beside its pages; the plugin and `remit render` only put it in place."""

# Two moments: what pages may link to is told before any page is made, what is made from pages after.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path, PurePosixPath

from remit.exports import calendar
from remit.publish import authored, css, feed, markdown_pages, redirects, scripts
from remit.publish.authored import Authored
from remit.publish.theme_styles import ThemeStyles
from remit.views import stylesheet
from remit.views.site import branding
from remit.views.site.site import Entry, Page, Site

ASSETS = Path(__file__).parent.parent / "assets"
FOLDER = "assets/remit"  # where they lie in the site
# A sheet or a folder of sheets each, in the order of the cascade; the handbook's own come last.
ONE_PAGE = "pages"  # the layer of what one page of the handbook alone has
STYLE_LAYERS = ("tokens", "theme", "components", "pages", "print")
HANDBOOK_SCRIPT = f"{FOLDER}/{scripts.FIRST}"
HANDBOOK_STYLES = f"{FOLDER}/handbook.css"
WRITTEN_STYLES = f"{FOLDER}/written.css"  # for pages that people write, with all that the theme has
ICON = f"{FOLDER}/logo.svg"
LLMS = "llms.txt"


@functools.cache
def own_styles(*layers: str) -> str:
    """The rules that every handbook has, of these layers, in the order of the cascade."""
    sheets = sorted(path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*.css"))
    return "".join(
        css.worked_out(
            _small,
            *(
                (ASSETS / sheet).read_text(encoding="utf-8")
                for sheet in sheets
                if sheet.partition("/")[0].removesuffix(".css") == layer
            ),
        )
        for layer in layers
    )


def _small(*sheets: str) -> str:
    return "".join(map(css.minified, sheets))


def before_pages(
    site: Site,
    base: str = "",
    *,
    docs: Path | None = None,
    theme: ThemeStyles | None = None,
    palette: object = None,
) -> Iterator[tuple[str, bytes]]:
    """(path in the site, content) of all that is known before any page is made, each path once.

    `base` is the site's address, empty when unknown; `docs` is the folder in which the handbook's own
    logo and icon lie. With the styles of a `theme` the sheets hold them too, and a page needs no other;
    `palette` is the theme's.
    """
    book = site.book
    own = dict(_pictures(site, docs)) if docs else {}
    yield from own.items()
    pictures = ((path.name, path.read_bytes()) for path in sorted(ASSETS.glob("*.svg")))
    for name, content in chain(scripts.files(ASSETS), pictures):
        if (path := f"{FOLDER}/{name}") not in own:
            yield path, content
    named = css.minified(stylesheet(book, branding.of_palette(palette)))
    rules = f"{own_styles(*STYLE_LAYERS)}{named}\n"
    yield HANDBOOK_STYLES, f"{theme.needed if theme else ''}{rules}".encode()
    if theme:
        shared = f"{own_styles(*(layer for layer in STYLE_LAYERS if layer != ONE_PAGE))}{named}\n"
        yield WRITTEN_STYLES, f"{theme.whole}{rules if theme.on_all else shared}".encode()
    if any(book.all("cadence")):
        yield calendar.NAME, calendar.feed(book).encode()
    if any(book.all("change")):
        yield feed.NAME, feed.feed(site, base)


def after_pages(
    site: Site,
    base: str = "",
    *,
    entries: Callable[[Page], Sequence[Entry]],
    twin: str = "",
    written: Sequence[Authored] = (),
    places: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """(path in the site, content) of all that is made from pages, each path once.

    `entries` gives what the body of a page says. `twin` is what a page's Markdown is called in the folder
    of its address; when it is empty, none is made. `written` are the pages of people, one of which may
    take the place of a page of ours; `places` says where in the site each page lies, by its file.
    """
    if twin:
        theirs = dict(authored.twins(site, written, places or {}))
        for page in filter(lambda each: each.listed, site.pages):
            if (path := site.addresses.twin(page.url, twin)) not in theirs:
                yield path, markdown_pages.twin(site, page, entries(page), file=twin).encode()
        yield from ((path, text.encode()) for path, text in theirs.items())
    listed = [(each.title, each.twin if twin else each.url) for each in written]
    yield LLMS, markdown_pages.llms(site, base, listed, file=twin).encode()
    for address, html in redirects.redirects(site, base):
        yield site.addresses.file(address), html.encode()


def _pictures(site: Site, docs: Path) -> Iterator[tuple[str, bytes]]:
    """The handbook's own logo and icon, as far as they lie below `docs`."""
    for path in branding.pictures(site.book.settings()).values():
        file = (docs / path).resolve()
        if ".." not in PurePosixPath(path).parts and file.is_relative_to(docs.resolve()) and file.is_file():
            yield path, file.read_bytes()
