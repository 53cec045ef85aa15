"""Who has the right to decide a change of some definitions, and by what."""

# Pure functions over a handbook: the rule about records and the review of a pull
# request both ask here. The answer is by role id, so that it can be held against another
# version of the handbook. A right is had by a role, or by one that leads a function; whoever
# is above in the line of reporting has it too, and a deputy stands in.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from remit.handbook import Definition, Handbook
from remit.ownership.holders import lead_of, line_above

DECIDING = ("A", "G")  # the letters of a decision that decide


def rights(
    book: Handbook, definitions: Sequence[Definition], lane: Definition | None = None
) -> Mapping[str, str]:
    """Role id → why it may decide a change of these definitions, the nearest right first.

    The reason is the end of a sentence that begins with the role: `leads RevOps, which governs
    stage:mql`.
    """
    found: dict[str, str] = {}
    first: list[tuple[Definition, str]] = []
    for party, reason in _parties(definitions, lane):
        role = party if party.kind.id == "role" else lead_of(book, party)
        if role is not None and role.id not in found:
            found[role.id] = reason if role is party else f"leads {party.name}, which {reason}"
            first.append((role, reason))
    first += ((role, "") for role in _above_themselves(book, definitions))
    for role, _ in first:
        for edge in role.to("deputised-by"):
            if role.id in found:
                found.setdefault(edge.target.id, f"stands in for {role.name}, who {found[role.id]}")
    for role, reason in first:
        for above in line_above(book, role):
            found.setdefault(
                above.id, f"is above {role.name}" + (f", who {found[role.id]}" if reason else "")
            )
    return found


def may_decide(book: Handbook, record: Definition) -> Mapping[str, str]:
    """Role id → reason, for those named in a change record's `decided-by` who had the right.

    Empty when none of them had it. The handbook need not hold the record: a record of one version
    may be asked about with the roles of another, as far as its ids are there.
    """
    given = rights(book, changed(record), lane_of(record))
    return {
        edge.target.id: given[edge.target.id] for edge in record.to("decided-by") if edge.target.id in given
    }


def changed(record: Definition) -> tuple[Definition, ...]:
    """The definitions that a record names, each once."""
    return tuple(dict.fromkeys(edge.target for edge in record.to("changes")))


def lane_of(record: Definition) -> Definition | None:
    """The lane that a record took, or None when it says none."""
    return next((edge.target for edge in record.to("took-lane")), None)


# -- where a right comes from, the strongest first --


def _parties(definitions: Sequence[Definition], lane: Definition | None) -> Iterator[tuple[Definition, str]]:
    is_local = lane is not None and lane.sound and lane.get("reach") == "local"
    for each in definitions:
        for edge in each.to("governed-by"):
            yield edge.target, f"governs {each.ref}"
            yield from ((other, f"governs {each.ref} too") for other in _with(each, edge.path))
    for decision in _decisions(definitions):
        for edge in decision.to("has-say"):
            if edge.context.get("letter") in DECIDING:
                yield edge.target, f"decides in {decision.ref}"
    yield from _approvers(lane, local=is_local)
    for decision in _decisions(definitions):
        for edge in decision.to("decision-escalates-to"):
            yield edge.target, f"settles disputes in {decision.ref}"
    for each in definitions:
        if is_local or not each.to("governed-by"):
            yield from ((edge.target, f"operates {each.ref}") for edge in each.to("operated-by"))


def _approvers(lane: Definition | None, *, local: bool) -> Iterator[tuple[Definition, str]]:
    """The parties that a lane names as its approvers.

    In a local lane a condition says where a team's own ground ends, which operating says as well:
    such an approver needs to operate or govern what is changed.
    """
    for edge in lane.to("approved-by") if lane is not None else ():
        if not (local and edge.context.get("if")):
            yield edge.target, f"approves the lane {edge.source.name}"


def _decisions(definitions: Iterable[Definition]) -> Iterator[Definition]:
    """The decisions that are about one of the definitions, or are one."""
    for each in definitions:
        if each.kind.id == "decision":
            yield each
        yield from (edge.source for edge in each.by("decides-on"))


def _with(definition: Definition, path: Sequence[str | int]) -> Iterator[Definition]:
    """Who shares what a party has."""
    for edge in definition.to("together-with"):
        if edge.path[: len(path)] == tuple(path):
            yield edge.target


def _above_themselves(book: Handbook, definitions: Iterable[Definition]) -> Iterator[Definition]:
    """Roles and leads whose own description changes: not they decide that, but the line above them."""
    for each in definitions:
        if each.kind.id == "role":
            yield each
        elif each.kind.id == "function" and (lead := lead_of(book, each)) is not None:
            yield lead
