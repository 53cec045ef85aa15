"""What `git diff-tree` prints of commits, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from remit.git.process import garbled

FORMAT = "format:%x01%H%x00%P%x00%cI%x00%an%x00%s"
NOWHERE = "0" * 40  # no blob has this id


class Touch(NamedTuple):
    """One file that a commit changed: blob ids before and after, empty where there is no file.

    A link or another repository in its place has an id under which `blobs` finds nothing.
    """

    path: str
    old: str
    new: str


class Commit(NamedTuple):
    """One step of the main line. `when` is the committer's time in ISO form, with its offset.

    `day` is that time's day in UTC, or the latest day before it on the main line: clocks go wrong, and what
    came later cannot have held earlier. `first` is True for a commit without parents: where history starts,
    or where a shallow clone was cut off.
    """

    id: str
    when: str
    author: str
    subject: str
    first: bool
    touches: tuple[Touch, ...]
    day: str = ""


def read_log(output: bytes, prefix: str, days: Mapping[str, str]) -> list[Commit]:
    """The commits that are told, in their order, paths below `prefix`; raises RemitError if it is cut.

    `days` has the day of each commit, or is empty where nobody asks for it.
    """
    try:
        return list(_commits(output, prefix, days))
    except (RuntimeError, ValueError, KeyError) as problem:  # it has stopped within a commit
        raise garbled("diff-tree") from problem


def day_of(seconds: int) -> str:
    """The day of a moment in UTC; the last there is for what no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return "9999-12-31" if seconds > 0 else "0001-01-01"


def _commits(output: bytes, prefix: str, days: Mapping[str, str]) -> Iterator[Commit]:
    """Read `git diff-tree -z --raw`; fields are told apart by NUL alone, which no message can hold."""
    tokens = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    token = next(tokens, "")
    if token and not token.startswith("\x01"):
        raise ValueError("not a commit")
    while token.startswith("\x01"):
        id = token[1:]
        parents, when, author = next(tokens), next(tokens), next(tokens)
        subject, _, raw = next(tokens).partition("\n")
        touches: list[Touch] = []
        while raw.startswith(":"):
            touches.append(_touch(raw, next(tokens).removeprefix(prefix)))
            raw = next(tokens, "")
        token = raw or next(tokens, "")
        yield Commit(
            id, when, _clean(author), _clean(subject), not parents, tuple(touches), days[id] if days else ""
        )


def _touch(raw: str, path: str) -> Touch:
    old_mode, new_mode, old, new, _ = raw[1:].split(" ", 4)
    return Touch(_clean(path), _blob(old_mode, old), _blob(new_mode, new))


def _blob(mode: str, id: str) -> str:
    """The blob of a file; empty for no file, and one that nobody has for a link or a module."""
    if mode == "000000":
        return ""
    return id if mode in ("100644", "100755", "100664") else NOWHERE


def _clean(text: str) -> str:
    """Text that can be written anywhere: bytes that are no UTF-8 become question marks."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
