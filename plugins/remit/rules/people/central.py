"""Rules about the central function: what it must not be left out of, and what should stay with one function."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.ownership.authority import line_of, plain, working
from remit.ownership.organisation import central, is_central
from remit.ownership.parties import deciding, operating, owning, parties, taking_part
from remit.ownership.sides import Sides
from remit.rules.rule import Context, Finding, finding, rule
from remit.words import joined

SHARED_KINDS = ("stage", "handoff", "field", "automation", "entity")  # what several functions work by
# What a function may well keep to itself. Stages, fields, handoffs, metrics and systems are standards by nature:
# who uses them alone today does not tomorrow.
LOCAL_KINDS = ("dashboard", "decision", "cadence")
LEAST = 2  # things of one function, from which on it means something that it governs none of them
STEPS = 2  # from a thing to those who use what is made of it, as lanes count
MOST = 3  # that a message names


@rule("lane-leaves-central-out", severity=Severity.WARNING)
def lane_leaves_central_out(context: Context) -> Iterator[Finding]:
    """The central function is among those who approve a shared lane.

    Why: What several teams share would change without the team that keeps it together.
    Fix: Add the central function under `approved-by`, or a role of it.
    Bad:
        lanes:
          shared: {name: Shared, summary: Touches several teams., reach: shared, triggers: {x: {when: Shared.}},
            approval: Sales Ops., approved-by: {sales-ops: {}}}
    Good:
        lanes:
          shared: {name: Shared, summary: Touches several teams., reach: shared, triggers: {x: {when: Shared.}},
            approval: RevOps., approved-by: {revops: {}}}
    """
    keepers = central(context.book)
    over = {role for each in keepers for role in line_of(each)}
    for lane in context.book.all("lane"):
        named = [edge.target for edge in deciding(lane)]
        heard = any(is_central(party) or party in over for party in named)
        if keepers and named and lane["reach"] == "shared" and not heard and not lane.doubtful("approved-by"):
            message = f"`{lane.id}` is approved without {keepers[0].name}, the central function"
            yield finding(lane, "approved-by", message, key=True)


@rule("shared-without-central", severity=Severity.WARNING)
def shared_without_central(context: Context) -> Iterator[Finding]:
    """What several functions work by, such as a stage or a field, is governed by the central one.

    Why: The function that governs it changes it for itself; reports and handoffs of the others break.
    Fix: Let the central function govern it, alone or `with` the others, or a role above it.
    Bad:
        fields:
          source: {name: Source, summary: Whence., entity: lead, type: text, systems: {crm: {object: Lead, api-name: Source, sync: truth}},
            operates: {marketing-ops: {}, sales-ops: {}}, governs: {sales-ops: {}}}
    Good:
        fields:
          source: {name: Source, summary: Whence., entity: lead, type: text, systems: {crm: {object: Lead, api-name: Source, sync: truth}},
            operates: {marketing-ops: {}, sales-ops: {}}, governs: {revops: {}}}
    """
    book, sides = context.book, context.sides
    keepers = central(book)
    over = {role for each in keepers for role in line_of(each)}
    busy = working(book, sides)
    for definition, users in _shared(book) if keepers else ():
        edges = owning(definition)
        governors = parties(edges)
        own = {sides.of(party) for party in governors}
        if not governors or not own <= busy or definition.doubtful(str(edges[0].path[0])):
            continue  # what Finance governs, such as a budget, is no quarrel between those who sell
        if any(is_central(party) or party in over for party in governors):
            continue
        others = {sides.of(party) for party in users} - own - {sides.of(each) for each in keepers}
        if others:
            names = joined(sorted(f"`{side.id}`" for side in others))
            who = joined([f"`{party.id}`" for party in governors])
            message = f"{names} {'works' if len(others) == 1 else 'work'} by `{definition.ref}`, and only {who} governs it"
            yield finding(definition, edges[0].path[:1], message, key=True)


def _shared(book: Handbook) -> Iterator[tuple[Definition, list[Definition]]]:
    """What may be shared, each once, with the parties that work by it.

    These are all of `SHARED_KINDS`, and what a topic is about that must be owned and in which the central function
    has a part: those who have a part in the topic work by it.
    """
    parts: dict[Definition, list[Definition]] = {}
    for topic in book.all("topic"):
        those = plain(taking_part(topic))
        if topic.get("must-be-owned") and any(map(is_central, those)):
            for edge in topic.to("topic-of"):
                if edge.target.sound:
                    parts.setdefault(edge.target, []).extend(those)
    for kind in SHARED_KINDS:
        for definition in book.all(kind):
            yield definition, [*_users(book, definition), *parts.pop(definition, ())]
    yield from parts.items()


def _users(book: Handbook, definition: Definition) -> list[Definition]:
    """Who works by a definition: those who operate it, and what of the lifecycle refers to it."""
    things = [edge.source for edge in definition.by() if edge.relation in book.kinds.forward]
    using = [each for each in things if each.kind.id in SHARED_KINDS and each.sound]
    return [party for each in (definition, *using) for party in plain(operating(each))]


@rule("central-governs-local", severity=Severity.SUGGESTION)
def central_governs_local(context: Context) -> Iterator[Finding]:
    """A function governs some of the pages, meetings and decisions that it alone works with.

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
                f"the central function governs all {len(things)} dashboards, decisions and meetings that "
                f"`{side.id}` alone works with: {listed}"
            )
            first = things[0][0]
            yield finding(first, owning(first)[0].path[:1], message, key=True, related=[side])


def _local(book: Handbook, sides: Sides, keepers: set[Definition]) -> Iterator[tuple[Definition, Definition]]:
    """The things that one side alone operates and uses, but for the central ones, each with that side."""
    for kind in LOCAL_KINDS:
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


RULES = (lane_leaves_central_out, shared_without_central, central_governs_local)
