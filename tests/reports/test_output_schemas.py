"""Each JSON output fits its schema in `schemas/output/`, which names all that stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from building import CASES, ROOT
from remit.schema import output_schema
from running import remit

FOLDER = ROOT / "schemas" / "output"


def closed(node: Any) -> Any:
    """A schema in which nothing may stand that it does not name; for programs it stays open to more."""
    if isinstance(node, list):
        return [closed(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    made = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), Mapping) and node.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


def fits(name: str, text: str) -> None:
    checker = jsonschema.Draft202012Validator(closed(output_schema(name)))
    assert [
        f"{list(each.path)}: {each.message[:200]}" for each in checker.iter_errors(json.loads(text))
    ] == []


def goldens(folder: str) -> list[Path]:
    return sorted((CASES / folder).rglob("expected.json"))


@pytest.mark.parametrize("path", [*FOLDER.glob("*.json")], ids=lambda path: path.name)
def test_every_schema_is_one_with_a_version(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == path.name
    assert "version" in schema["required"]


@pytest.mark.parametrize(("name", "folder"), [("diff", "change"), ("review", "review")])
def test_every_golden_output_fits_its_schema(name: str, folder: str) -> None:
    found = goldens(folder)
    assert len(found) > 10
    for path in found:
        text = path.read_text(encoding="utf-8")
        fits(name, text[text.index("{") :])


def test_a_history_and_what_could_not_be_judged_fit_theirs(demo_repository: Path) -> None:
    fits("history", remit("history", "--format", "json", "-C", demo_repository).stdout)
    fits("review", remit("review", "nowhere", "--format", "json", "-C", demo_repository).stdout)
