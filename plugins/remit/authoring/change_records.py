"""The skeleton of a change record that is missing: what changes, as git tells it; why is for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from remit import files
from remit.authoring import skeleton
from remit.change.compare.grading import titles
from remit.change.review.judged import Judged
from remit.change.review.judging import RECORD
from remit.change.review.review import ChangeReview
from remit.reading import FOLDER


def write_missing(review: ChangeReview, root: Path, today: str) -> str:
    """Write one record for all that needs one and has none; its path.

    Raises RemitError when the file exists or cannot be written.
    """
    bare = review.bare
    book = review.difference.after
    kind = book.kinds.by_id[RECORD]
    id = _id(bare, {definition.id for definition in book.every(RECORD)})
    path = f"{FOLDER}/{kind.plural}/{id}.yaml"
    files.create(root / path, skeleton.compose(kind, id, _values(review, bare, today)))
    return path


def _id(bare: Sequence[Judged], taken: set[str]) -> str:
    wanted = f"{bare[0].change.ref.id[:60]}-{bare[0].change.how}" + ("-and-more" if len(bare) > 1 else "")
    number = 1
    id = wanted
    while id in taken:
        number += 1
        id = f"{wanted}-{number}"
    return id


def _values(review: ChangeReview, bare: Sequence[Judged], today: str) -> dict[str, Any]:
    names = [each.definition.name for each in bare]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    values: dict[str, Any] = {
        "name": f"{names[0]}{more} {bare[0].change.how}",
        "what": " ".join(_told(each) for each in bare),
        "definitions": sorted(str(each.change.ref) for each in bare if each.change.how != "removed"),
        "removes": sorted(str(each.change.ref) for each in bare if each.change.how == "removed"),
        "state": "proposed",
        "proposed-on": today,
    }
    if not review.lanes.are_built_in:
        values["lane"] = bare[0].choice.lane.id
    return {name: value for name, value in values.items() if value}


def _told(each: Judged) -> str:
    """What becomes of one definition, in a sentence that a person can improve."""
    change = each.change
    address = f"`{change.ref}`" if change.how == "removed" else f"{{{change.ref}}}"
    if change.how in ("added", "removed"):
        return f"{address} is {change.how}."
    parts = dict.fromkeys(titles(each.definition.kind, one.path)[0].lower() for one in change.properties)
    said = f"{address} changes: {', '.join(parts)}." if parts else ""
    return f"{address} is renamed; it was `{change.was}`. {said}".strip() if change.was else said
