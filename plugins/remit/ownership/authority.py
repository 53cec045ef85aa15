"""Whether those who set a standard stand apart from those who work by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from remit.frozen import dataclass
from remit.handbook import Definition, Edge, Handbook
from remit.ownership.holders import lead_of
from remit.ownership.organisation import above, central, function_of, headed, settled_line, tops_above
from remit.ownership.parties import governing, operating
from remit.ownership.sides import Sides

WORKING_KINDS = ("stage", "handoff")  # what the lifecycle is made of


@dataclass(frozen=True, slots=True)
class Subordination:
    """A party that governs what its superior's own function operates.

    `things` are these definitions, in order of reading. `written_in` is the party whose reporting line leads
    there, and `path` where in it. `heads` is True where the superior only heads that function besides his
    own job, and False where the function is his own.
    """

    governor: Definition
    boss: Definition
    side: Definition
    heads: bool
    things: tuple[Definition, ...]
    written_in: Definition
    path: tuple[str | int, ...]


def subordinations(book: Handbook, sides: Sides) -> list[Subordination]:
    """Every governor below the head of an operating function; the role at the top of the line aside.

    Who governs and operates is read without conditions in words. A function and its lead count once.
    """
    tops = set(tops_above(book.all("role")))
    found: dict[tuple[Definition, Definition, Definition, bool], list[Definition]] = defaultdict(list)
    bosses: dict[Definition, list[tuple[Definition, Definition, bool]]] = {}
    for definition in book.definitions():
        governors = plain(governing(definition))
        operators = {sides.of(party) for party in plain(operating(definition))}
        operators -= {sides.of(party) for party in governors}
        for governor in governors if operators else ():
            if governor not in bosses:
                bosses[governor] = [each for each in bosses_of(sides, governor) if each[0] not in tops]
            for boss, side, heads in bosses[governor]:
                if side in operators:
                    found[governor, boss, side, heads].append(definition)
    lines: dict[tuple[Definition, Definition, bool], Subordination] = {}
    for (governor, boss, side, heads), things in found.items():
        lead = _lead(governor)
        before = lines.get((lead, boss, heads))
        together = dict.fromkeys([*(before.things if before else ()), *things])
        first = before.governor if before else governor
        lines[lead, boss, heads] = Subordination(
            first, boss, side, heads, tuple(together), *line_to(first, boss)
        )
    return list(lines.values())


def central_below(book: Handbook, sides: Sides) -> list[Subordination]:
    """The central functions below the head of a function that operates the lifecycle, clash or not."""
    tops = set(tops_above(book.all("role")))
    busy = working(book, sides)
    return [
        Subordination(function, boss, side, heads, (), *line_to(function, boss))
        for function in central(book)
        for boss, side, heads in bosses_of(sides, function)
        if boss not in tops and side in busy
    ]


def bosses_of(sides: Sides, party: Definition) -> Iterator[tuple[Definition, Definition, bool]]:
    """(A role above a party, the side of a function of its own, whether it only heads that one)."""
    own = sides.of(party)
    for boss in line_of(party):
        function = function_of(boss)
        belonging = [(function, False)] if function is not None and function.sound else []
        for each, heads in (*belonging, *((other, True) for other in headed(boss) if other is not function)):
            if sides.of(each) is not own:
                yield boss, sides.of(each), heads


def line_of(party: Definition) -> list[Definition]:
    """The roles that a party reports to, over all steps, each once; conditions in words are left out."""
    starts = plain(above(party))
    seen = dict.fromkeys([*starts, *(each for start in starts for each in settled_line(start))])
    lead = _lead(party)
    if lead.kind.id == "role":
        seen |= dict.fromkeys(settled_line(lead))
    return [role for role in seen if role is not lead]


def line_to(party: Definition, boss: Definition) -> tuple[Definition, tuple[str | int, ...]]:
    """Where the line from a party to a role above it begins: in its own `reports-to`, else in its lead's."""
    lead = _lead(party)
    for each in (party, lead):
        for edge in above(each):
            if edge.target is boss and "if" not in edge.context:
                return each, edge.path
    first = lead if above(lead) else party
    return first, (above(first)[0].path if above(first) else ())


def working(book: Handbook, sides: Sides) -> set[Definition]:
    """The sides that operate stages and handoffs: those whose work the lifecycle is."""
    return {
        sides.of(party)
        for kind in WORKING_KINDS
        for definition in book.all(kind)
        for party in plain(operating(definition))
    }


def plain(edges: Iterable[Edge]) -> list[Definition]:
    """Where references without a condition lead; whether a condition holds is for people to say."""
    return [edge.target for edge in edges if "if" not in edge.context and edge.target.sound]


def _lead(party: Definition) -> Definition:
    return party if party.kind.id == "role" else lead_of(party) or party
