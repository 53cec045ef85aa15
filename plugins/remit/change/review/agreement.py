"""Whether those who must agree did: by the record, which is its author's word."""

# Each who must agree without a condition is covered by who decided, or by an agreement of its own: by
# itself, its deputy or the line above. One of several is not enough, and neither is a decision on
# another text than the one that is merged.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from remit.change.review.approvals import Ask
from remit.change.review.conditions import HOLDS, conditional, said_of
from remit.change.review.decided import APPROVED
from remit.change.review.judged import Judged
from remit.change.review.lanes import LaneChoice
from remit.change.review.whom import AGREE
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holders import holder
from remit.ownership.parties import signing, speaking
from remit.ownership.rights import speaking_for
from remit.ownership.standing import last_resort

NEEDED = ("decided-by", "decided-on", "covers")  # what a record says once it is approved


def lacking(record: Definition) -> Sequence[str]:
    """What an approved record does not say; what only rewords has nothing that could change later."""
    rewords = not record.data.get("definitions") and not record.data.get("removes")
    needed = NEEDED[:-1] if rewords else NEEDED
    return [name for name in needed if not record.data.get(name)]


def held_conditions(
    book: Handbook, choice: LaneChoice, definition: Definition, records: Iterable[Definition]
) -> Iterator[Ask]:
    """Those who agree under a condition of which a record says that it holds: they must agree as well."""
    for record in records:
        for party, words, does in conditional(book, choice, definition):
            if said_of(record, party) == HOLDS:
                why = f"{does} if {' '.join(words.split()).rstrip('. ')}, which holds as {record.ref} says"
                yield Ask(party, AGREE, (why,), holder(party))


def written_fingerprint(record: Definition, each: Judged) -> str:
    """The fingerprint that a record holds of a change, by any name of what changes; empty without one."""
    covers = record.data.get("covers")
    former = each.definition.data.get("former-ids")
    kind = each.change.ref.kind
    names = [str(ref) for ref in (each.change.ref, each.change.was) if ref is not None]
    names += [f"{kind}:{id}" for id in former] if isinstance(former, list) else []
    found = (covers[name] for name in names if name in covers) if isinstance(covers, dict) else ()
    return next((str(value) for value in found), "")


def deciding(each: Judged) -> Sequence[Definition]:
    """The approved records that decide exactly this change."""
    return [
        record
        for record in each.records
        if record.data.get("state") == APPROVED and written_fingerprint(record, each) == each.fingerprint
    ]


def not_agreed(base: Handbook, each: Judged) -> Sequence[Ask]:
    """Those who must agree to a change and of whom no record that decides it says so."""
    said = {role for record in deciding(each) for role in said_to_agree(record)}
    return [ask for ask in each.asks if ask.how == AGREE and not said.intersection(speakers(base, ask.party))]


def said_by(base: Handbook, judged: Sequence[Judged]) -> Mapping[Ref, Sequence[Definition]]:
    """Party → the records that say that it agreed to all that needs a record; none while one does not."""
    found: dict[Ref, dict[Definition, None]] = {}
    denied = set()
    for each in judged if judged else ():
        missing = {ask.party.ref for ask in not_agreed(base, each)} if each.needs_record else set()
        for ask in each.asks if each.needs_record else ():
            if ask.how == AGREE:
                found.setdefault(ask.party.ref, {}).update(dict.fromkeys(deciding(each)))
                if ask.party.ref in missing:
                    denied.add(ask.party.ref)
    return {party: () if party in denied else tuple(records) for party, records in found.items()}


def said_to_agree(record: Definition) -> Iterator[str]:
    """The roles that decided or agreed, as a record says."""
    yield from (edge.target.id for edge in (*signing(record), *speaking(record)))


def speakers(base: Handbook, party: Definition) -> Sequence[str]:
    """The roles that may agree for a party; where nobody stands for it, for those of the last resort."""
    found = speaking_for(party)
    if found:
        return [*found]
    return [role for each in last_resort(base) for role in speaking_for(each)]
