"""The lifecycle map: where revenue goes, who runs each part, and the same as a rail and as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from remit.handbook import Definition, Edge, Handbook
from remit.schema import Kind
from remit.views.drawing.lifecycle_map import draw
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station, Way
from remit.views.pages.lifecycle import handoffs
from remit.views.pages.lifecycle.handoffs import Handover
from remit.views.parts.general_page import collection_page
from remit.views.site.addresses import relative
from remit.views.site.site import Body, Entry, Heading, Page, Site

MOST_WORDS = 64  # letters beside one line of the map
TESTS: Mapping[str, str] = {
    "equals": "=\N{NO-BREAK SPACE}",
    "one-of": "is ",
    "filled": "is filled",
    "date-set": "has a date",
}


@dataclass(frozen=True, slots=True)
class Marker:
    """How one system shows a stage: `text` is the test in words, `where` the field's own name there."""

    system: Definition | None
    name: str
    field: Definition | None
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the strip or the rail, the handoffs before it, and its ways back and out."""

    stage: Definition
    owner: Definition | None
    owners: str
    before: Sequence[Handover] = ()
    leaves: Sequence[Edge] = ()


def page(site: Site, kind: Kind) -> Page:
    """The page of the lifecycle map, which lists all stages."""

    def make(page: Page) -> Body:
        book = site.book
        seams = handoffs.all_handovers(book)
        rows = stages(book)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("handoffs", "Handoffs", bool(seams)),
                ("stages", "Stages as a table", bool(rows)),
            )
            if there
        )
        html = site.render(
            "pages/lifecycle/lifecycle.html", page, **drawing(site, page), rows=rows, handovers=seams,
            cards=len(seams) <= handoffs.MOST_CARDS, markers=markers, headings=headings,
            broken=[each for each in book.every("stage") if not each.sound],
        )  # fmt: skip
        names = ", ".join(stage.name for stage in rows)
        return Body(html, headings, (Entry("", "Lifecycle map", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Lifecycle map")


def drawing(site: Site, page: Page) -> dict[str, Any]:
    """What `map.html` needs: the drawn map (None where there is none) and the steps of the rail."""
    if not stages(site.book):
        return {"drawn": None, "rail": []}
    drawn = draw(lifecycle_map(site, page, handoffs.all_handovers(site.book)))
    return {"drawn": drawn, "rail": list(rail(site.book))}


# -- order --


def stages(book: Handbook) -> list[Definition]:
    """The sound stages: the spine from left to right, then the ways out and back."""
    return sorted(book.all("stage"), key=lambda stage: (not on_spine(stage), stage["order"], stage.id))


def spine(book: Handbook) -> list[Definition]:
    """The stages on the main way, from left to right."""
    return [stage for stage in stages(book) if on_spine(stage)]


def on_spine(stage: Definition) -> bool:
    """Whether a stage lies on the main way."""
    return bool(stage.get("way", "main") == "main")


def step(stage: Definition) -> Step:
    """A stage as a step, with the handoffs that lead into it."""
    operators = handoffs.targets(stage, "operated-by")
    return Step(
        stage=stage,
        owner=operators[0] if operators else None,
        owners=" and ".join(party.name for party in operators),
        before=handoffs.handovers(edge.source for edge in stage.by("to-stage") if edge.source.sound),
        leaves=[edge for edge in stage.to("leads-to") if edge.context.get("way") != "on"],
    )


def rail(book: Handbook) -> Iterator[Step]:
    """The map for narrow screens: the spine, then what no stage of the spine leads to."""
    main = spine(book)
    told = {edge.target for stage in main for edge in stage.to("leads-to")}
    for stage in stages(book):
        if on_spine(stage) or stage not in told:
            yield step(stage)


# -- the map --


def lifecycle_map(site: Site, page: Page, seams: Sequence[Handover]) -> LifecycleMap:
    """What the drawing shows."""
    found = stages(site.book)
    party, note = governor(found, seams)
    return LifecycleMap(
        stations=[_station(site, page, stage) for stage in found],
        ways=list(_ways(site, found)),
        seams=[
            Seam(
                each.leaves.id, each.enters.id, each.promise or each.definition.name,
                relative(page.url, site.url(each.definition)), each.definition.name,
            )
            for each in seams
            if each.leaves in found and each.enters in found
        ],
        governor=party.name if party else "",
        governor_class=_mark(site, party)[0],
        note=note,
    )  # fmt: skip


def _station(site: Site, page: Page, stage: Definition) -> Station:
    shown = step(stage)
    colour, pattern = _mark(site, shown.owner)
    return Station(
        id=stage.id,
        name=stage.name,
        gloss=stage.get("gloss", ""),
        order=stage["order"],
        way=stage.get("way", "main"),
        owner=shown.owners or "Nobody yet",
        owner_class=colour,
        pattern=pattern,
        url=relative(page.url, site.url(stage)),
    )


def _ways(site: Site, found: Sequence[Definition]) -> Iterator[Way]:
    """All ways; words only where those of one trunk are short enough to be read on the map."""
    trunks: dict[tuple[str, str], dict[str, None]] = {}
    ways = []
    for edge in (edge for stage in found for edge in stage.to("leads-to") if edge.target.sound):
        kind = str(edge.context.get("way", "on"))
        words = _clause(site.plain(str(edge.context.get("when", ""))))
        trunks.setdefault((edge.target.id, kind), {})[words] = None
        ways.append(Way(edge.source.id, edge.target.id, kind, words))
    for way in ways:
        room = len("; ".join(trunks[way.target, way.kind])) <= MOST_WORDS
        yield way if room else replace(way, words="")


def _clause(text: str) -> str:
    """The first clause of a sentence, begun as in the middle of one."""
    clause = re.split(r"[.:;]|, or ", text, maxsplit=1)[0].strip()
    return clause if clause[1:2].isupper() else clause[:1].lower() + clause[1:]


def _mark(site: Site, party: Definition | None) -> tuple[str, str]:
    """The function whose colour a party has (empty for a role's ink), and its pattern."""
    if party is None:
        return "", "hollow"
    _, pattern, function = site.owner_class(party).split()
    colour = function.removeprefix("f-")
    return ("" if party.kind.id != "function" else colour), pattern.removeprefix("pat-")


def governor(found: Sequence[Definition], seams: Sequence[Handover]) -> tuple[Definition | None, str]:
    """The one party that governs all stages, and of what it governs all; None where several do."""
    parties = {party for stage in found for party in handoffs.targets(stage, "governed-by")}
    if len(parties) != 1 or not all(stage.to("governed-by") for stage in found):
        return None, ""
    (party,) = parties
    too = bool(seams) and all(handoffs.targets(each.definition, "governed-by") == [party] for each in seams)
    return party, "every stage definition, every handoff and its SLA" if too else "every stage definition"


# -- markers --


def markers(stage: Definition) -> list[Marker]:
    """How each system shows that a record is in a stage."""
    written: Mapping[str, Any] = stage.get("markers", {})
    systems = {edge.path[1]: edge.target for edge in stage.to("marker-in") if len(edge.path) > 1}
    fields = {edge.path[1]: edge.target for edge in stage.to("marked-by") if len(edge.path) > 1}
    return [
        Marker(
            system=systems.get(name),
            name=name,
            field=fields.get(name),
            where=_where(fields.get(name), systems.get(name)) or str(marker["field"]),
            text=TESTS[marker["test"]] + ", ".join(map(str, marker.get("values", ()))),
        )
        for name, marker in written.items()
    ]


def _where(field: Definition | None, system: Definition | None) -> str:
    """`Lead.Status`: the object and the name that a field has in a system; its id where it has none."""
    if field is None or system is None or not field.sound:
        return ""
    for edge in field.to("field-in"):
        if edge.target is system and "api-name" in edge.context:
            return f"{edge.context.get('object', '')}.{edge.context['api-name']}".lstrip(".")
    return ""
