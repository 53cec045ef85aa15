"""Golden cases: a small handbook each, and what `remit check` says about it."""

# tests/cases/check/<case>/ lies over tests/cases/check/_base/. Its `expected.txt` holds the exit code
# and the output of `--format line`; where an `expected-text.txt` stands, that of `--format text` as
# well. Further arguments stand in `arguments.txt`. REMIT_UPDATE_CASES=1 writes both
# anew: read the diff before you commit it.

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from building import CASES as ALL_CASES
from remit.cli import main
from remit.codes import CODES, KINDS, LINKS, READING, SETTINGS

CASES = ALL_CASES / "check"
UPDATE = bool(os.environ.get("REMIT_UPDATE_CASES"))


def names() -> list[str]:
    return sorted(path.name for path in CASES.iterdir() if path.name != "_base")


def said(root: Path, form: str) -> str:
    more = root / "arguments.txt"
    arguments = more.read_text(encoding="utf-8").split() if more.exists() else []
    done = CliRunner().invoke(main, ["check", "--format", form, *arguments, str(root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return f"exit {done.exit_code}\n{done.output}"


@pytest.mark.parametrize("case", names())
def test_a_case_is_answered_as_expected(case: str, tmp_path: Path) -> None:
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
