"""Signals by family: what to look for, what it costs and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from remit.handbook import Definition
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

# family → (heading, what it is for)
FAMILIES: Mapping[str, tuple[str, str]] = {
    "need": ("RevOps is needed", "Each has a cost before anybody owns it."),
    "stress": ("The system is under stress", "It still works, and people work round it."),
    "failure": ("Ways to fail", "Patterns seen elsewhere, with what they lead to and what mends them."),
    "split": ("Time to split", "One team does the work of two."),
    "unite": ("Time to unite", "Several teams do the work of one."),
    "ready": ("Ready for the next step", "What must be true first."),
}


def collection(site: Site, kind: Kind) -> Page:
    """The page of all signals."""

    def make(page: Page) -> Body:
        families = [
            (name, *words, found) for name, words in FAMILIES.items() if (found := _family(site, name))
        ]
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


def _family(site: Site, name: str) -> list[Definition]:
    found = [signal for signal in site.book.all("signal") if signal.get("family") == name]
    return sorted(found, key=lambda signal: (signal.get("order", 99), signal.name.lower()))
