"""References that a change leaves without an end: what is removed and still named, or never was there."""

# While a reference leads nowhere, nobody can follow it: what it would reach is not judged, and the
# review says so. What led nowhere before is not this change's doing.

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from remit.change.compare.versions import Difference
from remit.change.review.blockers import Gap
from remit.diagnostics import Diagnostic
from remit.handbook import Definition, Edge, Ref
from remit.words import joined

LOST = frozenset({"dangling-reference", "wrong-kind", "ambiguous-reference", "formula-unreadable"})
MOST = 4  # places that are named; `remit check` has all


def dangling(difference: Difference) -> Iterator[Gap]:
    """What is missing at the other end of a reference, each with the places that still refer to it."""
    known = {_same(each) for each in difference.before.diagnostics}
    lost = [
        each
        for each in difference.after.diagnostics
        if each.code in LOST and (difference.begins or _same(each) not in known)
    ]
    for removed in _removed(difference):
        users = {str(edge.source.ref) for edge in removed.by()}
        mine = [each for each in lost if _names(each, removed, users)]
        if mine:
            lost = [each for each in lost if each not in mine]
            yield Gap(
                "still-referred-to",
                f"`{removed.ref}` is removed, but {_told(mine)} still {_verb(mine)} to it",
                "take these references out, or lead them to what takes its place",
                str(removed.ref),
                mine[0].location,
            )
    for half in half_renamed(difference):
        mine = list(half.lost)
        lost = [each for each in lost if each not in mine]
        is_called = f"`{half.was}` is called `{half.now}` now, but {_told(mine)} still {_verb(mine)} to it"
        is_named = f"{_told(mine)} {_verb(mine)} to `{half.now}`, but `{half.was}` is not called so yet"
        many = f"{half.places} place" if half.places == 1 else f"{half.places} places"
        yield Gap(
            "reference-leads-nowhere",
            is_called if half.is_called_so else is_named,
            f"`remit rename {half.was} {half.now.id}` finishes it: {many}",
            str(half.now),
            mine[0].location,
        )
    by_message: dict[str, list[Diagnostic]] = {}
    for each in lost:
        by_message.setdefault(each.message, []).append(each)
    for message, same in by_message.items():
        yield Gap(
            "reference-leads-nowhere",
            f"{message}: {_told(same)} {_verb(same)} to it, and what that reaches is not judged",
            "correct the reference, or add what it leads to",
            same[0].subject,
            same[0].location,
        )


def _removed(difference: Difference) -> Iterator[Definition]:
    for change in difference.changes:
        if change.how == "removed" and (found := difference.before.find(str(change.ref))) is not None:
            yield found


class HalfRenamed(NamedTuple):
    """A rename that is not whole: both addresses, what leads nowhere so far, and how many places are left.

    `is_called_so` where the definition has its new id, and what refers to it has not.
    """

    was: Ref
    now: Ref
    lost: Sequence[Diagnostic]
    places: int
    is_called_so: bool


def half_renamed(difference: Difference) -> Iterator[HalfRenamed]:
    """The renames that a change has begun, at the definition or at what refers to it."""
    lost = [each for each in difference.after.diagnostics if each.code in LOST]
    for change in difference.changes:
        was = difference.before.find(str(change.was)) if change.was is not None else None
        if was is not None:
            users = {str(edge.source.ref) for edge in was.by()}
            if mine := [each for each in lost if _names(each, was, users)]:
                yield HalfRenamed(was.ref, change.ref, mine, len(mine), is_called_so=True)
    by_cause: dict[str, list[Diagnostic]] = {}
    for each in lost:
        by_cause.setdefault(each.cause, []).append(each)
    for cause, mine in by_cause.items():
        kind, colon, id = cause.rpartition(":")
        old = _left_by(difference, {each.subject for each in mine}, kind.split("|")) if colon else None
        if old is not None:
            places = len(old.by()) + 1  # its own id, too
            yield HalfRenamed(old.ref, Ref(old.kind.id, id), mine, places, is_called_so=False)


def _left_by(difference: Difference, subjects: Collection[str], kinds: Collection[str]) -> Definition | None:
    """The one definition to which all of some referred more often before, and which is still there."""
    found: set[Ref] | None = None
    for subject in subjects:
        before, after = difference.before.find(subject), difference.after.find(subject)
        if before is None or after is None:
            return None
        fewer = Counter(map(_end, before.to())) - Counter(map(_end, after.to()))
        mine = {ref for ref in fewer if ref.kind in kinds}
        found = mine if found is None else found & mine
    known = [each for ref in found or () if (each := difference.after.find(str(ref))) is not None]
    return known[0] if len(known) == 1 else None


def _end(edge: Edge) -> Ref:
    return edge.target.ref


def _same(each: Diagnostic) -> tuple[str, str, str]:
    return each.code, each.subject, each.message


def _names(each: Diagnostic, removed: Definition, users: Collection[str]) -> bool:
    """Whether a finding misses what is removed: of its kind, or where it was referred to before."""
    what, _, rest = each.message.partition("`")
    named = rest.startswith((f"{removed.id}`", f"{removed.ref}`"))
    return named and (each.subject in users or removed.kind.id in what.split())


def _told(some: Sequence[Diagnostic]) -> str:
    """Who refers there, each once, the first few by name."""
    subjects = list(dict.fromkeys(each.subject for each in some))
    named = [f"`{subject}`" for subject in subjects[:MOST]]
    if len(subjects) > MOST:
        named.append(f"{len(subjects) - MOST} more")
    return joined(named)


def _verb(some: Sequence[Diagnostic]) -> str:
    return "refers" if len({each.subject for each in some}) == 1 else "refer"
