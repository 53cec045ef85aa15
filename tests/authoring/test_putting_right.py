"""`remit check --fix`: what can be meant in one way only is put right, and comments stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import ROOT, starter
from remit.authoring.edits.plan import Plan
from remit.authoring.fixing import fixed
from remit.checking import check
from remit.reading import open_handbook
from running import remit

OWNED = "  operates: {ops: {}}\n  governs: {ops: {}}\n"
FUNCTIONS = "ops: # who runs it\n  name: Ops\n  summary: Runs it.\n"
# what is wrong → file, before, after, what is said
CASES: dict[str, tuple[str, str, str, str]] = {
    "an old shape": (
        "cadences.yaml",
        "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n"
        "  when: Tuesday, 14:00, 45 minutes # at noon\n" + OWNED,
        "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n  meets: # at noon\n"
        '    weekday: [tuesday]\n    at: "14:00"\n    minutes: 45\n' + OWNED,
        "governance/cadences.yaml:6:3: `when` is `meets` now, in its new shape",
    ),
    "a slip in a name": (
        "terms.yaml",
        "a:\n  name: A # its name\n  sumary: An a.\n",
        "a:\n  name: A # its name\n  summary: An a.\n",
        "governance/terms.yaml:3:3: `sumary` is `summary`",
    ),
    "an owner without its braces": (
        "systems.yaml",
        "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: ops # all\n  governs: {ops: {}}\n",
        "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: # all\n"
        "    ops: {}\n  governs: {ops: {}}\n",
        "governance/systems.yaml:5:13: `ops` is an entry: `ops: {}`",
    ),
    "a list of one without its brackets": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  aliases: the a\n",
        "a:\n  name: A\n  summary: An a.\n  aliases: [the a]\n",
        "governance/terms.yaml:4:12: `the a` is a list of one: `[the a]`",
    ),
    "another case of a value": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  status: Draft\n",
        "a:\n  name: A\n  summary: An a.\n  status: draft\n",
        "governance/terms.yaml:4:11: `Draft` is `draft`",
    ),
    "an id of before": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a, not {term:old}.\n  see: [old]\nb:\n  name: B\n"
        "  summary: A b.\n  former-ids: [old]\n",
        "a:\n  name: A\n  summary: An a, not {term:b}.\n  see: [b]\nb:\n  name: B\n"
        "  summary: A b.\n  former-ids: [old]\n",
        "governance/terms.yaml:4:9: `old` is called `b` now",
    ),
    "an answer about nothing": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  differs-from:\n"
        "    term:b: {because: X., mine: aaaaaaaaaaaaaaaa, theirs: aaaaaaaaaaaaaaaa}\n"
        "b:\n  name: B\n  summary: A b.\n",
        "a:\n  name: A\n  summary: An a.\nb:\n  name: B\n  summary: A b.\n",
        "the answer about `term:b` is about nothing any more, and is gone",
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_what_can_be_meant_in_one_way_is_put_right(what: str, tmp_path: Path) -> None:
    name, before, after, said = CASES[what]
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "functions.yaml").write_text(FUNCTIONS, encoding="utf-8")
    file = tmp_path / "governance" / name
    file.write_text(before, encoding="utf-8")
    done = remit("check", "--fix", tmp_path)
    assert file.read_text(encoding="utf-8") == after
    assert f"fixed {said}" in done.output or said in done.output
    assert "nothing could be fixed" in remit("check", "--fix", tmp_path).output
    assert (tmp_path / "governance" / "functions.yaml").read_text(encoding="utf-8") == FUNCTIONS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  aliases: one, two\n"),  # two, or one with a comma
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  colour: red\n"),
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  see: [b]\n"),
        ("systems.yaml", "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: nobody\n"),
        (
            "cadences.yaml",
            "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n  when: when it suits\n",
        ),
        ("terms.yaml", "a: [\n"),
    ],
)
def test_what_needs_a_person_stays(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    file = tmp_path / "governance" / name
    file.write_text(text, encoding="utf-8")
    done = remit("check", "--fix", tmp_path)
    assert "nothing could be fixed without a person" in done.output
    assert done.exit_code == 1
    assert file.read_text(encoding="utf-8") == text


def test_two_letters_in_one_place_become_the_one_that_is_meant(tmp_path: Path) -> None:
    decisions = (
        "price:\n  name: Price\n  summary: S.\n  question: Q?\n" + OWNED + "  parties:\n"
        "    ops: {letter: A/R} # both\n"
    )
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "functions.yaml").write_text(FUNCTIONS, encoding="utf-8")
    (tmp_path / "governance" / "decisions.yaml").write_text(decisions, encoding="utf-8")
    remit("check", "--fix", tmp_path)
    after = (tmp_path / "governance" / "decisions.yaml").read_text(encoding="utf-8")
    assert after == decisions.replace("A/R", "A")


def test_nothing_of_the_starter_is_fixed() -> None:
    assert fixed(Plan(starter())) == []
    assert check(ROOT).book is not None
    assert open_handbook(ROOT).diagnostics == ()
