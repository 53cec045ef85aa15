"""Properties in a shape they had before: what the check says of them, and that the past stays readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit import schema
from remit.checking import check
from remit.reading import open_handbook
from remit.rhythm.meetings import DAYS
from remit.schema.old_shapes import CHANGES, WEEKDAYS, renewed
from repositories import Repo
from running import remit

CADENCE = """\
weekly:
  name: Weekly
  summary: S.
  every: week
  {when}
  agenda: [Why?]
"""


def cadence(**properties: Any) -> dict[str, Any]:
    return {"name": "Weekly", "summary": "S.", "every": "week", "agenda": ["Why?"], **properties}


def messages(root: Path, **properties: Any) -> list[str]:
    head = {"name": "Head", "summary": "Keeps the meetings.", "held-by": ["Ada"]}
    write_handbook(root, {"cadences": {"weekly": cadence(**properties)}, "roles": {"head": head}})
    return [f"{each.code}: {each.message}" for each in check(root).findings]


@pytest.mark.parametrize(
    ("when", "meets", "rest"),
    [
        ("Tuesday, 45 minutes", {"weekday": ["tuesday"], "minutes": 45}, ""),
        ("Mondays and Thursdays", {"weekday": ["monday", "thursday"]}, ""),
        ("Monday morning, 30 minutes", {"weekday": ["monday"], "minutes": 30}, "morning"),
        ("Wednesday, 60 minutes a team", {"weekday": ["wednesday"], "minutes": 60}, "a team"),
        ("Second Wednesday, 90 minutes", {"weekday": ["wednesday"], "nth": 2, "minutes": 90}, ""),
        ("last friday of the month", {"weekday": ["friday"], "nth": -1}, ""),
        ("3rd working day", {"weekday": list(WEEKDAYS[:5]), "nth": 3}, ""),
        ("First and third Tuesday", {"weekday": ["tuesday"], "nth": 3}, "First"),
        ("First Tuesday of July and March", {"weekday": ["tuesday"], "nth": 1, "months": [3, 7]}, ""),
        ("Monday; may move", {"weekday": ["monday"]}, "may move"),
        ("Tuesday at 9:30 pm, an hour", {"weekday": ["tuesday"], "at": "21:30", "minutes": 60}, ""),
        ("12 am", {"at": "00:00"}, ""),
        ("2 p.m. to 4 p.m.", {"at": "14:00", "minutes": 120}, ""),
        ("09:00–09:45", {"at": "09:00", "minutes": 45}, ""),
        ("Tuesday 09:00 to 08:00", {"weekday": ["tuesday"]}, "09:00 to 08:00"),
        ("09:00 and 15:00", {"at": "09:00"}, "15:00"),
        ("half a day", {"minutes": 240}, ""),
        ("half-an-hour", {"minutes": 30}, ""),
        ("1.5 hours", {"minutes": 90}, ""),
        ("0 minutes", {}, "0 minutes"),
        ("Tuesday 25:99", {"weekday": ["tuesday"]}, "25:99"),
        ("among 2 amateurs", {}, "among 2 amateurs"),
        ("First three weeks of the fiscal quarter", {}, "First three weeks of the fiscal"),
        ("", {}, ""),
        (["Tuesday"], {}, ""),
    ],
)
def test_the_words_of_when_are_understood_or_named(when: Any, meets: dict[str, Any], rest: str) -> None:
    found = CHANGES["cadence"]["when"].renew(when)
    assert (found.value, found.rest) == (meets, rest)
    data = cadence(when=when)
    assert renewed("cadence", data) == (cadence(meets=meets) if meets and not rest else data)
    if meets:
        assert not list(schema.faults(schema.load_kinds().by_id["cadence"], cadence(meets=meets)))


def test_days_are_called_the_same_here_and_where_meetings_are_told() -> None:
    assert WEEKDAYS == DAYS


def test_the_check_prints_what_to_write_in_place_of_an_old_shape(tmp_path: Path) -> None:
    said = messages(tmp_path, when="Wednesday in May, 9 am, 90 minutes")
    text = 'meets: {weekday: [wednesday], months: [5], at: "09:00", minutes: 90}'
    assert said == [f"former-property: `when` is `meets` now: write `{text}`"]
    (tmp_path / "governance" / "cadences.yaml").write_text(CADENCE.format(when=text), encoding="utf-8")
    assert not check(tmp_path).findings


def test_words_that_are_left_out_are_named_and_a_template_is_given_for_none(tmp_path: Path) -> None:
    assert messages(tmp_path, when="Monday morning") == [
        "former-property: `when` is `meets` now: write `meets: {weekday: [monday]}`, "
        "and say `morning` in the summary or the notes"
    ]
    assert messages(tmp_path, when="Whenever") == [
        "former-property: `when` is `meets` now: write something like "
        '`meets: {weekday: [tuesday], nth: 2, months: [1, 4], at: "14:00", minutes: 45}`'
    ]
    assert messages(tmp_path, when="Monday", meets={"weekday": ["monday"]}) == [
        "former-property: `when` is `meets` now, which is here already: delete this line"
    ]


def test_a_property_of_ones_own_that_was_renamed_is_called_by_its_new_name(tmp_path: Path) -> None:
    own = Path(__file__).parent.parent / "cases" / "change" / "an-own-kind" / "before"
    assert "aim: More" in (own / "governance" / "plays.yaml").read_text(encoding="utf-8")
    found = open_handbook(own).diagnostics
    assert ("former-property", "`aim` is `goal` now") in {(each.code, each.message) for each in found}


# -- the past --


def migrated(root: Path, old: str, new: str) -> Repo:
    """A repository of two commits: a cadence in the old shape, and in the new one."""
    repo = Repo(root)
    repo.commit({"governance/cadences.yaml": CADENCE.format(when=old)})
    repo.commit({"governance/cadences.yaml": CADENCE.format(when=new)})
    return repo


def test_a_mere_migration_is_no_difference_and_no_step_of_history(tmp_path: Path) -> None:
    repo = migrated(tmp_path, "when: Tuesday, 45 minutes", "meets: {minutes: 45, weekday: [tuesday]}")
    assert remit("diff", "HEAD~1", "HEAD", "-C", repo.folder).output.endswith("no differences.\n")
    assert "Nothing that is governed changes." in remit("review", "HEAD~1", "HEAD", "-C", repo.folder).output
    told = remit("history", "cadence:weekly", "-C", repo.folder).output
    assert told.count("cadence:weekly") == 1
    shown = remit("show", "cadence:weekly", "--as-of", "2026-01-01", "-C", repo.folder).output
    assert "meets:\n" in shown
    assert "when" not in shown


def test_what_a_migration_changes_is_told_in_the_new_shape(tmp_path: Path) -> None:
    repo = migrated(tmp_path, "when: Tuesday, 45 minutes", "meets: {minutes: 60, weekday: [tuesday]}")
    assert "    Meets / Minutes: 45 → 60\n" in remit("diff", "HEAD~1", "HEAD", "-C", repo.folder).output
    assert "Meets / Minutes: 45 → 60\n" in remit("history", "cadence:weekly", "-C", repo.folder).output


def test_words_that_are_not_understood_are_told_as_they_were_written(tmp_path: Path) -> None:
    repo = migrated(tmp_path, "when: Monday morning", 'meets: {weekday: [monday], at: "09:00"}')
    line = "Meets: Monday morning → weekday: (monday); at: 09:00\n"
    assert line in remit("diff", "HEAD~1", "HEAD", "-C", repo.folder).output
    assert line in remit("review", "HEAD~1", "HEAD", "-C", repo.folder).output
    shown = remit("show", "cadence:weekly", "--as-of", "2026-01-01", "-C", repo.folder).output
    assert "when: Monday morning\n" in shown
    assert "meets" not in shown


def test_the_audience_of_a_dashboard_names_the_readers_to_write(tmp_path: Path) -> None:
    board = {
        "name": "B",
        "summary": "S.",
        "purpose": "P.",
        "system": "bi",
        "audience": ["VP Sales", "Finance"],
    }
    write_handbook(tmp_path, {"dashboards": {"b": board}})
    (found,) = (each for each in check(tmp_path).findings if each.code == "former-property")
    assert "`readers: {vp-sales: {}, finance: {}}`" in found.message
