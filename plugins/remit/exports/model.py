"""The whole model as JSON: definitions, edges, kinds; documented by `schema()`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from remit.amounts import whole
from remit.handbook import Definition, Edge, Handbook
from remit.version import __version__

VERSION = 1  # of the shape below; grows when a property changes its meaning or goes


def as_json(book: Handbook) -> str:
    """The handbook as one JSON object; byte-identical for the same YAML."""
    return json.dumps(as_data(book), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_data(book: Handbook) -> dict[str, Any]:
    """The handbook as plain data, in the shape that `schema()` describes."""
    definitions = list(book.definitions())
    return {
        "version": VERSION,
        "generator": f"remit {__version__}",
        "definitions": [_definition(book, definition) for definition in definitions],
        "edges": [_edge(edge) for definition in definitions for edge in definition.to()],
    }


def _definition(book: Handbook, definition: Definition) -> dict[str, Any]:
    place = definition.locate()
    return {
        "kind": definition.kind.id,
        "id": definition.id,
        "address": str(definition.ref),
        "name": definition.name,
        "status": definition.status,
        "sound": definition.sound,
        "path": place.path,
        "line": place.line,
        "data": whole(definition.kind.node, definition.data, book.amounts)
        if book.amounts
        else definition.data,
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": str(edge.source.ref),
        "relation": edge.relation,
        "to": str(edge.target.ref),
        "at": list(edge.path),
    }


def _object(title: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "required": list(properties),
        "properties": properties,
    }


def schema() -> dict[str, Any]:
    """The JSON Schema of `remit export json`."""
    text = {"type": "string"}
    address = {"type": "string", "pattern": "^[a-z][a-z0-9-]*:[^:]+$"}
    definition = _object(
        "A definition",
        {
            "kind": {**text, "description": "The kind, such as `metric`."},
            "id": {**text, "description": "The id, unique among its kind."},
            "address": {**address, "description": "`kind:id`."},
            "name": {**text, "description": "What people call it."},
            "status": {"enum": ["draft", "active", "deprecated"]},
            "sound": {"type": "boolean", "description": "True when it fits the schema of its kind."},
            "path": {**text, "description": "The file it is written in, from the root."},
            "line": {"type": "integer", "minimum": 1, "description": "The line where it begins."},
            "data": {
                "type": "object",
                "description": "Its properties as written; texts have the amounts of the values they cite.",
            },
        },
    )
    edge = _object(
        "An edge",
        {
            "from": {**address, "description": "The definition that refers."},
            "relation": {**text, "description": "The relation's id, such as `governed-by`."},
            "to": {**address, "description": "The definition referred to."},
            "at": {
                "type": "array",
                "items": {"type": ["string", "integer"]},
                "description": "The path of the reference in the data of `from`.",
            },
        },
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "remit-model.schema.json",
        "title": "The model of a handbook",
        "description": "What `remit export json` prints.",
        **_object(
            "The model of a handbook",
            {
                "version": {"const": VERSION},
                "generator": text,
                "definitions": {"type": "array", "items": definition},
                "edges": {"type": "array", "items": edge},
            },
        ),
    }
