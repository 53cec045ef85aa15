"""A walk through history as text, for the cache, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from remit.change.diff import Data, DefinitionChange, PropertyChange
from remit.change.steps import State, Step
from remit.handbook import Ref


def dumped(steps: Iterable[Step], state: Mapping[Ref, Data]) -> str:
    """Steps and the last state as text."""
    return json.dumps(
        {
            "state": [[ref.kind, ref.id, data] for ref, data in state.items()],
            "steps": [
                [
                    step.id, step.when, step.author, step.subject,
                    [_change_out(change) for change in step.changes], step.unreadable, step.records,
                ]
                for step in steps
            ],
        }
    )  # fmt: skip


def _change_out(change: DefinitionChange) -> list[Any]:
    was = change.was.id if change.was else None
    properties = [[each.path, each.how, each.old, each.new] for each in change.properties]
    return [change.ref.kind, change.ref.id, change.how, was, change.old, change.new, properties]


def loaded(text: str) -> tuple[list[Step], State] | None:
    """What was kept; None when it is not what we wrote."""
    try:
        kept = json.loads(text)
        steps = [_step_in(step) for step in kept["steps"]]
        return steps, {Ref(kind, id): data for kind, id, data in kept["state"]}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _step_in(kept: list[Any]) -> Step:
    id, when, author, subject, changes, unreadable, records = kept
    return Step(
        id, when, author, subject, tuple(_change_in(change) for change in changes), tuple(unreadable), records
    )


def _change_in(kept: list[Any]) -> DefinitionChange:
    kind, id, how, was, old, new, properties = kept
    return DefinitionChange(
        Ref(kind, id), how, Ref(kind, was) if was else None, old, new,
        tuple(PropertyChange(tuple(path), what, before, after) for path, what, before, after in properties),
    )  # fmt: skip
