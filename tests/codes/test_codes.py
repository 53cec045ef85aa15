"""The catalogue of codes: each says why and how to fix it, and findings are made in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import remit
from remit.codes import CODES, Code
from remit.diagnostics import Location, Range, Severity

PACKAGE = Path(remit.__file__).parent


@pytest.mark.parametrize("code", CODES.values(), ids=list(CODES))
def test_a_code_says_why_it_matters_and_how_to_mend_it_in_half_a_sentence(code: Code) -> None:
    for words in (code.why, code.fix):
        assert words
        assert not words.endswith(".")
        assert not words[0].isupper() or words.startswith(("YAML", "A "))


def test_findings_are_made_in_one_place() -> None:
    makers = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Diagnostic"
    }
    assert makers == {"codes/code.py"}


def test_no_policy_touches_an_error_of_reading() -> None:
    fixed = {id for id, code in CODES.items() if not code.overridable}
    assert {"yaml-syntax", "bad-id", "missing-property", "schema-not-a-kind"} <= fixed
    assert not {"looks-like-number", "dangling-reference", "waiver-unused"} & fixed


def test_a_finding_has_the_words_of_its_code_and_the_place_it_is_given() -> None:
    where = Range(Location("a.yaml", 2, 3), Location("a.yaml", 2, 7), "  name: x")
    found = CODES["bad-id"].at(where, "`X` is not an id", subject="term:x")
    assert (found.code, found.severity, found.subject) == ("bad-id", Severity.ERROR, "term:x")
    assert (found.why, found.fix) == (CODES["bad-id"].why, CODES["bad-id"].fix)
    assert (found.location, found.end, found.excerpt) == (where.start, where.end, where.excerpt)
    assert found.length == 4


@pytest.mark.parametrize(
    ("end", "length"),
    [((1, 3), 1), ((1, 6), 4), ((2, 9), 5), ((1, 2), 1)],
    ids=["one", "four", "to the end of the line", "none is one"],
)
def test_what_is_underlined_ends_with_the_line(end: tuple[int, int], length: int) -> None:
    where = Range(Location("a.yaml", 1, 2), Location("a.yaml", *end), "a: bcd")
    assert CODES["bad-id"].at(where, "m").length == length
