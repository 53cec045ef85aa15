"""Decision rights: the matrix of all decisions, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable

from remit.handbook import Definition
from remit.insight.matrices import rights
from remit.insight.used import used_in
from remit.ownership.parties import says
from remit.schema import Kind
from remit.views.parts import matrix_filters
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

ORDER = "AGRCI"  # who decides, who works, who is asked, who is told


def matrix(site: Site, kind: Kind) -> Page:
    """The page of the decision matrix."""

    def make(page: Page) -> Body:
        shown = rights(site.book)
        html = site.render("pages/decisions/decisions.html", page, kind=kind, **matrix_filters.shown(shown))
        names = ", ".join(row.definition.name for row in shown.rows)
        return Body(html, entries=(Entry("", "Decision rights", f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make, "Decision rights")


def page(site: Site, decision: Definition) -> Page:
    """The page of one decision."""

    def make(page: Page) -> Body:
        edges = sorted(says(decision), key=lambda edge: ORDER.index(edge.context["letter"]))
        about = _by_kind(decision.targets("decides-on"))
        used = [group for group in used_in(decision) if group[1]]
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("parties", "Who has a say", True),
                ("about", "What this covers", bool(about)),
                ("dispute", "When they disagree", bool(decision.get("escalation"))),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(decision.get("notes"))),
            )
            if there
        )
        html = site.render(
            "pages/decisions/decision.html", page, decision=decision, edges=edges, about=about,
            lanes=decision.targets("in-lane"), used=used, headings=headings,
        )  # fmt: skip
        words = [str(edge.context.get("words", "")) for edge in edges]
        return Body(html, headings, (site.entry(decision, *words),))

    return definition_page(site, decision, make)


def _by_kind(definitions: Iterable[Definition]) -> list[tuple[str, list[Definition]]]:
    """Definitions under the name of their kind, kinds in the order of writing."""
    kinds: dict[str, list[Definition]] = {}
    for definition in definitions:
        kinds.setdefault(definition.kind.id, []).append(definition)
    titles = ((found[0].kind, found) for found in kinds.values())
    return [(kind.titles if len(found) > 1 else kind.title, found) for kind, found in titles]
