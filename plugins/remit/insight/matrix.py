"""A matrix: definitions down, parties across, and in each cell what a party does there."""

# One value for all matrices, whoever shows them: as a table of a page, as lines, as CSV.

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from remit.frozen import dataclass
from remit.handbook import Definition, Edge
from remit.lifecycles import column
from remit.ownership.holdings import operates, sources
from remit.ownership.parties import governing, operating

FEW = 7  # columns that a reader takes in side by side; beyond that, rare ones may be folded into one
RARE = 5  # a column with a cell in fewer than one of so many rows is rare

LETTERS: Mapping[str, str] = {
    "G": "Governs the standard",
    "A": "Accountable",
    "R": "Responsible",
    "C": "Consulted",
    "I": "Informed",
}
Letters = Mapping[Callable[[Definition], Sequence[Edge]], str]  # the references to some parties → a letter
OWNERS: Letters = {governing: "G", operating: "O"}
OWNING: Mapping[str, str] = {"G": "Governs", "O": "Operates"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a party does in a row: a letter or none, and the edge that says more."""

    party: Definition
    edge: Edge
    letter: str = ""

    @property
    def says(self) -> bool:
        """Whether there are words to read beside the letter."""
        context = self.edge.context
        return bool(context.get("words") or context.get("if") or context.get("with"))


Cells = Mapping[Definition, Sequence[Mark]]


@dataclass(frozen=True, slots=True)
class Row:
    """One definition; `value` is what the matrix is filtered by, `id` its anchor."""

    definition: Definition
    cells: Cells
    value: str = ""
    chip: str = ""
    note: str = ""
    anchor: str = ""

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return self.anchor or self.definition.id

    @property
    def parties(self) -> frozenset[str]:
        """The ids of the parties that have a cell."""
        return frozenset(party.id for party, marks in self.cells.items() if marks)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading, or under none."""

    title: str
    rows: Sequence[Row]
    id: str = ""
    lede: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What rows can be chosen by, beside parties: a name for the address, and value → words."""

    name: str
    title: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Matrix:
    """A table of rows and parties.

    `letters` are the letters in use with their meaning, who decides first; without letters a cell is
    its words. `nouns` is what a row is called, one and many. `words` says that they are open at first.
    """

    name: str
    caption: str
    first: str
    nouns: tuple[str, str]
    groups: Sequence[Group]
    letters: Mapping[str, str]
    filter: Filter | None = None
    words: bool = False
    id: str = "mx"

    @functools.cached_property
    def rows(self) -> Sequence[Row]:
        """All rows, in the order of their groups."""
        return [row for group in self.groups for row in group.rows]

    @functools.cached_property
    def columns(self) -> Sequence[Definition]:
        """The parties that have a cell."""
        return parties(row.cells for row in self.rows)

    @functools.cached_property
    def folded(self) -> frozenset[Definition]:
        """The columns that one column named Others stands for, until all are asked for."""
        if len(self.columns) <= FEW:
            return frozenset()
        often = Counter(party for row in self.rows for party in row.cells)
        least = len(self.rows) / RARE
        common = [
            party
            for party in self.columns
            if party.kind.id == "function" and (often[party] >= least or _first_stage(party) < math.inf)
        ]
        kept = sorted(common, key=lambda party: -often[party])[:FEW]
        rare = [party for party in self.columns if party not in kept]
        return frozenset(rare) if 1 < len(rare) < len(self.columns) else frozenset()

    @functools.cached_property
    def choosable(self) -> Sequence[Definition]:
        """The parties to choose from: of two that share an id the first, for they share a column's name."""
        return list({party.id: party for party in reversed(self.columns)}.values())[::-1]

    @property
    def flat(self) -> bool:
        """Whether rows stand under no headings, so that sorting them makes sense."""
        return not any(group.title for group in self.groups)

    def marks(self, row: Row, party: Definition) -> Sequence[Mark]:
        """What a party does in a row, who decides first."""
        order = list(self.letters)
        return sorted(row.cells.get(party, ()), key=lambda mark: order.index(mark.letter) if order else 0)

    def others(self, row: Row) -> Iterator[tuple[Definition, Sequence[Mark]]]:
        """The folded parties that have a cell in a row, with their marks."""
        for party in self.columns:
            if party in self.folded and (marks := self.marks(row, party)):
                yield party, marks


def cells(definition: Definition, letters: Letters) -> dict[Definition, list[Mark]]:
    """Party → what it does, and the letter for it."""
    found: dict[Definition, list[Mark]] = {}
    for edges_of, letter in letters.items():
        for edge in edges_of(definition):
            found.setdefault(edge.target, []).append(Mark(edge.target, edge, letter))
    return found


def parties(rows: Iterable[Cells]) -> list[Definition]:
    """The parties that occur: functions along the lifecycle, then the others, those with most cells first.

    The order along the lifecycle is the same on every page, however often a party occurs on it.
    """
    count = Counter(party for row in rows for party in row)
    return sorted(
        count, key=lambda party: (party.kind.id != "function", _first_stage(party), -count[party], party.ref)
    )


def _first_stage(party: Definition) -> float:
    """The column of the first stage that a party operates; after all of them when it operates none."""
    stages = [each for each in sources(operates(party)) if each.kind.id == "stage"]
    return min((column(stage) for stage in stages), default=math.inf)
