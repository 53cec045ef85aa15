"""Places inside a value: each of its characters is found where it is written, in every style of YAML."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from remit.source import Document, parse


def document_of(text: str) -> Document:
    document = parse(text.encode(), "x.yaml")
    assert document.data is not None
    return document


def marked(text: str, needle: str) -> str:
    """The text with brackets around the place that is told for `needle` in the value of `a`."""
    document = document_of(text)
    start = document.data["a"].index(needle)
    found = document.range_of(["a"], span=(start, start + len(needle)))
    lines = text.split("\n")
    for place, mark in ((found.end, "]"), (found.start, "[")):
        line = lines[place.line - 1]
        lines[place.line - 1] = line[: place.column - 1] + mark + line[place.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        ("a: one two\n", "two", "a: one [two]\n"),
        ("a: one\n  two three\n", "two", "a: one\n  [two] three\n"),
        ("a: one\n\n  two # three\n", "two", "a: one\n\n  [two] # three\n"),
        ("a: one\n  two\n", "one two", "a: [one\n  two]\n"),
        ("a: 'it''s one'\n", "one", "a: 'it''s [one]'\n"),
        ("a: 'it''s'\n", "t'", "a: 'i[t'']s'\n"),
        ("a: 'one  \n\n   two'\n", "two", "a: 'one  \n\n   [two]'\n"),
        ('a: "\\"one\\" two"\n', "two", 'a: "\\"one\\" [two]"\n'),
        ('a: "\\u00d7 \\x41 \\U0001F600 one"\n', "one", 'a: "\\u00d7 \\x41 \\U0001F600 [one]"\n'),
        ('a: "1 \\u00d7 2"\n', "×", 'a: "1 [\\u00d7] 2"\n'),
        ('a: "on\\\n     e two"\n', "one", 'a: "[on\\\n     e] two"\n'),
        ('a: "one \\\n\n  two"\n', "two", 'a: "one \\\n\n  [two]"\n'),
        ("a: |\n  one\n   two\n", "two", "a: |\n  one\n   [two]\n"),
        ("a: |2-\n    one\n   two\n", "two", "a: |2-\n    one\n   [two]\n"),
        ("a: >-\n  one\n  two\n\n  three\n", "two", "a: >-\n  one\n  [two]\n\n  three\n"),
        ("a: >-\n  one\n  two\n\n  three\n", "three", "a: >-\n  one\n  two\n\n  [three]\n"),
        ("a: >+\n\n  one\n   two\n  three\n\nb: c\n", "three", "a: >+\n\n  one\n   two\n  [three]\n\nb: c\n"),
        ("{b: c, a: one two}\n", "two", "{b: c, a: one [two]}\n"),
    ],
)
def test_a_part_of_a_text_is_found_in_every_style(text: str, needle: str, expected: str) -> None:
    assert marked(text, needle) == expected


def test_behind_the_end_is_the_column_behind_the_last_character() -> None:
    for text, place in [("a: 'one '\n", "1:9"), ("a: >-\n  one\n  two\n", "3:6"), ("a: |\n  one\n", "2:6")]:
        document = document_of(text)
        size = len(document.data["a"])
        assert str(document.range_of(["a"], span=(size, size + 1)).start) == f"x.yaml:{place}"


def test_where_no_place_can_be_told_the_value_itself_is_meant() -> None:
    document = document_of("a: one two\nb: [c]\n")
    assert document.range_of(["a"], span=(0, 0)) == document.range_of(["a"])
    assert document.range_of(["a"], key=True, span=(1, 2)) == document.range_of(["a"], key=True)
    assert document.range_of(["b"], span=(1, 2)) == document.range_of(["b"])
    long = document_of(f"a: {'x' * 70_000} two\n")
    assert long.range_of(["a"], span=(70_001, 70_004)) == long.range_of(["a"])


WORDS = st.text("ab'\"\\ \n\t:#-é×", max_size=30)


def _double(value: str) -> str:
    return json.dumps(value, ensure_ascii=True)


def _single(value: str) -> str:
    text = yaml.safe_dump({"a": value}, default_style="'", allow_unicode=True, width=12)
    return text.partition(":")[2].strip()


def _block(style: str) -> Callable[[str], str]:
    def write(value: str) -> str:
        text = yaml.safe_dump({"a": value}, default_style=style, allow_unicode=True, width=12)
        return text.partition(":")[2].strip(" ")

    return write


@pytest.mark.parametrize(
    "write",
    [_double, _single, _block("|"), _block(">"), _block('"')],
    ids=["JSON", "single", "literal", "folded", "double"],
)
@given(value=WORDS)
def test_every_character_stands_where_it_is_said_to_stand(write: Callable[[str], str], value: str) -> None:
    document = parse(f"a:\n  b: {write(value)}\n".encode(), "x.yaml")
    if document.data is None or document.data["a"].get("b") != value:
        return  # refused, or written in a way that folds otherwise at this depth
    last = document.range_of(["a", "b"]).start
    for at, char in enumerate(value):
        found = document.range_of(["a", "b"], span=(at, at + 1))
        assert found.start >= last
        last = found.start
        written = document.line(found.start.line)[found.start.column - 1 : found.end.column - 1]
        assert written in ("", "''") or written.startswith("\\") or written == char
        if not char.isspace():
            assert written
