"""The matrices of a handbook: who has which part in what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remit.change.review.reach import Reach
from remit.handbook import Definition, Handbook
from remit.insight.matrix import LETTERS, OWNERS, OWNING, Filter, Group, Mark, Matrix, Row, cells, parties
from remit.insight.systems import areas
from remit.insight.used import by_name
from remit.lifecycles import column, on_spine
from remit.ownership.parties import answering, deciding, says, taking_part

OTHER_DECISIONS = "Other decisions"
REACHES = {"shared": "Shared", "local": "Local"}
METRIC_LETTERS = {"A": "Accountable", "G": "Governs the definition", "O": "Operates the levers"}
BOUNDARIES = (
    ("system", "Systems", "Who runs each tool, and who decides how it is set up."),
    ("stage", "Stages", "Who runs each step of the lifecycle, and who decides its rule."),
    ("field", "Shared fields", "Who keeps the values clean, and who decides what they mean."),
    ("dashboard", "Dashboards", "Who builds each page of numbers, and who decides what stands on it."),
)
ONLY_SHARED = frozenset({"field"})  # a field that one team alone fills and reads is no boundary
CROSSING = ("lanes", "Changes that cross teams", "Who approves a change, by how far it reaches.")
# family → heading, a word for the filter, a sentence
TOPIC_FAMILIES: Mapping[str, tuple[str, str, str]] = {
    "overlap": (
        "Where everyone has a hand in it",
        "Overlaps",
        "A subject that several functions work on, and each one's part.",
    ),
    "area": ("Scope by area", "Areas", "Where one function's work ends and the other's begins."),
    "zone": (
        "Where there is always friction",
        "Seams",
        "The seams to watch. When a change lands here, ask before you act.",
    ),
}


# -- decisions --


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
    for decision in sorted(book.all("decision"), key=lambda each: each.in_writing):
        groups.setdefault(decision.get("group", OTHER_DECISIONS), []).append(_decision_row(decision))
    last = groups.pop(OTHER_DECISIONS, None)
    found = [Group(title, rows) for title, rows in groups.items()]
    place = {party: number for number, party in enumerate(_columns(found))}
    found.sort(key=lambda group: (_only_local(group), _first_worker(group, place), group.title))
    return [*found, Group(OTHER_DECISIONS if found else "", last)] if last else found


def _decision_row(decision: Definition) -> Row:
    cells: dict[Definition, list[Mark]] = {}
    for edge in says(decision):
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


# -- what crosses teams --


def boundaries(book: Handbook) -> Matrix:
    """Who operates and who governs what, one group a boundary; those that hold nothing are left out."""
    groups = [*_owned_kinds(book), *_crossing(book)]
    return Matrix(
        name="boundaries", caption="The five boundaries by party", first="What", nouns=("row", "rows"),
        groups=groups, letters={"A": "Approves", **OWNING},
        filter=Filter("boundary", "Boundary", {group.id: group.title for group in groups}),
    )  # fmt: skip


def _owned_kinds(book: Handbook) -> Iterator[Group]:
    for kind, title, lede in BOUNDARIES:
        plural = book.kinds.by_id[kind].plural
        held = shared(book, kind) if kind in ONLY_SHARED else book.all(kind)
        found = sorted(held, key=_along_lifecycle)
        rows = [Row(each, cells(each, OWNERS), plural, anchor=f"{kind}-{each.id}") for each in found]
        if rows:
            yield Group(title, rows, plural, lede)


def shared(book: Handbook, kind: str) -> Iterator[Definition]:
    """The definitions of a kind whose meaning changes in a shared lane; the others are one team's own."""
    reach = Reach(book)
    for each in book.all(kind):
        lane, _ = reach.consequences(each, "meaning")
        if lane.lane.is_shared:
            yield each


def _along_lifecycle(definition: Definition) -> tuple[bool, float, tuple[bool, int, str, str]]:
    """Stages along the lifecycle, then those beside it; all else as it is written."""
    if definition.kind.id != "stage":
        return False, 0, definition.in_writing
    return not on_spine(definition), column(definition), definition.in_writing


def _crossing(book: Handbook) -> Iterator[Group]:
    plural, title, lede = CROSSING
    lanes = sorted(book.all("lane"), key=lambda lane: (lane["reach"] != "shared", lane.id))
    rows = [
        Row(lane, cells(lane, {deciding: "A"}), plural, note=lane["approval"], anchor=f"lane-{lane.id}")
        for lane in lanes
    ]
    if rows:
        yield Group(title, rows, plural, lede)


def topics(book: Handbook) -> Matrix:
    """Which part of a shared topic is whose, in words."""
    groups = list(_topic_groups(book))
    choices = {group.id: TOPIC_FAMILIES[group.id][1] for group in groups}
    return Matrix(
        name="topics", caption="Shared topics by party", first="Topic", nouns=("topic", "topics"),
        groups=groups, letters={},
        filter=Filter("family", "Show", choices) if len(choices) > 1 else None,
    )  # fmt: skip


def _topic_groups(book: Handbook) -> Iterator[Group]:
    for family, (title, _, lede) in TOPIC_FAMILIES.items():
        found = [each for each in book.all("topic") if each["family"] == family]
        rows = [
            Row(each, cells(each, {taking_part: ""}), family)
            for each in sorted(found, key=lambda each: each.in_writing)
        ]
        if rows:
            yield Group(title, rows, family, lede)


# -- who operates, who governs --


def work_items(book: Handbook) -> Matrix:
    """Who operates and who governs which work item; with its words, for they are what differs."""
    items = sorted(book.all("work-item"), key=lambda each: each.in_writing)
    return Matrix(
        name="work-items", caption="Work items by the party that operates and the party that governs",
        first="Work item", nouns=("work item", "work items"),
        groups=[Group("", [Row(each, cells(each, OWNERS)) for each in items])],
        letters=OWNING, words=True,
    )  # fmt: skip


def metric_owners(book: Handbook) -> Matrix:
    """Who operates, governs and answers for which metric, from A to Z."""
    metrics = sorted(book.all("metric"), key=lambda each: (each.name.casefold(), each.id))
    leading = {metric for metric in metrics if metric.get("leadership")}
    rows = [
        Row(
            each,
            cells(each, {**OWNERS, answering: "A"}),
            *(("leadership", "Leadership") if each in leading else ()),
        )
        for each in metrics
    ]
    return Matrix(
        name="metric-ownership", caption="Metrics by the party that operates, governs or answers for them",
        first="Metric", nouns=("metric", "metrics"), groups=[Group("", rows)], letters=METRIC_LETTERS,
        filter=Filter("set", "Show", {"leadership": "Leadership set"}) if leading else None,
    )  # fmt: skip


def system_users(book: Handbook) -> Matrix:
    """Who operates, governs or works in which system, by area."""
    groups = list(_areas(book))
    return Matrix(
        name="systems", caption="Systems by party", first="System", nouns=("system", "systems"),
        groups=groups, letters={**OWNING, "W": "Works in it"},
        filter=Filter("area", "Area", {group.id: group.title for group in groups}),
    )  # fmt: skip


def _areas(book: Handbook) -> Iterator[Group]:
    for area in areas(by_name(book.all("system"))):
        id = area.title.lower().replace(" ", "-")
        yield Group(area.title, [Row(each, _users(each), id) for each in area.systems], id)


def _users(system: Definition) -> dict[Definition, list[Mark]]:
    """Who operates or governs a system works in it anyway, so that is said only of the others."""
    found = cells(system, OWNERS)
    for edge in system.by("works-in"):
        if edge.source.sound and edge.source not in found:
            found[edge.source] = [Mark(edge.source, edge, "W")]
    return found
