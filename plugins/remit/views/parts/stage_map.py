"""The lifecycle map of a handbook: what is drawn, with the same as a rail for narrow screens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight import handoffs, lifecycle
from remit.insight.handoffs import Handoff
from remit.insight.lifecycle import StageStep
from remit.lifecycles import Lifecycle, columns, lifecycles
from remit.views.drawing.lifecycle_map import draw
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station, Way
from remit.views.site.site import Page, Site

OTHER = "Other stages"  # of no lifecycle, where there are several
MOST_WORDS = 64  # letters beside one line of the map


@dataclass(frozen=True, slots=True)
class StageMap:
    """What `map.html` needs of a lifecycle; `drawn` is None where it could not be drawn."""

    title: str
    definition: Definition | None
    stages: Sequence[Definition]
    drawn: Markup | None
    rail: Sequence[StageStep]


def drawing(site: Site, page: Page, only: Definition | None = None) -> dict[str, Sequence[StageMap]]:
    """The maps of all lifecycles that have stages, or of one."""
    seams = handoffs.all_handoffs(site.book)
    return {
        "maps": [
            StageMap(
                each.definition.name if each.definition else OTHER,
                each.definition,
                each.stages,
                draw(lifecycle_map(site, page, seams, each)),
                list(lifecycle.rail(each)),
            )
            for each in lifecycles(site.book)
            if only in (None, each.definition)
        ]
    }


def lifecycle_map(site: Site, page: Page, seams: Sequence[Handoff], drawn: Lifecycle) -> LifecycleMap:
    """What the drawing shows."""
    found = drawn.stages
    at = columns(found)
    party, note = lifecycle.governor(found, seams)
    return LifecycleMap(
        stations=[_station(site, page, stage, at[stage]) for stage in found],
        ways=list(_ways(site, found)),
        seams=[
            Seam(
                each.leaves.id, each.enters.id, each.promise or each.definition.name,
                site.way(page.url, site.url(each.definition)), each.definition.name,
            )
            for each in seams
            if each.leaves and each.enters and each.leaves in found and each.enters in found
        ],
        governor=party.name if party else "",
        governor_class=_mark(site, party)[0],
        note=note,
        name=drawn.definition.id if drawn.definition else "",
    )  # fmt: skip


def _station(site: Site, page: Page, stage: Definition, order: float) -> Station:
    shown = lifecycle.step(stage)
    colour, pattern = _mark(site, shown.owner)
    return Station(
        id=stage.id,
        name=stage.name,
        gloss=str(stage.get("gloss", "")),
        order=order,
        way=stage.get("way", "main"),
        owner=shown.owners or "Nobody yet",
        owner_class=colour,
        pattern=pattern,
        url=site.way(page.url, site.url(stage)),
        differs=site.live.differs(stage) if site.live is not None else "",
    )


def _ways(site: Site, found: Sequence[Definition]) -> Iterator[Way]:
    """All ways; words only where those of one trunk are short enough to be read on the map."""
    trunks: dict[tuple[str, str], dict[str, None]] = {}
    ways = []
    for edge in (edge for stage in found for edge in stage.to("leads-to") if edge.target in found):
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
