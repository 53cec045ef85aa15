"""Worked examples on pages: a few records, what comes of them, which of them counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from remit import words
from remit.compute import Unknown
from remit.compute.examples import Given, Worked, came_to
from remit.compute.judged import Judged, judged
from remit.compute.showing import CANNOT_TELL
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.views.parts import formulas
from remit.views.site.site import Page, Site

MOST_NAMED = 12  # records of a step


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Records of one entity: links to the fields, and (record, its cells)."""

    title: str
    fields: Sequence[str | Markup]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ShownExample:
    """An example as the page shows it; `notes` are short lines: when, which records; `whys` are prose.

    `failing` are the tests that do not hold, in words.
    """

    words: str
    result: str
    notes: Sequence[str]
    whys: Sequence[str]
    tables: Sequence[ShownTable]
    failing: Sequence[Markup] = ()


def of_metric(site: Site, page: Page, metric: Definition) -> Sequence[ShownExample]:
    """The examples of a metric that can be computed; for the others there is a finding."""
    if not metric.get("examples"):
        return ()
    worked = site.examples.of(metric, explain=True)
    return [_worked(site, page, metric, each) for each in worked if each.period is not None]


def of_judged(site: Site, page: Page, definition: Definition) -> Sequence[ShownExample]:
    """The examples of a stage or a handoff that can be judged; for the others there is a finding."""
    if not definition.get("examples"):
        return ()
    found = judged(site.examples, definition)
    return [_judged(site, page, definition, each) for each in found if not each.problem]


def _worked(site: Site, page: Page, metric: Definition, worked: Worked) -> ShownExample:
    assert worked.period is not None
    first, last = (words.long_day(str(day)) for day in (worked.period.first, worked.period.last))
    whys = [worked.result.why] if isinstance(worked.result, Unknown) else []
    result = came_to(worked.result, metric.get("unit", ""), site.examples.model.currency)
    return ShownExample(
        str(metric["examples"][worked.id].get("words", "")),
        CANNOT_TELL if whys else result,
        [f"{first} to {last}", *_counted(site, worked)],
        whys,
        _tables(site, page, worked.own),
    )


def _judged(site: Site, page: Page, definition: Definition, found: Judged) -> ShownExample:
    example = definition["examples"][found.id]
    result = ", ".join(verdict.came for verdict in found.verdicts)
    notes = [f"Record {found.record}"]
    if "on" in example:
        notes[0] += f", on {words.long_day(example['on'])}"
    if "at" in example:
        notes[0] += f", looked at on {example['at'].replace('T', ' at ')}"
    whys = dict.fromkeys(verdict.told for verdict in found.verdicts if verdict.told)
    link = formulas.linker(site, page)
    failing = [
        formulas.show_condition(part, link, formulas.DAY)
        for verdict in found.verdicts
        for part in verdict.failing
    ]
    return ShownExample(
        str(example.get("words", "")),
        f"{result[0].upper()}{result[1:]}",
        notes,
        list(whys),
        _tables(site, page, found.own),
        list(dict.fromkeys(failing)),
    )


def _tables(site: Site, page: Page, own: Given) -> list[ShownTable]:
    found = []
    for entity, rows in own.items():
        named = dict.fromkeys(field for fields in rows.values() for field in fields)
        ids = [each.rpartition(":")[2] for each in named]
        titles = [site.link(page.url, f"field:{id}") or id for id in ids]
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


def _counted(site: Site, worked: Worked) -> list[str]:
    """The records of each step; steps of the same records are told once."""
    told = []
    for step in worked.steps:
        if step.names:
            more = step.passed - MOST_NAMED
            names = ", ".join(step.names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
            told.append(f"Counted: {_named(site, step.entity)} {names}")
    return list(dict.fromkeys(told))
