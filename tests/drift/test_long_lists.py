"""A list of a thousand values, all of them renamed: each is told, and not each is held against each."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from remit.drift.compare import Asked, drift
from remit.drift.model import Answer
from remit.reading import open_handbook
from remit.snapshots.files import Given
from remit.snapshots.opening import snapshot_of

COUNT = 1000


def live(word: str) -> Given:
    values = "".join(
        f"<standardValue><fullName>{word} {n:04}</fullName></standardValue>\n" for n in range(COUNT)
    )
    path = "o/standardValueSets/LeadStatus.standardValueSet"
    return Given({path: f"<StandardValueSet>\n{values}</StandardValueSet>".encode()})


def test_values_of_a_long_list_are_found_without_holding_each_against_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "governance"
    folder.mkdir()
    values = "".join(f"    Value {n:04}: One.\n" for n in range(COUNT))
    (folder / "entities.yaml").write_text("lead: {name: Lead, summary: A person.}\n")
    (folder / "systems.yaml").write_text("crm: {name: CRM, summary: It., category: crm}\n")
    (folder / "fields.yaml").write_text(
        "lead-status:\n  name: Status\n  summary: Where it is.\n  entity: lead\n  type: picklist\n"
        f"  values:\n{values}  systems:\n    crm: {{object: Lead, api-name: Status, sync: truth}}\n"
    )
    book = open_handbook(tmp_path)
    compared = 0
    ratio = difflib.SequenceMatcher.ratio

    def counted(self: difflib.SequenceMatcher[str]) -> float:
        nonlocal compared
        compared += 1
        return ratio(self)

    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", counted)
    monkeypatch.setattr(difflib.SequenceMatcher, "quick_ratio", counted)
    monkeypatch.setattr(difflib.SequenceMatcher, "real_quick_ratio", counted)
    same = drift(book, [Asked("crm", snapshot_of("salesforce", live("Value")))])
    assert not same.open()
    other = drift(book, [Asked("crm", snapshot_of("salesforce", live("Step")))])
    answers = [each.answer for each in other.open()]
    assert (answers.count(Answer.MISSING), answers.count(Answer.EXTRA)) == (COUNT, COUNT)
    spelled = drift(book, [Asked("crm", snapshot_of("salesforce", live("VALUE")))])
    assert [each.answer for each in spelled.open()] == [Answer.DIFFERENT] * COUNT
    assert compared <= COUNT
