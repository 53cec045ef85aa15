"""Signals by family: what to look for, what it costs and what helps."""

from __future__ import annotations

from remit.insight.maturity import SIGNAL_FAMILIES, family
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all signals."""

    def make(page: Page) -> Body:
        every = ((name, *words, family(site.book, "signal", name)) for name, words in SIGNAL_FAMILIES.items())
        families = [each for each in every if each[-1]]
        warnings = [found for name, *_, found in families if name != "ready"]
        seen = [signal for found in warnings for signal in found if signal.get("present")]
        html = site.render("pages/maturity/signals.html", page, kind=kind, families=families, seen=seen)
        headings = tuple(Heading(f"family-{name}", title) for name, title, _, _ in families)
        entries = [
            Entry(f"family-{name}", title, "\n".join([lede, *(signal.name for signal in found)]))
            for name, title, lede, found in families
        ]
        return Body(html, headings, (Entry("", kind.titles, kind.description), *entries))

    return collection_page(site, kind, make)
