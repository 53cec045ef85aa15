"""A company of 33 definitions, written down in words before: what is typed until all of it is green."""

# The words are tests/cases/company/list.md, the typing is typed.yaml beside it. Forty words a minute is usual
# in an office; thinking is not counted, and neither is what the machine takes.

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from building import CASES
from remit.checking import check
from running import remit

A_MINUTE = 200  # characters: forty words of five


def steps() -> list[dict[str, Any]]:
    text = (CASES / "company" / "typed.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def typed(step: dict[str, Any]) -> str:
    """What a person types in a step; an editor sets lines in by itself, and closes brackets."""
    if "run" in step:
        return f"{step['run']}\n"
    return f"{step['file']}\n" + "".join(line.lstrip() for line in step["text"].splitlines(keepends=True))


def test_the_list_was_written_in_words_before() -> None:
    items = re.findall(
        r"^\d+\. (.+)$", (CASES / "company" / "list.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(items) == len(set(items)) == 33


def test_a_company_of_33_definitions_is_typed_in_half_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    signs, commands, lines, green = 0, 0, 0, []
    for step in steps():
        text = typed(step)
        signs += len(text)
        lines += text.count("\n")
        if "file" in step:
            Path(step["file"]).write_text(step["text"], encoding="utf-8")
            continue
        commands += 1
        done = remit(*shlex.split(step["run"])[1:])
        assert done.exit_code == 0, done.output
        if step["run"] == "remit check":
            assert done.output.startswith("No findings"), done.output
            green.append(signs / A_MINUTE)
    with capsys.disabled():
        minutes = ", ".join(f"{each:.0f}" for each in green)
        print(f"\n33 definitions: {commands} commands, {lines} lines, {signs} signs of typing;")
        print(f"{signs / A_MINUTE:.0f} minutes in all, green after {minutes} minutes")
    assert len(list(check(tmp_path).book.definitions())) == 33
    assert signs / A_MINUTE <= 30
    assert green[0] <= 1
    assert green[1] <= 10, "the first check of what the company itself has typed"
