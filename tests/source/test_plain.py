"""The short way of reading: what it takes, it reads as the parser does, with the same places."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from generate import metric, yaml_lines
from remit.source import parse
from remit.source.events import read_events
from remit.source.places import MAX_DEPTH, MAX_NODES
from remit.source.plain import read_plain
from remit.source.scan import Findings, scan

STARTER = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "governance").rglob("*.yaml"))}
FRAGMENTS = [
    *"ab01:#-?[]{},&*!|>'\"%@`\\~<=.+()/é\u00a0\u2003", ": ", "- ", " #", ", ", "true", "null", "12", "-5",
    "1.5", "1e3", "0x1F", "2026-01-01", "metric:win-rate", "{value:x}", "[a, b]", "{a: b}", "{}", "[]", '"q"',
    "'q'", "<<: ", "--- ", "\n", "\n  ", "\n    ", "c: d", "key:\n  ", "key: ", ">-\n  x", "\t", "\r\n", "🎉",
]  # fmt: skip
LINES = [
    "a:", "b:", "a: x", "b: y", "c: 1", "- x", "- y", "", "# x", "d: >-", "e: |", "f: >", "text", "m: n: x",
    "g: >- # c", "h: 'q' ", "[a]", "{a: b}", "- >-", '"a b": c', '"a":', "' ': x", "i: [a,", "b]",
    "j: {a: b, c: [d, e]}", "k: [a , b]", "l: {a: b: c}", 'm: "a" b', "n: a # b", "o: a #b", "--- ", "...",
    "p: true", "q: null", "- null", "r: 'it''s'", "- - a", "- a: b", "s : t", "? u", "v:w", "x: {y: {}}", "-",
]  # fmt: skip
BLANKS = ["", "", "  ", "  ", "    ", "    ", "      ", " ", "   "]
SOUP = st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join)
LINE = st.builds("{}{}".format, st.sampled_from(BLANKS), st.sampled_from(LINES))
INDENTED = st.lists(LINE, max_size=8).map("\n".join)
AROUND = st.sampled_from(
    [
        "{}\n", "{}", "k: {}\nz: z\n", "k: [{}]\n", "k: {{a: {}}}\n", "k:\n  - {}\n  - b\nz: z\n",
        "k: >-\n  {}\nz: z\n",
    ]
)  # fmt: skip


def agree(text: str) -> bool:
    """Whether the short way takes a text; what it says then is what the parser says, without a finding."""
    findings = Findings("x.yaml", text)
    scan(findings)
    found = None if findings.found else read_plain(text)
    if found is None:
        return False
    parsed = read_events(findings)
    assert not findings.found
    assert parsed is not None
    assert repr(found.data) == repr(parsed.data)
    assert (found.marks, found.left_out) == (parsed.marks, parsed.left_out)
    return True


@law(deep=5000, usual=200)
@given(SOUP | INDENTED, AROUND)
@example("true", "k: {}\nz: z\n")
@example("a #b", "k: {}\nz: z\n")
@example("a , b", "k: [{}]\n")
@example("a\n    ", "k: >-\n  {}\nz: z\n")
@example("a\n\n  # b", "k: >-\n  {}\nz: z\n")
@example("a\n  b: c", "k: {}\nz: z\n")
@example("a: b\na: c", "{}\n")
@example("'it''s'", "k: {}\nz: z\n")
@example("0123", "k: {}\nz: z\n")
@example("1\u2003#b", "k: {}\nz: z\n")
def test_what_looks_plain_means_what_the_parser_says(text: str, around: str) -> None:
    agree(around.format(text))


@law(deep=2000, usual=100)
@given(st.data())
def test_so_do_files_of_people_with_a_few_letters_changed(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(list(STARTER.values())))
    start = data.draw(st.integers(0, len(text)))
    text = text[start : start + data.draw(st.integers(0, 400))].partition("\n")[2]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(FRAGMENTS)) + text[at + data.draw(st.integers(0, 4)) :]
    agree(text if text.endswith("\n") else f"{text}\n")


def test_nearly_all_files_of_people_are_read_so() -> None:
    """Else it would help benchmarks alone."""
    taken = [path for path, text in STARTER.items() if agree(text)]
    assert len(taken) >= 0.9 * len(STARTER)


def test_a_handbook_of_plain_files_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.source.events.read_events", None)
    chance = random.Random(1)
    for number in range(20):
        document = parse(("\n".join(yaml_lines(metric(chance, number, 100))) + "\n").encode(), "a.yaml")
        assert document.sound
        assert document.problems == ()


@pytest.mark.parametrize(
    "text", ["a: b\r\nc:\r\n  - d\r\n  - >-\r\n    e\r\n    f\r\n", "# c\n\na: |\n  b\n  c\n"]
)
def test_lines_may_end_as_on_windows(text: str) -> None:
    assert agree(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "".join(f"{'  ' * depth}a:\n" for depth in range(MAX_DEPTH)) + "  " * MAX_DEPTH + "a: b\n",
            "too-deep",
        ),
        ("".join(f"k{number}: v\n" for number in range(MAX_NODES // 2)), "too-many-nodes"),
        (f"a: {'[' * (MAX_DEPTH + 1)}{']' * (MAX_DEPTH + 1)}\n", "too-deep"),
    ],
)
def test_the_limits_hold(text: str, code: str) -> None:
    assert read_plain(text) is None
    assert [problem.code for problem in parse(text.encode(), "a.yaml").problems] == [code]
