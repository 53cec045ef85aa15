"""Open a handbook: read `governance/`, check shapes, connect the references."""

# Each step takes and returns
# plain values; findings are collected, never raised.

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from remit import schema
from remit.amounts import amounts, with_amounts
from remit.codes import CODES
from remit.diagnostics import Diagnostic, Range, Related, RemitError, nearest
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.schema import VALUE, Kind, Kinds
from remit.schema.faults import Fault, shown
from remit.source import Document
from remit.tree import Place, Tree, on_disk, tree_of
from remit.words import id_from

FOLDER = "governance"
# what no file or folder can be called on Windows, whatever stands behind a dot
WINDOWS = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
TAKEN_IDS = frozenset({"index"})  # the page that lists a kind lies at this name in its folder
ID = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass
class _Findings:
    """What was found while reading, and what was read."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    blind: set[str] = field(default_factory=set)
    kinds: tuple[Kind, ...] = ()


def open_handbook(place: Place) -> Handbook:
    """Read everything under `governance/` of a folder or a tree, with what is wrong there.

    Raises RemitError when there is nothing to read.
    """
    tree = tree_of(place)
    with collector_paused():
        return _open(tree)


def empty_handbook(tree: Tree) -> Handbook:
    """A handbook in which nothing is written yet, of the built-in kinds."""
    return Handbook(
        tree=tree, kinds=schema.load_kinds(), index={}, documents=(), blind=frozenset(), diagnostics=()
    )


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


def _open(tree: Tree) -> Handbook:
    from remit.linking import connect  # and the formulas with it: a history that was kept needs neither

    if tree.entries(FOLDER) is None:
        raise RemitError(_nothing(tree))
    if (FOLDER, "link to a folder") in (tree.entries("") or ()):
        raise RemitError(_is_link(FOLDER))
    kinds = schema.load_kinds(tree)
    found = _Findings(diagnostics=list(kinds.problems), kinds=tuple(kinds.by_id.values()))
    read = [
        definition
        for path, kind, collection in sorted(_files(tree, kinds, found))
        for definition in _definitions(
            tree, path, kinds.by_id[kind], collection=collection, found=found, relations=kinds.relations
        )
    ]
    index = _index(read, found)
    if not (found.documents or found.diagnostics):
        where = Range.of_file(FOLDER)
        found.diagnostics.append(CODES["empty-handbook"].at(where, f"nothing is defined in `{FOLDER}/`"))
    known = amounts(index) if VALUE in index else {}
    index = with_amounts(index, known) if known else index
    linked = connect(index, kinds, frozenset(found.blind))
    told = {
        each.location for each in linked
    }  # a name that leads nowhere, so its form need not be told as well
    found.diagnostics = [
        each for each in found.diagnostics if each.code != "wrong-form" or each.location not in told
    ]
    found.diagnostics += linked
    return Handbook(
        tree=tree,
        kinds=kinds,
        index=index,
        documents=tuple(found.documents),
        blind=frozenset(found.blind),
        diagnostics=tuple(sorted(found.diagnostics, key=Diagnostic.order)),
        amounts=known,
    )


def _nothing(tree: Tree) -> str:
    """Why there is nothing to read, and where there may be."""
    root = on_disk(tree)
    if root is None or (root / FOLDER).is_dir():  # what lies there was taken away
        return f"{tree.name}: nothing lies below `{FOLDER}/`; a definition begins with `{FOLDER}/terms.yaml`"
    what = "is not a folder" if os.path.lexists(root / FOLDER) else "does not exist"
    above = next((place for place in root.resolve().parents if (place / FOLDER).is_dir()), None)
    hint = (
        f"it lies in {os.path.relpath(above)}"
        if above
        else f"a new handbook begins with an empty `{FOLDER}/`"
    )
    return (
        f"`{FOLDER}/` {what} in {root.name or root}; "
        f"run remit where `{FOLDER}/` lies, or name that place; {hint}"
    )


def _is_link(path: str) -> str:
    """Why a folder is refused that is a link: it may lead out of the handbook, or in a circle."""
    return f"`{path}` is a link to a folder; put the folder itself there"


def _files(tree: Tree, kinds: Kinds, found: _Findings) -> Iterator[tuple[str, str, bool]]:
    """(path, kind, is a collection) for every YAML file that belongs to a kind."""
    for name, type in tree.entries(FOLDER) or ():
        relative = f"{FOLDER}/{name}"
        kind = kinds.by_plural.get(name.removesuffix(".yaml"))
        if type != "file" and not name.endswith(".yaml"):
            if name in schema.RESERVED:
                continue
            if kind is None or kind.single:
                _unknown(relative, "folder", kinds, found)
            elif type == "folder":
                yield from _folder(tree, relative, kind, found)
            else:
                raise RemitError(_is_link(relative))
        elif kind is not None and name.endswith(".yaml"):
            yield relative, kind.id, not kind.single
        else:
            _unknown(relative, "file", kinds, found)


def _folder(tree: Tree, folder: str, kind: Kind, found: _Findings) -> Iterator[tuple[str, str, bool]]:
    for name, type in tree.entries(folder) or ():
        relative = f"{folder}/{name}"
        if name.endswith(".yaml"):
            yield relative, kind.id, False
        elif type == "folder":
            yield from _folder(tree, relative, kind, found)
        elif type == "link to a folder":
            raise RemitError(_is_link(relative))
        else:
            message = f"`{name}` is not read: definitions end in `.yaml`"
            found.diagnostics.append(CODES["unknown-file"].at(Range.of_file(relative), message))
            if name.lower().endswith((".yml", ".yaml")):
                found.blind.add(kind.id)  # whoever refers to it is not at fault


def _unknown(relative: str, what: str, kinds: Kinds, found: _Findings) -> None:
    """Report a name that no kind has; whoever refers to what it seems to hold is not at fault."""
    name = relative.removeprefix(f"{FOLDER}/")
    stem = name.rpartition(".")[0] or name
    near = nearest(stem, kinds.by_plural)
    message = f"unknown {what} `{name}`"
    if near is not None:
        kind = kinds.by_plural[near]
        wanted = f"{near}.yaml" if what == "file" or kind.single else f"{near}/"
        message += f"; write `{wanted}`" if near == stem else f"; did you mean `{wanted}`?"
        found.blind.add(kind.id)
    if near == stem or not kinds.refused:  # else it may be of the kind whose schema could not be used
        found.diagnostics.append(CODES["unknown-file"].at(Range.of_file(relative), message))


def _definitions(
    tree: Tree, path: str, kind: Kind, *, collection: bool, found: _Findings, relations: frozenset[str]
) -> Iterator[Definition]:
    document = tree.read(path)
    found.documents.append(document)
    found.diagnostics += document.problems
    if not document.sound:
        if collection:
            found.blind.add(kind.id)
        else:
            yield Definition(kind, _stem(path), {}, document, (), False, relations)
        return
    if collection:
        refused: dict[Any, set[tuple[str | int, ...]]] = {}
        for gone in document.left_out:
            refused.setdefault(gone[:1], set()).add(gone)
        for position, (id, data) in enumerate(document.data.items()):
            yield from _definition(
                kind, id, data, document=document, path=(id,), refused=refused.get((id,), set()), found=found,
                relations=relations, position=position,
            )  # fmt: skip
        # What was refused is reported; it stands here without data, so that references to it hold.
        for gone in sorted(gone for gone in document.left_out if len(gone) < 2):
            if gone and gone[0] in document.data:
                continue  # a part of it was refused: the rest stands above
            if gone and ID.match(str(gone[0])):
                yield Definition(kind, str(gone[0]), {}, document, (str(gone[0]),), False, relations)
            else:
                found.blind.add(kind.id)
    else:
        yield from _definition(
            kind, _stem(path), document.data, document=document, path=(), refused=document.left_out,
            found=found, relations=relations,
        )  # fmt: skip


def _stem(path: str) -> str:
    """The id of a definition that has a file of its own."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def _definition(
    kind: Kind,
    id: str,
    data: Any,
    *,
    document: Document,
    path: tuple[str, ...],
    refused: Set[tuple[str | int, ...]],
    found: _Findings,
    relations: frozenset[str],
    position: int = 0,
) -> Iterator[Definition]:
    """The definition, if it has an id or one that is meant; what is wrong with it goes to `found`.

    `refused` are the paths of its values that the reader refused: each is a finding already, and is
    missing from the data.
    """
    sound = True
    if not ID.match(id):
        meant = _id_meant(kind, id, data, position)
        message = f"{shown(id)} is not an id; write `{meant}`"
        found.diagnostics.append(CODES["bad-id"].at(document.range_of(path, key=True), message))
        id, sound = meant, False
    if id in TAKEN_IDS or id in WINDOWS:
        meant = f"{id}-{kind.id}"
        why = "is a name that Windows keeps for itself: no file there can be called so"
        if id in TAKEN_IDS:
            why = f"is taken by the page that lists {kind.titles.lower()}"
        message = f"`{id}` {why}; write `{meant}`"
        found.diagnostics.append(CODES["bad-id"].at(document.range_of(path, key=True), message))
        id, sound = meant, False
    if not isinstance(data, dict):
        where = document.range_of(path, key=True)
        found.diagnostics.append(CODES["not-a-definition"].at(where, f"`{id}` has no properties"))
        yield Definition(kind, id, {}, document, path, False, relations, position=position)
        return
    wrong = list(schema.faults(kind, data))
    if (meant_kind := _misplaced(kind, data, wrong, found.kinds)) is not None:
        place = f"`{FOLDER}/{meant_kind.plural}" + (".yaml`" if path else "/`")
        message = f"`{id}` is written as a {meant_kind.id}; put it into {place}"
        where = document.range_of(path, key=True)
        found.diagnostics.append(CODES["wrong-folder"].at(where, message, subject=f"{kind.id}:{id}"))
        found.blind.add(meant_kind.id)  # whoever refers to it there is not at fault
        return
    for fault in wrong:
        sound = False
        about = (*path, *fault.about)
        if refused and any(about[:length] in refused for length in range(len(about) + 1)):
            continue
        where = document.range_of((*path, *fault.path), key=fault.key or not fault.path)
        found.diagnostics.append(CODES[fault.code].at(where, fault.message, subject=f"{kind.id}:{id}"))
    fits = schema.fitting(data, wrong)
    yield Definition(
        kind, id, fits, document, path, sound and not refused, relations, position=position, written=data
    )


def _id_meant(kind: Kind, id: str, data: Any, position: int) -> str:
    """The id to write instead of one that is none: by its letters, by the names, or else by its number."""
    names: list[object] = [id]
    if isinstance(data, dict):
        aliases = data.get("aliases")
        names += [data.get("name"), *(aliases if isinstance(aliases, list) else ())]
    found = (id_from(name) for name in names if isinstance(name, str))
    return next(filter(None, found), f"{kind.id}-{position + 1}")


def _misplaced(kind: Kind, data: Any, wrong: Sequence[Fault], kinds: Iterable[Kind]) -> Kind | None:
    """The kind of which something is that lies with another: it fits that one alone, and this one hardly."""
    odd = [fault for fault in wrong if fault.code in ("unknown-property", "missing-property")]
    if len(odd) < 2 or not any(fault.code == "unknown-property" for fault in odd):
        return None
    likely = (
        other
        for other in kinds
        if other is not kind and not other.single and data.keys() <= other.properties.keys()
    )
    fitting = [other for other in likely if not any(schema.faults(other, data))]
    return fitting[0] if len(fitting) == 1 else None


def _index(read: list[Definition], found: _Findings) -> dict[str, dict[str, Definition]]:
    """Definitions by kind and id, sorted; an id that is taken is a finding."""
    index: dict[str, dict[str, Definition]] = {}
    taken: dict[tuple[str, str], Definition] = {}
    for definition in read:
        first = taken.setdefault((definition.kind.id, definition.id), definition)
        if first is not definition:
            found.diagnostics.append(_clash(definition, first))
            continue
        index.setdefault(definition.kind.id, {})[definition.id] = definition
    return {kind: dict(sorted(index[kind].items())) for kind in sorted(index)}


def _clash(second: Definition, first: Definition) -> Diagnostic:
    where = first.locate()
    message = f"{second.kind.id} `{second.id}` is defined already in {where.path}"
    related = [Related(where, "first defined here")]
    return CODES["id-taken"].at(second.range_of(), message, related=related, subject=str(second.ref))
