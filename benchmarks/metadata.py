"""A tree of Salesforce metadata as a grown org has it: many small files, in the source format."""

from __future__ import annotations

import random
from pathlib import Path

from generate import SEED, sentence

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
PER_OBJECT = 20  # files
ACTIONS = ("Accept", "CancelEdit", "Clone", "Delete", "Edit", "List", "New", "SaveEdit", "Tab", "View")
TYPES = ("Text", "Number", "Currency", "Date", "Checkbox", "Lookup", "LongTextArea", "Percent")


def write_metadata(root: Path, count: int) -> None:
    """`count` files, 20 an object: 16 fields, 3 of them with values, 2 rules, a view, the object."""
    chance = random.Random(SEED)
    for number in range(count):
        about, place = divmod(number, PER_OBJECT)
        object = f"Thing_{about}__c"
        folder = root / "force-app" / "main" / "default" / "objects" / object
        if place == 0:
            path, text = folder / f"{object}.object-meta.xml", _object(object, chance)
        elif place in (1, 2):
            path = folder / "validationRules" / f"Rule_{place}.validationRule-meta.xml"
            text = _rule(f"Rule_{place}", place, chance)
        elif place == 3:
            path, text = folder / "listViews" / "All.listView-meta.xml", _view(object)
        else:
            path = folder / "fields" / f"Field_{place}__c.field-meta.xml"
            text = _field(f"Field_{place}__c", place, chance)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _whole(tag: str, lines: list[str]) -> str:
    inner = "".join(f"    {line}\n" for line in lines)
    return f"{HEAD}<{tag} {NAMESPACE}>\n{inner}</{tag}>\n"


def _object(name: str, chance: random.Random) -> str:
    lines = []
    for action in (
        "Accept",
        "CancelEdit",
        "Clone",
        "Delete",
        "Edit",
        "List",
        "New",
        "SaveEdit",
        "Tab",
        "View",
    ):
        lines += ["<actionOverrides>", f"    <actionName>{action}</actionName>", "    <type>Default</type>"]
        lines += ["</actionOverrides>"]
    lines += [f"<description>{sentence(chance, 12)}</description>", f"<label>{name[:-3]}</label>"]
    lines += ["<sharingModel>ReadWrite</sharingModel>"]
    return _whole("CustomObject", lines)


def _rule(name: str, number: int, chance: random.Random) -> str:
    formula = f"AND(ISPICKVAL(Field_{number + 3}__c, &quot;Open&quot;), ISBLANK(Field_{number + 8}__c))"
    lines = [f"<fullName>{name}</fullName>", "<active>true</active>"]
    lines += [f"<errorConditionFormula>{formula}</errorConditionFormula>"]
    lines += [f"<errorMessage>{sentence(chance, 8)}</errorMessage>"]
    return _whole("ValidationRule", lines)


def _view(object: str) -> str:
    lines = ["<fullName>All</fullName>", "<filterScope>Everything</filterScope>", f"<label>{object}</label>"]
    return _whole("ListView", lines)


def _field(name: str, number: int, chance: random.Random) -> str:
    has_values = number in (4, 5, 6)
    lines = [f"<fullName>{name}</fullName>", f"<description>{sentence(chance, 14)}</description>"]
    lines += ["<externalId>false</externalId>", f"<inlineHelpText>{sentence(chance, 10)}</inlineHelpText>"]
    lines += [
        f"<label>{name[:-3]}</label>",
        "<required>false</required>",
        "<trackHistory>false</trackHistory>",
    ]
    lines += ["<trackHistory>false</trackHistory>"]
    lines += [f"<type>{'Picklist' if has_values else TYPES[number % len(TYPES)]}</type>"]
    if has_values:
        lines += ["<valueSet>", "    <restricted>true</restricted>", "    <valueSetDefinition>"]
        lines += ["        <sorted>false</sorted>"]
        for value in ("Open", "Working", "On hold", "Closed"):
            lines += ["        <value>", f"            <fullName>{value}</fullName>"]
            lines += ["            <default>false</default>", f"            <label>{value}</label>"]
            lines += ["        </value>"]
        lines += ["    </valueSetDefinition>", "</valueSet>"]
    return _whole("CustomField", lines)
