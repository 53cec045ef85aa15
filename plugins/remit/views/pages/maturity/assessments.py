"""The self-assessment: every test with our answers, the score, what it means and what helps."""

from __future__ import annotations

from remit.handbook import Definition
from remit.insight.maturity import Result, results
from remit.schema import Kind
from remit.views.pages.maturity import blueprint
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

TITLE = "Self-assessment"


def collection(site: Site, kind: Kind) -> Page:
    """The page of all tests."""

    def make(page: Page) -> Body:
        tests = sorted(site.book.all("assessment"), key=lambda test: test.name.lower())
        found = results(site.book, tests)
        plan = site.blueprint
        html = site.render(
            "pages/maturity/assessments.html", page,
            kind=kind, results=found, title=TITLE, blueprint=blueprint.URL,
            steps_done=f"{sum(step.done for step in plan)} of {len(plan)} steps",
        )  # fmt: skip
        entries = [Entry(each.test.id, each.test.name, _text(site, each)) for each in found]
        headings = tuple(Heading(each.test.id, each.test.name) for each in found)
        return Body(html, headings, (Entry("", TITLE, kind.description), *entries))

    return collection_page(site, kind, make, TITLE)


def page(site: Site, definition: Definition) -> Page:
    """The page of one test."""

    def make(page: Page) -> Body:
        (found,) = results(site.book, [definition])
        titles = (("score", "Our score", True), ("answers", "Signs" if found.signs else "Questions", True),
                  ("help", "What helps", bool(definition.get("remedy"))),
                  ("notes", "Notes", bool(definition.get("notes"))))  # fmt: skip
        headings = tuple(Heading(id, title) for id, title, there in titles if there)
        html = site.render(
            "pages/maturity/assessment.html",
            page,
            definition=definition,
            result=found,
            headings=headings,
            title=TITLE,
        )
        return Body(html, headings, (site.entry(definition, found.words, *_asked(found)),))

    return definition_page(site, definition, make)


def _asked(found: Result) -> list[str]:
    return [point.definition.name if found.signs else point.definition["question"] for point in found.points]


def _text(site: Site, found: Result) -> str:
    parts = [found.test.summary, found.words, found.reading.get("means", ""), *_asked(found)]
    return "\n".join(site.plain(part) for part in parts if part)
