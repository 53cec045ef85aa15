"""Faults put into the starter handbook: each is told once, by its code, on its line."""

from __future__ import annotations

from typing import Any

import pytest

from building import CASES, ROOT
from remit.checking import check
from remit.source import read
from remit.tree import Overlay

PLANTED: dict[str, dict[str, Any]] = read(CASES / "planted", "starter.yaml").data


def planted(fault: dict[str, Any]) -> dict[str, str]:
    """The files that a fault changes, with their new texts."""
    texts: dict[str, str] = {}
    for edit in fault["edits"]:
        path = f"governance/{edit['file']}"
        text = texts.get(path) or (ROOT / path).read_text(encoding="utf-8")
        assert text.count(edit["was"]) == 1, (
            f"{path}: {edit['was']!r} stands there {text.count(edit['was'])} times"
        )
        texts[path] = text.replace(edit["was"], edit["now"])
    return texts


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_once_on_its_line(name: str) -> None:
    fault = PLANTED[name]
    texts = planted(fault)
    path = f"governance/{fault['in']}" if "in" in fault else next(iter(texts))
    found = check(Overlay(ROOT, dict(texts))).findings
    told = [each for each in found if each.code not in fault.get("also", ())]
    assert [(each.code, each.location.path) for each in told] == [(fault["code"], path)], [
        f"{each.location}: {each.code}: {each.message}" for each in found
    ]
    text = texts.get(path) or (ROOT / path).read_text(encoding="utf-8")
    line = text.splitlines()[told[0].location.line - 1]
    assert fault["at"].splitlines()[0].strip() in line, line


def test_nothing_is_found_in_the_untouched_starter() -> None:
    assert [f"{each.location}: {each.message}" for each in check(ROOT).findings] == []
