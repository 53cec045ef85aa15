"""Sides: how many separate interests stand behind a definition."""

# A change is shared when more than one side stands behind the thing or behind what uses it. A side is
# a function together with its parts, with what it is a part of and with the function of its head:
# Marketing Ops, marketing and the CMO are one. The central function is nobody's head and swallows
# nobody, or nothing would ever be shared under it.

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from itertools import pairwise

from remit.handbook import Definition, Edge, Handbook
from remit.ownership.organisation import above, central, function_of, whole_of, wholes
from remit.ownership.parties import (
    attending,
    deciding,
    governing,
    operating,
    parties,
    partners,
    reading,
    taking_part,
)


class Sides:
    """The sides of a handbook: which one a party belongs to, and which stand behind a definition."""

    def __init__(self, book: Handbook) -> None:
        self._central = frozenset(central(book))
        # Who approves local changes answers for ground of its own, also as a part of the central function.
        self._separate = frozenset(
            edge.target
            for lane in book.all("lane")
            if lane.get("reach") == "local"
            for edge in deciding(lane)
        )
        self.of = functools.cache(self._of)
        self.behind = functools.cache(self._behind)

    def _of(self, party: Definition) -> Definition:
        """The side of a function or a role: one function or role that stands for all of it."""
        function = function_of(party) if party.kind.id == "role" else party
        if function is None or not function.sound:
            return party
        line = [self._root(function)]
        while (there := self._beside(line[-1])) is not None and there not in line:
            line.append(there)
        return _one_of(line, there)

    def _root(self, function: Definition) -> Definition:
        """The function at the top of those that one is part of; below the central one, who is separate."""
        line = [function, *wholes(function)]
        for below, whole in pairwise(line):
            if whole in self._central and below in self._separate:
                return below
        return _one_of(line, whole_of(line[-1]))

    def _beside(self, function: Definition) -> Definition | None:
        """Where a side goes on from its topmost function: to the function of its head, never the central."""
        head = None if function in self._central else head_of(function)
        above_it = function_of(head) if head is not None else None
        if above_it is None or not above_it.sound:
            return None
        root = self._root(above_it)
        return None if root in self._central else root

    def is_central(self, side: Definition) -> bool:
        """Whether a side is that of the central function."""
        return side in self._central

    def _behind(self, definition: Definition) -> frozenset[Definition]:
        """The sides that stand behind a definition: that run it, set its standard, decide, share or read it.

        Who does so under a condition in words is left out: whether it holds is for people to say. The
        central function makes nothing shared by only reading it.
        """
        if definition.is_party:
            return frozenset({self.of(definition)})
        kept = self._sides((*operating(definition), *governing(definition)))
        found = kept | self._sides(
            (
                *deciding(definition),
                *definition.played_by("consulted"),
                *(edge for edge in taking_part(definition) if not edge.context.get("none")),
            )
        )
        found |= {side for side in self._sides(reading(definition)) if not self.is_central(side)}
        if not (len(kept) == 1 and not any(map(self.is_central, kept))):
            found |= self._sides(attending(definition))  # else it is one side's own meeting, with guests
        return frozenset(found)

    def _sides(self, edges: Iterable[Edge]) -> frozenset[Definition]:
        named = [edge for edge in edges if "if" not in edge.context]
        return frozenset(
            self.of(party)
            for party in (*parties(named), *(other for edge in named for other in partners(edge)))
        )


def head_of(function: Definition) -> Definition | None:
    """The role that a function reports to; one without a condition comes first."""
    edges = [edge for edge in above(function) if edge.target.sound]
    first = min(edges, key=lambda edge: "if" in edge.context, default=None)
    return first.target if first is not None else None


def _one_of(line: Sequence[Definition], on: Definition | None) -> Definition:
    """The last of a line; of a ring, where it goes on to one of its own, always the same one."""
    return min(line[line.index(on) :], key=lambda each: each.ref) if on in line else line[-1]
