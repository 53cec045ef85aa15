"""Work items: who operates each, and who governs it."""

from __future__ import annotations

from remit.insight.matrices import work_items
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all work items."""

    def make(page: Page) -> Body:
        matrix = work_items(site.book)
        html = site.render("pages/decisions/work_items.html", page, kind=kind, **matrix_filters.shown(matrix))
        names = ", ".join(row.definition.name for row in matrix.rows)
        return Body(html, entries=(Entry("", "Who operates, who governs", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Operates and governs")
