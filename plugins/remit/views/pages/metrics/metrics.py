"""The page of one metric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from remit.formula import Mention
from remit.handbook import Definition, Edge
from remit.views.pages.metrics import hierarchy
from remit.views.parts import formulas, lineage, metric_trees, thresholds
from remit.views.parts.general_page import definition_page
from remit.views.site.site import Body, Heading, Page, Site

DIRECTIONS = {"higher": "Higher", "lower": "Lower", "in-range": "In range"}
# Said in a place of their own on the page, so not once more under "Where it is used".
_SAID = frozenset({"shows", "decides-on", "made-of", "rolls-up-to", "watched-by", "handoff-watched-by"})
MOST_USES = 50


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a metric is used, and a word about how."""

    definition: Definition
    note: str = ""


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a metric is used, by kind of place; `more` were left out, `url` lists them all."""

    title: str
    shown: tuple[Use, ...]
    more: int
    url: str


def page(site: Site, metric: Definition) -> Page:
    """The page of one metric."""

    def make(page: Page) -> Body:
        uses = _uses(site, metric)
        headings = _headings(metric, uses)
        html = site.render(
            "pages/metrics/metric.html",
            page,
            definition=metric,
            shown=formulas.show(metric["formula"], lambda mention: _mentioned(site, page, mention)),
            rows=thresholds.rows(metric, currency(site)),
            zones=thresholds.bar(metric),
            tree=metric_trees.tree(metric),
            lineage=lineage.lineage(metric),
            rolls=hierarchy.path(metric),
            hierarchy=hierarchy.URL,
            uses=uses,
            headings=headings,
            facts=_facts(site, page, metric),
            units=thresholds.UNITS,
        )
        text = (metric["definition"], *metric.get("counts", ()), *metric.get("leaves-out", ()))
        return Body(html, headings, (site.entry(metric, *text),))

    return definition_page(site, metric, make)


def currency(site: Site) -> str:
    """The company's currency, or an empty text."""
    return str(site.book.settings().get("company", {}).get("currency", ""))


def _mentioned(site: Site, page: Page, mention: Mention) -> Markup:
    address = f"{mention.kind}:{mention.id}"
    return site.link(page, address) or Markup("<code>%s</code>") % address


def _headings(metric: Definition, uses: Sequence[Uses]) -> tuple[Heading, ...]:
    possible = (
        ("formula", "Formula", True),
        ("owners", "Owners", True),
        ("thresholds", "Thresholds", True),
        ("tree", "What it is made of, what it feeds", True),
        ("traps", "Known traps", bool(metric.get("traps"))),
        ("used", "Where it is used", bool(uses)),
        ("notes", "Notes", bool(metric.get("notes"))),
    )
    return tuple(Heading(id, title) for id, title, there in possible if there)


def _facts(site: Site, page: Page, metric: Definition) -> list[tuple[str, str | Markup]]:
    def linked(relation: str) -> Markup:
        links = [site.link(page, str(edge.target.ref)) or "" for edge in metric.to(relation)]
        return Markup(", \n").join(links)

    facts: list[tuple[str, str | Markup]] = [("Target", metric.get("target", ""))]
    facts += [
        ("Looked at in", linked("looked-at-in")),
        ("Source", linked("measured-in")),
        ("Rolls up to", linked("rolls-up-to")),
    ]
    return [(title, text) for title, text in facts if text]


def _uses(site: Site, metric: Definition) -> list[Uses]:
    rolled_up = [edge.source for edge in metric.by("rolls-up-to") if edge.source is not metric]
    stages = [
        *(edge.target for edge in metric.to("measures")),
        *(edge.source for edge in metric.by("watched-by")),
    ]
    groups: list[tuple[str, Iterable[Use], str]] = [
        (
            "Dashboards",
            (Use(e.source, str(e.context.get("filter", ""))) for e in metric.by("shows")),
            "dashboard",
        ),
        ("Decisions", (Use(e.source) for e in metric.by("decides-on")), "decision"),
        ("Stages", (Use(each) for each in stages), "stage"),
        ("Handoffs", (Use(e.source) for e in metric.by("handoff-watched-by")), "handoff"),
        ("Metrics below it", (Use(each) for each in rolled_up), "metric"),
    ]
    feeds = [edge.source for edge in metric.by("made-of") if edge.source is not metric]
    if len({each.ref for each in feeds}) > metric_trees.MOST:
        groups.append(("Feeds", (Use(each) for each in feeds), "metric"))
    groups += [
        (f"{back[0].upper()}{back[1:]}", (Use(edge.source) for edge in edges), edges[0].source.kind.id)
        for back, edges in sorted(_others(metric).items())
    ]
    made = [_cut(site, title, uses, kind) for title, uses, kind in groups]
    return [each for each in made if each.shown]


def _others(metric: Definition) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = {}
    for edge in metric.by():
        if edge.relation not in _SAID and edge.source is not metric:
            found.setdefault(edge.back, []).append(edge)
    return found


def _cut(site: Site, title: str, uses: Iterable[Use], kind: str) -> Uses:
    once = sorted(
        {use.definition.ref: use for use in uses}.values(),
        key=lambda use: (use.definition.name.casefold(), use.definition.ref),
    )
    more = max(len(once) - MOST_USES, 0)
    return Uses(title, tuple(once[:MOST_USES]), more, site.collection_url(site.book.kinds.by_id[kind]))


def functions_of(metric: Definition, *relations: str) -> list[Definition]:
    """The functions that operate or govern a metric, each once; a role stands for its function."""
    found: dict[str, Definition] = {}
    for edge in metric.to(*(relations or ("operated-by", "governed-by"))):
        function = _function(edge.target)
        if function is not None:
            found[function.id] = function
    return list(found.values())


def _function(party: Definition) -> Definition | None:
    if party.kind.id == "function":
        return party
    return next((edge.target for edge in party.to("belongs-to") if edge.target.kind.id == "function"), None)


def parties(site: Site, metrics: Sequence[Definition]) -> list[Definition]:
    """Functions that operate or govern one of these: what their table can be filtered by."""
    named = {function.id for metric in metrics for function in functions_of(metric)}
    return [function for function in site.book.every("function") if function.id in named]
