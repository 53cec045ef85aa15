"""What uses a definition, directly or over others, and who stands behind it."""

# A breadth-first walk against the direction of references, over those relations
# whose schema does not say `use: false`. People end a way: what a team uses is not
# what uses the team.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remit.handbook import Definition, Edge, Handbook

PEOPLE = ("function", "role")
OPERATES = ("operated-by", "given-by", "received-by")
GOVERNS = ("governed-by",)


@dataclass(frozen=True, slots=True)
class Reached:
    """A definition that uses another; `way` holds the edges of a shortest way, from the far end."""

    definition: Definition
    way: tuple[Edge, ...]

    @property
    def steps(self) -> int:
        """Over how many references; 0 for the changed definition itself."""
        return len(self.way)

    def __str__(self) -> str:
        """The way in words: `Win rate → Executive revenue`, from what changes to what it reaches."""
        names = [edge.target.name for edge in reversed(self.way)]
        return " → ".join([*names, self.definition.name])


def reach(book: Handbook, definition: Definition) -> tuple[Reached, ...]:
    """Everything that uses a definition, the nearest first; the definition itself stands first."""
    found = {definition.ref: Reached(definition, ())}
    queue = [found[definition.ref]]
    for here in queue:
        if here.definition.kind.id in PEOPLE and here.steps:
            continue
        for edge in sorted(uses(book, here.definition), key=lambda edge: edge.source.ref):
            if edge.source.ref not in found:
                there = found[edge.source.ref] = Reached(edge.source, (edge, *here.way))
                queue.append(there)
    return tuple(sorted(found.values(), key=lambda each: (each.steps, each.definition.ref)))


def uses(book: Handbook, definition: Definition) -> Iterator[Edge]:
    """The references of those that depend on what a definition says."""
    for edge in definition.by():
        if edge.relation in book.kinds.using and edge.source.kind.section != "change":
            yield edge


def functions_behind(definition: Definition) -> frozenset[Definition]:
    """The functions that operate, govern or are a definition, each as the whole it is part of."""
    found = {definition} if definition.kind.id in PEOPLE else set()
    found.update(edge.target for edge in definition.to() if edge.relation in (*OPERATES, *GOVERNS, "has-say"))
    return frozenset(whole for party in found for whole in (_whole(party),) if whole is not None)


def own_functions(definition: Definition) -> frozenset[Definition]:
    """The functions whose thing it is: who operates it, else who governs it."""
    if definition.kind.id in PEOPLE:
        return functions_behind(definition)
    for relations in (OPERATES, GOVERNS):
        parties = [edge.target for edge in definition.to() if edge.relation in relations]
        if parties:
            return frozenset(whole for party in parties for whole in (_whole(party),) if whole is not None)
    return frozenset()


def _whole(party: Definition) -> Definition | None:
    """The outermost function that a party belongs to; None for a role without one."""
    seen: set[Definition] = set()
    here: Definition | None = party
    if party.kind.id == "role":
        here = next((edge.target for edge in party.to("belongs-to")), None)
    while here is not None and here not in seen:
        seen.add(here)
        above = next((edge.target for edge in here.to("part-of")), None)
        if above is None:
            return here
        here = above
    return here
