"""The scorecard as text and as JSON; the shape of the JSON is `schemas/output/stats.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.diagnostics import Severity
from remit.escape import OLD_COMMAND, printable
from remit.handbook import Definition
from remit.insight.health.figures import Count, Figure, Item
from remit.insight.health.scorecard import Scorecard

VERSION = 1
MOST = 10  # of one list in the text; the JSON has all


def as_json(card: Scorecard) -> str:
    """One object, with all lists whole."""
    data = {
        "version": VERSION,
        "day": card.day or None,
        "definitions": card.definitions,
        "unread": list(card.unread),
        "findings": {severity.word: count for severity, count in card.findings.items()},
        "figures": [_figure(each) for each in card.figures],
        "not-counted": [
            {"id": each.id, "title": each.title, "needs": sorted(each.needs)} for each in card.not_counted
        ],
        "waivers": [
            {
                "id": each.name,
                "rule": each.data["rule"],
                "definition": each.data["definition"],
                "reason": each.data["reason"],
                "granted-by": each.data["who"],
                "until": each.data["until"],
            }
            for each in card.waivers
        ],
    }
    text = json.dumps(data, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
    return text.replace(OLD_COMMAND, "##\\u005b")


def _figure(figure: Figure) -> dict[str, Any]:
    measure = figure.measure
    return {
        "id": measure.id,
        "title": measure.title,
        "says": measure.says,
        "rules": list(measure.rules),
        "unread": list(figure.blind),
        "asked": figure.count.asked,
        **{name: [_item(item) for item in items] for name, items in _lists(figure.count).items()},
        "by-function": [
            {"function": _ref(function), "asked": count.asked, **_lengths(count)}
            for function, count in figure.by_function.items()
        ],
    }


def _lists(count: Count) -> Mapping[str, tuple[Item, ...]]:
    return {"kept": count.kept, "lacking": count.lacking, "unclear": count.unclear}


def _lengths(count: Count) -> dict[str, int]:
    return {name: len(items) for name, items in _lists(count).items()}


def _item(item: Item) -> dict[str, Any]:
    said = {"why": item.why, "other": _ref(item.other), "waiver": item.waived}
    return {"definition": str(item.definition.ref), **{key: each for key, each in said.items() if each}}


def _ref(definition: Definition | None) -> str | None:
    return None if definition is None else str(definition.ref)


def as_text(card: Scorecard) -> str:
    """A line for each figure, with the list of what lacks it below."""
    return "".join(f"{printable(line)}\n" for line in _lines(card))


def _lines(card: Scorecard) -> Iterator[str]:
    found = [f"{count} {_plural(severity, count)}" for severity, count in card.findings.items() if count]
    yield f"{card.definitions} definitions, {', '.join(found) or 'no findings'}"
    if card.unread:
        yield f"Not all could be read: {', '.join(card.unread)}. The figures count the rest."
    yield ""
    width = max((len(each.measure.title) for each in card.figures), default=0)
    for figure in card.figures:
        count, measure = figure.count, figure.measure
        told = f"{len(count.kept)} of {count.asked} {measure.says}" if count.asked else "nothing to ask"
        yield f"{measure.title:{width}}  {told}"
        yield from _listed(count.lacking, measure.lacks)
        yield from _listed(count.unclear, "cannot be judged")
    for measure in card.not_counted:
        yield f"{measure.title:{width}}  not counted: add --today YYYY-MM-DD"
    if card.waivers:
        yield ""
        yield f"Waivers: {len(card.waivers)}"
        for each in card.waivers:
            data = each.data
            about = f"{data['rule']} for {data['definition']}"
            yield f"  {about}, until {data['until']}, granted by {data['who']}: {data['reason']}"


def _listed(items: tuple[Item, ...], title: str) -> Iterator[str]:
    if items:
        yield f"  {len(items)} {title}"
    for item in items[:MOST]:
        pair = f" and {item.other.ref}" if item.other else ""
        waived = f" (waived: {item.waived})" if item.waived else ""
        yield f"    {item.definition.ref}{pair}: {item.why}{waived}"
    if len(items) > MOST:
        yield f"    {len(items) - MOST} more: `--stats json` lists all"


def _plural(severity: Severity, count: int) -> str:
    return severity.word if count == 1 else f"{severity.word}s"


FORMATS: Mapping[str, Callable[[Scorecard], str]] = {"json": as_json, "text": as_text}
