"""Since which snapshot something is live without a decision: git has the earlier ones, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from remit.diagnostics import RemitError
from remit.drift.model import Answer, Item, Key, Standing
from remit.git import FILE, Repository, open_repository
from remit.snapshots.files import Given
from remit.snapshots.model import Snapshot
from remit.snapshots.opening import snapshot_of

MOST = 30  # snapshots that are looked back at: more than half a year of weeks
FILES = 60_000  # of all of them together: large exports are looked back at less far


def repository_of(root: Path) -> Repository | None:
    """Where earlier snapshots may lie; None where git knows of none."""
    try:
        return open_repository(root)
    except RemitError:
        return None


def with_days(
    items: Sequence[Item], snapshot: Snapshot, prefix: str, *, repository: Repository,
    compare: Callable[[Snapshot], Sequence[Item]],
) -> list[Item]:  # fmt: skip
    """The items, each difference with the day of the first snapshot since which it is always there.

    `prefix` is where the snapshot lies, seen from the handbook's root; outside of it nothing is known.
    """
    left = {_key(item) for item in items if _is_open(item)}
    head = repository.head()
    days: dict[tuple[Key, Answer], str] = {}
    further: set[tuple[Key, Answer]] = set()  # there already in the last snapshot that was looked at
    if not left or head is None or not prefix or prefix.startswith(("..", "/")):
        return list(items)
    commits = repository.log(head, [prefix])[::-1]
    most = max(min(MOST, FILES // max(snapshot.files, 1)), 1)
    for commit in commits[:most]:
        try:
            then = _at(repository, commit.id, snapshot, prefix)
        except RemitError:  # there was none yet, or it could not be read
            break
        left &= {_key(item) for item in compare(then)}
        if not left:
            break
        days |= dict.fromkeys(left, commit.day)
    else:
        further = left if len(commits) > most else set()
    return [
        replace(item, open=days.get(_key(item), ""), open_longer=_key(item) in further)
        if _is_open(item)
        else item
        for item in items
    ]


def _is_open(item: Item) -> bool:
    """What waits for being rolled out is open since its decision."""
    return item.is_difference and item.standing is Standing.UNDECIDED


def _key(item: Item) -> tuple[Key, Answer]:
    return item.key, item.answer


def _at(repository: Repository, commit: str, snapshot: Snapshot, prefix: str) -> Snapshot:
    """The snapshot as a commit has it; raises RemitError where it has none."""
    listed = repository.files(commit, [prefix])
    blobs = {blob: path for path, (kind, blob) in listed.items() if kind == FILE}
    contents = dict(repository.blobs(blobs))
    texts = {
        path.removeprefix(f"{prefix}/"): content
        for path, (kind, blob) in listed.items()
        if kind == FILE and (content := contents.get(blob)) is not None
    }
    return snapshot_of(snapshot.kind, Given(texts, snapshot.path), environment=snapshot.environment)
