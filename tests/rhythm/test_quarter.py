"""The review of a quarter says what git and the references say, and leaves the answers to people."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.change.history.timeline import history_of
from remit.checking import check
from remit.diagnostics import RemitError
from remit.reading import open_handbook
from remit.rhythm.period import past_of, quarter
from remit.rhythm.quarter import draft, questions
from remit.source import parse
from running import remit

REVOPS = {"name": "RevOps", "summary": "S.", "central": True}
SALES = {"name": "Sales Ops", "summary": "S."}
OWNED: dict[str, Any] = {"operates": {"sales-ops": {}}, "governs": {"revops": {}}}
SYSTEM = {"name": "CRM", "summary": "S.", "category": "crm", **OWNED}
FIELD = {
    "name": "Lonely", "summary": "S.", "entity": "lead", "type": "text", **OWNED,
    "systems": {"crm": {"object": "Lead", "api-name": "X", "sync": "truth"}},
}  # fmt: skip
HANDBOOK: Mapping[str, Mapping[str, Any]] = {
    "functions": {"revops": REVOPS, "sales-ops": SALES},
    "systems": {"crm": SYSTEM},
    "entities": {"lead": {"name": "Lead", "summary": "S.", "identity": "I."}},
}


def evidence(root: Path, name: str) -> dict[str, list[str]]:
    """Question → its sentences."""
    book = open_handbook(root)
    past = past_of(book, history_of(root, book.kinds), quarter(name))
    return {each.id: list(each.evidence or ()) for each in draft(past).found}


def commit(root: Path, day: str, handbook: Mapping[str, Mapping[str, Any]]) -> None:
    write_handbook(root, handbook)
    for words in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "core.hooksPath=/dev/null", "commit", "--quiet", "-m", f"On {day}", f"--date={day}T12:00:00Z"),
    ):
        subprocess.run(
            ["git", *words], cwd=root, check=True,
            env={"PATH": "/usr/bin:/bin", "HOME": str(root), "GIT_COMMITTER_DATE": f"{day}T12:00:00Z",
                 "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@example.org",
                 "GIT_COMMITTER_NAME": "T", "GIT_COMMITTER_EMAIL": "t@example.org"},
        )  # fmt: skip


# -- quarters --


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
    ],
)
def test_a_quarter_is_one_of_the_calendar(name: str, first: str, end: str) -> None:
    period = quarter(name)
    assert (period.first, period.end) == (first, end)
    assert first in period
    assert end not in period


@pytest.mark.parametrize("name", ["2026q3", "2026-Q5", "2026-Q0", "26-Q3", "2026-Q3 ", "0000-Q1", ""])
def test_what_is_no_quarter_is_told_how_to_write_one(name: str) -> None:
    with pytest.raises(
        RemitError, match="is not a quarter; write the year and the quarter, such as `2026-Q3`"
    ):
        quarter(name)


# -- what the demo's history tells --


def test_the_third_quarter_of_2026_is_told_as_it_happened(demo_repository: Path) -> None:
    told = evidence(demo_repository, "2026-Q3")
    assert list(told) == list(questions())
    assert told["lifecycle-definitions"] == [
        "{stage:lead} changed once: on 15 September in “leaves when” and “next”.",
        "{stage:mql} changed once: on 15 September in “enters when”, by "
        "{change:mql-threshold-with-acceptance}, in force from 1 October.",
        "{stage:recycled} changed once: on 4 August in “governs”.",
        "{change:mql-threshold-cut-for-events} on {stage:mql} was rejected on 22 September.",
        "{request:lower-mql-threshold-for-events} is about {stage:mql}: refused.",
    ]
    assert told["dashboard-definitions"] == [
        "{metric:mql-volume} changed once: on 15 September in “targets”, by "
        "{change:mql-threshold-with-acceptance}, in force from 1 October. "
        "It stands on {dashboard:full-funnel} and {dashboard:marketing-performance}.",
    ]
    assert told["source-and-attribution"] == ["Nothing in the quarter: no change, no record, no request."]
    assert "{field:lead-score} changed once" in told["scoring-and-routing"][0]
    assert "{metric:mql-volume}" in told["scoring-and-routing"][-1]
    assert told["handoffs"][0].startswith("{handoff:mql-to-sql} changed once: on 25 August")
    assert told["functional-requests"] == [
        "{request:goals-before-close}, asked by {function:cs-ops} on 27 August, shared lane: accepted, "
        "with {change:closed-won-goals-required}.",
        "{request:lower-mql-threshold-for-events}, asked by {function:marketing} on 16 September, "
        "shared lane: refused, with {change:mql-threshold-cut-for-events}.",
    ]


def test_what_came_and_went_is_told_also_when_it_is_no_more(demo_repository: Path) -> None:
    told = evidence(demo_repository, "2025-Q2")
    assert "`stage:qualified` went on 20 May." in told["lifecycle-definitions"]
    assert any("{stage:sql} came on 20 May" in line for line in told["lifecycle-definitions"])
    assert "Came: {field:sal-date}." in told["fields"]
    fields = evidence(demo_repository, "2026-Q1")["fields"]
    assert any(
        line.startswith("{field:opportunity-previous-stage} came on 17 February, by ") for line in fields
    )


def test_a_source_that_changed_is_found_by_the_trigger_of_the_lane(demo_repository: Path) -> None:
    told = evidence(demo_repository, "2025-Q4")["source-and-attribution"]
    assert any("{field:original-source} changed once: on 14 October" in line for line in told)
    assert any("{change:sources-lock-at-creation}" in line and "rejected" in line for line in told)


def test_routing_that_changed_is_found_by_its_topic(demo_repository: Path) -> None:
    told = evidence(demo_repository, "2026-Q1")["scoring-and-routing"]
    assert any(line.startswith("{work-item:routing-rules} changed once: on 20 January") for line in told)
    assert told[-1].startswith("What followed can be read from {metric:sla-hit-rate}, {metric:time-to-first-")


def test_reviews_and_wording_are_no_changes(demo_repository: Path) -> None:
    told = evidence(demo_repository, "2025-Q4")  # the stages were attested in it
    assert told["lifecycle-definitions"] == ["Nothing in the quarter: no change, no record, no request."]


# -- small handbooks --


def test_what_another_function_begins_to_use_is_told_to_have_become_shared(tmp_path: Path) -> None:
    field = {**FIELD, "name": "Form topic"}
    mine = {**field, "operates": {"sales-ops": {}}, "governs": {"sales-ops": {}}}
    before = {**HANDBOOK, "fields": {"form-topic": mine}}
    metric = {
        "name": "Topics", "summary": "S.", "definition": "D.", "formula": "count(field:form-topic)",
        "operates": {"revops": {}}, "governs": {"revops": {}},
    }  # fmt: skip
    commit(tmp_path, "2026-06-30", before)
    commit(tmp_path, "2026-08-01", {**before, "metrics": {"topics": metric}})
    told = evidence(tmp_path, "2026-Q3")["functional-requests"]
    # The entity belongs to nobody: with the field's side and the metric's, two stand behind what uses it.
    assert told == [
        f"{{{each}}} was local and became shared: it reaches {{metric:topics}}."
        for each in ("entity:lead", "field:form-topic")
    ]
    assert evidence(tmp_path, "2026-Q4")["functional-requests"] == [
        "Nothing in the quarter: no change, no record, no request."
    ]


def test_without_git_the_references_are_told_and_that_there_is_no_history(tmp_path: Path) -> None:
    write_handbook(tmp_path, {**HANDBOOK, "fields": {"lonely": FIELD}})
    told = evidence(tmp_path, "2026-Q3")
    assert all(lines[0].startswith("Without history: ") for lines in told.values())
    assert told["fields"][-1] == "Nothing in the handbook refers to {field:lonely}."


def test_a_quarter_before_the_handbook_and_one_in_which_it_begins_say_so(tmp_path: Path) -> None:
    commit(tmp_path, "2026-05-04", HANDBOOK)
    assert evidence(tmp_path, "2026-Q1")["handoffs"] == ["The handbook did not exist in the quarter."]
    assert evidence(tmp_path, "2026-Q2")["handoffs"] == ["History starts on 4 May."]


def test_a_handbook_without_the_topics_says_what_is_missing(tmp_path: Path) -> None:
    commit(tmp_path, "2026-05-04", HANDBOOK)
    told = evidence(tmp_path, "2026-Q3")
    assert told["source-and-attribution"] == [
        "No topic and no trigger of a lane is called `attribution`, so nothing says what belongs here."
    ]


def test_the_words_and_own_questions_of_the_last_review_are_kept(tmp_path: Path) -> None:
    own = {"name": "R", "summary": "S.", "period": "2026-Q1", "findings": {
        "handoffs": {"question": "Where was work done twice?", "answer": "A."},
        "pricing": {"question": "Did prices move?", "answer": "No."},
    }}  # fmt: skip
    write_handbook(tmp_path, {**HANDBOOK, "reviews": {"2026-q1": own}})
    book = open_handbook(tmp_path)
    found = draft(past_of(book, history_of(tmp_path, book.kinds), quarter("2026-Q3"))).found
    asked = {each.id: each for each in found}
    assert asked["handoffs"].question == "Where was work done twice?"
    assert (asked["pricing"].question, asked["pricing"].evidence) == ("Did prices move?", None)


# -- the command --


def test_the_file_reads_back_and_every_answer_is_asked_for(demo_repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(demo_repository), str(clone)], check=True)
    made = remit("quarter", "2026-Q4", "--today", "2026-11-20", "-C", str(clone))
    assert made.exit_code == 0
    assert made.output.startswith(
        "governance/reviews/2026-q4.yaml\nTo fill in: summary, held-on, 7 answers, log."
    )
    findings = check(clone).findings
    assert {finding.code for finding in findings} == {"empty-value"}
    assert len(findings) == 3 + len(questions())
    data = parse((clone / "governance/reviews/2026-q4.yaml").read_bytes(), "").data
    assert data["period"] == "2026-Q4"
    assert data["cadence"] == "quarterly-planning-and-governance-review"
    assert list(data["findings"]) == list(questions())

    text = (clone / "governance/reviews/2026-q4.yaml").read_text(encoding="utf-8")
    shown = remit("quarter", "2026-Q4", "--today", "2026-11-20", "-C", str(clone), "--output", "-")
    assert shown.output == text
    again = remit("quarter", "2026-Q4", "--today", "2026-11-20", "-C", str(clone))
    assert again.exit_code == 2
    assert "exists already in governance/reviews/2026-q4.yaml" in again.output


def test_a_filled_in_review_checks_clean(demo_repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(demo_repository), str(clone)], check=True)
    remit("quarter", "2026-Q4", "--today", "2027-01-05", "-C", str(clone))
    path = clone / "governance/reviews/2026-q4.yaml"
    text = path.read_text(encoding="utf-8")
    for empty, filled in (
        ("\nsummary:\n", "\nsummary: Done.\n"),
        ("\nheld-on:\n", "\nheld-on: 2027-01-05\n"),
        ("    answer:\n", "    answer: Nothing more.\n"),
        ("\nlog:\n", "\nlog: [Nothing]\n"),
    ):
        assert empty in text
        text = text.replace(empty, filled)
    path.write_text(text, encoding="utf-8")
    assert check(clone).findings == ()


def test_a_quarter_that_has_not_begun_is_refused(tmp_path: Path) -> None:
    write_handbook(tmp_path, HANDBOOK)
    done = remit("quarter", "2027-Q1", "--today", "2026-11-20", "-C", str(tmp_path))
    assert done.exit_code == 2
    assert "2027-Q1 begins on 2027-01-01; name a quarter that has begun" in done.output
