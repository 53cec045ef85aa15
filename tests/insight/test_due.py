"""Reviews that are due are sorted to the parties that must hold them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.checking import check
from remit.insight.due import desks, overdue

TODAY = "2026-11-20"
SYSTEM: Mapping[str, Any] = {
    "summary": "S.", "category": "crm", "operates": {"ops": {}}, "governs": {"revops": {}},
    "review-every": "quarter",
}  # fmt: skip
FUNCTIONS = {
    "revops": {"name": "RevOps", "summary": "Governs.", "central": True},
    "ops": {"name": "Ops", "summary": "Runs."},
}
SYSTEMS = {
    "late": {"name": "Late", **SYSTEM, "reviewed": "2026-08-19"},
    "new": {"name": "Never", **SYSTEM},
    "soon": {"name": "Soon", **SYSTEM, "reviewed": "2026-09-01"},
    "far": {"name": "Far", **SYSTEM, "reviewed": "2026-11-01"},
    "draft": {"name": "Draft", **SYSTEM, "status": "draft"},
}
TERMS = {"word": {"name": "A word", "summary": "S.", "review-every": "month", "reviewed": "2026-10-20"}}


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    return write_handbook(tmp_path, {"functions": FUNCTIONS, "systems": SYSTEMS, "terms": TERMS})


def test_reviews_are_sorted_to_who_must_hold_them(handbook: Path) -> None:
    found = desks(check(handbook).book, TODAY)
    told = {desk.party.id if desk.party else "": [each.words for each in desk.reviews] for desk in found}
    assert told == {
        "revops": ["never reviewed", "was due 19 Nov 2026", "due 20 Nov 2026", "due 1 Dec 2026"],
    }, "what names nobody is for the central function"
    assert (found[0].late, found[0].soon) == (2, 2)


def test_without_a_central_function_it_is_for_nobody_yet(tmp_path: Path) -> None:
    root = write_handbook(tmp_path, {"functions": {"ops": FUNCTIONS["ops"]}, "terms": TERMS})
    assert [desk.party for desk in desks(check(root).book, TODAY)] == [None]


def test_a_review_is_late_from_the_day_after_it_was_due(handbook: Path) -> None:
    late = check(handbook).book.get("system", "late")
    assert late
    assert overdue(late, "2026-11-19") == ""
    assert overdue(late, "2026-11-20") == "was due 19 Nov 2026"
    assert overdue(late, "") == ""
