"""Rules about what should stay with one function."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import central, is_central
from remit.ownership.parties import operating, owning, parties
from remit.ownership.sides import Sides
from remit.rules.rule import Context, Finding, finding, rule
from remit.words import joined

# What a function may well keep to itself. Stages, fields and handoffs are standards by nature: one who uses them
# today does not use them alone tomorrow.
KINDS = ("metric", "system", "dashboard", "decision", "cadence")
LEAST = 2  # things of one function, from which on it means something that it governs none of them
STEPS = 2  # from a thing to those who use what is made of it, as lanes count
MOST = 3  # that a message names


@rule("central-governs-local", severity=Severity.SUGGESTION)
def central_governs_local(context: Context) -> Iterator[Finding]:
    """A function governs some of the things that it alone operates and uses.

    Why: When the central function decides what nobody else needs, people work around it, and it has no time for the rest.
    Fix: Let the function govern what nobody else uses, and leave its changes to its own lane.
    Bad:
        decisions:
          views: {name: Views, summary: S., parties: {sales-ops: {letter: R}, revops: {letter: G}}}
        cadences:
          stand-up: {name: Stand-up, summary: S., every: week, agenda: [What waits?], operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        decisions:
          views: {name: Views, summary: S., parties: {sales-ops: {letter: A}}}
        cadences:
          stand-up: {name: Stand-up, summary: S., every: week, agenda: [What waits?], operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    book, sides = context.book, context.sides
    keepers = {sides.of(each) for each in central(book)}
    if not keepers or book.blind:
        return
    own: dict[Definition, list[tuple[Definition, bool]]] = {}
    for thing, side in _local(book, sides, keepers):
        if side not in keepers:
            own.setdefault(side, []).append((thing, all(map(is_central, parties(owning(thing))))))
    for side, things in own.items():
        if len(things) >= LEAST and all(is_kept for _, is_kept in things):
            names = [f"`{thing.ref}`" for thing, _ in things]
            listed = joined(names) if len(names) <= MOST else f"{', '.join(names[:MOST])} and more"
            message = (
                f"the central function governs all {len(things)} things that `{side.id}` alone operates and "
                f"uses: {listed}"
            )
            first = things[0][0]
            yield finding(first, owning(first)[0].path[:1], message, key=True, related=[side])


def _local(book: Handbook, sides: Sides, keepers: set[Definition]) -> Iterator[tuple[Definition, Definition]]:
    """The things that one side alone operates and uses, but for the central ones, each with that side."""
    for kind in KINDS:
        for thing in book.all(kind):
            owners = parties(owning(thing))
            working = {sides.of(party) for party in parties(operating(thing)) or owners}
            if owners and len(working) == 1 and not thing.links.lost:
                (side,) = working
                if not _is_used_beyond(book, sides, thing, {side} | keepers):
                    yield thing, side


def _is_used_beyond(book: Handbook, sides: Sides, thing: Definition, own: set[Definition]) -> bool:
    """Whether sides other than `own` stand behind a thing, or behind what uses it within some steps."""
    seen, edge_of = {thing}, [thing]
    for step in range(STEPS + 1):
        if any(not each.sound or sides.behind(each) - own for each in edge_of):
            return True
        if step < STEPS:
            using = [
                edge.source for each in edge_of for edge in each.by() if edge.relation in book.kinds.forward
            ]
            edge_of = [each for each in dict.fromkeys(using) if each not in seen]
            seen.update(edge_of)
    return False


RULES = (central_governs_local,)
