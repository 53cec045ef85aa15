"""Schemas for editors: self-contained, with the handbook's own ids offered for completion."""

# Editors read plain JSON Schema. Ids are offered without marking one that is new: those that stand as names
# become `properties` beside `additionalProperties`, those that stand as values `defaultSnippets`: editors do
# not list these over a word, as they do `examples`. The files are derived and ignored by git.

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from remit.diagnostics import RemitError, did_you_mean
from remit.handbook import Definition, Handbook
from remit.reading import FOLDER
from remit.schema import Kind


def write(book: Handbook, folder: Path, *, schemas: str = "", handbook: str = "") -> list[Path]:
    """Write one schema a kind and one a collection, and settings; returns the files, sorted.

    `schemas` and `handbook` are the ways to both from the folder that the editor has open, for the settings.

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
            single = _Completed(kind, book).schema
            written.append(_save(folder / f"{kind.id}.schema.json", single))
            if not kind.single:
                written.append(
                    _save(folder / f"{kind.plural}.collection.schema.json", collection(kind, single))
                )
        written.append(_save(folder / "settings.json", settings(book, schemas, handbook)))
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
    return json.dumps(_Completed(kind, book).schema, indent=2, ensure_ascii=False) + "\n"


def overview(book: Handbook, width: int = 96) -> str:
    """Every kind with where it is written and its properties; required ones carry a star."""
    blocks = []
    for kind in book.kinds.by_id.values():
        where = f"governance/{kind.plural}.yaml" + ("" if kind.single else f" or governance/{kind.plural}/")
        names = [f"{name}*" if name in kind.node.required else name for name in kind.properties]
        listed = textwrap.fill(
            ", ".join(names), width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
        head = textwrap.fill(f"{kind.id} ({where})", width, subsequent_indent="  ", break_on_hyphens=False)
        blocks.append(f"{head}\n{listed}\n")
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
            key: value for key, value in single.items() if key not in ("$schema", "$id", "$defs")
        },
        "$defs": single.get("$defs", {}),
    }


def settings(book: Handbook, schemas: str = "", handbook: str = "") -> dict[str, Any]:
    """Settings of yaml-language-server: which schema goes with which files.

    `schemas` and `handbook` are the ways there from the folder that the editor has open; empty: it is there.
    """
    there = f"./{schemas}/" if schemas else ""
    above = f"{handbook}/" if handbook else ""
    files: dict[str, list[str]] = {}
    for kind in book.kinds.by_id.values():
        single = f"{there}{kind.id}.schema.json"
        if kind.single:
            files[single] = [f"{above}{FOLDER}/{kind.plural}.yaml"]
        else:
            files[single] = [f"{above}{FOLDER}/{kind.plural}/**/*.yaml"]
            files[f"{there}{kind.plural}.collection.schema.json"] = [f"{above}{FOLDER}/{kind.plural}.yaml"]
    return {"yaml.schemas": files}


class _Completed:
    """The schema of a kind without our annotations, with the handbook's ids where references stand.

    What would stand in many places, such as the ids of all roles, stands once under `$defs`.
    """

    def __init__(self, kind: Kind, book: Handbook) -> None:
        self._book = book
        self._shared: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self.schema: dict[str, Any] = {**self._made(kind.schema), "$defs": self._shared}

    def _made(self, raw: Any) -> Any:
        if isinstance(raw, list):
            return [self._made(item) for item in raw]
        if not isinstance(raw, Mapping):
            return raw
        result = {
            key: self._made(value)
            for key, value in raw.items()
            if not key.startswith("x-") and key != "propertyNames"
        }
        if reference := raw.get("x-reference"):
            result["allOf"] = [self._once({"defaultSnippets": self._offered(reference["to"])})]
        if names := raw.get("propertyNames"):
            bare = {key: value for key, value in names.items() if key != "x-reference"}
            result["propertyNames"] = self._made(bare)
            if reference := names.get("x-reference"):
                values = result.get("additionalProperties", {})
                own = ("title", "description")  # of a party, say: its name, not "Governing party"
                below = self._once({key: value for key, value in values.items() if key not in own})
                result["properties"] = {
                    id: {"title": each.name, "description": each.summary, "allOf": [below]}
                    for id, each in _ids(self._book, reference["to"])
                }
        return result

    def _offered(self, kinds: list[str]) -> list[dict[str, str]]:
        return [
            {"label": id, "description": _in_a_line(each), "body": id} for id, each in _ids(self._book, kinds)
        ]

    def _once(self, schema: Any) -> dict[str, str]:
        """A reference to a schema, which stands under `$defs` once."""
        name = self._names.setdefault(json.dumps(schema, sort_keys=True), f"part-{len(self._names) + 1}")
        self._shared[name] = schema
        return {"$ref": f"#/$defs/{name}"}


def _in_a_line(definition: Definition) -> str:
    return f"{definition.name}: {definition.summary}"


def _ids(book: Handbook, kinds: list[str]) -> list[tuple[str, Definition]]:
    """What may be written for a definition of these kinds: its id, or its address where that is needed."""
    if "*" in kinds:
        return sorted(((str(each.ref), each) for each in book.definitions()), key=itemgetter(0))
    found = [definition for kind in kinds for definition in book.every(kind)]
    count = Counter(definition.id for definition in found)
    return sorted(
        ((str(each.ref) if count[each.id] > 1 else each.id, each) for each in found), key=itemgetter(0)
    )


def _save(path: Path, data: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
