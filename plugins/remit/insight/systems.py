"""Systems, the fields that live in them, and the entities that these belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight import lifecycle
from remit.insight.lifecycle import Marker
from remit.insight.used import by_name
from remit.lifecycles import column, on_spine

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
TYPES: Mapping[str, str] = {
    "multi-picklist": "picklist, several",
    "datetime": "date and time",
    "boolean": "yes or no",
}
REVERSED: Mapping[str, str] = {"to": "from", "from": "to"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field lives in one system; `sync` says in words where its value comes from."""

    field: Definition
    system: Definition | None
    name: str
    object: str
    api_name: str
    sync: str
    true: bool


@dataclass(frozen=True, slots=True)
class EntityFields:
    """The fields of one entity; None for those whose entity is not known."""

    entity: Definition | None
    fields: tuple[Definition, ...]


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


# -- fields --


def truths(field: Definition) -> list[Definition]:
    """The systems in which the true value stands, as the field or the system says."""
    said = [edge.target for edge in field.to("field-in") if edge.context.get("sync") == "truth"]
    return list(dict.fromkeys([*said, *field.sources("truth-for")]))


def type_of(field: Definition) -> str:
    """What a field holds, in words."""
    return TYPES.get(field["type"], str(field["type"]))


def places(field: Definition) -> list[Place]:
    """Where a field lives, the true value first."""
    systems = {edge.path[1]: edge.target for edge in field.to("field-in") if len(edge.path) > 1}
    copied = " and ".join(system.name for system in truths(field)) or "the true value"
    words = {
        "truth": "True value",
        "in": f"Copied from {copied}",
        "both": "Either side writes",
        "none": "Not synced",
    }
    found = [
        Place(
            field, systems.get(name), name, at["object"], at["api-name"],
            sync=words.get(at["sync"], at["sync"]), true=at["sync"] == "truth",
        )
        for name, at in field["systems"].items()
    ]  # fmt: skip
    return sorted(found, key=lambda place: not place.true)


def stages_by_value(field: Definition) -> dict[str, list[Definition]]:
    """Value → the stages that it marks, each once."""
    found: dict[str, dict[Definition, None]] = {}
    for edge in field.by("marked-by"):
        if edge.source.sound:
            for value in edge.context.get("values", ()):
                found.setdefault(str(value), {})[edge.source] = None
    return {value: list(stages) for value, stages in found.items()}


def uses(field: Definition) -> Iterator[tuple[str, list[Definition]]]:
    """What needs a field: words, and the definitions by name."""
    for title, relation in (
        ("Marks the stages", "marked-by"),
        ("Must be filled in stages", "requires"),
        ("Must come with handoffs", "carries"),
        ("Feeds the metrics", "made-of"),
    ):
        found = {edge.source for edge in field.by(relation)}
        if found:
            yield title, sorted(found, key=lambda each: (each.name.casefold(), each.ref))


def by_entity(fields: Iterable[Definition]) -> list[EntityFields]:
    """Fields by entity, entities by name; those without a known entity last."""
    found: dict[Definition | None, list[Definition]] = {}
    for field in fields:
        found.setdefault(field.target("field-of"), []).append(field)
    entities = by_name(entity for entity in found if entity)
    return [EntityFields(entity, tuple(found[entity])) for entity in (*entities, None) if entity in found]


# -- entities --


def fields_of(entity: Definition) -> list[Definition]:
    """The sound fields of an entity by name."""
    return by_name({edge.source for edge in entity.by("field-of") if edge.source.sound})


def truth(entity: Definition) -> list[Definition]:
    """The systems in which the true records stand."""
    return by_name({edge.source for edge in entity.by("truth-for")})


def parent(entity: Definition) -> Definition | None:
    """The entity above one, or None."""
    return entity.target("entity-part-of")


# -- systems --


def category(system: Definition) -> str:
    """What kind of tool a system is, in words; empty for `other`, which says nothing."""
    said = str(system["category"])
    if said == "other":
        return ""
    words = next((area[said] for area in AREAS.values() if said in area), said.replace("-", " "))
    return f"{words[0].upper()}{words[1:]}"


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


def places_in(system: Definition) -> list[Place]:
    """The fields that live in a system, by entity and name."""
    sources = by_name({edge.source for edge in system.by("field-in") if edge.source.sound})
    return [
        place
        for group in by_entity(sources)
        for field in group.fields
        for place in places(field)
        if place.system is system
    ]


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


def stages_shown(system: Definition) -> list[tuple[Definition, Marker]]:
    """The stages that a system shows, in the order of the lifecycle, and how."""
    stages = {edge.source for edge in system.by("marker-in") if edge.source.sound}
    return [
        (stage, marker)
        for stage in sorted(stages, key=lambda each: (not on_spine(each), column(each), each.in_writing))
        for marker in lifecycle.markers(stage)
        if marker.system is system
    ]
