"""Whom to ask about a change: who must agree, who is consulted, who is informed, and why."""

# People are those of BASE. The strongest reason counts, all reasons of that
# strength are given; a vacant role is passed over and said.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from remit.change.review.lanes import Decision
from remit.change.review.reach import Reached
from remit.handbook import Definition, Edge, Handbook, Ref
from remit.ownership.holders import Holder, holder
from remit.ownership.organisation import own_functions
from remit.ownership.parties import deciding, operating, owning, partners, with_partners

AGREE, CONSULT, INFORM = "must agree", "consulted", "informed"
HOW = (AGREE, CONSULT, INFORM)
# What a party plays in a decision → how it is asked about what the decision is about.
SAYS: Mapping[str, str] = {"decides": AGREE, "consulted": CONSULT, "informed": INFORM}
WORDS: Mapping[str, str] = {"operates": "operates", "governs": "governs", "decides": "decides in"}
Reason = tuple[Definition, str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A party to ask, how, why, and who stands for it. `is_new` when only HEAD names it."""

    party: Definition
    how: str
    because: tuple[str, ...]
    holder: Holder
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A party that a lane names under a condition in words, which only people can judge."""

    party: Definition
    lane: str
    words: str


def asks_of(
    book: Handbook,
    decision: Decision,
    definition: Definition,
    reached: Sequence[Reached],
    *,
    stands: Callable[[Definition], Holder] | None = None,
) -> tuple[Ask, ...]:
    """Whom to ask about a change of a definition, as `book` knows people.

    Who asks about many definitions hands in `stands`, which remembers who stands for a party.
    """
    stands = stands or functools.cache(holder)
    found = [
        (party, how, why)
        for each, how, why in _reasons(book, decision, definition, reached)
        if (party := _in(book, each)) is not None
    ]
    if not any(how == AGREE for _, how, _ in found):
        found += _last_resort(book, definition)
    return merged(Ask(party, how, (why,), stands(party)) for party, how, why in found)


def _in(book: Handbook, party: Definition) -> Definition | None:
    """A party as BASE has it; None when BASE does not know it."""
    return book.get(party.kind.id, party.id)


def _reasons(
    book: Handbook, decision: Decision, definition: Definition, reached: Sequence[Reached]
) -> Iterator[Reason]:
    is_shared = decision.lane.is_shared
    if not is_shared:
        yield from _parties(operating(definition), AGREE)
    yield from _parties(owning(definition), AGREE)
    if is_shared:
        yield from _approvers(book, decision, own_functions(definition))
    for edge in definition.by("decides-on"):
        yield from _having_a_say(edge.source, {**SAYS, "decides": AGREE if is_shared else CONSULT})
    yield from _having_a_say(definition, {**SAYS, "decides": CONSULT})  # whose word is the last agrees above
    yield from _parties(operating(definition), INFORM)
    for each in reached if is_shared else ():
        if each.steps == 1:
            yield from _parties(owning(each.definition), CONSULT)
        if each.steps:
            yield from _parties(operating(each.definition), INFORM)


def _having_a_say(decision: Definition, ways: Mapping[str, str]) -> Iterator[Reason]:
    """Who has a say in a decision, and how each is asked by what it plays there."""
    for plays, how in ways.items():
        for edge in decision.played_by(plays):
            yield edge.target, how, f"has a say in {decision.name}"


def _parties(edges: Iterable[Edge], how: str, because: str = "") -> Iterator[Reason]:
    """Whom some references lead to, and whoever shares that."""
    for edge in edges:
        why = because or f"{WORDS[edge.plays]} {edge.source.name}"
        yield edge.target, how, why
        for other in partners(edge):
            yield other, how, f"{why}, with {edge.target.name}"


def _approvers(book: Handbook, decision: Decision, own: frozenset[Definition]) -> Iterator[Reason]:
    for edge in asked_to_approve(book, decision, own):
        yield edge.target, AGREE, f"approves the {decision.lane.name.lower()}"


def asked_to_approve(
    book: Handbook, decision: Decision, own: frozenset[Definition] = frozenset()
) -> Iterator[Edge]:
    """Whom the lane names; under a condition, whoever a trigger speaks of or the thing is of."""
    spoken = {name for trigger in decision.because for name in trigger.touches.get("functions", ())}
    for edge in approvers(book, decision.lane.id):
        if "if" not in edge.context or edge.target.id in spoken or edge.target in own:
            yield edge


def conditions(book: Handbook, decisions: Iterable[Decision], asks: Iterable[Ask]) -> tuple[Condition, ...]:
    """Whom the shared lanes name under a condition, and nobody asks to agree yet.

    In a local lane the condition says where a team's own ground ends, which operating says as well.
    """
    asked = {ask.party.ref for ask in asks if ask.how == AGREE}
    lanes = {decision.lane.id: decision.lane for decision in decisions if decision.lane.is_shared}
    return tuple(
        Condition(edge.target, lane.name, str(edge.context["if"]))
        for _, lane in sorted(lanes.items())
        for edge in approvers(book, lane.id)
        if "if" in edge.context and edge.target.ref not in asked
    )


def approvers(book: Handbook, lane: str) -> Sequence[Edge]:
    """Whom a lane names as approving, as references; none when the lane is not written down."""
    found = book.get("lane", lane)
    return deciding(found) if found is not None else ()


def _last_resort(book: Handbook, definition: Definition) -> list[Reason]:
    """Who approves what nobody owns: whoever approves a lane without a condition."""
    return [(party, AGREE, f"nobody owns {definition.name}") for party in always_asked(book)]


def always_asked(book: Handbook) -> list[Definition]:
    """Whoever approves a lane without a condition: asked where nobody else is."""
    named = (edge for lane in book.all("lane") for edge in approvers(book, lane.id))
    return [edge.target for edge in named if "if" not in edge.context]


def newly_named(base: Handbook, old: Definition | None, new: Definition) -> Iterator[Ask]:
    """Owners whom the new version of a definition names and the old one did not: they are asked as well.

    Whoever operated and now governs is one of them.
    """
    for edges_of in (operating, owning):
        before = {party.ref for party in with_partners(edges_of(old))} if old is not None else ()
        for party, how, why in _parties(edges_of(new), AGREE, "is named by this change"):
            if party.ref not in before:
                there = _in(base, party)
                stands = holder(there) if there else Holder(party, None, (), (), ())
                yield Ask(there or party, how, (why,), stands, is_new=True)


def merged(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """One ask a party: the strongest, with every reason for it, sorted by strength and name."""
    found: dict[Ref, list[Ask]] = {}
    for ask in asks:
        known = found.setdefault(ask.party.ref, [])
        if known and HOW.index(ask.how) < HOW.index(known[0].how):
            known.clear()
        if not known or known[0].how == ask.how:
            known.append(ask)
    made = (_as_one(same) for same in found.values())
    return tuple(sorted(made, key=lambda ask: (HOW.index(ask.how), ask.party.name, ask.party.ref)))


def _as_one(asks: Sequence[Ask]) -> Ask:
    if len(asks) == 1:
        return asks[0]
    reasons = tuple(dict.fromkeys(reason for ask in asks for reason in ask.because))
    return replace(asks[0], because=reasons, is_new=all(ask.is_new for ask in asks))
