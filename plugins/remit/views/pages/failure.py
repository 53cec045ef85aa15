"""The one page that `mkdocs serve` shows when the handbook could not be opened."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.schema import load_kinds
from remit.tree import Memory
from remit.views.site.site import Body, Page, Site


def failure_site(message: str) -> Site:
    """A site of one page that says what is wrong."""
    book = Handbook(Memory({}), load_kinds(), {}, (), frozenset(), ())
    site = Site(book, ())

    def make(page: Page) -> Body:
        return Body(site.render("pages/failure.html", page, message=message))

    site.pages.append(Page(url="", title="Cannot be read", section="home", make=make, in_nav=True))
    return site
