"""Fingerprints: what a change changes, and what a definition means, as 16 letters that can be compared."""

# A decision is about what a text says. So layout, the order of sets, the spelling of references, later
# renames and mere wording leave a fingerprint as it is; any other text, property or value makes another.

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import LIGHTEST, WORDS, weights_of
from remit.change.compare.references import Names, kinds_of, stamp
from remit.change.compare.wording import spoken
from remit.handbook import Definition, Handbook
from remit.schema import UNKNOWN_NODE, Kind, Node, below

LENGTH = 16  # letters of base32: 80 bits


def of_change(kind: Kind | None, change: DefinitionChange, names: tuple[Names, Names]) -> str:
    """The fingerprint of the change of one definition; `names` are those of both sides, see `names_of`.

    It is made of the rows `[how, path, value afterwards]` of all changed properties that weigh more than
    editorial; of the whole value of what is added. What was there before does not count, nor does the
    definition's own address: that stands beside the fingerprint.
    """
    return _digest(sorted(map(stamp, _rows(kind, change, names))))


def of_meaning(definition: Definition, names: Names) -> str:
    """The fingerprint of what a definition means: all of it that weighs more than editorial."""
    node = definition.kind.node
    meant = {
        name: value
        for name, value in definition.written.items()
        if below(node, node.moved.get(name, name)).weight != LIGHTEST
    }
    return _digest(_canonical(names, node, meant))


def names_of(book: Handbook) -> Names:
    """How the references of a handbook are called in fingerprints: by the first name that each had."""
    former = (
        (str(each.ref), f"{each.ref.kind}:{ids[0]}")
        for each in book.definitions()
        if isinstance(ids := each.data.get("former-ids"), list) and ids
    )
    renames = {address: first for address, first in former if book.find(first) is None}
    return Names(kinds_of(each.ref for each in book.definitions()), renames)


def _rows(kind: Kind | None, change: DefinitionChange, names: tuple[Names, Names]) -> Iterator[Sequence[Any]]:
    before, after = names
    node = kind.node if kind else UNKNOWN_NODE
    if change.how == "removed":
        yield "removed", [], None
    if change.how == "added":
        yield "added", [], _canonical(after, node, change.new)
    for each, weight in zip(change.properties, weights_of(kind, change), strict=True):
        if weight == LIGHTEST:
            continue
        path, at = _path(after, node, each.path)
        if each.how in ("gained", "lost"):
            side, value = (after, each.new) if each.how == "gained" else (before, each.old)
            yield each.how, path, _canonical(side, at.items or UNKNOWN_NODE, value)
        elif each.how == "removed":
            yield each.how, path, None
        else:  # what it was does not count, and so neither whether it was there
            yield "changed", path, _canonical(after, at, each.new)


def _path(names: Names, node: Node, path: Sequence[str]) -> tuple[list[str], Node]:
    """A path by its first names, and the schema's node at its end."""
    found = []
    for step in path:
        found.append(_step(names, node, step))
        node = below(node, step)
    return found, node


def _step(names: Names, node: Node, step: str) -> str:
    was = below(node, step).was
    return was[0] if was else names.renames.get(step, step)


def _canonical(names: Names, node: Node, value: Any) -> Any:
    """A value as it is hashed: references by their first name, sets sorted, texts as they are spoken."""
    if isinstance(value, str):
        text = names.text(node, value)
        return spoken(text) if node.text in WORDS else text
    if isinstance(value, dict):
        return {
            _step(names, node, step): _canonical(names, below(node, step), value[key])
            for step, key in names.steps(node, value).items()
        }
    if isinstance(value, list):
        items = [_canonical(names, node.items or UNKNOWN_NODE, item) for item in value]
        return items if node.ordered else sorted(items, key=stamp)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digest(value: Any) -> str:
    import base64  # most checks compare no fingerprint
    import hashlib

    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    hashed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(hashed).decode("ascii")[:LENGTH].lower()
