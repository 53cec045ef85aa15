"""Changes as people make them take the lane that people gave them, in two handbooks that share no word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import remit
from building import CASES, ROOT, read_yaml
from remit.change.review.verdicts import Verdicts

FOLDER = CASES / "lanes"
HANDBOOKS = {"starter": ROOT, "second": FOLDER / "second"}
ROWS = [
    pytest.param(HANDBOOKS[book], row, id=f"{book}: {title}")
    for book in HANDBOOKS
    for title, row in read_yaml(FOLDER / f"{book}.yaml").items()
]


def edited(root: Path, row: dict[str, Any], name: str = "edits") -> remit.Overlay:
    """The handbook with the passages of a row in place; a passage that is not there once is an error."""
    texts: dict[str, str] = {}
    for file, passage, text in row.get(name, ()):
        path = f"governance/{file}"
        old = texts.get(path) or (root / path).read_text(encoding="utf-8")
        assert old.count(passage) == 1, f"{file}: {old.count(passage)} × {passage!r}"
        texts[path] = old.replace(passage, text)
    return remit.Overlay(root, texts)


@pytest.mark.parametrize(("root", "row"), ROWS)
def test_a_change_takes_the_lane_that_people_gave_it(root: Path, row: dict[str, Any]) -> None:
    before, after = edited(root, row, "base"), edited(root, {"edits": [*row.get("base", ()), *row["edits"]]})
    review = remit.review(before, after)
    judged = {str(each.change.ref): each for each in review.judged}
    assert judged[row["of"]].choice.lane.is_shared == (row["lane"] == "shared")
    # The page "Who decides?" and the definition's own page say the same of a change of that weight.
    weight = judged[row["of"]].weight
    books = (review.difference.before, review.difference.after)
    for book in books if judged[row["of"]].change.how == "changed" else books[1:]:
        found = book.find(row["of"])
        assert found is not None
        if row.get("before") != "local" or book is books[1]:
            assert Verdicts(book).of(found, weight).choice.lane.is_shared == (row["lane"] == "shared")
