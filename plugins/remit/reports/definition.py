"""One definition as YAML: as it is written, or as it was in force on a day."""

from __future__ import annotations

from pathlib import Path

from remit.change.history.timeline import History
from remit.diagnostics import RemitError, nearest_address
from remit.escape import printable
from remit.reading import open_handbook
from remit.yaml_text import dumped


def as_written(root: Path, address: str) -> str:
    """The definition as the files say it now."""
    book = open_handbook(root)
    found = book.find(address)
    if found is None:
        hint = nearest_address(address, (str(each.ref) for each in book.definitions()))
        raise RemitError(f"there is no definition `{address}`{hint}")
    return _lines(f"# {found.ref}, written in {found.document.path}\n{dumped(dict(found.data))}")


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
    told = f"by {entry.step.author}, {entry.step.id[:10]}"
    record = f", change:{entry.record}" if entry.record else ""
    return _lines(f"# {ref} on {day}: in force since {entry.since}, {told}{record}\n{dumped(data)}")


def _lines(text: str) -> str:
    return "".join(f"{printable(line)}\n" for line in text.splitlines())
