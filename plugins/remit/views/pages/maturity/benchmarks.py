"""Benchmarks: figures that others published, always with where they come from."""

# A benchmark's own page stays the generic one.

from __future__ import annotations

from remit.insight.maturity import publishers, source
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all benchmarks, grouped by publisher."""

    def make(page: Page) -> Body:
        found = publishers(site.book.all(kind.id))
        figures = [figure for publisher in found for figure in publisher.figures]
        html = site.render(
            "pages/maturity/benchmarks.html", page, kind=kind, publishers=found, source=source,
            count=len(figures), verified=sum(bool(each.get("verified")) for each in figures),
        )  # fmt: skip
        headings = tuple(Heading(each.anchor, each.name) for each in found)
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)
