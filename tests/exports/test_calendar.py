"""The operating rhythm as a calendar: words to rules, the feed as a stranger reads it, and where it lies."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT, build, write_handbook
from depth import law
from remit.cli import main
from remit.escape import printable
from remit.exports.calendar import LINE, escaped, feed, fold
from remit.reading import open_handbook
from remit.rhythm.meetings import CODES, DAYS, MONTHS, STEPS, WEEKS, rhythm

EVERY = (*WEEKS, *STEPS)


def cadence(**properties: Any) -> dict[str, Any]:
    data = {"name": "Call", "summary": "S.", "every": "week", "agenda": ["Why?"], **properties}
    return {"operates": {"ops": {}}, "governs": {"ops": {}}, **data}


def handbook(root: Path, **cadences: Any) -> Path:
    function = {"name": "Ops, and more", "summary": "S."}
    return write_handbook(root, {"functions": {"ops": function}, "cadences": cadences})


def events(text: str) -> list[Any]:
    """The events as another library reads them."""
    return list(icalendar.Calendar.from_ical(text.encode()).walk("VEVENT"))


def one(root: Path, start: date | None = None, **properties: Any) -> Any:
    (event,) = events(feed(open_handbook(handbook(root, call=cadence(**properties))), start))
    return event


# -- words to rules --


@pytest.mark.parametrize(
    ("every", "when", "rule", "first"),
    [
        ("week", "", "FREQ=WEEKLY;BYDAY=MO", "2026-01-05"),
        ("week", "Tuesday, 45 minutes", "FREQ=WEEKLY;BYDAY=TU", "2026-01-06"),
        ("week", "Mondays and Thursdays", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-01"),
        ("week", "Monday morning, 30 minutes", "FREQ=WEEKLY;BYDAY=MO", "2026-01-05"),
        ("two-weeks", "Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-02"),
        ("month", "", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-01-01"),
        ("month", "Wednesday", "FREQ=MONTHLY;BYDAY=1WE", "2026-01-07"),
        ("month", "Second Wednesday, 90 minutes", "FREQ=MONTHLY;BYDAY=2WE", "2026-01-14"),
        ("month", "last friday", "FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30"),
        ("month", "3rd working day", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", "2026-01-05"),
        (
            "quarter",
            "in the first weeks",
            "FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
            "2026-01-01",
        ),
        ("quarter", "Last Tuesday", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU", "2026-03-31"),
        ("quarter", "First Monday of the fiscal quarter", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-02-02"),
        ("quarter", "First Tuesday of March and May", "FREQ=MONTHLY;BYMONTH=3,5;BYDAY=1TU", "2026-03-03"),
        ("half-year", "Monday; may move", "FREQ=MONTHLY;INTERVAL=6;BYDAY=1MO", "2026-01-05"),
        ("year", "Second Thursday of November", "FREQ=MONTHLY;INTERVAL=12;BYDAY=2TH", "2026-11-12"),
        ("year", "fiscal", "FREQ=MONTHLY;INTERVAL=12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-02-02"),
    ],
)
def test_words_become_a_rule_and_a_first_day(every: str, when: str, rule: str, first: str) -> None:
    found = rhythm(every, when, "1 February to 31 January")
    assert (found.rule(), found.first(date(2026, 1, 1)).isoformat()) == (rule, first)


@pytest.mark.parametrize(
    ("when", "start", "minutes"),
    [
        ("Tuesday", None, None),
        ("Tuesday, 45 minutes", None, 45),
        ("Tuesday 09:00", time(9), None),
        ("Tuesday at 9:30 pm, an hour", time(21, 30), 60),
        ("Tuesday, 12 am", time(0), None),
        ("Tuesday 2 p.m. to 4 p.m.", time(14), 120),
        ("Tuesday 09:00–09:45", time(9), 45),
        ("Tuesday 09:00 to 08:00", time(9), None),
        ("half a day", None, 240),
        ("half an hour", None, 30),
        ("1.5 hours", None, 90),
        ("60-minute call", None, 60),
        ("0 minutes", None, None),
        ("Tuesday 25:99", None, None),
        ("among 2 amateurs", None, None),
    ],
)
def test_a_time_and_a_duration_are_known_only_when_written(
    when: str, start: time | None, minutes: int | None
) -> None:
    found = rhythm("week", when)
    assert found.start == start
    assert found.length == (timedelta(minutes=minutes) if minutes else None)


phrases = ("first", "last", "third", "working day", "fiscal", "09:15", "3 pm", "and", ",", "2 hours")
words = st.lists(st.sampled_from([*DAYS, *MONTHS, *phrases]), max_size=7).map(" ".join)


@law(deep=150)
@given(st.sampled_from(EVERY), words, st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_first_day_and_all_later_ones_are_those_of_the_rule(every: str, when: str, start: date) -> None:
    found = rhythm(every, when, "1 April to 31 March")
    first = found.first(start)
    begin = datetime.combine(first, time())
    until = begin + timedelta(days=800)
    told = [day.date() for day in takewhile(lambda day: day < until, rrulestr(found.rule(), dtstart=begin))]
    assert told[0] == first
    assert not any(found.is_on(start + timedelta(past)) for past in range((first - start).days))
    ours = [day for past in range(800) if found.is_on(day := first + timedelta(past))]
    if found.weeks == 1 or not found.weeks:
        assert told == ours
    else:
        assert set(told) <= set(ours)


# -- the feed --


def test_the_starter_gives_every_cadence_once_with_rule_words_and_people() -> None:
    book = open_handbook(ROOT)
    found = {str(event["SUMMARY"]): event for event in events(feed(book))}
    assert sorted(found) == sorted(each.name for each in book.all("cadence"))
    funnel = found["Monthly funnel review"]
    assert funnel.decoded("DTSTART") == date(2026, 1, 14)
    assert funnel["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2WE"
    assert "When: Second Wednesday, 90 minutes\nRuns it: RevOps analytics\n" in funnel["DESCRIPTION"]
    assert "\n– What do we decide today, who does it, and how" in funnel["DESCRIPTION"]


def test_the_same_definitions_give_the_same_bytes_and_stable_ids(tmp_path: Path) -> None:
    one, two = (feed(open_handbook(ROOT)) for _ in range(2))
    assert one == two
    book = open_handbook(handbook(tmp_path, a=cadence(), b=cadence(name="Other", when="Friday")))
    before = {str(event["UID"]) for event in events(feed(book))}
    assert len(before) == 2
    again = open_handbook(handbook(tmp_path, a=cadence(when="Tuesday", every="month"), b=cadence(name="New")))
    assert {str(event["UID"]) for event in events(feed(again))} == before


def test_lines_end_and_fold_as_the_standard_says() -> None:
    data = feed(open_handbook(ROOT)).encode()
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= LINE and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() for line in lines)  # no character is cut in two


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_a_folded_line_unfolds_to_itself(text: str) -> None:
    folded = fold(text)
    if "\r\n " not in text:
        assert folded.replace("\r\n ", "") == text
        assert all(len(line.encode()) <= LINE for line in folded.split("\r\n"))


def test_it_begins_with_the_year_of_the_newest_review_or_where_it_is_told(tmp_path: Path) -> None:
    assert one(tmp_path, reviewed="2024-03-05").decoded("DTSTART") == date(2024, 1, 1)
    assert one(tmp_path, date(2025, 7, 2), reviewed="2024-03-05").decoded("DTSTART") == date(2025, 7, 7)
    assert one(tmp_path).decoded("DTSTART") == date(2000, 1, 3)


def test_a_written_time_makes_an_appointment_and_no_time_a_free_day(tmp_path: Path) -> None:
    event = one(tmp_path, date(2026, 1, 1), when="Tuesday 09:00, 45 minutes")
    assert event.decoded("DTSTART") == datetime(2026, 1, 6, 9, 0)
    assert event.decoded("DURATION") == timedelta(minutes=45)
    event = one(tmp_path, date(2026, 1, 1), when="Tuesday, 45 minutes")
    assert event.decoded("DTEND") == date(2026, 1, 7)
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_deprecated_cadence_ends_and_one_that_has_ended_is_left_out(tmp_path: Path) -> None:
    ending = {"status": "deprecated", "deprecated": {"on": "2026-03-01"}}
    event = one(tmp_path, date(2026, 1, 1), **ending)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260228;BYDAY=MO"
    event = one(tmp_path, date(2026, 1, 1), **ending, when="Monday 08:00")
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260228T235959;BYDAY=MO"
    assert events(feed(open_handbook(handbook(tmp_path, call=cadence(**ending))), date(2026, 3, 1))) == []


def test_a_draft_is_tentative(tmp_path: Path) -> None:
    assert one(tmp_path, status="draft")["STATUS"] == "TENTATIVE"


@given(st.lists(st.text(st.sampled_from("a:;,\\\r\n\t\x0b\x07\x85\u2028\u202e\ud800é"), max_size=20)))
def test_escaped_text_is_one_line_and_reads_back(lines: list[str]) -> None:
    value = escaped(*lines)
    assert len(value.splitlines()) <= 1
    read = icalendar.Event.from_ical(f"BEGIN:VEVENT\r\n{fold(f'SUMMARY:{value}')}\r\nEND:VEVENT\r\n")
    assert str(read["SUMMARY"]).split("\n") == [shown(line) for line in lines or [""]]


def shown(line: str) -> str:
    return printable(line).encode("utf-8", "backslashreplace").decode()


hostile = st.text(st.sampled_from('ab:;,\\"\r\n\t éBEGIN'), min_size=1, max_size=40)


@law(deep=200)
@given(hostile, hostile, hostile)
def test_hostile_words_stay_words(name: str, summary: str, when: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = handbook(Path(folder), call=cadence(name=name, summary=summary, when=when), other=cadence())
        book = open_handbook(root)
    text = feed(book)
    found = events(text)
    assert [str(event["UID"]) for event in found if event["SUMMARY"] == "Call"]
    assert len(found) == len(list(book.all("cadence")))
    allowed = {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "DURATION",
        "TRANSP",
        "RRULE",
        "SUMMARY",
        "DESCRIPTION",
        "STATUS",
    }
    assert {name for event in found for name in event} <= allowed
    assert text.count("\n") == text.count("\r\n") == text.count("\r")
    assert text.count("END:VCALENDAR\r\n") >= 1


def test_every_code_of_a_day_is_the_one_of_the_standard() -> None:
    assert dict(zip(CODES, DAYS, strict=True)) == {day[:2].upper(): day for day in DAYS}


# -- where it lies --


def remit(*arguments: str | Path) -> Any:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_prints_or_writes_the_feed(tmp_path: Path) -> None:
    root = handbook(tmp_path, call=cadence())
    wanted = feed(open_handbook(root), date(2026, 1, 1))
    done = remit("export", "calendar", root, "--from", "2026-01-01")
    assert (done.exit_code, done.stdout_bytes.decode()) == (0, wanted)
    out = tmp_path / "new" / "rhythm.ics"
    done = remit("export", "calendar", root, "--from", "2026-01-01", "--out", out)
    assert (done.exit_code, done.stdout) == (0, f"1 cadence in {out}\n")
    assert out.read_bytes() == wanted.encode()


def test_a_day_beyond_all_calendars_and_a_handbook_without_cadences_are_said(tmp_path: Path) -> None:
    root = handbook(tmp_path, call=cadence())
    done = remit("export", "calendar", root, "--from", "9999-12-30")
    assert (done.exit_code, "no calendar reaches beyond 9999-12-30" in done.stderr) == (2, True)
    done = remit("export", "calendar", handbook(tmp_path / "none"))
    assert (done.exit_code, "no cadence to put into a calendar" in done.stderr) == (2, True)


def test_the_site_and_the_portable_pages_hold_the_same_feed_and_link_to_it(tmp_path: Path) -> None:
    root = handbook(tmp_path / "book", call=cadence())
    wanted = feed(open_handbook(root)).encode()
    done = build(root, tmp_path / "site", "--strict")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "cadences.ics").read_bytes() == wanted
    assert 'href="../cadences.ics"' in (tmp_path / "site" / "cadences" / "index.html").read_text("utf-8")
    assert remit("render", "--out", tmp_path / "pages", root).exit_code == 0
    assert (tmp_path / "pages" / "cadences.ics").read_bytes() == wanted
    assert 'href="../cadences.ics"' in (tmp_path / "pages" / "cadences.md").read_text("utf-8")


def test_a_feed_of_ones_own_in_docs_stays_and_none_is_made_without_cadences(tmp_path: Path) -> None:
    root = handbook(tmp_path / "book", call=cadence())
    (root / "docs" / "cadences.ics").write_text("mine", encoding="utf-8")
    assert build(root, tmp_path / "site").returncode == 0
    assert (tmp_path / "site" / "cadences.ics").read_text("utf-8") == "mine"
    assert build(handbook(tmp_path / "none"), tmp_path / "other").returncode == 0
    assert not (tmp_path / "other" / "cadences.ics").exists()
