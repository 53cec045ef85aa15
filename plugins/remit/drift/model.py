"""What a comparison with a snapshot comes to: claims, answers, and how each stands to what was decided."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias

from remit.diagnostics import Location, Related
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.snapshots.model import Note, Snapshot

Key: TypeAlias = tuple[str, ...]
Path: TypeAlias = tuple[str | int, ...]


class Answer(enum.Enum):
    """What a snapshot says to a claim. `UNKNOWN` is never `SAME`."""

    SAME = "same"
    DIFFERENT = "different"
    MISSING = "missing there"
    EXTRA = "extra there"
    UNKNOWN = "cannot tell"


class Standing(enum.Enum):
    """How what is live stands to what was decided."""

    LIVE = "decided and live"
    WAITING = "decided, not live yet"
    UNDECIDED = "live without a decision"
    ALLOWED = "allowed to differ"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a definition says of a system.

    `key` names it within the system: what it is about (`value`), then object, field and so on. `declared`
    is what is said, for people. `path` leads to it in the definition's data. `aspect` is what `may-differ`
    calls it.
    """

    key: Key
    declared: str
    path: Path
    object: str
    name: str
    aspect: str = ""
    also: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the snapshot says to a claim: `live` for people, `place` where it stands, `why` it cannot tell.

    `idle` is what is there and does nothing, such as a flow that is off: as good as not there.
    """

    answer: Answer
    message: str = ""
    place: Location | None = None
    live: str = ""
    why: str = ""
    idle: bool = False

    @property
    def is_absent(self) -> bool:
        """Whether a version that knew nothing of it says what is live."""
        return self.answer is Answer.MISSING or self.idle


@dataclass(frozen=True, slots=True)
class Item:
    """One claim, or something that nobody claimed, with its answer and its standing.

    `definition` is the one whose line is shown; of what nobody defined, the nearest one that there is.
    `message` is one sentence. `place` is in the snapshot, its path seen from the handbook's root. `since` is
    a day, or empty. `excused` says that `handbook.yaml` lists it as not in the snapshot, `open` the day
    of the first snapshot since which it is there, `open_longer` that none before it was looked at.
    """

    system: str
    object: str
    name: str
    key: Key
    definition: Definition
    path: Path
    answer: Answer
    message: str = ""
    place: Location | None = None
    standing: Standing = Standing.LIVE
    told: str = ""
    since: str = ""
    aspect: str = ""
    declared: str = ""
    live: str = ""
    excused: bool = False
    open: str = ""
    open_longer: bool = False
    is_mine: bool = True  # False where the definition is only near: nothing of it is at fault
    also: tuple[Related, ...] = ()

    @property
    def is_difference(self) -> bool:
        """Whether the two sides differ and nobody allowed it."""
        apart = self.answer in (Answer.DIFFERENT, Answer.MISSING, Answer.EXTRA)
        return apart and self.standing in (Standing.WAITING, Standing.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Compared:
    """One system beside its snapshot. `prefix` leads from the handbook's root to the snapshot's files."""

    system: str
    snapshot: Snapshot
    prefix: str
    items: tuple[Item, ...]
    notes: tuple[Note, ...] = ()

    def counts(self) -> Mapping[Answer, int]:
        """How many of each answer."""
        return Counter(each.answer for each in self.items)


@dataclass(frozen=True, slots=True)
class Drift:
    """All systems that were asked; `unasked` counts by system what has no snapshot."""

    compared: tuple[Compared, ...]
    unasked: Mapping[str, int]
    past: str = ""  # why nothing older could be looked at; empty where it could

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of all systems."""
        return tuple(item for each in self.compared for item in each.items)

    def open(self) -> tuple[Item, ...]:
        """What differs and is not allowed to."""
        return tuple(item for item in self.items if item.is_difference)

    def unclear(self) -> tuple[Item, ...]:
        """What was asked and cannot be told, and is not listed as not in the snapshot."""
        return tuple(item for item in self.items if item.answer is Answer.UNKNOWN and not item.excused)
