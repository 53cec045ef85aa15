"""What keeps a judged change from being ready: records that are missing, and records that do not hold."""

# A gap is a value with its remedy; the review of a pull request and its reports know no more.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from remit.change.compare.versions import Unread
from remit.change.review.agreement import deciding, lacking, not_agreed, speakers, written_fingerprint
from remit.change.review.approvals import Ask
from remit.change.review.decided import APPROVED, PROPOSED, RECORD, SUPERSEDED, covered
from remit.change.review.evidence import DISMISSED, OPEN, Evidence
from remit.change.review.judged import Judged
from remit.change.review.whom import AGREE
from remit.days import parsed
from remit.diagnostics import Location
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership import rights
from remit.ownership.parties import signing
from remit.ownership.standing import last_resort

NO_RECORD, NOT_SHOWN = "record-missing", "not-shown"
MOST = 4  # changes that one gap names


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
        if ref.kind == RECORD:
            yield _decision_gap(each)
        elif records:
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


def _decision_gap(each: Judged) -> Gap:
    """A decision on record that is edited: whatever it says now, it is another one."""
    ref = each.change.ref
    edited = dict.fromkeys(f"`{one.path[0]}`" for one in each.change.properties)
    what = f"its {', '.join(edited)} changes" if edited else f"it is {each.change.how}"
    where = "removes" if each.change.how == "removed" else "definitions"
    return Gap(
        "decision-edited",
        f"`{ref}` was decided before, and here {what}",
        f"take that back and decide anew, in a record that supersedes it; a mere correction is a change of "
        f"its own, and stands under `{where}` of its record: remit review --fix",
        str(ref),
    )


def decided_for_nothing(judged: Sequence[Judged], records: Sequence[Definition]) -> Iterator[Gap]:
    """Records that are approved though nothing changes here that they are about."""
    if any(each.needs_record and not each.records for each in judged):
        return  # that they cover something else is said there
    alone = {each.change.ref for each in judged if each.change.ref.kind == RECORD}
    for record in records:
        if record.ref in alone and record.data.get("state") == APPROVED:
            yield Gap(
                "nothing-decided",
                f"`{record.ref}` is approved, but nothing changes here that it is about",
                "write state: proposed, and approve it in the pull request that makes the change",
                str(record.ref),
                record.locate(("state",)),
            )


def not_shown(shown: Iterable[Evidence]) -> Iterator[Gap]:
    """Parties of which the host does not show that they agreed."""
    for each in shown:
        if each.state in (OPEN, DISMISSED):
            why = each.why or "the approval was dismissed"
            name = each.ask.party.name
            yield Gap(
                NOT_SHOWN,
                f"{name} must agree, and the host does not show it: {why}",
                f"ask for a review by {' or '.join(each.ask.holder.handles) or name}",
                str(each.ask.party.ref),
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
    """Records that cover a change and do not allow it; `records` are those by which HEAD decides."""
    for record in records:
        yield from _form_gaps(record)
        named = [each for each in judged if each.needs_record and record in _deciding(each)]
        yield from _state_gaps(record, named)
        yield from _lane_gaps(record, [each for each in judged if record in _deciding(each)])
        yield from _text_gaps(record, named)
        yield from _right_gaps(base, record, named)
        yield from _day_gaps(record, named, today)
    yield from _agreement_gaps(base, judged)


def _deciding(each: Judged) -> tuple[Definition, ...]:
    """The records on which a change rests: where one is approved, no other one is in its way.

    The record that it supersedes names the same definition, and so may a proposal for later. Of several
    that are approved, one that was made for another text is in nobody's way either.
    """
    approved = tuple(record for record in each.records if record.data.get("state") == APPROVED)
    return tuple(deciding(each)) or approved or each.records


def _form_gaps(record: Definition) -> Iterator[Gap]:
    """What an approved record must say, whatever it is about."""
    missing = lacking(record) if record.data.get("state") == APPROVED else ()
    if missing:
        names = " and no ".join(f"`{name}`" for name in missing)
        fix = "write who decided, and on which day"
        if "covers" in missing:
            fix = "write state: proposed, run remit review --fix, which notes what is decided, and approve it"
        yield Gap(
            "approved-incomplete",
            f"`{record.ref}` is approved, but has no {names}",
            fix,
            str(record.ref),
            record.locate(("state",)),
        )


def _text_gaps(record: Definition, named: Sequence[Judged]) -> Iterator[Gap]:
    """What was decided is what is merged: not a text that was changed afterwards."""
    if record.data.get("state") != APPROVED or not record.data.get("covers"):
        return
    again = "have it decided again: write state: proposed, take `agreed-by` out, and run remit review --fix"
    for each in named:
        ref, written = each.change.ref, written_fingerprint(record, each)
        if not written:
            message = f"`{record.ref}` names `{ref}`, but does not hold under `covers` what was decided on it"
        elif written != each.fingerprint:
            message = f"`{ref}` has changed since it was decided in `{record.ref}`"
        else:
            continue
        where = record.locate(("covers", str(ref)) if written else ("covers",))
        yield Gap("changed-since-decided", message, again, str(ref), where)


def _agreement_gaps(base: Handbook, judged: Sequence[Judged]) -> Iterator[Gap]:
    """Who must agree and of whom no record says it: one gap for all changes that lack the same people."""
    found: dict[tuple[Definition, tuple[Ref, ...]], list[tuple[Judged, Sequence[Ask]]]] = {}
    for each in judged if judged else ():
        decided = [record for record in deciding(each) if _had_right(base, record, each)]
        if each.needs_record and decided and (open_asks := not_agreed(base, each)):
            key = decided[0], tuple(ask.party.ref for ask in open_asks)
            found.setdefault(key, []).append((each, open_asks))
    for (record, _), some in found.items():
        asks = some[0][1]
        what = ", ".join(f"`{each.change.ref}`" for each, _ in some[:MOST])
        more = f" and {len(some) - MOST} more" if len(some) > MOST else ""
        parties = " and ".join(ask.party.name for ask in asks)
        roles = [next(iter(speakers(base, ask.party)), "") for ask in asks]
        lines = (
            f"{ask.party.ref}: {{role: {role or '…'}, on: …}}" for ask, role in zip(asks, roles, strict=True)
        )
        yield Gap(
            "not-agreed",
            f"{parties} must agree to {what}{more}, and `{record.ref}` does not say so",
            f"once they have, add to its `agreed-by`: {', '.join(lines)}",
            str(record.ref),
            record.locate(("decided-by",)),
        )


def _day_gaps(record: Definition, named: Sequence[Judged], today: str) -> Iterator[Gap]:
    """Nobody has decided yet on a day that has not come; where it is tomorrow already, it may have."""
    day, now = parsed(record.data.get("decided-on")), parsed(today)
    if not named or record.data.get("state") != APPROVED:
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
    ends = any(each.data.get("state") == SUPERSEDED for each in record.targets("supersedes"))
    if state == APPROVED or not (named or (ends and state == PROPOSED)):
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
    if record.data.get("state") != APPROVED or not record.data.get("decided-by"):
        return
    deciders = {edge.target.id for edge in signing(record)}
    for each in named:
        able_roles = _able(base, each)
        if not deciders & able_roles.keys():
            able = ", ".join(f"`{role}`" for role in list(able_roles)[:3])
            said = ", ".join(f"`{role}`" for role in sorted(deciders))
            yield Gap(
                "no-right",
                f"`{record.ref}` was decided by {said}, without the right to decide on `{each.change.ref}`",
                f"have it decided by someone who has the right: {able}" if able else _nobody_able(each),
                str(record.ref),
                record.locate(("decided-by",)),
            )


def _able(base: Handbook, each: Judged) -> Mapping[str, str]:
    """The roles that may decide a change, by the handbook before it; of a record, what that is about."""
    definition = base.find(str(each.change.was or each.change.ref))
    about = [definition] if definition is not None else []
    if definition is not None and definition.kind.id == RECORD:
        about = [*rights.changed(definition)]
    return rights.rights(about, base.get("lane", each.choice.lane.id), last_resort(base))


def _had_right(base: Handbook, record: Definition, each: Judged) -> bool:
    return any(edge.target.id in _able(base, each) for edge in signing(record))
