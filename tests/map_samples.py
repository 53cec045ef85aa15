"""Lifecycle maps of five, fourteen and thirty stages: test pictures for the geometry and for the eye."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from remit.views.drawing.lifecycle_map import draw
from remit.views.drawing.map_parts import LifecycleMap, Seam, Station, Way

ASSETS = Path(__file__).parent.parent / "plugins" / "remit" / "assets"

# id → name, pattern, colour on a light and on a dark page
OWNERS: Mapping[str, tuple[str, str, str, str]] = {
    "mo": ("Marketing Ops", "stripes", "#ad2a69", "#f191bb"),
    "so": ("Sales Ops", "dots", "#8a5600", "#e2b35f"),
    "cs": ("CS Ops", "lines", "#0b6e63", "#58c8b6"),
    "ro": ("RevOps", "solid", "#683dbd", "#b99fff"),
    "pa": ("Partner Ops", "columns", "#4a5768", "#a9b6c7"),
}

# A line a stage: order, owner, name, its gloss after a comma.
FIVE = """1 mo Lead, asks
2 so Qualified, need known
3 so Customer, signed
4 cs Live, in use
5 cs Renewed, stays"""
FIVE_EXITS = """2 so out Lost, no deal"""
FIVE_WAYS = """qualified lost out|lost lead back"""

FOURTEEN = """1 mo Visitor, unknown
2 mo Subscriber, known
3 mo Lead, fits profile
4 mo MQL, scored
5 so SAL, accepted
6 so Discovery, talks
7 so SQL, qualified
8 so Proposal, offered
9 so Negotiation, terms
10 so Closed-won, signed
11 cs Onboarding, starts
12 cs Adoption, in use
13 cs Renewal, term ends
14 cs Expansion, grows"""
FOURTEEN_EXITS = """3 mo out Disqualified, never fits
4 mo back Recycled, not now
8 so out Closed-lost, lost
13 cs out Churned, left"""
FOURTEEN_WAYS = """lead disqualified out|mql recycled back|sal recycled back|recycled lead back
|proposal closed-lost out|negotiation closed-lost out|renewal churned out|expansion proposal back"""

# Three motions beside each other that meet in one customer journey.
THIRTY = """1 mo Inbound visit, unknown
2 mo Inbound lead, asks
3 mo Inbound MQL, scored
4 so Inbound SAL, accepted
5 so Inbound SQL, qualified
1 so Target account, chosen
2 so Sequence, contacted
3 so Reply, answers
4 so Meeting held, talks
5 so Outbound SQL, qualified
1 pa Partner account, mapped
2 pa Partner referral, named
3 pa Registered deal, accepted
4 pa Joint meeting, talks
5 pa Partner SQL, qualified
6 so Opportunity, in pipeline
7 so Proposal, offered
8 so Negotiation, terms
9 so Closed-won, signed
10 cs Kick-off, planned
11 cs Implementation, built
12 cs First value, seen
13 cs Adoption, in use
14 cs Review, measured
15 cs Renewal, term ends
15 so Expansion, grows
16 cs Advocate, speaks"""
THIRTY_EXITS = """3 mo back Recycled, not now
7 so out Closed-lost, lost
15 cs out Churned, left"""
THIRTY_WAYS = """inbound-visit inbound-lead on|inbound-lead inbound-mql on|inbound-mql inbound-sal on
|inbound-sal inbound-sql on|target-account sequence on|sequence reply on|reply meeting-held on
|meeting-held outbound-sql on|partner-account partner-referral on|partner-referral registered-deal on
|registered-deal joint-meeting on|joint-meeting partner-sql on|inbound-sql opportunity on
|outbound-sql opportunity on|partner-sql opportunity on|opportunity proposal on|proposal negotiation on
|negotiation closed-won on|closed-won kick-off on|kick-off implementation on|implementation first-value on
|first-value adoption on|adoption review on|review renewal on|review expansion on|renewal advocate on
|expansion advocate on|inbound-sal recycled back|reply recycled back|recycled inbound-lead back
|negotiation closed-lost out|renewal churned out|expansion opportunity back"""


def station(name: str, order: int, owner: str, *, way: str = "main", gloss: str = "") -> Station:
    """A stage whose id is its name in small letters."""
    id_ = re.sub(r"\W+", "-", name.lower())
    return Station(id_, name, gloss, order, way, OWNERS[owner][0], owner, OWNERS[owner][1], f"#{id_}")


def _main(text: str) -> list[Station]:
    found = []
    for line in text.splitlines():
        order, owner, rest = line.split(" ", 2)
        name, gloss = rest.split(", ")
        found.append(station(name, int(order), owner, gloss=gloss))
    return found


def _exits(text: str) -> list[Station]:
    found = []
    for line in text.splitlines():
        order, owner, way, rest = line.split(" ", 3)
        name, gloss = rest.split(", ")
        found.append(station(name, int(order), owner, way=way, gloss=gloss))
    return found


def _ways(text: str) -> list[Way]:
    return [Way(*line.split()) for line in text.replace("\n", "").split("|")]


def _chain(stations: list[Station]) -> list[Way]:
    return [Way(one.id, other.id, "on") for one, other in pairwise(stations)]


def five() -> LifecycleMap:
    """A young company's map: a spine of five columns and one exit."""
    main = _main(FIVE)
    seams = [
        Seam("lead", "qualified", "Accept or reject in 4 business hours", "#h1", "Lead to sales"),
        Seam("customer", "live", "Hand over in 2 business days", "#h2", "Customer to success"),
    ]
    ways = [*_chain(main), *_ways(FIVE_WAYS)]
    return LifecycleMap([*main, *_exits(FIVE_EXITS)], ways, seams, "RevOps", "ro", "every stage definition")


def fourteen() -> LifecycleMap:
    """More columns than a spine has: one line of fourteen stages, four exits."""
    main = _main(FOURTEEN)
    seams = [
        Seam("mql", "sal", "Accept or reject in 4 business hours", "#h1", "MQL to SAL"),
        Seam("closed-won", "onboarding", "Hand over in 2 business days", "#h2", "Closed-won"),
        Seam("adoption", "renewal", "Open 90 days before the term ends", "#h3", "Renewal"),
    ]
    ways = [*_chain(main), *_ways(FOURTEEN_WAYS)]
    return LifecycleMap(
        [*main, *_exits(FOURTEEN_EXITS)], ways, seams, "RevOps", "ro", "every stage definition"
    )


def thirty() -> LifecycleMap:
    """Three motions beside each other that meet: thirty stages."""
    seams = [
        Seam("inbound-mql", "inbound-sal", "Accept in 4 business hours", "#h1", "Inbound"),
        Seam("registered-deal", "joint-meeting", "Meet in 5 business days", "#h2", "Partner"),
        Seam("closed-won", "kick-off", "Hand over in 2 business days", "#h3", "Closed-won"),
        Seam("closed-won", "kick-off", "Billing set up in 3 business days", "#h4", "Billing"),
        Seam("review", "churned", "Warn 60 days before the term ends", "#h5", "At risk"),
    ]
    stations = [*_main(THIRTY), *_exits(THIRTY_EXITS)]
    return LifecycleMap(stations, _ways(THIRTY_WAYS), seams, "RevOps", "ro", "every stage definition")


SAMPLES = {"5": five, "14": fourteen, "30": thirty}


def document(name: str, scheme: str) -> str:
    """A page that shows one sample alone, with the handbook's own styles; scheme is light or dark."""
    own = "default" if scheme == "light" else "slate"
    dark = scheme == "dark"
    colours = "".join(f"--f-{id}: {each[3 if dark else 2]}; " for id, each in OWNERS.items())
    sheets = ("tokens.css", "theme.css", "components/map.css")
    styles = "".join((ASSETS / each).read_text(encoding="utf-8") for each in sheets)
    return (
        f'<!doctype html><html lang="en" data-md-color-scheme="{own}"><title>{name} stages</title>'
        f"<style>* {{ box-sizing: border-box }} {styles}"
        f" body {{ {colours} margin: 0; background: var(--r-bg) }}</style>"
        f'<body data-md-color-scheme="{own}" class="md-typeset"><div class="r" style="width: 1312px">'
        f'<figure class="map">{draw(SAMPLES[name]())}</figure></div>'
    )
