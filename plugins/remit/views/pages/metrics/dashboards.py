"""All dashboards, and the page of one: what it is for, what it shows, which decision it serves."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from remit.handbook import Definition, Edge
from remit.insight.metrics.thresholds import UNITS
from remit.insight.used import used_in
from remit.ownership.parties import reading
from remit.schema import Kind
from remit.views.pages.metrics.metrics import DIRECTIONS
from remit.views.parts import formulas
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.parts.thresholds import zone_of
from remit.views.site.site import Body, Entry, Heading, Page, Site


def page(site: Site, dashboard: Definition) -> Page:
    """The page of one dashboard."""

    def make(page: Page) -> Body:
        used = [group for group in used_in(dashboard) if group[1]]
        possible = (
            ("purpose", "What it is for", True),
            ("shows", "What it shows", True),
            ("owners", "Owners", True),
            ("used", "Where it is used", bool(used)),
            ("notes", "Notes", bool(dashboard.get("notes"))),
        )
        headings = tuple(Heading(id, title) for id, title, there in possible if there)
        html = site.render(
            "pages/metrics/dashboard.html",
            page,
            definition=dashboard,
            used=used,
            headings=headings,
            facts=_facts(site, page, dashboard),
            shown=_shown(site, page, dashboard),
            cuts=_cuts(dashboard),
            unchecked=_unchecked(dashboard),
            units=UNITS,
            directions=DIRECTIONS,
            board=site.board,
            zone_of=zone_of,
        )
        shown = ", ".join(edge.target.name for edge in dashboard.to("shows"))
        texts = (dashboard["purpose"], dashboard.get("serves", ""), shown)
        return Body(html, headings, (site.entry(dashboard, *texts),))

    return definition_page(site, dashboard, make)


def _shown(site: Site, page: Page, dashboard: Definition) -> list[tuple[Edge, Markup | None]]:
    """What it shows, each with the test of its filter where there is one."""
    link = formulas.linker(site, page)
    return [
        (edge, formulas.show_filter(where, link) if (where := edge.context.get("where")) else None)
        for edge in dashboard.to("shows")
    ]


def _cuts(dashboard: Definition) -> dict[str | int, list[Definition]]:
    """The fields that each of its metrics is cut by, by the name under which it stands there."""
    found: dict[str | int, list[Definition]] = {}
    for edge in dashboard.to("cut-by"):
        found.setdefault(edge.path[1], []).append(edge.target)
    return found


def _unchecked(dashboard: Definition) -> list[str]:
    """The filters that are said in words alone, each once."""
    said = [
        str(edge.context["filter"])
        for edge in dashboard.to("shows")
        if edge.context.get("filter") and not (edge.context.get("where") or edge.context.get("per"))
    ]
    return list(dict.fromkeys(said))


def _facts(site: Site, page: Page, dashboard: Definition) -> list[tuple[str, str | Markup]]:
    facts: list[tuple[str, str | Markup]] = [
        ("Lives in", _linked(site, page, dashboard.to("lives-in"))),
        ("Read by", _linked(site, page, reading(dashboard))),
    ]
    return [(title, text) for title, text in facts if text]


def _linked(site: Site, page: Page, edges: Iterable[Edge]) -> Markup:
    return Markup(", ").join(site.link(page.url, str(edge.target.ref)) or "" for edge in edges)


def collection(site: Site, kind: Kind) -> Page:
    """The page of all dashboards."""

    def make(page: Page) -> Body:
        dashboards = sorted(site.book.all(kind.id), key=lambda each: (each.name.casefold(), each.id))
        html = site.render("pages/metrics/dashboards.html", page, kind=kind, dashboards=dashboards)
        return Body(html, entries=(Entry("", kind.titles, kind.description),))

    return collection_page(site, kind, make)
