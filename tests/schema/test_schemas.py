"""The built-in schemas keep their own conventions, and both validators agree on what fits them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from remit import schema
from remit.handbook import Definition
from remit.reading import open_handbook
from remit.schema import Node, load_kinds, oracle, references
from remit.schema.faults import explain

FILES = sorted(path for path in (ROOT / "schemas").glob("*.schema.json") if path.name != schema.SHAPES)
KINDS = load_kinds().by_id
COMMON = (
    "name",
    "summary",
    "aliases",
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
    for where, key in places:
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
        node = KINDS[kind].schema["properties"][name]
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


# -- both validators ----------------------------------------------------------


@lru_cache(maxsize=1)
def starter() -> dict[str, Definition]:
    return {str(definition.ref): definition for definition in open_handbook(ROOT).definitions()}


def sentences(definition: Definition, data: Any) -> tuple[list[str], list[str]]:
    """What is said about `data` when jsonschema-rs decides, and when jsonschema does."""
    kind = definition.kind
    fast = [f"{fault.path} {fault.message}" for fault in schema.faults(kind, data)]
    slow = explain(kind.schema, data, oracle.places(kind.schema, data))
    return fast, [f"{fault.path} {fault.message}" for fault in slow]


def test_both_validators_find_the_starter_faultless() -> None:
    by_kind = {definition.kind.id: definition for definition in starter().values()}
    assert set(by_kind) == set(KINDS)
    for definition in by_kind.values():  # one a kind: the oracle is slow
        assert sentences(definition, definition.data) == ([], [])


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, below in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from places(below, (*path, key))


# No empty keys: the reader refuses them, and jsonschema-rs loses them from its paths.
WRONG_VALUES: tuple[Any, ...] = (
    *("", "nonsense here", "two\nlines", "line\n", "2026-13-01", "UPPER", "x" * 20_001, "metric:a b"),
    *(
        0,
        -1,
        10**17,
        1.5,
        True,
        [],
        {},
        [""],
        [{}],
        ["a", "a"],
        {"zz": {}},
        {"Not an id": "x"},
        {"a": 1},
    ),
)


def mutated(draw: st.DrawFn, data: Any) -> Any:
    """A copy of `data` with one thing about it changed."""
    whole = {"": copy.deepcopy(data)}
    *path, last = draw(st.sampled_from([("", *path) for path in places(data) if path]))
    node: Any = whole
    for step in path:
        node = node[step]
    ways = (
        ["drop", "replace", "add", "twice", "misspell"]
        if isinstance(node, dict)
        else ["drop", "replace", "twice"]
    )
    way = draw(st.sampled_from(ways))
    if way == "replace":
        node[last] = draw(st.sampled_from(WRONG_VALUES))
    elif way == "drop":
        del node[last]
    elif way == "add":
        node[draw(st.sampled_from(["zz", "Nam", "a" * 200]))] = draw(st.sampled_from(WRONG_VALUES))
    elif way == "misspell":
        node[f"{last}x"] = node.pop(last)
    elif isinstance(node, list):
        node.append(copy.deepcopy(node[last]))
    else:
        node[last] = [copy.deepcopy(node[last])] * 2
    return whole[""]


@st.composite
def broken(draw: st.DrawFn) -> tuple[str, Any]:
    address = draw(st.sampled_from(sorted(starter())))
    data: Any = starter()[address].data
    for _ in range(draw(st.integers(1, 3))):
        data = mutated(draw, data) if data else data
    return address, data


@law(deep=1000, usual=200)
@given(broken())
def test_both_validators_give_the_same_sentences_for_whatever_is_wrong(case: tuple[str, Any]) -> None:
    address, data = case
    fast, slow = sentences(starter()[address], data)
    assert fast == slow


def test_what_is_wrong_in_many_ways_is_said_in_many_sentences() -> None:
    """The parity test would be void if the mutations broke nothing."""
    definition = starter()["decision:lead-scoring"]
    data = {**copy.deepcopy(dict(definition.data)), "name": 5, "lane": "A B", "zz": 1, "tags": []}
    fast, slow = sentences(definition, data)
    assert fast == slow
    assert len(fast) == 4


def test_a_pattern_cannot_hang_a_check() -> None:
    """A linear engine: what backtracking engines take for ever over is over at once."""
    checker = schema.validator({"type": "string", "pattern": "^(a+)+$"})
    assert not checker.is_valid("a" * 5_000 + "!")


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9/x.json", "file:///etc/hostname", "other.json"])
def test_no_schema_is_ever_fetched(uri: str) -> None:
    with pytest.raises(ValueError, match=r"is not fetched|No base URI"):
        schema.validator({"$ref": uri}).is_valid(1)
