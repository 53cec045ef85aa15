"""Schemas for editors: self-contained, with the handbook's own ids offered for completion."""

# Editors read plain JSON Schema: references become `examples`, which complete without
# flagging an id that is new. The files are derived and ignored by git.

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.diagnostics import RemitError, did_you_mean
from remit.handbook import Handbook
from remit.schema import Kind


def write(book: Handbook, folder: Path) -> list[Path]:
    """Write one schema a kind and one a collection; returns the files, sorted.

    Raises RemitError when the folder cannot be written, or holds anything but earlier schemas.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_ours([each.name for each in folder.iterdir()]):
            raise RemitError(
                f"`{folder.name}` holds something else than schemas for editors; name a new or empty folder"
            )
        for kind in book.kinds.by_id.values():
            single = _with_examples(kind.schema, book)
            written.append(_save(folder / f"{kind.id}.schema.json", single))
            if not kind.single:
                written.append(
                    _save(folder / f"{kind.plural}.collection.schema.json", collection(kind, single))
                )
        written.append(_save(folder / "settings.json", settings(book)))
    except OSError as problem:
        raise RemitError(f"cannot write to {folder}: {problem.strerror}; choose another folder") from problem
    return sorted(written)


def _is_ours(names: Sequence[str]) -> bool:
    """True for nothing and for what was written here before: an editor's own settings are not ours."""
    known = all(name.endswith(".schema.json") or name == "settings.json" for name in names)
    return known and (not names or any(name.endswith(".collection.schema.json") for name in names))


def schema_of(book: Handbook, id: str) -> str:
    """The self-contained schema of one kind as JSON; RemitError names the nearest for an unknown one."""
    kind = book.kinds.by_id.get(id)
    if kind is None:
        raise RemitError(f"there is no kind `{id}`{did_you_mean(id, book.kinds.by_id)}")
    return json.dumps(_with_examples(kind.schema, book), indent=2, ensure_ascii=False) + "\n"


def overview(book: Handbook) -> str:
    """Every kind with where it is written and its properties; required ones carry a star."""
    blocks = []
    for kind in book.kinds.by_id.values():
        where = f"governance/{kind.plural}.yaml" + ("" if kind.single else f" or governance/{kind.plural}/")
        names = [f"{name}*" if name in kind.node.required else name for name in kind.properties]
        listed = textwrap.fill(", ".join(names), width=96, initial_indent="  ", subsequent_indent="  ")
        blocks.append(f"{kind.id} ({where})\n{listed}\n")
    return "\n".join(blocks)


def collection(kind: Kind, single: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a file that holds many definitions of a kind, by id."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{kind.plural}.collection.schema.json",
        "title": kind.titles,
        "description": f"{kind.titles}, by id. {kind.description}",
        "type": "object",
        "additionalProperties": {
            key: value for key, value in single.items() if key not in ("$schema", "$id")
        },
    }


def settings(book: Handbook) -> dict[str, Any]:
    """Settings of yaml-language-server: which schema goes with which files."""
    files: dict[str, list[str]] = {}
    for kind in book.kinds.by_id.values():
        if kind.single:
            files[f"{kind.id}.schema.json"] = [f"governance/{kind.plural}.yaml"]
        else:
            files[f"{kind.id}.schema.json"] = [f"governance/{kind.plural}/**/*.yaml"]
            files[f"{kind.plural}.collection.schema.json"] = [f"governance/{kind.plural}.yaml"]
    return {"yaml.schemas": files}


def _with_examples(raw: Any, book: Handbook) -> Any:
    if isinstance(raw, list):
        return [_with_examples(item, book) for item in raw]
    if not isinstance(raw, Mapping):
        return raw
    result = {key: _with_examples(value, book) for key, value in raw.items() if not key.startswith("x-")}
    if reference := raw.get("x-reference"):
        result["examples"] = _ids(book, reference["to"])
    return result


def _ids(book: Handbook, kinds: list[str]) -> list[str]:
    if "*" in kinds:
        return sorted(str(definition.ref) for definition in book.definitions())
    found = [definition for kind in kinds for definition in book.every(kind)]
    names = [definition.id for definition in found]
    return sorted({str(each.ref) if names.count(each.id) > 1 else each.id for each in found})


def _save(path: Path, data: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
