"""What a filter of definitions may name: the properties and relations that the schemas have."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from remit.diagnostics import did_you_mean
from remit.formula import Name
from remit.frozen import dataclass
from remit.schema import ANYWHERE, Kind, Kinds, Node, Reference, references
from remit.schema.node import hyphened

_DEPTH = 3  # of properties that are offered where a name is not known


class Unknown(Exception):
    """A name, or a value of it, that no schema knows; the message says what was meant perhaps."""


@dataclass(frozen=True)
class View:
    """What is looked at: a definition of one of some kinds, or what stands under one of its properties.

    `under` is that property, empty for the whole definition. `keyed` are the relations by which the keys
    of what is looked at refer: an entry of `governs` has that of its party.
    """

    kinds: tuple[Kind, ...]
    nodes: tuple[Node, ...]
    under: str = ""
    keyed: frozenset[Reference] = frozenset()

    @functools.cached_property
    def said(self) -> str:
        """What it is, for messages."""
        if self.under:
            return f"an entry of `{self.under}`"
        some = [_with_article(kind.id) for kind in self.kinds]
        return "a definition" if len(some) > 4 else " or ".join(some)

    def inside(self, path: str, nodes: Sequence[Node]) -> View:
        """What is looked at in each entry of a property."""
        keyed = frozenset(node.keys for node in nodes if node.keys is not None)
        entries = tuple(entry for node in nodes if (entry := node.values or node.items) is not None)
        return View(self.kinds, entries, path, keyed)


class Relation(NamedTuple):
    """A relation by one of its names: its ids, its direction, and the kinds at the other end."""

    ids: frozenset[str]
    back: bool
    kinds: tuple[Kind, ...]

    def leads_to(self, kind: str) -> bool:
        """Whether a definition of a kind can be meant at its other end; a function through its roles, too."""
        return any(each.id in (kind, "role" if kind == "function" else kind) for each in self.kinds)


def whole(kinds: Sequence[Kind]) -> View:
    """Definitions of some kinds, to be looked at as a whole."""
    return View(tuple(kinds), tuple(kind.node for kind in kinds))


class Names:
    """The names of all properties and relations of a handbook's kinds."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._backs: dict[str, Mapping[str, Relation]] = {}

    @functools.cached_property
    def _references(self) -> Sequence[tuple[Kind, Reference]]:
        every = self.kinds.by_id.values()
        return [(kind, each) for kind in every for each in {*kind.references, *ANYWHERE}]

    def relation(self, view: View, name: Name) -> Relation | None:
        """The relation of a name, or None where it has none."""
        if name.back:
            return self._back(view).get(name.text)
        ends = [each for each in self._forward(view) if each.relation == name.text]
        return Relation(frozenset({name.text}), False, self._kinds_at(ends)) if ends else None

    def properties(self, view: View, name: Name) -> Sequence[Node]:
        """The nodes of a property, one for each kind that has it; raises Unknown where none has."""
        nodes: Sequence[Node] = view.nodes
        done = ""
        for step in name.text.split("."):
            found = [node.properties[step] for node in nodes if step in node.properties]
            if not found and done and any(node.values or node.items for node in nodes):
                said = f"`{done}` has entries; what holds of them is tested by `{done} any (…)` or `all (…)`"
                raise Unknown(said)
            if not found or name.back:
                raise Unknown(self._unknown(view, name))
            nodes, done = found, f"{done}.{step}".lstrip(".")
        return nodes

    def offered(self, view: View) -> list[str]:
        """All names that may stand in a filter, for who mistypes one."""
        found = dict.fromkeys(name for node in view.nodes for name in _paths(node, _DEPTH))
        found |= dict.fromkeys(sorted({each.relation for each in self._forward(view)}))
        return [*found, *(f"by {name}" for name in sorted(self._back(view)))]

    def _unknown(self, view: View, name: Name) -> str:
        said = f"by {name.text}" if name.back else name.text
        offered = self.offered(view)
        other = name.text if name.back else f"by {name.text}"
        if other in offered:
            return f"{view.said} has no `{said}`; write `{other}`"
        called = {hyphened(each.label): each.relation for each in self._forward(view)}
        called |= {ids: f"by {back}" for back, each in self._back(view).items() for ids in each.ids}
        if name.text in called:
            return f"{view.said} has no `{said}`; the relation is called `{called[name.text]}` here"
        return f"{view.said} has no property or relation `{said}`{did_you_mean(said, offered)}"

    def _forward(self, view: View) -> set[Reference]:
        own = {each for node in view.nodes for each in references(node)} | view.keyed
        return own if view.under else own | {*ANYWHERE}

    def _back(self, view: View) -> Mapping[str, Relation]:
        if view.under:
            return {}
        maps = [self._back_of(kind) for kind in view.kinds]
        if len(maps) == 1:
            return maps[0]
        found: dict[str, Relation] = {}
        for name, each in (item for one in maps for item in one.items()):
            have = found.get(name, each)
            kinds = tuple(dict.fromkeys((*have.kinds, *each.kinds)))
            found[name] = Relation(have.ids | each.ids, True, kinds)
        return found

    def _back_of(self, kind: Kind) -> Mapping[str, Relation]:
        """The relations that lead to a kind, by what they are called from its end."""
        if kind.id not in self._backs:
            ids: dict[str, set[str]] = {}
            sources: dict[str, dict[Kind, None]] = {}
            for source, each in self._references:
                if each.allows(kind.id):
                    name = each.back_name
                    ids.setdefault(name, set()).add(each.relation)
                    sources.setdefault(name, {})[source] = None
            self._backs[kind.id] = {
                name: Relation(frozenset(ids[name]), True, tuple(sources[name])) for name in ids
            }
        return self._backs[kind.id]

    def _kinds_at(self, ends: Sequence[Reference]) -> tuple[Kind, ...]:
        return tuple(kind for kind in self.kinds.by_id.values() if any(each.allows(kind.id) for each in ends))


def _paths(node: Node, depth: int) -> Iterator[str]:
    for name, below in node.properties.items():
        yield name
        if depth > 1:
            yield from (f"{name}.{rest}" for rest in _paths(below, depth - 1))


def _with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
