"""Other ways to write down the same definitions, all of them legal, for tests."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remit.handbook import Handbook
from remit.schema import Kind, Node
from remit.schema.node import EXPRESSIONS
from remit.yaml_text import dumped

COLLECTION = "Definitions"
Scalar = Callable[[str], list[str]]  # a text as it follows its key: its first line, and those below


@dataclass(frozen=True)
class File:
    """A file of definitions of one kind: one definition of its own, or several by their ids."""

    path: str
    kind: Kind
    data: Mapping[str, Any]
    collects: bool
    text: str = ""  # as it stands on disk; empty where it does not stand there

    @property
    def node(self) -> Node:
        """What is known of its data."""
        own = self.kind.node
        return Node(COLLECTION, "", "meaning", "object", values=own) if self.collects else own


Way = Callable[[File, random.Random], str]


# -- texts --


def double(text: str) -> list[str]:
    return [json.dumps(text, ensure_ascii=False)]


def escaped(text: str) -> list[str]:
    return double(text) if max(text, default="") > "\uffff" else [json.dumps(text)]


def single(text: str) -> list[str]:
    return double(text) if "\n" in text else ["'" + text.replace("'", "''") + "'"]


def literal(text: str) -> list[str]:
    if not text.strip() or text[0] in " \n" or text.endswith("\n\n"):
        return double(text)
    return ["|" if text.endswith("\n") else "|-", *text.removesuffix("\n").split("\n")]


def folded(text: str) -> list[str]:
    if re.search(r"\s\s|[\n\t]|^\s|\s$", text) or not text:
        return double(text)
    return [">-", *text.split(" ")]  # a word a line


# -- structures --


@dataclass(frozen=True)
class Style:
    """How data are written in lines."""

    scalar: Scalar = double
    indent: int = 2
    item: int = 2  # how far a list stands in from its key
    key: Callable[[str], str] = lambda key: key if re.fullmatch(r"[a-z][a-z-]*", key) else json.dumps(key)

    def lines(self, value: Any, pad: int = 0) -> Iterator[str]:
        """A mapping or a list that is not empty."""
        if isinstance(value, Mapping):
            for key, inner in value.items():
                step = self.item if isinstance(inner, list) else self.indent
                yield from self._under(f"{' ' * pad}{self.key(key)}:", inner, pad + step)
        else:
            for inner in value:
                yield from self._under(f"{' ' * pad}-", inner, pad + self.indent)

    def _under(self, head: str, value: Any, pad: int) -> Iterator[str]:
        if isinstance(value, Mapping | list) and value:
            yield head
            yield from self.lines(value, pad)
            return
        first, *rest = self.scalar(value) if isinstance(value, str) else [json.dumps(value)]
        yield f"{head} {first}"
        yield from (" " * max(pad, 2) + line if line else "" for line in rest)


def styled(**choices: Any) -> Way:
    style = Style(**choices)
    return lambda file, _chance: "\n".join(style.lines(file.data)) + "\n"


def changed(change: Callable[[Any, Node, random.Random], Any]) -> Way:
    """The data after a change of every value that changes nothing of what is meant."""

    def walked(value: Any, node: Node, chance: random.Random) -> Any:
        if isinstance(value, Mapping):
            inner = {key: node.properties.get(key) or node.values for key in value}
            value = {key: walked(at, inner[key] or NOTHING, chance) for key, at in value.items()}
        elif isinstance(value, list):
            value = [walked(at, node.items or NOTHING, chance) for at in value]
        return change(value, node, chance)

    return lambda file, chance: "\n".join(Style().lines(walked(file.data, file.node, chance))) + "\n"


NOTHING = Node("", "", "meaning", "", ordered=True)


def shuffled_properties(value: Any, node: Node, chance: random.Random) -> Any:
    """Properties that the schema names, and definitions; a ladder of steps is written from the bottom up."""
    if not isinstance(value, Mapping) or not (node.properties or node.title == COLLECTION):
        return value
    return dict(chance.sample([*value.items()], len(value)))


def shuffled_sets(value: Any, node: Node, chance: random.Random) -> Any:
    return chance.sample(value, len(value)) if isinstance(value, list) and not node.ordered else value


def with_kinds(value: Any, node: Node, _chance: random.Random) -> Any:
    """`revops` as `function:revops`, where nothing else can be meant."""
    if isinstance(value, Mapping) and node.keys is not None and len(node.keys.to) == 1:
        return {_with(node.keys.to[0], key): inner for key, inner in value.items()}
    reference = node.reference
    if isinstance(value, str) and reference is not None and len(reference.to) == 1:
        return _with(reference.to[0], value)
    return value


def _with(kind: str, id: str) -> str:
    return id if ":" in id or kind == "*" else f"{kind}:{id}"


def spread_formulas(value: Any, node: Node, _chance: random.Random) -> Any:
    if not isinstance(value, str) or node.text not in EXPRESSIONS:
        return value
    pieces = re.split(r'("[^"]*")', value)
    return "".join(piece if piece.startswith('"') else piece.replace(" ", "\n  ") for piece in pieces)


# -- the lines of the file itself, with all that its author wrote --


def before_keys(new: str) -> Way:
    return lambda file, _chance: re.sub(r"(?m)^(?=[a-z\"])", new, file.text)


def behind_keys(new: str) -> Way:
    return lambda file, _chance: re.sub(r"(?m)^([a-z-]+:)$", rf"\1{new}", file.text)


def whole(change: Callable[[str], str]) -> Way:
    return lambda file, _chance: change(file.text)


OF_TEXT: Mapping[str, Way] = {
    "comments between": before_keys("# A note: with [signs], \"quotes\" and {term:braces}\n"),
    "empty lines between": before_keys("\n"),
    "comments behind": behind_keys("  # a note"),
    "spaces behind": behind_keys("   "),
    "marks of a document": whole(lambda text: f"---\n{text}...\n"),
    "a comment first": whole(lambda text: f"# yaml-language-server: $schema=x.json\n\n{text}"),
    "lines of Windows": whole(lambda text: text.replace("\n", "\r\n")),
    "no end of the last line": whole(str.rstrip),
    "empty lines last": whole(lambda text: f"{text}\n\n\n"),
}  # fmt: skip
OF_DATA: Mapping[str, Way] = {
    "double quotes": styled(),
    "single quotes": styled(scalar=single),
    "escapes": styled(scalar=escaped),
    "literal texts": styled(scalar=literal),
    "folded texts": styled(scalar=folded),
    "keys in quotes": styled(key=json.dumps),
    "four spaces": styled(indent=4),
    "one space": styled(indent=1, scalar=literal),
    "lists not set in": styled(item=0),
    "JSON": lambda file, _chance: json.dumps(file.data, ensure_ascii=False),
    "JSON in lines": lambda file, _chance: json.dumps(file.data, indent=1),
    "as remit writes": lambda file, _chance: dumped(file.data),
    "as remit writes, lists in line": lambda file, _chance: dumped(file.data, lists_in_line=True),
    "another order of properties": changed(shuffled_properties),
    "another order of sets": changed(shuffled_sets),
    "references with their kind": changed(with_kinds),
    "formulas over lines": changed(spread_formulas),
}
WAYS: Mapping[str, Way] = {**OF_TEXT, **OF_DATA}


# -- handbooks --


@dataclass(frozen=True)
class Rewritten:
    """A handbook of which many files are written in another way."""

    texts: Mapping[str, str]
    ways: Mapping[str, str]  # path → the way in which it is written otherwise


def files_of(book: Handbook) -> list[File]:
    """The files of a handbook on disk."""
    found: dict[str, File] = {}
    for definition in book.definitions():
        path = definition.document.path
        if path not in found:
            document = definition.document
            found[path] = File(path, definition.kind, document.data, bool(definition.path), document.text)
    return list(found.values())


def arranged(files: list[File], chance: random.Random) -> Iterator[File]:
    """The same definitions: of some kinds all in one file, of some each in a file of its own."""
    by_kind: dict[str, list[File]] = {}
    for file in files:
        by_kind.setdefault(file.kind.id, []).append(file)
    for of_kind in by_kind.values():
        kind = of_kind[0].kind
        way = "as it is" if kind.single else chance.choice(("as it is", "as it is", "together", "apart"))
        if way == "as it is":
            yield from of_kind
            continue
        every: dict[str, Any] = {}
        for file in of_kind:
            every |= file.data if file.collects else {Path(file.path).stem: file.data}
        if way == "together":
            yield File(f"governance/{kind.plural}.yaml", kind, every, collects=True)
        else:
            for id, data in every.items():
                yield File(f"governance/{kind.plural}/{id}.yaml", kind, data, collects=False)


def rewritten(book: Handbook, seed: int) -> Rewritten:
    """The handbook with each file in a way that is drawn, where that makes a difference."""
    chance = random.Random(seed)
    texts: dict[str, str] = {}
    ways: dict[str, str] = {}
    for file in arranged(files_of(book), chance):
        way = chance.choice([*(WAYS if file.text else OF_DATA)])
        texts[file.path] = WAYS[way](file, chance)
        if texts[file.path] != file.text:
            ways[file.path] = way
    return Rewritten(texts, ways)
