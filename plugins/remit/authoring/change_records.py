"""Change records that are missing or not complete: what changes, as git tells it; why is for people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit import files
from remit.authoring import skeleton
from remit.authoring.edits import edited
from remit.change.compare.grading import titles
from remit.change.review.agreement import deciding, written_fingerprint
from remit.change.review.decided import APPROVED, PROPOSED, RECORD
from remit.change.review.evidence import AGREED
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE
from remit.diagnostics import RemitError, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.parties import agreeing
from remit.reading import FOLDER
from remit.words import joined


@dataclass(frozen=True, slots=True)
class Decision:
    """What is added to a record: why, the roles that decided, and what the numbers become, in sentences.

    Empty where nobody has said so yet.
    """

    why: str = ""
    decided_by: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was written: its path, and whether nothing is left to fill in."""

    path: str
    is_whole: bool = False
    says_who_agreed: bool = False


UNDECIDED = Decision()
MOST = 12  # changes that are told one by one
_PLAIN = re.compile(r"(?:(?!www)[\w ,.'()/&+-])+\Z", re.IGNORECASE)


def missing_record(
    review: ChangeReview, today: str, decision: Decision = UNDECIDED, *, is_summed_up: bool = False
) -> tuple[str, str, bool]:
    """One record for all that needs one and has none: its path, its text, whether it is complete.

    With `is_summed_up` nothing but why is left to people.
    """
    bare = review.bare
    book = review.difference.after
    kind = book.kinds.by_id[RECORD]
    id = _id(bare, {definition.id for definition in book.every(RECORD)})
    values = {**_values(review, bare, today), **_said(book, decision, today)}
    if is_summed_up:
        values.setdefault("summary", f"{values['name']}.")
    text = skeleton.compose(kind, id, values, book=book)
    return f"{FOLDER}/{kind.plural}/{id}.yaml", text, not skeleton.to_fill(kind, values)


def write_records(
    review: ChangeReview, root: Path, today: str, decision: Decision = UNDECIDED
) -> Sequence[Written]:
    """Write the record that is missing, and into those that are proposed what they decide.

    Raises RemitError when a file exists or cannot be written, and for a role that does not exist.
    """
    made: list[Written] = []
    for record in review.records:
        if agreed := _agreed(review, record):
            _edit(root, record, agreed)
            made.append(Written(record.document.path, is_whole=True, says_who_agreed=True))
        values = _renewed(review, record, decision, today)
        if values:
            _edit(root, record, values)
            made.append(Written(record.document.path, bool(values.get("why") or record.data.get("why"))))
    if review.bare:
        path, text, is_whole = missing_record(review, today, decision)
        files.create(root / path, text)
        made.append(Written(path, is_whole))
    return made


def refused(review: ChangeReview) -> Sequence[Definition]:
    """The approved records of which a text has changed since: they are decided anew, never renewed."""
    return [
        record
        for record in review.records
        if record.data.get("state") == APPROVED
        and any(
            each.needs_record
            and record in each.records
            and written_fingerprint(record, each) != each.fingerprint
            for each in review.judged
        )
    ]


def _renewed(review: ChangeReview, record: Definition, decision: Decision, today: str) -> Mapping[str, Any]:
    """What changes in a record while it is proposed; whoever agreed before agreed to another text."""
    if record.data.get("state") != PROPOSED:
        return {}
    wanted = _covers(each for each in review.judged if record in each.records)
    known = record.data.get("covers")
    values: dict[str, Any] = {"covers": wanted} if wanted and wanted != known else {}
    if values and known and record.data.get("agreed-by"):
        values["agreed-by"] = None
    if wanted and decision != UNDECIDED:
        said = _said(review.difference.after, decision, today)
        values |= {name: value for name, value in said.items() if name != "summary" or not record.summary}
    return values


def _agreed(review: ChangeReview, record: Definition) -> Mapping[str, Any]:
    """Who agreed to what an approved record decides, as the host shows it and the record does not say yet."""
    decided = [each for each in review.judged if record in deciding(each)]
    must = {ask.party.ref for each in decided for ask in each.asks if ask.how == AGREE}
    known = {edge.target.ref for edge in agreeing(record)}
    added = {
        str(each.ask.party.ref): {"role": each.role.id, "on": each.at[:10]}
        for each in review.evidence or ()
        if each.state == AGREED and each.role is not None and each.ask.party.ref in must - known
    }
    said = record.data.get("agreed-by")
    return {"agreed-by": {**(said if isinstance(said, dict) else {}), **added}} if added else {}


def _edit(root: Path, record: Definition, values: Mapping[str, Any]) -> None:
    path = record.document.path
    if files.read(root / path) != record.document.text:
        raise RemitError(
            f"{path} has changes that are not committed; leave HEAD out, then these count as well"
        )
    files.replace(root / path, edited(record, values))


def _said(book: Handbook, decision: Decision, today: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if decision.why:
        values["why"] = decision.why
        values["summary"] = re.split(r"(?<=[.!?])\s", decision.why, maxsplit=1)[0]
    if decision.decided_by:
        roles = {role.id for role in book.every("role")}
        for role in decision.decided_by:
            if role.removeprefix("role:") not in roles:
                raise RemitError(f"there is no role `{role}` that could decide{did_you_mean(role, roles)}")
        values |= {"decided-by": [*decision.decided_by], "decided-on": today, "state": APPROVED}
    if decision.moves:
        values["moves"] = [*decision.moves]
    return values


def _id(bare: Sequence[Judged], taken: set[str]) -> str:
    wanted = f"{bare[0].change.ref.id[:60]}-{bare[0].change.how}" + ("-and-more" if len(bare) > 1 else "")
    number = 1
    id = wanted
    while id in taken:
        number += 1
        id = f"{wanted}-{number}"
    return id


def _values(review: ChangeReview, bare: Sequence[Judged], today: str) -> dict[str, Any]:
    names = [_plain(each) for each in bare]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    values: dict[str, Any] = {
        "name": f"{names[0]}{more} {bare[0].change.how}",
        "what": " ".join(_told(each) for each in bare) if len(bare) <= MOST else _counted(bare),
        "definitions": sorted(str(each.change.ref) for each in bare if each.change.how != "removed"),
        "removes": sorted(str(each.change.ref) for each in bare if each.change.how == "removed"),
        "covers": _covers(bare),
        "state": PROPOSED,
        "proposed-on": today,
    }
    if not review.lanes.are_built_in:
        values["lane"] = bare[0].choice.lane.id
    return {name: value for name, value in values.items() if value}


def _plain(each: Judged) -> str:
    """The name of a definition, or its id in words where its name holds what a host would follow."""
    name = each.definition.name
    return name if _PLAIN.match(name) else each.change.ref.id.replace("-", " ").capitalize()


def _counted(bare: Sequence[Judged]) -> str:
    """What becomes of many definitions: how many, by what becomes of them."""
    counts = Counter(each.change.how for each in bare)
    told = joined([f"{count} {'is' if count == 1 else 'are'} {how}" for how, count in sorted(counts.items())])
    return f"Of the definitions that this record lists, {told}."


def _covers(some: Iterator[Judged] | Sequence[Judged]) -> dict[str, str]:
    return dict(sorted((str(each.change.ref), each.fingerprint) for each in some))


def _told(each: Judged) -> str:
    """What becomes of one definition, in a sentence that a person can improve."""
    change = each.change
    is_link = change.how != "removed" and each.definition.document.data
    address = f"{{{change.ref}}}" if is_link else f"`{change.ref}`"
    if change.how in ("added", "removed"):
        return f"{address} is {change.how}."
    parts = dict.fromkeys(titles(each.definition.kind, one.path)[0].lower() for one in change.properties)
    said = f"{address} changes: {', '.join(parts)}." if parts else ""
    return f"{address} is renamed; it was `{change.was}`. {said}".strip() if change.was else said
