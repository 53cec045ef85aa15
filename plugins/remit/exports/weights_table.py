"""How much a change of every property weighs, as Markdown: read from the schemas."""

from __future__ import annotations

from collections.abc import Iterator

from remit.schema import WEIGHTS, Kind, Kinds, Node

MEANS = {
    "editorial": "it reads better, and nobody has to do anything else",
    "meaning": "what is counted, done or promised changes",
    "authority": "who decides, does the work or is asked changes",
}
_HEAD = """\
# Weights

How much a change weighs is said in the schemas, by `x-weight`. `remit schema --weights` prints it for every
property, those of your own kinds too; so does the page of each kind under *Reference*.

"""
_RULES = """
- A property that comes or goes weighs as much as the heaviest thing in it.
- A definition that is changed weighs as much as its heaviest property.
- A new id alone is editorial: old addresses lead to the new one.
- What no schema knows is meaning. Nothing is ungraded.

What is nested weighs as what it stands in, unless it is listed itself. `…` stands for a name that people
choose.
"""


def as_markdown(kinds: Kinds) -> str:
    """A list for every kind: its properties by weight."""
    lines = [_HEAD, "| weight | a change means that |\n| --- | --- |\n"]
    lines += (f"| {weight} | {MEANS[weight]} |\n" for weight in WEIGHTS)
    lines.append(_RULES)
    for kind in sorted(kinds.by_id.values(), key=lambda kind: kind.title):
        lines.append(f"\n## {kind.title}\n\n")
        lines += _of(kind)
    return "".join(lines)


def _of(kind: Kind) -> Iterator[str]:
    yield f"- *comes or goes*: {kind.node.weight}\n"
    found = [*_places(kind.node, ())]
    for weight in WEIGHTS:
        names = [f"`{' / '.join(path)}`" for path, each in found if each == weight]
        if names:
            yield f"- **{weight}**: {', '.join(names)}\n"


def _places(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each property, and whatever in it weighs otherwise than what it stands in."""
    inner = list(node.properties.items())
    if node.values is not None:
        inner.append(("…", node.values))
    if node.items is not None:
        inner.append(("each", node.items))
    for name, below in inner:
        if not path or below.weight != node.weight:
            yield (*path, name), below.weight
        yield from _places(below, (*path, name))
