"""What keeps a judged change from being ready: records that are missing, and records that do not hold."""

# A gap is a value with its remedy; the review of a pull request and its reports know no more.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from remit.change.compare.versions import Unread
from remit.change.review.judged import Judged, covered
from remit.change.review.whom import AGREE
from remit.days import parsed
from remit.diagnostics import Location
from remit.handbook import Definition, Handbook
from remit.ownership import rights
from remit.ownership.parties import signing
from remit.ownership.standing import last_resort

NO_RECORD = "record-missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing before the change may be merged."""

    code: str
    message: str
    fix: str
    subject: str = ""
    location: Location | None = None


def missing_records(
    judged: Sequence[Judged], records: Sequence[Definition], earlier: Sequence[Definition]
) -> Iterator[Gap]:
    """What needs a record and has none.

    `earlier` are records that were decided before and are touched here.
    """
    for each in judged:
        if not each.needs_record or each.records:
            continue
        ref = each.change.ref
        if records:
            names = " and ".join(f"`{record.ref}`" for record in records)
            where = "removes" if each.change.how == "removed" else "definitions"
            yield Gap(
                "record-not-covering",
                f"{names} covers other definitions but not `{ref}`",
                f"add `{ref}` to its `{where}`, or write another record: remit review --fix",
                str(ref),
                records[0].locate(("definitions",)),
            )
        else:
            old = next((record for record in earlier if str(ref) in covered(record)), None)
            decided = f"; `{old.ref}` was decided before, and covers what came with it" if old else ""
            yield Gap(
                NO_RECORD,
                f"`{ref}` changes in {each.weight}, in the {each.choice.lane.name.lower()}, "
                f"and no change record says why{decided}",
                "remit review --fix writes the skeleton of one",
                str(ref),
            )


def half_written(unread: Iterable[Unread]) -> Iterator[Gap]:
    """Records that came with the change and cannot be read yet, such as a skeleton.

    What they will cover is not known, so nothing is said to lack a record beside them.
    """
    for each in unread:
        message = f"a change record is not complete: {each.message}"
        yield Gap("record-incomplete", message, "complete it, then review again", "", each.location)


def overclaimed(judged: Sequence[Judged]) -> Iterator[Gap]:
    """What a record calls wording only, and what is more than that."""
    for each in judged:
        if each.claim is not None and each.doubt:
            ref = each.change.ref
            yield Gap(
                "more-than-wording",
                f"`{each.claim.ref}` says that only the wording of `{ref}` changes, but {each.doubt}",
                f"name `{ref}` under `definitions`, and have it decided as its lane says",
                str(ref),
                each.claim.locate(("wording-only",)),
            )


def wrong_records(
    base: Handbook, judged: Sequence[Judged], records: Sequence[Definition], today: str
) -> Iterator[Gap]:
    """Records that cover a change and do not allow it."""
    for record in records:
        named = [each for each in judged if record in _deciding(each)]
        yield from _state_gaps(record, named)
        yield from _lane_gaps(record, named)
        yield from _right_gaps(base, record, named)
        yield from _day_gaps(record, named, today)


def _deciding(each: Judged) -> tuple[Definition, ...]:
    """The records on which a change rests: where one is approved, no other one is in its way.

    The record that it supersedes names the same definition, and so may a proposal for later.
    """
    approved = tuple(record for record in each.records if record.data.get("state") == "approved")
    return approved or each.records


def _day_gaps(record: Definition, named: Sequence[Judged], today: str) -> Iterator[Gap]:
    """Nobody has decided yet on a day that has not come; where it is tomorrow already, it may have."""
    day, now = parsed(record.data.get("decided-on")), parsed(today)
    if not any(each.needs_record for each in named) or record.data.get("state") != "approved":
        return
    if day is not None and now is not None and day - now > timedelta(1):
        yield Gap(
            "decided-ahead",
            f"`{record.ref}` is approved, but says that it was decided on {day}, which has not come",
            "write the day of the decision; the day from which the change applies is `effective`",
            str(record.ref),
            record.locate(("decided-on",)),
        )


def _state_gaps(record: Definition, named: Sequence[Judged]) -> Iterator[Gap]:
    state = record.data.get("state")
    if not any(each.needs_record for each in named) or state == "approved":
        return
    if state == "rejected":
        message = f"`{record.ref}` was rejected, but what it names changes here all the same"
        fix = "take the change back, or get a new decision in another record"
    elif state == "superseded":
        message = f"`{record.ref}` is superseded, so it no longer decides anything"
        fix = "name the definitions in the record that supersedes it"
    else:
        message = f"`{record.ref}` is only proposed: nobody has decided yet"
        fix = "when those who must agree have agreed, write state: approved, decided-by and decided-on"
    yield Gap("not-decided", message, fix, str(record.ref), record.locate(("state",)))


def _lane_gaps(record: Definition, named: Sequence[Judged]) -> Iterator[Gap]:
    lane = rights.lane_of(record)
    heavier = [each for each in named if each.choice.lane.is_shared]
    if lane is None or not heavier or lane.data.get("reach") != "local":
        return
    names = ", ".join(f"`{each.change.ref}`" for each in heavier)
    yield Gap(
        "lane-too-light", f"`{record.ref}` says the {lane.name.lower()}, but {names} reaches further",
        f"write lane: {heavier[0].choice.lane.id}", str(record.ref), record.locate(("lane",)),
    )  # fmt: skip


def _nobody_able(each: Judged) -> str:
    """What to do where no role has the right: who must agree has none that could decide for it."""
    names = " or ".join(f"`{ask.party.ref}`" for ask in each.asks if ask.how == AGREE)
    if names:
        return f"write a role that belongs to {names}: it may decide, but no role leads it yet"
    return "write who approves: a function with `central: true`, or `approved-by` of the lane"


def _right_gaps(base: Handbook, record: Definition, named: Sequence[Judged]) -> Iterator[Gap]:
    """Whoever decided must have had the right before this change."""
    if record.data.get("state") != "approved":
        return
    deciders = {edge.target.id for edge in signing(record)}
    last = last_resort(base)
    for each in named:
        definition = base.find(str(each.change.was or each.change.ref))
        lane = base.get("lane", each.choice.lane.id)
        able_roles = rights.rights([definition] if definition else [], lane, last)
        if each.needs_record and not deciders & able_roles.keys():
            able = ", ".join(f"`{role}`" for role in list(able_roles)[:3])
            said = ", ".join(f"`{role}`" for role in sorted(deciders))
            yield Gap(
                "no-right",
                f"`{record.ref}` was decided by {said}, without the right to decide on `{each.change.ref}`"
                if said
                else f"`{record.ref}` does not say who decided on `{each.change.ref}`",
                f"have it decided by someone who has the right: {able}" if able else _nobody_able(each),
                str(record.ref),
                record.locate(("decided-by",)),
            )
