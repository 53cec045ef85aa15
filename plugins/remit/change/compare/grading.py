"""How much a change weighs, and how its property is called: both from the schema."""

# Nothing is ungraded: what no schema knows weighs as meaning.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.wording import is_same, kept
from remit.schema import UNKNOWN_NODE, WEIGHTS, Kind, Node, below

LIGHTEST, MEANING, HEAVIEST = WEIGHTS
WORDS = ("line", "prose")  # texts that people write for people
_PLAIN = frozenset({str, int, float, bool})


def heaviest(weights: Iterable[str]) -> str:
    """The heaviest of some weights; editorial when there are none."""
    found = set(weights)
    return HEAVIEST if HEAVIEST in found else MEANING if MEANING in found else LIGHTEST


def weight_of(kind: Kind | None, change: PropertyChange) -> str:
    """What the change of one property weighs.

    Whatever comes or goes weighs as much as the heaviest of what it holds. A text in which nothing but
    punctuation and case changes is wording, whatever it is of; prose in which a number, a name, a mention
    or a `not` changes is meaning, whatever the schema says.
    """
    path, how, old, new = change
    node = node_at(kind, path)
    if how in ("gained", "lost"):
        return (node.items or UNKNOWN_NODE).weight
    if _is_wording(node, old, new):
        return LIGHTEST
    if type(old) in _PLAIN and type(new) in _PLAIN:  # most are: nothing stands in them
        return MEANING if node.weight == LIGHTEST and _says_more(node, old, new) else node.weight
    return heaviest((*_inside(node, old), *_inside(node, new)))


def weights_of(kind: Kind | None, change: DefinitionChange) -> Sequence[str]:
    """What each changed property weighs, in their order.

    An item of a set whose wording changes is one lost and one gained: together they weigh nothing more.
    """
    found = [weight_of(kind, each) for each in change.properties]
    lost = [number for number, each in enumerate(change.properties) if each.how == "lost"]
    for number, each in enumerate(change.properties):
        for other in lost if each.how == "gained" else ():
            was = change.properties[other]
            items = node_at(kind, each.path).items
            if was.path == each.path and items is not None and _is_wording(items, was.old, each.new):
                found[number] = found[other] = LIGHTEST
                lost.remove(other)
                break
    return found


def definition_weight(kind: Kind | None, change: DefinitionChange) -> str:
    """What the change of a definition weighs: its heaviest property's, its kind's when it comes or goes.

    A new id alone is editorial: it says what it said, old references lead to it.
    """
    if change.how in ("added", "removed"):
        return (kind.node if kind else UNKNOWN_NODE).weight
    return heaviest(weights_of(kind, change))


def _is_wording(node: Node, old: Any, new: Any) -> bool:
    """Whether two values are texts for people, or lists of them, that say the same word by word."""
    if isinstance(old, str) and isinstance(new, str):
        return node.text in WORDS and is_same(old, new)
    if isinstance(old, list) and isinstance(new, list) and node.items is not None:
        pairs = zip(old, new, strict=False)
        return len(old) == len(new) and all(
            one == other or _is_wording(node.items, one, other) for one, other in pairs
        )
    return False


def _says_more(node: Node, old: Any, new: Any) -> bool:
    """Whether two versions of a prose differ in what nobody may call wording, such as a number or a `not`."""
    if node.text != "prose" or not isinstance(old, str) or not isinstance(new, str):
        return False
    return kept(old) != kept(new)


@functools.lru_cache(maxsize=4096)
def node_at(kind: Kind | None, path: tuple[str, ...]) -> Node:
    """The schema's node at a path."""
    node = kind.node if kind else UNKNOWN_NODE
    for step in path:
        node = below(node, step)
    return node


def titles(kind: Kind | None, path: Iterable[str]) -> tuple[str, ...]:
    """A path in words: titles of properties, keys as they are, references without their kind."""
    node = kind.node if kind else UNKNOWN_NODE
    found = []
    for step in path:
        named = node.properties.get(step)
        found.append(
            named.title if named and named.title else step if node.keys is None else step.rpartition(":")[2]
        )
        node = below(node, step)
    return tuple(found)


def _inside(node: Node, value: Any) -> Iterator[str]:
    """The weights of a value and of all that stands in it."""
    if value is None:
        return
    yield node.weight
    if isinstance(value, str):
        return
    if isinstance(value, dict):
        for step, inner in value.items():
            yield from _inside(below(node, step), inner)
    elif isinstance(value, list):
        for item in value:
            yield from _inside(node.items or UNKNOWN_NODE, item)
