"""A kind of a company's own that names its parties by relations of its own, for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from remit.schema import shapes

PARTY = {"$ref": "shapes.schema.json#/$defs/reference"}


def contract_schema() -> dict[str, Any]:
    """The schema of `contract`: who keeps it operates it, who owns it governs it, a board votes."""
    shared = json.loads((shapes.schema_folder() / "term.schema.json").read_bytes())["properties"]
    common = {
        name: shared[name]
        for name in ("name", "summary", "aliases", "status", "review-every", "reviewed", "notes")
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "contract.schema.json",
        "title": "Contract",
        "description": "What was agreed with a supplier.",
        "x-kind": {
            "id": "contract", "plural": "contracts", "titles": "Contracts", "section": "contracts",
        },
        "x-weight": "meaning",
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "summary"],
        "properties": {
            **common,
            "kept": entries("kept-by", "keeps", "operates"),
            "owned": entries("in-hands-of", "owns", "governs"),
            "board": entries(
                "voted-on-by", "votes on",
                {"by": "vote", "as": {"last": "decides", "asked": "consulted", "told": "informed"}},
                vote={"type": "string", "enum": ["last", "asked", "told"]},
            ),
            "judge": {
                **words("Judge", "Who settles a dispute."), **PARTY,
                "x-reference": reference("contract-judged-by", "settles", "settles", to=("role",)),
            },
        },
    }  # fmt: skip


def entries(relation: str, back: str, plays: Any, **more: Any) -> dict[str, Any]:
    """Party → what goes with it, with those that share it under a relation of their own."""
    within = {name: {**words(name.capitalize(), "Said of the party."), **node} for name, node in more.items()}
    partners = {
        **words("With", "Who shares it."), "type": "array", "minItems": 1,
        "items": {**PARTY, "x-reference": reference(f"{relation}-with", "shares")},
    }  # fmt: skip
    return {
        **words(relation.capitalize(), "Party → how."),
        "x-weight": "authority",
        "type": "object",
        "propertyNames": {**PARTY, "x-reference": reference(relation, back, plays)},
        "additionalProperties": {
            **words("Entry", "What goes with this party."),
            "type": "object",
            "additionalProperties": False,
            "properties": {**within, "with": partners},
        },
    }


def words(title: str, description: str) -> dict[str, str]:
    return {"title": title, "description": description}


def reference(
    relation: str, back: str, plays: Any = None, to: tuple[str, ...] = ("function", "role")
) -> dict[str, Any]:
    said = {} if plays is None else {"plays": plays}
    return {"to": list(to), "relation": relation, "label": relation.replace("-", " "), "back": back, **said}


def write_schema(root: Path, schema: dict[str, Any] | None = None) -> None:
    """Put a schema, that of contracts when none is given, into a handbook's own `schemas/`."""
    made = schema or contract_schema()
    folder = root / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / made["$id"]).write_text(json.dumps(made), encoding="utf-8")
