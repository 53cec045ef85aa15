"""What the snapshots of systems say beside the handbook, for pages: by definition, by system, by stage."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from remit.change.history.timeline import History
from remit.diagnostics import RemitError
from remit.drift.asked import kept, listed
from remit.drift.compare import Asked, drift
from remit.drift.decided import Past
from remit.drift.findings import said, since
from remit.drift.model import Answer, Compared, Drift, Item, Standing
from remit.drift.since import repository_of
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.words import joined


@dataclass(frozen=True, slots=True)
class Said:
    """What one snapshot says of one definition: what differs, what cannot be told, how much is the same."""

    system: Definition
    day: str
    environment: str
    open: Sequence[Item]
    allowed: Sequence[Item]
    unclear: Sequence[Item]
    same: int

    @property
    def words(self) -> str:
        """The state in a few words."""
        if self.open:
            return f"differs in {len(self.open)} place{'s' if len(self.open) > 1 else ''}"
        if self.unclear and not self.same:
            return "cannot be told"
        return "as decided" if not self.unclear else "as decided, as far as it can be told"


@dataclass(frozen=True)
class Live:
    """All snapshots that `handbook.yaml` lists; `broken` says of those that could not be read why."""

    book: Handbook
    drift: Drift
    broken: Mapping[str, str] = field(default_factory=dict)

    def undecided(self) -> Sequence[Item]:
        """What is live without a decision, labels and what nobody defined left out."""
        return [
            each
            for each in self.drift.open()
            if each.standing is Standing.UNDECIDED and each.is_mine and each.aspect != "label"
        ]

    def of(self, definition: Definition) -> Sequence[Said]:
        """What each snapshot says of a definition; of a system, what its own says of all."""
        if definition.kind.id == "system":
            return [
                _said(self.book, each, each.items)
                for each in self.drift.compared
                if each.system == definition.id
            ]
        own = self._by_ref.get(definition.ref, ())
        return own if definition.kind.id != "stage" else self._with_markers(definition, own)

    def _with_markers(self, stage: Definition, own: Sequence[Said]) -> Sequence[Said]:
        """A stage is also what its field shows: what differs of its marker is told with it."""
        drifted = self.drifted(stage)
        found = {each.system.id: each for each in own}
        for compared in self.drift.compared:
            more = [item for item in drifted if item.system == compared.system]
            known = found.get(compared.system)
            marked = compared.system in (stage.get("markers") or {})
            if known is not None:
                new = [item for item in more if item not in known.open]
                found[compared.system] = replace(known, open=[*known.open, *new])
            elif more or marked:
                found[compared.system] = replace(_said(self.book, compared, more), same=0 if more else 1)
        return list(found.values())

    def drifted(self, stage: Definition) -> Sequence[Item]:
        """What differs of the values that mark a stage."""
        marks = {
            (system, field.ref, value)
            for system, marker in (stage.get("markers") or {}).items()
            if (field := self.book.get("field", str(marker.get("field", "")).removeprefix("field:")))
            is not None
            for value in (*(marker.get("values") or ()), "")
        }
        return [
            item
            for item in self.drift.open()
            if (
                (item.system, item.definition.ref, item.key[3] if len(item.key) > 3 else "") in marks
                and item.key[0] in ("field", "value", "marker")
            )
            or (item.definition.ref == stage.ref and item.key[0] == "marker")
        ]

    def differs(self, stage: Definition) -> str:
        """The systems in which the marker of a stage is another, in words; empty where none is."""
        names = {self.book.index["system"][item.system].name for item in self.drifted(stage)}
        return joined(sorted(names)) if names else ""

    @functools.cached_property
    def _by_ref(self) -> Mapping[Ref, Sequence[Said]]:
        found: dict[Ref, list[Said]] = {}
        for each in self.drift.compared:
            by_ref: dict[Ref, list[Item]] = {}
            for item in each.items:
                if item.is_mine:
                    by_ref.setdefault(item.definition.ref, []).append(item)
            for ref, items in by_ref.items():
                found.setdefault(ref, []).append(_said(self.book, each, items))
        return found


def live(book: Handbook, history: History) -> Live | None:
    """The snapshots of a handbook beside it; None where it lists none."""
    asked: list[Asked] = []
    broken: dict[str, str] = {}
    for system in kept(book):
        try:
            asked += listed(book, system)
        except RemitError as problem:
            broken[system] = str(problem)
    if not asked and not broken:
        return None
    return Live(book, drift(book, asked, Past(book, history, repository_of(book.root))), broken)


def sentence(item: Item) -> str:
    """One difference in a sentence."""
    told = said(item)
    return f"{told[:1].upper()}{told[1:]}{'' if told.endswith('?') else '.'}"


def how(item: Item) -> tuple[str, str]:
    """How a difference stands to what was decided, with the snapshot since which it is there; and why."""
    if item.answer is Answer.UNKNOWN:
        return "", ""
    head = f"{item.standing.value} {since(item)}".strip()
    return f"{head[:1].upper()}{head[1:]}", item.told


def _said(book: Handbook, compared: Compared, items: Sequence[Item]) -> Said:
    system = book.index["system"][compared.system]
    return Said(
        system,
        compared.snapshot.day,
        compared.snapshot.environment,
        [each for each in items if each.is_difference],
        [each for each in items if each.standing is Standing.ALLOWED],
        [each for each in items if each.answer is Answer.UNKNOWN],
        sum(each.answer is Answer.SAME for each in items),
    )
