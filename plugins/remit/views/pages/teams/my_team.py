"""What do I own? Find yourself: your team or your post, each leading to the page that says it all."""

from __future__ import annotations

from remit.insight.teams import groups
from remit.views.site.site import Body, Entry, Page, Site

URL = "own/"
WHO = "Who do I ask? Who owns what, who is responsible, who is in charge."


def page(site: Site) -> Page:
    """The page on which one finds one's team or post."""

    def make(page: Page) -> Body:
        html = site.render("pages/teams/my_team.html", page, groups=groups(site.book))
        return Body(html, entries=(Entry("", "What do I own?", f"{page.description}\n{WHO}"),))

    return Page(
        url=URL, title="What do I own?", section="functions", make=make, in_nav=True,
        description="Find your team or your role, and what it decides, runs, hands over and reviews.",
    )  # fmt: skip
