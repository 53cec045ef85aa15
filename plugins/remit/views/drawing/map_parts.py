"""What a lifecycle map shows: stages, the ways between them, and the handoffs on these."""

from __future__ import annotations

from collections.abc import Sequence

from remit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Station:
    """A stage: `way` is main, out or back; `pattern` and `owner_class` mark who operates it.

    `differs` names the systems in which its marker is another.
    """

    id: str
    name: str
    gloss: str
    order: float
    way: str
    owner: str
    owner_class: str
    pattern: str
    url: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way from stage to stage: `kind` is on, back or out."""

    source: str
    target: str
    kind: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Seam:
    """A handoff between two stages; `label` is its promise."""

    source: str
    target: str
    label: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class LifecycleMap:
    """All that the map shows."""

    stations: Sequence[Station]
    ways: Sequence[Way]
    seams: Sequence[Seam]
    governor: str
    governor_class: str
    note: str
    name: str = ""  # tells the maps of one page apart
