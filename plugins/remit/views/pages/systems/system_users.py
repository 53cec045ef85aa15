"""Systems and functions: who operates, governs or works in each tool."""

from __future__ import annotations

from remit.insight.matrices import system_users
from remit.views.parts import matrix_filters
from remit.views.site.site import Body, Entry, Page, Site

URL = "system-functions/"


def page(site: Site) -> Page:
    """The page of all systems and the functions that have to do with them."""

    def make(page: Page) -> Body:
        html = site.render(
            "pages/systems/system_users.html", page, **matrix_filters.shown(system_users(site.book))
        )
        return Body(html, entries=(Entry("", "Systems and functions", _ABOUT),))

    return Page(
        url=URL, title="By function", section="systems", make=make, in_nav=True, description=_ABOUT
    )  # fmt: skip


_ABOUT = "Which function operates, governs or works in which system."
