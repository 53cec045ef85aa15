"""What reading a large export costs, counted: no clock is needed to hold it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest

from metadata import PER_OBJECT, write_metadata
from remit.snapshots.files import OnDisk, on_disk
from remit.snapshots.model import ValueSet
from remit.snapshots.salesforce import read
from remit.snapshots.xml import Node, whole

FEW, MANY = 5 * PER_OBJECT, 20 * PER_OBJECT
CALLS = 60  # of functions, for each file: each is some twenty times cheaper than the parse of a file


def test_each_file_is_opened_and_parsed_once_and_what_nothing_asks_for_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_metadata(tmp_path, FEW)
    opened: Counter[str] = Counter()
    parsed = 0
    take = OnDisk.read

    def counted(self: OnDisk, path: str) -> bytes:
        opened[path] += 1
        return take(self, path)

    def counted_too(content: bytes) -> Node:
        nonlocal parsed
        parsed += 1
        return whole(content)

    monkeypatch.setattr(OnDisk, "read", counted)
    monkeypatch.setattr("remit.snapshots.salesforce.reader.whole", counted_too)
    found = read(on_disk(tmp_path))
    views = {path for path in on_disk(tmp_path).paths() if "listViews" in path}
    assert len(views) == FEW // PER_OBJECT
    assert set(opened.values()) == {1}
    assert set(opened) == set(on_disk(tmp_path).paths()) - views
    assert parsed == FEW - len(views)
    assert sum(1 for each in found.fields() if isinstance(each.values, ValueSet)) == 3 * len(views)


def calls(folder: Path, count: int) -> int:
    """How many functions of Python are called while so many files are read."""
    write_metadata(folder, count)
    found = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal found
        found += event == "call"

    sys.setprofile(counted)
    try:
        read(on_disk(folder))
    finally:
        sys.setprofile(None)
    return found


def test_a_file_costs_few_calls_and_not_more_where_there_are_many(tmp_path: Path) -> None:
    few, many = calls(tmp_path / "few", FEW), calls(tmp_path / "many", MANY)
    for_each = (many - few) / (MANY - FEW)
    assert for_each <= CALLS, for_each
    assert many / MANY <= few / FEW * 1.05
