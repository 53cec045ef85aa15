"""The page of any definition and of any kind: what a kind gets without a view of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from remit.handbook import Definition
from remit.insight.used import used_in
from remit.schema import Kind
from remit.views.parts import asked, live, page_history
from remit.views.site.site import Body, Entry, Heading, Page, Site

Making = Callable[[Page], Body]

# Shown elsewhere on the page, not among the details.
COMMON = frozenset({
    "name", "summary", "aliases", "asked-as", "former-ids", "tags",
    "status", "deprecated", "review-every", "reviewed", "notes",
})  # fmt: skip
UNSOUND = Heading("not-readable", "Not readable yet")
OWNERSHIP = ("operates", "governs")  # what the parties play that stand in the cards of owners


def page(site: Site, definition: Definition) -> Page:
    """The generic page of one definition."""

    def make(page: Page) -> Body:
        ownership = frozenset().union(*map(definition.kind.playing, OWNERSHIP))
        details = {
            key: definition.data[key]
            for key in definition.kind.properties
            if key in definition.data and key not in COMMON and key not in ownership
        }
        owned = bool(ownership & definition.data.keys())
        used = used_in(definition)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("owners", "Owners", owned),
                ("details", "Details", bool(details)),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", "notes" in definition.data),
            )
            if there
        )
        html = site.render(
            "parts/general_page.html", page, definition=definition, details=details, owned=owned, used=used,
            headings=headings, above=above(site, page),
        )  # fmt: skip
        return Body(html, headings, (site.entry(definition),))

    return definition_page(site, definition, make)


def is_owned(kind: Kind) -> bool:
    """Whether definitions of a kind say who operates and who governs them."""
    return all(map(kind.playing, OWNERSHIP))


def above(site: Site, page: Page) -> str:
    """The title of the page above, as its tab says it."""
    return next((other.title for other in site.pages if other.url == page.parent), "")


def definition_page(site: Site, definition: Definition, make: Making, title: str = "") -> Page:
    """The frame of a single definition's page, for views that make their own body."""
    whole = asked.with_questions(site, definition, live.with_live(site, definition, make))
    return Page(
        url=site.url(definition),
        title=title or definition.name,
        section=definition.kind.section,
        make=page_history.with_past(site, definition, whole),
        parent=site.collection_url(definition.kind),
        source=definition.document.path,
        description=site.meaning(definition),
    )


def collection(site: Site, kind: Kind) -> Page:
    """The generic page that lists a kind."""

    def make(page: Page) -> Body:
        rows = list(site.book.all(kind.id))
        owned = is_owned(kind)
        html = site.render("parts/collection.html", page, kind=kind, rows=rows, owned=owned)
        return Body(html, entries=(Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def collection_page(site: Site, kind: Kind, make: Making, title: str = "") -> Page:
    """The frame of a kind's page, for views that make their own body; what does not fit stands at its end."""

    def whole(page: Page) -> Body:
        body, unsound = make(page), site.book.unsound(kind.id)
        if not unsound:
            return body
        html = site.render("parts/unsound.html", page, unsound=unsound, marker=None)
        return replace(body, html=body.html + html, headings=(*body.headings, UNSOUND))

    return Page(
        url=site.collection_url(kind),
        title=title or kind.titles,
        section=kind.section,
        make=whole,
        in_nav=True,
        description=kind.description,
    )


def sources(definitions: Sequence[Definition]) -> list[str]:
    """The files that definitions are written in, sorted."""
    return sorted({definition.document.path for definition in definitions})
