"""Systems: the tools that hold revenue data, and what each is the truth for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from remit.handbook import Definition
from remit.insight.metrics.dictionary import functions_of, parties
from remit.insight.systems import Place, areas, category, connections, places_in, stages_shown
from remit.insight.used import by_name, used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.pages.systems.fields import short
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

# Told in sections of their own, so not once more under "Where it is used".
TOLD = ("field-in", "integrates-with", "marker-in", "measured-in")
WAYS: Mapping[str, str] = {"to": "Sends to it", "from": "Receives from it", "both": "Both ways"}


# -- one system --


def page(site: Site, definition: Definition) -> Page:
    """The page of one system."""

    def make(page: Page) -> Body:
        shown: dict[str, Any] = {
            "truth": definition.targets("truth-for"),
            "places": places_in(definition),
            "connections": connections(definition),
            "marked": stages_shown(definition),
            "metrics": by_name({edge.source for edge in definition.by("measured-in")}),
            "used": used_in(definition, TOLD),
        }
        headings = tuple(_headings(definition, shown))
        html = site.render(
            "pages/systems/system.html", page,
            definition=definition, category=category(definition), ways=WAYS,
            groups=_grouped(shown["places"][:MOST]), headings=headings, has={each.id for each in headings},
            **shown,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, shown)))

    return definition_page(site, definition, make)


def _headings(system: Definition, shown: Mapping[str, Sequence[object]]) -> Iterable[Heading]:
    sections = (
        ("truth", "Source of truth for", True),
        ("owners", "Owners", bool(operating(system) or governing(system))),
        ("integrations", "Integrations", bool(shown["connections"])),
        ("stages", "Stages it marks", bool(shown["marked"])),
        ("fields", "Fields", bool(shown["places"])),
        ("metrics", "Metrics measured from it", bool(shown["metrics"])),
        ("used", "Where it is used", bool(shown["used"])),
        ("notes", "Notes", bool(system.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _grouped(places: Sequence[Place]) -> list[tuple[Definition | None, list[Place]]]:
    """Places in the order they come in, by the entity of their field."""
    grouped = groupby(places, key=lambda place: place.field.target("field-of"))
    return [(entity, list(found)) for entity, found in grouped]


def _entries(site: Site, system: Definition, shown: Mapping[str, Any]) -> Iterator[Entry]:
    yield site.entry(system, category(system), system.get("product", ""))
    if shown["truth"] or system.get("truth-notes"):
        text = f"{short(shown['truth'])}\n{site.plain(system.get('truth-notes', ''))}".strip()
        yield Entry("truth", f"{system.name}: source of truth", text)
    if shown["connections"]:
        names = ", ".join(each.system.name if each.system else each.name for each in shown["connections"])
        yield Entry("integrations", f"{system.name}: integrations", names)


# -- all systems --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all systems."""

    def make(page: Page) -> Body:
        systems = by_name(site.book.all(kind.id))
        found = areas(systems)
        html = site.render(
            "pages/systems/systems.html", page, kind=kind, areas=found, category=category,
            parties=parties(site.book, systems), functions_of=functions_of,
        )  # fmt: skip
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{short(systems)}"),))

    return collection_page(site, kind, make)
