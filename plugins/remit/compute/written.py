"""The formulas and filters of records that a definition has, wherever its schema allows one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from remit import formula
from remit.formula import DEFINITIONS
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.schema import EXPRESSIONS, Node

Tree = formula.Expression | formula.Condition


@dataclass(frozen=True, slots=True)
class Written:
    """A formula or a filter of a definition, with the path where it stands."""

    definition: Definition
    path: tuple[str | int, ...]
    what: str
    tree: Tree


def all_written(book: Handbook) -> Sequence[Written]:
    """Every formula and filter that can be read; the others are findings already."""
    return [
        each
        for kind in book.kinds.by_id.values()
        if kind.expressing
        for definition in book.all(kind.id)
        for each in written(definition)
    ]


def written(definition: Definition) -> Iterator[Written]:
    """The formulas and filters of a definition that can be read."""
    properties = definition.kind.properties
    for name in definition.kind.expressing:
        if name in definition.data:
            yield from _in(definition, properties[name], definition.data[name], (name,))


def _in(definition: Definition, node: Node, value: Any, path: tuple[str | int, ...]) -> Iterator[Written]:
    if isinstance(value, str):
        if (
            node.text in EXPRESSIONS
            and node.scope != DEFINITIONS
            and (tree := _read(node.text, value)) is not None
        ):
            yield Written(definition, path, node.text, tree)
    elif isinstance(value, list) and node.items is not None:
        for place, item in enumerate(value):
            yield from _in(definition, node.items, item, (*path, place))
    elif isinstance(value, dict):
        for key, below in value.items():
            inner = node.properties.get(key) or node.values
            if inner is not None:
                yield from _in(definition, inner, below, (*path, key))


def _read(what: str, text: str) -> Tree | None:
    try:
        return formula.parse_filter(text) if what == "filter" else formula.parse(text)
    except formula.FormulaError:
        return None
