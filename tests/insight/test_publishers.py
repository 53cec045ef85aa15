"""Figures of others stand with their publisher."""

from __future__ import annotations

from pathlib import Path

from building import write_handbook
from remit.checking import check
from remit.insight.maturity import publishers


def test_figures_stand_with_their_publisher_the_newest_first(tmp_path: Path) -> None:
    figure = {"name": "N", "summary": "S.", "figure": "7 %", "claim": "C."}
    figures = {
        "old": {**figure, "name": "Old", "publisher": "B", "year": 2020},
        "new": {**figure, "name": "New", "publisher": "B", "year": 2024},
        "a": {**figure, "name": "A", "publisher": "a"},
        "none": figure,
    }
    book = check(write_handbook(tmp_path, {"benchmarks": figures})).book
    found = publishers(book.all("benchmark"))
    assert [[each.id for each in group.figures] for group in found] == [["a"], ["new", "old"], ["none"]]
    assert len({group.anchor for group in found}) == len(found)
