"""Work items: who operates each, and who governs it."""

from __future__ import annotations

from remit.schema import Kind
from remit.views.definitions import collection_page
from remit.views.site import Body, Entry, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all work items: operating on the left, governing on the right."""

    def make(page: Page) -> Body:
        items = sorted(site.book.all("work-item"), key=lambda each: each.name.lower())
        html = site.render("work_items.html", page, items=items)
        names = ", ".join(item.name for item in items)
        return Body(html, entries=(Entry("", "Who operates, who governs", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Operates and governs")
