"""Reviews that were held: each question with its evidence and answer, and the log."""

from __future__ import annotations

from remit import words
from remit.handbook import Definition
from remit.insight.records import found_in, reviews
from remit.insight.used import used_in
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

DUE = "What is overdue, and what falls due within a month, by who must look at it."


def collection(site: Site, kind: Kind) -> Page:
    """The page of all reviews, newest first."""

    def make(page: Page) -> Body:
        rows = reviews(site.book)
        html = site.render("pages/change/reviews.html", page, kind=kind, rows=rows, day=words.medium_day)
        headings = (Heading("due", "Reviews due"),) if site.today else ()
        due = (Entry("due", "Reviews due", DUE),) if site.today else ()
        return Body(html, headings, (Entry("", kind.titles, kind.description), *due))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one review."""

    def make(page: Page) -> Body:
        found = found_in(definition)
        used = used_in(definition)
        there = (
            ("log", "Log", definition.get("log")),
            ("decisions", "Decisions it made", definition.to("review-decides")),
            ("findings", "Questions, evidence, answers", found),
            ("owners", "Who held it", definition.get("operates") or definition.get("governs")),
            ("used", "Where it is used", used),
            ("notes", "Notes", definition.get("notes")),
        )
        headings = tuple(Heading(id, title) for id, title, some in there if some)
        html = site.render(
            "pages/change/review.html",
            page,
            definition=definition,
            found=found,
            used=used,
            headings=headings,
            long=words.long_day,
        )
        entries = [
            Entry(f"q-{each.id}", each.data.get("question", each.id), site.plain(each.data.get("answer", "")))
            for each in found
        ]
        return Body(html, headings, (site.entry(definition, *definition.get("log", ())), *entries))

    return definition_page(site, definition, make)
