"""What the program must know of a company is a property, never an id or a word of the starter handbook."""

# Docstrings are left out: the examples of rules stand on tests/cases/rules/base.yaml. So are terms of the
# starter, which explain the program's own words: lane, SLA, marker.

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import remit
from building import starter
from remit.schema import load_kinds, shapes

PACKAGE = Path(remit.__file__).parent
SHOWN = ("templates", "assets", "theme")  # what pages are made of
# id → what else the word is in the program
OTHERWISE: Mapping[str, str] = {
    "contact": "an object of HubSpot",
    "lead": "an object of HubSpot",
    "map": "a section: `{remit: map}` in a text, the first step of the blueprint",
    "new-channel": "an occasion of the package, for handbooks that have none",
    "new-icp": "an occasion of the package, for handbooks that have none",
    "new-motion": "an occasion of the package, for handbooks that have none",
    "new-tool": "an occasion of the package, for handbooks that have none",
    "segment": "an element of a flow of Salesforce",
}
WORD = re.compile(r"(?<![\w./-])(?:([a-z-]+):)?([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])")
EXAMPLE = re.compile(
    r"\b(?:such|address) as `?(?:[\w:-]+ or )?$"
)  # "an id such as win-rate or metric:win-rate"


def ids() -> dict[str, set[str]]:
    """The ids of the starter that are no words of the model itself, each with its kinds."""
    found: dict[str, set[str]] = {}
    for each in starter().definitions():
        if each.kind.id != "term" and not each.kind.single and each.id not in OTHERWISE:
            found.setdefault(each.id, set()).add(each.kind.id)
    common = words_of_the_model()
    return {id: kinds for id, kinds in found.items() if id not in common}


def words_of_the_model() -> set[str]:
    """Kinds, their plurals, properties and listed values: what every handbook shares."""
    words: set[str] = set()
    for kind in load_kinds().by_id.values():
        words |= {kind.id, kind.plural}
    for file in shapes.schema_folder().glob("*.schema.json"):
        words |= set(_words(json.loads(file.read_bytes())))
    return words


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", {}) if isinstance(node.get("properties"), dict) else ()
        yield from (each for each in node.get("enum", ()) if isinstance(each, str))
        yield from (node["x-kind"]["section"],) if "x-kind" in node else ()
        for name, each in node.items():
            if name != "examples":
                yield from _words(each)
    elif isinstance(node, list):
        for each in node:
            yield from _words(each)


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every text in a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taught = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in taught:
            yield node.lineno, node.value


def test_no_id_of_the_starter_stands_in_the_code() -> None:
    """A text is an id, or names one as `kind:id`; in a sentence, words are only words."""
    known = ids()
    assert len(known) > len(OTHERWISE)
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text!r} is {sorted(known[text])} of the starter"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, text in literals(path)
        if text in known
    ]
    assert not found, "\n".join(found)


def test_no_definition_of_the_starter_is_named_in_the_code_or_on_its_pages() -> None:
    """Neither `kind:id` nor an id of several words stands anywhere, but after `such as`."""
    known = ids()
    texts = [
        (path, line, text) for path in sorted(PACKAGE.rglob("*.py")) for line, text in literals(path)
    ] + [
        (path, line, text)
        for folder in SHOWN
        for path in sorted((PACKAGE / folder).rglob("*"))
        if path.suffix in {".html", ".css", ".js", ".yaml"}
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {word[0]}"
        for path, line, text in texts
        for word in WORD.finditer(text)
        if word[2] in known and (word[1] in known[word[2]] or (not word[1] and "-" in word[2]))
        if not EXAMPLE.search(text, 0, word.start())
    ]
    assert not found, "\n".join(found)
