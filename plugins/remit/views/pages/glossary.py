"""The glossary: terms, metrics, values and what else they are called, from A to Z on one page."""

# A term's own page stays the generic one.

from __future__ import annotations

from remit.insight.glossary import every_word, letters
from remit.schema import VALUE, Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all terms, metrics, values and their other names."""

    def make(page: Page) -> Body:
        found = letters(
            every_word(list(site.book.all(kind.id)), [*site.book.all("metric"), *site.book.all(VALUE)])
        )
        html = site.render(
            "pages/glossary.html", page, kind=kind, letters=found,
        )  # fmt: skip
        headings = tuple(Heading(letter.anchor, letter.name) for letter in found)
        return Body(html, headings, (Entry("", "Glossary", kind.description),))

    return collection_page(site, kind, make, "Glossary")
