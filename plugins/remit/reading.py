"""Open a handbook: read `governance/`, check shapes, connect the references."""

# Layer 3, beside `handbook`: the steps that build one. Each step takes and returns
# plain values; findings are collected, never raised.

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit import schema, source
from remit.diagnostics import Diagnostic, Location, Related, RemitError, Severity, did_you_mean
from remit.faults import FAULT_CODES
from remit.handbook import Definition, Handbook
from remit.linking import connect
from remit.schema import Kind, Kinds
from remit.source import Document

FOLDER = "governance"
RESERVED = frozenset({"rules", "readings", "snapshots"})
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

READING_CODES: Mapping[str, tuple[str, str]] = {
    "unknown-file": (
        "a file that remit does not know is read by nobody, so its definitions would be missing",
        "give it the name of a kind (`metrics.yaml`, `metrics/…yaml`), or move it out of `governance/`",
    ),
    "bad-id": (
        "the id is the address in links, files and exports",
        "use lower-case letters, digits and hyphens, such as `win-rate`",
    ),
    "id-taken": (
        "one id must lead to one definition",
        "rename one of the two, or merge them",
    ),
    "not-a-definition": (
        "a definition is a mapping of properties, with a name and a summary at least",
        "write its properties on lines of their own under the id",
    ),
}


@dataclass
class _Findings:
    """What was found while reading, and what was read."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    blind: set[str] = field(default_factory=set)


def open_handbook(root: Path) -> Handbook:
    """Read everything under `root/governance/`; raises RemitError when there is nothing to read."""
    folder = root / FOLDER
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() or folder.is_symlink() else "does not exist"
        raise RemitError(
            f"`{FOLDER}/` {what} in {root.name or root}; "
            f"run remit where `{FOLDER}/` lies, or name that place: remit check PATH"
        )
    with collector_paused():
        return _open(root, folder)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Opening makes many objects and no garbage in circles: searching for it costs a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _open(root: Path, folder: Path) -> Handbook:
    kinds = schema.load_kinds(root)
    found = _Findings(diagnostics=list(kinds.problems))
    read = [
        definition
        for path, kind, collection in sorted(_files(root, folder, kinds, found))
        for definition in _definitions(root, path, kinds.by_id[kind], collection, found, kinds)
    ]
    index = _index(read, found)
    found.diagnostics += connect(index, kinds, frozenset(found.blind))
    return Handbook(
        root=root,
        kinds=kinds,
        index=index,
        documents=tuple(found.documents),
        blind=frozenset(found.blind),
        diagnostics=tuple(sorted(found.diagnostics, key=Diagnostic.order)),
    )


def _files(root: Path, folder: Path, kinds: Kinds, found: _Findings) -> Iterator[tuple[str, str, bool]]:
    """(path, kind, is a collection) for every YAML file that belongs to a kind."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        relative = entry.relative_to(root).as_posix()
        stem = entry.name.removesuffix(".yaml")
        kind = kinds.by_plural.get(stem)
        if entry.is_dir() and not entry.name.endswith(".yaml"):
            if entry.name in RESERVED:
                continue
            if kind is None or kind.single:
                found.diagnostics.append(_unknown(relative, entry.name, kinds, "folder"))
            else:
                yield from _folder(root, entry, kind, found)
        elif kind is not None and entry.name.endswith(".yaml"):
            yield relative, kind.id, not kind.single
        else:
            found.diagnostics.append(_unknown(relative, entry.name, kinds, "file"))


def _folder(root: Path, folder: Path, kind: Kind, found: _Findings) -> Iterator[tuple[str, str, bool]]:
    if not folder.resolve().is_relative_to(root.resolve()):
        raise RemitError(f"`{folder.relative_to(root)}` is a link that leads out of the handbook; copy it in")
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        relative = entry.relative_to(root).as_posix()
        if entry.name.endswith(".yaml"):
            yield relative, kind.id, False
        elif entry.is_dir():
            yield from _folder(root, entry, kind, found)
        else:
            found.diagnostics.append(
                _finding("unknown-file", f"`{entry.name}` is not read: definitions end in `.yaml`", Location(relative))
            )


def _unknown(relative: str, name: str, kinds: Kinds, what: str) -> Diagnostic:
    stem = name.rpartition(".")[0] or name
    known = kinds.by_plural
    if stem in known:
        wanted = f"{stem}.yaml" if what == "file" else f"{stem}/"
        message = f"unknown {what} `{name}`; write `{wanted}`"
    else:
        message = f"unknown {what} `{name}`{did_you_mean(stem, known)}"
    return _finding("unknown-file", message, Location(relative))


def _finding(
    code: str, message: str, place: Location, document: Document | None = None, **more: Any
) -> Diagnostic:
    why, fix = READING_CODES.get(code) or FAULT_CODES[code]
    excerpt = document.line(place.line) if document else ""
    return Diagnostic(code, Severity.ERROR, message, place, why=why, fix=fix, excerpt=excerpt, **more)


def _definitions(
    root: Path, path: str, kind: Kind, collection: bool, found: _Findings, kinds: Kinds
) -> Iterator[Definition]:
    document = source.read(root, path)
    found.documents.append(document)
    found.diagnostics += document.problems
    relations = kinds.relations
    if not document.sound:
        if collection:
            found.blind.add(kind.id)
        else:
            yield Definition(kind, Path(path).stem, {}, document, (), False, relations)
        return
    if collection:
        for id, data in document.data.items():
            if isinstance(data, dict):
                yield _definition(kind, id, data, document, (id,), found, relations)
            else:
                found.diagnostics.append(
                    _finding("not-a-definition", f"`{id}` has no properties", document.locate((id,), key=True), document)
                )
    else:
        yield _definition(kind, Path(path).stem, document.data, document, (), found, relations)


def _definition(
    kind: Kind, id: str, data: dict[str, Any], document: Document, path: tuple[str, ...],
    found: _Findings, relations: frozenset[str],
) -> Definition:  # fmt: skip
    sound = True
    if not ID.match(id):
        place = document.locate(path, key=True)
        found.diagnostics.append(_finding("bad-id", f"`{id}` is no id", place, document, length=len(id)))
        sound = False
    # A value that the reader refused is a finding already, and is missing from the data.
    refused = {gone for gone in document.left_out if gone[: len(path)] == path}
    for fault in schema.faults(kind, data):
        sound = False
        if any((*path, *fault.about)[: len(gone)] == gone for gone in refused):
            continue
        full = (*path, *fault.path)
        place = document.locate(full, key=fault.key or not fault.path)
        found.diagnostics.append(
            _finding(
                fault.code, fault.message, place, document,
                length=document.length_at(full, key=fault.key), subject=f"{kind.id}:{id}",
            )  # fmt: skip
        )
    return Definition(kind, id, data, document, path, sound and not refused, relations)


def _index(read: list[Definition], found: _Findings) -> dict[str, dict[str, Definition]]:
    """Definitions by kind and id, sorted; an id that is taken (in any case of letters) is a finding."""
    index: dict[str, dict[str, Definition]] = {}
    taken: dict[tuple[str, str], Definition] = {}
    for definition in read:
        first = taken.setdefault((definition.kind.id, definition.id.lower()), definition)
        if first is not definition:
            found.diagnostics.append(_clash(definition, first))
            continue
        index.setdefault(definition.kind.id, {})[definition.id] = definition
    return {kind: dict(sorted(index[kind].items())) for kind in sorted(index)}


def _clash(second: Definition, first: Definition) -> Diagnostic:
    where = first.locate()
    alike = "" if first.id == second.id else f" (ids that differ only in case, like `{first.id}`, clash as well)"
    return _finding(
        "id-taken", f"{second.kind.id} `{second.id}` is defined already in {where.path}{alike}",
        second.locate(), second.document, related=(Related(where, "first defined here"),),
        subject=str(second.ref),
    )  # fmt: skip
