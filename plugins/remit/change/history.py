"""Every version of every definition, as git tells it."""

# Layer 4. One `git log`, one `git cat-file`; each blob is parsed once and kept by its
# hash. Definitions are followed by their ids, not by the files they lie in. What a
# blob says does not depend on a schema; what a change of it is called does, so the
# key of a kept history holds the schemas.

from __future__ import annotations

import functools
import hashlib
import json
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from remit import __version__, cache
from remit.change.diff import Data, DefinitionChange, PropertyChange, compare, edited, mirrored
from remit.change.grading import node_at
from remit.change.names import UNKNOWN_NODE, Names, kinds_of
from remit.diagnostics import RemitError
from remit.git import NOWHERE, Commit, NoRepository, Repository, open_repository
from remit.handbook import Ref
from remit.reading import FOLDER, ID, collector_paused
from remit.schema import Kind, Kinds, schema_folder
from remit.source_blocks import Blocks, Reading

FORM = 1  # of what is kept; another number forgets everything
State = MutableMapping[Ref, Data]
DECIDED = ("approved", "superseded")


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the main line that touched the handbook, and what it changed.

    `unreadable` names files that could not be read there; their next readable version is
    compared with the last readable one. `records` are the change records it touched.
    """

    id: str
    when: str
    author: str
    subject: str
    changes: tuple[DefinitionChange, ...]
    unreadable: tuple[str, ...] = ()
    records: Mapping[str, Data] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day it arrived."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one definition: the step that made it, the change, and from when it holds.

    `record` is the change record that covers it, by id; empty when there is none. `since` is
    the day of the step, or the later day that the approved record names.
    """

    step: Step
    change: DefinitionChange
    record: str = ""
    since: str = ""

    def waits(self, today: str) -> bool:
        """Whether it was decided for a later day, which has not come.

        A day before the commit itself says nothing: a site may be built for an old day.
        """
        return "" < today < self.since and self.step.day < self.since


@dataclass(frozen=True)
class History:
    """All steps, oldest first, and the definitions at the last one.

    `missing` says why nothing is known (no git, no repository); `cut` is True for a
    shallow clone, whose first step is not the beginning.
    """

    steps: tuple[Step, ...] = ()
    state: Mapping[Ref, Data] = field(default_factory=dict)
    cut: bool = False
    missing: str = ""

    @property
    def starts(self) -> str:
        """The day from which something is known; empty when nothing is."""
        return self.steps[0].day if self.steps else ""

    @functools.cached_property
    def entries(self) -> Mapping[Ref, tuple[Entry, ...]]:
        """The versions of each definition, oldest first, under the address it has now."""
        found: dict[Ref, list[Entry]] = {}
        now: dict[Ref, Ref] = {}
        covering = self._covering()
        for step in reversed(self.steps):
            names = [(change, now.get(change.ref, change.ref)) for change in step.changes]
            for change, ref in names:
                record = covering.get((step.id, change.ref), "")
                found.setdefault(ref, []).append(Entry(step, change, record, self._since(step, record)))
            for change, ref in names:
                if change.was is not None:
                    now.pop(change.ref, None)
                    now[change.was] = ref
        return {ref: tuple(entries[::-1]) for ref, entries in found.items()}

    def record(self, id: str) -> Data:
        """A change record as it was last; empty when there is none."""
        kept = self.state.get(Ref("change", id))
        if kept is not None:
            return kept
        touched = (step.records[id] for step in reversed(self.steps) if id in step.records)
        return next(touched, {})

    def _covering(self) -> dict[tuple[str, Ref], str]:
        """(step, definition) → the record that covers the change.

        It arrived with the change, or before it and since the definition's last change.
        """
        found: dict[tuple[str, Ref], str] = {}
        waiting: dict[str, str] = {}
        for step in self.steps:
            for id in sorted(step.records):
                waiting |= dict.fromkeys(self._named(step.records[id]), id)
            for change in step.changes:
                for name in (str(change.ref), str(change.was), change.ref.id):
                    id = waiting.pop(name, "")
                    if id and (id in step.records or self.record(id).get("state") in DECIDED):
                        found.setdefault((step.id, change.ref), id)
        return found

    def _named(self, record: Data) -> list[str]:
        named = [record.get(name) for name in ("definitions", "removes")]
        return [name for each in named if isinstance(each, list) for name in each if isinstance(name, str)]

    def _since(self, step: Step, record: str) -> str:
        """The day from which a change holds: of its commit, or a later one that was decided."""
        data = self.record(record) if record else {}
        later = data.get("effective") if data.get("state") == "approved" else None
        return max(step.day, later) if isinstance(later, str) else step.day

    @functools.cached_property
    def _names(self) -> Names:
        renames: dict[str, str] = {}
        for step in reversed(self.steps):
            for change in step.changes:
                if change.was is not None:
                    renames[str(change.was)] = renames.get(str(change.ref), str(change.ref))
        return Names(kinds_of(self.state), renames)

    def today(self, ref: Ref) -> Ref:
        """What a definition is called now, by any address it ever had.

        An address that was given to another definition since means that one.
        """
        if ref in self.entries:
            return ref
        kind, _, id = self._names.renames.get(str(ref), str(ref)).partition(":")
        return Ref(kind, id)

    def versions(self, ref: Ref, kinds: Kinds) -> Iterator[tuple[Entry, Data | None]]:
        """Each version with the definition's data then, newest first; None where it did not exist.

        References to definitions that were renamed later are given as they are called now.
        """
        data: Data | None = self.state.get(ref)
        for entry in reversed(self.entries.get(ref, ())):
            yield entry, data
            data = self._undone(entry, data, kinds.by_id.get(ref.kind))

    def as_of(self, ref: Ref, day: str, kinds: Kinds) -> tuple[Entry | None, Data | None]:
        """The version in force at the end of a day, with its data; (None, None) before the first.

        Changes that were merged and not in force yet are taken out, whatever came after them.
        """
        data: Data | None = self.state.get(ref)
        holding: Entry | None = None
        for entry in reversed(self.entries.get(ref, ())):
            if entry.since > day:
                data = self._undone(entry, data, kinds.by_id.get(ref.kind))
            elif holding is None:
                holding = entry
        return (holding, data) if holding is not None else (None, None)

    def until(self, ref: Ref, today: str, kinds: Kinds) -> Data | None:
        """What holds today of a definition of which a decided change waits for its day."""
        data: Data | None = self.state.get(ref)
        for entry in reversed(self.entries.get(ref, ())):
            if entry.waits(today):
                data = self._undone(entry, data, kinds.by_id.get(ref.kind))
        return data

    def _undone(self, entry: Entry, data: Data | None, kind: Kind | None) -> Data | None:
        """A definition's data before a change, with references as they are called now."""
        change, node = entry.change, kind.node if kind else UNKNOWN_NODE
        before, after = self._called[entry.step.id]
        if change.how == "added":
            return None
        if change.how == "removed":
            return before.renamed(node, change.old) if change.old else None
        for each in change.properties if data is not None else ():
            there = node_at(kind, each.path)
            inner = (there.items or UNKNOWN_NODE) if each.how in ("gained", "lost") else there
            back = mirrored(each, after.renames)
            back = replace(back, old=after.renamed(inner, back.old), new=before.renamed(inner, back.new))
            data = edited(node, data, back, self._now)
        return data

    @functools.cached_property
    def _called(self) -> Mapping[str, tuple[Names, Names]]:
        """Commit → what definitions were called before it and after it, to what they are called now.

        An id may have belonged to another definition at another time.
        """
        found: dict[str, tuple[Names, Names]] = {}
        after = self._now
        for step in reversed(self.steps):
            moved = {str(change.was): change.ref for change in step.changes if change.was is not None}
            new = {str(change.ref) for change in step.changes if change.how == "added" or change.was}
            before = after
            if moved or new & after.renames.keys():
                kept = {old: now for old, now in after.renames.items() if old not in new}
                came = {old: after.renames.get(str(ref), str(ref)) for old, ref in moved.items()}
                before = Names(self._now.kinds_of, {**kept, **came})
            found[step.id] = (before, after)
            after = before
        return found

    @functools.cached_property
    def _now(self) -> Names:
        """The ids of today, and of what is gone."""
        former = {change.was for step in self.steps for change in step.changes if change.was is not None}
        return Names({**kinds_of(sorted({*self.entries, *former})), **kinds_of(self.state)})


def history_of(root: Path, kinds: Kinds, ref: str = "HEAD") -> History:
    """The history of the handbook at `root` up to a ref; one that says why it is missing otherwise.

    Raises RemitError for a ref that names no commit.
    """
    try:
        repository = open_repository(root)
    except NoRepository as problem:
        return History(missing=str(problem))
    head = repository.head() if ref == "HEAD" else repository.resolve(ref)
    if head is None:
        return History(missing="nothing has been committed yet")
    with collector_paused():
        return _kept_or_told(repository, head, kinds)


def _kept_or_told(repository: Repository, head: str, kinds: Kinds) -> History:
    key = f"history {FORM} {_digest(repository, head, kinds)}"
    if (kept := cache.fetch([key]).get(key)) and (known := _loaded(kept)):
        return known
    steps, state = _walk(repository, repository.log(head, (FOLDER,)), kinds)
    history = History(tuple(steps), state, repository.shallow)
    cache.keep({key: _dumped(history)})
    return history


def told_history(root: Path, kinds: Kinds) -> History:
    """As `history_of`, for a site: whatever git cannot do is a reason why nothing is known."""
    try:
        return history_of(root, kinds)
    except RemitError as problem:
        return History(missing=str(problem))


def _digest(repository: Repository, head: str, kinds: Kinds) -> str:
    """Everything that the result depends on."""
    parts = hashlib.sha256()
    for path in sorted(schema_folder().iterdir()):
        parts.update(path.read_bytes())
    for kind in kinds.by_id.values():
        if not kind.builtin:
            parts.update(json.dumps([kind.id, kind.plural, kind.schema], sort_keys=True).encode())
    parts.update(f"{__version__}\0{head}\0{repository.prefix}\0{repository.cut_at()}".encode())
    return parts.hexdigest()


# -- walking ------------------------------------------------------------------


def _walk(repository: Repository, commits: list[Commit], kinds: Kinds) -> tuple[list[Step], State]:
    blobs = _read(repository, commits, kinds)
    held: dict[str, State] = {}
    ids: dict[str, tuple[str, ...]] = {}
    steps: list[Step] = []
    for commit in commits:
        before: State = {}
        after: State = {}
        unreadable: list[str] = []
        for touch in commit.touches:
            if (place := _place(touch.path, kinds)) is None:
                continue
            old = held.get(touch.path, {})
            new, broken = _definitions(blobs.get(touch.new), place, old) if touch.new else ({}, False)
            if broken:
                unreadable.append(touch.path)
            before.update(old)
            after.update(new)
            held[touch.path] = new
        later = ChainMap(_moved(ids, before, after), ids)
        changes = compare(before, after, kinds.by_id, (ids, later))
        ids.update(later.maps[0])
        if changes or unreadable:
            records = {change.ref.id: after[change.ref] for change in changes if _is_record(change, after)}
            steps.append(
                Step(
                    commit.id, commit.when, commit.author, commit.subject, changes, tuple(unreadable), records
                )
            )
    return steps, {ref: data for definitions in held.values() for ref, data in definitions.items()}


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
        return ({Ref(kind, only): blob.data} if ID.match(only) else {}), False
    lost = {str(path[0]) for path in blob.gone if path}
    found = {
        Ref(kind, id): data
        for id, data in blob.data.items()
        if isinstance(data, dict) and id not in lost and ID.match(id)
    }
    found |= {ref: data for ref, data in old.items() if ref.id in lost}
    return found, bool(blob.gone)


def _read(repository: Repository, commits: Iterable[Commit], kinds: Kinds) -> dict[str, Reading]:
    """Every version of every file, each read once; raises RemitError when git does not have them all."""
    wanted = {
        touch.new: touch.path
        for commit in commits
        for touch in commit.touches
        if touch.new not in ("", NOWHERE) and _place(touch.path, kinds) is not None
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


# -- keeping ------------------------------------------------------------------


def _dumped(history: History) -> str:
    return json.dumps(
        {
            "cut": history.cut,
            "state": [[ref.kind, ref.id, data] for ref, data in history.state.items()],
            "steps": [
                [
                    step.id, step.when, step.author, step.subject,
                    [_change_out(change) for change in step.changes], step.unreadable, step.records,
                ]
                for step in history.steps
            ],
        }
    )  # fmt: skip


def _change_out(change: DefinitionChange) -> list[Any]:
    was = change.was.id if change.was else None
    properties = [[each.path, each.how, each.old, each.new] for each in change.properties]
    return [change.ref.kind, change.ref.id, change.how, was, change.old, change.new, properties]


def _loaded(text: str) -> History | None:
    """What was kept; None when it is not what we wrote."""
    try:
        kept = json.loads(text)
        return History(
            tuple(_step_in(step) for step in kept["steps"]),
            {Ref(kind, id): data for kind, id, data in kept["state"]},
            kept["cut"],
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _step_in(kept: list[Any]) -> Step:
    id, when, author, subject, changes, unreadable, records = kept
    return Step(
        id, when, author, subject, tuple(_change_in(change) for change in changes), tuple(unreadable), records
    )


def _change_in(kept: list[Any]) -> DefinitionChange:
    kind, id, how, was, old, new, properties = kept
    return DefinitionChange(
        Ref(kind, id), how, Ref(kind, was) if was else None, old, new,
        tuple(PropertyChange(tuple(path), what, before, after) for path, what, before, after in properties),
    )  # fmt: skip
