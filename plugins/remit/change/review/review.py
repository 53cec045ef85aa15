"""What a change means: its weight, its reach, its lane, who must agree, and what is missing."""

# Facts come from both sides, judgement from BASE alone: its lanes, its owners, its
# holders. Whom HEAD names is asked as well, never instead. References are followed
# on both sides, so that a change cannot cut the thread that leads to those it concerns.

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from remit import days, fingerprint
from remit.change.compare.sides import diff, tree_at
from remit.change.compare.versions import Difference, Unread
from remit.change.review.agreement import said_by
from remit.change.review.approvals import Ask, merged
from remit.change.review.blockers import (
    NO_RECORD,
    Gap,
    decided_for_nothing,
    half_written,
    missing_records,
    not_shown,
    overclaimed,
    wrong_records,
)
from remit.change.review.conditions import Condition, conditions
from remit.change.review.confirming import RecordAt, is_confirmed, only_adds_agreements
from remit.change.review.dangling import dangling, half_renamed
from remit.change.review.decided import RECORD, records_of
from remit.change.review.evidence import Approvals, Evidence, Prints, PrintsAt, evidence
from remit.change.review.judged import Judged
from remit.change.review.judging import Judging
from remit.change.review.lanes import Lanes, lanes_of
from remit.change.review.lifted import lifted
from remit.change.review.schemas import schema_changes
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.reading import FOLDER, open_handbook
from remit.rules.change.overdue import due
from remit.tree import Place


@dataclass(frozen=True, slots=True)
class ChangeReview:
    """A judged difference. It is ready when nothing is missing and everything could be read.

    `evidence` is what the host shows of those who must agree, where its approvals were given; `said` are
    the records that say it of each party that needs one.
    """

    difference: Difference
    lanes: Lanes
    judged: tuple[Judged, ...]
    asks: tuple[Ask, ...]
    gaps: tuple[Gap, ...]
    reattest: tuple[Definition, ...] = ()
    records: tuple[Definition, ...] = field(default=())
    conditions: tuple[Condition, ...] = ()
    evidence: tuple[Evidence, ...] | None = None
    said: Mapping[Ref, Sequence[Definition]] = field(default_factory=dict)

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
    approvals: Approvals | None = None,
    require_approvals: bool = False,
) -> ChangeReview:
    """Judge a change: its lane, what it reaches, who must agree, and what is missing.

    The two sides are named as in `diff`, and the comparison starts where `head` left `base`. Lanes,
    owners and holders are those of BASE. `today` is the day on which intervals of review are counted;
    without it nothing is overdue. `approvals` are what the host shows, see `read_approvals`; with
    `require_approvals` it is a gap where one is open.

    Raises RemitError for what names nothing, or holds no handbook, and for approvals of another state.
    """
    day = days.day_of(today)
    found = diff(place, other, base=base, head=head, merge_base=True)
    judged = judge(found, day)
    if approvals is None:
        return judged

    @functools.cache
    def prints_at(commit: str) -> Prints | None:
        if other is not None or base is None:
            return fingerprints(found) if commit == approvals.head else None
        try:
            return fingerprints(diff(place, base=base, head=commit, merge_base=True))
        except RemitError:  # a commit that was pushed over, or one that never was
            return None

    if only_adds_agreements(judged.judged):
        return _confirmed(judged, approvals, _record_at(place) if other is None else _no_record)
    there = prints_at(approvals.head)
    if there is None or any(
        each.fingerprint and there.get(str(each.change.ref)) != each.fingerprint for each in judged.judged
    ):
        raise RemitError(
            f"the approvals are of commit {approvals.head[:10]}, where other things change than here; "
            "export them again, and fetch that commit"
        )
    return with_evidence(judged, approvals, prints_at, require=require_approvals)


def _record_at(place: Place) -> RecordAt:
    """Gives the record of an address at a commit; None where either is unknown."""

    @functools.cache
    def book_at(commit: str) -> Handbook | None:
        try:
            return open_handbook(tree_at(place, commit))
        except RemitError:
            return None

    def record_at(commit: str, ref: Ref) -> Definition | None:
        book = book_at(commit)
        return book.find(str(ref)) if book is not None else None

    return record_at


def _no_record(_commit: str, _ref: Ref) -> None:
    """Two folders have no commits."""


def _confirmed(review: ChangeReview, approvals: Approvals, record_at: RecordAt) -> ChangeReview:
    """A review without the agreements that the host confirms: they ask nobody again."""
    difference = review.difference
    books = difference.judge or difference.before, difference.after
    done = {each.change.ref for each in review.judged if is_confirmed(books, each, approvals, record_at)}
    judged = tuple(each for each in review.judged if each.change.ref not in done)
    subjects = {str(ref) for ref in done}
    return replace(
        review,
        judged=judged,
        asks=merged(ask for each in judged for ask in each.asks),
        gaps=tuple(gap for gap in review.gaps if gap.subject not in subjects),
        evidence=(),
    )


def with_evidence(
    review: ChangeReview, approvals: Approvals, prints_at: PrintsAt, *, require: bool
) -> ChangeReview:
    """A review with what the host shows; where it is required, what is open is missing."""
    difference = review.difference
    base = difference.after if difference.begins else difference.judge or difference.before
    shown = tuple(evidence(base, review.judged, approvals, prints_at))
    gaps = (*review.gaps, *(not_shown(shown) if require else ()))
    ordered = sorted(gaps, key=lambda gap: (gap.code, gap.subject, gap.message))
    return replace(review, evidence=shown, gaps=tuple(ordered))


def fingerprints(difference: Difference) -> Prints:
    """The fingerprint of everything that a difference changes, by address."""
    names = fingerprint.names_of(difference.before), fingerprint.names_of(difference.after)
    changes = (*difference.changes, *schema_changes(difference))
    books = (difference.before, difference.after)
    found = {}
    for change in changes:
        kinds = (book.kinds.by_id.get(change.ref.kind) for book in books)
        found[str(change.ref)] = fingerprint.of_change(next(filter(None, kinds), None), change, names)
    return found


def judge(difference: Difference, today: str = "") -> ChangeReview:
    """Judge a difference by the lanes, owners and holders of its BASE.

    BASE is the side before the change, unless that is where two branches parted and BASE has gone
    on since. Where the handbook begins with this change, it is judged by what it names itself, and no
    record is needed: there is nothing yet that it could change.
    """
    base = difference.after if difference.begins else difference.judge or difference.before
    lanes = lanes_of(base)
    changes = (*difference.changes, *schema_changes(difference))
    records = records_of(difference, changes)
    judged = tuple(Judging(base, lanes, difference, changes=changes, records=records).all())
    half = half_records(difference)
    # Whoever still uses a former id has changed only until the rename is finished.
    waiting = {each.subject for half in half_renamed(difference) for each in half.lost}
    missing = missing_records(judged, records.new, records.earlier)
    gaps = (
        *(half_written(half) if half else (gap for gap in missing if gap.subject not in waiting)),
        *(() if difference.begins else wrong_records(base, judged, records.new, today)),
        *decided_for_nothing(judged, records.new),
        *overclaimed(judged),
        *dangling(difference),
        *lifted(difference, today),
    )
    asks = merged(ask for each in judged for ask in each.asks)
    return ChangeReview(
        difference=difference,
        lanes=lanes,
        judged=judged,
        asks=asks,
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.code, gap.subject, gap.message))),
        reattest=_reattest(judged, today),
        records=records.new,
        said=said_by(base, judged),
        conditions=conditions(base, ((each.choice, each.definition, each.records) for each in judged), asks),
    )


def half_records(difference: Difference) -> tuple[Unread, ...]:
    """What cannot be read of records that came with the change."""
    kind = difference.after.kinds.by_id.get(RECORD)
    if kind is None:
        return ()
    folder = f"{FOLDER}/{kind.plural}"
    mine = (each for each in difference.unread if each.side == difference.names[1])
    return tuple(each for each in mine if each.location.path.startswith((f"{folder}/", f"{folder}.")))


def _reattest(judged: Sequence[Judged], today: str) -> tuple[Definition, ...]:
    """What the changes reach and nobody reviewed within its interval."""
    changed = {each.change.ref for each in judged}
    found = {
        reached.definition.ref: reached.definition
        for each in judged
        if each.choice.lane.is_shared
        for reached in each.reached
        if today and reached.definition.ref not in changed and "" < due(reached.definition) < today
    }
    return tuple(found[ref] for ref in sorted(found))
