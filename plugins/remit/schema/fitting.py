"""What of a definition fits its schema: the part that rules and pages read where not all of it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from remit.schema.faults import Fault, Path

# Faults of a value that nobody can use. What is too long or stands twice can be used, and what no schema
# knows is asked for by nobody.
_UNUSABLE = frozenset({"wrong-type", "value-not-allowed", "wrong-form", "too-little", "missing-property"})


def fitting(data: Mapping[str, Any], faults: Iterable[Fault]) -> Mapping[str, Any]:
    """A definition's data without the values that do not fit; itself where all of them do.

    A mapping that lacks something is left out whole, but for the definition itself. So is a list in which
    an item does not fit: the others keep their places, which findings name.
    """
    gone = {_left_out(fault.path) for fault in faults if fault.code in _UNUSABLE} - {()}
    return _without(data, gone, ()) if gone else data


def _left_out(path: Path) -> Path:
    """What is left out for a fault at a path: of an item the list around it."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _without(data: Any, gone: Set[Path], path: Path) -> Any:
    """What stands at a path without what is left out below it."""
    if isinstance(data, list):
        return [_without(item, gone, (*path, place)) for place, item in enumerate(data)]
    if isinstance(data, Mapping):
        below = {key: (*path, key) for key in data}
        return {key: _without(data[key], gone, at) for key, at in below.items() if at not in gone}
    return data
