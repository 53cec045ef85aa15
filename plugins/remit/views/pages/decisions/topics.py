"""Topics that several functions share: each one's part in words, by family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.handbook import Handbook
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page
from remit.views.parts.matrix import Filter, Group, Matrix, Row, cells
from remit.views.site.site import Body, Entry, Heading, Page, Site

# family → heading, a word for the filter, a sentence
FAMILIES: Mapping[str, tuple[str, str, str]] = {
    "overlap": (
        "Where everyone has a hand in it",
        "Overlaps",
        "A subject that several functions work on, and each one's part.",
    ),
    "area": ("Scope by area", "Areas", "Where one function's work ends and the other's begins."),
    "zone": (
        "Where it always rubs",
        "Seams",
        "The seams to watch. When a change lands here, ask before you act.",
    ),
}


def collection(site: Site, kind: Kind) -> Page:
    """The page of all topics, a group of rows for each family."""

    def make(page: Page) -> Body:
        matrix = parts(site.book)
        html = site.render("pages/decisions/topics.html", page, **matrix_filters.shown(matrix))
        headings = tuple(Heading(group.id, group.title) for group in matrix.groups)
        entries = [Entry("", "Shared topics", kind.description)]
        entries += [Entry(group.id, group.title, group.lede) for group in matrix.groups]
        return Body(html, headings, tuple(entries))

    return collection_page(site, kind, make, "Shared topics")


def parts(book: Handbook) -> Matrix:
    """Which part of a shared topic is whose, in words."""
    groups = list(_groups(book))
    choices = {group.id: FAMILIES[group.id][1] for group in groups}
    return Matrix(
        name="topics", caption="Shared topics by party", first="Topic", nouns=("topic", "topics"),
        groups=groups, letters={},
        filter=Filter("family", "Show", choices) if len(choices) > 1 else None,
    )  # fmt: skip


def _groups(book: Handbook) -> Iterator[Group]:
    for family, (title, _, lede) in FAMILIES.items():
        found = [each for each in book.all("topic") if each["family"] == family]
        rows = [
            Row(each, cells(each, {"takes-part": ""}), family)
            for each in sorted(found, key=lambda each: each.name)
        ]
        if rows:
            yield Group(title, rows, family, lede)
