"""What uses a definition, directly or over others."""

# A breadth-first walk against the direction of references, over those relations
# whose schema does not say `use: false`. People end a way: what a team uses is not
# what uses the team.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from remit.handbook import Definition, Edge, Handbook


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


def uses(book: Handbook, definition: Definition) -> Iterator[Edge]:
    """The references of those that depend on what a definition says."""
    for edge in definition.by():
        if edge.relation in book.kinds.using and edge.source.kind.section != "change":
            yield edge
