"""Lists of HubSpot, in which a value has a name that is stored and a label that people see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from remit.drift.compare import Asked, drift
from remit.drift.model import Answer
from remit.reading import open_handbook
from remit.snapshots.files import Given
from remit.snapshots.opening import snapshot_of

SIZES = {"1-5": "1-5", "5-25": "5-25", "more": "more"}
STATES = {"open_deal": "Open deal", "in_touch": "In touch", "bad_timing": "Bad timing"}


def told(root: Path, listed: list[str], live: Mapping[str, str]) -> list[tuple[Answer, str]]:
    """What is found of a field that lists these values, where the system has these names and labels."""
    governance = root / "governance"
    governance.mkdir()
    values = "".join(f"    {json.dumps(value)}: One.\n" for value in listed)
    (governance / "entities.yaml").write_text("contact: {name: Contact, summary: A person.}\n")
    (governance / "systems.yaml").write_text("hub: {name: Hub, summary: It., category: crm}\n")
    (governance / "fields.yaml").write_text(
        "size:\n  name: Size\n  summary: How large.\n  entity: contact\n  type: picklist\n"
        f"  values:\n{values}  systems:\n    hub: {{object: contact, api-name: size, sync: truth}}\n"
    )
    options = [{"label": label, "value": name} for name, label in live.items()]
    field = {
        "name": "size",
        "label": "Size",
        "type": "enumeration",
        "fieldType": "select",
        "options": options,
    }
    given = Given({"contact.json": json.dumps({"results": [{**field, "options": options}]}).encode()})
    found = drift(open_handbook(root), [Asked("hub", snapshot_of("hubspot", given))])
    return [(each.answer, each.message) for each in found.open()]


@pytest.mark.parametrize("listed", [list(SIZES), list(STATES), list(STATES.values())])
def test_names_that_are_stored_and_labels_are_the_same_value(tmp_path: Path, listed: list[str]) -> None:
    assert told(tmp_path, listed, SIZES if listed == list(SIZES) else STATES) == []


def test_another_label_is_another_value_in_a_list_of_labels(tmp_path: Path) -> None:
    """Also where the name that is stored is what the label was, and stays."""
    ((answer, message),) = told(tmp_path, list(SIZES), {**SIZES, "1-5": "1 to 5"})
    assert answer is Answer.DIFFERENT
    assert message == "`contact.size` shows `1 to 5` in place of `1-5`"


def test_labels_are_free_in_a_list_of_what_is_stored(tmp_path: Path) -> None:
    assert told(tmp_path, list(STATES), {**STATES, "in_touch": "Touched"}) == []
