"""The lifecycle map: where revenue goes, who runs each part, and the same as a rail and as a table."""

from __future__ import annotations

from remit.insight import handoffs, lifecycle
from remit.schema import Kind
from remit.views.pages.lifecycle.handoffs import MOST_CARDS
from remit.views.parts.general_page import collection_page
from remit.views.parts.stage_map import drawing
from remit.views.site.site import Body, Entry, Heading, Page, Site


def page(site: Site, kind: Kind) -> Page:
    """The page of the lifecycle map, which lists all stages."""

    def make(page: Page) -> Body:
        book = site.book
        found = handoffs.all_handoffs(book)
        rows = lifecycle.stages(book)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("handoffs", "Handoffs", bool(found)),
                ("stages", "Stages as a table", bool(rows)),
            )
            if there
        )
        html = site.render(
            "pages/lifecycle/lifecycle.html", page, **drawing(site, page), rows=rows, handoffs=found,
            cards=len(found) <= MOST_CARDS, markers=lifecycle.markers, headings=headings,
            broken=[each for each in book.every("stage") if not each.sound],
        )  # fmt: skip
        names = ", ".join(stage.name for stage in rows)
        return Body(html, headings, (Entry("", "Lifecycle map", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Lifecycle map")
