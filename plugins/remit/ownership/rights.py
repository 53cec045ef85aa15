"""Who has the right to decide a change of some definitions, and by what."""

# Pure functions over definitions: the rule about records and the review of a pull
# request both ask here. The answer is by role id, so that it can be held against another
# version of the handbook. A right is had by a role, or by one that leads a function; whoever
# is above in the line of reporting has it too, and a deputy stands in.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from remit.handbook import Definition, Edge
from remit.ownership.holders import holder, lead_of
from remit.ownership.organisation import deputies, line_above, superiors
from remit.ownership.parties import deciding, governing, operating, owning, partners, settling, signing


def rights(
    definitions: Sequence[Definition], lane: Definition | None = None, standing: Iterable[Definition] = ()
) -> Mapping[str, str]:
    """Role id → why it may decide a change of these definitions, the nearest right first.

    The reason is the end of a sentence that begins with the role: `leads RevOps, which governs
    stage:mql`. `standing` are those who may decide where the lane names nobody.
    """
    found: dict[str, str] = {}
    first: list[tuple[Definition, str]] = []
    named = lane is not None and bool(deciding(lane))
    last = () if named else ((party, "approves what no lane names anybody for") for party in standing)
    for party, reason in (*_parties(definitions, lane), *last):
        role = party if party.kind.id == "role" else lead_of(party)
        if role is not None and role.id not in found:
            found[role.id] = reason if role is party else f"leads {party.name}, which {reason}"
            first.append((role, reason))
    first += ((role, "") for role in _above_themselves(definitions))
    for role, _ in first:
        for deputy in deputies(role):
            if role.id in found:
                found.setdefault(deputy.id, f"stands in for {role.name}, who {found[role.id]}")
    for role, reason in first:
        for above in line_above(role):
            found.setdefault(
                above.id, f"is above {role.name}" + (f", who {found[role.id]}" if reason else "")
            )
    return found


def may_decide(record: Definition, standing: Iterable[Definition] = ()) -> Mapping[str, str]:
    """Role id → reason, for those named in a change record's `decided-by` who had the right.

    Empty when none of them had it. `standing` is as for `rights`.
    """
    given = rights(changed(record), lane_of(record), standing)
    return {edge.target.id: given[edge.target.id] for edge in signing(record) if edge.target.id in given}


def speaking_for(party: Definition) -> Mapping[str, str]:
    """Role id → why it may agree for a party, the nearest first: the end of a sentence on the role.

    That is the role itself, or the one that leads the function; its deputy; and the line above it. A post
    that is vacant speaks for nobody.
    """
    role = party if party.kind.id == "role" else lead_of(party)
    above = superiors(party) if party.kind.id == "function" else []
    found: list[tuple[Definition, str]] = []
    if role is not None:
        found.append((role, f"is {role.name}" if role is party else f"leads {party.name}"))
        found += ((each, f"stands in for {role.name}") for each in deputies(role))
        above = [*line_above(role), *above]
    found += ((each, f"is above {party.name}") for each in above)
    if (stands := holder(party).role) is not None:
        found.append((stands, f"stands in for {party.name}"))
    said: dict[str, str] = {}
    for each, reason in found:
        if not each.data.get("vacant"):
            said.setdefault(each.id, reason)
    return said


def changed(record: Definition) -> tuple[Definition, ...]:
    """The definitions that a record changes, or says that it only rewords, each once."""
    return tuple(dict.fromkeys(record.targets("changes", "rewords")))


def lane_of(record: Definition) -> Definition | None:
    """The lane that a record took, or None when it says none."""
    return record.target("took-lane")


# -- where a right comes from, the strongest first --


def _parties(definitions: Sequence[Definition], lane: Definition | None) -> Iterator[tuple[Definition, str]]:
    is_local = lane is not None and lane.sound and lane.get("reach") == "local"
    for each in definitions:
        yield from _with_partners(governing(each), f"governs {each.ref}")
    for decision in _deciding_on(definitions):
        yield from _by_deciding(decision, own=decision in definitions)
    yield from _approvers(lane, local=is_local)
    for decision in _deciding_on(definitions):
        for edge in settling(decision):
            yield edge.target, f"settles disputes in {decision.ref}"
    for each in definitions:
        if is_local or not owning(each):
            yield from ((edge.target, f"operates {each.ref}") for edge in operating(each))


def _by_deciding(decision: Definition, *, own: bool) -> Iterator[tuple[Definition, str]]:
    """Who decides by a definition; when it is itself what changes, whoever shares that as well."""
    reason = f"decides in {decision.ref}"
    if own:
        yield from _with_partners([edge for edge in owning(decision) if edge.plays == "decides"], reason)
    else:
        yield from ((edge.target, reason) for edge in deciding(decision))


def _with_partners(edges: Iterable[Edge], reason: str) -> Iterator[tuple[Definition, str]]:
    for edge in edges:
        yield edge.target, reason
        yield from ((other, f"{reason} too") for other in partners(edge))


def _approvers(lane: Definition | None, *, local: bool) -> Iterator[tuple[Definition, str]]:
    """The parties that a lane names as its approvers.

    In a local lane a condition says where a team's own ground ends, which operating says as well:
    such an approver needs to operate or govern what is changed. In another lane whoever is named under a
    condition agrees beside those who always approve, and does not decide in their place.
    """
    named = list(deciding(lane)) if lane is not None else []
    always = [edge for edge in named if not edge.context.get("if")]
    for edge in always if local or always else named:
        yield edge.target, f"approves the lane {edge.source.name}"


def _deciding_on(definitions: Iterable[Definition]) -> Iterator[Definition]:
    """What decides on one of the definitions: itself, where it says who decides, and decisions about it."""
    for each in definitions:
        if deciding(each):
            yield each
        yield from each.sources("decides-on")


def _above_themselves(definitions: Iterable[Definition]) -> Iterator[Definition]:
    """Roles and leads whose own description changes: not they decide that, but the line above them."""
    for each in definitions:
        if each.kind.id == "role":
            yield each
        elif each.kind.id == "function" and (lead := lead_of(each)) is not None:
            yield lead
