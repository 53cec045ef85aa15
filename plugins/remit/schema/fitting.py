"""What of a definition fits its schema: the part that rules and pages read where not all of it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    left: Any = data
    for fault in faults:
        if fault.code in _UNUSABLE:
            left = _without(left, _left_out(fault.path))
    return left  # type: ignore[no-any-return]


def _left_out(path: Path) -> Path:
    """What is left out for a fault at a path: of an item the list around it."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    return path


def _without(data: Any, path: Path) -> Any:
    """A copy without what stands at a path; the same where nothing stands there any more."""
    if not path:
        return data
    first, rest = path[0], path[1:]
    if isinstance(data, list):
        if not (isinstance(first, int) and first < len(data)):
            return data
        return [_without(item, rest) if place == first else item for place, item in enumerate(data)]
    if not isinstance(data, Mapping) or first not in data:
        return data
    if not rest:
        return {key: value for key, value in data.items() if key != first}
    return {key: _without(value, rest) if key == first else value for key, value in data.items()}
