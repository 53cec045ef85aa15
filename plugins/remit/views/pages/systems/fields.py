"""Fields that several teams share: where each lives, what it may hold, who may edit it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.handbook import Definition
from remit.insight.metrics.dictionary import functions_of, parties
from remit.insight.systems import by_entity, places, stages_by_value, truths, type_of, uses
from remit.insight.used import by_name, used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

# Told in sections of their own, so not once more under what else names it.
TOLD = ("marked-by", "requires", "carries", "made-of", "truth-for")


# -- one field --


def page(site: Site, definition: Definition) -> Page:
    """The page of one field."""

    def make(page: Page) -> Body:
        used = list(uses(definition))
        named = used_in(definition, TOLD)
        headings = tuple(_headings(definition, used or named))
        html = site.render(
            "pages/systems/field.html", page,
            definition=definition, headings=headings, has={each.id for each in headings},
            entity=definition.target("field-of"), truths=truths(definition), type_of=type_of,
            places=places(definition), marked=stages_by_value(definition), uses=used, named=named,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition)))

    return definition_page(site, definition, make)


def _headings(field: Definition, used: Sequence[object]) -> Iterable[Heading]:
    sections = (
        ("systems", "In systems", True),
        ("owners", "Owners", bool(operating(field) or governing(field))),
        ("values", "Allowed values", bool(field.get("values"))),
        ("edit", "Who may edit it", True),
        ("used", "Used by", bool(used)),
        ("notes", "Notes", bool(field.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _entries(site: Site, field: Definition) -> Iterable[Entry]:
    yield site.entry(field)
    # Not through `Site.entry`: underscores of an API name are no marks.
    lines = (
        f"{each.system.name if each.system else each.name}: {each.object} {each.api_name}"
        for each in places(field)
    )
    yield Entry("systems", f"{field.name}: in systems", "\n".join(lines))
    if values := field.get("values"):
        lines = (f"{value}: {site.plain(meaning)}" for value, meaning in values.items())
        yield Entry("values", f"{field.name}: allowed values", "\n".join(lines))


# -- all fields --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all fields, grouped by entity."""

    def make(page: Page) -> Body:
        fields = by_name(site.book.all(kind.id))
        found = by_entity(fields)
        headings = tuple(
            Heading(f"of-{group.entity.id}", group.entity.name) for group in found if group.entity
        )
        html = site.render(
            "pages/systems/fields.html", page,
            kind=kind, fields=fields, groups=found, truths=truths, type_of=type_of,
            parties=parties(site.book, fields), functions_of=functions_of,
        )  # fmt: skip
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def short(definitions: Sequence[Definition]) -> str:
    """The names of as many as a search entry should hold."""
    return ", ".join(each.name for each in definitions[:MOST])
