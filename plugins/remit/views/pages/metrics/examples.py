"""The worked examples of a metric: a few records, what it comes to over them, which of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from remit import words
from remit.compute import Unknown
from remit.compute.examples import Given, Worked, came_to
from remit.handbook import Definition
from remit.views.site.site import Page, Site

MOST_NAMED = 12  # records of a step


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Records of one entity: the names of the fields, and (record, its cells)."""

    title: str
    fields: Sequence[str | Markup]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example as the page shows it; `counted` holds (entity, names of records, how many more)."""

    words: str
    first: str
    last: str
    result: str
    why: str
    tables: Sequence[ShownTable]
    counted: Sequence[tuple[str, str, int]]


def shown(site: Site, page: Page, metric: Definition) -> Sequence[ShownExample]:
    """The examples that can be computed; for the others there is a finding."""
    if not metric.get("examples"):
        return ()
    worked = site.examples.of(metric, explain=True)
    return [_shown(site, page, metric, each) for each in worked if each.period is not None]


def _shown(site: Site, page: Page, metric: Definition, worked: Worked) -> ShownExample:
    assert worked.period is not None
    unknown = isinstance(worked.result, Unknown)
    result = came_to(worked.result, metric["unit"], site.examples.model.currency)
    return ShownExample(
        str(metric["examples"][worked.id].get("words", "")),
        words.long_day(str(worked.period.first)),
        words.long_day(str(worked.period.last)),
        "cannot tell" if unknown else result,
        worked.result.why if isinstance(worked.result, Unknown) else "",
        _tables(site, page, worked.own),
        _counted(site, worked),
    )


def _tables(site: Site, page: Page, own: Given) -> list[ShownTable]:
    found = []
    for entity, rows in own.items():
        named = dict.fromkeys(field for fields in rows.values() for field in fields)
        titles = [site.link(page.url, f"field:{each.rpartition(':')[2]}") or each for each in named]
        cells = [(name, [_text(fields, each) for each in named]) for name, fields in rows.items()]
        found.append(ShownTable(_named(site, entity), titles, cells))
    return found


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _named(site: Site, entity: str) -> str:
    found = site.book.find(f"entity:{entity}")
    return found.name if found else entity


def _counted(site: Site, worked: Worked) -> list[tuple[str, str, int]]:
    """The records of each step; steps of the same records are told once."""
    told = [
        (_named(site, step.entity), ", ".join(step.names[:MOST_NAMED]), max(step.passed - MOST_NAMED, 0))
        for step in worked.steps
        if step.names
    ]
    return list(dict.fromkeys(told))
