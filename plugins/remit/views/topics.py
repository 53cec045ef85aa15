"""Topics that several functions share: each one's part in words, by family."""

from __future__ import annotations

from collections.abc import Mapping

from remit.schema import Kind
from remit.views.decisions import Group, Row, cells, parties
from remit.views.definitions import collection_page
from remit.views.site import Body, Entry, Heading, Page, Site

FAMILIES: Mapping[str, tuple[str, str]] = {
    "overlap": (
        "Where everyone has a hand in it",
        "A subject that several functions work on, and each one's part.",
    ),
    "area": ("Scope by area", "Where one function's work ends and the other's begins."),
    "zone": ("Where it always rubs", "The seams to watch. When a change lands here, ask before you act."),
}


def collection(site: Site, kind: Kind) -> Page:
    """The page of all topics, one matrix a family."""

    def make(page: Page) -> Body:
        families = []
        for family, (title, lede) in FAMILIES.items():
            found = [each for each in site.book.all("topic") if each["family"] == family]
            rows = [
                Row(each, cells(each, "takes-part")) for each in sorted(found, key=lambda each: each.name)
            ]
            if rows:
                families.append((family, title, lede, parties(row.cells for row in rows), [Group("", rows)]))
        headings = tuple(Heading(family, title) for family, title, *_ in families)
        html = site.render("topics.html", page, families=families)
        entries = [Entry("", "Shared topics", kind.description)]
        entries += [Entry(family, title, lede) for family, title, lede, *_ in families]
        return Body(html, headings, tuple(entries))

    return collection_page(site, kind, make, "Shared topics")
