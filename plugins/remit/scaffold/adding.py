"""A pack for a handbook that is there: new files only, and a record of what it brought."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.authoring import skeleton
from remit.change.compare.versions import difference
from remit.change.review.review import fingerprints
from remit.checking import Checked, check
from remit.diagnostics import RemitError, Severity, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.reading import FOLDER, open_handbook
from remit.scaffold import packs
from remit.scaffold.packs import BASE, Company, Piece
from remit.scaffold.writing import create_all
from remit.tree import Overlay
from remit.words import joined

RECORD = "change"


@dataclass(frozen=True, slots=True)
class Added:
    """What packs brought: the files, how many definitions, the record's path."""

    written: Sequence[str]
    definitions: int
    record: str = ""


def add(root: Path, asked: Sequence[str], *, phase: str, today: str, decided_by: Sequence[str] = ()) -> Added:
    """Bring packs to a handbook, with what they need; a definition whose id is taken is left out.

    Without a `phase` it is the one whose teams and roles the handbook has. Raises RemitError, and writes
    nothing, where it has none of them, or where what is added would not fit.
    """
    book = open_handbook(root)
    phase = phase or _phase(book)
    company = Company(str(book.settings().get("company", {}).get("name", "")), phase)
    wanted = [id for id in packs.with_needed(asked) if id != BASE]
    new = [
        piece for each in packs.collections(company, wanted) for piece in each.pieces if not _has(book, piece)
    ]
    if not new:
        return Added([], 0)
    texts = dict(_files(book, company, wanted))
    after = check(Overlay(root, texts))
    _hold_fits(check(root), after)
    path, record = _record(book, after.book, asked, today=today, decided_by=decided_by)
    texts[path] = record
    create_all(root, texts)
    return Added(list(texts), len(new), path)


def _files(book: Handbook, company: Company, wanted: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Path → text of what is new: a file for each definition where the handbook has others of the kind."""
    apart = set(packs.in_folders(company.phase))
    for each in packs.collections(company, wanted):
        new = [piece for piece in each.pieces if not _has(book, piece)]
        kind = book.kinds.by_plural[each.plural]
        is_apart = each.plural in apart or any(book.every(kind.id))
        if new:
            left = packs.Collection(each.plural, each.head, new)
            yield from packs.files_of([left], [each.plural] if is_apart else []).items()


def _phase(book: Handbook) -> str:
    """The largest phase whose teams and roles are all in the handbook; raises RemitError for none."""
    lacking: Mapping[str, Sequence[str]] = {
        phase: [
            f"{each.plural.removesuffix('s')} `{piece.id}`"
            for each in packs.collections(Company("", phase), [BASE])
            if each.plural in ("functions", "roles")
            for piece in each.pieces
            if not _has(book, piece)
        ]
        for phase in packs.phases()
    }
    fitting = [phase for phase, missing in lacking.items() if not missing]
    if fitting:
        return fitting[-1]
    phase = min(lacking, key=lambda each: len(lacking[each]))
    raise RemitError(
        f"the packs speak of teams and roles that this handbook does not have: for the phase `{phase}` it "
        f"lacks {joined(lacking[phase])}; define them under these ids, and change them afterwards"
    )


def _has(book: Handbook, piece: Piece) -> bool:
    kind = book.kinds.by_plural[piece.plural]
    return book.get(kind.id, piece.id) is not None


def _hold_fits(before: Checked, after: Checked) -> None:
    """Raise RemitError where the handbook has errors that it did not have before."""
    known = {(each.code, each.message) for each in before.findings}
    for each in after.findings:
        if each.severity is Severity.ERROR and (each.code, each.message) not in known:
            raise RemitError(
                f"nothing was written, since this would not fit: {each.message} ({each.location}); "
                "define that first, or begin with the pack it belongs to"
            )


def _record(
    before: Handbook, after: Handbook, asked: Sequence[str], *, today: str, decided_by: Collection[str]
) -> tuple[str, str]:
    """The record of what packs brought: its path and its text."""
    kind = after.kinds.by_id[RECORD]
    marks = fingerprints(difference(before, after, ("before", "after")))
    titles = joined([packs.title(id).lower() for id in asked])
    count = f"{len(marks)} definitions" if len(marks) != 1 else "one definition"
    values: dict[str, Any] = {
        "name": f"Begun with {titles}",
        "summary": f"Brings {count} that the handbook did not have: {titles}, and what they need.",
        "what": f"Brings {count}, as most companies of this size would write them. They are yours to change.",
        "why": " ".join(packs.why(id) for id in asked),
        "definitions": sorted(marks),
        "covers": dict(sorted(marks.items())),
        "proposed-on": today,
        "state": "proposed",
    }
    if lane := next((each.id for each in after.every("lane") if each.data.get("reach") == "shared"), None):
        values["lane"] = lane
    if decided_by:
        roles = {role.id for role in after.every("role")}
        for role in decided_by:
            if role not in roles:
                raise RemitError(f"there is no role `{role}` that could decide{did_you_mean(role, roles)}")
        values |= {"decided-by": [*decided_by], "decided-on": today, "state": "approved"}
    id = _free(before, f"begun-with-{'-and-'.join(asked)}"[:70].rstrip("-"))
    return f"{FOLDER}/{kind.plural}/{id}.yaml", skeleton.compose(kind, id, values, book=after)


def _free(book: Handbook, wanted: str) -> str:
    id, number = wanted, 1
    while book.get(RECORD, id) is not None:
        number += 1
        id = f"{wanted}-{number}"
    return id
