"""The walk through the commits of a handbook: what each of them changed."""

# One `git diff-tree`, one `git cat-file`; each blob is parsed once. Definitions are
# followed by their ids, not by the files they lie in.

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Mapping

from remit.change.compare.diff import DefinitionChange, compare
from remit.change.history.moves import commits_of
from remit.change.history.steps import State, Step
from remit.diagnostics import RemitError
from remit.git import NOWHERE, Commit, Repository
from remit.handbook import Ref
from remit.reading import FOLDER, ID
from remit.schema import Kinds
from remit.schema.old_shapes import renewed
from remit.source.blocks import Blocks, Reading


def steps_of(repository: Repository, head: str, kinds: Kinds) -> tuple[list[Step], State]:
    """What each commit up to `head` changed, oldest first, and the definitions at the last."""
    commits = commits_of(repository, head)
    if not commits and repository.files(head, (FOLDER,)):
        raise RemitError(f"git has `{FOLDER}/` in commit {head[:10]}, and tells of no commit that wrote it")
    return _walk(repository, commits, kinds)


def _walk(repository: Repository, commits: list[Commit], kinds: Kinds) -> tuple[list[Step], State]:
    paths = {touch.path for commit in commits for touch in commit.touches}
    places = {path: place for path in paths if (place := _place(path, kinds)) is not None}
    blobs = _read(repository, commits, places)
    held: dict[str, State] = {}
    homes: dict[Ref, tuple[str, ...]] = {}  # where each stands: one that is moved may stand twice meanwhile
    ids: dict[str, tuple[str, ...]] = {}
    steps: list[Step] = []
    last: dict[str, str] = {}  # path → the blob that lay there
    for commit in commits:
        _hold_together(repository, commit, last)
        written: dict[str, tuple[State, State]] = {}
        unreadable: list[str] = []
        for touch in commit.touches:
            if (place := places.get(touch.path)) is None:
                continue
            old = held.get(touch.path, {})
            new, broken = _definitions(blobs.get(touch.new), place, old) if touch.new else ({}, False)
            if broken:
                unreadable.append(touch.path)
            written[touch.path] = old, new
        refs = dict.fromkeys(ref for pair in written.values() for state in pair for ref in state)
        before = _effective(refs, homes, held)
        for path, (old, new) in written.items():
            _move_in(path, old, new, homes)
            held[path] = new
        after = _effective(refs, homes, held)
        moved = _moved(ids, before, after) if before.keys() != after.keys() else {}
        changes = compare(before, after, kinds.by_id, (ids, ChainMap(moved, ids) if moved else ids))
        ids.update(moved)
        if changes or unreadable:
            records = {change.ref.id: after[change.ref] for change in changes if _is_record(change, after)}
            steps.append(
                Step(
                    commit.id,
                    commit.when,
                    commit.author,
                    commit.subject,
                    changes,
                    tuple(unreadable),
                    records,
                    commit.day,
                )
            )
    return steps, {ref: held[paths[0]][ref] for ref, paths in homes.items()}


def _move_in(path: str, old: State, new: State, homes: dict[Ref, tuple[str, ...]]) -> None:
    """Note which definitions a file has no longer, and which it has now."""
    for ref in old.keys() - new.keys():
        left = tuple(each for each in homes[ref] if each != path)
        if left:
            homes[ref] = left
        else:
            del homes[ref]
    for ref in new.keys() - old.keys():
        homes[ref] = tuple(sorted({*homes.get(ref, ()), path}))


def _effective(refs: Iterable[Ref], homes: Mapping[Ref, tuple[str, ...]], held: Mapping[str, State]) -> State:
    """Some definitions as they stand; of two with one id the first counts, as when a handbook is read."""
    return {ref: held[homes[ref][0]][ref] for ref in refs if ref in homes}


def _hold_together(repository: Repository, commit: Commit, last: dict[str, str]) -> None:
    """Raise RemitError where a commit changes what no earlier one has left so: git has not told them all."""
    for touch in commit.touches:
        if touch.old != last.get(touch.path, "") and not (repository.shallow or commit.first):
            raise RemitError(
                f"git tells of {touch.path} in commit {commit.id[:10]}, and not of what it was before; "
                "run it again, and if that does not help, `git fsck` looks for why"
            )
        last[touch.path] = touch.new


def _is_record(change: DefinitionChange, after: State) -> bool:
    return change.ref.kind == "change" and change.ref in after


def _moved(ids: Mapping[str, tuple[str, ...]], before: State, after: State) -> dict[str, tuple[str, ...]]:
    """The ids whose kinds are others afterwards."""
    found: dict[str, tuple[str, ...]] = {}
    for ref in before.keys() - after.keys():
        found[ref.id] = tuple(kind for kind in found.get(ref.id, ids.get(ref.id, ())) if kind != ref.kind)
    for ref in after.keys() - before.keys():
        kept = found.get(ref.id, ids.get(ref.id, ()))
        found[ref.id] = tuple(sorted({*kept, ref.kind}))
    return found


def _place(path: str, kinds: Kinds) -> tuple[str, str] | None:
    """(kind, id of the one definition, empty in a collection) for a file of definitions."""
    steps = path.split("/")
    if len(steps) < 2 or steps[0] != FOLDER or not path.endswith(".yaml"):
        return None
    kind = kinds.by_plural.get(steps[1].removesuffix(".yaml"))
    if kind is None:
        return None
    stem = steps[-1].removesuffix(".yaml")
    if len(steps) == 2:
        return kind.id, stem if kind.single else ""
    return (kind.id, stem) if not kind.single else None


def _definitions(blob: Reading | None, place: tuple[str, str], old: State) -> tuple[State, bool]:
    """The definitions of a file, and whether something in it could not be read: that stays as it was."""
    kind, only = place
    if blob is None or not isinstance(blob.data, dict):
        return old, True
    if only:
        if blob.gone:
            return old, True
        return ({Ref(kind, only): renewed(kind, blob.data)} if ID.match(only) else {}), False
    lost = {str(path[0]) for path in blob.gone if path}
    found = {
        Ref(kind, id): renewed(kind, data)
        for id, data in blob.data.items()
        if isinstance(data, dict) and id not in lost and ID.match(id)
    }
    found |= {ref: data for ref, data in old.items() if ref.id in lost}
    return found, bool(blob.gone)


def _read(repository: Repository, commits: Iterable[Commit], places: Container[str]) -> dict[str, Reading]:
    """Every version of every file, each read once; raises RemitError when git does not have them all."""
    wanted = {
        touch.new: touch.path
        for commit in commits
        for touch in commit.touches
        if touch.path in places and touch.new not in ("", NOWHERE)
    }
    blocks = Blocks()
    found: dict[str, Reading] = {}
    for id, content in repository.blobs(wanted):
        if content is None:
            raise RemitError(
                f"an earlier version of {wanted[id]} is not here, so its history cannot be told; "
                "clone the whole repository, without `--filter`"
            )
        found[id] = blocks.read(content, wanted[id])
    return found
