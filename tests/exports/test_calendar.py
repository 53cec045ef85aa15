"""The operating rhythm as a calendar: the feed as a stranger reads it, and where it lies."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT, build, write_handbook
from depth import law
from remit.escape import printable
from remit.exports.calendar import feed
from remit.handbook import Definition
from remit.reading import open_handbook
from running import remit

LINE = 75  # octets
HOURS = {"days": "Monday to Friday", "from": "09:00", "to": "18:00", "time-zone": "America/New_York"}


def cadence(**properties: Any) -> dict[str, Any]:
    data = {"name": "Call", "summary": "S.", "every": "week", "agenda": ["Why?"], **properties}
    return {"operates": {"ops": {}}, "governs": {"ops": {}}, **data}


def handbook(root: Path, **cadences: Any) -> Path:
    function = {"name": "Ops, and more", "summary": "S."}
    return write_handbook(root, {"functions": {"ops": function}, "cadences": cadences})


def in_zone(root: Path, zone: str, **cadences: Any) -> Path:
    company = {"name": "C", "business-hours": {**HOURS, "time-zone": zone}}
    own = {"name": "Book", "summary": "S.", "company": company}
    handbook(root, **cadences)
    (root / "governance" / "handbook.yaml").write_text(json.dumps(own), encoding="utf-8")
    return root


def events(text: str) -> list[Any]:
    """The events as another library reads them."""
    return list(icalendar.Calendar.from_ical(text.encode()).walk("VEVENT"))


def one(root: Path, start: date | None = None, **properties: Any) -> Any:
    (event,) = events(feed(open_handbook(handbook(root, call=cadence(**properties))), start))
    return event


# -- the feed --


def test_the_starter_gives_every_cadence_once_with_rule_words_and_people() -> None:
    book = open_handbook(ROOT)
    found = {str(event["SUMMARY"]): event for event in events(feed(book))}
    assert sorted(found) == sorted(each.name for each in book.all("cadence"))
    funnel = found["Monthly funnel review"]
    assert funnel.decoded("DTSTART") == date(2026, 1, 14)
    assert funnel["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2WE"
    assert (
        "When: Second Wednesday of the month, 90 minutes\nRuns it: RevOps analytics\n"
        in funnel["DESCRIPTION"]
    )
    assert "\n– What do we decide today, who does it, and how" in funnel["DESCRIPTION"]


def test_the_same_definitions_give_the_same_bytes_and_stable_ids(tmp_path: Path) -> None:
    one, two = (feed(open_handbook(ROOT)) for _ in range(2))
    assert one == two
    book = open_handbook(
        handbook(tmp_path, a=cadence(), b=cadence(name="Other", meets={"weekday": ["friday"]}))
    )
    before = {str(event["UID"]) for event in events(feed(book))}
    assert len(before) == 2
    moved = cadence(meets={"weekday": ["tuesday"]}, every="month")
    again = open_handbook(handbook(tmp_path, a=moved, b=cadence(name="New")))
    assert {str(event["UID"]) for event in events(feed(again))} == before


def test_lines_end_and_fold_as_the_standard_says() -> None:
    data = feed(open_handbook(ROOT)).encode()
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= LINE and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() for line in lines)  # no character is cut in two


def test_it_begins_with_the_year_of_the_newest_review_or_where_it_is_told(tmp_path: Path) -> None:
    assert one(tmp_path, reviewed="2024-03-05").decoded("DTSTART") == date(2024, 1, 1)
    assert one(tmp_path, date(2025, 7, 2), reviewed="2024-03-05").decoded("DTSTART") == date(2025, 7, 7)
    assert one(tmp_path).decoded("DTSTART") == date(2000, 1, 3)


def test_a_time_makes_an_appointment_and_no_time_a_free_day(tmp_path: Path) -> None:
    tuesday = {"weekday": ["tuesday"], "minutes": 45}
    event = one(tmp_path, date(2026, 1, 1), meets={**tuesday, "at": "09:00"})
    assert event.decoded("DTSTART") == datetime(2026, 1, 6, 9, 0)
    assert event.decoded("DURATION") == timedelta(minutes=45)
    event = one(tmp_path, date(2026, 1, 1), meets=tuesday)
    assert event.decoded("DTEND") == date(2026, 1, 7)
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_time_is_that_of_the_company_in_winter_and_in_summer(tmp_path: Path) -> None:
    book = open_handbook(in_zone(tmp_path, "America/New_York", call=cadence(meets={"at": "09:00"})))
    assert not book.diagnostics
    for start, utc in ((date(2026, 1, 1), 14), (date(2026, 7, 1), 13)):
        (event,) = events(text := feed(book, start))
        assert event.decoded("DTSTART").astimezone(UTC).hour == utc
        assert event.decoded("DTSTART").tzinfo == ZoneInfo("America/New_York")
        assert text.count("BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("zone", ["Ours", "../etc/passwd", "/etc/passwd", "New York", "a\0b", "x" * 300])
def test_what_names_no_zone_leaves_times_to_the_readers_clock(tmp_path: Path, zone: str) -> None:
    text = feed(open_handbook(in_zone(tmp_path, zone, call=cadence(meets={"at": "09:00"}))))
    assert events(text)[0].decoded("DTSTART").tzinfo is None
    assert "VTIMEZONE" not in text


def test_a_feed_without_times_speaks_of_no_zone(tmp_path: Path) -> None:
    assert "VTIMEZONE" not in feed(open_handbook(in_zone(tmp_path, "Europe/Berlin", call=cadence())))


def test_a_deprecated_cadence_ends_and_one_that_has_ended_is_left_out(tmp_path: Path) -> None:
    ending = {"status": "deprecated", "deprecated": {"on": "2026-03-01"}}
    event = one(tmp_path, date(2026, 1, 1), **ending)
    assert rule_of(event) == {"FREQ=WEEKLY", "UNTIL=20260228", "BYDAY=MO"}
    early = cadence(**ending, meets={"weekday": ["monday"], "at": "08:00"})
    event = one(tmp_path, date(2026, 1, 1), **early)
    assert "UNTIL=20260228T235959" in rule_of(event)
    (event,) = events(
        feed(open_handbook(in_zone(tmp_path / "zone", "America/New_York", call=early)), date(2026, 1, 1))
    )
    assert "UNTIL=20260301T045959Z" in rule_of(event)
    assert events(feed(open_handbook(handbook(tmp_path, call=cadence(**ending))), date(2026, 3, 1))) == []


def rule_of(event: Any) -> set[str]:
    return set(event["RRULE"].to_ical().decode().split(";"))


def test_a_draft_is_tentative(tmp_path: Path) -> None:
    assert one(tmp_path, status="draft")["STATUS"] == "TENTATIVE"


odd = st.text(st.sampled_from("a:;,\\\r\n\t\x0b\x07\x85\u2028\u202e\ud800\u00e9 "), min_size=1, max_size=40)


@law(deep=200)
@given(st.lists(odd.filter(str.strip), min_size=1, max_size=5, unique=True))
def test_text_of_the_handbook_is_one_line_and_reads_back(outputs: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = open_handbook(handbook(Path(folder), call=cadence()))
    (call,) = book.all("cadence")
    found = replace(book, index={**book.index, "cadence": {"call": replaced(call, outputs)}})
    (event,) = events(feed(found))
    assert str(event["DESCRIPTION"]).split("Outcomes:\n")[1].split("\n") == [
        f"– {printable(each)}".encode("utf-8", "backslashreplace").decode() for each in outputs
    ]


def replaced(call: Definition, outputs: Sequence[str]) -> Definition:
    """The call with outputs that no reader would let through."""
    return Definition(
        call.kind, call.id, {**call.data, "outputs": list(outputs)}, call.document, call.path, True,
        call.relations,
    )  # fmt: skip


hostile = st.text(st.sampled_from('ab:;,\\"\r\n\t éBEGIN'), min_size=1, max_size=40)


@law(deep=200)
@given(hostile, hostile)
def test_hostile_words_stay_words(name: str, summary: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = handbook(Path(folder), call=cadence(name=name, summary=summary), other=cadence())
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


# -- where it lies --


def test_the_command_prints_or_writes_the_feed(tmp_path: Path) -> None:
    root = handbook(tmp_path, call=cadence())
    wanted = feed(open_handbook(root), date(2026, 1, 1))
    done = remit("export", "calendar", root, "--from", "2026-01-01")
    assert (done.exit_code, done.stdout_bytes.decode()) == (0, wanted)
    out = tmp_path / "new" / "rhythm.ics"
    done = remit("export", "calendar", root, "--from", "2026-01-01", "--output", out)
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
    assert remit("render", "--output", tmp_path / "pages", root).exit_code == 0
    assert (tmp_path / "pages" / "cadences.ics").read_bytes() == wanted
    assert 'href="../cadences.ics"' in (tmp_path / "pages" / "cadences" / "index.md").read_text("utf-8")


def test_a_feed_of_ones_own_in_docs_stays_and_none_is_made_without_cadences(tmp_path: Path) -> None:
    root = handbook(tmp_path / "book", call=cadence())
    (root / "docs" / "cadences.ics").write_text("mine", encoding="utf-8")
    assert build(root, tmp_path / "site").returncode == 0
    assert (tmp_path / "site" / "cadences.ics").read_text("utf-8") == "mine"
    assert build(handbook(tmp_path / "none"), tmp_path / "other").returncode == 0
    assert not (tmp_path / "other" / "cadences.ics").exists()
