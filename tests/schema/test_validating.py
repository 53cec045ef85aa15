"""Both validators lead to the same sentences, and nothing is fetched."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from referencing.exceptions import Unresolvable

from building import ROOT
from depth import law
from remit import schema
from remit.handbook import Definition
from remit.reading import open_handbook
from remit.schema import load_kinds, metaschema
from remit.schema.faults import explain
from remit.schema.patterns import translated
from remit.schema.validating import UnusableSchema, by_jsonschema, validator

KINDS = load_kinds().by_id


@lru_cache(maxsize=1)
def starter() -> dict[str, Definition]:
    return {str(definition.ref): definition for definition in open_handbook(ROOT).definitions()}


def sentences(definition: Definition, data: Any) -> tuple[list[str], list[str]]:
    """What is said about `data` when jsonschema-rs decides, and when jsonschema does."""
    kind = definition.kind
    fast = [f"{fault.path} {fault.message}" for fault in schema.faults(kind, data)]
    slow = explain(kind.schema, data, by_jsonschema(kind.schema).places(data))
    return fast, [f"{fault.path} {fault.message}" for fault in slow]


def test_both_validators_find_the_starter_faultless() -> None:
    by_kind = {definition.kind.id: definition for definition in starter().values()}
    assert set(by_kind) == set(KINDS)
    for definition in by_kind.values():  # one a kind: jsonschema is slow
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


@law(deep=1000)
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


# -- a company's own schemas --------------------------------------------------

SCHEMAS = {kind.id: kind.raw for kind in KINDS.values()}


@st.composite
def broken_schemas(draw: st.DrawFn) -> Any:
    data: Any = SCHEMAS[draw(st.sampled_from(sorted(SCHEMAS)))]
    for _ in range(draw(st.integers(1, 3))):
        data = mutated(draw, data) if data else data
    return data


@law(deep=1000)
@given(broken_schemas())
def test_both_validators_say_the_same_of_a_schema_that_is_none(data: Any) -> None:
    whole = metaschema()
    fast = [*explain(whole, data, validator(whole).places(data))]
    assert [*schema.schema_faults(data)] == fast


def test_a_schema_as_deep_as_a_file_may_be_is_read_by_both() -> None:
    node: dict[str, Any] = {"type": "string", "pattern": "^a$"}
    data: Any = "b"
    for _ in range(100):
        node, data = {"type": "array", "items": node}, [data]
    for made in (validator(node), by_jsonschema(node)):
        assert [*made.places(data)] == [((0,) * 100, "pattern")]


# -- patterns -----------------------------------------------------------------

PARTS = st.sampled_from(
    [*"ab-1^$.|()[]{}?*+\\:,&~", "(?:", "(?=", "(?!", "(?P<n>", "(?i)", "(?i:", "(?>", "[^", "[a-b]", "[[",
     "{2}", "{1,2}", "{,2}", "{2,}", r"\d", r"\w", r"\b", r"\B", r"\D", r"\W", r"\s", r"\S", r"[\w-]",
     r"[^\d]", r"\.", r"\$", r"\-", r"\]", r"\1", r"\n", r"\Z", r"\A", r"\z", r"\k<n>", r"\p{L}", r"\x61",
     r"\u0061", "a+", "(a|b)", "$)", "(^", "é", "--", "&&", "||", "~~"]
)  # fmt: skip
TEXTS = (
    *(
        "",
        "a",
        "b",
        "ab",
        "aa",
        "aab",
        "A",
        "-",
        "1",
        "é",
        "\u0663",
        "a\n",
        "\n",
        "$",
        "a$",
        "]",
        "[",
        "^",
        "a-b",
    ),
    *("\\", " ", "\u00a0", "\x1c", "\ufeff"),
)


@law(deep=5000)
@given(st.lists(PARTS, max_size=6).map("".join))
@example("^a$")
@example("^(a|b$)")
@example("[$]$")
@example(r"\\$")
@example(r"^\d\w$")
@example("(?i)A")
def test_a_pattern_that_python_takes_means_the_same_to_the_other_engine(pattern: str) -> None:
    try:
        found = translated(pattern)
    except ValueError:
        return
    options = jsonschema_rs.RegexOptions()
    other = jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=options)
    for text in TEXTS:
        assert bool(found.search(text)) == other.is_valid(text), text


@pytest.mark.parametrize(
    "pattern", ["^(a$", "^(?=a)a$", r"^(a)\1$", "^((a{1,1000}){1,1000}){1,1000}$", "(?<!a)b", "*a"]
)
def test_a_pattern_that_cannot_be_used_is_refused_by_both_at_its_place(pattern: str) -> None:
    node = {"properties": {"pattern": {"items": {"pattern": pattern}}, "enum": {"enum": ["("]}}}
    for make in (validator, by_jsonschema):
        with pytest.raises(UnusableSchema) as found:
            make(node)
        assert found.value.at == ("properties", "pattern", "items", "pattern")
        assert found.value.value == pattern


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_pattern_of_remit_can_be_used_by_both(kind: str) -> None:
    assert by_jsonschema(KINDS[kind].schema).is_valid({}) is validator(KINDS[kind].schema).is_valid({})


def test_a_pattern_cannot_hang_a_check() -> None:
    """A linear engine: what backtracking engines take for ever over is over at once."""
    checker = schema.validator({"type": "string", "pattern": "^(a+)+$"})
    assert not checker.is_valid("a" * 5_000 + "!")


@pytest.mark.parametrize("uri", ["http://127.0.0.1:9/x.json", "file:///etc/hostname", "other.json"])
def test_no_schema_is_ever_fetched(uri: str) -> None:
    with pytest.raises(ValueError, match=r"is not fetched|No base URI"):
        schema.validator({"$ref": uri}).is_valid(1)
    with pytest.raises(Unresolvable):
        by_jsonschema({"$ref": uri}).is_valid(1)
