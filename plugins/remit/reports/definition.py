"""One definition as YAML: as it is written, or as it was in force on a day."""

from __future__ import annotations

from pathlib import Path

from remit.amounts import whole
from remit.change.compare.moves import moved_with
from remit.change.history.cited import as_it_was
from remit.change.history.timeline import History
from remit.diagnostics import RemitError, nearest_address
from remit.escape import printable
from remit.handbook import Definition, Handbook
from remit.reading import open_handbook
from remit.schema import VALUE
from remit.yaml_text import dumped


def as_written(root: Path, address: str) -> str:
    """The definition as the files say it now, with the amounts of the values that it cites."""
    book = open_handbook(root)
    found = book.find(address)
    if found is None:
        hint = nearest_address(address, (str(each.ref) for each in book.definitions()))
        raise RemitError(f"there is no definition `{address}`{hint}")
    data = whole(found.kind.node, dict(found.data), book.amounts)
    return _lines(f"# {found.ref}, written in {found.document.path}\n{_moved(book, found)}{dumped(data)}")


def _moved(book: Handbook, definition: Definition) -> str:
    """Of a value, what it comes to and all that moves with it, as comments."""
    if definition.kind.id != VALUE or definition.id not in book.amounts:
        return ""
    moved = ", ".join(str(each.ref) for each in moved_with(definition))
    return f"# {book.amounts[definition.id]}" + (f"; moves: {moved}\n" if moved else "\n")


def as_of(history: History, address: str, day: str) -> str:
    """The definition in force at the end of a day; raises RemitError when there was none, saying why."""
    ref = history.find(address)
    entry, data = history.as_of(ref, day)
    if entry is None:
        first = history.entries[ref][0]
        cut = "; this clone is shallow, `git fetch --unshallow` brings what was before" if history.cut else ""
        raise RemitError(f"{ref} was not in force on {day}: it came on {first.since}{cut}")
    if data is None:
        raise RemitError(f"{ref} was not in force on {day}: it was removed on {entry.since}")
    said = as_it_was(history, ref, data, since=day)
    told = f"by {entry.step.author}, {entry.step.id[:10]}"
    record = f", change:{entry.record}" if entry.record else ""
    return _lines(f"# {ref} on {day}: in force since {entry.since}, {told}{record}\n{dumped(said)}")


def _lines(text: str) -> str:
    return "".join(f"{printable(line)}\n" for line in text.splitlines())
