"""Definitions, tables, the map and the meaning of words inside pages that people write themselves."""

# An author writes `{remit: metric:win-rate}` on a line of its own, or `{metric:win-rate}`
# inside a sentence. The braces are swapped for private-use marks before Markdown sees
# them (its attribute lists would eat them) and resolved in the HTML afterwards.

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from markupsafe import Markup

from remit.diagnostics import did_you_mean
from remit.mentions import MENTIONED
from remit.views.parts.general_page import is_owned
from remit.views.parts.stage_map import drawing
from remit.views.site.known_words import WordMarker
from remit.views.site.site import Body, Page, Site

_WRITTEN = re.compile(rf"\{{remit: *[a-z0-9 :-]+\}}|{MENTIONED.pattern}")
BAR = "\ue002"  # between an address and its words: a table would end a cell there
MARKED = re.compile("\ue000([^\ue000\ue001]*)\ue001")
_ALONE = re.compile("<p>\ue000remit: *([^\ue000\ue001]*)\ue001</p>")
_TAG = re.compile(r"(<[^>]*>)")
_QUIET = re.compile(
    r"<(/?)(?:code|pre|kbd|a|script|style|svg|button|label|select|textarea)\b(?!.*/>\Z)", re.S
)
_UNMARKED = re.compile(r"<(/?)(?:h[1-6]|summary|figcaption|th)\b")

Complain = Callable[[str], None]


def protect(markdown: str) -> str:
    """The author's Markdown with our braces swapped for marks that no syntax reads."""
    return _WRITTEN.sub(lambda match: f"\ue000{match[0][1:-1].replace('|', BAR)}\ue001", markdown)


def author_page(url: str, title: str = "") -> Page:
    """Stands for a page that an author wrote, so that links can be made relative to it."""
    return Page(url=url, title=title, section="", make=lambda _: Body(Markup()))


def resolve(site: Site, page: Page, html: str, complain: Complain, *, marked: bool = True) -> str:
    """The author's HTML with every mark replaced, and known words explained when `marked`.

    `complain` hears of what is named and does not exist.
    """
    marker = site.marker(page)
    parts: list[str] = []
    quiet, marking = 0, marked
    for part in _TAG.split(html):
        if part.startswith("<"):
            if tag := _QUIET.match(part):
                quiet += -1 if tag.group(1) else 1
            elif tag := _UNMARKED.match(part):
                marking = marked and bool(tag.group(1))
        if quiet or part.startswith("<"):
            parts.append(as_written(part))
            continue
        # Odd pieces stood in braces.
        for place, piece in enumerate(MARKED.split(part)):
            if place % 2:
                if meant := site.book.find(piece.partition(BAR)[0]):
                    marker.saw(meant)
                parts.append(_said(site, page, piece, complain))
            else:
                parts.append(_marked(piece, marker) if marking else piece)
    html = _ALONE.sub(lambda match: _embed(site, page, match.group(1).strip(), complain), "".join(parts))
    meanings = marker.definitions(site.meaning)
    return as_written(html) + (site.framed(meanings) if meanings else "")


def as_written(html: str) -> str:
    """The marks as the author wrote them."""
    return MARKED.sub(r"{\1}", html).replace(BAR, "|")


def _said(site: Site, page: Page, said: str, complain: Complain) -> str:
    """A link, or what is put in when the whole text is made."""
    return f"\ue000{said}\ue001" if said.startswith("remit:") else _mention(site, page, said, complain)


def _marked(html: str, marker: WordMarker) -> str:
    """A piece of the author's text with known words marked; without any, to the letter as it was."""
    marked = marker(unescape(html))
    return marked if "<a " in marked else html


def _mention(site: Site, page: Page, written: str, complain: Complain) -> str:
    address, _, words = written.partition(BAR)
    link = site.link(page.url, address, unescape(words).strip())
    if link is None:
        if address.partition(":")[0] in site.book.kinds.by_id:
            complain(f"`{{{address}}}` names no definition{_near(site, address)}")
        return as_written(f"{{{written}}}")
    return str(link)


def _embed(site: Site, page: Page, what: str, complain: Complain) -> str:
    """One embedded piece; what does not exist stays visible as it was written."""
    word, _, rest = what.partition(" ")
    kind = site.book.kinds.by_plural.get(rest.strip())
    definition = site.book.find(what)
    if definition is not None:
        return site.framed(site.render("parts/embed_card.html", page, marker=None, definition=definition))
    if word == "table" and kind is not None:
        rows = list(site.book.every(kind.id))
        owned = is_owned(kind)
        return site.framed(
            site.render("parts/embed_table.html", page, marker=None, kind=kind, rows=rows, owned=owned)
        )
    lifecycle = site.book.get("lifecycle", rest.strip())
    if what == "map" or (word == "map" and lifecycle):
        shown = drawing(site, page, lifecycle)
        return site.framed(site.render("parts/embed_map.html", page, marker=None, **shown))
    complain(f"`{{remit: {what}}}` is neither a definition, `table …` nor `map`{_near(site, what)}")
    return f"<p>{{remit: {what}}}</p>"


def _near(site: Site, address: str) -> str:
    return did_you_mean(address, (str(definition.ref) for definition in site.book.definitions()))
