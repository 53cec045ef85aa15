"""Who would have to agree under a condition in words, and what records say of it."""

# A condition is for people to judge: such a party is shown, and counts once a record says that it holds.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit.change.review.approvals import Ask
from remit.change.review.lanes import LaneChoice
from remit.change.review.whom import AGREE
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.parties import deciding, governing, judging

HOLDS, DENIED = "holds", "does-not-hold"  # what a record may say of a condition


@dataclass(frozen=True, slots=True)
class Condition:
    """A party that approves or governs under a condition in words, which only people can judge.

    `denied_by` is the record that says that it does not hold here.
    """

    party: Definition
    lane: str
    words: str
    does: str = ""
    denied_by: Definition | None = None


def conditional(
    book: Handbook, choice: LaneChoice, definition: Definition
) -> Iterator[tuple[Definition, str, str]]:
    """Who would have to agree under a condition: the party, the condition in words, what it does.

    Such are approvers of a shared lane, and whoever governs what changes. In a local lane the condition
    of an approver says where a team's own ground ends, which operating says as well.
    """
    lane = choice.lane
    written = book.get("lane", lane.id) if lane.is_shared else None
    approve = deciding(written) if written is not None else ()
    edges = [(edge, f"approves the {lane.name.lower()}") for edge in approve]
    edges += [(edge, f"governs {definition.name}") for edge in governing(definition)]
    for edge, does in edges:
        if "if" in edge.context:
            yield edge.target, str(edge.context["if"]), does


def conditions(
    book: Handbook,
    changed: Iterable[tuple[LaneChoice, Definition, Sequence[Definition]]],
    asks: Iterable[Ask],
) -> tuple[Condition, ...]:
    """Who would have to agree under a condition in words, and is not asked to agree anyway.

    Each change comes with the records that cover it, which may say that the condition does not hold.
    """
    asked = {ask.party.ref for ask in asks if ask.how == AGREE}
    found: dict[tuple[Ref, str], Condition] = {}
    for choice, definition, records in changed:
        for party, words, does in conditional(book, choice, definition):
            if party.ref not in asked:
                denied = next((record for record in records if said_of(record, party) == DENIED), None)
                condition = Condition(party, choice.lane.name, words, does, denied)
                known = found.get((party.ref, does))
                if known is None or (known.denied_by is not None and denied is None):
                    found[party.ref, does] = condition
    return tuple(found[key] for key in sorted(found))


def said_of(record: Definition, party: Definition) -> str:
    """What a record says of the condition of a party: HOLDS, DENIED, or nothing."""
    said = record.data.get("conditions")
    if not isinstance(said, dict):
        return ""
    edges = judging(record)
    return next((str(said.get(edge.path[-1])) for edge in edges if edge.target.ref == party.ref), "")
