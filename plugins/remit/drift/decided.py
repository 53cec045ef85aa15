"""Whether what is live was ever decided: it is looked for among the versions of the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from remit.change.history.timeline import DECIDED, Entry, History
from remit.drift.model import Standing
from remit.frozen import dataclass
from remit.git import Repository
from remit.handbook import Definition, Handbook, Ref

Data = Mapping[str, Any]


class Judged(NamedTuple):
    """A standing, a half sentence about it, and since when it is so."""

    standing: Standing
    told: str = ""
    since: str = ""
    record: str = ""  # the record of a change that was not decided and says so


@dataclass(frozen=True)
class Past:
    """What git knows of the definitions. Without a history nothing was ever decided, and that is said."""

    book: Handbook
    history: History = field(default_factory=History)
    repository: Repository | None = None  # where it is looked for since when something differs
    _known: dict[str, Mapping[Ref, list[_Version]]] = field(default_factory=dict, repr=False, compare=False)

    def judged(
        self, definition: Definition, agrees: Callable[[Data | None], bool], day: str, *, absent: bool
    ) -> Judged:
        """How a difference stands; `agrees` says whether a version says what is live.

        `absent` is True where nothing is live: then a time before the definition agrees as well. `day` is the
        snapshot's, or empty.
        """
        versions = list(self._versions(definition.ref, absent=absent))
        if not versions:
            return Judged(Standing.UNDECIDED, "git has no version of it")
        decided = [each for each in versions if self._is_decided(each.entry)]
        in_force = next((n for n, each in enumerate(decided) if not day or each.since <= day), len(decided))
        found = next((n for n, each in enumerate(decided) if agrees(each.data)), None)
        if found is not None and found <= in_force:
            newer = decided[found - 1] if found else None
            why = (
                f"as decided; the change of {newer.since} came after the snapshot" if newer else "as decided"
            )
            return Judged(Standing.LIVE, why, decided[found].since)
        if found is not None:
            came = decided[found - 1]
            who = _who(definition)
            record = f" in change:{came.entry.record}" if came.entry is not None and came.entry.record else ""
            return Judged(
                Standing.WAITING, f"decided on {came.since}{record}; {who} rolls it out", came.since
            )
        for each in versions:
            if not self._is_decided(each.entry) and agrees(each.data):
                assert each.entry is not None
                state = self.history.record(each.entry.record).get("state", "proposed")
                told = f"only change:{each.entry.record} says so, which is {state}"
                return Judged(Standing.UNDECIDED, told, record=each.entry.record)
        return Judged(Standing.UNDECIDED, "no version of it ever said so")

    def removed(self, kind: str, said: Callable[[Data], bool]) -> tuple[Ref, str] | None:
        """A definition that once said something and no longer does, with the day on which that ended.

        Versions that were never decided count for nothing.
        """
        for ref, every in self._all(kind).items():
            versions = [each for each in every if self._is_decided(each.entry)]
            for newer, older in zip([None, *versions], versions, strict=False):
                if older.data is not None and said(older.data) and newer is not None:
                    return ref, newer.since
        return None

    def _is_decided(self, entry: Entry | None) -> bool:
        if entry is None or not entry.record:
            return True
        return self.history.record(entry.record).get("state") in DECIDED

    def _versions(self, ref: Ref, *, absent: bool) -> Iterator[_Version]:
        entry: Entry | None = None
        for entry, data in self.history.versions(self.history.today(ref)):
            yield _Version(entry, data, entry.since)
        if absent and entry is not None and entry.change.how == "added":
            first = self.history.steps[0]
            if entry.step.id != first.id:  # the handbook was there, and did not say it
                yield _Version(None, None, first.day)

    def _all(self, kind: str) -> Mapping[Ref, list[_Version]]:
        if kind not in self._known:
            refs = [ref for ref in self.history.entries if ref.kind == kind]
            self._known[kind] = {ref: list(self._versions(ref, absent=False)) for ref in refs}
        return self._known[kind]


class _Version(NamedTuple):
    entry: Entry | None
    data: Data | None
    since: str


def _who(definition: Definition) -> str:
    """Who rolls a decision out: whoever operates it."""
    parties = [edge.target.name for edge in definition.played_by("operates")]
    return " and ".join(parties) or "nobody named"
