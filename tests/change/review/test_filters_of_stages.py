"""What a stage or a dashboard tests: named in a filter is used, and a filter weighs as meaning."""

from __future__ import annotations

import json

import remit
from building import CASES
from remit import Overlay

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance/stages.yaml").read_text(encoding="utf-8")
SCORE = {
    "name": "Lead score", "summary": "How warm a lead is.", "entity": "lead", "type": "number",
    "systems": {"crm": {"object": "Lead", "api-name": "Score", "sync": "truth"}},
    "operates": {"marketing-ops": {}}, "governs": {"revops": {}},
}  # fmt: skip


def handbook(filter: str, name: str = "Lead score", id: str = "lead-score") -> dict[str, str]:
    stages = STAGES.replace("entry: A score", f"enters-if: {filter}\n  entry: A score")
    return {
        "governance/stages.yaml": stages,
        f"governance/fields/{id}.yaml": json.dumps({**SCORE, "name": name}),
    }


def review(before: dict[str, str], after: dict[str, str]) -> remit.ChangeReview:
    base = Overlay(BASE, before)
    return remit.review(base, Overlay(base, after))


def test_another_number_in_a_filter_is_a_change_of_meaning() -> None:
    found = review(handbook("field:lead-score >= 50"), handbook("field:lead-score >= 65"))
    assert [(str(each.change.ref), each.weight) for each in found.judged] == [("stage:mql", "meaning")]


def test_the_layout_of_a_filter_is_no_change() -> None:
    found = review(handbook("field:lead-score >= 50"), handbook(">-\n    field:lead-score\n    >= 50"))
    assert list(found.judged) == []


def test_a_change_of_a_field_reaches_the_stage_that_tests_it() -> None:
    found = review(handbook("field:lead-score >= 50"), handbook("field:lead-score >= 50", "Warmth"))
    (field,) = found.judged
    assert "stage:mql" in {str(each.definition.ref) for each in field.reached}


def test_a_filter_that_names_a_renamed_field_says_the_same() -> None:
    before, after = handbook("field:lead-score >= 50"), handbook("field:warmth >= 50", id="warmth")
    book = Overlay(BASE, before)
    left = Overlay(BASE, after)
    changed = {str(each.ref): each for each in remit.diff(book, left).changes}
    assert "stage:mql" not in changed


def test_a_number_in_a_filter_is_found_where_the_words_beside_it_still_hold_the_old_one() -> None:
    before, after = handbook("field:lead-score >= 50"), handbook("field:lead-score >= 65")
    summary = {
        "governance/fields/lead-score.yaml": json.dumps({**SCORE, "summary": "At 50 a lead score is warm."})
    }
    (stage,) = review({**before, **summary}, {**after, **summary}).judged
    assert ("field:lead-score", "50") in {(str(each.definition.ref), each.says) for each in stage.echoes}
