"""Strict YAML: what is read, what is refused, and that every place is the right one."""

# Cases are data: tests/cases/source/*.txt. A case is a line `#### name`, the YAML, then
# `=> line:column code: message` for each finding in order, or `=> clean`. `<U+0009>` stands
# for a character that an editor would hide or change; `<no newline>` ends a text without one.

from __future__ import annotations

import json
import os
import re
import string
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from building import CASES
from remit.codes import CODES, YAML
from remit.diagnostics import RemitError, Severity
from remit.source import MAX_ALIKE, MAX_BYTES, MAX_DEPTH, Document, parse, read
from remit.source.characters import suspects

FOLDER = CASES / "source"


def cases() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("#### ")[1:]:
            name, _, rest = block.partition("\n")
            text, _, expected = rest.partition("\n=> ")
            lines = [line.removeprefix("=> ") for line in expected.strip().split("\n")]
            found.append(pytest.param(_typed(text + "\n"), lines, id=f"{file.stem}: {name}"))
    return found


def _typed(text: str) -> str:
    text = text.replace("<no newline>\n", "")
    return re.sub(r"<U\+([0-9A-F]{4,6})>", lambda found: chr(int(found[1], 16)), text)


def shown(document: Document) -> list[str]:
    lines = []
    for problem in document.problems:
        place = f"{problem.location.line}:{problem.location.column}"
        also = "".join(f" [{one.location.line}:{one.location.column}]" for one in problem.related)
        lines.append(f"{place} {problem.code}: {problem.message}{also}")
    return lines or ["clean"]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_a_case_gives_exactly_the_findings_it_names(text: str, expected: list[str]) -> None:
    assert shown(parse(text.encode(), "case.yaml")) == expected


@pytest.mark.parametrize("code", sorted(code.id for code in CODES.values() if code.topic == YAML))
def test_every_code_has_a_case_a_reason_and_a_remedy(code: str) -> None:
    bytes_only = {"not-utf8", "file-too-large", "too-many-nodes", "too-deep"}
    written = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt"))
    assert code in bytes_only or f" {code}: " in written
    assert CODES[code].why
    assert CODES[code].fix


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in parse(content, "x.yaml").problems]


def test_only_json_literals_are_more_than_text() -> None:
    text = """
a: true
b: false
c: 5
d: -2
e: 1.5e3
f: no
g: 2026-01-01
h: 'true'
i: "5"
j: True
k: {}
l: []
"""
    assert parse(text.encode(), "x.yaml").data == {
        **{"a": True, "b": False, "c": 5, "d": -2, "e": 1500.0, "f": "no", "g": "2026-01-01"},
        **{"h": "true", "i": "5", "j": "True", "k": {}, "l": []},
    }


def test_keys_are_always_text() -> None:
    assert parse(b"5: a\ntrue: b\nnull: c\n0123: d\n", "x").data == dict(
        zip(["5", "true", "null", "0123"], "abcd", strict=True)
    )


def test_a_refused_value_is_left_out_and_known_to_be_left_out() -> None:
    document = parse(b"a: b\nc:\nd:\n  e: ~\n  f: [x, *y]\n", "x.yaml")
    assert document.sound
    assert document.data == {"a": "b", "d": {"f": ["x"]}}
    assert document.left_out == {("c",), ("d", "e"), ("d", "f", 1)}
    assert document.locate(["d", "f", 0]).line == 5


def test_the_first_of_two_keys_stays() -> None:
    document = parse(b"a: 1\nb: {x: y}\nb: {x: z, w: v}\nc: 3\n", "x.yaml")
    assert document.data == {"a": 1, "b": {"x": "y"}, "c": 3}
    assert not document.left_out
    assert str(document.locate(["c"], key=True)) == "x.yaml:4:1"


def test_bytes_that_are_no_utf8_are_placed() -> None:
    assert shown(parse(b"a: b\nc: \xc3\xa9\xff\n", "x")) == ["2:5 not-utf8: byte 0xFF is not UTF-8"]
    assert shown(parse("a: b".encode("utf-16"), "x")) == ["1:1 not-utf8: the file is UTF-16, not UTF-8"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: " + b"[" * 40_000, "too-deep"),
        (b"? " + b"[" * 40_000, "too-deep"),
        (b"a: !x " + b"[" * 40_000, "too-deep"),
        (b"[" * 40_000, "not-a-mapping"),
        (b"a: [" + b"1," * 60_000 + b"1]", "too-many-nodes"),
        (b"a" * (MAX_BYTES + 1), "file-too-large"),
    ],
)
def test_what_is_too_much_ends_in_one_finding(content: bytes, code: str) -> None:
    document = parse(content, "x.yaml")
    assert [problem.code for problem in document.problems if problem.severity is Severity.ERROR][-1] == code
    assert not document.sound
    assert document.data is None


def test_depth_is_allowed_up_to_the_limit() -> None:
    assert codes(b"a: " + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1)) == []
    assert codes(b"a: " + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) == ["too-deep"]


def test_an_alias_bomb_ends_in_findings_and_stays_small() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    document = parse("\n".join(lines).encode(), "x.yaml")
    assert {problem.code for problem in document.problems} == {"alias", "anchor"}
    assert len(str(document.data)) < 200


@pytest.mark.parametrize(
    "content",
    [
        "\u202e".encode() * 300_000,
        b"a:\n" + b" \t\n\n" * 200_000,
        b"a: {" + b",".join(b"k%d: " % n for n in range(90_000)) + b"}",
        b"a: [" + b"!x y," * 170_000 + b"]",
        b"a: x" + b" #b\n" * 200_000,
        b"a: " + b" " * 1_000_000 + b"#b",
        b"a: 1\n" * 170_000,
        b"a: " + b"1" * 900_000,
        b"=======\n" * 100_000,
        b"a: [" + b"0x1F," * 150_000,
    ],
    ids=lambda content: content[:12].decode(errors="replace"),
)
def test_hostile_text_takes_linear_time(content: bytes) -> None:
    started = time.process_time()
    problems = parse(content, "x.yaml").problems
    assert time.process_time() - started < 4
    assert 0 < len(problems) <= 2 * MAX_ALIKE


@given(st.binary(max_size=200))
@example(b"\xff")
@example(b"")
@example(b"a: !<%ff> b")
@example(b"%TAG ! !\xc3\xa9\n---\na: b")
@example(b'a: "\\ud83d"')
def test_parse_raises_on_no_bytes(content: bytes) -> None:
    document = parse(content, "x.yaml")
    assert document.sound or any(problem.severity is Severity.ERROR for problem in document.problems)


YAMLISH = st.lists(
    st.sampled_from(
        [*"abc01:#-?[]{},&*!|>'\"%@`\\ \t\n\r~<=.\u2028\ufeff\x00é", ": ", "- ", "\n  ", "<<: ", "--- ", "\n"]
    ),
    max_size=40,
)


@given(YAMLISH.map("".join))
def test_parse_raises_on_nothing_like_yaml_and_keeps_its_marks(text: str) -> None:
    document = parse(text.encode(), "x.yaml")
    assert list(document.problems) == sorted(document.problems, key=lambda one: one.order())
    for problem in document.problems:
        line = document.line(problem.location.line)
        assert problem.excerpt == line
        assert problem.why
        assert problem.fix
        assert 1 <= problem.location.column <= len(line) + 1
        assert problem.length >= 1
        assert problem.end > problem.location
    if document.sound:
        assert len(document.marks) == _nodes(document.data)


def _nodes(node: Any) -> int:
    if isinstance(node, dict):
        return 1 + sum(1 + _nodes(value) for value in node.values())
    return 1 + sum(map(_nodes, node)) if isinstance(node, list) else 1


SAFE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn"]), min_size=1, max_size=12
).filter(lambda text: text.strip() != "" and not any(suspects(text)))
INTEGERS = st.integers(-(10**18) + 1, 10**18 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def mappings(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SAFE, inner, max_size=4),
        max_leaves=20,
    )
    return st.dictionaries(SAFE, values, max_size=5)


@given(mappings(st.booleans() | INTEGERS | FLOATS | SAFE), st.sampled_from([None, 2]))
def test_what_json_writes_is_read_back(value: dict[str, Any], indent: int | None) -> None:
    document = parse(json.dumps(value, ensure_ascii=False, indent=indent).encode(), "x.yaml")
    assert document.data == value
    assert document.problems == ()


class Quoting(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


class Single(Quoting):
    pass


class Double(Quoting):
    pass


Single.add_representer(str, lambda to, text: to.represent_scalar("tag:yaml.org,2002:str", text, style="'"))
Double.add_representer(str, lambda to, text: to.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


@given(mappings(st.booleans() | INTEGERS | SAFE), st.sampled_from([Single, Double]), st.booleans())
def test_what_yaml_writes_with_quotes_is_read_back(value: dict[str, Any], how: Any, flow: bool) -> None:
    text = yaml.dump(value, Dumper=how, default_flow_style=flow, allow_unicode=True)
    document = parse(text.encode(), "x.yaml")
    assert document.problems == ()
    assert document.data == value


# The dumper quotes words that other parsers take for a value (`no`): a mark is at the quote then.
WORDS = st.text(string.ascii_lowercase, min_size=1, max_size=6).filter(
    lambda word: yaml.safe_dump([word], default_flow_style=True) == f"[{word}]\n"
)
PLAIN = st.dictionaries(
    WORDS,
    st.recursive(
        WORDS,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3) | st.dictionaries(WORDS, inner, min_size=1, max_size=3)
        ),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


@given(PLAIN, st.booleans())
def test_every_path_is_located_at_its_own_text(value: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, sort_keys=False)
    document = parse(text.encode(), "x.yaml")
    assert document.data == value
    _follow(document, value, [])


def _follow(document: Document, node: Any, path: list[str | int]) -> None:
    if isinstance(node, str):
        assert _text_at(document, path) == node
        return
    for step, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(node, dict):
            assert _text_at(document, [*path, step], key=True) == step
        _follow(document, value, [*path, step])


def _text_at(document: Document, path: list[str | int], key: bool = False) -> str:
    where = document.range_of(path, key=key)
    assert where.start == document.locate(path, key)
    assert where.end.line == where.start.line
    return where.excerpt[where.start.column - 1 : where.end.column - 1]


def test_an_unknown_path_is_placed_at_its_deepest_known_ancestor() -> None:
    document = parse(b"a:\n  b: [x, y]\nc: d\n", "x.yaml")
    places: list[tuple[list[str | int], int, int]] = [
        ([], 1, 1),
        (["z"], 1, 1),
        (["a", "z"], 2, 3),
        (["a", "b", 7], 2, 6),
        (["c", "d"], 3, 4),
    ]
    for path, line, column in places:
        place = document.locate(path, key=True)
        assert (place.line, place.column) == (line, column), path


def test_a_file_that_was_not_read_has_places_all_the_same() -> None:
    document = parse(b"a: b: c\n", "x.yaml")
    assert str(document.locate(["a"])) == "x.yaml:1:1"
    assert str(document.range_of(["a"]).end) == "x.yaml:1:2"
    assert document.line(0) == document.line(9) == ""


def test_read_takes_the_file_under_the_root(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    assert read(tmp_path, "a.yaml").data == read(tmp_path, "link.yaml").data == {"a": "b"}
    (tmp_path / "big.yaml").write_bytes(b"a" * (MAX_BYTES + 9))
    assert [problem.code for problem in read(tmp_path, "big.yaml").problems] == ["file-too-large"]


def _leads_out(root: Path) -> None:
    (root.parent / "out.yaml").write_text("a: b\n", encoding="utf-8")
    (root / "x").symlink_to(root.parent / "out.yaml")


def _loop(root: Path) -> None:
    (root / "x").symlink_to("x")


def _missing(_root: Path) -> None:
    pass


def _folder(root: Path) -> None:
    (root / "x").mkdir()


def _dangling(root: Path) -> None:
    (root / "x").symlink_to("nowhere")


def _pipe(root: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("no named pipes here")
    os.mkfifo(root / "x")


@pytest.mark.parametrize("make", [_folder, _leads_out, _loop, _dangling, _pipe, _missing])
def test_what_is_no_file_of_the_handbook_is_refused_by_name(tmp_path: Path, make: Any) -> None:
    root = tmp_path / "root"
    root.mkdir()
    make(root)
    with pytest.raises(RemitError, match=r"\bx\b.*; |x leads out"):
        read(root, "x")


@pytest.mark.parametrize("relative", ["../out.yaml", "a\0b"])
def test_a_path_cannot_climb_out(tmp_path: Path, relative: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "out.yaml").write_text("a: b\n", encoding="utf-8")
    with pytest.raises(RemitError):
        read(root, relative)
