"""What holds on a day, where more is decided than is in force already."""

# A decided change is written and merged before its day. Until then readers see what
# holds; `check`, `diff` and exports judge what is written.

from __future__ import annotations

from collections.abc import Mapping

from remit.change.compare.diff import Data
from remit.change.history.timeline import Entry, History
from remit.frozen import dataclass
from remit.handbook import Handbook, Ref
from remit.reading import FOLDER, open_handbook
from remit.tree import Overlay
from remit.yaml_text import dumped


@dataclass(frozen=True, slots=True)
class Coming:
    """A decided change that is not in force yet: its entry, and the definition until then.

    `until` is None for a definition that is new.
    """

    entry: Entry
    until: Data | None


def coming(history: History, today: str) -> dict[Ref, Coming]:
    """Definition → the change that waits for its day; nothing when the day is unknown.

    One that is removed from the files already is among them, until the day on which it ends.
    """
    found: dict[Ref, Coming] = {}
    for ref, entries in history.entries.items():
        waiting = [entry for entry in entries if entry.waits(today) and not _withdrawn(history, entry)]
        going = entries[-1].change.how == "removed" and entries[-1] in waiting
        if waiting and (going or ref in history.state):
            until = history.until(ref, today)
            found[ref] = Coming(min(waiting, key=lambda entry: entry.since), until)
    return found


def _withdrawn(history: History, entry: Entry) -> bool:
    """Whether what waits will not come: its record was superseded, or taken back with the change."""
    record = history.today(Ref("change", entry.record))
    return history.state.get(record, {}).get("state") != "approved"


def in_force(book: Handbook, waiting: Mapping[Ref, Coming]) -> Handbook:
    """The handbook with each waiting definition as it still holds."""
    changed: dict[str, Data] = {}
    for ref, each in waiting.items():
        if each.until is None or ref.kind not in book.kinds.by_id:
            continue
        path, together = _place(book, ref)
        if together is None:
            changed[path] = each.until
        else:
            changed.setdefault(path, dict(together))[ref.id] = each.until
    if not changed:
        return book
    return open_handbook(Overlay(book.tree, {path: dumped(data) for path, data in changed.items()}))


def _place(book: Handbook, ref: Ref) -> tuple[str, Data | None]:
    """The file of a definition, and the collection in it; for one that has gone, where it may lie."""
    definition = book.get(ref.kind, ref.id)
    if definition is not None:
        path = definition.document.path
        return path, definition.document.data if definition.path else None
    kind = book.kinds.by_id[ref.kind]
    path = f"{FOLDER}/{kind.plural}.yaml"
    together = next((each for each in book.documents if each.path == path), None)
    if together is not None and isinstance(together.data, dict):
        return path, together.data
    return f"{FOLDER}/{kind.plural}/{ref.id}.yaml", None
