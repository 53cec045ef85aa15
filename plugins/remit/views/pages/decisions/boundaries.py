"""The five boundaries: derived from owners and lanes, never written twice."""

# Who owns every system, stage, shared field and dashboard definition, and who approves
# changes that cross teams: what a quarterly governance review walks through.

from __future__ import annotations

from collections.abc import Iterator

from remit.handbook import Definition, Handbook
from remit.insight import lifecycle
from remit.views.parts import matrix_filters
from remit.views.parts.matrix import OWNERS, OWNING, Filter, Group, Matrix, Row, cells
from remit.views.site.site import Body, Entry, Heading, Page, Site

KINDS = (
    ("system", "Systems", "Who runs each tool, and who decides how it is set up."),
    ("stage", "Stages", "Who runs each step of the lifecycle, and who decides its rule."),
    ("field", "Shared fields", "Who keeps the values clean, and who decides what they mean."),
    ("dashboard", "Dashboards", "Who builds each page of numbers, and who decides what stands on it."),
)
CROSSING = ("lanes", "Changes that cross teams", "Who approves a change, by how far it reaches.")


def page(site: Site) -> Page:
    """The page of the five boundaries."""

    def make(page: Page) -> Body:
        matrix = boundaries(site.book)
        lanes = bool(matrix.groups and matrix.groups[-1].id == CROSSING[0])
        html = site.render(
            "pages/decisions/boundaries.html", page, lanes=lanes, **matrix_filters.shown(matrix)
        )
        headings = tuple(Heading(group.id, group.title) for group in matrix.groups)
        entry = Entry(
            "", "Boundaries", "The owner of every system, stage, shared field and dashboard definition."
        )
        return Body(html, headings, (entry,))

    return Page(
        url="boundaries/", title="Boundaries", section="decisions", make=make, in_nav=True,
        description="Who owns what, and who approves what crosses teams.",
    )  # fmt: skip


def boundaries(book: Handbook) -> Matrix:
    """Who operates and who governs what, one group a boundary; those that hold nothing are left out."""
    groups = [*_owned(book), *_crossing(book)]
    return Matrix(
        name="boundaries", caption="The five boundaries by party", first="What", nouns=("row", "rows"),
        groups=groups, letters={"A": "Approves", **OWNING},
        filter=Filter("boundary", "Boundary", {group.id: group.title for group in groups}),
    )  # fmt: skip


def _owned(book: Handbook) -> Iterator[Group]:
    for kind, title, lede in KINDS:
        plural = book.kinds.by_id[kind].plural
        found = sorted(book.all(kind), key=_order)
        rows = [Row(each, cells(each, OWNERS), plural, anchor=f"{kind}-{each.id}") for each in found]
        if rows:
            yield Group(title, rows, plural, lede)


def _order(definition: Definition) -> tuple[bool, int, str, str]:
    """Stages along the lifecycle, then those beside it; all else by name."""
    name = definition.name.lower()
    if definition.kind.id != "stage":
        return False, 0, name, definition.id
    return not lifecycle.on_spine(definition), definition["order"], name, definition.id


def _crossing(book: Handbook) -> Iterator[Group]:
    plural, title, lede = CROSSING
    lanes = sorted(book.all("lane"), key=lambda lane: (lane["reach"] != "shared", lane.id))
    rows = [
        Row(lane, cells(lane, {"approved-by": "A"}), plural, note=lane["approval"], anchor=f"lane-{lane.id}")
        for lane in lanes
    ]
    if rows:
        yield Group(title, rows, plural, lede)
