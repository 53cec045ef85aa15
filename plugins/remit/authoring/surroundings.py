"""What a new definition takes from those around it: owners, a place between two stages, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from remit.authoring.edits.plan import Plan
from remit.diagnostics import RemitError, did_you_mean
from remit.handbook import Definition, Handbook
from remit.ownership.parties import governing, operating
from remit.schema import Kind, Node, Reference
from remit.yaml_text import in_line

OWNERS = {"operates": operating, "governs": governing}
STAGE = "stage"
_DEEPEST = 4
_PLAIN: Mapping[str, Any] = {"number": 1, "integer": 1, "boolean": True}


def owners(book: Handbook, kind: Kind) -> dict[str, Any]:
    """Who operates and governs most definitions of a kind, as a new one would say it."""
    found: dict[str, Any] = {}
    for name, edges_of in OWNERS.items():
        if name not in kind.properties:
            continue
        counts = Counter(
            str(edge.path[-1])
            for each in book.all(kind.id)
            for edge in edges_of(each)
            if edge.path[:1] == (name,) and len(edge.path) == 2
        )
        if counts:
            [(party, _)] = counts.most_common(1)
            found[name] = {party: {}}
    return found


def between(plan: Plan, id: str, after: str, before: str) -> dict[str, Any]:
    """What a new stage says that comes between two: it leads on to the second, and the first to it.

    Changes the first in the plan. Raises RemitError where the first does not lead on to the second.
    """
    first, second = (_stage(plan.book, each) for each in (after, before))
    ways = first.written.get("next")
    key = next((edge.path[-1] for edge in first.to("leads-to") if edge.target is second), None)
    if key is None or not isinstance(ways, Mapping):
        hint = did_you_mean(before, ways) if isinstance(ways, Mapping) else ""
        raise RemitError(f"`{first.ref}` does not lead on to `{second.ref}`{hint}; look at its `next`")
    data = plan.data_of(first)
    plan.change(first, {**data, "next": {(id if each == key else each): way for each, way in ways.items()}})
    parties = {name: first.written[name] for name in OWNERS if isinstance(first.written.get(name), Mapping)}
    taken: dict[str, Any] = {name: {party: {} for party in said} for name, said in parties.items()}
    motion = first.written.get("motion")
    return {**({"motion": motion} if motion else {}), **taken, "next": {str(key): ways[key]}}


def _stage(book: Handbook, name: str) -> Definition:
    id = name.removeprefix(f"{STAGE}:")
    found = book.get(STAGE, id)
    if found is None:
        raise RemitError(
            f"there is no stage `{id}`{did_you_mean(id, (each.id for each in book.every(STAGE)))}"
        )
    return found


def shape(node: Node, book: Handbook) -> str:
    """An example of a list or a mapping in one line, with ids of the handbook; empty for all else."""
    if node.type not in ("object", "array"):
        return ""
    made = _example(node, book, _DEEPEST)
    return in_line(made) if made else ""


def _example(node: Node, book: Handbook, deep: int) -> Any:
    if node.reference is not None:
        return _id(node.reference, book)
    if node.choices:
        return node.choices[0]
    if node.type == "array":
        return [_example(node.items, book, deep - 1)] if node.items and deep else []
    if node.type == "object":
        return _entries(node, book, deep - 1) if deep else {}
    return _PLAIN.get(node.type, "text")


def _entries(node: Node, book: Handbook, deep: int) -> dict[str, Any]:
    """One entry where names are free, else what is needed."""
    if node.values is not None and not node.properties:
        key = _id(node.keys, book) if node.keys is not None else "some-name"
        return {key: _example(node.values, book, deep)}
    return {name: _example(node.properties[name], book, deep) for name in _needed(node)}


def _needed(node: Node) -> Iterator[str]:
    return (name for name in node.properties if name in node.required)


def _id(reference: Reference, book: Handbook) -> str:
    """The id of a definition that a reference may lead to; that of the kind where there is none yet."""
    wanted = book.index if "*" in reference.to else reference.to
    kinds = [kind for kind in wanted if kind in book.index]
    for kind in kinds:
        for id in book.index[kind]:
            if book.resolve(reference, id) is not None:
                return id
    return f"some-{reference.to[0]}" if "*" not in reference.to else "metric:some-metric"
