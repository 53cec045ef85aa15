"""What git tells of definitions, for people and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import definition_weight
from remit.change.history.steps import Step
from remit.change.history.timeline import Entry, History
from remit.escape import printable
from remit.handbook import Ref
from remit.reports.diff import SIGNS, change_as_data, property_lines
from remit.reports.json_text import dumped
from remit.schema import WEIGHTS, Kind, Kinds


def text(history: History, address: str | None) -> str:
    """The changes of one definition, or of all, newest first."""
    asked = _asked(history, address)
    told = (entry for entry in asked if not _cut(history, entry))
    lines = [line for step, some in groupby(told, _step) for line in _step_lines(step, some, history.kinds)]
    return "".join(f"{printable(line)}\n" for line in [*lines, *_limit(history)])


def _cut(history: History, entry: Entry) -> bool:
    """Whether a change is none: the first commit of a shallow clone holds what was there already."""
    return history.cut and entry.step is history.steps[0]


def _limit(history: History) -> Iterator[str]:
    """Where a shallow clone is cut off."""
    if history.cut:
        rest = "`git fetch --unshallow` brings the rest"
        yield f"History starts at {history.starts}: this clone is shallow, {rest}."


def _step(entry: Entry) -> Step:
    return entry.step


def _step_lines(step: Step, entries: Iterable[Entry], kinds: Kinds) -> Iterator[str]:
    """A commit once, and what it changed."""
    yield f"{step.day}  {step.id[:10]}  {step.author}: {step.subject}"
    for entry in entries:
        yield from _entry_lines(entry, kinds)


def _entry_lines(entry: Entry, kinds: Kinds) -> Iterator[str]:
    step, change = entry.step, entry.change
    kind = kinds.by_id.get(change.ref.kind)
    words = f"renamed from {change.was}" if change.was else change.how
    record = f", by change:{entry.record}" if entry.record else ""
    later = f", in force from {entry.since}" if entry.since > step.day else ""
    yield f"  {SIGNS[change.how]} {change.ref} {words} ({_weight(kind, entry)}{record}{later})"
    for each in change.properties:
        yield from (f"      {line}" for line in property_lines(kind, each))


def _weight(kind: Kind | None, entry: Entry) -> str:
    return entry.weight or definition_weight(kind, entry.change)


def summary(history: History, address: str | None) -> str:
    """One line for each definition: how often it changed, how much, and when."""
    refs = sorted(history.entries) if address is None else [history.find(address)]
    lines = []
    for ref in refs:
        entries = [entry for entry in history.entries[ref] if not _cut(history, entry)]
        kind = history.kinds.by_id.get(ref.kind)
        if not entries:
            continue
        counts = Counter(_weight(kind, entry) for entry in entries)
        told = ", ".join(f"{counts[weight]} {weight}" for weight in WEIGHTS if counts[weight])
        gone = "" if ref in history.state else ", gone"
        days = f"{entries[0].step.day} to {entries[-1].step.day}"
        lines.append(
            f"{ref}  {len(entries)} {'change' if len(entries) == 1 else 'changes'} ({told}), {days}{gone}"
        )
    return "".join(f"{printable(line)}\n" for line in [*lines, *_limit(history)])


def as_json(history: History, address: str | None) -> str:
    """`{"starts", "cut", "changes": […]}`, newest first; its shape is documented in the guide."""
    return dumped(
        {
            "version": 1,
            "starts": history.starts,
            "cut": history.cut,
            "changes": [_entry(entry, history.kinds) for entry in _asked(history, address)],
            "unreadable": [
                {"commit": step.id, "day": step.day, "path": path}
                for step in reversed(history.steps)
                for path in step.unreadable
            ],
        }
    )


def _entry(entry: Entry, kinds: Kinds) -> dict[str, Any]:
    return {
        "commit": entry.step.id,
        "day": entry.step.day,
        "since": entry.since,
        "author": entry.step.author,
        "subject": entry.step.subject,
        "record": entry.record or None,
        **change_as_data(kinds.by_id.get(entry.change.ref.kind), entry.change),
    }


def _asked(history: History, address: str | None) -> list[Entry]:
    """The entries that were asked for, newest first; raises RemitError for a definition nobody ever wrote."""
    if address is not None:
        ref = history.find(address)
        return list(reversed(history.entries[ref]))
    found = [entry for entries in history.entries.values() for entry in entries]
    places = {step.id: place for place, step in enumerate(history.steps)}
    return sorted(found, key=lambda entry: (-places[entry.step.id], _order(entry.change)))


def _order(change: DefinitionChange) -> tuple[Ref, str]:
    return (change.ref, change.how)


FORMATS: Mapping[str, Callable[[History, str | None], str]] = {
    "text": text, "summary": summary, "json": as_json,
}  # fmt: skip
