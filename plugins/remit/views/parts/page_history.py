"""The history at the end of every definition's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from markupsafe import Markup, escape

from remit import words
from remit.handbook import Definition, Ref
from remit.insight.changes import PastVersion, versions
from remit.views.site.site import Body, Heading, Page, Site

HEADING = Heading("history", "History")
MOST = 30  # versions on a page; `remit history` has all
WHOLE = 8  # of these with the whole definition as it was


def with_past(site: Site, definition: Definition, make: Callable[[Page], Body]) -> Callable[[Page], Body]:
    """A maker of a definition's page that puts its history at the end."""

    def made(page: Page) -> Body:
        body = make(page)
        if definition.ref not in site.history.entries:
            return body
        html = site.render(
            "parts/page_history.html", page, definition=definition, versions=_shown(site, definition),
            more=max(0, len(site.history.entries[definition.ref]) - MOST),
            short=words.medium_day, long=words.long_day, marker=None,
            instead=lambda address: former(site, page, address),
        )  # fmt: skip
        return replace(body, html=body.html + html, headings=(*body.headings, HEADING))

    return made


def former(site: Site, page: Page, address: str) -> Markup | None:
    """What an old text means by an address that nobody has today: its heir, or the name it had."""
    kind, _, id = address.partition(":")
    ref = site.history.today(Ref(kind, id))
    if heir := site.link(page.url, str(ref)):
        return heir
    for entry in reversed(site.history.entries.get(ref, ())):
        data = entry.change.new or entry.change.old or {}
        if isinstance(data.get("name"), str):
            return escape(data["name"])
    return None


def _shown(site: Site, definition: Definition) -> list[PastVersion]:
    """The versions that the page has, newest first; the data of some alone, of what holds now never."""
    found = list(islice(versions(site.book, site.history, definition), MOST))
    past = [place for place, version in enumerate(found) if version.until and version.data is not None]
    whole = past[:WHOLE]
    return [version if place in whole else replace(version, data=None) for place, version in enumerate(found)]
