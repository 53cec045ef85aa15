"""What changed, in plain words: for whoever has one minute, from the notes of the change records."""

from __future__ import annotations

import functools
from itertools import groupby

from remit import words
from remit.handbook import Definition
from remit.views.pages.change.change_log import quarter
from remit.views.pages.change.changes import day
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "in-plain-words/"


def page(site: Site) -> Page:
    """The page for executives."""
    make = functools.partial(_body, site)
    what = "What was decided, in a sentence each, by quarter."
    return Page(URL, "In plain words", "change", make, in_nav=True, description=what)


def _body(site: Site, page: Page) -> Body:
    quarters = [
        (f"q-{title.lower()}", title, list(found))
        for title, found in groupby(decided(site), key=lambda change: quarter(day(change)))
    ]
    html = site.render(
        "pages/change/plain_words.html",
        page,
        quarters=quarters,
        coming=coming(site),
        day=day,
        short=words.short_day,
        marker=None,
    )
    headings = tuple(Heading(id, title) for id, title, _ in quarters)
    return Body(html, headings, (Entry("", "What changed, in plain words", page.description),))


def decided(site: Site) -> list[Definition]:
    """Approved and rejected changes, the newest decision first."""
    changes = site.book.all("change")
    found = [change for change in changes if change["state"] in ("approved", "rejected") and day(change)]
    return sorted(found, key=lambda change: (day(change), change.id), reverse=True)


def coming(site: Site) -> list[Definition]:
    """Approved changes that hold from a later day, the next first."""
    later = [
        change
        for change in decided(site)
        if change["state"] == "approved" and "" < site.today < str(change.get("effective", ""))
    ]
    return sorted(later, key=lambda change: (change["effective"], change.id))
