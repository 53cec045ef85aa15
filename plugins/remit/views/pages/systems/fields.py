"""Fields that several teams share: where each lives, what it may hold, who may edit it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from remit.handbook import Definition
from remit.insight.related import one
from remit.schema import Kind
from remit.views.pages.metrics import metrics
from remit.views.parts.general_page import collection_page, definition_page, used_in
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

TYPES: Mapping[str, str] = {
    "multi-picklist": "picklist, several",
    "datetime": "date and time",
    "boolean": "yes or no",
}
# Told in sections of their own, so not once more under what else names it.
TOLD = ("marked-by", "requires", "carries", "made-of", "truth-for")


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
class Group:
    """The fields of one entity; None for those whose entity is not known."""

    entity: Definition | None
    fields: tuple[Definition, ...]


# -- one field --


def page(site: Site, definition: Definition) -> Page:
    """The page of one field."""

    def make(page: Page) -> Body:
        uses = list(_uses(definition))
        named = used_in(definition, TOLD)
        headings = tuple(_headings(definition, uses or named))
        html = site.render(
            "pages/systems/field.html", page,
            definition=definition, headings=headings, has={each.id for each in headings},
            entity=one(definition, "field-of"), truths=truths(definition), type_of=type_of,
            places=places(definition), marked=_marked(definition), uses=uses, named=named,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition)))

    return definition_page(site, definition, make)


def _headings(field: Definition, used: Sequence[object]) -> Iterable[Heading]:
    sections = (
        ("systems", "In systems", True),
        ("owners", "Owners", bool(field.to("operated-by", "governed-by"))),
        ("values", "Allowed values", bool(field.get("values"))),
        ("edit", "Who may edit it", True),
        ("used", "Used by", bool(used)),
        ("notes", "Notes", bool(field.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def truths(field: Definition) -> list[Definition]:
    """The systems in which the true value stands, as the field or the system says."""
    said = [edge.target for edge in field.to("field-in") if edge.context.get("sync") == "truth"]
    return list(dict.fromkeys([*said, *(edge.source for edge in field.by("truth-for"))]))


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


def _marked(field: Definition) -> dict[str, list[Definition]]:
    """Value → the stages that it marks, each once."""
    found: dict[str, dict[Definition, None]] = {}
    for edge in field.by("marked-by"):
        if edge.source.sound:
            for value in edge.context.get("values", ()):
                found.setdefault(str(value), {})[edge.source] = None
    return {value: list(stages) for value, stages in found.items()}


def _uses(field: Definition) -> Iterator[tuple[str, list[Definition]]]:
    for title, relation in (
        ("Marks the stages", "marked-by"),
        ("Must be filled in stages", "requires"),
        ("Must come with handoffs", "carries"),
        ("Feeds the metrics", "made-of"),
    ):
        found = {edge.source for edge in field.by(relation)}
        if found:
            yield title, sorted(found, key=lambda each: (each.name.casefold(), each.ref))


def _entries(site: Site, field: Definition) -> Iterable[Entry]:
    yield site.entry(field)
    # Not through `Site.entry`: underscores of an API name are no marks.
    lines = (
        f"{each.system.name if each.system else each.name}: {each.object} {each.api_name}"
        for each in places(field)
    )
    yield Entry("systems", f"{field.name}: in systems", "\n".join(lines))
    if values := field.get("values"):
        lines = (f"{value}: {meaning}" for value, meaning in values.items())
        yield Entry("values", f"{field.name}: allowed values", "\n".join(lines))


# -- all fields --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all fields, grouped by entity."""

    def make(page: Page) -> Body:
        fields = by_name(site.book.all(kind.id))
        found = groups(fields)
        headings = tuple(
            Heading(f"of-{group.entity.id}", group.entity.name) for group in found if group.entity
        )
        html = site.render(
            "pages/systems/fields.html", page,
            kind=kind, fields=fields, groups=found, truths=truths, type_of=type_of,
            unsound=[each for each in site.book.every(kind.id) if not each.sound],
            parties=metrics.parties(site, fields), functions_of=metrics.functions_of,
        )  # fmt: skip
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def groups(fields: Iterable[Definition]) -> list[Group]:
    """Fields by entity, entities by name; those without a known entity last."""
    found: dict[Definition | None, list[Definition]] = {}
    for field in fields:
        found.setdefault(one(field, "field-of"), []).append(field)
    entities = by_name(entity for entity in found if entity)
    return [Group(entity, tuple(found[entity])) for entity in (*entities, None) if entity in found]


def by_name(definitions: Iterable[Definition]) -> list[Definition]:
    """Definitions in the order in which people look for them."""
    return sorted(definitions, key=lambda each: (each.name.casefold(), each.ref))


def short(definitions: Sequence[Definition]) -> str:
    """The names of as many as a search entry should hold."""
    return ", ".join(each.name for each in definitions[:MOST])
