"""The lanes of change control side by side, and the test that says which one a change takes."""

from __future__ import annotations

from dataclasses import replace

from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of the lanes."""

    def make(page: Page) -> Body:
        lanes = sorted(site.book.all("lane"), key=lambda lane: (lane["reach"] != "local", lane.name))
        shared = [lane for lane in lanes if lane["reach"] == "shared"]
        headings = (
            Heading("lanes", "The lanes"),
            Heading("test", "The scope test"),
            Heading("cases", "Boundary cases"),
        )
        html = site.render("pages/change/lanes.html", page, kind=kind, lanes=lanes, shared=shared)
        entries = [Entry("", "Lanes of change", kind.description)]
        found = [site.entry(lane, *[at["when"] for at in lane["triggers"].values()]) for lane in lanes]
        entries += [replace(entry, anchor=lane.id) for entry, lane in zip(found, lanes, strict=True)]
        return Body(html, headings if lanes else (), tuple(entries))

    return collection_page(site, kind, make, "Lanes of change")
