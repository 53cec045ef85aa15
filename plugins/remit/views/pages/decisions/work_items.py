"""Work items: who operates each, and who governs it."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page
from remit.views.parts.matrix import OWNERS, OWNING, Group, Matrix, Row, cells
from remit.views.site.site import Body, Entry, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all work items."""

    def make(page: Page) -> Body:
        matrix = owned(site.book)
        html = site.render("pages/decisions/work_items.html", page, **matrix_filters.shown(matrix))
        names = ", ".join(row.definition.name for row in matrix.rows)
        return Body(html, entries=(Entry("", "Who operates, who governs", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Operates and governs")


def owned(book: Handbook) -> Matrix:
    """Who operates and who governs which work item; with its words, for they are what differs."""
    items = sorted(book.all("work-item"), key=lambda each: each.name.lower())
    return Matrix(
        name="work-items", caption="Work items by the party that operates and the party that governs",
        first="Work item", nouns=("work item", "work items"),
        groups=[Group("", [Row(each, cells(each, OWNERS)) for each in items])],
        letters=OWNING, words=True,
    )  # fmt: skip
