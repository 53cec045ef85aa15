"""What else says the same: places nearby that still hold a number, with its unit or its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

import remit
from building import CASES, starter
from remit import Overlay
from remit.change.review import echoes
from remit.change.review.echoes import quantities

BASE = CASES / "change" / "_base"
SCORE = {
    "name": "Lead score", "summary": "From 0 to 100; at 50 a person is worth a call.", "entity": "lead",
    "type": "number", "systems": {"crm": {"object": "Lead", "api-name": "Score", "sync": "truth"}},
    "operates": {"marketing-ops": {}}, "governs": {"revops": {}},
}  # fmt: skip
STAGES = (BASE / "governance/stages.yaml").read_text(encoding="utf-8")
ENTRY = "entry: A score of 50 or more."
HANDOFF = (BASE / "governance/handoffs/mql-to-sql.yaml").read_text(encoding="utf-8")


def told(before: Mapping[str, str], after: Mapping[str, str]) -> set[tuple[str, str, str, str]]:
    base = Overlay(BASE, before)
    found = remit.review(base, Overlay(base, after))
    return {
        (str(echo.definition.ref), echo.where, echo.says, echo.now)
        for each in found.judged
        for echo in each.echoes
    }


def stages(line: str, sql: str = "entry: Sales accepts.") -> dict[str, str]:
    text = STAGES.replace(ENTRY, f"entry: {line}\n  required-fields: [lead-score]")
    return {
        "governance/stages.yaml": text.replace("entry: Sales accepts.", sql),
        "governance/fields/lead-score.yaml": json.dumps(SCORE),
    }


def test_a_number_compared_with_a_field_is_found_at_the_field_and_beside_its_name() -> None:
    sql = "entry: Sales accepts what has a score of 50.\n  required-fields: [lead-score]"
    found = told(stages("Lead score is 50 or more.", sql), stages("Lead score is 65 or more.", sql))
    assert ("field:lead-score", "Summary", "50", "65") in found
    assert ("stage:sql", "Enters when", "50", "65") in found


def test_the_same_number_with_another_unit_or_without_the_field_means_something_else() -> None:
    sql = (
        "entry: Sales accepts within 50 days, of 50 deals, what scores 50%.\n  required-fields: [lead-score]"
    )
    found = told(stages("Lead score is 50 or more.", sql), stages("Lead score is 65 or more.", sql))
    assert {ref for ref, *_ in found} == {"field:lead-score"}


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [
        (4, "business-hours", "4 business hours"),
        (4, "business-hours", "four business hours"),
        (90, "days", "90 days"),
    ],
)
def test_an_amount_with_its_unit_is_found_in_words(amount: int, unit: str, words: str) -> None:
    def handoff(amount: int) -> str:
        sla = {**DATA["sla"], "within": {"amount": amount, "unit": unit}, "promise": f"In {words}"}
        return json.dumps({**DATA, "sla": sla})

    path = "governance/handoffs/mql-to-sql.yaml"
    more = {"governance/stages.yaml": STAGES.replace(ENTRY, f"entry: Answered within {words}.")}
    found = told({**more, path: handoff(amount)}, {path: handoff(amount + 1)})
    says = f"{amount} {unit.replace('-', ' ')}"
    assert {(ref, where) for ref, where, said, _ in found if said == says} == {
        ("handoff:mql-to-sql", "SLA, Promise"), ("stage:mql", "Enters when"),
    }  # fmt: skip


DATA: Mapping[str, Any] = next(
    dict(each.data) for each in remit.open_handbook(BASE).all("handoff") if each.id == "mql-to-sql"
)


def test_a_formula_that_compares_a_field_with_the_number_is_found() -> None:
    def metric(number: int) -> str:
        return json.dumps({
            "name": "Good", "summary": "S.", "definition": "D.", "unit": "count", "direction": "higher",
            "grain": "month", "formula": f"count(field:deal-id where field:lead-score >= {number})",
        })  # fmt: skip

    path = "governance/metrics/good.yaml"
    found = told({**stages("Lead score is 50 or more."), path: metric(50)}, {path: metric(65)})
    assert ("field:lead-score", "Summary", "50", "65") in found
    other = told(
        {**stages("Lead score is 50 or more."), path: metric(50)}, stages("Lead score is 65 or more.")
    )
    assert {ref for ref, *_ in other} == {"field:lead-score"}


def test_records_tell_what_was_and_a_change_without_numbers_says_nothing() -> None:
    record = {
        "name": "R", "summary": "At a lead score of 50.", "what": "W.", "why": "Y.",
        "definitions": ["stage:mql"], "state": "approved",
    }  # fmt: skip
    before = {**stages("Lead score is 50 or more."), "governance/changes/r.yaml": json.dumps(record)}
    found = told(before, stages("Lead score is 65 or more."))
    assert {ref for ref, *_ in found} == {"field:lead-score"}
    assert told(before, stages("Lead score is at least 50 or more.")) == set()


def test_every_definition_is_read_once_however_many_numbers_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost is that of what is reached, not of its pairs."""
    read: list[object] = []

    def counted(definition: Any) -> Any:
        read.append(definition)
        return quantities(definition)

    monkeypatch.setattr(echoes, "quantities", counted)
    book = starter()
    changed = {
        each.document.path: each.document.text.replace("4", "5")
        for each in book.all("handoff")
        if not each.path
    }
    remit.review(book.root, Overlay(book.root, changed))
    assert len(read) == len(set(read))
    assert len(read) > 20
