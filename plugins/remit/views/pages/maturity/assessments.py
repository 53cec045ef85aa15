"""The self-assessment: every test with our answers, the score, what it means and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from remit.handbook import Definition
from remit.insight.blueprint import steps
from remit.schema import Kind
from remit.views.pages.maturity import blueprint
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

TITLE = "Self-assessment"


@dataclass(frozen=True)
class Point:
    """One question or sign, and whether it counts; None when nobody has answered."""

    definition: Definition
    counts: bool | None


@dataclass(frozen=True)
class Result:
    """A test as this company answers it.

    `at` is the id of the reading that follows; empty when no reading fits, or when
    the open answers could still lead to another one.
    """

    test: Definition
    signs: bool
    points: tuple[Point, ...]
    at: str

    @property
    def score(self) -> int:
        """How many fail, or are present."""
        return sum(point.counts is True for point in self.points)

    @property
    def open(self) -> int:
        """How many nobody has answered."""
        return sum(point.counts is None for point in self.points)

    @property
    def reading(self) -> Mapping[str, Any]:
        """The band of the score, or nothing."""
        found: Mapping[str, Any] = self.test.get("readings", {}).get(self.at, {})
        return found

    @property
    def words(self) -> str:
        """The score as a person says it."""
        if not self.points:
            return "Nothing is asked yet"
        if self.open == len(self.points):
            return "Not answered yet"
        what = (
            ("signs present" if self.signs else "fail")
            if self.score != 1
            else "sign present"
            if self.signs
            else "fails"
        )
        more = f", {self.open} not answered" if self.open else ""
        return f"{self.score} of {len(self.points)} {what}{more}"


def result(test: Definition) -> Result:
    """Count a test's fails or signs, and find the reading."""
    signs = test.get("counts") == "signs" or (not test.get("counts") and not test.by("asked-in"))
    points = _signs(test) if signs else _questions(test)
    score = sum(point.counts is True for point in points)
    most = score + sum(point.counts is None for point in points)
    least = _band(test, score)
    return Result(test, signs, points, least if points and least == _band(test, most) else "")


def collection(site: Site, kind: Kind) -> Page:
    """The page of all tests."""

    def make(page: Page) -> Body:
        results = [
            result(test) for test in sorted(site.book.all("assessment"), key=lambda test: test.name.lower())
        ]
        plan = steps(site.book)
        html = site.render(
            "pages/maturity/assessments.html", page,
            kind=kind, results=results, title=TITLE, blueprint=blueprint.URL,
            steps_done=f"{sum(step.done for step in plan)} of {len(plan)} steps",
        )  # fmt: skip
        entries = [Entry(each.test.id, each.test.name, _text(site, each)) for each in results]
        headings = tuple(Heading(each.test.id, each.test.name) for each in results)
        return Body(html, headings, (Entry("", TITLE, kind.description), *entries))

    return collection_page(site, kind, make, TITLE)


def page(site: Site, definition: Definition) -> Page:
    """The page of one test."""

    def make(page: Page) -> Body:
        found = result(definition)
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


def _questions(test: Definition) -> tuple[Point, ...]:
    asked = {edge.source for edge in test.by("asked-in") if edge.source.sound}
    answers = {"pass": False, "fail": True}
    return tuple(Point(each, answers.get(each.get("answer", ""))) for each in _ordered(asked))


def _signs(test: Definition) -> tuple[Point, ...]:
    counted = {edge.source for edge in test.by("counted-in") if edge.source.sound}
    return tuple(Point(each, each.get("present")) for each in _ordered(counted))


def _ordered(definitions: set[Definition]) -> list[Definition]:
    return sorted(definitions, key=lambda each: (each.get("order", 99), each.name.lower(), each.id))


def _band(test: Definition, score: int) -> str:
    """The id of the first reading that holds a score, or an empty text."""
    for name, band in test.get("readings", {}).items():
        if band["from"] <= score <= band.get("to", score):
            return str(name)
    return ""


def _asked(found: Result) -> list[str]:
    return [point.definition.name if found.signs else point.definition["question"] for point in found.points]


def _text(site: Site, found: Result) -> str:
    parts = [found.test.summary, found.words, found.reading.get("means", ""), *_asked(found)]
    return "\n".join(site.plain(part) for part in parts if part)
