"""What changed, in plain words: for whoever has one minute, from the notes of the change records."""

from __future__ import annotations

import functools
from itertools import groupby

from remit import words
from remit.insight.records import coming, day, decided
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
        for title, found in groupby(decided(site.book), key=lambda change: words.quarter_of(day(change)))
    ]
    html = site.render(
        "pages/change/plain_words.html",
        page,
        quarters=quarters,
        coming=coming(site.book, site.today),
        day=day,
        short=words.short_day,
        marker=None,
        has_feed=any(site.book.all("change")),
    )
    headings = tuple(Heading(id, title) for id, title, _ in quarters)
    return Body(html, headings, (Entry("", "What changed, in plain words", page.description),))
