"""Faults put into two whole handbooks: each is told once, by its code, on its line, with what to do."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from depth import part_of
from planting import HANDBOOKS, Fault, Texts, checked, edited, faults, text_of, untouched
from remit.checking import Checked
from remit.diagnostics import Diagnostic
from remit.reading import open_handbook
from remit.rules import ALL_CODES, ALL_RULES

# The starter is long: `make test` plants one fault of each topic in it, `make test-deep` all of them.
IN_HIRE = [each for each in faults() if each.handbook == "hire"]
IN_STARTER = part_of([each for each in faults() if each.handbook == "starter"], form=lambda each: each.topic)
ANSWER = re.compile(r"write into `([^`]+)`: `([^`]+)`")
MEANT = re.compile(r"`([^`]+)`.*; did you mean `([^`]+)`\?$")


def places(found: Checked) -> list[str]:
    return [f"{each.location}: {each.code}: {each.message}" for each in found.findings]


@pytest.mark.parametrize("fault", [*IN_HIRE, *IN_STARTER], ids=str)
def test_a_planted_fault_is_told_once_on_its_line_and_is_gone_once_mended(fault: Fault) -> None:
    found = checked(fault.handbook, fault.texts)
    own = [each for each in found.findings if each.code not in fault.also]
    assert [(each.code, each.location.path) for each in own] == [(fault.code, fault.file)], places(found)
    assert {each.code for each in found.findings} == {fault.code, *fault.also}, places(found)
    (finding,) = own
    assert finding.location.line == fault.line_in(text_after(fault, fault.file)), finding
    assert finding.subject, "the finding is about no definition"
    assert "`" in finding.message, "the message quotes nothing"
    assert finding.fix
    mended = fault.mended if fault.mends else as_told(fault, finding, found)
    if mended is not None:
        left = checked(fault.handbook, mended)
        assert {each.code for each in left.findings} <= set(fault.also), places(left)


def text_after(fault: Fault, path: str) -> str:
    return fault.texts.get(path) or text_of(fault.handbook, path)


def as_told(fault: Fault, finding: Diagnostic, found: Checked) -> Texts | None:
    """The files after what a message spells out: the answer to write, or the word that was meant."""
    if answer := ANSWER.search(finding.message):
        definition = next(each for each in found.book.definitions() if str(each.ref) == answer[1])
        place = definition.locate(("name",))
        lines = text_after(fault, place.path).splitlines(keepends=True)
        margin = re.match(" *", lines[place.line - 1])
        assert margin
        lines.insert(place.line, f"{margin[0]}{answer[2].replace('…', 'They are apart.')}\n")
        return {**fault.texts, place.path: "".join(lines)}
    if meant := MEANT.search(finding.message):
        path, at = finding.location.path, finding.location.line - 1
        lines = text_after(fault, path).splitlines(keepends=True)
        before, rest = lines[at][: finding.location.column - 1], lines[at][finding.location.column - 1 :]
        lines[at] = before + rest.replace(meant[1], meant[2], 1)
        return {**fault.texts, path: "".join(lines)}
    return None


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_nothing_is_found_in_an_untouched_handbook(handbook: str) -> None:
    assert places(checked(handbook, {})) == []


def test_every_rule_is_planted_in_both_handbooks() -> None:
    planted: dict[str, set[str]] = defaultdict(set)
    for fault in faults():
        planted[fault.code].add(fault.handbook)
    lacking = [
        f"`{rule.code.id}` is planted nowhere in {' and '.join(sorted(missing))}: add a fault to "
        f'tests/cases/planted/{rule.code.topic}.yaml; CONTRIBUTING says how, under "A planted fault"'
        for rule in ALL_RULES
        if (missing := set(HANDBOOKS) - planted[rule.code.id])
    ]
    assert not lacking, "\n".join(lacking)


def test_what_is_planted_has_a_code_and_stands_in_both() -> None:
    where: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fault in faults():
        assert fault.code in ALL_CODES, f"{fault.name}: there is no code `{fault.code}`"
        where[fault.topic, fault.name].append(fault.handbook)
    assert {name: found for name, found in where.items() if found != list(HANDBOOKS)} == {}


def test_the_two_handbooks_have_no_id_in_common() -> None:
    """Else a rule that knows an id of the starter would find the fault in the other as well."""
    starter, hire = (
        {each.id for each in open_handbook(untouched(name)).definitions() if not each.kind.single}
        for name in HANDBOOKS
    )
    assert starter & hire == set()


def test_an_edit_that_fits_nowhere_is_a_fault_of_the_case() -> None:
    with pytest.raises(AssertionError, match="stands there 0 times"):
        edited("hire", [{"file": "terms.yaml", "was": "nobody wrote this"}])
