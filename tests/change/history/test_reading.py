"""Reading by pieces, writing YAML, comparing words: each holds a law against the plain way."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from remit import source
from remit.change.compare.word_diff import word_diff
from remit.diagnostics import Severity
from remit.source.blocks import Blocks, Reading
from remit.source.characters import suspects
from remit.yaml_text import dumped

STARTER = sorted((ROOT / "governance").rglob("*.yaml"))


def plainly(content: bytes) -> tuple[str, tuple[Any, ...]]:
    """What `source.parse` says of a file, the way that pieces are held to."""
    document = source.parse(content, "x.yaml")
    broken = any(problem.severity is Severity.ERROR for problem in document.problems)
    return exact(document.data), tuple(sorted(document.left_out, key=str)) if broken else ()


def by_pieces(blocks: Blocks, content: bytes) -> tuple[str, tuple[Any, ...]]:
    found: Reading = blocks.read(content, "x.yaml")
    return exact(found.data), found.gone


def exact(data: Any) -> str:
    """Equal only for equal data of equal types in equal order."""
    return json.dumps(data)


# Lines as files of definitions have them, and as only an enemy writes them.
LINES = st.sampled_from(
    [
        "name: Win rate", "name: 'Win rate'", '"name": Win', "summary: >-", "summary: |", "  folded text",
        "  key: in a block", "  # no comment in a block", "# a comment", "", "   ", "  - item", "- item",
        "counts:", "counts: []", "counts: [a, b]", "counts: [a,", "b]", "governs: {}",
        "governs: {revops: {}}", "governs: {revops:", "{a: b}", "{a: b, c: d}", "--- {a: b}", "---",
        "--- ", "...", "%YAML 1.2", "  revops: {if: it, with: [finance]}", "    deep: 1", 'text: "over',
        'lines"', "text: 'over", "lines'", "order: 1", "order: true", "order: 1e3", "order: 0x1F",
        "a: &x b", "c: *x", "<<: {a: b}", "? a", ": b", "? a: b", "t: !!str a", "!!map {a: b}",
        "&x {k: v}", "a: b # cut", "a: b #cut", "<<<<<<< HEAD", "=======", ">>>>>>> x", "\tname: x",
        "a:\tb", "name: x\r", "\u00a0a: b", "\u3000b: c", "\ufeffa: b", "a: |2", "    two", "a: |+",
        "a: >1", " x", "[a]: b", "{a: b}: c", "@a: b", "'a: b", "a b", "a: b: c",
    ]
)  # fmt: skip
FILES = st.lists(LINES, max_size=9).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join([*lines, ""]).encode())
)


@law(deep=1000)
@given(FILES, FILES)
@example(b"{a: b}\nc: d\n", b"--- {a: b}\nc: d\n")
@example(b"a: 1\na: 2\n", b"a: b\n{c: d}\n")
def test_pieces_read_as_the_whole_file(first: bytes, second: bytes) -> None:
    blocks = Blocks()
    for content in (first, second, first):
        assert by_pieces(blocks, content) == plainly(content)


NOISE = st.sampled_from(
    [*"\n \t\r:#-?[]{},&*!|>'\"%@`\\~", "\x85", "\x00", "é", "\ufeff", "\n\n", "\n---\n", "\n...\n", "\n# ",
     ": ", "- ", "\r\n", "\na: b\n", "\n{a: b}\n", "null", "<<: ", "\nname: x\n"]
)  # fmt: skip


# What the shortest way could take for more, or less, than it says.
SHORT = st.lists(
    st.sampled_from(
        [*"ab1 :#-,.\"'&*!|>%@`\\[]{}\r\t<=?~", ": ", " #", "true", "null", "\u00a0", "é", "\n  "]
    )
).map("".join)


@law(deep=2500)
@given(
    SHORT,
    st.sampled_from(
        ["k: {}\n", "k:\n  - {}\n", "k:\n  - a\n  - {}\n", "k: >-\n  {}\n", "k: >-\n  a\n  {}\n\n", "{}: a\n"]
    ),
)
@example("true", "k: {}\n")
@example("a:b#c", "k: {}\n")
@example("<<<<<<< a", "k: >-\n  {}\n")
@example("a\n  =======", "k: >-\n  {}\n")
@example("null", "{}: a\n")
def test_a_plain_piece_means_what_the_parser_says(text: str, around: str) -> None:
    content = ("a: b\n" + around.format(text)).encode()
    assert by_pieces(Blocks(), content) == plainly(content)


INDENTED = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(["", "  ", "  ", "    ", "    ", "      ", " ", "   "]),
        st.sampled_from(
            ["a:", "b:", "a: x", "b: y", "c: 1", "c: 01", "d: true", "- x", "- y", "- a: x", "", "# x"]
        ),
    ),
    max_size=9,
)


@law(deep=2500)
@given(INDENTED)
@example(["a:", "  b:", "    c: 1", "  d: x"])
@example(["a:", "  - x", "  b: x"])
@example(["a:", "  - x", "    - y"])
@example(["a:", "- x"])
def test_plain_lines_nest_as_the_parser_says(lines: list[str]) -> None:
    content = "\n".join(["k:", *(f"  {line}" for line in lines), "z: z", *lines, ""]).encode()
    assert by_pieces(Blocks(), content) == plainly(content)


@law(deep=150)
@given(st.data())
def test_pieces_read_as_the_whole_when_real_files_are_mutilated(data: st.DataObject) -> None:
    """One memory for all versions of a file, as a walk through history has."""
    text = data.draw(st.sampled_from(STARTER)).read_bytes().decode()
    other = data.draw(st.sampled_from(STARTER)).read_bytes().decode()
    blocks = Blocks()
    for _ in range(4):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 60))
        begin = data.draw(st.integers(0, len(other)))
        new = data.draw(st.one_of(NOISE, st.just(""), st.just(other[begin : begin + length])))
        text = text[:at] + new + text[at + data.draw(st.sampled_from([0, 0, 1, 7, length])) :]
        content = (
            text.replace("\r\n", "\n").replace("\n", data.draw(st.sampled_from(["\n", "\r\n"]))).encode()
        )
        assert by_pieces(blocks, content) == plainly(content)


@pytest.mark.parametrize("path", STARTER, ids=lambda path: str(path.relative_to(ROOT / "governance")))
def test_pieces_are_used_for_the_starter_handbook(path: Path) -> None:
    """Else the law above would hold for nothing, and history would be slow."""
    blocks = Blocks()
    assert by_pieces(blocks, path.read_bytes()) == plainly(path.read_bytes())
    assert blocks._known
    assert all(blocks._known.values())


def test_a_large_file_is_read_whole_so_that_its_limits_hold() -> None:
    content = b"".join(b"k%d: [%s]\n" % (number, b"1," * 5000) for number in range(12))
    assert by_pieces(Blocks(), content) == plainly(content) == ("null", ())


# -- writing ------------------------------------------------------------------

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"])
MARKED = st.sampled_from([*"#:-?[]{},&*!|>'\"%@`\\~=<. \t\n", ": ", " #", "- ", "---", "\n\n", "\n ", "true"])
TEXTS = st.one_of(
    st.text(st.one_of(LETTERS, st.sampled_from("\n\t ")), min_size=1, max_size=30),
    st.lists(st.one_of(MARKED, st.text(LETTERS, max_size=4)), min_size=1, max_size=12).map("".join),
    st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=10, max_size=40).map(" ".join),
    st.lists(MARKED | st.just("word " * 8), min_size=3, max_size=20).map("".join),
    st.sampled_from(
        ["true", "null", "~", "no", "1", "-1", "1.5", "1e3", "+.5", ".5", "-.inf", ".nan", "0x1F", "0b1",
         "0o7", "1_000", "12:30", "1:2:3.5", "2026-01-01", "0123", "=", "<<", "-", "?", ":", "- x", "x: y",
         "x #y", "# x", "'", '"', "@x", "`x`", "*x", "&x", "!x", "%x", "|", ">", "[x]", "{x}", ",",
         "x"*200, "x "*90, " x", "<<<<<<< x", "=======", "a\n=======\nb", "a\n<<<<<<< x\nb", ">>>>>>> x",
         "\tx", "x\t", "a\n\tb", "12345678901234567890", "1e999"]
    ),
)  # fmt: skip
# Where a long line is folded, a marker inside a sentence may come to stand first on its line.
FOLDED_MARKER = re.compile(r"\S\s+(?:<{7}|={7}|>{7})")
WRITABLE = TEXTS.filter(
    lambda text: text.strip() != "" and not any(suspects(text)) and not FOLDED_MARKER.search(text)
)
KEYS = WRITABLE.filter(lambda text: "\n" not in text)
VALUES = st.recursive(
    st.one_of(
        WRITABLE, st.booleans(), st.integers(-(10**17), 10**17), st.floats(-1e15, 1e15, allow_subnormal=False)
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@law(deep=500)
@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5))
def test_what_is_written_reads_back_equal_and_without_findings(data: dict[str, Any]) -> None:
    text = dumped(data)
    document = source.parse(text.encode(), "x.yaml")
    assert document.problems == (), text
    assert exact(document.data) == exact(data), text


def test_what_is_written_looks_as_a_person_would_write_it() -> None:
    data = {
        "name": "Win rate",
        "flag": "true",
        "day": "2026-01-01",
        "id": "0123",
        "formula": "count(field:stage where value = 'won')",
        "summary": "word " * 25 + "end.",
        "counts": ["One", "Two"],
        "governs": {"revops": {}},
        "notes": "One.\n\nTwo.\n",
    }
    assert dumped(data) == (
        'name: Win rate\nflag: "true"\nday: 2026-01-01\nid: "0123"\n'
        "formula: count(field:stage where value = 'won')\n"
        f"summary: >-\n  {'word ' * 19}word\n  {'word ' * 5}end.\n"
        "counts:\n  - One\n  - Two\ngoverns:\n  revops: {}\nnotes: |\n  One.\n\n  Two.\n"
    )


# -- words --------------------------------------------------------------------

PROSE = st.lists(st.sampled_from(["at", "least", "50", "65", "points", " ", "\n", ".", "é", "--", ""])).map(
    "".join
)


@law(deep=1000)
@given(PROSE | st.text(), PROSE | st.text())
def test_pieces_without_what_came_are_the_old_text_and_without_what_went_the_new(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.how != "come") == old
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == new
    assert all(piece.text for piece in pieces)


def test_texts_that_are_too_long_to_compare_are_shown_whole() -> None:
    old, new = "a " * 2000, "b " * 2000
    assert [piece.how for piece in word_diff(old, new)] == ["gone", "come"]


def test_equal_texts_have_one_piece_and_empty_ones_none() -> None:
    assert [piece.how for piece in word_diff("same text", "same text")] == ["same"]
    assert word_diff("", "") == []
    assert [piece.how for piece in word_diff("", "new")] == ["come"]
