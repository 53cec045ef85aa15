"""What a change of a definition reaches, and which triggers it sets off there."""

# A change reaches whatever uses the thing, over any number of references: `uses` says which lead on.
# Some lead on from the changed thing alone, as its first step (`acts_on`, `concerns`): an automation
# reaches the field that it sets, but nothing leads through it from a field that it reads to one that it
# sets. A party ends a way: what a team uses is not what uses the team.
#
# What one definition reaches is a walk. What all of them touch cannot be that many walks: a trigger
# is followed once, from everything that meets it back to all that leads there, and the way is found
# again from there. One that asks for more than one side is followed once for each set of own sides.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from remit.change.review.lanes import LaneChoice, Lanes, Trigger, choose, declared, lanes_of, meeting
from remit.change.review.whom import FURTHER, stakes
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import functions_behind
from remit.ownership.sides import Sides

Walk = Mapping[int, tuple[int, int]]  # number of a definition → steps to the nearest, and its number


@dataclass(frozen=True, slots=True)
class Reached:
    """A definition that a change reaches; `way` is what leads there the shortest, the changed thing first."""

    definition: Definition
    way: tuple[Definition, ...] = ()

    @property
    def steps(self) -> int:
        """Over how many references; 0 for the changed definition itself."""
        return len(self.way)

    def __str__(self) -> str:
        """The way in words: `Win rate → Executive revenue`, from what changes to what it reaches."""
        return " → ".join(each.name for each in (*self.way, self.definition))


@dataclass(frozen=True, slots=True)
class Touch:
    """A trigger that a change sets off, and the nearest thing that does it."""

    trigger: Trigger
    reached: Reached


ABOUT = ("decides-on", "works-on")  # what a decision or a work item is about
NAMESAKES = ("stage", "metric", "field")  # what a term of the glossary may be the word for


def uses(book: Handbook, definition: Definition) -> Iterator[Definition]:
    """What depends on what a definition says: a change reaches it, and goes on from there.

    Records of changes depend on nothing: they tell what was.
    """
    for edge in definition.by():
        if edge.relation in book.kinds.forward and edge.source.kind.section != "change":
            yield edge.source


def acts_on(book: Handbook, definition: Definition) -> Iterator[Definition]:
    """What a definition makes otherwise when it changes, as an automation does to the fields it sets."""
    for edge in definition.to():
        if edge.relation in book.kinds.backward:
            yield edge.target


def is_about(definition: Definition) -> Iterator[tuple[Definition, Definition]]:
    """(A decision or work item, the other end) of each reference by which one is about the other."""
    yield from ((edge.source, edge.source) for edge in definition.by(*ABOUT) if edge.source.sound)
    yield from ((definition, edge.target) for edge in definition.to(*ABOUT))


class Reach:
    """What the definitions of a handbook reach, and what they touch there by the lanes given.

    Definitions are numbered in the order of their addresses: of several that are equally near, the
    lower number is met first, and of several shortest ways the one is told whose first step has the
    lowest number, then its second, and so on.
    """

    def __init__(self, book: Handbook, lanes: Lanes | None = None) -> None:
        self.book = book
        self.lanes = lanes if lanes is not None else lanes_of(book)
        self._all = sorted(book.definitions(), key=lambda each: each.ref)
        self._number = {each: number for number, each in enumerate(self._all)}
        self._ends = [each.is_party for each in self._all]
        self.sides = Sides(book)
        self._walks: dict[tuple[str, str, frozenset[Definition]], Walk] = {}
        self.touches = functools.cache(self._touches)

    def of(self, definition: Definition, within: int | None = None) -> tuple[Reached, ...]:
        """What a change reaches over so many references, the nearest first; at the start the thing itself."""
        start = self._number[definition]
        found = {start: Reached(definition)}
        queue = [start]
        for number in queue:
            here = found[number]
            if here.steps == within or (here.steps and self._ends[number]):
                continue
            for there in self._hops[number] if here.steps else self._first[number]:
                if there not in found:
                    found[there] = Reached(self._all[there], (*here.way, here.definition))
                    queue.append(there)
        if within != 0:
            for there in self._concerns[start]:
                found.setdefault(there, Reached(self._all[there], (definition,)))
        return tuple(found[number] for number in sorted(found, key=lambda each: (found[each].steps, each)))

    def consequences(self, definition: Definition, weight: str) -> tuple[LaneChoice, tuple[Touch, ...]]:
        """The lane that a change of a definition takes, and all triggers that it sets off."""
        touched = self.touches(definition)
        return choose(self.lanes, definition.kind.id, weight, [each.trigger for each in touched]), touched

    def _touches(self, definition: Definition) -> tuple[Touch, ...]:
        """The triggers that a change of a definition sets off, each with the nearest thing that does it.

        A term of the glossary is the word for something: it touches what that touches.
        """
        found = [Touch(trigger, Reached(definition)) for trigger in declared(self.lanes, definition)]
        for trigger in self.lanes.triggers():
            if trigger.kinds and definition.kind.id not in trigger.kinds:
                continue
            if trigger.touches:
                if (reached := self._nearest(trigger, definition)) is not None:
                    found.append(Touch(trigger, reached))
            elif trigger.kinds:
                found.append(Touch(trigger, Reached(definition)))
        met = {(touch.trigger.lane, touch.trigger.id) for touch in found}
        for namesake in self._namesakes(definition):
            for touch in self.touches(namesake):
                if (touch.trigger.lane, touch.trigger.id) not in met:
                    met.add((touch.trigger.lane, touch.trigger.id))
                    way = (definition, *touch.reached.way)
                    found.append(Touch(touch.trigger, Reached(touch.reached.definition, way)))
        return tuple(found)

    def _namesakes(self, definition: Definition) -> Sequence[Definition]:
        if definition.kind.id != "term":
            return ()
        found = (each for name in _names(definition) for each in self._by_name.get(name, ()))
        return list(dict.fromkeys(found))

    @functools.cached_property
    def _by_name(self) -> Mapping[str, Sequence[Definition]]:
        """Names and aliases without case → the stages, metrics and fields that are called so."""
        found: dict[str, list[Definition]] = {}
        for each in self._all:
            for name in _names(each) if each.kind.id in NAMESAKES else ():
                found.setdefault(name, []).append(each)
        return found

    def operators(self, definition: Definition) -> frozenset[Definition]:
        """The parties that operate a definition or anything that uses it, at any distance."""
        mask = self._own_masks[self._number[definition]]
        for user in self._first[self._number[definition]]:
            mask |= self._masks[user]
        return frozenset(party for bit, party in enumerate(self._parties) if mask >> bit & 1)

    # -- references --

    @functools.cached_property
    def _hops(self) -> Sequence[Sequence[int]]:
        """Of each definition, the others that use it, in their order."""
        return [self._numbers(uses(self.book, each)) for each in self._all]

    @functools.cached_property
    def _first(self) -> Sequence[Sequence[int]]:
        """Of each definition, the others that a change of it reaches first, from where the way goes on."""
        return [
            sorted({*hops, *self._numbers(acts_on(self.book, each))})
            for each, hops in zip(self._all, self._hops, strict=True)
        ]

    @functools.cached_property
    def _concerns(self) -> Sequence[Sequence[int]]:
        """Of each definition, what it is about or what is about it, as far as that is shared: no way goes on.

        A local decision joins nothing: what it is about is as local as before.
        """
        return [
            self._numbers(other for judge, other in is_about(each) if self._joins(judge))
            for each in self._all
        ]

    def _joins(self, judge: Definition) -> bool:
        """Whether a decision or a work item is shared by itself, before anything that it is about."""
        return len(self.sides.behind(judge)) > 1 or any(declared(self.lanes, judge))

    def _numbers(self, definitions: Iterable[Definition]) -> Sequence[int]:
        return sorted({self._number[each] for each in definitions})

    @functools.cached_property
    def _needs(self) -> Sequence[Sequence[int]]:
        """The same the other way: of each definition, those by a change of which it is reached."""
        found: list[list[int]] = [[] for _ in self._all]
        for number, hops in enumerate(self._hops):
            for there in hops:
                found[there].append(number)
        return found

    # -- triggers --

    def _nearest(self, trigger: Trigger, definition: Definition) -> Reached | None:
        """The nearest thing by which a change of a definition sets off a trigger, or None."""
        own = self.sides.behind(definition)
        if trigger.touches.get("beyond-own") and not own:
            return self._together(trigger, definition)
        walk = self._walk(trigger, own)
        start = self._number[definition]
        if walk.get(start, (1, 0))[0] == 0:
            return Reached(definition)
        most = trigger.touches.get("within", len(self._all))
        found = [
            (walk[there][0] + 1, walk[there][1], there)
            for there in self._first[start]
            if there in walk and walk[there][0] < most and not (walk[there][0] and self._ends[there])
        ]
        found += [(1, there, there) for there in self._concerns[start] if walk.get(there, (1, 0))[0] == 0]
        if not found or most == 0:
            return None
        there = min(found)[2]
        reached = self._way_back(walk, there) if there in self._first[start] else Reached(self._all[there])
        return replace(reached, way=(definition, *reached.way))

    def _together(self, trigger: Trigger, definition: Definition) -> Reached | None:
        """Of a thing that nobody stands behind: the first use of it by a second side."""
        met = frozenset(self._sources[trigger.lane, trigger.id])
        sides: frozenset[Definition] = frozenset()
        for reached in self.of(definition, trigger.touches.get("within")):
            sides |= self.sides.behind(reached.definition)
            if len(sides) > 1 and self._number[reached.definition] in met:
                return reached
        return None

    def _walk(self, trigger: Trigger, own: frozenset[Definition]) -> Walk:
        beyond = bool(trigger.touches.get("beyond-own"))
        key = (trigger.lane, trigger.id, own if beyond else frozenset())
        if key not in self._walks:
            sources = self._sources[trigger.lane, trigger.id]
            if beyond:
                sources = [each for each in sources if len(own | self.sides.behind(self._all[each])) > 1]
            self._walks[key] = self._back_from(sources, trigger.touches.get("within", len(self._all)))
        return self._walks[key]

    @functools.cached_property
    def _sources(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """What meets each trigger, whoever's the changed thing is."""
        found = {}
        behind = functools.cache(functions_behind)  # each trigger asks for it
        for trigger in self.lanes.triggers():
            is_met = meeting(self.book, trigger, behind)
            found[trigger.lane, trigger.id] = [
                number for number, thing in enumerate(self._all) if is_met(thing)
            ]
        return found

    def _back_from(self, sources: Iterable[int], most: int) -> Walk:
        """Everything that leads to one of the sources within so many steps."""
        found = {number: (0, number) for number in sources}
        level = list(found)
        for steps in range(1, most + 1):
            reached: dict[int, int] = {}
            for here in level:
                if steps > 1 and self._ends[here]:
                    continue
                source = found[here][1]
                for there in self._needs[here]:
                    if there not in found and source < reached.get(there, len(self._all)):
                        reached[there] = source
            if not reached:
                break
            found.update((number, (steps, source)) for number, source in reached.items())
            level = list(reached)
        return found

    def _way_back(self, walk: Walk, number: int) -> Reached:
        """What a walk set out from to get here, with the way that leads there."""
        steps, source = walk[number]
        way: list[Definition] = []
        while steps:
            way.append(self._all[number])
            steps -= 1
            number = next(
                there
                for there in self._hops[number]
                if walk.get(there) == (steps, source) and not (steps and self._ends[there])
            )
        return Reached(self._all[source], tuple(way))

    # -- parties, as the bits of a number --

    @functools.cached_property
    def _parties(self) -> Sequence[Definition]:
        return list(dict.fromkeys(party for each in self._all for party in _running(each)))

    @functools.cached_property
    def _own_masks(self) -> Sequence[int]:
        bit = {party: 1 << number for number, party in enumerate(self._parties)}
        return [sum({bit[party] for party in _running(each)}) for each in self._all]

    @functools.cached_property
    def _masks(self) -> Sequence[int]:
        """The parties of each definition and of all that is reached over it; rings settle by themselves."""
        masks = list(self._own_masks)
        waiting = list(range(len(masks)))
        while waiting:
            here = waiting.pop()
            for there in self._needs[here]:
                if not self._ends[there] and masks[there] | masks[here] != masks[there]:
                    masks[there] |= masks[here]
                    waiting.append(there)
        return masks


def _running(definition: Definition) -> Iterator[Definition]:
    """Who hears of a change however far away it reaches a definition: those that run it."""
    return (stake.party for stake in stakes(definition, *FURTHER) if stake.row.far)


def _names(definition: Definition) -> Iterator[str]:
    """What a definition is called, without case: its name and its aliases."""
    yield definition.name.casefold()
    yield from (each.casefold() for each in definition.aliases)
