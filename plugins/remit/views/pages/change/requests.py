"""Requests: who asked for what, which lane an open one takes, what became of it; open ones first."""

from __future__ import annotations

from collections.abc import Mapping

from remit import words
from remit.change.review.requests import lane_of
from remit.insight.records import answer, requests
from remit.schema import Kind
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Page, Site

# answer → (word, class of its dot)
ANSWERS: Mapping[str, tuple[str, str]] = {
    "open": ("Open", "st-draft"),
    "accepted": ("Accepted", ""),
    "refused": ("Refused", "st-bad"),
    "changed": ("Accepted in another form", ""),
}


def collection(site: Site, kind: Kind) -> Page:
    """The page of all requests."""

    def make(page: Page) -> Body:
        rows = requests(site.book)
        waiting = sum(answer(each) == "open" for each in rows)
        # An answer speaks of its own day; today's references would contradict it.
        lanes = {each.id: lane_of(site.verdicts.reach, each) for each in rows if answer(each) == "open"}
        html = site.render(
            "pages/change/requests.html", page,
            kind=kind, rows=rows, waiting=waiting, answers=ANSWERS, answer=answer,
            lanes=lanes, day=words.medium_day,
        )  # fmt: skip
        return Body(html, (), (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)
