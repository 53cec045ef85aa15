"""References that a change leaves without an end: what is removed and still named, or never was there."""

# While a reference leads nowhere, nobody can follow it: what it would reach is not judged, and the
# review says so. What led nowhere before is not this change's doing.

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from remit.change.compare.versions import Difference
from remit.change.review.blockers import Gap
from remit.diagnostics import Diagnostic
from remit.handbook import Definition, Ref
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
    for was, now, mine in half_renamed(difference):
        lost = [each for each in lost if each not in mine]
        many = f"{len(mine)} places" if len(mine) > 1 else "1 place"
        yield Gap(
            "reference-leads-nowhere",
            f"`{was}` is called `{now}` now, but {_told(mine)} still {_verb(mine)} to it",
            f"`remit rename {was} {now.id}` finishes it: {many}",
            str(now),
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


def half_renamed(difference: Difference) -> Iterator[tuple[Ref, Ref, list[Diagnostic]]]:
    """What has another id, with its address before and now, and what still refers to the one before."""
    for change in difference.changes:
        was = difference.before.find(str(change.was)) if change.was is not None else None
        if was is not None:
            users = {str(edge.source.ref) for edge in was.by()}
            lost = (each for each in difference.after.diagnostics if each.code in LOST)
            if mine := [each for each in lost if _names(each, was, users)]:
                yield was.ref, change.ref, mine


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
