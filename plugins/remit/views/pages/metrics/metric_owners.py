"""Metric ownership: who operates, governs and answers for each number."""

from __future__ import annotations

from remit.insight.matrices import metric_owners
from remit.views.parts import matrix_filters
from remit.views.site.site import Body, Entry, Page, Site

URL = "metric-ownership/"


def page(site: Site) -> Page:
    """The page of all metrics and their owners."""

    def make(page: Page) -> Body:
        html = site.render(
            "pages/metrics/metric_owners.html", page, **matrix_filters.shown(metric_owners(site.book))
        )
        return Body(html, entries=(Entry("", "Metric ownership", _ABOUT),))

    return Page(
        url=URL, title="Ownership", section="metrics", make=make, in_nav=True, description=_ABOUT
    )  # fmt: skip


_ABOUT = "Who pulls the levers of each metric, who decides its definition, who answers for the number."
