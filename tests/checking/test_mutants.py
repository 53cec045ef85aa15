"""Break one line of a handbook that has everything: it is told, and on that line."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence

import pytest

from depth import DEEP, SEED
from mutants import OPERATORS, Mutant, Place, Whole, mutants
from remit.checking import check
from remit.diagnostics import Diagnostic
from remit.tree import Memory

COUNT = 5000 if DEEP else 200
AT_ONCE = 200
RIGHT = 0.995  # of what is told, on the right line


@functools.cache
def whole() -> Whole:
    return Whole()


def found(texts: dict[str, str]) -> Sequence[Diagnostic]:
    return check(Memory(texts)).findings


def saying(finding: Diagnostic) -> tuple[str, ...]:
    return finding.code, finding.location.path, finding.subject, finding.message


@functools.cache
def usual() -> Counter[tuple[str, ...]]:
    """What is said of the whole handbook, in which all leads to itself."""
    return Counter(map(saying, found(whole().texts())))


def new(kind: str, lines: list[str]) -> list[Diagnostic]:
    """What is said of a mutant and not of the whole."""
    left = usual().copy()
    told = []
    for finding in found(whole().texts(kind, lines)):
        left[saying(finding)] -= 1
        if left[saying(finding)] < 0:
            told.append(finding)
    return told


def is_there(place: Place, finding: Diagnostic, mutant: Mutant) -> bool:
    """Whether a finding names a line of the fault."""
    places = (finding.location, *(each.location for each in finding.related), *finding.uses)
    path = whole().paths[place.kind]
    return any(each.path == path and each.line - 1 in mutant[1] for each in places)


@functools.cache
def drawn() -> list[tuple[Place, str]]:
    return mutants(whole(), COUNT, SEED)


@pytest.mark.parametrize("start", range(0, COUNT, AT_ONCE))
def test_a_line_that_is_broken_is_told_on_that_line(start: int) -> None:
    survivors, elsewhere = [], []
    for place, way in drawn()[start : start + AT_ONCE]:
        mutant = OPERATORS[way](place, whole().files[place.kind])
        assert mutant
        told = new(place.kind, mutant[0])
        if not told:
            survivors.append((way, place.kind, place.path))
        elif not any(is_there(place, finding, mutant) for finding in told):
            elsewhere.append(
                (way, place.kind, place.path, [(each.code, str(each.location)) for each in told])
            )
    assert survivors == []
    assert len(elsewhere) <= (1 - RIGHT) * AT_ONCE, elsewhere


def test_the_ways_are_many_and_each_is_tried() -> None:
    assert len(OPERATORS) >= 40
    assert {way for _, way in drawn()} == set(OPERATORS)


def test_every_property_of_every_kind_is_broken_once_when_all_are_tried() -> None:
    every = {(place.kind, place.form) for place in whole().places}
    all_tried = mutants(whole(), len(OPERATORS) + len(whole().places), SEED)
    assert {(place.kind, place.form) for place, _ in all_tried} == every
    assert len(every) > 1000


@pytest.mark.parametrize("severity", ["[error]", "{error: 1}"])
def test_a_severity_that_is_no_word_is_told_and_ends_no_check(severity: str) -> None:
    text = f"name: A\nsummary: One.\ncompany: {{name: A}}\nseverities: {{owner-missing: {severity}}}\n"
    told = found({"governance/handbook.yaml": text})
    assert ("wrong-type", 4) in {(each.code, each.location.line) for each in told}
