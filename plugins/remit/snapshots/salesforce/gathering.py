"""What has been read of a tree of Salesforce metadata so far."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple, Protocol, TypeVar

from remit.diagnostics import Location
from remit.frozen import dataclass
from remit.snapshots.model import (
    LiveAutomation,
    LiveDashboard,
    LiveField,
    Note,
    Process,
    RecordType,
    Unknown,
    ValueSet,
    plain,
)


class Spot(NamedTuple):
    """Where something stands: on which object, under which name, in which file."""

    object: str
    name: str
    path: str


class _Placed(Protocol):
    @property
    def place(self) -> Location: ...


_Kept = TypeVar("_Kept", bound=_Placed)


@dataclass
class Reading:
    """What has been read so far, by lower-case names; `again` are places of what was there already."""

    namespace: str
    objects: dict[str, tuple[str, Location, str, str]] = field(default_factory=dict)
    fields: dict[str, dict[str, LiveField]] = field(default_factory=dict)
    sets: dict[str, ValueSet] = field(default_factory=dict)
    automations: dict[str, LiveAutomation] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    record_types: dict[str, RecordType] = field(default_factory=dict)
    dashboards: list[LiveDashboard] = field(default_factory=list)
    again: list[tuple[str, Location]] = field(default_factory=list)
    cut: dict[str, Unknown] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    endings: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        """How a name is looked up."""
        return plain(name, self.namespace)

    def keep(self, what: str, into: dict[str, _Kept], key: str, found: _Kept) -> None:
        """The first of a name counts; a second one is named with both files."""
        first = into.setdefault(key, found)
        if first is not found:
            if not any(each == what for each, _ in self.again):
                self.again.append((what, first.place))
            self.again.append((what, found.place))

    def object(self, name: str, place: Location, label: str = "", words: str = "") -> None:
        """An object is there; the first place that says its label counts."""
        key = self.key(name)
        known = self.objects.get(key)
        if known is None or (label and not known[2]):
            self.objects[key] = (known[0] if known else name, place, label, words)
