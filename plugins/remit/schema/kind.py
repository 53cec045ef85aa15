"""A kind of definition, read from its schema, and all kinds of a handbook."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from remit.diagnostics import Diagnostic
from remit.frozen import dataclass
from remit.schema.faults import FORMER, Fault
from remit.schema.node import (
    CITES,
    FILTER,
    FORMULA,
    MENTION,
    RULED,
    Node,
    Reference,
    expresses,
    mentioning,
    read_node,
    references,
    sharing,
)
from remit.schema.shapes import SHAPES, SUFFIX, inline, schema_folder, shared_shapes
from remit.schema.validating import Validator, misfits, validator

ANYWHERE = (MENTION, CITES, FORMULA, FILTER, RULED)  # what texts refer by, of whatever kind


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of definition: `metric`, in `governance/metrics/`, with its properties."""

    id: str
    plural: str
    title: str
    titles: str
    description: str
    section: str
    single: bool
    builtin: bool
    raw: Mapping[str, Any]

    @functools.cached_property
    def schema(self) -> Mapping[str, Any]:
        """The schema with its shapes written out; made when somebody asks, as `node` is."""
        written: Mapping[str, Any] = inline(self.raw, shared_shapes(schema_folder()))
        return written

    @functools.cached_property
    def node(self) -> Node:
        """What the schema says of a definition as a whole."""
        return read_node(self.schema, self.raw.get("x-weight", "meaning"))

    @functools.cached_property
    def properties(self) -> Mapping[str, Node]:
        """The properties of a definition of this kind, in the schema's order."""
        return self.node.properties

    @functools.cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference that a definition of this kind may have."""
        return tuple(references(self.node))

    @functools.cached_property
    def sharing(self) -> frozenset[str]:
        """The relations by which the entry of a party names who shares it."""
        return frozenset(sharing(self.node))

    def playing(self, plays: str) -> frozenset[str]:
        """The properties that name the parties which play one thing here, such as `governs`."""
        found = (
            (name, each) for name, node in self.properties.items() for each in (node, node.items) if each
        )
        return frozenset(
            name
            for name, node in found
            for reference in (node.keys, node.reference)
            if reference is not None and reference.plays == plays
        )

    @functools.cached_property
    def expressing(self) -> tuple[str, ...]:
        """The properties in which a formula or a filter may stand."""
        return tuple(name for name, node in self.properties.items() if expresses(node))

    @functools.cached_property
    def mentioning(self) -> frozenset[str]:
        """The relations by which a definition only speaks of others."""
        return frozenset(mentioning(self.node))

    @functools.cached_property
    def _checker(self) -> Validator:
        """The compiled validator; made when the first definition of the kind is checked."""
        return validator(self.schema)


@dataclass(frozen=True)
class Kinds:
    """All kinds of a handbook, and what was wrong with the schemas it brought along.

    `refused` is True when one of these could not be used: about names that no kind
    has, nothing can be said then.
    """

    by_id: Mapping[str, Kind]
    problems: tuple[Diagnostic, ...] = ()
    refused: bool = False

    @functools.cached_property
    def by_plural(self) -> Mapping[str, Kind]:
        """Kinds by the name of their file or folder."""
        return {kind.plural: kind for kind in self.by_id.values()}

    @functools.cached_property
    def relations(self) -> frozenset[str]:
        """Every relation that some schema names, with those of prose, citations, formulas and filters."""
        found = {each.relation for each in ANYWHERE}
        for kind in self.by_id.values():
            found.update(reference.relation for reference in kind.references)
        return frozenset(found)

    @functools.cached_property
    def forward(self) -> frozenset[str]:
        """The relations by which whoever refers depends on what the other says."""
        return self._used("forward", "both")

    @functools.cached_property
    def backward(self) -> frozenset[str]:
        """The relations by which what is referred to depends on whoever refers."""
        return self._used("back", "both")

    def _used(self, *uses: str) -> frozenset[str]:
        found = [reference for kind in self.by_id.values() for reference in kind.references]
        said: dict[str, set[str]] = {}
        for reference in (*ANYWHERE, *found):
            said.setdefault(reference.relation, set()).add(reference.use)
        return frozenset(relation for relation, every in said.items() if every <= {*uses})


def kind_of(raw: Mapping[str, Any], *, builtin: bool) -> Kind:
    """The kind that a schema describes."""
    about = raw["x-kind"]
    return Kind(
        id=about["id"],
        plural=about["plural"],
        title=raw["title"],
        titles=about["titles"],
        description=raw["description"],
        section=about["section"],
        single=about.get("single", False),
        builtin=builtin,
        raw=raw,
    )


@functools.cache
def builtin_kinds(folder: Path) -> Mapping[str, Kind]:
    """The kinds that a folder of schemas describes, by their ids."""
    kinds: dict[str, Kind] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if path.name != SHAPES:
            raw = json.loads(path.read_bytes())
            kinds[raw["x-kind"]["id"]] = kind_of(raw, builtin=True)
    return kinds


def faults(kind: Kind, data: Any) -> Iterator[Fault]:
    """What is wrong with a definition's data, in our own words; nothing when it fits its kind."""
    if kind._checker.is_valid(data):
        return
    from remit.schema.old_shapes import advice  # its patterns take longer to make than a small file to read

    for fault in misfits(kind.schema, kind._checker, data):
        reshaped = fault.code == FORMER and len(fault.path) == 1
        more = advice(kind.id, str(fault.path[0]), data) if reshaped else ""
        yield replace(fault, message=fault.message + more) if more else fault
