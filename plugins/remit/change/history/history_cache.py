"""A walk through history as text, for the cache, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from remit.change.compare.diff import Data, DefinitionChange, PropertyChange
from remit.change.history.steps import State, Step
from remit.handbook import Ref

# Trees of data have no circles. Text of ASCII alone is read back in half the time.
_AT_ONCE = 50  # steps; a text of all of them would take more memory than they
_ENCODE = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode


def dumped(steps: Sequence[Step], state: Mapping[Ref, Data]) -> Iterator[str]:
    """Steps and the last state as text, in pieces: records are lists of their fields."""
    yield '{"steps":['
    for start in range(0, len(steps), _AT_ONCE):
        yield f"{',' if start else ''}{_ENCODE(steps[start : start + _AT_ONCE])[1:-1]}"
    yield f'],"state":{_ENCODE(list(state.items()))}}}'


def loaded(text: str) -> tuple[list[Step], State] | None:
    """What was kept; None when it is not what we wrote."""
    try:
        kept = json.loads(text)
        return [_step(*fields) for fields in kept["steps"]], {Ref(*ref): data for ref, data in kept["state"]}
    except (ValueError, TypeError, KeyError):
        return None


def _step(*fields: Any) -> Step:
    id, when, author, subject, changes, unreadable, records, day, weights = fields
    made = tuple(_change(*change) for change in changes)
    return Step(id, when, author, subject, made, tuple(unreadable), records, day, tuple(weights))


def _change(*fields: Any) -> DefinitionChange:
    ref, how, was, old, new, properties = fields
    made = tuple(PropertyChange(tuple(path), what, before, after) for path, what, before, after in properties)
    return DefinitionChange(Ref(*ref), how, Ref(*was) if was else None, old, new, made)
