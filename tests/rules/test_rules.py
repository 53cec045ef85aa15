"""Every rule teaches by two examples that hold: the bad one is found, the good one is not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from building import CASES as ALL_CASES
from remit.checking import POLICY_CODES, check, known_codes
from remit.cli import main
from remit.diagnostics import Diagnostic
from remit.handbook import Handbook
from remit.linking import LINK_CODES
from remit.reading import READING_CODES
from remit.rules import ALL_RULES
from remit.rules.rule import SECTIONS, Rule, rule
from remit.schema.faults import FAULT_CODES
from remit.source import SOURCE_CODES, parse

# What the examples may refer to; an example's definitions join these, or take their place.
BASE = (ALL_CASES / "rules" / "base.yaml").read_text(encoding="utf-8")
TODAY = "2026-11-20"  # the examples of rules about days are looked at on it
each_rule = pytest.mark.parametrize("tested", ALL_RULES, ids=lambda tested: tested.code)


def read(text: str) -> dict[str, Any]:
    document = parse(text.encode(), "example.yaml")
    assert document.problems == ()
    found: dict[str, Any] = document.data
    return found


def findings(root: Path, example: str = "", today: str = TODAY) -> list[Diagnostic]:
    """What is found in the base with an example; one JSON file a kind, since JSON is YAML."""
    whole = read(BASE)
    for plural, definitions in read(example).items() if example else ():
        whole[plural] = {**whole.get(plural, {}), **definitions}
    (root / "governance").mkdir()
    for plural, definitions in whole.items():
        (root / "governance" / f"{plural}.yaml").write_text(json.dumps(definitions), encoding="utf-8")
    return list(check(root, today=today).findings)


def test_the_base_of_the_examples_is_faultless(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@each_rule
def test_the_bad_example_has_findings_of_its_rule_and_no_other(tested: Rule, tmp_path: Path) -> None:
    found = findings(tmp_path, tested.parts["Bad"])
    assert {finding.code for finding in found} == {tested.code}, [finding.message for finding in found]
    for finding in found:
        assert (finding.severity, finding.why, finding.fix) == (tested.severity, tested.why, tested.fix)
        assert finding.excerpt
        assert finding.subject


@each_rule
def test_the_good_example_has_no_findings(tested: Rule, tmp_path: Path) -> None:
    assert [finding.message for finding in findings(tmp_path, tested.parts["Good"])] == []


@each_rule
def test_a_rule_says_what_holds_why_and_how_to_mend_it(tested: Rule) -> None:
    assert tuple(tested.parts) == SECTIONS
    assert tested.says.endswith(".")
    assert tested.why.endswith(".")
    assert tested.fix.endswith(".")
    assert len(tested.says.split(". ")) == 1, "one sentence"


@each_rule
def test_a_message_is_lower_case_and_names_its_thing(tested: Rule, tmp_path: Path) -> None:
    for finding in findings(tmp_path, tested.parts["Bad"]):
        assert finding.message[0] in "`0123456789" or finding.message[0].islower()
        assert "`" in finding.message or finding.subject
        assert not finding.message.endswith(".")
        assert "invalid" not in finding.message


def test_a_rule_without_one_of_its_parts_cannot_be_written() -> None:
    def look(_book: Handbook) -> Any:
        """Something holds.

        Why: Because.
        Fix: Do it.
        Bad:
            terms: {}
        """

    with pytest.raises(ValueError, match="the docstring of rule some-code lacks Good"):
        rule("some-code")(look)


def test_every_code_is_unique_and_made_of_words() -> None:
    groups = [
        SOURCE_CODES,
        FAULT_CODES,
        READING_CODES,
        LINK_CODES,
        POLICY_CODES,
        [rule.code for rule in ALL_RULES],
    ]
    codes = [code for group in groups for code in group]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(known_codes())
    assert [
        code
        for code in known_codes()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|alias|anchor|tab|tag", code)
    ] == []


@pytest.mark.parametrize("code", known_codes())
def test_every_code_can_be_explained(code: str) -> None:
    done = CliRunner().invoke(main, ["explain", code])
    assert done.exit_code == 0
    why, fix = known_codes()[code]
    assert done.output.startswith(f"{code}\n")
    assert f"\nWhy: {why}\nFix: {fix}\n" in done.output


def test_explaining_a_rule_shows_its_examples() -> None:
    shown = CliRunner().invoke(main, ["explain", "raci-one-accountable"]).output
    assert "\nBad:\ndecisions:\n  scoring:\n" in shown
    assert "\nGood:\ndecisions:\n  scoring:\n" in shown


def test_without_a_code_all_are_listed() -> None:
    assert CliRunner().invoke(main, ["explain"]).output.splitlines() == sorted(known_codes())


def test_an_unknown_code_is_answered_by_the_nearest() -> None:
    done = CliRunner().invoke(main, ["explain", "owner-misisng"])
    assert done.exit_code == 2
    assert "there is no finding `owner-misisng`; did you mean `owner-missing`?" in done.output
