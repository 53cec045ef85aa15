"""The files that schemas are made of: where they lie, and how shared shapes are written out."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from remit.diagnostics import RemitError

PACKAGE = Path(__file__).parent.parent
SHAPES = "shapes.schema.json"
SUFFIX = ".schema.json"
MAX_DEPTH = 100  # of one schema with its shapes written out
MAX_NODES = 20_000


def schema_folder() -> Path:
    """Where the built-in schemas lie: inside the wheel, or at the top of a checkout."""
    for folder in (PACKAGE / "schemas", PACKAGE.parent.parent / "schemas"):
        if (folder / SHAPES).is_file():
            return folder
    raise RemitError("remit's own schemas are missing; install the package again")


@functools.cache
def metaschema() -> Mapping[str, Any]:
    """The strict metaschema that guards every schema of a kind."""
    loaded: Mapping[str, Any] = json.loads((PACKAGE / "metaschema.json").read_bytes())
    return loaded


@functools.cache
def output_schema(name: str) -> Mapping[str, Any]:
    """The schema of a file that goes in or out beside the handbook, such as `approvals`."""
    loaded: Mapping[str, Any] = json.loads((schema_folder() / "output" / f"{name}{SUFFIX}").read_bytes())
    return loaded


@functools.cache
def shared_shapes(folder: Path) -> Mapping[str, Any]:
    """The shapes that all schemas of a folder share."""
    loaded: Mapping[str, Any] = json.loads((folder / SHAPES).read_bytes())
    return loaded


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
