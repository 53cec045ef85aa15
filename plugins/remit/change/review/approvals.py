"""Whom to ask about a change: who must agree, who is consulted, who is informed, and why."""

# People are those of BASE. The strongest reason counts, all reasons of that
# strength are given; a vacant role is passed over and said. How each is asked is the table in `whom`.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import LIGHTEST, MEANING
from remit.change.review.lanes import LaneChoice, Trigger
from remit.change.review.reach import Reach, Reached
from remit.change.review.whom import (
    AGREE,
    CONSULT,
    ENDINGS,
    FURTHER,
    HOW,
    INFORM,
    REACHED,
    stakes,
    touched,
)
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holders import Holder, holder
from remit.ownership.organisation import function_of
from remit.ownership.parties import attending, deciders, governing, operating, parties
from remit.ownership.standing import approving, standing

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
class Effect:
    """A change of a definition that weighs so much: the lane that it takes, and what it reaches."""

    definition: Definition
    weight: str
    choice: LaneChoice
    reached: Sequence[Reached]

    @property
    def is_wording(self) -> bool:
        """Whether nothing but words change, which no lane beyond the local one takes."""
        return self.weight == LIGHTEST and not self.choice.lane.is_shared


# -- one definition --


def asks_of(
    reach: Reach,
    effect: Effect,
    *,
    people: Handbook | None = None,
    stands: Callable[[Definition], Holder] | None = None,
) -> tuple[Ask, ...]:
    """Whom to ask about a change of a definition, as `people` knows them.

    `people` is the handbook that judges, where it is another than the one that is reached in. Who asks
    about many definitions hands in `stands`, which remembers who stands for a party.
    """
    book = people or reach.book
    stands = stands or functools.cache(holder)
    definition = effect.definition
    found = [
        (party, how, why)
        for each, how, why in (_of_wording(definition) if effect.is_wording else _reasons(reach, effect))
        if (party := _in(book, each)) is not None
    ]
    if effect.choice.lane.is_shared:
        found += _approving(book, effect.choice, definition)
    if not any(how == AGREE for _, how, _ in found):
        found += _nobody(book, definition)
    return merged(Ask(party, how, (why,), stands(party)) for party, how, why in found)


def _of_wording(definition: Definition) -> Iterator[Reason]:
    for party in owner(definition):
        yield party, AGREE, f"sees to the wording of {definition.name}"


def owner(definition: Definition) -> Sequence[Definition]:
    """Who sees to the wording of a definition: who governs it, else who operates it, else who decides by it.

    A function or a role sees to its own. Who shares it (`with`) is not asked, nor who does it under a
    condition.
    """
    if definition.is_party:
        return [definition]
    edges = [edge for edge in definition.played_by() if "if" not in edge.context]
    letters = [edge for edge in edges if edge.plays == "decides"]
    for some in (
        [edge for edge in edges if edge.plays == "governs"],
        [edge for edge in edges if edge.plays in FURTHER and "letter" not in edge.context],
        [edge for edge in letters if edge.context.get("letter") != "G"],
        letters,
    ):
        if some:
            return list(dict.fromkeys(edge.target for edge in some))
    return []


def _in(book: Handbook, party: Definition) -> Definition | None:
    """A party as BASE has it; None when BASE does not know it."""
    return book.get(party.kind.id, party.id)


def _reasons(reach: Reach, effect: Effect) -> Iterator[Reason]:
    definition, is_shared = effect.definition, effect.choice.lane.is_shared
    if definition.is_party:
        yield from _itself(definition)
    for stake in stakes(definition):
        how = stake.row.named if is_shared else stake.row.own
        if how and not (stake.is_conditional and how == AGREE):  # a condition is for people: `conditions`
            yield stake.party, how, stake.does
    for edge in definition.by("decides-on"):
        yield from _about(reach, edge.source)
    if is_shared:
        yield from _meeting(reach.book, definition)
    # What is said of a party changes nothing about what it runs or governs elsewhere.
    for each in effect.reached if is_shared and not definition.is_party else ():
        if each.steps:
            yield from _reached(each)


def _itself(party: Definition) -> Iterator[Reason]:
    """A function or a role agrees to what is said of it; the function of a role hears of it."""
    yield party, AGREE, f"is {party.name}"
    if party.kind.id == "role" and (function := function_of(party)) is not None:
        yield function, INFORM, f"has the role {party.name}"


def _meeting(book: Handbook, definition: Definition) -> Iterator[Reason]:
    """Who takes part in a meeting that looks at what changes: they hear of it, and have no say by it."""
    meetings = (edge.source for edge in definition.by() if edge.relation in book.kinds.forward)
    for meeting in dict.fromkeys(each for each in meetings if each.kind.section == "change"):
        for party in parties(attending(meeting)):
            yield party, INFORM, f"attends {meeting.name}, which looks at {definition.name}"


def _about(reach: Reach, judge: Definition) -> Iterator[Reason]:
    """Who has a say in a decision about what changes; of a local decision nobody more must agree."""
    lane = reach.consequences(judge, MEANING)[0].lane
    for stake in stakes(judge):
        how = stake.row.about if lane.is_shared else stake.row.own_about
        if stake.is_conditional and how == AGREE:
            how = CONSULT
        if how:
            yield stake.party, how, stake.does


def _reached(each: Reached) -> Iterator[Reason]:
    """Who hears of a change that reaches what they govern, run or attend: one reason a party."""
    found: dict[tuple[Definition, str], str] = {}
    for stake in stakes(each.definition, *(REACHED if each.steps == 1 else FURTHER)):
        if how := stake.row.near if each.steps == 1 else stake.row.far:
            found.setdefault((stake.party, how), stake.does)
    yield from ((party, how, does) for (party, how), does in found.items())


def _approving(book: Handbook, choice: LaneChoice, definition: Definition) -> Iterator[Reason]:
    """Who approves whatever takes a lane, and who is concerned by what put this change into it.

    What is said of a function or a role touches nothing that these run or read elsewhere.
    """
    lane = choice.lane
    approves = f"approves the {lane.name.lower()}"
    yield from ((party, AGREE, approves) for party in approvers_of(book, lane.id))
    written = book.get("lane", lane.id)
    named = deciders(written) if written is not None else ()
    for party, trigger in () if definition.is_party else concerned(book, choice):
        what = f"{trigger.when[0].lower()}{trigger.when[1:]}"
        yield party, AGREE, approves if party in named else f"is concerned by it: {what}"


def _nobody(book: Handbook, definition: Definition) -> Iterator[Reason]:
    """Who approves what nobody owns: who governs or runs it under a condition, else who approves a lane.

    The condition of who decides is about a case, not about the rule: see `owning`.
    """
    owned = (*governing(definition), *operating(definition))
    found = [party for edge in owned if (party := _in(book, edge.target)) is not None]
    why = f"nobody else owns {definition.name}" if found else f"nobody owns {definition.name}"
    yield from ((party, AGREE, why) for party in found or always_asked(book))


# -- lanes --


def approvers_of(book: Handbook, lane: str) -> list[Definition]:
    """Who approves whatever takes a lane: whom it names without a condition.

    For a lane that is not written down, who approves whatever no lane names anybody for.
    """
    return approving(book, lane) if book.get("lane", lane) is not None else standing(book)


def always_asked(book: Handbook) -> list[Definition]:
    """Who is asked where nobody else is: whoever approves a lane without a condition, else `standing`."""
    named = [party for lane in book.all("lane") for party in approving(book, lane.id)]
    return list(dict.fromkeys(named)) or standing(book)


def concerned(book: Handbook, choice: LaneChoice) -> Iterator[tuple[Definition, Trigger]]:
    """The functions that the triggers of a lane speak of, each with the first that put a change into it."""
    seen = set()
    for trigger in choice.because:
        for name in trigger.touches.get("functions", ()):
            party = book.find(name if ":" in name else f"function:{name}")
            if party is not None and party not in seen:
                seen.add(party)
                yield party, trigger


def asked_to_approve(book: Handbook, choice: LaneChoice) -> list[Definition]:
    """Who must agree to whatever takes a lane for these reasons, whosever it is."""
    named = (*approvers_of(book, choice.lane.id), *(party for party, _ in concerned(book, choice)))
    return list(dict.fromkeys(named))


# -- the changed properties --


def touched_asks(
    base: Handbook,
    change: DefinitionChange,
    versions: tuple[Definition | None, Definition | None],
    renames: Mapping[str, str],
) -> Iterator[Ask]:
    """Those whom a changed property names before or after; `renames` is old address → new one."""
    former = {address: was for was, address in renames.items()}
    for party, how, why, is_new in touched(change, versions, renames):
        address = str(party.ref)
        there = base.find(former.get(address, address)) if is_new else base.find(address)
        stands = holder(there) if there is not None else Holder(party, None, (), (), ())
        yield Ask(there or party, how, (why,), stands, is_new=is_new)


# -- together --


def merged(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """One ask a party: the strongest, with every reason for it, sorted by strength and name.

    A role that leads a function is not asked a second time beside it.
    """
    found: dict[Ref, list[Ask]] = {}
    for ask in asks:
        known = found.setdefault(ask.party.ref, [])
        if known and HOW.index(ask.how) < HOW.index(known[0].how):
            known.clear()
        if not known or known[0].how == ask.how:
            known.append(ask)
    made = _once_each(_as_one(same) for same in found.values())
    return tuple(sorted(made, key=lambda ask: (HOW.index(ask.how), ask.party.name, ask.party.ref)))


def _once_each(asks: Iterable[Ask]) -> Iterator[Ask]:
    """Asks without those of a role that is asked no less for the function that it stands for."""
    found = {ask.party.ref: ask for ask in asks}
    for ask in tuple(found.values()):
        role = None if ask.holder.instead or ask.holder.role is ask.party else ask.holder.role
        same = found.get(role.ref) if role is not None else None
        if same is not None and HOW.index(same.how) >= HOW.index(ask.how):
            del found[same.party.ref]
            more = same.because if same.how == ask.how else ()
            found[ask.party.ref] = replace(ask, because=tuple(dict.fromkeys((*ask.because, *more))))
    yield from found.values()


def _as_one(asks: Sequence[Ask]) -> Ask:
    if len(asks) == 1:
        return asks[0]
    reasons = dict.fromkeys(reason for ask in asks for reason in ask.because)
    longer = [reason for reason in reasons if reason.endswith(ENDINGS)]  # each says the shorter one as well
    shorter = {
        reason.removesuffix(ending) for reason in longer for ending in ENDINGS if reason.endswith(ending)
    }
    because = tuple(reason for reason in reasons if reason not in shorter)
    return replace(asks[0], because=because, is_new=all(ask.is_new for ask in asks))
