"""Named values: what each comes to, where its number stands, and everything that moves with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.amounts import amount_in
from remit.change.compare.grading import titles
from remit.change.compare.moves import HOLDS, HOME, moved_with
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.used import by_name, used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site
from remit.words import quantity

PLACES = (("at", HOME, "Stands at"), ("equals", HOLDS, "Must equal it"))


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """A property that holds the number for programs: what it says, and as what it stands there."""

    title: str
    definition: Definition
    trail: str
    says: str


def page(site: Site, value: Definition) -> Page:
    """The page of one value."""

    def make(page: Page) -> Body:
        places, used = list(_places(site, value)), used_in(value)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("owners", "Owners", bool(operating(value) or governing(value))),
                ("stands", "Where it stands as a number", bool(places)),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(value.get("notes"))),
            )
            if there
        )
        html = site.render(
            "pages/metrics/value.html", page,
            definition=value, amount=site.book.amounts.get(value.id), places=places, used=used,
            headings=headings, has={heading.id for heading in headings},
        )  # fmt: skip
        return Body(html, headings, (site.entry(value),))

    return definition_page(site, value, make)


def collection(site: Site, kind: Kind) -> Page:
    """The page of all values."""

    def make(page: Page) -> Body:
        html = site.render(
            "pages/metrics/values.html", page,
            kind=kind, rows=by_name(site.book.all(kind.id)), amounts=site.book.amounts, moved_with=moved_with,
        )  # fmt: skip
        return Body(html, entries=(Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def _places(site: Site, value: Definition) -> Iterator[TypedPlace]:
    currency = str(site.book.settings().get("company", {}).get("currency", ""))
    for name, relation, title in PLACES:
        said = value.get(name, {})
        for edge in value.to(relation):
            path: str = said[edge.path[-1]]
            held = amount_in(edge.target.data, path)
            trail = " · ".join(_trail(edge.target, path.split(".")))
            yield TypedPlace(title, edge.target, trail, quantity(*held, currency) if held else "")


def _trail(definition: Definition, path: Sequence[str]) -> Sequence[str]:
    return titles(definition.kind, path)
