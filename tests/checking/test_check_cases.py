"""Golden cases: a small handbook each, and what `remit check` says about it."""

# tests/cases/check/<case>/ lies over tests/cases/check/_base/. Its `expected.txt` holds the exit code
# and the output of `--format line`; where an `expected-text.txt` stands, that of `--format text` as
# well. Further arguments stand in `arguments.txt`. REMIT_UPDATE_CASES=1 writes both
# anew: read the diff before you commit it. The rules of `rules.txt` are asked and no others, so
# that a rule can be added without a look at every case.

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from building import CASES as ALL_CASES
from building import rules_named
from remit import checking
from remit.cli import main
from remit.codes import CODES, KINDS, LINKS, READING, SETTINGS

CASES = ALL_CASES / "check"
RULES = rules_named((CASES / "rules.txt").read_text(encoding="utf-8").split())
UPDATE = bool(os.environ.get("REMIT_UPDATE_CASES"))


def names() -> list[str]:
    return sorted(path.name for path in CASES.iterdir() if path.is_dir() and path.name != "_base")


def said(root: Path, form: str) -> str:
    more = root / "arguments.txt"
    arguments = more.read_text(encoding="utf-8").split() if more.exists() else []
    done = CliRunner().invoke(main, ["check", "--format", form, *arguments, str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return f"exit {done.exit_code}\n{done.output}"


@pytest.mark.parametrize("case", names())
def test_a_case_is_answered_as_expected(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "check", functools.partial(checking.check, rules=RULES))
    shutil.copytree(CASES / "_base", tmp_path, dirs_exist_ok=True)
    shutil.copytree(CASES / case, tmp_path, dirs_exist_ok=True)
    for form, expected in (("line", "expected.txt"), ("text", "expected-text.txt")):
        file = CASES / case / expected
        if UPDATE and (form == "line" or file.exists()):
            file.write_text(said(tmp_path, form), encoding="utf-8")
        if form == "line" or file.exists():
            assert said(tmp_path, form) == file.read_text(encoding="utf-8")


def test_the_cases_cover_every_fault_of_reading_and_linking_and_every_policy() -> None:
    written = "".join((CASES / case / "expected.txt").read_text(encoding="utf-8") for case in names())
    codes = [code.id for code in CODES.values() if code.topic in (READING, LINKS, SETTINGS, KINDS)]
    assert [code for code in sorted(codes) if f" {code}: " not in written] == []
