"""Golden cases: a small handbook each, and what `remit check` says about it."""

# tests/cases/check/<case>/ lies over tests/cases/check/_base/. Its `expected.txt` holds the exit code
# and the output of `--format line`; where an `expected-text.txt` stands, that of `--format text` as
# well. Further arguments stand in `arguments.txt`. REMIT_UPDATE_CASES=1 writes both
# anew: read the diff before you commit it. The rules of `rules.txt` are asked and no others, so
# that a rule can be added without a look at every case.

from __future__ import annotations

import functools
import shutil
from pathlib import Path

import pytest

from building import CASES, golden, rules_named
from remit import checking
from remit.codes import CODES, KINDS, LINKS, READING, SETTINGS
from running import remit

FOLDER = CASES / "check"
RULES = rules_named((FOLDER / "rules.txt").read_text(encoding="utf-8").split())


def names() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "_base")


def said(root: Path, form: str) -> str:
    more = root / "arguments.txt"
    arguments = more.read_text(encoding="utf-8").split() if more.exists() else []
    done = remit("check", "--format", form, *arguments)
    return f"exit {done.exit_code}\n{done.output}"


@pytest.mark.parametrize("case", names())
def test_a_case_is_answered_as_expected(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check", functools.partial(checking.check, rules=RULES))
    shutil.copytree(FOLDER / "_base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(FOLDER / case, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for form, expected in (("line", "expected.txt"), ("text", "expected-text.txt")):
        file = FOLDER / case / expected
        if form == "line" or file.exists():
            found = said(tmp_path, form)
            assert found == golden(file, found)


def test_the_cases_cover_every_fault_of_reading_and_linking_and_every_policy() -> None:
    written = "".join((FOLDER / case / "expected.txt").read_text(encoding="utf-8") for case in names())
    codes = [code.id for code in CODES.values() if code.topic in (READING, LINKS, SETTINGS, KINDS)]
    beside = {"empty-handbook"}  # a case lies over a handbook; tests/cli/test_failures.py has an empty one
    assert [code for code in sorted({*codes} - beside) if f" {code}: " not in written] == []
