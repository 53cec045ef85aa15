"""Systems: the tools that hold revenue data, and what each is the truth for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from remit.handbook import Definition
from remit.insight import lifecycle
from remit.insight.lifecycle import Marker
from remit.insight.related import one, targets
from remit.schema import Kind
from remit.views.pages.metrics import metrics
from remit.views.pages.systems import fields
from remit.views.pages.systems.fields import Place
from remit.views.parts.general_page import collection_page, definition_page, used_in
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

# category → words; groups on the page are areas, for most categories hold a single tool.
AREAS: Mapping[str, Mapping[str, str]] = {
    "Customers and deals": {
        "crm": "CRM",
        "cs-platform": "customer success platform",
        "support": "support",
        "sales-engagement": "sales engagement",
        "cpq": "quotes and prices (CPQ)",
        "forecasting": "forecasting",
        "planning": "planning",
    },
    "Marketing": {
        "map": "marketing automation",
        "abm": "account-based marketing",
        "ads": "advertising",
        "attribution": "attribution",
        "cms": "website",
        "consent": "consent",
        "enrichment": "enrichment",
        "intent": "intent data",
    },
    "Money": {"billing": "billing", "erp": "accounting (ERP)"},
    "Data and reports": {
        "warehouse": "data warehouse",
        "bi": "reports (BI)",
        "product-usage": "product usage",
        "integration": "integration",
    },
}
OTHER = "Other tools"
# Told in sections of their own, so not once more under "Where it is used".
TOLD = ("field-in", "integrates-with", "marker-in", "measured-in")
WAYS: Mapping[str, str] = {"to": "Sends to it", "from": "Receives from it", "both": "Both ways"}
REVERSED: Mapping[str, str] = {"to": "from", "from": "to"}


@dataclass(frozen=True, slots=True)
class Connection:
    """What flows between a system and another; `told_by` is the other one when only that says so."""

    system: Definition | None
    name: str
    way: str
    carries: str
    told_by: Definition | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Systems of related categories."""

    title: str
    systems: tuple[Definition, ...]


def category(system: Definition) -> str:
    """What kind of tool a system is, in words; empty for `other`, which says nothing."""
    said = str(system["category"])
    if said == "other":
        return ""
    words = next((area[said] for area in AREAS.values() if said in area), said.replace("-", " "))
    return f"{words[0].upper()}{words[1:]}"


# -- one system --


def page(site: Site, definition: Definition) -> Page:
    """The page of one system."""

    def make(page: Page) -> Body:
        shown: dict[str, Any] = {
            "truth": targets(definition, "truth-for"),
            "places": _places(definition),
            "connections": connections(definition),
            "marked": _marked(definition),
            "metrics": fields.by_name({edge.source for edge in definition.by("measured-in")}),
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
        ("owners", "Owners", bool(system.to("operated-by", "governed-by"))),
        ("integrations", "Integrations", bool(shown["connections"])),
        ("stages", "Stages it marks", bool(shown["marked"])),
        ("fields", "Fields", bool(shown["places"])),
        ("metrics", "Metrics measured from it", bool(shown["metrics"])),
        ("used", "Where it is used", bool(shown["used"])),
        ("notes", "Notes", bool(system.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _places(system: Definition) -> list[Place]:
    """The fields that live in a system, by entity and name."""
    sources = fields.by_name({edge.source for edge in system.by("field-in") if edge.source.sound})
    return [
        place
        for group in fields.groups(sources)
        for field in group.fields
        for place in fields.places(field)
        if place.system is system
    ]


def _grouped(places: Sequence[Place]) -> list[tuple[Definition | None, list[Place]]]:
    """Places in the order they come in, by the entity of their field."""
    grouped = groupby(places, key=lambda place: one(place.field, "field-of"))
    return [(entity, list(found)) for entity, found in grouped]


def connections(system: Definition) -> list[Connection]:
    """What flows in and out, as the system says it, then as others say it of themselves."""
    targets = {edge.path[1]: edge.target for edge in system.to("integrates-with") if len(edge.path) > 1}
    own = [
        Connection(targets.get(name), name, at["direction"], at["carries"])
        for name, at in system.get("integrations", {}).items()
    ]
    known = {system, *targets.values()}
    others = [edge for edge in system.by("integrates-with") if edge.source.sound and edge.source not in known]
    told = [
        Connection(
            edge.source, edge.source.id, REVERSED.get(said, said), edge.context["carries"], edge.source
        )
        for edge in sorted(others, key=lambda edge: (edge.source.name.casefold(), edge.source.ref))
        for said in (edge.context["direction"],)
    ]
    return own + told


def _marked(system: Definition) -> list[tuple[Definition, Marker]]:
    """The stages that a system shows, in the order of the lifecycle, and how."""
    stages = {edge.source for edge in system.by("marker-in") if edge.source.sound}
    return [
        (stage, marker)
        for stage in sorted(stages, key=lambda each: (not lifecycle.on_spine(each), each["order"], each.id))
        for marker in lifecycle.markers(stage)
        if marker.system is system
    ]


def _entries(site: Site, system: Definition, shown: Mapping[str, Any]) -> Iterator[Entry]:
    yield site.entry(system, category(system), system.get("product", ""))
    if shown["truth"] or system.get("truth-notes"):
        text = f"{fields.short(shown['truth'])}\n{site.plain(system.get('truth-notes', ''))}".strip()
        yield Entry("truth", f"{system.name}: source of truth", text)
    if shown["connections"]:
        names = ", ".join(each.system.name if each.system else each.name for each in shown["connections"])
        yield Entry("integrations", f"{system.name}: integrations", names)


# -- all systems --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all systems."""

    def make(page: Page) -> Body:
        systems = fields.by_name(site.book.all(kind.id))
        found = areas(systems)
        html = site.render(
            "pages/systems/systems.html", page, kind=kind, areas=found, category=category,
            unsound=[each for each in site.book.every(kind.id) if not each.sound],
            parties=metrics.parties(site, systems), functions_of=metrics.functions_of,
        )  # fmt: skip
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{fields.short(systems)}"),))

    return collection_page(site, kind, make)


def areas(systems: Iterable[Definition]) -> list[Area]:
    """Systems by area, in each by category and name; categories of a company's own come last."""
    ranks = {name: (title, rank) for title, area in AREAS.items() for rank, name in enumerate(area)}
    found: dict[str, list[tuple[int, Definition]]] = {}
    for system in systems:
        title, rank = ranks.get(system["category"], (OTHER, 0))
        found.setdefault(title, []).append((rank, system))
    return [
        Area(title, tuple(system for _, system in sorted(found[title], key=lambda each: each[0])))
        for title in (*AREAS, OTHER)
        if title in found
    ]
