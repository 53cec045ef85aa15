"""What uses a definition, for people: by the words of its relations, by name."""

from __future__ import annotations

from collections.abc import Container, Iterable

from remit.handbook import Definition
from remit.schema import MENTION


def by_name(definitions: Iterable[Definition]) -> list[Definition]:
    """Definitions in the order in which people look for them."""
    return sorted(definitions, key=lambda each: (each.name.casefold(), each.ref))


# What a handbook's first pages lead to is no use of it.
LEADING = frozenset({"asked-about", "blueprint-said-in"})


def used_in(definition: Definition, told: Container[str] = ()) -> list[tuple[str, list[Definition]]]:
    """What points here: (words of the relation, definitions by name), sorted by words.

    Relations in `told` are left out: the page speaks of them elsewhere. So is a mention by what refers
    here in other words, too.
    """
    referring = {edge.source.ref for edge in definition.by() if edge.relation != MENTION.relation}
    groups: dict[str, dict[str, Definition]] = {}
    for edge in definition.by():
        if edge.source is definition or edge.relation in told or edge.relation in LEADING:
            continue
        if edge.relation != MENTION.relation or edge.source.ref not in referring:
            groups.setdefault(edge.back, {})[str(edge.source.ref)] = edge.source
    return [
        (
            f"{back[0].upper()}{back[1:]}",
            sorted(found.values(), key=lambda each: (each.name.lower(), each.ref)),
        )
        for back, found in sorted(groups.items())
    ]
