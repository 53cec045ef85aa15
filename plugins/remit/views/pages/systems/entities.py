"""Entities: the records that all teams share, and what makes two of them the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit.handbook import Definition
from remit.insight.systems import fields_of, parent, truth, truths, type_of
from remit.insight.used import by_name, used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.pages.systems.fields import short
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

# Told in sections of their own, so not once more under "Where it is used".
TOLD = ("field-of", "entity-part-of", "truth-for")


def page(site: Site, definition: Definition) -> Page:
    """The page of one entity."""

    def make(page: Page) -> Body:
        own = fields_of(definition)
        used = used_in(definition, TOLD)
        headings = tuple(_headings(definition, own, used))
        html = site.render(
            "pages/systems/entity.html", page,
            definition=definition, fields=own, used=used, headings=headings,
            has={heading.id for heading in headings}, truth=truth(definition), parent=parent(definition),
            holds=by_name({edge.source for edge in definition.by("entity-part-of")} - {definition}),
            truths=truths, type_of=type_of,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, own)))

    return definition_page(site, definition, make)


def _headings(entity: Definition, own: Sequence[object], used: Sequence[object]) -> Iterable[Heading]:
    sections = (
        ("identity", "What counts as one record", True),
        ("owners", "Owners", bool(operating(entity) or governing(entity))),
        ("systems", "Held in", bool(entity.get("systems"))),
        ("fields", "Fields", bool(own)),
        ("used", "Where it is used", bool(used)),
        ("notes", "Notes", bool(entity.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _entries(site: Site, entity: Definition, own: Sequence[Definition]) -> Iterator[Entry]:
    yield site.entry(entity, entity["identity"], entity.get("deduplication", ""), entity.get("hierarchy", ""))
    if own:
        yield Entry("fields", f"{entity.name}: fields", short(own))


def collection(site: Site, kind: Kind) -> Page:
    """The page of all entities."""

    def make(page: Page) -> Body:
        rows = by_name(site.book.all(kind.id))
        html = site.render(
            "pages/systems/entities.html", page,
            kind=kind, rows=rows, fields_of=fields_of, truth=truth, parent=parent,
        )  # fmt: skip
        headings = tuple(Heading(row.id, row.name) for row in rows)
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)
