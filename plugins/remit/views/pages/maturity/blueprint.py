"""The starting blueprint as a checklist: its progress is computed from the handbook."""

from __future__ import annotations

from remit.insight.blueprint import Step, steps
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "blueprint/"
SOURCE = "article on what strong teams do (c)"
TITLE = "Blueprint"
POLICY = "policy:starting-blueprint"  # the company's own words, where it has written them
NAMED = 8  # definitions named below a check


def page(site: Site) -> Page:
    """The page of the blueprint."""

    def make(page: Page) -> Body:
        found = steps(site.book)
        html = site.render(
            "pages/maturity/blueprint.html", page,
            steps=found, words=words(found), following=following(found), named=NAMED,
            policy=site.book.find(POLICY), source=SOURCE,
        )  # fmt: skip
        headings = tuple(Heading(f"step-{step.id}", step.title) for step in found)
        entries = [
            Entry(heading.id, heading.title, step.why) for heading, step in zip(headings, found, strict=True)
        ]
        return Body(html, headings, (Entry("", "Starting blueprint", words(found)), *entries))

    return Page(
        url=URL,
        title=TITLE,
        section="maturity",
        make=make,
        in_nav=True,
        description="Five steps to a governed revenue system, and how far each is taken.",
    )


def words(found: list[Step]) -> str:
    """How many steps are done, in a sentence."""
    done = sum(step.done for step in found)
    return "All five steps are done." if done == len(found) else f"{done} of {len(found)} steps are done."


def following(found: list[Step]) -> Step | None:
    """The first step that is not done: they build upon each other."""
    return next((step for step in found if not step.done), None)
