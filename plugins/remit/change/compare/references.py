"""Which definition a text means: names of both sides of a comparison, and renames between them."""

# Texts are compared by what they mean: `revops` and `function:revops` are one
# party, and who refers to a renamed definition has not changed.

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from remit.amounts import CITED
from remit.handbook import Ref
from remit.mentions import called, replaced
from remit.schema import DEFINITIONS, EXPRESSIONS, UNKNOWN_NODE, Node, Reference, below

_STAMP = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_ID = "[a-z0-9]+(?:-[a-z0-9]+)*"
_IN_RECORDS = re.compile(rf"\b((?:metric|field|value):{_ID})")
_IN_DEFINITIONS = re.compile(rf"\b([a-z][a-z0-9-]*:{_ID})")


class Names(NamedTuple):
    """The ids of one side: id → the kinds that have it. Renames are `kind:id` → `kind:id`."""

    kinds_of: Mapping[str, Collection[str]]
    renames: Mapping[str, str] = MappingProxyType({})

    def full(self, reference: Reference, text: str) -> str:
        """`kind:id` of what a reference means, after renames; the text itself when that is unclear."""
        kind, colon, id = text.rpartition(":")
        if not colon:
            fitting = [kind for kind in self.kinds_of.get(text, ()) if reference.allows(kind)]
            if len(fitting) != 1 and len(reference.to) == 1 and reference.to != ("*",):
                fitting = list(reference.to)
            if len(fitting) != 1:
                return text
            kind, id = fitting[0], text
        address = f"{kind}:{id}"
        return self.renames.get(address, address)

    def short(self, reference: Reference, address: str) -> str:
        """The shortest text that means `kind:id` under a reference."""
        id = address.rpartition(":")[2]
        return id if self.full(reference, id) == address else address

    def text(self, node: Node, value: str) -> str:
        """A text as it compares: layout of expressions and ends of prose do not count."""
        if node.reference is not None:
            return self.full(node.reference, value)
        if node.text in EXPRESSIONS:
            from remit import formula  # whoever tells a history that was kept compares nothing

            renamed = _names_in(node).sub(self._renamed, value) if self.renames else value
            return formula.normal(renamed, node.scope or formula.RECORDS)
        if self.renames and (node.text == "prose" or (node.text == "line" and CITED in value)):
            value = replaced(value, lambda match: called(match, self._renamed(match)))
        return value.strip() if node.text else value

    def steps(self, node: Node, keys: Iterable[str]) -> dict[str, str]:
        """How the keys of a mapping are called in paths → as they are written."""
        if node.keys is not None:
            return {self.full(node.keys, key): key for key in keys}
        if node.moved:
            return {node.moved.get(key, key): key for key in keys}
        return {key: key for key in keys}

    def normal(self, node: Node, value: Any) -> Any:
        """A value as it compares: references in full, sets sorted."""
        if isinstance(value, str):
            return self.text(node, value)
        if isinstance(value, dict):
            return {
                step: self.normal(below(node, step), value[key])
                for step, key in self.steps(node, value).items()
            }
        if isinstance(value, list):
            items = [self.normal(node.items or UNKNOWN_NODE, item) for item in value]
            return items if node.ordered else sorted(items, key=stamp)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    def renamed(self, node: Node, value: Any) -> Any:
        """A copy with every reference to a renamed definition as it is called now."""
        if isinstance(value, str):
            return self._renamed_text(node, value)
        if isinstance(value, list):
            return [self.renamed(node.items or UNKNOWN_NODE, item) for item in value]
        if isinstance(value, dict):
            return {
                self._renamed_key(node, key): self.renamed(below(node, key), inner)
                for key, inner in value.items()
            }
        return value

    def _renamed_text(self, node: Node, value: str) -> str:
        if node.reference is not None:
            return self._renamed_reference(node.reference, value)
        if node.text in EXPRESSIONS:
            return _names_in(node).sub(self._renamed, value)
        if node.text == "prose" or (node.text == "line" and CITED in value):
            return replaced(value, lambda match: called(match, self._renamed(match)))
        return value

    def _renamed_key(self, node: Node, key: str) -> str:
        return key if node.keys is None else self._renamed_reference(node.keys, key)

    def _renamed_reference(self, reference: Reference, text: str) -> str:
        """Another name in the spelling that was used: with its kind, or without."""
        address = self.full(reference, text)
        if address.rpartition(":")[2] == text.rpartition(":")[2]:
            return text
        return address if ":" in text else address.rpartition(":")[2]

    def _renamed(self, match: re.Match[str]) -> str:
        return self.renames.get(match[1], match[1])


def surely_differ(old: str, new: str) -> bool:
    """Whether two formulas differ in more than their layout; a first look, which reads neither of them."""
    return _letters(old) != _letters(new)


def _letters(text: str) -> str:
    """A formula without space, its signs as they are printed."""
    return "".join(text.split()).replace("*", "×").replace("/", "÷").replace("-", "−")


def _names_in(node: Node) -> re.Pattern[str]:
    """What names a definition in an expression."""
    return _IN_DEFINITIONS if node.scope == DEFINITIONS else _IN_RECORDS


def stamp(value: Any) -> str:
    """A text that two values share exactly when they are equal and of one type."""
    if type(value) is str:
        return f'"{value}"'  # nothing else begins with a quote
    return _STAMP(value)


def kinds_of(refs: Iterable[Ref]) -> dict[str, list[str]]:
    """The kinds that have an id, for `Names`."""
    found: dict[str, list[str]] = {}
    for ref in refs:
        found.setdefault(ref.id, []).append(ref.kind)
    return found
