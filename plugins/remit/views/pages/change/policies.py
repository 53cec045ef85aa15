"""Policies: governed questions, their answers, and the definitions they point at."""

from __future__ import annotations

from remit.handbook import Definition
from remit.insight.records import answers
from remit.insight.used import used_in
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all policies."""

    def make(page: Page) -> Body:
        rows = sorted(site.book.all("policy"), key=lambda policy: policy.name.lower())
        html = site.render("pages/change/policies.html", page, kind=kind, rows=rows)
        headings = tuple(Heading(policy.id, policy.name) for policy in rows)
        return Body(html, headings, (Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one policy."""

    def make(page: Page) -> Body:
        found = answers(definition)
        used = used_in(definition)
        owned = bool(definition.get("operates") or definition.get("governs"))
        titles = (
            ("owners", "Owners", owned),
            ("questions", "Questions and answers", True),
            ("used", "Where it is used", used),
            ("notes", "Notes", definition.get("notes")),
        )
        headings = tuple(Heading(id, title) for id, title, there in titles if there)
        html = site.render(
            "pages/change/policy.html",
            page,
            definition=definition,
            answers=found,
            used=used,
            headings=headings,
        )
        entries = [
            Entry(f"q-{answer.id}", answer.data["question"], site.plain(answer.data["answer"]))
            for answer in found
        ]
        return Body(html, headings, (site.entry(definition), *entries))

    return definition_page(site, definition, make)
