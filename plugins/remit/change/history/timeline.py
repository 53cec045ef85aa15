"""Every version of every definition, as git tells it."""

# What a blob says does not depend on a schema; what a change of it is called
# does, so the key of a kept history holds the schemas.

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import NamedTuple

from remit import cache, files
from remit.change.compare.diff import Data, DefinitionChange, PropertyChange, edited, mirrored
from remit.change.compare.grading import definition_weight, node_at
from remit.change.compare.references import Names, kinds_of
from remit.change.history import history_cache
from remit.change.history.pending import Later, overruled
from remit.change.history.steps import Step
from remit.diagnostics import RemitError, nearest_address
from remit.frozen import dataclass
from remit.git import NoRepository, Repository, UnreadableRepository, open_repository
from remit.handbook import Ref
from remit.reading import FOLDER, collector_paused
from remit.schema import UNKNOWN_NODE, Kind, Kinds, load_kinds, schema_folder
from remit.tree import Place, folder_of, tree_of
from remit.version import __version__

FORM = 6  # of what is kept; another number forgets everything
DECIDED = ("approved", "superseded")


class Entry(NamedTuple):
    """One version of one definition: the step that made it, the change, from when it holds, and its weight.

    `record` is the change record that covers it, by id; empty when there is none. `since` is
    the day of the step, or the later day that the approved record names. `weight` is what the change weighs,
    where the history was kept; of another, `definition_weight` says it.
    """

    step: Step
    change: DefinitionChange
    record: str = ""
    since: str = ""
    weight: str = ""

    def waits(self, today: str) -> bool:
        """Whether it was decided for a later day, which has not come.

        A day before the commit itself says nothing: a site may be built for an old day.
        """
        return "" < today < self.since and self.step.day < self.since


@dataclass(frozen=True)
class History:
    """All steps, oldest first, and the definitions at the last one (`state`), with the schemas' `kinds`.

    `missing` says why nothing is known (no git, no repository), and `lost` whether there is a past all the
    same, which git could not read; `cut` is True for a shallow clone, whose first step is not the beginning.
    What is told from the same commit, schemas and program has the same `_origin`.
    """

    steps: tuple[Step, ...] = ()
    state: Mapping[Ref, Data] = field(default_factory=dict)
    cut: bool = False
    missing: str = ""
    lost: bool = False
    kinds: Kinds = field(default_factory=lambda: Kinds({}), repr=False)
    _origin: str = field(default="", compare=False)

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
            weights = step.weights or ("",) * len(names)
            for (change, ref), weight in zip(names, weights, strict=True):
                record = covering.get((step.id, change.ref), "")
                entry = Entry(step, change, record, self._since(step, record), weight)
                found.setdefault(ref, []).append(entry)
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
            for change in step.changes if waiting else ():
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
        later = data.get("effective") if data.get("state") in DECIDED else None
        return max(step.day, later) if isinstance(later, str) else step.day

    @functools.cached_property
    def _names(self) -> Names:
        renames: dict[str, str] = {}
        for step in reversed(self.steps):
            for change in step.changes:
                if change.was is not None:
                    renames[str(change.was)] = renames.get(str(change.ref), str(change.ref))
        return Names(kinds_of(self.state), renames)

    def find(self, address: str) -> Ref:
        """The definition that is meant by an address such as `metric:win-rate`, a former one included.

        Raises RemitError for one that nobody ever wrote, with the nearest.
        """
        kind, _, id = address.partition(":")
        ref = self.today(Ref(kind, id))
        if ref in self.entries:
            return ref
        hint = nearest_address(address, (str(each) for each in sorted(self.entries)))
        raise RemitError(f"git knows no definition `{address}`{hint}")

    def today(self, ref: Ref) -> Ref:
        """What a definition is called now, by any address it ever had.

        An address that was given to another definition since means that one.
        """
        if ref in self.entries:
            return ref
        kind, _, id = self._names.renames.get(str(ref), str(ref)).partition(":")
        return Ref(kind, id)

    def versions(self, ref: Ref) -> Iterator[tuple[Entry, Data | None]]:
        """Each version with the definition's data then, newest first; None where it did not exist.

        References to definitions that were renamed later are given as they are called now.
        """
        data: Data | None = self.state.get(ref)
        for entry in reversed(self.entries.get(ref, ())):
            yield entry, data
            data = self._undone(entry, data, self.kinds.by_id.get(ref.kind))

    def as_of(self, ref: Ref, day: str) -> tuple[Entry | None, Data | None]:
        """The version in force at the end of a day, with its data; (None, None) before the first.

        Changes that were merged and not in force yet are taken out, whatever came after them.
        """
        return self._without(ref, lambda entry: entry.since > day, self.kinds.by_id.get(ref.kind))

    def until(self, ref: Ref, today: str) -> Data | None:
        """What holds today of a definition of which a decided change waits for its day."""
        return self._without(ref, lambda entry: entry.waits(today), self.kinds.by_id.get(ref.kind))[1]

    def _without(
        self, ref: Ref, waits: Callable[[Entry], bool], kind: Kind | None
    ) -> tuple[Entry | None, Data | None]:
        """The last change that does not wait, and the definition's data without those that do."""
        data: Data | None = self.state.get(ref)
        holding: Entry | None = None
        later: list[Later] = []
        for entry in reversed(self.entries.get(ref, ())):
            if waits(entry):
                data = self._undone(entry, data, kind, later)
            else:
                holding = holding or entry
                later += (Later(back, bool(entry.record)) for back in self._undoing(entry, kind))
        return (holding, data) if holding is not None else (None, None)

    def _undone(
        self, entry: Entry, data: Data | None, kind: Kind | None, later: Sequence[Later] = ()
    ) -> Data | None:
        """A definition's data before a change, with references as they are called now.

        `later` came after the change, and stays.
        """
        change, node = entry.change, kind.node if kind else UNKNOWN_NODE
        if change.how == "added":
            return None
        if change.how == "removed" and data is None:  # else it came again since
            return self._called[entry.step.id][0].renamed(node, change.old) if change.old else None
        for back in self._undoing(entry, kind) if data is not None else ():
            if not overruled(back, later):
                data = edited(node, data, back, self._now)
        if not (kind and data):
            return data
        from remit.schema.old_shapes import told  # who asks for dates and weights is spared the patterns

        return told(kind.id, data)

    def _undoing(self, entry: Entry, kind: Kind | None) -> Iterator[PropertyChange]:
        """What undoes each property of a change, in the names of now."""
        before, after = self._called[entry.step.id]
        for each in entry.change.properties:
            there = node_at(kind, each.path)
            inner = (there.items or UNKNOWN_NODE) if each.how in ("gained", "lost") else there
            back = mirrored(each, after.renames)
            yield back._replace(old=after.renamed(inner, back.old), new=before.renamed(inner, back.new))

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


def history(place: Place, ref: str = "HEAD") -> History:
    """All versions of all definitions of a handbook, up to a commit of the repository that it lies in.

    Raises RemitError where git has none of them, with the reason, and for a ref that names no commit.
    """
    tree = tree_of(place)
    folder = folder_of(tree)
    told = history_of(folder, load_kinds(tree), ref)
    if told.missing:
        raise NoRepository(told.missing)
    if not told.steps:
        raise NoRepository(f"no commit up to `{ref}` has anything in `{folder / FOLDER}`")
    return told


def history_of(root: Path, kinds: Kinds, ref: str = "HEAD", *, before: History | None = None) -> History:
    """The history of the handbook at `root` up to a ref; one that says why it is missing otherwise.

    `before` is one that was told already: it is given again where nothing has been committed since.
    Raises RemitError for a ref that names no commit.
    """
    try:
        repository = open_repository(root)
    except NoRepository as problem:
        return History(
            missing=str(problem), lost=isinstance(problem, UnreadableRepository) or _is_there(root)
        )
    head = repository.head() if ref == "HEAD" else repository.resolve(ref)
    if head is None:
        return History(missing="nothing has been committed yet")
    with collector_paused():
        origin = f"history {FORM} {_digest(repository, head, kinds)}"
        if before and before._origin == origin:
            return before
        return _kept_or_told(repository, head, kinds, origin)


def _kept_or_told(repository: Repository, head: str, kinds: Kinds, key: str) -> History:
    kept = cache.fetch(key)
    found = history_cache.loaded(kept) if kept else None
    if found is None:
        from remit.change.history.commits import steps_of

        found = steps_of(repository, head, kinds)
        if cache.place() is not None:
            found = [_weighed(step, kinds) for step in found[0]], found[1]
            cache.keep(key, history_cache.dumped(*found))
    steps, state = found
    return History(tuple(steps), state, repository.shallow, kinds=kinds, _origin=key)


def _weighed(step: Step, kinds: Kinds) -> Step:
    """A step with what each of its changes weighs, so that no later history asks again."""
    weights = (definition_weight(kinds.by_id.get(each.ref.kind), each) for each in step.changes)
    return step._replace(weights=tuple(weights))


def _is_there(root: Path) -> bool:
    """Whether git's files lie around a handbook, though git does not find them or is not there."""
    top, _ = files.repository(root)
    return (top / ".git").exists()


def told_history(root: Path, kinds: Kinds, before: History | None = None) -> History:
    """As `history_of`, for a site: whatever git cannot do is a reason why nothing is known."""
    try:
        return history_of(root, kinds, before=before)
    except RemitError as problem:
        return History(missing=str(problem), lost=True)


def _digest(repository: Repository, head: str, kinds: Kinds) -> str:
    """Everything that the result depends on."""
    parts = hashlib.sha256()
    for path in sorted(schema_folder().glob("*.json")):
        parts.update(path.read_bytes())
    for kind in kinds.by_id.values():
        if not kind.builtin:
            parts.update(json.dumps([kind.id, kind.plural, kind.schema], sort_keys=True).encode())
    parts.update(f"{__version__}\0{head}\0{repository.prefix}\0{repository.cut_at()}".encode())
    return parts.hexdigest()
