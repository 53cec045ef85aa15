"""What waits for its day is taken out of what is written, under changes that came after it and hold."""

# Changes are undone newest first, and those that hold stay: so one that waits may find
# the place that it changed decided anew, or gone.

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from remit.change.compare.diff import PropertyChange
from remit.change.compare.references import stamp

ITEM = ("gained", "lost")


class Later(NamedTuple):
    """What would undo a change that came after one that waits; `decided` when a record covers it."""

    undoing: PropertyChange
    decided: bool


def overruled(undoing: PropertyChange, later: Iterable[Later]) -> bool:
    """Whether what would undo a waiting change has no place any more, because of what came after it.

    A later decision about the same thing replaces it. An edit without one was made on top of it and
    goes with it, unless it took away what the change was made in.
    """
    return any(_overrules(each, undoing) for each in later)


def _overrules(later: Later, undoing: PropertyChange) -> bool:
    there, here = later.undoing, undoing
    short = min(len(there.path), len(here.path))
    if there.path[:short] != here.path[:short]:
        return False
    if there.how in ITEM and here.how in ITEM:
        return stamp(_item(there)) == stamp(_item(here))
    return later.decided or here.how in ITEM or len(there.path) < len(here.path)


def _item(undoing: PropertyChange) -> Any:
    return undoing.new if undoing.how == "gained" else undoing.old
