"""An answer to a request is a decision: who approves what it is about agrees, and who asked is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

import remit
from building import CASES
from remit import ChangeReview, Overlay

BASE = CASES / "change" / "_base"


def request(answer: str = "open", about: str = "stage:mql", **more: Any) -> str:
    said = {
        "name": "Lower",
        "summary": "S.",
        "what": "W.",
        "why": "Y.",
        "asked-by": "sales-ops",
        "about": [about],
    }
    reason = {} if answer == "open" else {"reason": "R."}
    return json.dumps({**said, "answer": answer, **reason, **more})


def reviewed(before: str | None, after: str) -> ChangeReview:
    path = "governance/requests/lower.yaml"
    return remit.review(Overlay(BASE, {path: before} if before else {}), Overlay(BASE, {path: after}))


def asked(review: ChangeReview) -> dict[str, str]:
    return {ask.party.id: ask.how for ask in review.asks}


@pytest.mark.parametrize("answer", ["accepted", "refused", "changed"])
@pytest.mark.parametrize("is_new", [False, True])
def test_who_approves_the_lane_of_what_it_is_about_must_agree(answer: str, is_new: bool) -> None:
    done = reviewed(None if is_new else request(), request(answer))
    assert asked(done) == {"revops": "must agree", "sales-ops": "informed"}
    (judged,) = done.judged
    assert judged.choice.lane.is_shared
    assert not judged.needs_record
    assert done.is_ready


def test_in_a_local_lane_whoever_owns_it_must_agree() -> None:
    about = "field:campaign-colour"
    done = reviewed(request(about=about), request("accepted", about=about))
    assert asked(done) == {"marketing-ops": "must agree", "sales-ops": "informed"}


def test_to_ask_for_something_is_to_decide_nothing() -> None:
    assert reviewed(None, request()).asks == ()
    assert reviewed(request(), request(what="More.")).asks == ()
