"""The page of one metric."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.dictionary import FEEDS, Use, uses
from remit.insight.metrics.lineage import lineage, path
from remit.insight.metrics.targets import aimed_at
from remit.insight.metrics.thresholds import LEVEL_WORDS, UNITS, thresholds
from remit.insight.readings.board import Readout
from remit.views.pages.metrics import hierarchy
from remit.views.parts import examples, formulas, metric_trees, readings
from remit.views.parts.general_page import definition_page
from remit.views.parts.lineage import picture
from remit.views.parts.thresholds import bar, zone_of
from remit.views.site.site import Body, Heading, Page, Site

DIRECTIONS = {"higher": "Higher", "lower": "Lower", "in-range": "In range"}
MOST_USES = 50


@dataclass(frozen=True, slots=True)
class ShownUses:
    """Where a metric is used, as the page shows it: `more` were left out, `url` lists them all."""

    title: str
    shown: Sequence[Use]
    more: int
    url: str


def page(site: Site, metric: Definition) -> Page:
    """The page of one metric."""

    def make(page: Page) -> Body:
        used = _uses(site, metric)
        way = lineage(metric)
        readout = site.board.of(metric)
        money = currency(site)
        read = readings.shown(readout, money) if readout else []
        headings = _headings(metric, used, read=bool(read))
        html = site.render(
            "pages/metrics/metric.html",
            page,
            definition=metric,
            shown=formulas.show(metric.get("formula", ""), formulas.linker(site, page)),
            rows=thresholds(metric, money),
            readout=readout,
            read=read,
            find=site.book.find,
            short=words.medium_day,
            zone_of=zone_of,
            levels=LEVEL_WORDS,
            zones=bar(metric, *_marks(readout)),
            tree=metric_trees.tree(metric),
            lineage=way,
            picture=picture(way) if way else None,
            rolls=path(metric),
            hierarchy=hierarchy.URL,
            uses=used,
            examples=examples.of_metric(site, page, metric),
            headings=headings,
            facts=_facts(site, page, metric),
            units=UNITS,
        )
        text = (metric["definition"], *metric.get("counts", ()), *metric.get("leaves-out", ()))
        return Body(html, headings, (site.entry(metric, *text),))

    return definition_page(site, metric, make)


def currency(site: Site) -> str:
    """The company's currency, or an empty text."""
    return str(site.book.settings().get("company", {}).get("currency", ""))


def _marks(readout: Readout | None) -> tuple[float | None, float | None]:
    """The last reading of the whole and the amount aimed at, to be marked on the bar of the thresholds.

    A reading that other thresholds judge has no place on it.
    """
    whole = readout.whole if readout else None
    if whole is None:
        return None, None
    amount = whole.target.asks.get("amount") if whole.target and whole.met is not None else None
    return None if whole.by_then else float(whole.reading.value), amount


def _headings(metric: Definition, uses: Sequence[ShownUses], *, read: bool) -> tuple[Heading, ...]:
    possible = (
        ("formula", "Formula" if metric.get("formula") else "Definition", True),
        ("owners", "Owners", True),
        ("readings", "Readings", read),
        ("thresholds", "Thresholds", True),
        ("examples", "Worked examples", bool(metric.get("examples"))),
        ("tree", "What it is made of, what it feeds", True),
        ("traps", "Common mistakes", bool(metric.get("traps"))),
        ("used", "Where it is used", bool(uses)),
        ("notes", "Notes", bool(metric.get("notes"))),
    )
    return tuple(Heading(id, title) for id, title, there in possible if there)


def _facts(site: Site, page: Page, metric: Definition) -> list[tuple[str, str | Markup]]:
    def linked(relation: str) -> Markup:
        links = [site.link(page.url, str(edge.target.ref)) or "" for edge in metric.to(relation)]
        return Markup(", \n").join(links)

    facts: list[tuple[str, str | Markup]] = [("Target", aimed_at(metric, currency(site)))]
    facts += [
        ("Reviewed in", linked("looked-at-in")),
        ("Source", linked("measured-in")),
        ("Rolls up to", linked("rolls-up-to")),
    ]
    return [(title, text) for title, text in facts if text]


def _uses(site: Site, metric: Definition) -> list[ShownUses]:
    """Where it is used; what it feeds only where the tree beside it has no room for all of it."""
    return [
        ShownUses(
            each.title, each.found[:MOST_USES], max(len(each.found) - MOST_USES, 0),
            site.collection_url(site.book.kinds.by_id[each.kind]),
        )
        for each in uses(metric)
        if each.relation != FEEDS or len(each.found) > metric_trees.MOST
    ]  # fmt: skip
