"""The kinds of a handbook: those of remit, and those that its own schemas add."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit import source
from remit.codes import CODES
from remit.diagnostics import Diagnostic, Range, Severity, did_you_mean
from remit.schema.faults import shown
from remit.schema.kind import Kind, Kinds, builtin_kinds, kind_of
from remit.schema.node import SCHEMA, Node, misplayed
from remit.schema.shapes import SHAPES, SUFFIX, schema_folder
from remit.schema.validating import UnusableSchema, schema_faults, validator
from remit.tree import Tree, on_disk

_LIKE_SCHEMAS = (".json", ".yaml", ".yml", ".jsonc", ".json5")
RESERVED = frozenset({"readings", "snapshots"})  # folders of a handbook that hold no kind


def load_kinds(tree: Tree | None = None) -> Kinds:
    """The built-in kinds, and those that `schemas/` of a handbook adds.

    Problems of added schemas are findings; built-in kinds cannot be changed.
    """
    folder = schema_folder()
    kinds = dict(builtin_kinds(folder))
    if tree is None:
        return Kinds(kinds)
    own = [name for name, _ in (tree.entries("schemas") or ()) if name.endswith(SUFFIX)]
    ours = bool(own) and _is_ours(tree, own, folder)
    problems = [] if ours else list(_unread(tree))
    if not own:
        return Kinds(kinds, tuple(problems))
    refused = False
    added: list[tuple[Kind, source.Document]] = []
    for name in own:
        builtin = folder / name
        if ours and builtin.is_file():
            continue
        document = tree.read(f"schemas/{name}")
        if builtin.is_file() and builtin.read_text(encoding="utf-8") == document.text:
            continue
        kind, found = _own_kind(document, kinds)
        problems += found
        if kind is None:
            refused = True
        else:
            kinds[kind.id] = kind
            added.append((kind, document))
    if not refused:
        astray = {kind.id: list(_unknown_targets(kind, document, kinds)) for kind, document in added}
        problems += (fault for faults in astray.values() for fault in faults)
        refused = any(astray.values())
        kinds = {id: kind for id, kind in kinds.items() if not astray.get(id)}
    return Kinds(kinds, tuple(problems), refused)


def _unread(tree: Tree) -> Iterator[Diagnostic]:
    """What seems to be meant as a schema of the handbook's own, and is read by nobody."""
    entries = tree.entries("schemas")
    if entries is None and ("schemas", "file") in (tree.entries("") or ()):
        message = "`schemas` is a file; schemas of your own lie in a folder of this name"
        yield CODES["schema-not-a-kind"].at(Range.of_file("schemas"), message)
    for name, type in entries or ():
        if type == "file" and name.lower().endswith(_LIKE_SCHEMAS) and not name.endswith(SUFFIX):
            message = f"`{name}` is not read: a schema of your own ends in `{SUFFIX}`"
            yield CODES["schema-not-a-kind"].at(Range.of_file(f"schemas/{name}"), message)


def _is_ours(tree: Tree, own: Sequence[str], folder: Path) -> bool:
    """True for `schemas/` of a checkout of remit itself, today's or an earlier one."""
    root = on_disk(tree)
    return SHAPES in own if root is None else (root / "schemas").resolve() == folder.resolve()


def _own_kind(document: source.Document, known: Mapping[str, Kind]) -> tuple[Kind | None, list[Diagnostic]]:
    """A kind of the handbook's own, or the findings that forbid it."""
    found = list(document.problems)
    if not document.sound or any(problem.severity is Severity.ERROR for problem in found):
        return None, found
    if (right := _right_in_itself(document.text)) is not None:
        kind, whole = right
        wrong = [*_taken(kind, document, known), *_unlike(kind, document, known)]
        return (None, [*found, *wrong]) if wrong else (whole, found)
    found += (
        _not_a_kind(document, f"this schema does not define a kind: {fault.message}", fault.path)
        for fault in schema_faults(document.data)
    )
    if any(problem.severity is Severity.ERROR for problem in found):
        return None, found
    try:
        kind = kind_of(document.data, builtin=False)
        validator(kind.schema)
    except ValueError as problem:
        return None, [*found, _unusable(document, problem)]
    wrong = [*_taken(kind, document, known), *_unlike(kind, document, known)]
    wrong += [_not_a_kind(document, message) for message in misplayed(kind.node)]
    return (None, [*found, *wrong]) if wrong else (_whole(document.data), found)


# Both sides of a difference have the same schemas, and so has a site at every save.
@functools.lru_cache(maxsize=64)
def _right_in_itself(text: str) -> tuple[Kind, Kind] | None:
    """The kind that a schema describes, as it stands there and with what its relations are elsewhere.

    None where something is wrong with it, whatever other kinds there are.
    """
    data = source.parse(text.encode(), "").data
    if any(schema_faults(data)):
        return None
    try:
        kind = kind_of(data, builtin=False)
        validator(kind.schema)
    except ValueError:
        return None
    if any(misplayed(kind.node)):
        return None
    return kind, _whole(data)


def _whole(data: Any) -> Kind:
    """The kind of a schema whose relations are what they are in the built-in kinds."""
    return kind_of(_with_roles(data, _said_of_parties(schema_folder())), builtin=False)


@functools.cache
def _said_of_parties(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Of each relation of the built-in kinds, what it makes of a party: what it plays, or only mentions."""
    found = (each for kind in builtin_kinds(folder).values() for each in _references(kind.raw))
    return {
        each["relation"]: {name: each[name] for name in ("plays", "mentions") if name in each}
        for each in found
    }


def _references(raw: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(raw, Mapping):
        yield from (raw["x-reference"],) if "x-reference" in raw else ()
    for below in raw.values() if isinstance(raw, Mapping) else raw if isinstance(raw, list) else ():
        yield from _references(below)


def _with_roles(raw: Any, said: Mapping[str, Mapping[str, Any]]) -> Any:
    """The schema, where a relation of the built-in kinds is what it is there unless it says otherwise."""
    if isinstance(raw, list):
        return [_with_roles(each, said) for each in raw]
    if not isinstance(raw, Mapping):
        return raw
    made = {key: _with_roles(below, said) for key, below in raw.items()}
    if isinstance(reference := made.get("x-reference"), dict):
        made["x-reference"] = {**said.get(reference.get("relation", ""), {}), **reference}
    return made


def _taken(kind: Kind, document: source.Document, known: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    for other in known.values():
        if kind.id == other.id or kind.plural == other.plural:
            yield _not_a_kind(document, f"the kind `{other.id}` exists already", ("x-kind",))
            return
    if kind.id == SCHEMA:
        yield _not_a_kind(
            document, f"`{SCHEMA}:` is the address of schemas; choose another id", ("x-kind", "id")
        )
    if kind.plural in RESERVED:
        message = f"`{kind.plural}/` is kept for remit's own use; choose another plural"
        yield _not_a_kind(document, message, ("x-kind", "plural"))


def _unlike(kind: Kind, document: source.Document, known: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """Properties that every kind has, such as `aliases`, but with another shape: all code relies on it."""
    builtin = [other.properties for other in known.values() if other.builtin]
    for name, node in kind.properties.items():
        shapes = [_shape(properties[name]) for properties in builtin if name in properties]
        if len(shapes) == len(builtin) and _shape(node) not in shapes:
            message = f"`{name}` has another shape here than in every other kind"
            yield _not_a_kind(document, message, ("properties", name))


def _shape(node: Node) -> tuple[object, ...]:
    return node.type, node.items.type if node.items else "", node.required


def _unusable(document: source.Document, problem: ValueError) -> Diagnostic:
    """What the validator cannot compile, at the place where it stands when that is known."""
    if not isinstance(problem, UnusableSchema):
        return _not_a_kind(document, f"this schema cannot be used: {problem}")
    message = f"this schema cannot be used: {problem}"
    if problem.at[-1:] == ("pattern",):
        message = (
            f"the pattern {shown(problem.value)} cannot be used: it is no regular "
            "expression, is far too large, or looks around or back (`(?=…)`, `\\1`)"
        )
    return _not_a_kind(document, message, problem.at)


def _unknown_targets(
    kind: Kind, document: source.Document, kinds: Mapping[str, Kind]
) -> Iterator[Diagnostic]:
    for name in sorted({to for reference in kind.references for to in reference.to} - {"*", *kinds}):
        message = f"a reference may point to `{name}`, which is not a kind{did_you_mean(name, kinds)}"
        yield _not_a_kind(document, message)


def _not_a_kind(document: source.Document, message: str, at: Sequence[str | int] = ()) -> Diagnostic:
    return CODES["schema-not-a-kind"].at(document.range_of(at), message)
