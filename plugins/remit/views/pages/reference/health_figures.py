"""The lists of the scorecard, a page for each figure: what keeps to it, lacks it, or cannot be judged."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from remit.insight.health.figures import Count, Figure, Measure
from remit.insight.health.measures import MEASURES
from remit.views.pages.reference.health import TITLE, URL, address, anchor, sentence
from remit.views.site.site import Body, Heading, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """A page for each figure, also where the site is of no day and the figure needs one: addresses stay."""
    for each in MEASURES:
        make = functools.partial(_body, site, each)
        what = f"Which {each.says}, and which do not."
        yield Page(address(each), f"{TITLE}: {each.title}", "reference", make, URL, description=what)


def _body(site: Site, measure: Measure, page: Page) -> Body:
    counted = next((each for each in site.card.figures if each.measure is measure), None)
    figure = counted or Figure(measure, Count())
    html = site.render(
        "pages/reference/health_figure.html", page,
        figure=figure, measure=measure, count=figure.count, is_counted=counted is not None, anchor=anchor,
        sentence=sentence,
    )  # fmt: skip
    return Body(html, tuple(_headings(figure)))


def _headings(figure: Figure) -> Iterator[Heading]:
    count = figure.count
    if count.lacking:
        lacks = figure.measure.lacks[0].upper() + figure.measure.lacks[1:]
        yield Heading("lacking", f"{lacks} ({len(count.lacking)})")
    if count.unclear:
        yield Heading("unclear", f"Cannot be judged ({len(count.unclear)})")
    if count.kept:
        yield Heading("kept", f"In order ({len(count.kept)})")
    if figure.by_function:
        yield Heading("by-function", "By function")
