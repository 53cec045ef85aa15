"""The agenda of a meeting on a day: its questions, and what git and the handbook know since the last one."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from building import write_handbook
from remit.change.history.timeline import History, history_of
from remit.reading import open_handbook
from remit.rhythm.agenda import Agenda, agenda, cadence_of
from running import remit

FUNCTIONS = {"ops": {"name": "Ops", "summary": "S."}, "other": {"name": "Other", "summary": "S."}}
WEEKLY = {
    "name": "Weekly",
    "summary": "S.",
    "every": "week",
    "agenda": ["What moved?"],
    "operates": {"ops": {}},
}
HOSTILE = "<script>x</script> @all #1 [a](https://x.example) `b` | **c**"


def of_demo(root: Path, cadence: str, day: str) -> Agenda:
    book = open_handbook(root)
    return agenda(book, history_of(root, book.kinds), cadence_of(book, cadence), day)


def test_changes_are_those_since_the_last_meeting(demo_repository: Path) -> None:
    found = of_demo(demo_repository, "weekly-forecast-call", "2026-11-17")
    assert found.since == "2026-11-10"
    assert [str(ref) for ref in found.changes] == ["metric:quota-attainment"]
    monthly = of_demo(demo_repository, "monthly-funnel-review", "2026-10-14")
    assert monthly.since == "2026-09-09"
    assert {"stage:mql", "field:lead-score", "stage:closed-won"} <= {str(ref) for ref in monthly.changes}


def test_the_day_of_the_meeting_counts_and_that_of_the_last_one_does_not(demo_repository: Path) -> None:
    assert of_demo(demo_repository, "weekly-forecast-call", "2026-11-17").changes
    assert not of_demo(demo_repository, "weekly-forecast-call", "2026-12-01").changes


def test_a_change_is_told_again_when_it_comes_into_force(demo_repository: Path) -> None:
    found = of_demo(demo_repository, "weekly-forecast-call", "2026-11-02")
    assert "handoff:closed-won-to-onboarding" in {str(ref) for ref in found.changes}


def test_what_is_decided_and_waits_for_its_day_is_told_until_then(demo_repository: Path) -> None:
    def coming(day: str) -> list[str]:
        return [each.id for each in of_demo(demo_repository, "weekly-forecast-call", day).coming]

    assert coming("2026-11-20") == ["quota-attainment-without-renewals"]
    assert coming("2027-02-01") == []
    assert coming("2026-10-14") == ["closed-won-goals-required"]


def test_requests_without_an_answer_are_told_from_the_day_they_were_asked(demo_repository: Path) -> None:
    assert [each.id for each in of_demo(demo_repository, "weekly-forecast-call", "2026-11-10").requests] == [
        "next-step-in-forecast"
    ]
    assert of_demo(demo_repository, "weekly-forecast-call", "2026-11-09").requests == ()


def test_reviews_overdue_are_those_of_who_comes_and_all_where_nobody_is_named(tmp_path: Path) -> None:
    def metric(owner: str) -> dict[str, object]:
        return {
            "name": owner, "summary": "S.", "category": "crm",
            "review-every": "month", "reviewed": "2026-01-01",
            "operates": {owner: {}}, "governs": {owner: {}},
        }  # fmt: skip

    unnamed = {key: value for key, value in WEEKLY.items() if key != "operates"}
    write_handbook(
        tmp_path,
        {
            "functions": FUNCTIONS,
            "systems": {"a": metric("ops"), "b": metric("other")},
            "cadences": {"weekly": WEEKLY, "open": {**unnamed, "name": "Open"}},
        },
    )
    book = open_handbook(tmp_path)

    def overdue(cadence: str, day: str) -> list[tuple[str, str]]:
        found = agenda(book, History(missing="none"), cadence_of(book, cadence), day)
        return [(when, str(each.ref)) for when, each in found.overdue]

    assert overdue("weekly", "2026-02-02") == [("2026-02-01", "system:a")]
    assert overdue("weekly", "2026-02-01") == []
    assert [ref for _, ref in overdue("open", "2026-02-02")] == ["system:a", "system:b"]


def test_an_unknown_cadence_is_told_the_nearest(demo_repository: Path) -> None:
    done = remit("agenda", "weekly-forcast-call", "-C", str(demo_repository))
    assert done.exit_code == 2
    assert "there is no cadence `weekly-forcast-call`; did you mean `weekly-forecast-call`?" in done.output


def test_both_formats_say_every_part_and_are_the_same_on_every_run(demo_repository: Path) -> None:
    words = ("agenda", "weekly-forecast-call", "--today", "2026-11-17", "-C", str(demo_repository))
    text = remit(*words).output
    marked = remit(*words, "--format", "markdown").output
    assert remit(*words).output == text
    assert "When: Tuesdays, 45 minutes" in text
    for heading in (
        "Questions", "Changed since 2026-11-10", "Reviews overdue", "Requests without an answer",
        "Changes proposed", "Decided, not in force yet",
    ):  # fmt: skip
        assert f"\n{heading}\n  - " in text
        assert f"\n## {heading}\n\n- " in marked
    assert "Quota attainment changed once: on 17 November in “definition”" in text


def test_without_history_the_agenda_says_so_and_tells_the_rest(tmp_path: Path) -> None:
    write_handbook(tmp_path, {"functions": FUNCTIONS, "cadences": {"weekly": WEEKLY}})
    told = remit("agenda", "weekly", "--today", "2026-11-20", "-C", str(tmp_path)).output
    assert "Changed since 2026-11-13\n  - Not known: this folder is not in a git repository" in told
    assert "  - What moved?\n" in told


@pytest.mark.parametrize("hostile", [HOSTILE, "# heading", "1. one", "--- x"])
def test_text_of_the_handbook_stays_text_in_markdown(tmp_path: Path, hostile: str) -> None:
    weekly = {**WEEKLY, "name": hostile, "agenda": [hostile]}
    write_handbook(tmp_path, {"functions": FUNCTIONS, "cadences": {"weekly": weekly}})
    told = remit(
        "agenda", "weekly", "--today", "2026-11-20", "--format", "markdown", "-C", str(tmp_path)
    ).output
    html = MarkdownIt("commonmark").render(told)
    assert html.count("<h1>") == 1
    assert not any(tag in html for tag in ("<script", "<a ", "<strong", "<ol", "<hr"))
    assert "@all" not in told
