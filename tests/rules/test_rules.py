"""Every rule teaches by two examples that hold: the bad one is found, the good one is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from building import CASES, starter
from remit.checking import check
from remit.codes import CODES
from remit.diagnostics import Diagnostic, Severity
from remit.reading import open_handbook
from remit.rules import ALL_CODES, ALL_RULES
from remit.rules.rule import SECTIONS, Context, Rule, rule
from remit.source import parse
from running import remit

# What the examples may refer to; an example's definitions join these, or take their place.
BASE = (CASES / "rules" / "base.yaml").read_text(encoding="utf-8")
TODAY = "2026-11-20"  # the examples of rules about days are looked at on it
each_rule = pytest.mark.parametrize("tested", ALL_RULES, ids=lambda tested: tested.code.id)


def read(text: str) -> dict[str, Any]:
    document = parse(text.encode(), "example.yaml")
    assert document.problems == ()
    found: dict[str, Any] = document.data
    return found


def findings(
    root: Path, example: str = "", *, rules: Iterable[Rule] = ALL_RULES, today: str = TODAY
) -> list[Diagnostic]:
    """What is found in the base with an example; one JSON file a kind, since JSON is YAML."""
    whole = read(BASE)
    for plural, definitions in read(example).items() if example else ():
        whole[plural] = {**whole.get(plural, {}), **definitions}
    (root / "governance").mkdir(parents=True)
    for plural, definitions in whole.items():
        (root / "governance" / f"{plural}.yaml").write_text(json.dumps(definitions), encoding="utf-8")
    return list(check(root, rules, today=today).findings)


def test_the_base_of_the_examples_is_faultless(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@each_rule
def test_the_bad_example_fits_its_schema_and_has_findings_of_its_rule(tested: Rule, tmp_path: Path) -> None:
    found = findings(tmp_path, tested.parts["Bad"], rules=[tested])
    assert {finding.code for finding in found} == {tested.code.id}, [finding.message for finding in found]
    for finding in found:
        assert (finding.severity, finding.why, finding.fix) == (
            tested.code.severity,
            tested.code.why,
            tested.code.fix,
        )
        assert finding.excerpt
        assert finding.subject


@each_rule
def test_the_good_example_has_no_findings_of_its_rule(tested: Rule, tmp_path: Path) -> None:
    found = findings(tmp_path, tested.parts["Good"], rules=[tested])
    assert [finding.message for finding in found] == []


def test_no_rule_finds_fault_with_the_good_example_of_another(tmp_path: Path) -> None:
    """Suggestions aside: an example need not have all that a definition could have."""
    found = {
        tested.code.id: [
            f"{finding.code}: {finding.message}"
            for finding in findings(tmp_path / tested.code.id, tested.parts["Good"])
            if finding.severity > Severity.SUGGESTION
        ]
        for tested in ALL_RULES
    }
    assert {code: messages for code, messages in found.items() if messages} == {}


@each_rule
def test_a_rule_finds_without_a_day_what_it_finds_with_one_or_is_not_asked(
    tested: Rule, tmp_path: Path
) -> None:
    bad = tested.parts["Bad"]
    with_a_day, without = (
        [
            (finding.message, finding.location)
            for finding in findings(tmp_path / name, bad, rules=[tested], today=day)
        ]
        for name, day in (("with", TODAY), ("without", ""))
    )
    assert without == ([] if tested.dated else with_a_day)


@each_rule
def test_a_rule_says_what_holds_why_and_how_to_mend_it(tested: Rule) -> None:
    assert tuple(tested.parts) == SECTIONS
    assert tested.says.endswith(".")
    assert tested.code.why.endswith(".")
    assert tested.code.fix.endswith(".")
    assert len(tested.says.split(". ")) == 1, "one sentence"


@each_rule
def test_a_message_is_lower_case_and_names_its_thing(tested: Rule, tmp_path: Path) -> None:
    for finding in findings(tmp_path, tested.parts["Bad"], rules=[tested]):
        assert finding.message[0] in "`0123456789" or finding.message[0].islower()
        assert "`" in finding.message or finding.subject
        assert not finding.message.endswith(".")
        assert "invalid" not in finding.message


def test_a_rule_without_one_of_its_parts_cannot_be_written() -> None:
    def find(_context: Context) -> Any:
        """Something holds.

        Why: Because.
        Fix: Do it.
        Bad:
            terms: {}
        """

    with pytest.raises(ValueError, match="the docstring of rule some-code lacks Good"):
        rule("some-code")(find)


def test_a_rule_needs_what_a_context_can_give() -> None:
    with pytest.raises(ValueError, match="rule some-code needs weather, which no context gives"):
        rule("some-code", needs={"weather"})(ALL_RULES[0].find)


def test_a_rule_that_reads_the_day_undeclared_is_a_fault_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    book = open_handbook(tmp_path)
    assert Context(book, TODAY).today == TODAY
    with pytest.raises(LookupError, match="declares `needs="):
        _ = Context(book).today


def test_every_code_is_unique_and_made_of_words() -> None:
    codes = [*CODES, *(rule.code.id for rule in ALL_RULES)]
    assert len(codes) == len(set(codes))
    assert sorted(codes) == list(ALL_CODES)
    assert [
        code for code in ALL_CODES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+|alias|anchor|tab|tag", code)
    ] == []


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_code_can_be_explained(code: str) -> None:
    done = remit("explain", code)
    assert done.exit_code == 0
    found = ALL_CODES[code]
    assert done.output.startswith(f"{code}\n")
    assert f"\nWhy: {found.why}\nFix: {found.fix}\n" in done.output


def test_explaining_a_rule_shows_its_examples() -> None:
    shown = remit("explain", "raci-one-accountable").output
    assert "\nBad:\ndecisions:\n  scoring:\n" in shown
    assert "\nGood:\ndecisions:\n  scoring:\n" in shown


def test_without_a_code_all_are_listed() -> None:
    own = [f"rule:{each.id}" for each in starter().every("rule")]
    assert own
    assert remit("explain").output.splitlines() == [*sorted(ALL_CODES), *sorted(own)]


def test_an_unknown_code_is_answered_by_the_nearest() -> None:
    done = remit("explain", "owner-misisng")
    assert done.exit_code == 2
    assert "there is no finding `owner-misisng`; did you mean `owner-missing`?" in done.output
