"""Systems and functions: who operates, governs or works in each tool."""

from __future__ import annotations

from collections.abc import Iterator

from remit.handbook import Definition, Handbook
from remit.views.pages.systems import fields, systems
from remit.views.parts import matrix_filters
from remit.views.parts.matrix import OWNERS, OWNING, Filter, Group, Mark, Matrix, Row, cells
from remit.views.site.site import Body, Entry, Page, Site

URL = "system-functions/"


def page(site: Site) -> Page:
    """The page of all systems and the functions that have to do with them."""

    def make(page: Page) -> Body:
        html = site.render("pages/systems/system_users.html", page, **matrix_filters.shown(users(site.book)))
        return Body(html, entries=(Entry("", "Systems and functions", _ABOUT),))

    return Page(
        url=URL, title="By function", section="systems", make=make, in_nav=True, description=_ABOUT
    )  # fmt: skip


_ABOUT = "Which function operates, governs or works in which system."


def users(book: Handbook) -> Matrix:
    """Who operates, governs or works in which system, by area."""
    groups = list(_groups(book))
    return Matrix(
        name="systems", caption="Systems by party", first="System", nouns=("system", "systems"),
        groups=groups, letters={**OWNING, "W": "Works in it"},
        filter=Filter("area", "Area", {group.id: group.title for group in groups}),
    )  # fmt: skip


def _groups(book: Handbook) -> Iterator[Group]:
    for area in systems.areas(fields.by_name(book.all("system"))):
        id = area.title.lower().replace(" ", "-")
        yield Group(area.title, [Row(each, _cells(each), id) for each in area.systems], id)


def _cells(system: Definition) -> dict[Definition, list[Mark]]:
    """Who operates or governs a system works in it anyway, so that is said only of the others."""
    found = cells(system, OWNERS)
    for edge in system.by("works-in"):
        if edge.source.sound and edge.source not in found:
            found[edge.source] = [Mark(edge.source, edge, "W")]
    return found
