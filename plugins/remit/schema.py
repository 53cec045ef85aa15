"""Schemas become kinds: the shape of a definition, and what its properties mean."""

# Layer 2. The only module that imports the validators. jsonschema-rs decides
# whether and where; the sentences are ours (see `faults.py`), made from the schema
# and the data, so that both validators give the same findings.

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit import source
from remit.diagnostics import Diagnostic, RemitError, Severity, did_you_mean
from remit.faults import Fault, explain, shown
from remit.tree import Disk, Tree

WEIGHTS = ("editorial", "meaning", "authority")
SHAPES = "shapes.schema.json"
SUFFIX = ".schema.json"
RESERVED = frozenset({"rules", "readings", "snapshots"})  # folders of a handbook that hold no kind
# Addresses of the site that hold no kind: two pages with one address are one page.
ADDRESSES = frozenset({
    "assets", "blueprint", "boundaries", "change-log", "conventions", "decide", "health", "in-plain-words",
    "index", "lifecycle", "metric-hierarchy", "metric-ownership", "own", "rules", "schema", "search",
    "system-functions",
})  # fmt: skip
MAX_DEPTH = 100  # of one schema with its shapes written out
MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference may point to, and what the relation is called both ways.

    `relation` is the stable id used by code; `label` and `back` are words for people. `use` is
    False when whoever refers does not depend on what the other says.
    """

    to: tuple[str, ...]
    relation: str
    label: str
    back: str
    use: bool = True

    def allows(self, kind: str) -> bool:
        """True when a definition of `kind` may stand at the other end."""
        return "*" in self.to or kind in self.to


MENTION = Reference(("*",), "mentions", "mentions", "mentioned in", use=False)
FORMULA = Reference(("metric", "field"), "made-of", "made of", "feeds")
MENTIONING = {"prose": MENTION, "formula": FORMULA}


@dataclass(frozen=True, slots=True)
class Node:
    """One property (or item, or value) of a kind, read from its schema.

    `was` are former names of a property, `moved` those of the properties in here with their names of
    today. `interesting` keeps only the properties that hold references or prose, so that walking a
    definition costs nothing for the rest.
    """

    title: str
    description: str
    weight: str
    type: str
    text: str = ""
    ordered: bool = False
    reference: Reference | None = None
    keys: Reference | None = None
    properties: Mapping[str, Node] = field(default_factory=dict)
    items: Node | None = None
    values: Node | None = None
    choices: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    was: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    interesting: Mapping[str, Node] = field(default_factory=dict)

    def speaks(self) -> bool:
        """True when something in here can point at another definition."""
        return bool(
            self.reference
            or self.keys
            or self.text in MENTIONING
            or self.interesting
            or (self.items and self.items.speaks())
            or (self.values and self.values.speaks())
        )


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of definition: `metric`, in `governance/metrics/`, with its properties."""

    id: str
    plural: str
    title: str
    titles: str
    description: str
    section: str
    single: bool
    builtin: bool
    raw: Mapping[str, Any]

    @functools.cached_property
    def schema(self) -> Mapping[str, Any]:
        """The schema with its shapes written out; made when somebody asks, as `node` is."""
        written: Mapping[str, Any] = inline(self.raw, _shapes(schema_folder()))
        return written

    @functools.cached_property
    def node(self) -> Node:
        """What the schema says of a definition as a whole."""
        return _node(self.schema, self.raw.get("x-weight", "meaning"))

    @property
    def properties(self) -> Mapping[str, Node]:
        """The properties of a definition of this kind, in the schema's order."""
        return self.node.properties

    @functools.cached_property
    def checker(self) -> Any:
        """The compiled validator; made when the first definition of the kind is checked."""
        return validator(self.schema)


@dataclass(frozen=True)
class Kinds:
    """All kinds of a handbook, and what was wrong with the schemas it brought along.

    `refused` is True when one of these could not be used: about names that no kind
    has, nothing can be said then.
    """

    by_id: Mapping[str, Kind]
    problems: tuple[Diagnostic, ...] = ()
    refused: bool = False

    @functools.cached_property
    def by_plural(self) -> Mapping[str, Kind]:
        """Kinds by the name of their file or folder."""
        return {kind.plural: kind for kind in self.by_id.values()}

    @functools.cached_property
    def relations(self) -> frozenset[str]:
        """Every relation that some schema names, with those of prose and formulas."""
        found = {MENTION.relation, FORMULA.relation}
        for kind in self.by_id.values():
            found.update(reference.relation for reference in references(kind.node))
        return frozenset(found)

    @functools.cached_property
    def using(self) -> frozenset[str]:
        """The relations by which a definition depends on what another says."""
        found = [reference for kind in self.by_id.values() for reference in references(kind.node)]
        idle = {reference.relation for reference in (MENTION, *found) if not reference.use}
        return frozenset(self.relations - idle)


def schema_folder() -> Path:
    """Where the built-in schemas lie: inside the wheel, or at the top of a checkout."""
    here = Path(__file__).parent
    for folder in (here / "schemas", here.parent.parent / "schemas"):
        if (folder / SHAPES).is_file():
            return folder
    raise RemitError("remit's own schemas are missing; install the package again")


def load_kinds(tree: Tree | None = None) -> Kinds:
    """The built-in kinds, and those that `schemas/` of a handbook adds.

    Problems of added schemas are findings; built-in kinds cannot be changed.
    """
    folder = schema_folder()
    kinds = dict(_builtin(folder))
    own = [name for name, _ in (tree.entries("schemas") or ()) if name.endswith(SUFFIX)] if tree else []
    if tree is None or not own:
        return Kinds(kinds)
    ours = _is_ours(tree, own, folder)
    problems: list[Diagnostic] = []
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


def _is_ours(tree: Tree, own: Sequence[str], folder: Path) -> bool:
    """True for `schemas/` of a checkout of remit itself, today's or an earlier one."""
    if isinstance(tree, Disk):
        return (tree.root / "schemas").resolve() == folder.resolve()
    return SHAPES in own


@functools.cache
def metaschema() -> Mapping[str, Any]:
    """The strict metaschema that guards every schema of a kind."""
    loaded: Mapping[str, Any] = json.loads((Path(__file__).parent / "metaschema.json").read_bytes())
    return loaded


@functools.cache
def _shapes(folder: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads((folder / SHAPES).read_bytes())
    return loaded


@functools.cache
def _builtin(folder: Path) -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path.name != SHAPES:
            raw = json.loads(path.read_bytes())
            kinds[raw["x-kind"]["id"]] = _kind(raw, builtin=True)
    return kinds


def _not_a_kind(document: source.Document, message: str, at: Sequence[str | int] = ()) -> Diagnostic:
    place = document.locate(at)
    return Diagnostic(
        "schema-not-a-kind", Severity.ERROR, message, place,
        why="a kind that is read wrongly would check nothing",
        fix="compare with a built-in schema; `remit schema` prints them",
        excerpt=document.line(place.line), length=document.length_at(at),
    )  # fmt: skip


def _own_kind(document: source.Document, known: Mapping[str, Kind]) -> tuple[Kind | None, list[Diagnostic]]:
    """A kind of the handbook's own, or the findings that forbid it."""
    found = list(document.problems)
    if not document.sound or any(problem.severity is Severity.ERROR for problem in found):
        return None, found
    found += (
        _not_a_kind(document, f"this schema is no kind of remit: {fault.message}", fault.path)
        for fault in schema_faults(document.data)
    )
    if any(problem.severity is Severity.ERROR for problem in found):
        return None, found
    try:
        kind = _kind(document.data, builtin=False)
        validator(kind.schema)
    except ValueError as problem:
        return None, [*found, _unusable(document, problem)]
    if wrong := [*_taken(kind, document, known), *_unlike(kind, document, known)]:
        return None, [*found, *wrong]
    return kind, found


def _taken(kind: Kind, document: source.Document, known: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    for other in known.values():
        if kind.id == other.id or kind.plural == other.plural:
            yield _not_a_kind(document, f"the kind `{other.id}` exists already", ("x-kind",))
            return
    if kind.plural in RESERVED | ADDRESSES:
        message = f"`{kind.plural}/` is kept for remit's own use; choose another plural"
        yield _not_a_kind(document, message, ("x-kind", "plural"))


def _unusable(document: source.Document, problem: ValueError) -> Diagnostic:
    """What the validator cannot compile, at the place where it stands when that is known."""
    at = tuple(getattr(problem, "instance_path", ()))
    if at[-1:] == ("pattern",):
        message = (
            f"the pattern {shown(getattr(problem, 'instance', ''))} cannot be used: it is no regular "
            "expression, is far too large, or looks around or back (`(?=…)`, `\\1`)"
        )
        return _not_a_kind(document, message, at)
    return _not_a_kind(document, f"this schema cannot be used: {problem}", at)


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


def _unknown_targets(
    kind: Kind, document: source.Document, kinds: Mapping[str, Kind]
) -> Iterator[Diagnostic]:
    for name in sorted({to for reference in references(kind.node) for to in reference.to} - {"*", *kinds}):
        message = f"a reference may point to `{name}`, which is no kind{did_you_mean(name, kinds)}"
        yield _not_a_kind(document, message)


def inline(raw: Any, shapes: Mapping[str, Any]) -> Any:
    """A copy with every `$ref` replaced by the shape it names; what stands beside it wins.

    Raises ValueError for a `$ref` outside the shapes and the schema's own `$defs`, or without end.
    """
    own = raw.get("$defs", {}) if isinstance(raw, Mapping) else {}
    return _inline(raw, (shapes["$defs"], own), itertools.count())


def _inline(
    raw: Any, shapes: tuple[Mapping[str, Any], Mapping[str, Any]], nodes: Iterator[int], depth: int = 0
) -> Any:
    if next(nodes) > MAX_NODES or depth > MAX_DEPTH:
        raise ValueError("a `$ref` that leads back to itself, or far too many of them")
    if isinstance(raw, list):
        return [_inline(item, shapes, nodes, depth + 1) for item in raw]
    if not isinstance(raw, Mapping):
        return raw
    result: dict[str, Any] = {}
    if isinstance(target := raw.get("$ref"), str):
        start, _, name = target.rpartition("/")
        shared, own = shapes
        known = shared if start == f"{SHAPES}#/$defs" else own if start == "#/$defs" else {}
        if name not in known:
            raise ValueError(f"`{target}` is neither a shape of remit nor one of this schema")
        result.update(_inline(known[name], shapes, nodes, depth + 1))
    result.update(
        {
            key: _inline(value, shapes, nodes, depth + 1)
            for key, value in raw.items()
            if key not in ("$ref", "$defs")
        }
    )
    return result


def _kind(raw: Mapping[str, Any], *, builtin: bool) -> Kind:
    about = raw["x-kind"]
    return Kind(
        id=about["id"],
        plural=about["plural"],
        title=raw["title"],
        titles=about["titles"],
        description=raw["description"],
        section=about["section"],
        single=about.get("single", False),
        builtin=builtin,
        raw=raw,
    )


def _node(raw: Mapping[str, Any], inherited: str) -> Node:
    """Read one node; a weight is inherited downwards."""
    weight = raw.get("x-weight", inherited)
    properties = {key: _node(value, weight) for key, value in raw.get("properties", {}).items()}
    values = raw.get("additionalProperties")
    names = raw.get("propertyNames", {})
    return Node(
        title=raw.get("title", ""),
        description=raw.get("description", ""),
        weight=weight,
        type=raw.get("type", ""),
        text=raw.get("x-text", ""),
        ordered=raw.get("x-ordered", False),
        reference=_reference(raw.get("x-reference")),
        keys=_reference(names.get("x-reference")),
        properties=properties,
        items=_node(raw["items"], weight) if "items" in raw else None,
        values=_node(values, weight) if isinstance(values, Mapping) else None,
        choices=tuple(raw.get("enum", ())),
        required=frozenset(raw.get("required", ())),
        was=tuple(raw.get("x-was", ())),
        moved={old: key for key, node in properties.items() for old in node.was},
        interesting={key: node for key, node in properties.items() if node.speaks()},
    )


def references(node: Node) -> Iterator[Reference]:
    """Every reference in a node and below it."""
    yield from (reference for reference in (node.reference, node.keys) if reference is not None)
    for below in (*node.properties.values(), node.items, node.values):
        if below is not None:
            yield from references(below)


def _reference(raw: Mapping[str, Any] | None) -> Reference | None:
    if raw is None:
        return None
    return Reference(tuple(raw["to"]), raw["relation"], raw["label"], raw["back"], raw.get("use", True))


# -- validation ---------------------------------------------------------------


def _refuse(uri: str) -> Any:
    raise ValueError(f"`{uri}` is not fetched: a schema stands alone")


def validator(schema: Mapping[str, Any]) -> Any:
    """A compiled jsonschema-rs validator; raises ValueError for a schema it cannot read."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        dict(schema), retriever=_refuse, pattern_options=jsonschema_rs.RegexOptions()
    )


@functools.cache
def _metachecker() -> Any:
    return validator(metaschema())


def schema_faults(raw: Any) -> Iterator[Fault]:
    """What keeps a JSON document from being a schema of a kind."""
    yield from explain(metaschema(), raw, _places(_metachecker().iter_errors(raw)))


def faults(kind: Kind, data: Any) -> Iterator[Fault]:
    """What is wrong with a definition's data, in our own words; nothing when it fits its kind."""
    if not kind.checker.is_valid(data):
        yield from explain(kind.schema, data, _places(kind.checker.iter_errors(data)))


def _places(errors: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for error in errors:
        keyword, path = error.kind.name, tuple(error.instance_path)
        yield (*path, error.kind.error.instance) if keyword == "propertyNames" else path, keyword


def oracle_places(schema: Mapping[str, Any], data: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The same places by the `jsonschema` library, for the parity test; a check never asks it."""
    import jsonschema
    from referencing import Registry

    oracle = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    for error in oracle(schema, registry=Registry()).iter_errors(data):
        path, within = tuple(error.absolute_path), list(error.absolute_schema_path)
        if within[-2:-1] == ["propertyNames"] and within[-3:-2] != ["properties"]:
            yield (*path, error.instance), "propertyNames"
        else:
            yield path, str(error.validator)


def _pattern(_checker: Any, pattern: str, text: Any, _schema: Any) -> Iterator[Any]:
    """`pattern` as JSON Schema means it: `$` ends the text, where Python's lets a line break follow."""
    import jsonschema

    if isinstance(text, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), text):
        yield jsonschema.ValidationError(f"{text!r} does not match {pattern!r}")
