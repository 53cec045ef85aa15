"""What a decision was made about: a fingerprint that survives layout and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

import remit
from building import CASES
from remit.fingerprint import LENGTH, names_of, of_meaning
from remit.reading import open_handbook
from remit.tree import Overlay, tree_of

BASE = CASES / "change" / "_base"
STAGES, WIN, FIELDS = (f"governance/{name}.yaml" for name in ("stages", "metrics/win-rate", "fields"))
FUNCTIONS = "governance/functions.yaml"
TEXTS = {path: (BASE / path).read_text(encoding="utf-8") for path in (STAGES, WIN, FIELDS, FUNCTIONS)}
HIGHER = TEXTS[STAGES].replace("score of 50", "score of 65")
MQL, _, SQL = HIGHER.partition("sql:\n")
FORMER = TEXTS[FUNCTIONS].replace("revops: {name", "rev-ops: {former-ids: [revops], name")


def fingerprint(after: Mapping[str, Any], before: Mapping[str, Any] = {}, id: str = "stage:mql") -> str:
    base = Overlay(tree_of(BASE), before)
    found = {str(each.change.ref): each for each in remit.review(base, Overlay(base, after)).judged}
    return found[id].fingerprint


PLAIN = fingerprint({STAGES: HIGHER})
SAME = {
    "punctuation and case": {STAGES: HIGHER.replace("of 65 or more.", "of 65, or More")},
    "layout": {STAGES: HIGHER.replace("A score of 65 or more.", ">-\n    A score of 65\n    or more.")},
    "comments": {STAGES: "# Why\n" + HIGHER},
    "line ends": {STAGES: HIGHER.replace("\n", "\r\n")},
    "another file": {
        STAGES: f"sql:\n{SQL}",
        "governance/stages/mql.yaml": MQL.partition("mql:\n")[2].replace("\n  ", "\n").removeprefix("  "),
    },
    "full references": {STAGES: HIGHER.replace("{marketing-ops: {}}", '{"function:marketing-ops": {}}')},
    "words of a summary": {STAGES: HIGHER.replace("Worth a call.", "Worth calling.")},
    "another definition": {STAGES: HIGHER, WIN: TEXTS[WIN].replace("unit: percent", "unit: ratio")},
}
OTHER = {
    "another number": {STAGES: HIGHER.replace("65", "70")},
    "one word more": {STAGES: HIGHER.replace("or more.", "or more points.")},
    "one property more": {STAGES: HIGHER.replace("exit: Sales answers.", "exit: Sales calls.", 1)},
    "another owner": {STAGES: HIGHER.replace("operates: {marketing-ops: {}}", "operates: {cs-ops: {}}")},
}


@pytest.mark.parametrize("how", SAME)
def test_what_says_the_same_has_the_same_fingerprint(how: str) -> None:
    assert fingerprint(SAME[how]) == PLAIN


@pytest.mark.parametrize("how", OTHER)
def test_what_says_something_else_has_another_fingerprint(how: str) -> None:
    assert fingerprint(OTHER[how]) != PLAIN


def test_what_was_there_before_does_not_count() -> None:
    assert fingerprint({STAGES: HIGHER}, {STAGES: TEXTS[STAGES].replace("50", "40")}) == PLAIN
    other = TEXTS[STAGES].replace("Sales answers.\n  operates", "Nobody knows.\n  operates")
    again = other.replace("score of 50", "score of 65")
    assert fingerprint({STAGES: again}, {STAGES: other}) == PLAIN


def test_a_definition_that_is_renamed_keeps_the_fingerprint_of_what_changes_in_it() -> None:
    renamed = HIGHER.replace("mql:\n", "lead:\n  former-ids: [mql]\n", 1)
    assert fingerprint({STAGES: renamed}, id="stage:lead") == PLAIN


def test_a_party_that_is_renamed_by_others_meanwhile_is_the_same_party() -> None:
    new = TEXTS[STAGES].replace("operates: {marketing-ops: {}}", "operates: {revops: {}}", 1)
    plain = fingerprint({STAGES: new})
    later = {path: text.replace("revops: {}", "rev-ops: {}") for path, text in TEXTS.items()}
    later |= {FUNCTIONS: FORMER}
    merged = later[STAGES].replace("operates: {marketing-ops: {}}", "operates: {rev-ops: {}}", 1)
    assert fingerprint({STAGES: merged}, later) == plain


def test_a_set_has_no_order_and_an_item_of_it_has_no_place() -> None:
    two = "aliases: [A, B]\nformer-ids: [x]\n"
    found = [
        fingerprint(
            {WIN: TEXTS[WIN] + text + "tags: [a, b]\ninputs: [field:deal-id]\n"}, id="metric:win-rate"
        )
        for text in (two, two.replace("A, B", "B, A"))
    ]
    assert found[0] == found[1]
    assert len(found[0]) == LENGTH


def test_the_meaning_of_a_definition_does_not_change_with_its_summary() -> None:
    texts = (
        TEXTS[WIN],
        TEXTS[WIN].replace("summary: ", "summary: Really "),
        TEXTS[WIN].replace("percent", "ratio"),
    )
    books = [open_handbook(Overlay(tree_of(BASE), {WIN: text})) for text in texts]
    found = [of_meaning(each, names_of(book)) for book in books if (each := book.find("metric:win-rate"))]
    assert found[0] == found[1] != found[2]
