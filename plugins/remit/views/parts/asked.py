"""The questions that a definition says it answers, on its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from remit.handbook import Definition
from remit.views.site.site import Body, Heading, Page, Site

HEADING = Heading("asked-as", "Questions this page answers")


def with_questions(
    site: Site, definition: Definition, make: Callable[[Page], Body]
) -> Callable[[Page], Body]:
    """A maker of a definition's page that says after it which questions it answers, where it says any."""
    if not definition.asked_as:
        return make

    def made(page: Page) -> Body:
        body = make(page)
        html = site.render("parts/asked.html", page, questions=definition.asked_as, marker=None)
        return replace(body, html=body.html + html, headings=(*body.headings, HEADING))

    return made
