"""What a change of any definition sets off, for all definitions of a handbook at once."""

# The same answer as `reach` with `touches` gives for one definition, but that walk is
# as long as what uses a thing, and so quadratic over a whole handbook. Here each trigger is
# followed once from everything that meets it, back to all that it depends on. A trigger that
# asks for a function other than the own one is followed once for each set of own functions.

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from remit.change.review.lanes import Policy, Trigger, is_met
from remit.change.review.reach import Reached, uses
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import functions_behind, own_functions
from remit.ownership.parties import operating, with_partners

Found = Mapping[int, tuple[int, int]]  # number of a definition → steps to the nearest, and its number


@dataclass(frozen=True, slots=True)
class Met:
    """A trigger that a change sets off: by which thing, the nearest, and over how many references."""

    trigger: Trigger
    definition: Definition
    steps: int


class Closure:
    """What every definition of a handbook touches and whom it reaches, found in one go.

    Definitions are numbered in the order of their addresses, so that the lower number is the
    one that `reach` comes to first.
    """

    def __init__(self, book: Handbook, policy: Policy) -> None:
        self.book, self.policy = book, policy
        self._all = sorted(book.definitions(), key=lambda each: each.ref)
        self._number = {each: number for number, each in enumerate(self._all)}
        self._users = [self._numbers(edge.source for edge in uses(book, each)) for each in self._all]
        self._needs: list[list[int]] = [[] for _ in self._all]
        for number, users in enumerate(self._users):
            for user in users:
                self._needs[user].append(number)
        self._walks: dict[tuple[str, str, frozenset[Definition]], Found] = {}
        self._ends = [each.is_party for each in self._all]

    def touches(self, definition: Definition) -> tuple[Met, ...]:
        """The triggers that a change of a definition sets off, each with the nearest thing that does it."""
        found = []
        for trigger in self.policy.triggers():
            if trigger.kinds and definition.kind.id not in trigger.kinds:
                continue
            if trigger.touches:
                near = self._nearest(trigger, definition).get(self._number[definition])
                if near is not None:
                    found.append(Met(trigger, self._all[near[1]], near[0]))
            elif trigger.kinds:
                found.append(Met(trigger, definition, 0))
        return tuple(found)

    def near(self, definition: Definition) -> tuple[Reached, ...]:
        """The definition itself and all that uses it directly."""
        first = {edge.source: edge for edge in reversed([*uses(self.book, definition)])}
        first.pop(definition, None)
        users = sorted(first, key=self._number.__getitem__)
        return (Reached(definition, ()), *(Reached(user, (first[user],)) for user in users))

    def operators(self, definition: Definition) -> frozenset[Definition]:
        """The parties that operate a definition or anything that uses it, at any distance."""
        mask = self._own_masks[self._number[definition]]
        for user in self._users[self._number[definition]]:
            mask |= self._masks[user]
        return frozenset(party for bit, party in enumerate(self._parties) if mask >> bit & 1)

    # -- triggers --

    def _nearest(self, trigger: Trigger, definition: Definition) -> Found:
        beyond = bool(trigger.touches.get("beyond-own"))
        own = self._owners[self._number[definition]] if beyond else frozenset()
        return self._walk(trigger, own)

    def _walk(self, trigger: Trigger, own: frozenset[Definition]) -> Found:
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

    def _back_from(self, sources: Iterable[int], most: int) -> Found:
        """Everything that leads to one of the sources within so many steps; people end a way."""
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

    def _numbers(self, definitions: Iterable[Definition]) -> Sequence[int]:
        return sorted({self._number[each] for each in definitions})
