"""Definitions, tables and the map inside pages that people write themselves."""

# An author writes `{remit: metric:win-rate}` on a line of its own, or `{metric:win-rate}`
# inside a sentence. The braces are swapped for private-use marks before Markdown sees
# them (its attribute lists would eat them) and resolved in the HTML afterwards.

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup

from remit.diagnostics import did_you_mean
from remit.views import lifecycle
from remit.views.site import Body, Page, Site

_WRITTEN = re.compile(r"\{(remit: *[a-z0-9 :-]+|[a-z][a-z0-9-]*:[a-z0-9]+(?:-[a-z0-9]+)*)\}")
MARKED = re.compile("\ue000([^\ue000\ue001]*)\ue001")
_ALONE = re.compile("<p>\ue000remit: *([^\ue000\ue001]*)\ue001</p>")
_TAG = re.compile(r"(<[^>]*>)")
_QUIET = re.compile(r"<(/?)(code|pre|a|script|style)\b")

Complain = Callable[[str], None]


def protect(markdown: str) -> str:
    """The author's Markdown with our braces swapped for marks that no syntax reads."""
    return _WRITTEN.sub("\ue000\\1\ue001", markdown)


def author_page(url: str, title: str = "") -> Page:
    """Stands for a page that an author wrote, so that links can be made relative to it."""
    return Page(url=url, title=title, section="", make=lambda _: Body(Markup()))


def resolve(site: Site, page: Page, html: str, complain: Complain) -> str:
    """The author's HTML with every mark replaced; `complain` hears of what does not exist."""
    if "\ue000" not in html:
        return html
    html = _ALONE.sub(lambda match: _embed(site, page, match.group(1).strip(), complain), html)
    parts: list[str] = []
    quiet = 0
    for part in _TAG.split(html):
        if tag := _QUIET.match(part):
            quiet += -1 if tag.group(1) else 1
        if quiet or part.startswith("<"):
            parts.append(MARKED.sub(r"{\1}", part))
        else:
            parts.append(MARKED.sub(lambda match: _mention(site, page, match.group(1), complain), part))
    return "".join(parts)


def _mention(site: Site, page: Page, address: str, complain: Complain) -> str:
    link = site.link(page, address)
    if link is None:
        if address.partition(":")[0] in site.book.kinds.by_id:
            complain(f"`{{{address}}}` names no definition{_near(site, address)}")
        return f"{{{address}}}"
    return str(link)


def _embed(site: Site, page: Page, what: str, complain: Complain) -> str:
    """One embedded piece; what does not exist stays visible as it was written."""
    word, _, rest = what.partition(" ")
    kind = site.book.kinds.by_plural.get(rest.strip())
    definition = site.book.find(what)
    if definition is not None:
        return _framed(site.render("embed_card.html", page, marker=None, definition=definition))
    if word == "table" and kind is not None:
        rows = list(site.book.every(kind.id))
        owned = {"operates", "governs"} <= kind.properties.keys()
        return _framed(site.render("embed_table.html", page, marker=None, kind=kind, rows=rows, owned=owned))
    if what == "map":
        return _framed(site.render("embed_map.html", page, marker=None, **lifecycle.drawing(site, page)))
    complain(f"`{{remit: {what}}}` is neither a definition, `table …` nor `map`{_near(site, what)}")
    return f"<p>{{remit: {what}}}</p>"


def _framed(html: Markup) -> str:
    return f'<div class="r">\n{html}</div>'


def _near(site: Site, address: str) -> str:
    return did_you_mean(address, (str(definition.ref) for definition in site.book.definitions()))
