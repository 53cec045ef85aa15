"""Changes: what, why, by whose decision and from when, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from remit import words
from remit.handbook import Definition
from remit.insight.records import day, lane_reach
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

# state → (word, class of its dot)
STATES: Mapping[str, tuple[str, str]] = {
    "proposed": ("Proposed", "st-draft"),
    "approved": ("Approved", ""),
    "rejected": ("Rejected", "st-bad"),
    "superseded": ("Superseded", "st-retired"),
}


def collection(site: Site, kind: Kind) -> Page:
    """The page of all changes."""

    def make(page: Page) -> Body:
        months = _months(list(site.book.all("change")))
        reaches = {reach for _, _, found in months for change in found if (reach := lane_reach(change))}
        html = site.render(
            "pages/change/changes.html", page, kind=kind, months=months, both=len(reaches) > 1,
            states=STATES, reach=lane_reach, short=words.short_day, long=words.long_day, day=day,
        )  # fmt: skip
        headings = tuple(Heading(id, title) for id, title, _ in months)
        entries = [
            Entry(change.id, change.name, _text(site, change)) for _, _, found in months for change in found
        ]
        return Body(html, headings, (Entry("", kind.titles, kind.description), *entries[:200]))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one change."""

    def make(page: Page) -> Body:
        after = [*definition.by("supersedes"), *definition.by("became")]
        there = (
            ("what", "What changes", True),
            ("why", "Why", True),
            ("moves", "What the numbers become", definition.get("moves")),
            ("decision", "Decision", True),
            ("touches", "What it touches", definition.to("changes")),
            ("follow-ups", "What remains to be done", definition.get("follow-ups")),
            ("notes", "Notes", definition.get("notes")),
        )
        headings = tuple(Heading(id, title) for id, title, some in there if some)
        html = site.render(
            "pages/change/change.html", page, definition=definition, after=after, headings=headings,
            states=STATES, long=words.long_day,
        )  # fmt: skip
        return Body(html, headings, (site.entry(definition, definition["what"], definition["why"]),))

    return definition_page(site, definition, make)


def _months(changes: Sequence[Definition]) -> list[tuple[str, str, list[Definition]]]:
    """(anchor, title, changes) by month, newest first; what has no day yet stands first."""
    ordered = sorted(changes, key=lambda change: (day(change) or "9999", change.id), reverse=True)
    groups = []
    for month, found in groupby(ordered, key=lambda change: words.month_of(day(change))):
        title = month or "Without a day"
        groups.append((f"month-{title.lower().replace(' ', '-')}", title, list(found)))
    return groups


def _text(site: Site, change: Definition) -> str:
    return "\n".join(site.plain(change.get(name, "")) for name in ("summary", "what", "why", "note"))
