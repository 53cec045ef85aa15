"""What is odd and right gives no finding: a company may do it on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from building import CASES
from planting import checked, edited
from remit.source import read

RIGHT: dict[str, dict[str, Any]] = read(CASES / "right", "cases.yaml").data
LEAST = 40


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_odd_and_right_gives_no_finding(name: str) -> None:
    case = RIGHT[name]
    handbook = case.get("handbook", "hire")
    texts = edited(handbook, case["edits"])
    assert texts
    found = checked(handbook, texts).findings
    assert [f"{each.location}: {each.code}: {each.message}" for each in found] == []


def test_there_are_many_of_them() -> None:
    assert len(RIGHT) >= LEAST
