"""The glossary: every term from A to Z on one page."""

# Layer 5. A term's own page stays the generic one.

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remit.handbook import Definition
from remit.schema import Kind
from remit.views.definitions import collection_page
from remit.views.site import Body, Entry, Heading, Page, Site

OTHER = "0–9"


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with one letter. Ids of terms are in small letters, so anchors never meet."""

    name: str
    terms: Sequence[Definition]

    @property
    def anchor(self) -> str:
        """Its anchor on the page."""
        return "Other" if self.name == OTHER else self.name


def collection(site: Site, kind: Kind) -> Page:
    """The page of all terms."""

    def make(page: Page) -> Body:
        found = letters(site.book.all(kind.id))
        html = site.render(
            "terms.html", page, kind=kind, letters=found,
            unsound=[each for each in site.book.every(kind.id) if not each.sound],
        )  # fmt: skip
        headings = tuple(Heading(letter.anchor, letter.name) for letter in found)
        return Body(html, headings, (Entry("", "Glossary", kind.description),))

    return collection_page(site, kind, make, "Glossary")


def letters(terms: Iterable[Definition]) -> list[Letter]:
    """Terms by their first letter, without its accent; what begins with no letter comes last."""
    found: dict[str, list[Definition]] = {}
    for term in sorted(terms, key=lambda each: (_bare(each.name), each.ref)):
        found.setdefault(letter(term.name), []).append(term)
    return [Letter(name, found[name]) for name in sorted(found, key=lambda name: (name == OTHER, name))]


def letter(name: str) -> str:
    """The letter under which people look for a name.

    >>> letter("école"), letter("1-pager")
    ('E', '0–9')
    """
    first = _bare(name)[:1].upper()[:1]
    return first if first.isalpha() else OTHER


def _bare(name: str) -> str:
    """A name without accents and case."""
    plain = unicodedata.normalize("NFKD", name.strip())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
