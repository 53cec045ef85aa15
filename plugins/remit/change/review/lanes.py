"""Which lane a change takes, and what the lane asks: one pure function over the lanes' data."""

# The lanes are governance data (`lanes`); where a handbook has none, two lanes of
# remit's own hold. The page "Who decides?" and `remit review` ask the same function.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import field
from pathlib import Path
from typing import Any

from remit import source
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.organisation import functions_behind
from remit.schema import WEIGHTS, Reference

DECLARED = "declared-lane"  # the trigger, of every shared lane, that whatever names the lane itself sets off
_ANY = Reference(("*",), "", "", "")
_FUNCTION = Reference(("function",), "", "", "")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason for which a change takes a lane.

    `kinds` holds for every change of such a definition; `touches` is a test of what the change
    reaches. With neither it is for people: nothing but a person can say that it is met.
    """

    lane: str
    id: str
    when: str
    kinds: frozenset[str] = frozenset()
    touches: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of change control, as its data says."""

    id: str
    name: str
    is_shared: bool
    weights: frozenset[str]
    needs_record: bool
    triggers: tuple[Trigger, ...]
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes, those that reach further first. `are_built_in` when the handbook has none of its own."""

    all: tuple[Lane, ...]
    are_built_in: bool = False

    def triggers(self) -> Iterator[Trigger]:
        """Every trigger of every lane, in order."""
        return (trigger for lane in self.all for trigger in lane.triggers)


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """The lane of a change and the triggers that made it so; none for the lane of last resort."""

    lane: Lane
    because: tuple[Trigger, ...]

    @property
    def needs_record(self) -> bool:
        """Whether the change must be written down with who decided it."""
        return self.lane.needs_record


def choose(lanes: Lanes, kind: str, weight: str, touched: Iterable[Trigger] = ()) -> LaneChoice:
    """The lane of a change of that weight to a definition of that kind that sets off those triggers."""
    fired = {(trigger.lane, trigger.id) for trigger in touched}
    for lane in lanes.all:
        because = tuple(
            trigger
            for trigger in lane.triggers
            if kind in trigger.kinds or (trigger.lane, trigger.id) in fired
        )
        if because and weight in lane.weights:
            return LaneChoice(lane, because)
    last = next((lane for lane in reversed(lanes.all) if not lane.is_shared), lanes.all[-1])
    return LaneChoice(last, ())


def declared(lanes: Lanes, definition: Definition) -> Iterator[Trigger]:
    """The trigger of the shared lane that a definition names itself: that can widen, never narrow."""
    named = {lane.id for lane in definition.targets("in-lane")}
    for trigger in lanes.triggers():
        if trigger.id == DECLARED and trigger.lane in named:
            yield trigger


Behind = Callable[[Definition], Set[Definition]]  # the functions that stand behind a definition


def meeting(
    book: Handbook, trigger: Trigger, behind: Behind = functions_behind
) -> Callable[[Definition], bool]:
    """A test: does all that a trigger's `touches` says of a thing hold for one, whoever asks.

    `beyond-own` is about the changed thing and the other together: see `Reach`.
    """
    wanted = trigger.touches
    kinds, names, functions = (wanted.get(name) for name in ("kinds", "definitions", "functions"))
    definitions = None if names is None else _refs(book, _ANY, names)
    asked = None if functions is None else _refs(book, _FUNCTION, functions)

    def is_met(thing: Definition) -> bool:
        return (
            (kinds is None or thing.kind.id in kinds)
            and (definitions is None or thing.ref in definitions)
            and (asked is None or any(function.ref in asked for function in behind(thing)))
        )

    return is_met


def _refs(book: Handbook, reference: Reference, names: Iterable[str]) -> frozenset[Ref]:
    found = (book.resolve(reference, name) for name in names)
    return frozenset(each.ref for each in found if each is not None)


# -- reading ------------------------------------------------------------------


def lanes_of(book: Handbook) -> Lanes:
    """The lanes of a handbook; remit's own where it has none."""
    own = tuple(_lane(lane.id, lane.data) for lane in book.all("lane"))
    return Lanes(_ordered(own)) if own else built_in_lanes()


@functools.cache
def built_in_lanes() -> Lanes:
    """The two lanes that remit brings along."""
    folder = Path(__file__).parent
    data = source.read(folder, "lanes.yaml").data
    return Lanes(_ordered(_lane(id, lane) for id, lane in data.items()), are_built_in=True)


def _ordered(lanes: Iterable[Lane]) -> tuple[Lane, ...]:
    return tuple(sorted(lanes, key=lambda lane: (not lane.is_shared, lane.id)))


def _lane(id: str, data: Mapping[str, Any]) -> Lane:
    triggers = tuple(
        Trigger(id, name, each["when"], frozenset(each.get("kinds", ())), each.get("touches", {}))
        for name, each in data.get("triggers", {}).items()
    )
    is_shared = data.get("reach") == "shared"
    if is_shared and all(each.id != DECLARED for each in triggers):
        triggers += (Trigger(id, DECLARED, "What says itself that it is decided in this lane"),)
    return Lane(
        id=id,
        name=data["name"],
        is_shared=is_shared,
        weights=frozenset(data.get("weights", WEIGHTS)),
        needs_record=bool(data.get("needs-record")),
        triggers=triggers,
        approval=data.get("approval", ""),
    )
