"""What readers see until the day of a decided change: also of what has gone from the files already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from remit.change.history.in_force import coming, in_force
from remit.change.history.timeline import history_of
from remit.handbook import Handbook
from remit.reading import open_handbook
from repositories import Repo, term

RECORD = """\
name: Win ends
summary: S.
what: It ends.
why: So.
removes: [term:win]
state: {}
decided-on: 2026-01-02
effective: 2026-06-01
"""
Files = Mapping[str, str | bytes | None]
ALONE: Files = {"governance/terms/win.yaml": term("Win")}
TOGETHER: Files = {
    "governance/terms.yaml": "win: {name: Win, summary: It.}\nloss: {name: Loss, summary: It.}\n"
}
LAYOUTS: dict[str, tuple[Files, Files]] = {
    "the only file of its folder": (ALONE, {"governance/terms/win.yaml": None}),
    "beside others": (
        {**ALONE, "governance/terms/loss.yaml": term("Loss")}, {"governance/terms/win.yaml": None},
    ),
    "in a collection": (TOGETHER, {"governance/terms.yaml": "loss: {name: Loss, summary: It.}\n"}),
    "the last of a collection": (
        {"governance/terms.yaml": "win: {name: Win, summary: It.}\n"}, {"governance/terms.yaml": None},
    ),
}  # fmt: skip


def seen(root: Path, day: str) -> tuple[Handbook, set[str]]:
    """The handbook as readers see it on a day, and what is announced."""
    book = open_handbook(root)
    waiting = coming(history_of(root, book.kinds), day)
    return in_force(book, waiting), {str(ref) for ref in waiting}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_removed_for_a_later_day_stays_until_then(layout: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    before, after = LAYOUTS[layout]
    repo.commit(before)
    repo.commit({**after, "governance/changes/c.yaml": RECORD.format("approved")})
    book, announced = seen(tmp_path, "2026-05-31")
    assert announced == {"term:win"}
    found = book.find("term:win")
    assert found is not None
    assert found.sound
    assert found.name == "Win"
    others = {str(each.ref) for each in open_handbook(tmp_path).definitions()}
    assert {str(each.ref) for each in book.definitions()} == others | {"term:win"}
    book, announced = seen(tmp_path, "2026-06-01")
    assert (book.find("term:win"), announced) == (None, set())


@pytest.mark.parametrize("state", ["rejected", "superseded"])
def test_what_nobody_decided_to_keep_is_gone_at_once(state: str, tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit(ALONE)
    repo.commit({"governance/terms/win.yaml": None, "governance/changes/c.yaml": RECORD.format(state)})
    book, announced = seen(tmp_path, "2026-05-31")
    assert (book.find("term:win"), announced) == (None, set())


@pytest.mark.parametrize("removed", [True, False])
def test_a_waiting_change_that_was_taken_back_with_its_record_is_not_announced(
    removed: bool, tmp_path: Path
) -> None:
    repo = Repo(tmp_path)
    path = "governance/terms/win.yaml"
    repo.commit(ALONE)
    record = RECORD if removed else RECORD.replace("removes", "definitions")
    repo.commit(
        {path: None if removed else term("Win", notes="New."),
         "governance/changes/c.yaml": record.format("approved")}
    )  # fmt: skip
    assert seen(tmp_path, "2026-05-31")[1] == {"term:win"}
    repo.commit({path: term("Win again"), "governance/changes/c.yaml": None})
    book, announced = seen(tmp_path, "2026-05-31")
    found = book.find("term:win")
    assert found is not None
    assert (found.name, announced) == ("Win again", set())
    history = history_of(tmp_path, book.kinds)
    (ref,) = (each for each in history.entries if each.id == "win")
    assert (history.as_of(ref, "2026-05-31")[1] or {})["name"] == "Win again"
