"""What holds on a day, where more is decided than is in force already."""

# A decided change is written and merged before its day. Until then readers see what
# holds; `check`, `diff` and exports judge what is written.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from remit import source
from remit.change.diff import Data
from remit.change.history import Entry, History
from remit.handbook import Handbook, Ref
from remit.reading import open_handbook
from remit.source import Document
from remit.tree import Disk, EntryType
from remit.yaml_text import dumped


@dataclass(frozen=True, slots=True)
class Coming:
    """A decided change that is not in force yet: its entry, and the definition until then.

    `until` is None for a definition that is new.
    """

    entry: Entry
    until: Data | None


def coming(history: History, book: Handbook, today: str) -> dict[Ref, Coming]:
    """Definition → the change that waits for its day; nothing when the day is unknown."""
    found: dict[Ref, Coming] = {}
    for ref, entries in history.entries.items():
        waiting = [entry for entry in entries if entry.waits(today) and not _replaced(history, entry)]
        if waiting and ref in history.state:
            until = history.until(ref, today, book.kinds)
            found[ref] = Coming(min(waiting, key=lambda entry: entry.since), until)
    return found


def _replaced(history: History, entry: Entry) -> bool:
    """Whether another decision took the place of what waits, before its day."""
    return history.record(entry.record).get("state") == "superseded"


@dataclass(frozen=True, slots=True)
class _Until:
    """A folder in which some files say what they said before."""

    disk: Disk
    documents: Mapping[str, Document]

    @property
    def root(self) -> Path:
        return self.disk.root

    @property
    def name(self) -> str:
        return self.disk.name

    def entries(self, folder: str) -> list[tuple[str, EntryType]] | None:
        return self.disk.entries(folder)

    def read(self, path: str) -> Document:
        return self.documents.get(path) or self.disk.read(path)


def in_force(book: Handbook, waiting: Mapping[Ref, Coming]) -> Handbook:
    """The handbook with each waiting definition as it still holds."""
    changed: dict[str, Data] = {}
    for ref, each in waiting.items():
        definition = book.get(ref.kind, ref.id)
        if definition is None or each.until is None:
            continue
        path = definition.document.path
        if definition.path:
            together = changed.setdefault(path, dict(definition.document.data))
            together[definition.id] = each.until
        else:
            changed[path] = each.until
    if not changed:
        return book
    documents = {path: source.parse(dumped(data).encode(), path) for path, data in changed.items()}
    return open_handbook(_Until(Disk(book.root), documents))
