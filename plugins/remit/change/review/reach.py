"""What a change of a definition reaches, and which triggers it sets off there."""

# A change reaches whatever uses the thing, over any number of references; `leads_to` alone says which
# references lead on, and where to. A party ends a way: what a team uses is not what uses the team.
#
# What one definition reaches is a walk. What all of them touch cannot be that many walks: a trigger
# is followed once, from everything that meets it back to all that leads there, and the way is found
# again from there. One that asks for a function other than the own one is followed once for each
# set of own functions.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from remit.change.review.lanes import Decision, Policy, Trigger, decide, is_met, policy_of
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import functions_behind, own_functions
from remit.ownership.parties import operating, with_partners

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


def leads_to(book: Handbook, definition: Definition) -> Iterator[Definition]:
    """What a change of a definition reaches over one reference: those that depend on what it says.

    Records of changes depend on nothing: they tell what was.
    """
    for edge in definition.by():
        if edge.relation in book.kinds.using and edge.source.kind.section != "change":
            yield edge.source


class Reach:
    """What the definitions of a handbook reach, and what they touch there by the lanes of a policy.

    Definitions are numbered in the order of their addresses: of several that are equally near, the
    lower number is met first, and of several shortest ways the one is told whose first step has the
    lowest number, then its second, and so on.
    """

    def __init__(self, book: Handbook, policy: Policy | None = None) -> None:
        self.book = book
        self.policy = policy if policy is not None else policy_of(book)
        self._all = sorted(book.definitions(), key=lambda each: each.ref)
        self._number = {each: number for number, each in enumerate(self._all)}
        self._ends = [each.is_party for each in self._all]
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
            for there in self._hops[number]:
                if there not in found:
                    found[there] = Reached(self._all[there], (*here.way, here.definition))
                    queue.append(there)
        return tuple(found[number] for number in sorted(found, key=lambda each: (found[each].steps, each)))

    def consequences(self, definition: Definition, weight: str) -> tuple[Decision, tuple[Touch, ...]]:
        """The lane that a change of a definition takes, and all triggers that it sets off."""
        touched = self.touches(definition)
        return decide(self.policy, definition.kind.id, weight, [each.trigger for each in touched]), touched

    def _touches(self, definition: Definition) -> tuple[Touch, ...]:
        """The triggers that a change of a definition sets off, each with the nearest thing that does it."""
        found = []
        for trigger in self.policy.triggers():
            if trigger.kinds and definition.kind.id not in trigger.kinds:
                continue
            if trigger.touches:
                walk = self._nearest(trigger, definition)
                if self._number[definition] in walk:
                    found.append(Touch(trigger, self._way_back(walk, self._number[definition])))
            elif trigger.kinds:
                found.append(Touch(trigger, Reached(definition)))
        return tuple(found)

    def operators(self, definition: Definition) -> frozenset[Definition]:
        """The parties that operate a definition or anything that uses it, at any distance."""
        mask = self._own_masks[self._number[definition]]
        for user in self._hops[self._number[definition]]:
            mask |= self._masks[user]
        return frozenset(party for bit, party in enumerate(self._parties) if mask >> bit & 1)

    # -- references --

    @functools.cached_property
    def _hops(self) -> Sequence[Sequence[int]]:
        """Of each definition, the others that a change of it reaches over one reference, in their order."""
        return [
            sorted({self._number[there] for there in leads_to(self.book, definition)})
            for definition in self._all
        ]

    @functools.cached_property
    def _needs(self) -> Sequence[Sequence[int]]:
        """The same the other way: of each definition, those by a change of which it is reached."""
        found: list[list[int]] = [[] for _ in self._all]
        for number, hops in enumerate(self._hops):
            for there in hops:
                found[there].append(number)
        return found

    # -- triggers --

    def _nearest(self, trigger: Trigger, definition: Definition) -> Walk:
        beyond = bool(trigger.touches.get("beyond-own"))
        own = self._owners[self._number[definition]] if beyond else frozenset()
        return self._walk(trigger, own)

    def _walk(self, trigger: Trigger, own: frozenset[Definition]) -> Walk:
        key = (trigger.lane, trigger.id, own)
        if key not in self._walks:
            sources = self._sources[trigger.lane, trigger.id]
            if trigger.touches.get("beyond-own"):
                sources = [number for number in sources if self._behind[number] - own]
            self._walks[key] = self._back_from(sources, trigger.touches.get("within", len(self._all)))
        return self._walks[key]

    @functools.cached_property
    def _sources(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """What meets each trigger, whoever's the changed thing is."""
        found = {}
        for trigger in self.policy.triggers():
            told = {name: said for name, said in trigger.touches.items() if name != "beyond-own"}
            anybodys = replace(trigger, touches=told)
            found[trigger.lane, trigger.id] = [
                number
                for number, thing in enumerate(self._all)
                if is_met(self.book, anybodys, frozenset(), thing)
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

    @functools.cached_property
    def _owners(self) -> Sequence[frozenset[Definition]]:
        return [own_functions(each) for each in self._all]

    @functools.cached_property
    def _behind(self) -> Sequence[frozenset[Definition]]:
        return [functions_behind(each) for each in self._all]

    # -- parties, as the bits of a number --

    @functools.cached_property
    def _parties(self) -> Sequence[Definition]:
        return list(dict.fromkeys(party for each in self._all for party in with_partners(operating(each))))

    @functools.cached_property
    def _own_masks(self) -> Sequence[int]:
        bit = {party: 1 << number for number, party in enumerate(self._parties)}
        return [sum({bit[party] for party in with_partners(operating(each))}) for each in self._all]

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
