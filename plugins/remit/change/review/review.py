"""What a change means: its weight, its reach, its lane, who must agree, and what is missing."""

# Facts come from both sides, judgement from BASE alone: its policy, its owners, its
# holders. Whom HEAD names is asked as well, never instead. References are followed
# on both sides, so that a change cannot cut the thread that leads to those it concerns.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from remit import days
from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import definition_weight
from remit.change.compare.sides import diff
from remit.change.compare.versions import Difference, Unread
from remit.change.review.approvals import Ask, Condition, Effect, asks_of, conditions, merged, touched_asks
from remit.change.review.blockers import NO_RECORD, Gap, covered, half_written, missing_records, wrong_records
from remit.change.review.judged import Judged
from remit.change.review.lanes import Policy, decide, policy_of
from remit.change.review.reach import Reach, Reached, Touch
from remit.handbook import Definition, Handbook, Ref
from remit.reading import FOLDER
from remit.rules.overdue import due
from remit.tree import Place

RECORD = "change"
DECISION = frozenset({"definitions", "removes", "decided-by", "decided-on", "state"})  # of a record
UNJUDGED = (RECORD, "request", "review")  # records of changes are no changes of what is governed


@dataclass(frozen=True, slots=True)
class ChangeReview:
    """A judged difference. It is ready when nothing is missing and everything could be read."""

    difference: Difference
    policy: Policy
    judged: tuple[Judged, ...]
    asks: tuple[Ask, ...]
    gaps: tuple[Gap, ...]
    reattest: tuple[Definition, ...] = ()
    records: tuple[Definition, ...] = field(default=())
    conditions: tuple[Condition, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it may be merged as far as remit can tell."""
        return not self.gaps and not self.unread

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be read and may change anything; a half-written record is a gap instead."""
        half = half_records(self.difference)
        return tuple(each for each in self.difference.unread if each not in half)

    @property
    def bare(self) -> tuple[Judged, ...]:
        """What needs a change record and has none."""
        return tuple(each for each in self.judged if each.needs_record and not each.records)

    def begun(self, path: str) -> ChangeReview:
        """The same, once a record for all that needs one was begun at a path."""
        fix = f"complete the record at {path}, then review again"
        gaps = (replace(gap, fix=fix) if gap.code == NO_RECORD else gap for gap in self.gaps)
        return replace(self, gaps=tuple(gaps))


def review(
    place: Place,
    other: Place | None = None,
    *,
    base: str | None = None,
    head: str | None = None,
    today: str | date = "",
) -> ChangeReview:
    """Judge a change: its lane, what it reaches, who must agree, and what is missing.

    The two sides are named as in `diff`, and the comparison starts where `head` left `base`. Policy,
    owners and holders are those of BASE. `today` is the day on which intervals of review are counted;
    without it nothing is overdue.

    Raises RemitError for what names nothing, or holds no handbook.
    """
    day = days.day_of(today)
    return judge(diff(place, other, base=base, head=head, merge_base=True), day)


def judge(difference: Difference, today: str = "") -> ChangeReview:
    """Judge a difference by the policy, owners and holders of its BASE.

    BASE is the side before the change, unless that is where two branches parted and BASE has gone
    on since.
    """
    base = difference.judge or difference.before
    policy = policy_of(base)
    records, earlier = _records(difference)
    sides = _Sides(base, difference, functools.cache(lambda book: Reach(book, policy)))
    judged = tuple(
        _judge(sides, change, records) for change in difference.changes if change.ref.kind not in UNJUDGED
    )
    half = half_records(difference)
    gaps = (
        *(half_written(half) if half else missing_records(judged, records, earlier)),
        *wrong_records(base, judged, records, today),
    )
    asks = merged(ask for each in judged for ask in each.asks)
    return ChangeReview(
        difference=difference,
        policy=policy,
        judged=judged,
        asks=asks,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.code, gap.subject, gap.message))),
        reattest=_reattest(judged, today),
        records=records,
        conditions=conditions(base, ((each.decision, each.definition) for each in judged), asks),
    )


def _records(difference: Difference) -> tuple[tuple[Definition, ...], tuple[Definition, ...]]:
    """The records by which HEAD decides, and those that were decided before and are only touched.

    The first are those that HEAD adds, and those of which the decision changes: better words make
    it no new one.
    """
    found: dict[bool, list[Definition]] = {True: [], False: []}
    for change in difference.changes:
        if change.ref.kind == RECORD and change.how != "removed":
            record = difference.after.get(RECORD, change.ref.id)
            if record is not None:
                found[not _was_decided(difference.before, change) or _decides(change)].append(record)
    return tuple(found[True]), tuple(found[False])


def _was_decided(before: Handbook, change: DefinitionChange) -> bool:
    old = None if change.how == "added" else before.get(RECORD, (change.was or change.ref).id)
    return old is not None and old.data.get("state") != "proposed"


def _decides(change: DefinitionChange) -> bool:
    return any(each.path[0] in DECISION for each in change.properties)


def half_records(difference: Difference) -> tuple[Unread, ...]:
    """What cannot be read of records that came with the change."""
    kind = difference.after.kinds.by_id.get(RECORD)
    if kind is None:
        return ()
    folder = f"{FOLDER}/{kind.plural}"
    mine = (each for each in difference.unread if each.side == difference.names[1])
    return tuple(each for each in mine if each.location.path.startswith((f"{folder}/", f"{folder}.")))


# -- one definition -----------------------------------------------------------


@dataclass(frozen=True)
class _Sides:
    """The handbook that judges, the difference that is judged, and what a change reaches in each handbook."""

    base: Handbook
    difference: Difference
    reach: Callable[[Handbook], Reach]

    @functools.cached_property
    def renames(self) -> Mapping[str, str]:
        """The old address of whatever is renamed → the new one."""
        changes = self.difference.changes
        return {str(change.was): str(change.ref) for change in changes if change.was is not None}


def _judge(sides: _Sides, change: DefinitionChange, records: Sequence[Definition]) -> Judged:
    base, before, after = sides.base, sides.difference.before, sides.difference.after
    ref = None if change.how == "added" else change.was or change.ref
    old_in = base if _at(base, ref) else before  # removed from BASE since
    old = _at(old_in, ref)
    new = _at(after, None if change.how == "removed" else change.ref)
    seen = [(sides.reach(book), each) for book, each in ((old_in, old), (after, new)) if each is not None]
    definition = seen[0][1]
    weight = definition_weight(definition.kind, change)
    touched = _first_of(touch for reach, each in seen for touch in reach.touches(each))
    reached = _nearest(found for reach, each in seen for found in reach.of(each))
    policy = seen[0][0].policy
    decision = decide(policy, definition.kind.id, weight, [touch.trigger for touch in touched])
    asks = asks_of(seen[0][0], Effect(definition, weight, decision, reached), people=base)
    versions = (_at(before, ref), new)
    asks = merged((*asks, *touched_asks(base, change, versions, sides.renames)))
    names = {str(ref) for ref in (change.ref, change.was) if ref is not None}
    covering = tuple(record for record in records if names & covered(record))
    return Judged(change, definition, weight, reached[1:], decision, touched, asks, covering)


def _at(book: Handbook, ref: Ref | None) -> Definition | None:
    if ref is None or ref.kind not in book.kinds.by_id:
        return None
    return book.get(ref.kind, ref.id)


def _first_of(touched: Iterable[Touch]) -> tuple[Touch, ...]:
    """One touch a trigger, the nearest."""
    found: dict[tuple[str, str], Touch] = {}
    for touch in touched:
        key = (touch.trigger.lane, touch.trigger.id)
        if key not in found or touch.reached.steps < found[key].reached.steps:
            found[key] = touch
    return tuple(found.values())


def _nearest(reached: Iterable[Reached]) -> tuple[Reached, ...]:
    """What either side reaches, once each, the nearest first."""
    found: dict[Ref, Reached] = {}
    for each in reached:
        known = found.get(each.definition.ref)
        if known is None or each.steps < known.steps:
            found[each.definition.ref] = each
    return tuple(sorted(found.values(), key=lambda each: (each.steps, each.definition.ref)))


def _reattest(judged: Sequence[Judged], today: str) -> tuple[Definition, ...]:
    """What the changes reach and nobody reviewed within its interval."""
    changed = {each.change.ref for each in judged}
    found = {
        reached.definition.ref: reached.definition
        for each in judged
        if each.decision.lane.is_shared
        for reached in each.reached
        if today and reached.definition.ref not in changed and "" < due(reached.definition) < today
    }
    return tuple(found[ref] for ref in sorted(found))
