"""The built-in schemas keep their own conventions."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from building import ROOT
from depth import part_of
from remit import schema
from remit.schema import Node, load_kinds, references

FILES = sorted(path for path in (ROOT / "schemas").glob("*.schema.json") if path.name != schema.SHAPES)
KINDS = load_kinds().by_id
COMMON = (
    "name",
    "summary",
    "aliases",
    "asked-as",
    "former-ids",
    "tags",
    "status",
    "deprecated",
    "review-every",
    "reviewed",
    "notes",
)

each_schema = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(schema.SUFFIX))
each_kind = pytest.mark.parametrize("kind", KINDS)


def raw(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def objects(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every mapping in a schema with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, below in node.items():
            yield from objects(below, (*path, key))
    elif isinstance(node, list):
        for at, below in enumerate(node):
            yield from objects(below, (*path, str(at)))


def nodes(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every node below a kind's own, with a path for messages."""
    for name, below in node.properties.items():
        yield f"{path}/{name}", below
        yield from nodes(below, f"{path}/{name}")
    for name, inner in (("[]", node.items), ("{}", node.values)):
        if inner is not None:
            yield f"{path}/{name}", inner
            yield from nodes(inner, f"{path}/{name}")


# -- conventions --------------------------------------------------------------


@each_schema
def test_a_built_in_schema_passes_the_strict_metaschema(path: Path) -> None:
    assert [fault.message for fault in schema.schema_faults(raw(path))] == []


@each_schema
def test_a_mistyped_keyword_anywhere_is_a_fault(path: Path) -> None:
    """One keyword is misspelt at a time: nothing that remit does not read passes unseen."""
    whole = raw(path)
    places = [
        (where, key)
        for where, found in objects(whole)
        for key in found
        if not where or where[-1] not in ("properties", "$defs", "as")  # there, keys are people's own names
    ]
    for where, key in part_of(places, form=itemgetter(1)):
        changed = copy.deepcopy(whole)
        node: Any = changed
        for step in where:
            node = node[int(step)] if isinstance(node, list) else node[step]
        node[f"{key}x"] = node.pop(key)
        assert list(schema.schema_faults(changed)), f"{'/'.join(where)}: `{key}x` passes"


@each_schema
def test_a_schema_is_named_after_its_kind(path: Path) -> None:
    about = raw(path)
    assert path.name == about["$id"] == f"{about['x-kind']['id']}{schema.SUFFIX}"


@each_schema
def test_a_reference_to_another_schema_is_one_to_a_shape(path: Path) -> None:
    shapes = raw(ROOT / "schemas" / schema.SHAPES)["$defs"]
    for where, node in objects(raw(path)):
        if "$ref" in node and where[-1] != "properties":
            file, _, name = node["$ref"].rpartition("/")
            assert (file, name in shapes) == (f"{schema.SHAPES}#/$defs", True), "/".join(where)


@each_kind
def test_every_property_has_a_title_a_description_and_a_weight(kind: str) -> None:
    for path, node in nodes(KINDS[kind].node):
        assert node.weight in schema.WEIGHTS, path
        if not path.endswith(("[]", "{}")):
            assert node.title, path
            assert node.description.endswith((".", "?", ")")), path


@each_kind
def test_no_property_is_a_list_of_mappings_unless_its_order_means_something(kind: str) -> None:
    for path, node in nodes(KINDS[kind].node):
        if node.type == "array":
            assert node.items is not None, path
            assert node.items.type, path
            assert node.ordered or node.items.type not in ("object", "array"), path


@each_kind
def test_every_mapping_is_closed_or_a_map_of_one_shape(kind: str) -> None:
    for where, node in objects(KINDS[kind].schema):
        if node.get("type") == "object" and (not where or where[-1] != "properties"):
            extra = node.get("additionalProperties")
            assert extra is False or (isinstance(extra, dict) and "propertyNames" in node), where


@each_kind
def test_a_reference_points_to_kinds_that_exist(kind: str) -> None:
    for reference in references(KINDS[kind].node):
        assert set(reference.to) <= {*KINDS, "*"}, reference


@each_kind
def test_common_properties_are_alike_in_every_kind(kind: str) -> None:
    for name in COMMON:
        node = dict(KINDS[kind].schema["properties"][name])
        if (kind, name) == ("term", "summary"):  # what a word means stands nowhere else
            assert node["x-weight"] == "meaning"
            node["x-weight"] = "editorial"
        assert _without_targets(node) == _without_targets(KINDS["metric"].schema["properties"][name]), name
    assert {"name", "summary"} <= KINDS[kind].node.required
    successor = KINDS[kind].properties["deprecated"].properties["successor"].reference
    assert successor
    assert successor.to == (kind,)


def _without_targets(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_targets(each) for each in node]
    if isinstance(node, Mapping):
        return {key: _without_targets(value) for key, value in node.items() if key != "to"}
    return node


def test_a_relation_has_the_same_words_wherever_it_stands() -> None:
    words: dict[str, set[tuple[str, str]]] = {}
    for kind in KINDS.values():
        for reference in references(kind.node):
            words.setdefault(reference.relation, set()).add((reference.label, reference.back))
    assert {relation: pairs for relation, pairs in words.items() if len(pairs) > 1} == {}


def test_kinds_differ_in_every_name_that_people_type() -> None:
    names = [name for kind in KINDS.values() for name in {kind.id, kind.plural}]
    assert len(names) == len(set(names))
