"""When a meeting takes place: its words, its rule, and the days of both."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from building import write_handbook
from depth import law
from remit.handbook import Definition
from remit.reading import open_handbook
from remit.rhythm.meetings import DAYS, STEPS, WEEKS, WORKING, Rhythm, held_before, rhythm, words

EVERY = (*WEEKS, *STEPS)


def cadence(root: Path, every: str, **meets: Any) -> Definition:
    data = {"name": "Call", "summary": "S.", "every": every, "agenda": ["Why?"], "meets": meets}
    if not meets:
        del data["meets"]
    book = open_handbook(write_handbook(root, {"cadences": {"call": data}}))
    assert not book.diagnostics
    return next(book.all("cadence"))


@pytest.mark.parametrize(
    ("every", "meets", "expected"),
    [
        ("week", {}, ("FREQ=WEEKLY;BYDAY=MO", "2026-01-05")),
        ("week", {"weekday": ["thursday", "monday"]}, ("FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-01")),
        (
            "week",
            {"weekday": ["friday"], "months": [2, 3]},
            ("FREQ=WEEKLY;BYMONTH=2,3;BYDAY=FR", "2026-02-06"),
        ),
        ("two-weeks", {"weekday": ["friday"]}, ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-02")),
        ("month", {}, ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-01-01")),
        ("month", {"weekday": ["wednesday"]}, ("FREQ=MONTHLY;BYDAY=1WE", "2026-01-07")),
        ("month", {"weekday": ["wednesday"], "nth": 2}, ("FREQ=MONTHLY;BYDAY=2WE", "2026-01-14")),
        ("month", {"weekday": ["friday"], "nth": -1}, ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30")),
        ("month", {"nth": 3}, ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=3", "2026-01-05")),
        (
            "quarter",
            {"minutes": 60},
            ("FREQ=MONTHLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "2026-01-01"),
        ),
        (
            "quarter",
            {"weekday": ["tuesday"], "nth": -1},
            ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TU", "2026-03-31"),
        ),
        (
            "quarter",
            {"weekday": ["monday"], "months": [2, 5, 8, 11]},
            ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-02-02"),
        ),
        (
            "quarter",
            {"weekday": ["tuesday"], "nth": 1, "months": [5, 3]},
            ("FREQ=MONTHLY;BYMONTH=3,5;BYDAY=1TU", "2026-03-03"),
        ),
        ("half-year", {"weekday": ["monday"]}, ("FREQ=MONTHLY;INTERVAL=6;BYDAY=1MO", "2026-01-05")),
        (
            "year",
            {"weekday": ["thursday"], "nth": 2, "months": [11]},
            ("FREQ=MONTHLY;INTERVAL=12;BYDAY=2TH", "2026-11-12"),
        ),
    ],
)
def test_what_a_cadence_says_becomes_a_rule_and_a_first_day(
    tmp_path: Path, every: str, meets: dict[str, Any], expected: tuple[str, str]
) -> None:
    found = rhythm(cadence(tmp_path, every, **meets))
    assert (found.rule(), found.first(date(2026, 1, 1)).isoformat()) == expected


@pytest.mark.parametrize(
    ("every", "meets", "said"),
    [
        (
            "month",
            {"weekday": ["tuesday"], "nth": 2, "at": "14:00", "minutes": 45},
            "Second Tuesday of the month, 14:00, 45 minutes",
        ),
        ("week", {}, ""),
        ("year", {"minutes": 480}, "8 hours"),
        ("week", {"weekday": ["tuesday"], "minutes": 60}, "Tuesdays, 1 hour"),
        ("week", {"weekday": ["friday", "monday"], "months": [1]}, "Mondays and Fridays in January"),
        ("week", {"weekday": list(WORKING), "at": "09:15"}, "Working days, 09:15"),
        ("two-weeks", {"weekday": ["friday"], "minutes": 1}, "Every other Friday, 1 minute"),
        ("month", {"nth": -1}, "Last working day of the month"),
        ("month", {"weekday": ["friday", "monday"], "nth": 3}, "Third Monday or Friday of the month"),
        ("quarter", {"weekday": ["tuesday"]}, "First Tuesday of the quarter"),
        ("quarter", {"months": [8, 2, 11, 5]}, "In February, May, August and November"),
        (
            "half-year",
            {"weekday": ["tuesday"], "nth": 4, "months": [4, 1]},
            "Fourth Tuesday of January and April",
        ),
    ],
)
def test_a_meeting_is_told_in_words_and_what_is_open_is_left_out(
    tmp_path: Path, every: str, meets: dict[str, Any], said: str
) -> None:
    assert words(cadence(tmp_path, every, **meets)) == said


@pytest.mark.parametrize(
    ("every", "meets", "days"),
    [
        ("week", {"weekday": ["tuesday"]}, ("2026-11-17", "2026-11-10")),
        ("week", {"weekday": ["tuesday"]}, ("2026-11-16", "2026-11-10")),  # prepared the day before
        ("week", {"weekday": ["tuesday"]}, ("2026-11-18", "2026-11-10")),  # put off by a day
        ("week", {"weekday": ["monday", "thursday"]}, ("2026-11-19", "2026-11-16")),
        ("two-weeks", {"weekday": ["tuesday"]}, ("2026-11-17", "2026-11-03")),
        ("month", {"weekday": ["wednesday"], "nth": 2}, ("2026-11-11", "2026-10-14")),
        ("month", {"weekday": ["wednesday"], "nth": 2}, ("2026-11-18", "2026-10-14")),  # put off by a week
        ("month", {"weekday": ["wednesday"], "nth": 2}, ("2026-11-04", "2026-10-14")),
        ("half-year", {"weekday": ["tuesday"], "nth": 2, "months": [1, 4]}, ("2026-04-14", "2026-01-13")),
        ("month", {"minutes": 45}, ("2026-11-11", "2026-10-11")),  # no day is said
        ("quarter", {"months": [2, 5, 8, 11]}, ("2026-11-11", "2026-08-11")),
        ("week", {"weekday": ["tuesday"]}, ("0001-01-01", "0001-01-01")),
    ],
)
def test_the_last_meeting_is_the_one_before_this_one(
    tmp_path: Path, every: str, meets: dict[str, Any], days: tuple[str, str]
) -> None:
    day, last = days
    assert held_before(cadence(tmp_path, every, **meets), day) == last


def rhythms() -> st.SearchStrategy[Rhythm]:
    weekdays = st.sets(st.sampled_from(DAYS), min_size=1).map(
        lambda some: tuple(sorted(some, key=DAYS.index))
    )
    months = st.sets(st.integers(1, 12), min_size=1).map(lambda some: tuple(sorted(some)))
    by_week = st.builds(Rhythm, weekdays, st.sampled_from([1, 2]), st.just(0), st.just(()) | months)
    return by_week | st.builds(Rhythm, weekdays, st.just(0), st.sampled_from([1, 2, 3, 4, -1]), months)


@law(deep=150)
@given(rhythms(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_first_day_is_the_first_of_the_rule(found: Rhythm, start: date) -> None:
    first = found.first(start)
    begin = datetime.combine(first, time())
    until = begin + timedelta(days=800)
    told = [day.date() for day in takewhile(lambda day: day < until, rrulestr(found.rule(), dtstart=begin))]
    assert told[0] == first >= start
    day = first
    for each in told[1:20] if found.weeks < 2 else ():
        day = found.first(day + timedelta(1))
        assert day == each


@law(deep=150)
@given(rhythms(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_last_meeting_is_one_of_its_days_and_none_lies_far_between(found: Rhythm, start: date) -> None:
    day = found.first(start)
    last = found.before(day)
    assert last is not None
    assert found.first(last) == last < day
    if found.weeks != 2:
        assert found.first(last + timedelta(1)) == day
