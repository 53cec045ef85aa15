"""Decision rights: the matrix of all decisions, and the page of one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remit.handbook import Definition, Edge, Handbook
from remit.schema import Kind
from remit.views.definitions import collection_page, definition_page, used_in
from remit.views.site import Body, Entry, Heading, Page, Site

ORDER = "AGRCI"  # who decides, who works, who is asked, who is told
WIDE = 8  # columns that fit a desktop page; more of them scroll at every width
ELSEWHERE = "Other decisions"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a matrix: a definition, and the edge to each party that has a cell."""

    definition: Definition
    cells: dict[Definition, Edge]
    lane: Definition | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: Sequence[Row]


def matrix(site: Site, kind: Kind) -> Page:
    """The page of the decision matrix."""

    def make(page: Page) -> Body:
        groups = grouped(site.book)
        columns = _columns(groups)
        html = site.render("decisions.html", page, groups=groups, columns=columns, wide=len(columns) > WIDE)
        names = ", ".join(row.definition.name for group in groups for row in group.rows)
        return Body(html, entries=(Entry("", "Decision rights", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Decision rights")


def grouped(book: Handbook) -> list[Group]:
    """All decisions under the headings they name, in the order of the columns that do the work."""
    groups: dict[str, list[Row]] = {}
    for decision in sorted(book.all("decision"), key=lambda each: each.name.lower()):
        lanes = decision.to("in-lane")
        row = Row(decision, cells(decision, "has-say"), lanes[0].target if lanes else None)
        groups.setdefault(decision.get("group", ELSEWHERE), []).append(row)
    last = groups.pop(ELSEWHERE, None)
    found = [Group(title, rows) for title, rows in groups.items()]
    place = {party: number for number, party in enumerate(_columns(found))}
    found.sort(key=lambda group: (_only_local(group), _first_worker(group, place), group.title))
    return [*found, Group(ELSEWHERE if found else "", last)] if last else found


def _columns(groups: Sequence[Group]) -> list[Definition]:
    return parties(row.cells for group in groups for row in group.rows)


def _only_local(group: Group) -> bool:
    return all(row.lane is not None and row.lane.get("reach") == "local" for row in group.rows)


def _first_worker(group: Group, place: dict[Definition, int]) -> float:
    """The leftmost column with R, or else with A, on average over a group's rows."""
    firsts = []
    for row in group.rows:
        held = {
            letter: [place[party] for party, edge in row.cells.items() if edge.at["letter"] == letter]
            for letter in "RA"
        }
        firsts.append(min(held["R"] or held["A"], default=len(place)))
    return sum(firsts) / len(firsts)


def cells(definition: Definition, relation: str) -> dict[Definition, Edge]:
    """Party → the edge that leads to it."""
    return {edge.target: edge for edge in definition.to(relation)}


def parties(rows: Iterable[dict[Definition, Edge]]) -> list[Definition]:
    """The parties that occur: functions along the lifecycle, then the others, those with most cells first.

    The order along the lifecycle is the same on every page, however often a party occurs on it.
    """
    count = Counter(party for row in rows for party in row)
    return sorted(
        count, key=lambda party: (party.kind.id != "function", _first_stage(party), -count[party], party.ref)
    )


def _first_stage(party: Definition) -> float:
    """The column of the first stage that a party operates; after all of them when it operates none."""
    stages = [edge.source for edge in party.by("operated-by") if edge.source.kind.id == "stage"]
    return min((stage["order"] for stage in stages if stage.sound), default=math.inf)


def page(site: Site, decision: Definition) -> Page:
    """The page of one decision."""

    def make(page: Page) -> Body:
        edges = sorted(decision.to("has-say"), key=lambda edge: ORDER.index(edge.at["letter"]))
        about = _by_kind(edge.target for edge in decision.to("decides-on"))
        used = [group for group in used_in(decision) if group[1]]
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("parties", "Who has a say", True),
                ("about", "What it decides on", bool(about)),
                ("dispute", "When they disagree", bool(decision.get("escalation"))),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(decision.get("notes"))),
            )
            if there
        )
        html = site.render(
            "decision.html", page, decision=decision, edges=edges, about=about,
            lanes=[edge.target for edge in decision.to("in-lane")], used=used, headings=headings,
        )  # fmt: skip
        words = [str(edge.at.get("words", "")) for edge in edges]
        return Body(html, headings, (site.entry(decision, *words),))

    return definition_page(site, decision, make)


def _by_kind(definitions: Iterable[Definition]) -> list[tuple[str, list[Definition]]]:
    """Definitions under the name of their kind, kinds in the order of writing."""
    kinds: dict[str, list[Definition]] = {}
    for definition in definitions:
        kinds.setdefault(definition.kind.id, []).append(definition)
    titles = ((found[0].kind, found) for found in kinds.values())
    return [(kind.titles if len(found) > 1 else kind.title, found) for kind, found in titles]
