"""Change records as governed things: which of them decide here, and which decisions are touched."""

# A record decides what comes with it. Once it is decided it is what people will be shown, so to change
# what it says of the decision is a change like any other; only better words are free.

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.versions import Difference
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership import rights
from remit.schema import SCHEMA

RECORD = "change"
PROPOSED, APPROVED, SUPERSEDED = "proposed", "approved", "superseded"
# What a record says of the decision; all else is words about it.
DECISION = frozenset({
    "definitions", "removes", "wording-only", "covers", "lane", "decided-by", "decided-on", "agreed-by",
    "conditions", "effective", "state", "supersedes",
})  # fmt: skip


def covered(record: Definition) -> set[str]:
    """The addresses that a record speaks of: what it changes or rewords, and what it removes."""
    named = (*_texts(record, "definitions"), *_texts(record, "wording-only"))
    schemas = (name for name in named if name.startswith(f"{SCHEMA}:"))
    return {*(str(each.ref) for each in rights.changed(record)), *schemas, *_texts(record, "removes")}


def _texts(record: Definition, name: str) -> Sequence[str]:
    """The texts of a list, whatever a record that does not fit its schema holds there."""
    value = record.data.get(name)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def names(change: DefinitionChange) -> Iterator[str]:
    """The addresses of what changes, now and before a rename."""
    return (str(ref) for ref in (change.ref, change.was) if ref is not None)


@dataclass(frozen=True, slots=True)
class Records:
    """The records that a difference brings or touches.

    `new` are those by which HEAD decides: it adds them, or BASE has them as proposed. `earlier` were decided
    before and are only touched. `touched` are the changes of a decision that is judged as such.
    """

    new: tuple[Definition, ...]
    earlier: tuple[Definition, ...]
    touched: tuple[DefinitionChange, ...]


def records_of(difference: Difference, changes: Iterable[DefinitionChange]) -> Records:
    """The records of a difference; `changes` are all that it changes, schemas too."""
    all_changes = tuple(changes)
    found: dict[bool, list[Definition]] = {True: [], False: []}
    mine = [change for change in all_changes if change.ref.kind == RECORD]
    for change in mine:
        record = difference.after.get(RECORD, change.ref.id) if change.how != "removed" else None
        if record is not None:
            found[decided_before(difference, change) is None].append(record)
    changed = {name for each in all_changes for name in names(each)}
    new = tuple(found[True])
    touched = tuple(each for each in mine if _is_touched(difference, each, new, changed))
    return Records(new, tuple(found[False]), touched)


def decides_nothing(record: Definition, changed: Collection[str]) -> bool:
    """Whether a record is decided though nothing changes that it is about."""
    is_decided = record.data.get("state") in (APPROVED, "rejected")
    return is_decided and not covered(record).intersection(changed)


def decided_before(difference: Difference, change: DefinitionChange) -> Definition | None:
    """The record as BASE has it, once somebody had decided it; it may be decided there since the fork."""
    ref = change.was or change.ref
    for book in filter(None, (difference.judge, difference.before)):
        old = _record(book, ref.id)
        if old is not None and old.data.get("state") != PROPOSED:
            return old
    return None


def _record(book: Handbook, id: str) -> Definition | None:
    return book.get(RECORD, id) if RECORD in book.kinds.by_id else None


def _is_touched(
    difference: Difference, change: DefinitionChange, new: Sequence[Definition], changed: set[str]
) -> bool:
    if difference.begins:
        return False
    old = decided_before(difference, change)
    now = difference.after.get(RECORD, change.ref.id) if change.how != "removed" else None
    if old is None:
        return now is not None and decides_nothing(now, changed)
    if now is None:
        return True
    edited = {each.path[0] for each in change.properties} & DECISION
    return bool(edited) and not (edited == {"state"} and _is_followed(old, now, new, changed))


def _is_followed(
    old: Definition, now: Definition, new: Sequence[Definition], changed: Collection[str]
) -> bool:
    """Whether a record gives way to one that decides anew, here, on something of what it decided.

    Who must agree to that one agrees to this as well; while it is only proposed, it is itself what is
    missing. Of one that was approved before, nobody is asked.
    """
    if now.data.get("state") != SUPERSEDED:
        return False
    if any(successor.data.get("state") in (APPROVED, SUPERSEDED) for successor in old.sources("supersedes")):
        return True
    both = covered(old).intersection(changed)
    return any(
        successor in new and successor.data.get("state") in (APPROVED, PROPOSED) and both & covered(successor)
        for successor in now.sources("supersedes")
    )
