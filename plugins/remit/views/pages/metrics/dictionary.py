"""The metric dictionary: the leadership set, and all metrics from A to Z with what they are filtered by."""

# The page filters without script (see facets.py); the typing search is assets/dictionary.js.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from remit.handbook import Definition
from remit.insight.metrics.dictionary import facets, functions_of, parties, stages_of
from remit.insight.metrics.targets import aimed_at
from remit.insight.metrics.thresholds import UNITS
from remit.schema import Kind
from remit.views.pages.metrics import hierarchy
from remit.views.pages.metrics.metrics import DIRECTIONS, currency
from remit.views.parts.general_page import collection_page
from remit.views.parts.thresholds import zone_of
from remit.views.site.site import Body, Entry, Heading, Page, Site


def page(site: Site, kind: Kind) -> Page:
    """The page of all metrics."""

    def make(page: Page) -> Body:
        metrics = sorted(site.book.all(kind.id), key=lambda each: (each.name.casefold(), each.id))
        leading = [metric for metric in metrics if metric.get("leadership")]
        html = site.render(
            "pages/metrics/metrics.html",
            page,
            kind=kind,
            metrics=metrics,
            leading=leading,
            letters=_letters(metrics),
            parties=_parties(site, metrics),
            facets=facets(metrics),
            aimed_at=aimed_at,
            board=site.board,
            zone_of=zone_of,
            currency=currency(site),
            functions_of=functions_of,
            stages_of=stages_of,
            hierarchy=hierarchy.URL,
            units=UNITS,
            directions=DIRECTIONS,
        )
        headings = (Heading("leadership", "Leadership set"), Heading("all", "All metrics"))
        entries = (
            Entry("", kind.titles, kind.description),
            Entry("leadership", "Leadership set", ", ".join(metric.name for metric in leading)),
        )
        return Body(html, headings if metrics else (), entries if metrics else entries[:1])

    return collection_page(site, kind, make)


def _letters(metrics: Iterable[Definition]) -> dict[str, Definition]:
    """The first metric of each letter; what begins with no letter stands under `#`."""
    found: dict[str, Definition] = {}
    for metric in metrics:
        first = metric.name[:1].upper()
        found.setdefault(first if first.isalpha() else "#", metric)
    return found


def _parties(site: Site, metrics: Sequence[Definition]) -> list[tuple[Definition, int]]:
    """Each function that operates or governs a metric, and how many."""
    counted = Counter(function.id for metric in metrics for function in functions_of(metric))
    return [(party, counted[party.id]) for party in parties(site.book, metrics)]
