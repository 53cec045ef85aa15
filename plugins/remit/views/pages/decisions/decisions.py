"""Decision rights: the matrix of all decisions, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.handbook import Definition, Handbook
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page, definition_page, used_in
from remit.views.parts.matrix import Filter, Group, Mark, Matrix, Row, parties
from remit.views.site.site import LETTERS, Body, Entry, Heading, Page, Site

ORDER = "AGRCI"  # who decides, who works, who is asked, who is told
ELSEWHERE = "Other decisions"
REACHES = {"shared": "Shared", "local": "Local"}


def matrix(site: Site, kind: Kind) -> Page:
    """The page of the decision matrix."""

    def make(page: Page) -> Body:
        shown = rights(site.book)
        html = site.render("pages/decisions/decisions.html", page, **matrix_filters.shown(shown))
        names = ", ".join(row.definition.name for row in shown.rows)
        return Body(html, entries=(Entry("", "Decision rights", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Decision rights")


def rights(book: Handbook) -> Matrix:
    """Who has a say in which decision."""
    return Matrix(
        name="decisions", caption="Decision rights by party", first="Decision",
        nouns=("decision", "decisions"), groups=grouped(book), letters=LETTERS,
        filter=Filter("lane", "Lane", REACHES),
    )  # fmt: skip


def grouped(book: Handbook) -> list[Group]:
    """All decisions under the headings they name, in the order of the columns that do the work."""
    groups: dict[str, list[Row]] = {}
    for decision in sorted(book.all("decision"), key=lambda each: each.name.lower()):
        groups.setdefault(decision.get("group", ELSEWHERE), []).append(_row(decision))
    last = groups.pop(ELSEWHERE, None)
    found = [Group(title, rows) for title, rows in groups.items()]
    place = {party: number for number, party in enumerate(_columns(found))}
    found.sort(key=lambda group: (_only_local(group), _first_worker(group, place), group.title))
    return [*found, Group(ELSEWHERE if found else "", last)] if last else found


def _row(decision: Definition) -> Row:
    cells: dict[Definition, list[Mark]] = {}
    for edge in decision.to("has-say"):
        cells.setdefault(edge.target, []).append(Mark(edge.target, edge, edge.context["letter"]))
    reach = next((edge.target.get("reach", "") for edge in decision.to("in-lane")), "shared")
    return Row(decision, cells, reach, "Local" if reach == "local" else "")


def _columns(groups: Sequence[Group]) -> list[Definition]:
    return parties(row.cells for group in groups for row in group.rows)


def _only_local(group: Group) -> bool:
    return all(row.value == "local" for row in group.rows)


def _first_worker(group: Group, place: dict[Definition, int]) -> float:
    """The leftmost column with R, or else with A, on average over a group's rows."""
    firsts = []
    for row in group.rows:
        held = {
            letter: [
                place[party] for party, marks in row.cells.items() for mark in marks if mark.letter == letter
            ]
            for letter in "RA"
        }
        firsts.append(min(held["R"] or held["A"], default=len(place)))
    return sum(firsts) / len(firsts)


def page(site: Site, decision: Definition) -> Page:
    """The page of one decision."""

    def make(page: Page) -> Body:
        edges = sorted(decision.to("has-say"), key=lambda edge: ORDER.index(edge.context["letter"]))
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
            "pages/decisions/decision.html", page, decision=decision, edges=edges, about=about,
            lanes=[edge.target for edge in decision.to("in-lane")], used=used, headings=headings,
        )  # fmt: skip
        words = [str(edge.context.get("words", "")) for edge in edges]
        return Body(html, headings, (site.entry(decision, *words),))

    return definition_page(site, decision, make)


def _by_kind(definitions: Iterable[Definition]) -> list[tuple[str, list[Definition]]]:
    """Definitions under the name of their kind, kinds in the order of writing."""
    kinds: dict[str, list[Definition]] = {}
    for definition in definitions:
        kinds.setdefault(definition.kind.id, []).append(definition)
    titles = ((found[0].kind, found) for found in kinds.values())
    return [(kind.titles if len(found) > 1 else kind.title, found) for kind, found in titles]
