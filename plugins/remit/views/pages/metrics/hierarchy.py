"""All metrics as one hierarchy: which number is built from which, who moves it, how it is counted."""

from __future__ import annotations

from collections.abc import Sequence

from remit.handbook import Definition
from remit.views.parts import metric_trees, thresholds
from remit.views.parts.metric_trees import Branch
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "metric-hierarchy/"
TITLE = "Hierarchy"


def page(site: Site) -> Page:
    """The page of the whole hierarchy."""

    def make(page: Page) -> Body:
        metrics = list(site.book.all("metric"))
        branches = metric_trees.hierarchy(metrics)
        trees = [branch for branch in branches if branch.below]
        alone = [branch for branch in branches if not branch.below]
        html = site.render(
            "pages/metrics/hierarchy.html", page, trees=trees, alone=alone, size=size, metrics=metrics,
            dictionary=site.collection_url(site.book.kinds.by_id["metric"]), units=thresholds.UNITS,
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


def size(branch: Branch) -> int:
    """How many metrics stand below one."""
    waiting, count = list(branch.below), 0
    while waiting:
        each = waiting.pop()
        count += 1
        waiting += each.below
    return count


def path(metric: Definition) -> Sequence[Definition]:
    """What a metric rolls up to, the nearest first, up to the top or until the way runs in a circle."""
    found = [metric]
    while above := [edge.target for edge in found[-1].to("rolls-up-to")]:
        if above[0] in found or not above[0].sound:
            break
        found.append(above[0])
    return found[1:]
