"""The lanes that decisions name, held against the lanes that follow from what uses what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from remit.change.compare.grading import MEANING
from remit.change.review.lanes import DECLARED, LaneChoice, choose
from remit.change.review.reach import Reach, Touch
from remit.handbook import Definition, Handbook


def compared(book: Handbook) -> Iterator[tuple[Definition, str]]:
    """Each decision that names a lane, with what speaks against it in words; empty where nothing does."""
    reach = Reach(book)
    shared = {lane.id: lane.is_shared for lane in reach.lanes.all}
    for decision in book.all("decision"):
        named = next((lane for lane in decision.targets("in-lane") if lane.id in shared), None)
        if named is not None:
            yield decision, _against(reach, decision, named, is_shared=shared[named.id])


def _against(reach: Reach, decision: Definition, named: Definition, *, is_shared: bool) -> str:
    computed, touched = _undeclared(reach, decision)
    if is_shared:
        if computed.lane.is_shared:
            return ""
        return f"it names the lane `{named.id}`, and nothing that lane is for uses what it is about"
    if computed.lane.is_shared:
        return f"it names the lane `{named.id}`, and takes `{computed.lane.id}`{_way(computed, touched)}"
    for thing in decision.targets("decides-on"):
        choice, touched = reach.consequences(thing, MEANING)
        if choice.lane.is_shared:
            return (
                f"it names the lane `{named.id}`, and `{thing.ref}`, which it is about, takes "
                f"`{choice.lane.id}`{_way(choice, touched)}"
            )
    return ""


def _undeclared(reach: Reach, decision: Definition) -> tuple[LaneChoice, tuple[Touch, ...]]:
    """The lane that a change of a decision would take if it named none."""
    touched = tuple(each for each in reach.touches(decision) if each.trigger.id != DECLARED)
    triggers = [each.trigger for each in touched]
    return choose(reach.lanes, decision.kind.id, MEANING, triggers), touched


def _way(choice: LaneChoice, touched: tuple[Touch, ...]) -> str:
    """Over which way it comes into a lane, in words; empty where its kind alone says so."""
    ways = [each.reached for each in touched if each.trigger in choice.because and each.reached.steps]
    nearest = min(ways, key=lambda each: each.steps, default=None)
    return f": {nearest}" if nearest else ""
