"""The history of a definition: its latest versions on its page, all of them on a page of their own."""

# A definition that was changed often is read for what it says now: what it said before, in full, is
# many times as long, and has its own page.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from remit import words
from remit.handbook import Definition, Ref
from remit.insight.changes import PastVersion, changed_in, versions
from remit.views.site.site import Body, Heading, Page, Site

HEADING = Heading("history", "History")
LATEST = 3  # versions on the page of a definition
MOST = 30  # versions on the page of its history; `remit history` has all
WHOLE = 8  # of these with the whole definition as it was


def with_past(site: Site, definition: Definition, make: Callable[[Page], Body]) -> Callable[[Page], Body]:
    """A maker of a definition's page that puts its latest versions at the end."""

    def made(page: Page) -> Body:
        body = make(page)
        if definition.ref not in site.history.entries:
            return body
        found = islice(versions(site.book, site.history, definition), LATEST)
        html = site.render(
            "parts/page_history.html", page, all=url(site, definition) if has_past(site, definition) else "",
            **_words(site, page, definition, [replace(each, data=None) for each in found]),
        )  # fmt: skip
        return replace(body, html=body.html + html, headings=(*body.headings, HEADING))

    return made


def url(site: Site, definition: Definition) -> str:
    """The address of the page of a definition's history."""
    return f"{site.url(definition)}history/"


def has_past(site: Site, definition: Definition) -> bool:
    """Whether a definition ever said something else."""
    return len(list(islice(filter(changed_in, site.history.entries.get(definition.ref, ())), 2))) > 1


def page(site: Site, definition: Definition) -> Page:
    """The page of a definition's history."""

    def make(page: Page) -> Body:
        known = sum(map(changed_in, site.history.entries[definition.ref]))
        html = site.render(
            "parts/history_page.html", page, more=max(0, known - MOST),
            **_words(site, page, definition, _shown(site, definition)),
        )  # fmt: skip
        return Body(html)

    return Page(
        url=url(site, definition),
        title=f"History of {definition.name}",
        section=definition.kind.section,
        make=make,
        parent=site.collection_url(definition.kind),
        source=definition.document.path,
        description=f"Each version of {definition.name}: what changed, who decided, what it said before.",
        listed=False,
    )


def _words(site: Site, page: Page, definition: Definition, found: list[PastVersion]) -> dict[str, Any]:
    """What the templates of versions need."""
    return {
        "definition": definition, "versions": found, "marker": None,
        "short": words.medium_day, "long": words.long_day,
        "instead": lambda address: former(site, page, address),
    }  # fmt: skip


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
