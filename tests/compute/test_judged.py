"""Examples of stages and handoffs: what is so of a record, and which part of a test says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import starter, write_handbook
from remit.checking import check
from remit.compute.examples import Examples
from remit.compute.judged import Judged, judged
from remit.reading import open_handbook

PLACE = {"crm": {"object": "Lead", "api-name": "X", "sync": "truth"}}


def field(name: str, type: str, entity: str = "lead") -> dict[str, Any]:
    return {"name": name, "summary": "S.", "entity": entity, "type": type, "systems": PLACE}


BOOK: dict[str, Any] = {
    "handbook": {
        "name": "H", "summary": "S.",
        "company": {
            "name": "C",
            "business-hours": {
                "days": "Monday to Friday", "from": "09:00", "to": "17:00", "time-zone": "Europe/Berlin",
            },
        },
    },
    "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
    "entities": {
        "lead": {"name": "Lead", "summary": "S.", "identity": "One id.", "identified-by": "lead-id"},
        "call": {"name": "Call", "summary": "S.", "identity": "One id.", "identified-by": "call-id"},
    },
    "fields": {
        "lead-id": field("Lead id", "id"),
        "status": field("Status", "text"),
        "score": field("Score", "number"),
        "ends-on": field("Ends on", "date"),
        "given-at": field("Given at", "datetime"),
        "answered-at": field("Answered at", "datetime"),
        "call-id": field("Call id", "id", "call"),
        "outcome": field("Outcome", "text", "call"),
    },
    "functions": {"ops": {"name": "Ops", "summary": "S."}},
    "roles": {"head": {"name": "Head", "summary": "S."}},
}  # fmt: skip
STAGE: dict[str, Any] = {
    "name": "Warm", "summary": "S.", "entry": "E.", "exit": "X.", "initial": True, "terminal": True,
    "markers": {"crm": {"field": "status", "test": "equals", "values": ["Warm"]}},
    "enters-if": "field:score >= 50 and field:outcome = Reached",
    "leaves-if": "field:ends-on in next 10 days",
}  # fmt: skip
HANDOFF: dict[str, Any] = {
    "name": "Give", "summary": "S.", "from": "warm", "to": "warm", "giver": "ops", "receiver": "ops",
    "sla": {
        "promise": "P", "label": "4 h", "within": {"amount": 4, "unit": "business-hours"},
        "starts": "S", "starts-at": "given-at", "stops": "S", "stops-at": "answered-at",
    },
}  # fmt: skip


def of(root: Path, kind: str, example: Mapping[str, Any], **more: Any) -> Judged:
    stage, handoff = dict(STAGE), dict(HANDOFF)
    (stage if kind == "stage" else handoff).update({"examples": {"e": example}}, **more)
    write_handbook(root, {**BOOK, "stages": {"warm": stage}, "handoffs": {"give": handoff}})
    book = open_handbook(root)
    (definition,) = book.all(kind)
    (found,) = judged(Examples(book), definition)
    return found


def came(found: Judged) -> list[str]:
    assert found.problem == ""
    return [verdict.came for verdict in found.verdicts]


def lead(**fields: Any) -> dict[str, Any]:
    return {"lead": {"l1": {key.replace("_", "-"): value for key, value in fields.items()}}}


# -- stages --


def test_a_record_is_in_a_stage_where_a_marker_shows_it(tmp_path: Path) -> None:
    assert came(of(tmp_path / "a", "stage", {"records": lead(status="Warm"), "is-in": True})) == [
        "is in the stage"
    ]
    assert came(of(tmp_path / "b", "stage", {"records": lead(status="Cold"), "is-in": True})) == [
        "is not in the stage"
    ]


def test_a_record_enters_where_all_of_the_test_holds_for_it_and_what_belongs_to_it(tmp_path: Path) -> None:
    calls = {"c1": {"lead-id": "l1", "outcome": "Reached"}, "c2": {"lead-id": "l2", "outcome": "Busy"}}
    records = {"lead": {"l1": {"score": 50}, "l2": {"score": 90}}, "call": calls}
    found = of(tmp_path / "a", "stage", {"records": records, "record": "l1", "enters": True})
    assert came(found) == ["enters"]
    found = of(tmp_path / "b", "stage", {"records": records, "record": "l2", "enters": True})
    assert came(found) == ["does not enter"]
    assert found.verdicts[0].why == "`field:outcome = Reached` does not hold"


@pytest.mark.parametrize(("on", "expected"), [("2026-06-20", "does not leave"), ("2026-06-21", "leaves")])
def test_a_test_of_days_goes_by_the_day_of_the_example(tmp_path: Path, on: str, expected: str) -> None:
    records = lead(ends_on="2026-07-01")
    assert came(of(tmp_path, "stage", {"on": on, "records": records, "leaves": True})) == [expected]


def test_a_field_that_is_left_out_has_no_value(tmp_path: Path) -> None:
    records = {**lead(status="Warm"), "call": {"c1": {"lead-id": "l1", "outcome": "Reached"}}}
    found = of(tmp_path, "stage", {"records": records, "record": "l1", "enters": False})
    assert came(found) == ["does not enter"]


def test_records_that_are_not_joined_tell_nothing(tmp_path: Path) -> None:
    found = of(tmp_path, "stage", {"records": lead(score=90), "enters": True})
    assert came(found) == ["cannot tell"]
    assert "there are no records of `call`" in found.verdicts[0].why


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ({"records": lead(score=1)}, "whether it `is-in`, `enters` or `leaves`"),
        ({"records": lead(score=1), "leaves": True}, "say with `on` which one that is"),
        ({"records": {"lead": {"a": {}, "b": {}}}, "is-in": True}, "say with `record` which one it is about"),
        ({"records": lead(score=1), "record": "l9", "is-in": True}, "no `l9` among the records of `lead`"),
        (
            {"records": {"lead": {"a": {"outcome": "x"}}}, "is-in": True},
            "from the records of `call`",
        ),
        ({"is-in": True}, "the example has no record of `lead`"),
    ],
)
def test_an_example_that_cannot_be_judged_says_what_it_lacks(
    tmp_path: Path, example: Mapping[str, Any], problem: str
) -> None:
    assert problem in of(tmp_path, "stage", example).problem


def test_what_a_stage_has_no_test_for_is_said(tmp_path: Path) -> None:
    found = of(
        tmp_path, "stage", {"records": lead(score=1), "enters": True}, **{"enters-if": "field:score = 1"}
    )
    assert came(found) == ["enters"]
    stage = {key: value for key, value in STAGE.items() if key != "leaves-if"}
    examples = {"e": {"on": "2026-07-01", "records": lead(score=1), "leaves": True}}
    root = write_handbook(tmp_path / "b", {**BOOK, "stages": {"warm": {**stage, "examples": examples}}})
    (found,) = judged(Examples(book := open_handbook(root)), next(book.all("stage")))
    assert (found.at, found.problem) == (
        "leaves", "the example says whether `l1` leaves, and there is no `leaves-if`"
    )  # fmt: skip


def test_an_example_without_records_is_about_one_that_the_entity_has(tmp_path: Path) -> None:
    shared = {"l1": {"status": "Warm"}, "l2": {"status": "Cold"}}
    entities = {**BOOK["entities"], "lead": {**BOOK["entities"]["lead"], "examples": shared}}
    examples = {"e": {"record": "l2", "is-in": False}, "f": {"record": "l1", "is-in": True}}
    stages = {"warm": {**STAGE, "examples": examples}}
    root = write_handbook(tmp_path, {**BOOK, "entities": entities, "stages": stages})
    found = list(judged(Examples(book := open_handbook(root)), next(book.all("stage"))))
    assert [each.record for each in found] == ["l2", "l1"]
    assert all(verdict.holds for each in found for verdict in each.verdicts)


# -- handoffs --


@pytest.mark.parametrize(
    ("given", "answered", "within", "expected"),
    [
        ("2026-07-10T15:00", "2026-07-13T11:00", (4, "business-hours"), "met"),  # Friday to Monday
        ("2026-07-10T15:00", "2026-07-13T11:01", (4, "business-hours"), "late"),
        ("2026-07-10T15:00", "2026-07-10T19:00", (4, "hours"), "met"),
        ("2026-07-10T15:00", "2026-07-10T19:01", (4, "hours"), "late"),
        ("2026-07-10T15:00", "2026-07-14T23:00", (2, "business-days"), "met"),
        ("2026-07-10T15:00", "2026-07-15T00:01", (2, "business-days"), "late"),
        ("2026-07-10T15:00", "2026-07-12T15:00", (2, "days"), "met"),
        ("2026-07-10T15:00", "2026-07-24T15:01", (2, "weeks"), "late"),
        ("2026-07-10T16:50", "2026-07-13T09:05", (15, "business-minutes"), "met"),
        ("2026-07-10T16:50", "2026-07-13T09:06", (15, "business-minutes"), "late"),
        ("2026-07-10T16:50", "2026-07-10T17:06", (15, "minutes"), "late"),
        ("2026-01-31T15:00", "2026-02-28T15:00", (1, "months"), "met"),
        ("2026-01-31T15:00", "2026-02-28T15:01", (1, "months"), "late"),
        ("2026-07-10T15:00Z", "2026-07-10T19:30+02:00", (1, "business-hours"), "met"),  # 17:00 in Berlin
    ],
)
def test_the_clock_of_a_handoff_runs_in_its_own_time(
    tmp_path: Path, *, given: str, answered: str, within: tuple[int, str], expected: str
) -> None:
    sla = {**HANDOFF["sla"], "within": {"amount": within[0], "unit": within[1]}}
    example = {"records": lead(given_at=given, answered_at=answered), "gives": "met"}
    assert came(of(tmp_path, "handoff", example, sla=sla)) == [expected]


@pytest.mark.parametrize(("score", "expected"), [(90, "late"), (60, "met"), (10, "met")])
def test_the_first_clock_that_fits_a_record_says_how_long_it_has(
    tmp_path: Path, score: int, expected: str
) -> None:
    clocks = {
        "hot": {"words": "Hot", "where": "field:score > 80", "within": {"amount": 1, "unit": "hours"}},
        "warm": {"words": "Warm", "where": "field:score > 50", "within": {"amount": 3, "unit": "hours"}},
    }
    sla = {**HANDOFF["sla"], "clocks": clocks}
    times = {"given_at": "2026-07-13T09:00", "answered_at": "2026-07-13T11:00"}
    example = {"records": lead(score=score, **times), "gives": "met"}
    assert came(of(tmp_path, "handoff", example, sla=sla)) == [expected]


@pytest.mark.parametrize(
    ("fields", "at", "expected", "why"),
    [
        ({"given_at": "2026-07-13T09:00"}, "2026-07-13T13:01", "late", "4.02 business hours passed"),
        ({"given_at": "2026-07-13T09:00"}, "2026-07-13T13:00", "cannot tell", "the clock still runs"),
        ({"given_at": "2026-07-13T09:00"}, None, "cannot tell", "no time is named"),
        ({"answered_at": "2026-07-13T09:00"}, None, "cannot tell", "the clock has not started"),
    ],
)
def test_without_an_answer_the_sla_is_late_once_its_time_is_over_and_unknown_before(
    tmp_path: Path, *, fields: Mapping[str, str], at: str | None, expected: str, why: str
) -> None:
    example = {"records": lead(**fields), "gives": "met", **({} if at is None else {"at": at})}
    found = of(tmp_path, "handoff", example)
    assert came(found) == [expected]
    assert why in found.verdicts[0].why


@pytest.mark.parametrize(
    ("example", "more", "problem"),
    [
        ({"records": lead(score=1)}, {}, "either `gives` or `cannot-tell`"),
        (
            {"records": lead(score=1), "gives": "met", "cannot-tell": "x"},
            {},
            "either `gives` or `cannot-tell`",
        ),
        ({"records": lead(score=1), "at": "noon", "gives": "met"}, {}, "`noon` is not a time"),
        ({"records": lead(score=1), "gives": "met"}, {"sla": {**HANDOFF["sla"], "within": {}}}, ""),
    ],
)
def test_an_example_of_a_handoff_that_cannot_be_judged_says_what_it_lacks(
    tmp_path: Path, example: Mapping[str, Any], more: Mapping[str, Any], problem: str
) -> None:
    if problem:
        assert problem in of(tmp_path, "handoff", example, **more).problem
    else:
        sla = {key: value for key, value in HANDOFF["sla"].items() if not key.endswith("-at")}
        assert "no clock runs" in of(tmp_path, "handoff", example, sla=sla).problem


# -- the check --


def test_a_wrong_example_is_an_error_on_what_it_says(tmp_path: Path) -> None:
    calls = {"c1": {"lead-id": "l1", "outcome": "Reached"}}
    stage = {
        **STAGE,
        "examples": {"low": {"records": {**lead(score=49), "call": calls}, "record": "l1", "enters": True}},
    }
    late = {"records": lead(given_at="2026-07-13T09:00", answered_at="2026-07-13T14:00"), "gives": "met"}
    handoff = {**HANDOFF, "examples": {"slow": late}}
    write_handbook(tmp_path, {**BOOK, "stages": {"warm": stage}, "handoffs": {"give": handoff}})
    found = [each.message for each in check(tmp_path).findings if each.code == "example-fails"]
    assert found == [
        "the example `slow` says met, and the clock comes to late: "
        "5 business hours passed, and 4 are allowed",
        "the example `low` says that `l1` enters, and it does not enter: `field:score >= 50` does not hold",
    ]


def test_all_stages_and_handoffs_of_the_starter_have_examples_that_hold() -> None:
    book = starter()
    examples = Examples(book)
    for kind in ("stage", "handoff"):
        for definition in book.all(kind):
            found = list(judged(examples, definition))
            assert found, definition.ref
            assert all(not each.problem and each.verdicts for each in found), definition.ref
            assert all(verdict.holds for each in found for verdict in each.verdicts), definition.ref
