"""The log of changes as git tells it: a page a quarter, by month, filtered by weight, kind and owner."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
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


class _Log:
    """The whole log: which quarters it has, and what happened in them once that is asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        days = (step.day for step in reversed(site.history.steps) if step.changes)
        self.quarters = [Quarter(title) for title in dict.fromkeys(map(words.quarter_of, days))]

    @functools.cached_property
    def items(self) -> Mapping[str, Sequence[DescribedStep]]:
        """The steps of each quarter by its title, newest first."""
        told = steps(self.site.book, self.site.history)
        return {title: tuple(all) for title, all in groupby(told, lambda item: words.quarter_of(item.day))}


def pages(site: Site) -> Iterator[Page]:
    """The page of the newest quarter, and one for each quarter."""
    log = _Log(site)
    newest = log.quarters[0] if log.quarters else None
    make = functools.partial(_body, log, newest)
    what = "Every change of a definition as git tells it, by quarter."
    yield Page(URL, "Change log", "change", make, in_nav=True, description=what)
    for each in log.quarters:
        make = functools.partial(_body, log, each)
        what = f"What changed from {each.words}."
        yield Page(each.url, f"Changes {each.title}", "change", make, URL, description=what)


def _body(log: _Log, shown: Quarter | None, page: Page) -> Body:
    items = log.items[shown.title] if shown else ()
    months = [
        (f"month-{month.lower().replace(' ', '-')}", month, list(found))
        for month, found in groupby(items, key=lambda item: words.month_of(item.day))
    ]
    kinds = sorted({(each.kind, each.ref.kind) for item in items for each in item.changes})
    parties = sorted({party for item in items for party in owners(item)}, key=lambda party: party.name)
    html = log.site.render(
        "pages/change/change_log.html", page,
        quarters=log.quarters, shown=shown, months=months, kinds=kinds, parties=parties,
        owners=owners, weights=[word for word in WEIGHTS if any(item.weight == word for item in items)],
        few=FEW, short=words.short_day, long=words.long_day, marker=None,
    )  # fmt: skip
    headings = tuple(Heading(id, title) for id, title, _ in months)
    title = f"Changes {shown.title}" if shown else "Change log"
    titles = dict.fromkeys(item.title for item in items[:100])  # all of them on the page of their quarter
    if page.url == URL:
        return Body(html, headings, (Entry("", title, page.description, ("changelog", "history")),))
    return Body(html, headings, (Entry("", title, "\n".join(titles)),))
