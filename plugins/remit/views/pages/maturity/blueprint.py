"""The starting blueprint as a checklist: its progress is computed from the handbook."""

from __future__ import annotations

from remit.insight.blueprint import following, in_words, own_words
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "blueprint/"
TITLE = "Blueprint"
NAMED = 8  # definitions named below a check


def page(site: Site) -> Page:
    """The page of the blueprint."""

    def make(page: Page) -> Body:
        found = site.blueprint
        html = site.render(
            "pages/maturity/blueprint.html", page,
            steps=found, words=in_words(found), following=following(found), named=NAMED,
            policy=own_words(site.book),
        )  # fmt: skip
        headings = tuple(Heading(f"step-{step.id}", step.title) for step in found)
        entries = [
            Entry(heading.id, heading.title, step.why) for heading, step in zip(headings, found, strict=True)
        ]
        return Body(html, headings, (Entry("", "Starting blueprint", in_words(found)), *entries))

    return Page(
        url=URL,
        title=TITLE,
        section="maturity",
        make=make,
        in_nav=True,
        description="Five steps to a governed revenue system, and how far each is taken.",
    )
