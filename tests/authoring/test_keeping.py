"""Edits keep what people wrote: what changes is said, and every other line stays byte for byte."""

from __future__ import annotations

import copy
import difflib
import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from building import starter
from depth import DEEP, law, part_of
from remit.authoring.edits import changed_file, comments_of, parts
from remit.diagnostics import RemitError
from remit.source import Document, parse
from remit.source.layout import Unplaced, layout
from rewritings import WAYS, File, files_of

SAMPLE = """\
# head
name: Win   # why
summary: >- # c
  A text that goes on
  and mentions {metric:old-one} here
  and {metric:old-one}.

list: [a, # one
  "b",
  c, # see
]
flow: {a: 1, b: [x, y]}
rows:
  - one
  # about two
  - two # 2
governs:
  revops: {}
  # deeper
quoted: 'it''s {metric:old-one}'
multi: plain text
  goes {metric:old-one} on # k
last: 5
"""
Change = Callable[[dict[str, Any]], Any]


def renamed(data: dict[str, Any]) -> Any:
    """Every text with another id, as a rename makes it."""

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: of(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [of(inner) for inner in value]
        return value.replace("old-one", "new") if isinstance(value, str) else value

    return of(data)


def put(**values: Any) -> Change:
    return lambda data: {**data, **values}


def without(name: str) -> Change:
    return lambda data: {key: value for key, value in data.items() if key != name}


def within(name: str, change: Callable[[Any], Any]) -> Change:
    def made(data: dict[str, Any]) -> Any:
        inner = copy.deepcopy(data[name])
        return {**data, name: change(inner) or inner}

    return made


# what is done → the change, and the lines that differ afterwards, as a patch without its heads
BY_HAND: dict[str, tuple[Change, str]] = {
    "a reference in texts": (
        renamed,
        """\
-  and mentions {metric:old-one} here
-  and {metric:old-one}.
+  and mentions {metric:new} here
+  and {metric:new}.
-quoted: 'it''s {metric:old-one}'
+quoted: 'it''s {metric:new}'
-  goes {metric:old-one} on # k
+  goes {metric:new} on # k
""",
    ),
    "a number for a text": (put(name=5), "-name: Win   # why\n+name: 5   # why\n"),
    "a mapping for a text": (
        put(name={"a": {"b": [1]}}),
        "-name: Win   # why\n+name:   # why\n+  a:\n+    b: [1]\n",
    ),
    "another text in the same quotes": (
        put(quoted="a 'b' c"),
        "-quoted: 'it''s {metric:old-one}'\n+quoted: 'a ''b'' c'\n",
    ),
    "another text below its key": (
        put(summary="Wholly other words stand here."),
        """\
-  A text that goes on
-  and mentions {metric:old-one} here
-  and {metric:old-one}.
+  Wholly other words stand here.
""",
    ),
    "an item last, on a line of its own": (within("list", lambda v: v.append("d")), "+  d,\n"),
    "an item first": (
        within("list", lambda v: v.insert(0, "d")),
        "-list: [a, # one\n+list: [d, a, # one\n",
    ),
    "an item out of brackets": (within("list", lambda v: v.remove("b")), '-  "b",\n'),
    "an entry between brackets": (
        within("flow", lambda v: v.update(c={"k": "a, b"})),
        "-flow: {a: 1, b: [x, y]}\n+flow: {a: 1, b: [x, y], c: {k: 'a, b'}}\n",
    ),
    "an entry out of brackets": (
        within("flow", lambda v: {"b": v["b"]}),
        "-flow: {a: 1, b: [x, y]}\n+flow: {b: [x, y]}\n",
    ),
    "the last entry out of brackets": (
        within("flow", lambda v: {"a": v["a"]}),
        "-flow: {a: 1, b: [x, y]}\n+flow: {a: 1}\n",
    ),
    "an item of a block, whose comment stays": (
        within("rows", lambda v: v.remove("two")),
        "-  - two # 2\n+  # 2\n",
    ),
    "an item that needs quotes": (within("rows", lambda v: v.insert(0, "zero: x")), "+  - 'zero: x'\n"),
    "a party, above what is said below the last": (
        within("governs", lambda v: v.update(sales={"words": "X."})),
        "+  sales:\n+    words: X.\n",
    ),
    "a property last": (put(zz="last"), "+zz: last\n"),
    "a property first": (lambda data: {"first": 1, **data}, "+first: 1\n"),
    "a property whose comment stays": (without("name"), "-name: Win   # why\n+# why\n"),
    "a list whose comments stay": (
        without("list"),
        '-list: [a, # one\n-  "b",\n-  c, # see\n-]\n+# one\n+# see\n',
    ),
    "a key": (
        lambda data: {("called" if key == "name" else key): value for key, value in data.items()},
        "-name: Win   # why\n+called: Win   # why\n",
    ),
}


def patch(before: str, after: str) -> str:
    found = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), n=0)
    return "".join(line for line in found if not line.startswith(("---", "+++", "@@")))


def touched(before: str, after: str) -> int:
    """How many lines are no more as they were; lines that stand there often count like any other."""
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    return sum(b - a for what, a, b, _, _ in matcher.get_opcodes() if what != "equal")


def read(text: str) -> Document:
    return parse(text.encode(), "governance/x.yaml")


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("what", BY_HAND)
def test_an_edit_changes_these_lines_and_no_other(what: str, ending: str) -> None:
    change, lines = BY_HAND[what]
    text = SAMPLE.replace("\n", ending)
    document = read(text)
    made = changed_file(document, change(copy.deepcopy(document.data)))
    assert patch(text, made) == lines.replace("\n", ending)


def test_what_has_no_end_of_its_last_line_gets_none() -> None:
    document = read(SAMPLE.rstrip("\n"))
    assert changed_file(document, {**document.data, "zz": "last"}) == f"{SAMPLE}zz: last"


def test_where_the_last_property_goes_the_end_of_the_last_line_stays_away() -> None:
    document = read("a: 1\nb:\n  c: 2\nd: 3")
    assert changed_file(document, {"a": 1}) == "a: 1"
    document = read("a: |\n  one\nd: 3")  # here the end of the line is part of the text
    assert changed_file(document, {"a": "one\n"}) == "a: |\n  one\n"


def test_a_value_that_is_empty_is_filled_in_at_its_place() -> None:
    document = read("name: N\n# What it is.\nsummary:\ngoverns: # who\nend: 1\n")
    made = changed_file(document, {**document.data, "summary": "It is.", "governs": {"revops": {}}})
    assert made == "name: N\n# What it is.\nsummary: It is.\ngoverns: # who\n  revops: {}\nend: 1\n"


@pytest.mark.parametrize(
    ("text", "change", "said"),
    [
        (
            SAMPLE,
            within("list", lambda v: v.remove("a")),
            "x.yaml:8:8: here stands a comment between brackets",
        ),
        (SAMPLE, within("rows", lambda v: v.clear()), "x.yaml:14:3: here stands a comment inside of what"),
        ("a: &x 1\nb: 2\n", put(b=3), "this cannot be edited before it can be read"),
        ("a: [1\n", put(b=3), "x.yaml:1:4: this cannot be edited before it can be read"),
        ("? a\n: 1\n", put(a={"b": 1}), "x.yaml:1:3: here stands a key whose colon stands elsewhere"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_place(text: str, change: Change, said: str) -> None:
    document = read(text)
    with pytest.raises(RemitError) as refused:
        changed_file(document, change(copy.deepcopy(document.data or {})))
    assert said in str(refused.value)


# -- a law over every file of the starter, written in every way --

FILES: list[File] = [file for file in files_of(starter()) if DEEP or len(file.text) < 8000]


def steps_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to everything in some data."""
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, below in inner:
        yield (*path, step)
        yield from steps_in(below, (*path, step))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def drawn_change(data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Data after one change at a place that is drawn."""
    made = copy.deepcopy(data)
    path = chance.choice([*steps_in(made)])
    above, step = at(made, path[:-1]), path[-1]
    value = above[step]
    new: Any = chance.choice(
        ["short", "with: a colon", "# no comment", "- x", "it's \"said\"", "null", "1.0", "ä\tö", "w w" * 60,
         "two\n\nparagraphs", 7, True, ["a", "b, c"], {"k": {"l": "m"}}, {}]
    )  # fmt: skip
    ways = ["new value", "goes"] + (["words"] if isinstance(value, str) and " " in value else [])
    match chance.choice([*ways, *(["key"] if isinstance(above, dict) else []), "comes"]):
        case "new value":
            above[step] = new
        case "goes" if len(above) > 1:
            del above[step]
        case "words":
            words = value.split(" ")
            words[chance.randrange(len(words))] = "{metric:other-words}"
            above[step] = " ".join(words)
        case "key":
            items = [("another-key" if key == step else key, inner) for key, inner in above.items()]
            above.clear()
            above.update(items)
        case _ if isinstance(above, list):
            above.insert(chance.randrange(len(above) + 1), new)
        case _:
            above["one-more"] = new
    return made


@given(st.sampled_from(FILES), st.sampled_from(sorted(WAYS)), st.integers(0, 2**32))
@law(deep=4000, usual=100)
def test_a_file_however_written_says_what_was_wanted_and_keeps_the_rest(
    file: File, way: str, seed: int
) -> None:
    chance = random.Random(seed)
    text = WAYS[way](file, chance)
    document = read(text)
    wanted = drawn_change(document.data, chance)
    try:
        made = changed_file(document, wanted)
    except RemitError:
        return  # the next test counts these
    after = read(made)
    assert after.data == wanted
    assert {each.code for each in after.problems} <= {each.code for each in document.problems}
    assert not comments_of(text, parts(document)) - comments_of(made, parts(after))
    assert ("\r\n" in made) == ("\r\n" in text)
    assert made.count("\r\n") in (0, made.count("\n"))
    # No line is touched that is not in the smallest stretch around the change, except one that gains a comma.
    first, last = stretch_of(document, wanted)
    assert touched(text, made) <= last - first + 2


def stretch_of(document: Document, wanted: Any) -> tuple[int, int]:
    """The first and last line of the smallest part of a file that says something else."""
    root, data = parts(document), document.data
    part, above = root, root
    while type(data) is type(wanted) and isinstance(data, dict | list):
        if isinstance(data, dict):
            differing: list[Any] = [key for key in data if key not in wanted or data[key] != wanted[key]]
            same_shape = list(data) == list(wanted)
        else:
            differing = [number for number, (a, b) in enumerate(zip(data, wanted, strict=False)) if a != b]
            same_shape = len(data) == len(wanted)
        if len(differing) != 1 or not same_shape:
            break
        step = differing[0]
        above = part
        found = part.at(step)
        assert found is not None
        _, part = found
        data, wanted = data[step], wanted[step]
    start = part.start if part.value is None else max(above.start, part.start - 1)
    text = document.text
    return text.count("\n", 0, start), text.count("\n", 0, part.end)


def other_editor() -> YAML:
    """Another editor that keeps what it does not change, set to the layout of the starter."""
    made = YAML()
    made.indent(mapping=2, sequence=4, offset=2)
    made.width = 1 << 20
    made.preserve_quotes = True
    return made


def dumped_by(editor: YAML, data: Any) -> str:
    out = io.StringIO()
    editor.dump(data, out)
    return out.getvalue()


KINDS: dict[str, type] = {"value": str, "entry": dict, "item": list}  # what is edited, by how


@pytest.mark.parametrize("how", KINDS)
def test_another_lossless_editor_writes_the_same(how: str) -> None:
    """Where it keeps the file at all: it joins the lines of lists over several."""
    chance, compared = random.Random(8), 0
    for file in part_of(FILES, 12):
        theirs = other_editor().load(file.text)
        if dumped_by(other_editor(), theirs) != file.text:
            continue
        document = read(file.text)
        wanted = copy.deepcopy(document.data)
        # A day is no text to the other editor, neither as a value nor as a key.
        known = {*steps_in(theirs)}
        fitting = [
            path for path in steps_in(wanted) if path in known and isinstance(at(theirs, path), KINDS[how])
        ]
        if not fitting:
            continue
        path = chance.choice(fitting)
        for data in (wanted, theirs):
            above, step = at(data, path[:-1]), path[-1]
            if how == "item" and isinstance(above[step], list):
                above[step].append("another")
            elif how == "entry" and isinstance(above[step], dict):
                above[step]["one-more"] = "another"
            elif how == "value" and isinstance(above[step], str):
                above[step] = type(above[step])("another")  # in the same quotes
        if wanted != document.data:
            compared += 1
            made, other = changed_file(document, wanted), dumped_by(other_editor(), theirs)
            # It puts what comes last below the empty lines that follow.
            assert made.replace("\n\n", "\n") == other.replace("\n\n", "\n")
    assert compared >= 2


def test_the_law_meets_few_refusals() -> None:
    """Refusing everything would satisfy the law."""
    chance = random.Random(8)
    refused: Counter[str] = Counter()
    for number in range(60):
        file, way = FILES[number % len(FILES)], [*WAYS][number % len(WAYS)]
        document = read(WAYS[way](file, chance))
        try:
            changed_file(document, drawn_change(document.data, chance))
        except RemitError:
            refused[way] += 1
    assert sum(refused.values()) <= 3, refused


@given(st.text(alphabet=" \t\n#:-[]{},'\"|>&*!%ab1?~\r", max_size=60))
@law(deep=5000)
def test_whatever_stands_in_a_file_is_taken_apart_or_refused(text: str) -> None:
    try:
        root = layout(text)
    except Unplaced:
        return
    assert 0 <= root.start <= root.end <= len(text)


def test_every_file_of_the_starter_is_taken_apart() -> None:
    for file in FILES:
        root = layout(file.text)
        assert [key.value for key, _ in root.entries or ()] == list(file.data)
        assert comments_of(file.text, root).total() >= sum(
            line.lstrip().startswith("#") for line in file.text.splitlines()
        )
