"""Days and intervals: the laws of the calendar, and the one clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.days import MONTHS, after, before, clock, held_before, parsed
from remit.diagnostics import RemitError

days = st.dates(max_value=date(9990, 1, 1)).map(date.isoformat)
intervals = st.sampled_from(sorted(MONTHS))


@pytest.mark.parametrize(
    ("day", "interval", "next_day"),
    [
        ("2026-10-06", "month", "2026-11-06"),
        ("2026-10-06", "quarter", "2027-01-06"),
        ("2026-10-06", "half-year", "2027-04-06"),
        ("2026-10-06", "year", "2027-10-06"),
        ("2026-01-31", "month", "2026-02-28"),
        ("2028-01-31", "month", "2028-02-29"),
        ("2028-02-29", "year", "2029-02-28"),
        ("2026-12-31", "half-year", "2027-06-30"),
        ("9999-11-30", "year", "9999-12-31"),
        ("2026-02-30", "month", ""),
        ("yesterday", "month", ""),
        ("20261006", "month", ""),
        ("2026-10-06", "fortnight", ""),
    ],
)
def test_the_next_day_is_the_same_of_its_month_or_the_last(day: str, interval: str, next_day: str) -> None:
    assert after(day, interval) == next_day


@pytest.mark.parametrize(
    ("day", "every", "held"),
    [
        ("2026-11-10", "week", "2026-11-03"),
        ("2026-11-10", "two-weeks", "2026-10-27"),
        ("2026-03-31", "month", "2026-02-28"),
        ("2026-01-06", "quarter", "2025-10-06"),
        ("2026-01-06", "year", "2025-01-06"),
        ("0001-01-03", "week", "0001-01-01"),
        ("0001-01-03", "year", "0001-01-01"),
        ("yesterday", "week", ""),
        ("2026-11-10", "fortnight", ""),
    ],
)
def test_what_recurs_was_held_one_interval_before(day: str, every: str, held: str) -> None:
    assert held_before(day, every) == held


@given(st.dates(min_value=date(2, 1, 1), max_value=date(9990, 1, 1)), st.integers(1, 12))
def test_some_months_before_is_on_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = parsed(before(day.isoformat(), months))
    assert found is not None
    assert (day.year - found.year) * 12 + day.month - found.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(1)).day == 1)


@given(days, intervals)
def test_an_interval_is_as_many_months_and_never_runs_into_the_next(day: str, interval: str) -> None:
    first, then = parsed(day), parsed(after(day, interval))
    assert first
    assert then
    assert (then.year - first.year) * 12 + then.month - first.month == MONTHS[interval]
    assert then.day == first.day or (then.day < first.day and (then + timedelta(1)).day == 1)


@given(days, days, intervals)
def test_an_earlier_review_is_never_due_later(one: str, other: str, interval: str) -> None:
    first, second = sorted((one, other))
    assert after(first, interval) <= after(second, interval)


@given(days, intervals)
def test_in_parts_a_clamped_month_may_come_early_but_never_late(day: str, interval: str) -> None:
    stepped = day
    for _ in range(MONTHS[interval]):
        stepped = after(stepped, "month")
    assert stepped <= after(day, interval)
    assert stepped[:7] == after(day, interval)[:7]


def test_the_build_of_a_release_has_the_day_of_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225599")
    assert clock() == "2025-12-31"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert clock() == "2026-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert parsed(clock())


@pytest.mark.parametrize("epoch", ["soon", "1.5", "9" * 30])
def test_a_day_of_source_that_is_none_is_said(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(RemitError, match="SOURCE_DATE_EPOCH is `"):
        clock()
