"""The weekly report: what readings call for, and who does it, for people and programs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping

from remit.compute.periods import spoken
from remit.compute.showing import in_unit
from remit.escape import markdown_sentence, markdown_text, printable
from remit.handbook import Handbook
from remit.insight.readings.actions import LEVELS, Action, Week
from remit.insight.readings.board import Readout
from remit.reports.standing import said, sentence
from remit.words import long_day

Section = tuple[str, list[str]]


def text(book: Handbook, week: Week) -> str:
    """Headings and lists, for a terminal or a mail."""
    lines = [*_head(week)]
    for title, items in _sections(book, week):
        lines += ["", title, *(f"  - {item}" for item in items)]
    return "".join(f"{printable(line)}\n" for line in lines)


def as_markdown(book: Handbook, week: Week) -> str:
    """The same as Markdown: nothing in it links, mentions or formats but what is ours."""
    title, *rest = _head(week)
    lines = [f"# {markdown_text(title)}", "", *(f"{markdown_sentence(line)}  " for line in rest), ""]
    for heading, items in _sections(book, week):
        lines += [f"## {markdown_text(heading)}", "", *(f"- {markdown_sentence(item)}" for item in items), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_json(book: Handbook, week: Week) -> str:
    """The actions by level, with ids instead of names."""
    found = {
        "from": week.first,
        "to": week.day,
        "actions": [
            {
                "level": level,
                "who": str(each.party.ref) if each.party else None,
                "metric": str(each.standing.metric.ref),
                "period": each.standing.reading.said,
                "slice": each.standing.reading.slice,
                "value": str(each.standing.reading.value),
                "unit": each.standing.unit,
                "stands": each.standing.level or None,
                "target-met": each.standing.met,
                "action": said(book, each.standing.action) or None,
                "new": each.fresh,
            }
            for level, actions in week.actions.items()
            for each in actions
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _head(week: Week) -> Iterator[str]:
    yield f"Week from {long_day(week.first)} to {long_day(week.day)}"
    new = f"{week.fresh} of them this week" if week.fresh else "none of them this week"
    yield f"{week.read} metrics have readings, {new}. What stands below follows from the last one of each."
    if week.why:
        yield f"Whether a definition changed between two readings is not known: {week.why.rstrip('.')}."


def _sections(book: Handbook, week: Week) -> Iterator[Section]:
    for level, actions in week.actions.items():
        for name, some in itertools.groupby(actions, lambda each: each.party.name if each.party else ""):
            yield (
                f"{LEVELS[level]}: {name}" if name else LEVELS[level],
                [_action(book, each) for each in some],
            )
    if week.disagreements:
        yield (
            "Sources that disagree",
            [_differing(book, each) for each in week.disagreements],
        )
    if week.breaks:
        yield (
            "Counted anew since this week",
            [
                f"{readout.metric.name}: {broken.ref.kind} {broken.name} changed on {broken.day}; "
                "numbers before and after are not compared"
                for readout, broken in week.breaks
            ],
        )
    if week.unread:
        yield (
            "Not read for more than a period",
            [
                f"{each.metric.name}: the last reading is of {each.whole.period}"
                for each in week.unread
                if each.whole
            ],
        )
    if not week.actions:
        yield "Nothing to do", ["Every last reading is where it should be."]


def _action(book: Handbook, each: Action) -> str:
    told = sentence(book, each.standing)
    told += "" if each.standing.action else " No action is named for it."
    return told + (" New this week." if each.fresh else "")


def _differing(book: Handbook, readout: Readout) -> str:
    last = readout.disagreements[-1]
    unit = readout.metric.get("unit", "")
    currency = str((book.settings().get("company") or {}).get("currency", ""))
    told = ", ".join(
        f"{each.source or 'no named source'} says {in_unit(each.value, unit, currency)}"
        for each in last.readings
    )
    more = len(readout.disagreements) - 1
    period = spoken(last.readings[0].period, last.readings[0].said)
    return f"{readout.metric.name}, {period}: {told}" + (f"; {more} earlier" if more else "")


FORMATS: Mapping[str, Callable[[Handbook, Week], str]] = {
    "text": text, "markdown": as_markdown, "json": as_json,
}  # fmt: skip
