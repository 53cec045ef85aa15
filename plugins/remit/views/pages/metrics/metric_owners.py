"""Metric ownership: who operates, governs and answers for each number."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.views.parts import matrix_filters
from remit.views.parts.matrix import OWNERS, Filter, Group, Matrix, Row, cells
from remit.views.site.site import Body, Entry, Page, Site

URL = "metric-ownership/"
LETTERS = {"A": "Accountable", "G": "Governs the definition", "O": "Operates the levers"}


def page(site: Site) -> Page:
    """The page of all metrics and their owners."""

    def make(page: Page) -> Body:
        html = site.render(
            "pages/metrics/metric_owners.html", page, **matrix_filters.shown(owners(site.book))
        )
        return Body(html, entries=(Entry("", "Metric ownership", _ABOUT),))

    return Page(
        url=URL, title="Ownership", section="metrics", make=make, in_nav=True, description=_ABOUT
    )  # fmt: skip


_ABOUT = "Who pulls the levers of each metric, who decides its definition, who answers for the number."


def owners(book: Handbook) -> Matrix:
    """Who operates, governs and answers for which metric, from A to Z."""
    metrics = sorted(book.all("metric"), key=lambda each: (each.name.casefold(), each.id))
    leading = {metric for metric in metrics if metric.get("leadership")}
    rows = [
        Row(
            each,
            cells(each, {**OWNERS, "answered-by": "A"}),
            *(("leadership", "Leadership") if each in leading else ()),
        )
        for each in metrics
    ]
    return Matrix(
        name="metric-ownership", caption="Metrics by the party that operates, governs or answers for them",
        first="Metric", nouns=("metric", "metrics"), groups=[Group("", rows)], letters=LETTERS,
        filter=Filter("set", "Show", {"leadership": "Leadership set"}) if leading else None,
    )  # fmt: skip
