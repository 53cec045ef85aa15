"""Who has the right to decide a change, and by what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import starter, write_handbook
from remit.handbook import Handbook
from remit.ownership.rights import lane_of, may_decide, rights
from remit.reading import open_handbook


def role(**properties: Any) -> dict[str, Any]:
    return {"summary": "S.", "held-by": ["@a/b"], **{k.replace("_", "-"): v for k, v in properties.items()}}


ROLES = {
    "ceo": role(),
    "coo": role(reports_to="ceo"),
    "head": role(function="revops", reports_to="coo", deputy="second"),
    "second": role(function="revops", reports_to="head"),
    "seller": role(function="sales-ops", reports_to="coo"),
    "teller": role(function="finance", reports_to="ceo"),
    "judge": role(),
    "clerk": role(function="sales-ops", reports_to="seller"),
}
OWNED: dict[str, Any] = {
    "summary": "S.", "category": "crm", "operates": {"sales-ops": {}}, "governs": {"revops": {}},
}  # fmt: skip
SHARED = {"reach": "shared", "triggers": {"x": {"when": "Shared."}}, "approval": "Someone."}
LOCAL = {"reach": "local", "triggers": {"x": {"when": "Local."}}, "approval": "The owner."}


def book_of(root: Path, **more: Mapping[str, Any]) -> Handbook:
    functions = {id: {"summary": "S."} for id in ("revops", "sales-ops", "finance")}
    lanes = {"shared": {"summary": "S.", **SHARED}, "local": {"summary": "S.", **LOCAL}}
    collections: dict[str, Mapping[str, Any]] = {
        "functions": functions, "roles": ROLES, "systems": {"crm": OWNED}, "lanes": lanes, **more,
    }  # fmt: skip
    named = {
        plural: {id: {"name": f"{plural} {id}", **data} for id, data in some.items()}
        for plural, some in collections.items()
    }
    book = open_handbook(write_handbook(root, named))
    assert not book.diagnostics, [finding.message for finding in book.diagnostics]
    return book


def of(book: Handbook, address: str = "system:crm", lane: str = "") -> Mapping[str, str]:
    definition = book.find(address)
    assert definition
    return rights([definition], book.get("lane", lane) if lane else None)


def test_the_lead_of_the_governor_decides_and_who_is_above_and_the_deputy(tmp_path: Path) -> None:
    given = of(book_of(tmp_path))
    assert list(given) == ["head", "second", "coo", "ceo"], "the nearest first"
    assert given["head"] == "leads functions revops, which governs system:crm"
    assert given["second"] == "stands in for roles head, who leads functions revops, which governs system:crm"
    assert given["coo"].startswith("is above roles head, who ")


def test_a_role_that_governs_decides_by_itself(tmp_path: Path) -> None:
    book = book_of(tmp_path, systems={"crm": {**OWNED, "governs": {"judge": {}}}})
    assert of(book) == {"judge": "governs system:crm"}


def test_who_shares_the_governing_decides_too(tmp_path: Path) -> None:
    book = book_of(tmp_path, systems={"crm": {**OWNED, "governs": {"revops": {"with": ["finance"]}}}})
    assert of(book)["teller"] == "leads functions finance, which governs system:crm too"


def test_operating_is_a_right_in_a_local_lane_alone(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert "seller" not in of(book)
    assert "seller" not in of(book, lane="shared")
    assert of(book, lane="local")["seller"] == "leads functions sales-ops, which operates system:crm"


def test_where_nobody_governs_operating_is_a_right(tmp_path: Path) -> None:
    crm = {key: value for key, value in OWNED.items() if key != "governs"}
    assert "seller" in of(book_of(tmp_path, systems={"crm": crm}), lane="shared")


def test_the_approvers_of_a_lane_decide_what_takes_it(tmp_path: Path) -> None:
    lanes = {"shared": {"summary": "S.", **SHARED, "approved-by": {"finance": {"if": "it moves the plan"}}}}
    book = book_of(tmp_path, lanes=lanes)
    assert "teller" not in of(book)
    assert (
        of(book, lane="shared")["teller"] == "leads functions finance, which approves the lane lanes shared"
    )


def test_who_approves_a_lane_under_a_condition_does_not_decide_in_place_of_who_always_does(
    tmp_path: Path,
) -> None:
    approved = {"revops": {}, "finance": {"if": "it moves the plan"}}
    lanes = {"shared": {"summary": "S.", **SHARED, "approved-by": approved}}
    given = of(book_of(tmp_path, lanes=lanes), lane="shared")
    assert "head" in given
    assert "teller" not in given


@pytest.mark.parametrize(("cell", "may"), [({}, True), ({"if": "it stays inside finance"}, False)])
def test_a_conditional_approver_of_a_local_lane_needs_a_part_in_the_thing(
    cell: dict[str, str], may: bool, tmp_path: Path
) -> None:
    lanes = {"local": {"summary": "S.", **LOCAL, "approved-by": {"finance": cell}}}
    assert ("teller" in of(book_of(tmp_path, lanes=lanes), lane="local")) is may


def test_a_decision_gives_the_right_by_its_letters_and_by_its_escalation(tmp_path: Path) -> None:
    decision = {
        "summary": "S.", "lane": "shared", "about": ["system:crm"],
        "parties": {"finance": {"letter": "A"}, "sales-ops": {"letter": "R"}},
        "escalation": {"to": "judge"},
    }  # fmt: skip
    book = book_of(tmp_path, decisions={"who": decision})
    given = of(book)
    assert given["teller"] == "leads functions finance, which decides in decision:who"
    assert given["judge"] == "settles disputes in decision:who"
    assert "seller" not in given
    assert {"teller", "judge"} <= set(of(book, "decision:who")), "and to change the decision itself"


def test_nobody_decides_about_his_own_post(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert list(of(book, "role:head")) == ["coo", "ceo"]
    assert list(of(book, "function:revops")) == ["coo", "ceo"]


def test_a_member_below_the_lead_has_no_right(tmp_path: Path) -> None:
    assert "clerk" not in of(book_of(tmp_path), lane="local")


def test_who_decided_is_held_against_the_rights(tmp_path: Path) -> None:
    record = {
        "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["system:crm"], "lane": "shared",
        "decided-by": ["clerk", "coo"], "decided-on": "2026-01-01", "state": "approved",
    }  # fmt: skip
    book = book_of(tmp_path, changes={"c": record, "d": {**record, "decided-by": ["clerk"]}})
    first, second = book.all("change")
    assert list(may_decide(first)) == ["coo"]
    assert may_decide(second) == {}
    lane = lane_of(first)
    assert lane
    assert lane.id == "shared"


def test_every_record_of_the_starter_was_decided_by_who_had_the_right() -> None:
    book = starter()
    records = [each for each in book.all("change") if each.to("decided-by")]
    assert records
    assert [each.id for each in records if not may_decide(each)] == []
