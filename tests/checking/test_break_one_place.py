"""Break the starter in one place: one finding, on the right line, with a remedy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from building import ROOT, starter
from depth import part_of
from remit.checking import check
from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.schema import Node

Rewriting = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter's governance, once for all the ways to break it."""
    folder = tmp_path_factory.mktemp("starter")
    shutil.copytree(ROOT / "governance", folder / "governance", copy_function=shutil.copyfile)
    return folder


@pytest.fixture
def rewrite(copied: Path) -> Iterator[Rewriting]:
    """Gives one of its files another text, for this test alone; the folder."""
    changed: list[str] = []

    def rewritten(path: str, text: str) -> Path:
        changed.append(path)
        (copied / path).write_text(text, encoding="utf-8")
        return copied

    yield rewritten
    for path in changed:
        shutil.copyfile(ROOT / path, copied / path)


# -- ways to break a definition: each gives the changed lines, the line at fault, and a code --

Broken = tuple[list[str], int, str]


def lines_of(definition: Definition) -> list[str]:
    return definition.document.text.split("\n")


def line_of(definition: Definition, *path: str | int) -> int:
    return definition.locate(path, key=True).line


def misspell(definition: Definition) -> Broken | None:
    """A key of its own is misspelt, a required one as often as not."""
    key = max(definition.data, key=lambda name: (name in ("summary", "question"), name))
    lines, line = lines_of(definition), line_of(definition, key)
    lines[line - 1] = lines[line - 1].replace(f"{key}:", f"{key[:2]}{key[3:]}:", 1)
    return lines, line, "unknown-property"


def drop_required(definition: Definition) -> Broken | None:
    keys = list(definition.data)
    lines, line = lines_of(definition), line_of(definition, "name")
    after = keys.index("name") + 1
    if keys[0] != "name" or after == len(keys) or "{" in lines[line - 1]:
        return None
    del lines[line - 1 : line_of(definition, keys[after]) - 1]
    at = definition.locate().line
    return lines, at, "missing-property"


def repeat(definition: Definition) -> Broken | None:
    """The first line of the definition stands there twice."""
    key = next(iter(definition.data))
    lines, line = lines_of(definition), line_of(definition, key)
    if not re.fullmatch(rf"\s*{key}: [^\[{{>|]*", lines[line - 1]):
        return None
    lines.insert(line, lines[line - 1])
    return lines, line + 1, "duplicate-key"


def point_to_nothing(definition: Definition) -> Broken | None:
    """A reference gets an id that nothing has."""
    for path, text, key in references(definition.kind.node, definition.data):
        line = definition.locate(path, key=key).line
        lines = lines_of(definition)
        if lines[line - 1].count(text) == 1:
            lines[line - 1] = lines[line - 1].replace(text, f"{text}-qqq")
            return lines, line, "dangling-reference"
    return None


def drop_owner(definition: Definition) -> Broken | None:
    from remit.rules.people.ownership import OWNED

    keys = list(definition.data)
    if definition.kind.id not in OWNED or "governs" not in keys:
        return None
    lines, line = lines_of(definition), line_of(definition, "governs")
    after = keys[keys.index("governs") + 1 :]
    del lines[line - 1 : (line_of(definition, after[0]) - 1 if after else _end(definition, lines))]
    return lines, definition.locate().line, "owner-missing"


def second_accountable(definition: Definition) -> Broken | None:
    if definition.kind.id != "decision":
        return None
    lines, keys = lines_of(definition), list(definition.data["parties"])
    line = line_of(definition, "parties", keys[0])
    indent = lines[line - 1][: -len(lines[line - 1].lstrip())]
    new = next(f.id for f in starter().every("function") if f.id not in keys)
    lines.insert(line - 1, f"{indent}{new}: {{letter: A}}")
    letters = [cell["letter"] for cell in definition.data["parties"].values()]
    # the second of the accountable parties is the one reported
    held = keys[next(at for at, letter in enumerate(letters) if letter in "AG")]
    return lines, line_of(definition, "parties", held) + 1, "raci-one-accountable"


def empty(definition: Definition) -> Broken | None:
    lines, line = lines_of(definition), line_of(definition, "name")
    if not re.fullmatch(r"\s*name: [^\[{>|]*", lines[line - 1]):
        return None
    lines[line - 1] = lines[line - 1].partition(":")[0] + ":"
    return lines, line, "empty-value"


WAYS: tuple[Callable[[Definition], Broken | None], ...] = (
    misspell,
    drop_required,
    repeat,
    point_to_nothing,
    drop_owner,
    second_accountable,
    empty,
)


def _end(definition: Definition, lines: list[str]) -> int:
    """The index after the last line of a definition."""
    if not definition.path:
        return len(lines)
    following = [
        id for id in definition.document.data if line_of_id(definition, id) > definition.locate().line
    ]
    return line_of_id(definition, following[0]) - 1 if following else len(lines)


def line_of_id(definition: Definition, id: str) -> int:
    return definition.document.locate((id,), key=True).line


def references(
    node: Node, data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """(path, text, is a key) of every reference below `data`."""
    if isinstance(data, str) and node.reference:
        yield path, data, False
    elif isinstance(data, list) and node.items:
        for at, item in enumerate(data):
            yield from references(node.items, item, (*path, at))
    elif isinstance(data, dict):
        for key, below in data.items():
            if node.keys:
                yield (*path, key), key, True
            inner = node.properties.get(key) or node.values
            if inner:
                yield from references(inner, below, (*path, key))


def samples() -> list[Any]:
    """For each way and kind one definition of each file form that can be broken so: the same every time."""
    found = []
    for way in WAYS:
        taken: set[tuple[str, bool]] = set()
        for definition in starter().definitions():
            form = (definition.kind.id, bool(definition.path))
            if form not in taken and way(definition) is not None:
                taken.add(form)
                found.append(pytest.param(way, str(definition.ref), id=f"{way.__name__}: {definition.ref}"))
    return found


def form(sample: Any) -> tuple[object, bool]:
    """The way to break it, and whether it stands in a file with others: the reader knows no kinds."""
    definition = starter().find(str(sample.values[1]))
    return sample.values[0], bool(definition and definition.path)


SAMPLES = samples()
TRIED = part_of(SAMPLES, 40, form=form)


@pytest.mark.parametrize(("way", "address"), TRIED)
def test_one_broken_place_gives_one_finding_there_with_a_remedy(
    way: Callable[[Definition], Broken | None], address: str, rewrite: Rewriting
) -> None:
    definition = starter().find(address)
    assert definition
    broken = way(definition)
    assert broken
    lines, line, code = broken
    checked = check(rewrite(definition.document.path, "\n".join(lines)))
    assert [(found.code, found.location.path, found.location.line) for found in checked.findings] == [
        (code, definition.document.path, line)
    ], [found.message for found in checked.findings]
    assert checked.worst() is Severity.ERROR
    assert checked.findings[0].fix
    assert checked.findings[0].why


def test_the_samples_reach_every_kind_and_both_forms_of_files() -> None:
    found = [starter().find(str(sample.values[1])) for sample in SAMPLES]
    definitions = [definition for definition in found if definition]
    assert len(definitions) == len(SAMPLES) >= 60
    assert {definition.kind.id for definition in definitions} == set(starter().kinds.by_id)
    assert {bool(definition.path) for definition in definitions} == {True, False}
    assert {sample.values[0] for sample in SAMPLES} == set(WAYS)


COLLECTIONS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "governance").glob("*.yaml"))
SINGLE = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "governance").glob("*/*.yaml"))
# Rules about anything ask these, and what they hear is not to depend on whether they can be read.
ASKED_BY_ALL = {f"governance/{name}.yaml" for name in ("functions", "handbook", "roles")}


@pytest.mark.parametrize(
    "path",
    part_of(
        COLLECTIONS + SINGLE[::9], 12, form=lambda path: path if path in ASKED_BY_ALL else path in SINGLE
    ),
)
def test_a_file_that_cannot_be_read_is_one_finding_whoever_refers_to_it(
    path: str, rewrite: Rewriting
) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    found = check(rewrite(path, f'{text}zzz: "never closed\n')).findings
    assert [(each.code, each.location.path) for each in found] == [("yaml-syntax", path)]


@pytest.mark.parametrize("path", COLLECTIONS[::5])
def test_a_definition_without_content_is_one_finding_whoever_refers_to_it(
    path: str, rewrite: Rewriting
) -> None:
    document = next(document for document in starter().documents if document.path == path)
    first = next(iter(document.data))
    lines = document.text.split("\n")
    start = document.locate((first,), key=True).line
    following = [document.locate((id,), key=True).line for id in list(document.data)[1:2]]
    del lines[start : following[0] - 1 if following else len(lines)]
    found = check(rewrite(path, "\n".join(lines))).findings
    assert [(each.code, each.location.line) for each in found] == [("empty-value", start)]


@pytest.mark.parametrize(("way", "address"), part_of(SAMPLES, 4))
def test_the_command_says_the_same(
    way: Callable[[Definition], Broken | None], address: str, rewrite: Rewriting
) -> None:
    definition = starter().find(address)
    broken = way(definition) if definition else None
    assert definition
    assert broken
    done = subprocess.run(
        [sys.executable, "-m", "remit", "check", "--format", "line"],
        cwd=rewrite(definition.document.path, "\n".join(broken[0])),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert re.fullmatch(rf"{definition.document.path}:{broken[1]}:\d+: error {broken[2]}: .+\n", done.stdout)
