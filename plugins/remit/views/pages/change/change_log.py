"""The log of changes as git tells it: a page a quarter, by month, filtered by weight, kind and owner."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import groupby

from remit import words
from remit.frozen import dataclass
from remit.insight.changes import DescribedStep, owners, steps
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "change-log/"
FEW = 6  # changes of one step that are told in full; a larger step is a list
WEIGHTS = ("authority", "meaning", "editorial")


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of the log; `title` is such as `2026-Q3`."""

    title: str
    items: tuple[DescribedStep, ...]

    @property
    def url(self) -> str:
        """Where its page lies."""
        return f"{URL}{self.title.lower()}/"

    @property
    def words(self) -> str:
        """Its months, such as `July to September 2026`."""
        year, number = self.title.split("-Q")
        first = (int(number) - 1) * 3
        return f"{words.MONTHS[first]} to {words.MONTHS[first + 2]} {year}"


def pages(site: Site) -> Iterator[Page]:
    """The page of the newest quarter, and one for each quarter."""
    told = steps(site.book, site.history)
    quarters = [
        Quarter(title, tuple(items))
        for title, items in groupby(told, key=lambda item: words.quarter_of(item.day))
    ]
    newest = quarters[0] if quarters else None
    make = functools.partial(_body, site, quarters, newest)
    what = "Every change of a definition as git tells it, by quarter."
    yield Page(URL, "Change log", "change", make, in_nav=True, description=what)
    for each in quarters:
        make = functools.partial(_body, site, quarters, each)
        what = f"What changed from {each.words}."
        yield Page(each.url, f"Changes {each.title}", "change", make, URL, description=what)


def _body(site: Site, quarters: Sequence[Quarter], shown: Quarter | None, page: Page) -> Body:
    items = shown.items if shown else ()
    months = [
        (f"month-{month.lower().replace(' ', '-')}", month, list(found))
        for month, found in groupby(items, key=lambda item: words.month_of(item.day))
    ]
    kinds = sorted({(each.kind, each.ref.kind) for item in items for each in item.changes})
    parties = sorted({party for item in items for party in owners(item)}, key=lambda party: party.name)
    html = site.render(
        "pages/change/change_log.html", page,
        quarters=quarters, shown=shown, months=months, kinds=kinds, parties=parties,
        owners=owners, weights=[word for word in WEIGHTS if any(item.weight == word for item in items)],
        few=FEW, short=words.short_day, long=words.long_day, marker=None,
    )  # fmt: skip
    headings = tuple(Heading(id, title) for id, title, _ in months)
    title = f"Changes {shown.title}" if shown else "Change log"
    titles = dict.fromkeys(item.title for item in items[:100])  # all of them on the page of their quarter
    if page.url == URL:
        return Body(html, headings, (Entry("", title, page.description, ("changelog", "history")),))
    return Body(html, headings, (Entry("", title, "\n".join(titles)),))
