"""Records, requests and what is due: the edges that a rule's two examples do not show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, rules_named, starter
from remit.checking import check
from remit.diagnostics import Diagnostic, Severity
from remit.rules import ALL_RULES

# The rules that these tests are about; a rule more changes none of them.
RULES = rules_named(
    [
        "change-about-nothing",
        "change-removes-present",
        "change-undecided",
        "change-still-proposed",
        "change-effective-early",
        "change-rejected-effective",
        "change-without-right",
        "change-supersedes-late",
        "change-superseded-state",
        "change-circle",
        "request-without-reason",
        "request-without-change",
        "review-overdue",
        "request-waiting",
        "change-waiting",
        "owner-missing",
    ]
)
RECORD: Mapping[str, Any] = {
    "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["role:ceo"], "state": "approved",
    "decided-by": ["ceo"], "decided-on": "2026-09-15",
}  # fmt: skip
REQUEST: Mapping[str, Any] = {"summary": "S.", "asked-by": "ceo", "what": "W.", "why": "Y."}


def said(root: Path, today: str = "", **collections: Mapping[str, Any]) -> list[Diagnostic]:
    roles = {"ceo": {"name": "CEO", "summary": "S.", "held-by": ["Bo"]}, **collections.pop("roles", {})}
    folder = root / "governance"
    folder.mkdir()
    own = collections.pop("handbook", None)
    if own:
        (folder / "handbook.yaml").write_text(json.dumps(own), encoding="utf-8")
    for plural, some in {"roles": roles, **collections}.items():
        named = {id: {"name": f"The {id} of {plural}", **data} for id, data in some.items()}
        (folder / f"{plural}.yaml").write_text(json.dumps(named), encoding="utf-8")
    return list(check(root, RULES, today=today).findings)


def changes(root: Path, **records: Mapping[str, Any]) -> list[tuple[str, str]]:
    merged = {id: {**RECORD, **data} for id, data in records.items()}
    plain = {id: {k: v for k, v in data.items() if v is not None} for id, data in merged.items()}
    return [(each.code, each.message) for each in said(root, changes=plain)]


# -- decisions --


def test_a_decision_and_its_effect_may_fall_on_one_day(tmp_path: Path) -> None:
    assert changes(tmp_path, a={"effective": "2026-09-15"}) == []


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_what_lacks_both_is_one_finding(state: str, tmp_path: Path) -> None:
    found = changes(tmp_path, a={"state": state, "decided-by": None, "decided-on": None})
    assert found == [
        ("change-undecided", f"`change:a` is {state}, but has no `decided-by` and no `decided-on`")
    ]


def test_a_proposal_may_name_who_is_to_decide(tmp_path: Path) -> None:
    assert changes(tmp_path, a={"state": "proposed", "decided-on": None}) == []


def test_the_wrong_decider_is_told_who_has_the_right_and_by_what(tmp_path: Path) -> None:
    roles = {
        "head": {"name": "Head", "summary": "S.", "held-by": ["Di"], "function": "ops", "reports-to": "ceo"},
        "clerk": {"name": "Clerk", "summary": "S.", "held-by": ["Al"]},
    }
    systems = {"crm": {"summary": "S.", "category": "crm", "operates": {"ops": {}}, "governs": {"ops": {}}}}
    record = {**RECORD, "name": "A", "definitions": ["system:crm"], "decided-by": ["clerk"]}
    functions = {"ops": {"summary": "S."}}
    found = said(tmp_path, roles=roles, systems=systems, functions=functions, changes={"a": record})
    assert [(each.code, each.message) for each in found] == [
        (
            "change-without-right",
            "`clerk` had no right to decide `change:a`; "
            "`head` has: leads The ops of functions, which governs system:crm",
        )
    ]


def test_where_no_right_can_be_found_nobody_is_blamed(tmp_path: Path) -> None:
    """The CEO's own post: there is no line above, no lane, nobody who governs."""
    assert changes(tmp_path, a={}) == []


def test_a_decider_who_does_not_exist_is_one_finding(tmp_path: Path) -> None:
    assert [code for code, _ in changes(tmp_path, a={"decided-by": ["nobody"]})] == ["dangling-reference"]


# -- what took whose place --


def test_a_proposal_ends_nothing_yet(tmp_path: Path) -> None:
    new = {"state": "proposed", "decided-by": None, "decided-on": None, "supersedes": "old"}
    assert changes(tmp_path, old={}, new=new) == []


def test_what_only_a_proposal_supersedes_still_holds(tmp_path: Path) -> None:
    new = {"state": "proposed", "decided-by": None, "decided-on": None, "supersedes": "old"}
    found = changes(tmp_path, old={"state": "superseded"}, new=new)
    assert found == [
        (
            "change-superseded-state",
            "`change:old` is superseded, but by no change that was approved: `change:new` is proposed",
        )
    ]


def test_a_chain_is_no_circle(tmp_path: Path) -> None:
    found = changes(
        tmp_path,
        a={"state": "superseded", "decided-on": "2026-01-01"},
        b={"state": "superseded", "decided-on": "2026-02-01", "supersedes": "a"},
        c={"supersedes": "b"},
    )
    assert found == []


def test_a_circle_is_told_once_at_its_first_and_not_for_those_who_lead_into_it(tmp_path: Path) -> None:
    found = changes(
        tmp_path,
        a={"supersedes": "c"},
        b={"state": "superseded", "supersedes": "d"},
        c={"state": "superseded", "supersedes": "b"},
        d={"state": "superseded", "supersedes": "c"},
    )
    assert found == [("change-circle", "these supersede each other: `b` → `d` → `c` → `b`")]


def test_a_change_of_itself_is_a_circle_of_one(tmp_path: Path) -> None:
    found = changes(tmp_path, a={"state": "superseded", "supersedes": "a"})
    assert found == [("change-circle", "these supersede each other: `a` → `a`")]


def test_a_record_that_leads_nowhere_may_be_the_one_that_supersedes(tmp_path: Path) -> None:
    found = changes(tmp_path, old={"state": "superseded"}, new={"supersedes": "odl"})
    assert [code for code, _ in found] == ["dangling-reference"]


# -- requests --


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        ({}, []),
        ({"answer": "open"}, []),
        ({"answer": "accepted"}, ["request-without-reason"]),
        ({"answer": "changed"}, ["request-without-change", "request-without-reason"]),
        ({"answer": "refused", "reason": "No."}, []),
    ],
)
def test_only_an_answer_needs_a_reason(data: Mapping[str, str], codes: list[str], tmp_path: Path) -> None:
    assert [each.code for each in said(tmp_path, requests={"r": {**REQUEST, **data}})] == codes


# -- what is due --


TERM = {"summary": "S.", "review-every": "month", "reviewed": "2026-01-31"}


@pytest.mark.parametrize(
    ("data", "today", "message"),
    [
        ({}, "2026-02-28", ""),
        ({}, "2026-03-01", "the review of `term:t` was due on 2026-02-28, a month after the last"),
        (
            {"reviewed": None},
            "2026-02-01",
            "`term:t` is due for review every month and has never been reviewed",
        ),
        ({"status": "draft"}, "2026-12-01", ""),
        ({"review-every": None}, "2026-12-01", ""),
    ],
)
def test_a_review_is_overdue_from_the_day_after(
    data: dict[str, Any], today: str, message: str, tmp_path: Path
) -> None:
    term = {key: value for key, value in {**TERM, **data}.items() if value is not None}
    assert [each.message for each in said(tmp_path, today, terms={"t": term})] == [message] * bool(message)


def test_a_proposal_waits_by_its_day_or_by_the_day_it_was_to_hold_from(tmp_path: Path) -> None:
    base = {key: value for key, value in RECORD.items() if not key.startswith("decided")}
    records = {
        "a": {**base, "state": "proposed", "proposed-on": "2026-10-01"},
        "b": {**base, "state": "proposed", "proposed-on": "2026-11-19", "effective": "2026-11-20"},
        "c": {**base, "state": "proposed"},
    }
    assert [each.message for each in said(tmp_path, "2026-11-21", changes=records)] == [
        "`change:a` has been proposed since 2026-10-01",
        "`change:b` was to hold from 2026-11-20, but is not decided",
    ]


def test_without_a_day_nothing_is_late_and_with_one_the_finding_came_with_the_day(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    assert said(tmp_path / "a", terms={"t": TERM}) == []
    found = said(tmp_path / "b", "2026-12-01", terms={"t": TERM})
    assert [(each.code, each.severity, each.dated) for each in found] == [
        ("review-overdue", Severity.WARNING, True)
    ]


def test_a_waiver_of_what_is_late_waits_for_a_day(tmp_path: Path) -> None:
    waiver = {
        "rule": "review-overdue",
        "definition": "term:t",
        "reason": "R.",
        "who": "ceo",
        "until": "2026-12-31",
    }
    own = {"name": "Book", "summary": "S.", "company": {"name": "C"}, "waivers": {"w": waiver}}
    for name, today, codes in (
        ("a", "", []),
        ("b", "2026-12-01", []),
        ("c", "2027-01-01", ["waiver-expired", "review-overdue"]),
    ):
        (tmp_path / name).mkdir()
        found = said(tmp_path / name, today, terms={"t": TERM}, handbook=own)
        assert [each.code for each in found] == codes


def test_what_an_ended_waiver_had_excused_came_with_the_day(tmp_path: Path) -> None:
    systems = {"crm": {"summary": "S.", "category": "crm", "operates": {"ceo": {}}}}
    waiver = {
        "rule": "owner-missing",
        "definition": "system:crm",
        "reason": "R.",
        "who": "ceo",
        "until": "2026-06-30",
    }
    own = {"name": "Book", "summary": "S.", "company": {"name": "C"}, "waivers": {"w": waiver}}
    found = said(tmp_path, "2026-07-01", systems=systems, handbook=own)
    assert [(each.code, each.dated) for each in found] == [("waiver-expired", True), ("owner-missing", True)]


def test_the_starter_is_clean_for_ever_when_no_day_is_given() -> None:
    assert list(check(ROOT).findings) == []


def test_on_any_day_the_starter_has_only_findings_that_came_with_it() -> None:
    waived = {waiver["rule"] for waiver in starter().settings()["waivers"].values()}  # until a day
    found = [each for each in check(ROOT, today="2036-01-01").findings if each.code not in waived]
    assert found
    dated = {rule.code.id for rule in ALL_RULES if rule.dated}
    assert {each.code for each in found} <= dated | {"waiver-expired"}
    assert all(each.dated and each.severity < Severity.ERROR for each in found)


def test_who_agreed_for_a_party_spoke_for_it(tmp_path: Path) -> None:
    roles = {"clerk": {"name": "Clerk", "summary": "S.", "held-by": ["Al"], "reports-to": "ceo"}}
    agreed = {"ceo": {"role": "clerk", "on": "2026-09-15"}}
    found = said(tmp_path, roles=roles, changes={"one": {"name": "One", **RECORD, "agreed-by": agreed}})
    (message,) = [each.message for each in found]
    assert message == (
        "`clerk` agreed to `change:one` for CEO, but does not speak for it; `ceo` does: it is CEO"
    )
