"""The handbook in memory: definitions of every kind, and the edges between them."""

# `open_handbook(root)` is the one spine that the command line and the
# plugin share. Core objects are frozen: `Links` is filled once, while opening.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from remit.diagnostics import Diagnostic, Location, Range, Span, did_you_mean
from remit.frozen import dataclass
from remit.schema import PARTIES, PLAYS, VALUE, Kind, Kinds, Reference
from remit.source import Document
from remit.tree import Tree

NOTHING: Mapping[str, Any] = MappingProxyType({})


class UnknownName(LookupError):
    """Code asked for a kind, a property or a relation that no schema knows: a typo in that code."""


class Ref(NamedTuple):
    """The address of a definition, `metric:win-rate` in every message and export."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Amount(NamedTuple):
    """What a named value comes to; `unit` is empty where nothing says what is counted.

    As a text it is what a citation of the value prints, such as `4 business hours`.
    """

    number: Decimal
    unit: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Links:
    """The edges of one definition by relation, filled while the handbook is opened.

    `played_by` and `plays` hold those to and from parties again, by what the party plays. `lost`
    holds relation and path of each reference that could not be followed.
    """

    to: dict[str, list[Edge]] = field(default_factory=dict)
    by: dict[str, list[Edge]] = field(default_factory=dict)
    played_by: dict[str, list[Edge]] = field(default_factory=dict)
    plays: dict[str, list[Edge]] = field(default_factory=dict)
    lost: list[tuple[str, tuple[str | int, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Definition:
    """One governed thing: its kind, id, data and the place where it is written.

    `path` leads from the document's top to the definition's data: empty in a file
    of its own, `(id,)` in a collection. `sound` is True when it fits its schema.
    `ref` is its address. `written` is the data as the file has it. In `data` the values that
    lines cite as `{value:id}` have their amounts, and what does not fit the schema is left out
    (see `schema.fitting`). `position` counts those before it in a collection.
    """

    kind: Kind
    id: str
    data: Mapping[str, Any]
    document: Document
    path: tuple[str, ...]
    sound: bool
    relations: frozenset[str]
    links: Links = field(default_factory=Links)
    written: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    position: int = 0
    ref: Ref = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ref", Ref(self.kind.id, self.id))
        if self.written is NOTHING:
            object.__setattr__(self, "written", self.data)

    def __repr__(self) -> str:  # without its edges, which lead through the whole handbook
        return f"<{self.ref}>"

    @property
    def name(self) -> str:
        """What people call it; the id when the name is missing."""
        name = self.data.get("name")
        return name if isinstance(name, str) else self.id

    @property
    def summary(self) -> str:
        """Its summary, or an empty text."""
        return str(self.data.get("summary", ""))

    @property
    def aliases(self) -> Sequence[str]:
        """What else it is called; nothing where it does not fit its schema."""
        return self.data.get("aliases", ()) if self.sound else ()

    @property
    def asked_as(self) -> Sequence[str]:
        """The questions that it says it answers; nothing where it does not fit its schema."""
        return self.data.get("asked-as", ()) if self.sound else ()

    @property
    def status(self) -> str:
        """`draft`, `active` (when nothing known is said) or `deprecated`."""
        said = self.data.get("status")
        return said if said in ("draft", "deprecated") else "active"

    @property
    def in_writing(self) -> tuple[bool, int, str, str]:
        """Sort key: the definitions of a kind as they are written.

        Those in a file of their own come first, by name: files have no order but that of their names. Those
        of a collection follow, in its order.
        """
        return bool(self.path), self.position, self.name.lower(), self.id

    def get(self, name: str, default: Any = None) -> Any:
        """A property's value or `default`; raises UnknownName when the kind has no such property."""
        known = self.kind.properties
        if name not in known:
            raise UnknownName(f"{self.kind.id} has no property `{name}`{_hint(name, *known)}")
        return self.data.get(name, default)

    def __getitem__(self, name: str) -> Any:
        value = self.get(name)
        if value is None:
            raise KeyError(f"{self.ref} has no `{name}`")
        return value

    @property
    def is_party(self) -> bool:
        """True for a function or a role: who can own, decide and attend."""
        return self.kind.id in PARTIES

    def to(self, *relations: str) -> Sequence[Edge]:
        """Edges from here, of the given relations or of all, in order of writing."""
        return _edges(self.links.to, relations, self._known)

    def by(self, *relations: str) -> Sequence[Edge]:
        """Edges that lead here, of the given relations or of all, in order of reading."""
        return _edges(self.links.by, relations, self._known)

    def targets(self, *relations: str) -> list[Definition]:
        """Where the edges from here lead, of the given relations or of all, in order of writing."""
        return [edge.target for edge in self.to(*relations)]

    def target(self, relation: str) -> Definition | None:
        """Where the first edge of a relation leads, or None; for references that are written once."""
        return next((edge.target for edge in self.to(relation)), None)

    def sources(self, *relations: str) -> list[Definition]:
        """Where the edges that lead here come from, of the given relations or of all; unsound ones too."""
        return [edge.source for edge in self.by(*relations)]

    def played_by(self, *plays: str) -> Sequence[Edge]:
        """Edges from here to the parties that play one of these: `operates`, `governs` and so on."""
        return _edges(self.links.played_by, plays, _played)

    def plays(self, *plays: str) -> Sequence[Edge]:
        """Edges that lead here from whatever this party plays one of these for."""
        return _edges(self.links.plays, plays, _played)

    def lost(self, relation: str) -> bool:
        """True when a reference of this relation leads nowhere: what is absent then says nothing."""
        return any(relation == each for each, _ in self.links.lost)

    def doubtful(self, name: str | int) -> bool:
        """True when a reference inside this property leads nowhere, which is a finding already."""
        return any(path[0] == name for _, path in self.links.lost)

    def _known(self, relation: str) -> None:
        if relation not in self.relations:
            hint = did_you_mean(relation, self.relations)
            raise UnknownName(f"no schema knows the relation `{relation}`{hint}")

    def locate(self, path: Sequence[str | int] = (), *, key: bool = False) -> Location:
        """The place of a property; of the definition itself for an empty path."""
        if not path and self.path:
            return self.document.locate(self.path, key=True)
        return self.document.locate((*self.path, *path), key=key)

    def range_of(
        self, path: Sequence[str | int] = (), *, key: bool = False, span: Span | None = None
    ) -> Range:
        """The stretch that a property takes, or its key, or a `span` of its text; see `locate`."""
        if not path and self.path:
            return self.document.range_of(self.path, key=True)
        return self.document.range_of((*self.path, *path), key=key, span=span)


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One reference: from a definition, through a relation, to another.

    `context` is the mapping that contains the reference: letter, words, condition, with. It is the one
    around a value, or below a key; empty for a property that is only the reference, and for a mention in
    a text. `path` leads to the reference in the source's data. `label` and `back` name the relation for
    people, seen from the source and from the target.
    `plays` is what the target does for the source (`operates`, `governs`, …), empty for nothing of these.
    `span` is where in the text at `path` the reference stands; None where the whole of it is one.
    """

    source: Definition
    relation: str
    target: Definition
    context: Mapping[str, Any]
    path: tuple[str | int, ...]
    label: str
    back: str
    plays: str = ""
    span: Span | None = None


@functools.lru_cache(maxsize=256)
def _hint(name: str, *known: str) -> str:
    """The remedy for an unknown name; kept, since a template asks for one on every row of a list."""
    return did_you_mean(name, known)


def _edges(
    found: Mapping[str, list[Edge]], names: tuple[str, ...], check: Callable[[str], None]
) -> Sequence[Edge]:
    """The edges of some names or of all; what is not there may be a typo, so its name is looked at."""
    parts: list[list[Edge]] = []
    for name in names or found:
        part = found.get(name)
        if part is None:
            check(name)
        else:
            parts.append(part)
    return parts[0] if len(parts) == 1 else [*chain.from_iterable(parts)]


def _played(plays: str) -> None:
    if plays not in PLAYS:
        raise UnknownName(f"there is no part `{plays}` to play{did_you_mean(plays, PLAYS)}")


@dataclass(frozen=True, slots=True, eq=False)
class Handbook:
    """All definitions of one root, with what was wrong while reading them.

    `blind` holds kinds of which a collection could not be read: about what is
    absent in them, nothing can be said. `amounts` says by its id what each named value comes to, as far as
    that can be read.
    """

    tree: Tree
    kinds: Kinds
    index: Mapping[str, Mapping[str, Definition]]
    documents: tuple[Document, ...]
    blind: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]
    amounts: Mapping[str, Amount] = field(default_factory=lambda: NOTHING)

    @property
    def root(self) -> Path:
        """The folder on disk that it belongs to."""
        return self.tree.root

    def all(self, kind: str) -> Iterator[Definition]:
        """The sound definitions of a kind, sorted by id; raises UnknownName for an unknown kind."""
        return (definition for definition in self.every(kind) if definition.sound)

    def every(self, kind: str) -> Iterator[Definition]:
        """All definitions of a kind, sorted by id, also those that do not fit their schema."""
        self._known(kind)
        return iter(self.index.get(kind, {}).values())

    def unsound(self, kind: str) -> Sequence[Definition]:
        """The definitions of a kind that do not fit their schema, sorted by id."""
        return [definition for definition in self.every(kind) if not definition.sound]

    def get(self, kind: str, id: str) -> Definition | None:
        """One definition, or None; raises UnknownName for an unknown kind."""
        self._known(kind)
        return self.index.get(kind, {}).get(id)

    def find(self, address: str) -> Definition | None:
        """The definition at `kind:id`, or None."""
        kind, _, id = address.partition(":")
        return self.index.get(kind, {}).get(id)

    def resolve(self, reference: Reference, name: str) -> Definition | None:
        """The definition that a reference's text means, or None."""
        kind, colon, id = name.rpartition(":")
        wanted = (kind,) if colon else self.index if "*" in reference.to else reference.to
        found = [self.index[each][id] for each in wanted if id in self.index.get(each, {})]
        return found[0] if len(found) == 1 else None

    def spoken(self, address: str) -> str | None:
        """What a text says where it mentions `kind:id`: the name, of a value its amount; None for neither."""
        found = self.find(address)
        if found is None:
            return None
        amount = self.amounts.get(found.id) if found.kind.id == VALUE else None
        return found.name if amount is None else str(amount)

    def definitions(self) -> Iterator[Definition]:
        """Every definition, sorted by kind and id."""
        for kind in sorted(self.index):
            yield from self.index[kind].values()

    def settings(self) -> Mapping[str, Any]:
        """The data of `handbook.yaml`, empty when there is none that is sound."""
        own = self.get("handbook", "handbook")
        return own.data if own is not None and own.sound else NOTHING

    def _known(self, kind: str) -> None:
        if kind not in self.kinds.by_id:
            raise UnknownName(f"there is no kind `{kind}`{did_you_mean(kind, self.kinds.by_id)}")
