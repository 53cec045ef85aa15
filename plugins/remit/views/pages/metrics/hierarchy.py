"""All metrics as one hierarchy: which number is built from which, who moves it, how it is counted."""

from __future__ import annotations

from remit.insight.metrics.lineage import hierarchy, size
from remit.insight.metrics.thresholds import UNITS
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "metric-hierarchy/"
TITLE = "Hierarchy"


def page(site: Site) -> Page:
    """The page of the whole hierarchy."""

    def make(page: Page) -> Body:
        metrics = list(site.book.all("metric"))
        branches = hierarchy(metrics)
        trees = [branch for branch in branches if branch.below]
        alone = [branch for branch in branches if not branch.below]
        html = site.render(
            "pages/metrics/hierarchy.html", page, trees=trees, alone=alone, size=size, metrics=metrics,
            dictionary=site.collection_url(site.book.kinds.by_id["metric"]), units=UNITS,
        )  # fmt: skip
        headings = tuple(Heading(f"top-{branch.metric.id}", branch.metric.name) for branch in trees)
        return Body(
            html,
            headings,
            (Entry("", "Metric hierarchy", "Which metric rolls up to which, who operates it, its unit."),),
        )

    return Page(
        url=URL,
        title=TITLE,
        section="metrics",
        make=make,
        in_nav=True,
        description="Every metric under the one it rolls up to, with who operates it and its unit.",
    )
