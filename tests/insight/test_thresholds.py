"""Thresholds are told in words, each reading with its unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.checking import check
from remit.insight.metrics.thresholds import reading, thresholds

LEAST: dict[str, Any] = {
    "name": "Least",
    "summary": "All that a metric needs.",
    "definition": "Ones.",
    "formula": "1",
    "unit": "ratio",
    "direction": "higher",
    "grain": "month",
}


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (85, "percent", "85 %"),
        (2.5, "ratio", "2.5×"),
        (46000, "currency", "46,000 USD"),
        (1200, "currency-per-day", "1,200 USD a day"),
        (4, "hours", "4 hours"),
        (0.1, "score", "0.1"),
    ],
)
def test_readings_are_written_with_their_unit(number: float, unit: str, expected: str) -> None:
    assert reading(number, unit, "USD") == expected


def test_thresholds_in_words(tmp_path: Path) -> None:
    ranges: tuple[dict[str, Any], ...] = (
        {"below": 2.5},
        {"from": 2.5, "below": 3},
        {"from": 3},
        {"falls-by": 10, "of": "a team"},
        {},
    )
    made = {f"t{at}": {"level": "look", "means": "M", **each} for at, each in enumerate(ranges)}
    book = check(write_handbook(tmp_path, {"metrics": {"m": {**LEAST, "thresholds": made}}})).book
    metric = book.get("metric", "m")
    assert metric is not None
    assert metric.sound
    said = [(row.reading, row.note) for row in thresholds(metric)]
    assert said == [
        ("under 2.5×", ""),
        ("2.5 to 3×", ""),
        ("3× or more", ""),
        ("falls by 10 %", "for a team"),
        ("any reading", ""),
    ]
