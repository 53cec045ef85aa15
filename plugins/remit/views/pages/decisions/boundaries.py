"""The five boundaries: derived from owners and lanes, never written twice."""

# Who owns every system, stage, shared field and dashboard definition, and who approves
# changes that cross teams: what a quarterly governance review walks through.

from __future__ import annotations

from remit.insight.matrices import CROSSING, boundaries
from remit.views.parts import matrix_filters
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "boundaries/"


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
        url=URL, title="Boundaries", section="decisions", make=make, in_nav=True,
        description="Who owns what, and who approves what crosses teams.",
    )  # fmt: skip
