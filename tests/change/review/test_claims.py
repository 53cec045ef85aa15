"""An author may say that only the wording changes; the owner alone confirms it, and some things never are."""

from __future__ import annotations

import json
from typing import Any

import pytest

import remit
from building import CASES
from remit import ChangeReview, Overlay

BASE = CASES / "change" / "_base"
WIN = "governance/metrics/win-rate.yaml"
STAGES = "governance/stages.yaml"
TEXTS = {path: (BASE / path).read_text(encoding="utf-8") for path in (WIN, STAGES)}


def claim(*refs: str, **more: Any) -> str:
    said = {
        "name": "Words",
        "summary": "S.",
        "what": "W.",
        "why": "Y.",
        "wording-only": refs,
        "state": "proposed",
    }
    return json.dumps({**said, **more})


def reviewed(path: str, old: str, new: str, record: str) -> ChangeReview:
    assert TEXTS[path].count(old) == 1
    files = {path: TEXTS[path].replace(old, new), "governance/changes/words.yaml": record}
    return remit.review(BASE, Overlay(BASE, files))


def test_what_the_record_calls_wording_asks_who_governs_it_and_no_other_record() -> None:
    done = reviewed(WIN, "divided by all that ended", "over all that ended", claim("metric:win-rate"))
    (judged,) = done.judged
    assert done.is_ready
    assert (judged.weight, judged.needs_record) == ("editorial", False)
    assert not judged.choice.lane.is_shared
    assert {ask.party.id: ask.how for ask in done.asks} == {"revops": "must agree"}


def test_without_the_claim_it_is_meaning() -> None:
    files = {WIN: TEXTS[WIN].replace("divided by all that ended", "over all that ended")}
    done = remit.review(BASE, Overlay(BASE, files))
    assert [gap.code for gap in done.gaps] == ["record-missing"]


@pytest.mark.parametrize(
    ("path", "old", "new", "why"),
    [
        (WIN, "Deals won in", "Deals not won in", "definition says `not` now"),
        (STAGES, "A score of 50 or more.", "A score of 65 or more.", "says `65` where it said `50`"),
        (STAGES, "exit: Sales answers.", "exit: Marketing Ops answers.", "says `Marketing` now"),
        (WIN, "unit: percent", "unit: ratio", "unit is not text"),
        (WIN, '= "Closed Won")\n', '= "Won")\n', "formula is not text"),
        (WIN, "governs: {revops: {}}", "governs: {finance: {}}", "is not text"),
    ],
)
def test_what_rules_are_made_of_is_never_wording(path: str, old: str, new: str, why: str) -> None:
    ref = "metric:win-rate" if path == WIN else "stage:mql"
    done = reviewed(path, old, new, claim(ref, state="approved"))
    gap = next(gap for gap in done.gaps if gap.code == "more-than-wording")
    assert why in gap.message
    assert not done.is_ready
    assert all(each.weight != "editorial" for each in done.judged)


@pytest.mark.parametrize("state", ["rejected", "superseded"])
def test_a_record_that_decides_nothing_claims_nothing(state: str) -> None:
    record = claim("metric:win-rate", state=state)
    done = reviewed(WIN, "divided by all that ended", "over all that ended", record)
    assert not done.is_ready


def test_the_meaning_of_a_value_of_a_field_is_never_wording() -> None:
    fields = (BASE / "governance/fields.yaml").read_text(encoding="utf-8")
    files = {
        "governance/fields.yaml": fields.replace("Nobody has called yet.", "Nobody has rung yet."),
        "governance/changes/words.yaml": claim("field:lead-status"),
    }
    done = remit.review(BASE, Overlay(BASE, files))
    assert "more-than-wording" in {gap.code for gap in done.gaps}
