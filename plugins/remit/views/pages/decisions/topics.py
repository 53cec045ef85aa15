"""Topics that several functions share: each one's part in words, by family."""

from __future__ import annotations

from remit.insight.matrices import topics
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all topics, a group of rows for each family."""

    def make(page: Page) -> Body:
        matrix = topics(site.book)
        html = site.render("pages/decisions/topics.html", page, kind=kind, **matrix_filters.shown(matrix))
        headings = tuple(Heading(group.id, group.title) for group in matrix.groups)
        entries = [Entry("", "Shared topics", kind.description)]
        entries += [Entry(group.id, group.title, group.lede) for group in matrix.groups]
        return Body(html, headings, tuple(entries))

    return collection_page(site, kind, make, "Shared topics")
