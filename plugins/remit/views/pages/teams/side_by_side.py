"""The functions that run and govern operations, side by side: what each is for, on one page."""

from __future__ import annotations

from remit.insight.teams import operations, reach
from remit.views.site.site import Body, Entry, Page, Site

URL = "side-by-side/"
TITLE = "Side by side"


def page(site: Site) -> Page:
    """The page that sets the operations teams and the central one beside each other."""

    def make(page: Page) -> Body:
        found = operations(site.book)
        html = site.render(
            "pages/teams/side_by_side.html", page,
            teams=[each.function for each in found],
            reach={each.function: reach(each.function, found) for each in found},
        )  # fmt: skip
        names = ", ".join(each.function.name for each in found)
        return Body(html, (), (Entry("", "Functions side by side", names),))

    return Page(
        url=URL, title=TITLE, section="functions", make=make, in_nav=True,
        description="The operations functions beside each other: scope, metrics, tools, daily work.",
    )  # fmt: skip
