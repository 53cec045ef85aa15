"""The history at the end of every definition's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup, escape

from remit import words
from remit.handbook import Definition, Ref
from remit.views.parts.changes_told import Item, item
from remit.views.site.site import Body, Heading, Page, Site

HEADING = Heading("history", "History")
MOST = 30  # versions on a page; `remit history` has all
WHOLE = 8  # of these with the whole definition as it was


@dataclass(frozen=True, slots=True)
class Past:
    """One version: what changed, and the definition as it was from then on (None: not shown).

    `until` is the day of the next version that says something else, empty for what holds now;
    `read` holds the days on which somebody read it and changed nothing.
    """

    item: Item
    data: dict[str, Any] | None
    until: str = ""
    read: tuple[str, ...] = ()


def with_past(site: Site, definition: Definition, make: Callable[[Page], Body]) -> Callable[[Page], Body]:
    """A maker of a definition's page that puts its history at the end."""

    def made(page: Page) -> Body:
        body = make(page)
        if definition.ref not in site.history.entries:
            return body
        html = site.render(
            "parts/page_history.html", page, definition=definition, versions=versions(site, definition),
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
    if heir := site.link(page, str(ref)):
        return heir
    for entry in reversed(site.history.entries.get(ref, ())):
        data = entry.change.new or entry.change.old or {}
        if isinstance(data.get("name"), str):
            return escape(data["name"])
    return None


def versions(site: Site, definition: Definition) -> list[Past]:
    """The versions of a definition in words, newest first."""
    found: list[Past] = []
    until = ""
    read: list[str] = []
    for entry, data in site.history.versions(definition.ref, site.book.kinds):
        shown = item(site, entry, definition.ref)
        if shown.attested:
            read.append(shown.day)
            continue
        if len(found) == MOST:
            break
        whole = until and sum(past.data is not None for past in found) < WHOLE
        found.append(Past(shown, data if whole else None, until, tuple(read)))
        until = entry.since
        read = []
    return found
