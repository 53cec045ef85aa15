"""The lifecycle map: where revenue goes, who runs each part, and the same as a rail and as a table."""

from __future__ import annotations

from remit.handbook import Definition
from remit.insight import handoffs, lifecycle
from remit.insight.used import used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.pages.lifecycle.handoffs import MOST_CARDS
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.parts.stage_map import drawing
from remit.views.site.site import Body, Entry, Heading, Page, Site

HAS_STAGES = "Has stages"  # told by the map, so not once more under where it is used


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
            "pages/lifecycle/lifecycle.html", page, kind=kind, **drawing(site, page), rows=rows,
            handoffs=found, cards=len(found) <= MOST_CARDS, markers=lifecycle.markers, headings=headings,
        )  # fmt: skip
        names = ", ".join(stage.name for stage in rows)
        return Body(html, headings, (Entry("", "Lifecycle map", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Lifecycle map")


def of_one(site: Site, definition: Definition) -> Page:
    """The page of one lifecycle: its map, and its stages as a table."""

    def make(page: Page) -> Body:
        shown = drawing(site, page, definition)
        used = [(title, found) for title, found in used_in(definition) if title != HAS_STAGES]
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("map", "Map", bool(shown["maps"])),
                ("stages", "Stages", True),
                ("owners", "Owners", bool(operating(definition) or governing(definition))),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(definition.get("notes"))),
            )
            if there
        )
        html = site.render(
            "pages/lifecycle/one_lifecycle.html", page, **shown, definition=definition, used=used,
            markers=lifecycle.markers, headings=headings, has={heading.id for heading in headings},
            above=site.collection_url(site.book.kinds.by_id["stage"]),
        )  # fmt: skip
        names = ", ".join(stage.name for each in shown["maps"] for stage in each.stages)
        return Body(html, headings, (site.entry(definition, names),))

    return definition_page(site, definition, make)
