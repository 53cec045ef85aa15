"""The first page: where am I, and where is what I look for."""

from __future__ import annotations

from remit.views.site import Body, Page, Site


def page(site: Site) -> Page:
    """The home page."""

    def make(page: Page) -> Body:
        return Body(site.render("home.html", page))

    return Page(url="", title="Home", section="home", make=make, in_nav=True)
