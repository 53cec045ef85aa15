"""The least that fits a schema, and every place at which it may name a function or a role, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit.schema import Kind, Kinds, Node, Reference

THING = "thing"  # the id of the one definition that there is of each kind
Path = tuple[str, ...]


@dataclass(frozen=True)
class Naming:
    """A place at which a definition may name a party: as the key of a mapping, a value or an item."""

    path: Path
    reference: Reference
    how: str

    def __str__(self) -> str:
        return "/".join(self.path)


def least(schema: Mapping[str, Any], node: Node) -> Any:
    """The smallest value that fits a schema with its shapes written out; references lead to THING."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            found = {
                name: least(schema["properties"][name], node.properties[name]) for name in needed(schema)
            }
            if schema.get("minProperties") and not found and node.values is not None:
                key = named(node.keys) if node.keys is not None else "any"
                found[key] = least(schema["additionalProperties"], node.values)
            return found
        case "array":
            return [least(schema["items"], node.items)] if schema.get("minItems") and node.items else []
        case "string":
            return text(schema, node)
        case "boolean":
            return True
    return 1


def needed(schema: Mapping[str, Any]) -> list[str]:
    return list(schema.get("required", ()))


def text(schema: Mapping[str, Any], node: Node) -> str:
    if node.reference is not None:
        return named(node.reference)
    pattern = schema.get("pattern", "")
    return "2026-01-01" if "[0-9]{4}" in pattern else "1" if node.text == "formula" else "any"


def named(reference: Reference) -> str:
    """A text that leads to the THING of the first kind that a reference may lead to."""
    return f"{'term' if '*' in reference.to else reference.to[0]}:{THING}"


def namings(kind: Kind) -> Iterator[Naming]:
    """Every place at which definitions of a kind may name a party that is more than mentioned."""
    yield from _namings(kind.node, ())


def _namings(node: Node, path: Path) -> Iterator[Naming]:
    for reference, how in ((node.keys, "key"), (node.reference, "value")):
        if reference is not None and not reference.mentions and {"function", "role"} & {*reference.to}:
            yield Naming(path, reference, how)
    for name, inner in node.properties.items():
        yield from _namings(inner, (*path, name))
    if node.values is not None:
        key = named(node.keys) if node.keys is not None else "any"
        yield from _namings(node.values, (*path, key))
    if node.items is not None:
        yield from _namings(node.items, (*path, "[]"))


def with_party(kind: Kind, data: Any, naming: Naming, party: str) -> dict[str, Any]:
    """The data with a party named at a place, and the least that is needed around it."""
    is_key = naming.how == "key"

    def put(schema: Mapping[str, Any], node: Node, value: Any, path: Path) -> Any:
        if not path:
            entry = least(schema["additionalProperties"], node.values) if is_key and node.values else {}
            return {**(value or {}), party: entry} if is_key else party
        if path[0] == "[]":
            assert node.items is not None
            return [put(schema["items"], node.items, None, path[1:])]
        step, inner = path[0], node.properties.get(path[0]) or node.values
        assert inner is not None
        below = schema.get("properties", {}).get(step) or schema["additionalProperties"]
        here = value if isinstance(value, dict) else least(schema, node)
        return {**here, step: put(below, inner, here.get(step), path[1:])}

    made: dict[str, Any] = put(kind.schema, kind.node, data, naming.path)
    return made


def smallest(kinds: Kinds) -> dict[str, dict[str, Any]]:
    """Kind → the least definition of it, called THING."""
    return {
        kind.id: {**least(kind.schema, kind.node), "name": f"The {kind.id}"} for kind in kinds.by_id.values()
    }
