"""Where the definition behind a series changed, as history tells: a number before counts something else."""

# A metric means what its own words and formula say, and what these rest on: the metrics, fields and values
# that the formula names, and the rules by which records enter the stages that it measures. Targets,
# thresholds, owners and wording change no number.

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from remit.amounts import amount_of
from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import LIGHTEST, weights_of
from remit.change.compare.wording import spoken
from remit.change.history.timeline import Entry, History
from remit.change.review.claims import CLAIM
from remit.formula import FormulaError, mentions, parse
from remit.frozen import dataclass
from remit.handbook import Ref
from remit.schema import Kind

# kind → the properties that say what is counted
COUNTED: Mapping[str, Set[str]] = {
    "metric": frozenset({"definition", "formula", "unit", "period", "counts", "leaves-out", "inputs"}),
    "stage": frozenset({"entry", "enters-if", "markers"}),
    "field": frozenset({"entity", "type"}),
    "value": frozenset({"amount", "unit"}),
}
_EXACT = frozenset({"formula", "enters-if"})  # where words say it already, the notation adds nothing
_LAST = "9999-12-31"
_CITED = re.compile(r"\{?value:([a-z0-9-]+)\}?")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which something else is counted: what changed, and the version that changed it."""

    day: str
    ref: Ref
    name: str
    entry: Entry

    @property
    def record(self) -> str:
        """The id of the change record, or nothing."""
        return self.entry.record


class _Version(NamedTuple):
    """One version of a definition: from when to when, whether it counts anew, what it rests on, its name."""

    since: str
    until: str
    entry: Entry
    anew: bool
    rests: tuple[Ref, ...]
    name: str


class Breaks:
    """The breaks of all metrics of a history; nothing where git tells none."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._counting = Counting(self._data_of)
        self._known: dict[Ref, Sequence[_Version]] = {}

    def of(self, metric: Ref) -> list[Break]:
        """The changes of what a metric counts, oldest first."""
        found: dict[tuple[str, Ref], Break] = {}
        for each in self._changes(metric, ("", _LAST), frozenset()):
            found.setdefault((each.day, each.ref), each)
        return [found[key] for key in sorted(found)]

    def _changes(self, ref: Ref, between: tuple[str, str], way: Set[Ref]) -> Iterator[Break]:
        """What changed in a definition, and in what it rested on, after one day and up to another."""
        since, until = between
        for each in self._versions(ref):
            if each.anew and since < each.since <= until:
                yield Break(each.since, ref, each.name, each.entry)
            start, end = max(each.since, since), min(each.until, until)
            for other in each.rests if start < end else ():
                if other not in way:
                    yield from self._changes(other, (start, end), way | {ref})

    def _versions(self, ref: Ref) -> Sequence[_Version]:
        if ref not in self._known:
            found, until = [], _LAST
            for entry, data in self.history.versions(ref):
                rests = tuple(rests_on(ref, data)) if data else ()
                name = str((data or {}).get("name", ref.id))
                found.append(_Version(entry.since, until, entry, self._anew(ref, entry), rests, name))
                until = min(until, entry.since)
            self._known[ref] = found
        return self._known[ref]

    def _anew(self, ref: Ref, entry: Entry) -> bool:
        """Whether a version counts something else than the one before it, in more than other words."""
        claimed = (self.history.record(entry.record) if entry.record else {}).get(CLAIM) or ()
        if str(ref) in claimed or ref.id in claimed:
            return False
        return self._counting.anew(self.history.kinds.by_id.get(ref.kind), entry.change)

    def _data_of(self, address: str) -> Mapping[str, Any] | None:
        kind, _, id = address.partition(":")
        return self.history.state.get(Ref(kind, id))


class Counting:
    """Tells changes of what is counted from other words; `find` gives the data at an address."""

    def __init__(self, find: Callable[[str], Mapping[str, Any] | None]) -> None:
        self._find = find
        self._amounts: dict[str, tuple[str, str]] = {}

    def anew(self, kind: Kind | None, change: DefinitionChange) -> bool:
        """Whether a definition counts something else after a change."""
        if change.how not in ("changed", "renamed") or not change.properties:
            return False
        weighed = zip(change.properties, weights_of(kind, change), strict=True)
        counted = COUNTED.get(change.ref.kind, frozenset())
        moved = [each for each, weight in weighed if weight != LIGHTEST and each.path[0] in counted]
        return bool(self._apart(moved))

    def _apart(self, moved: Sequence[PropertyChange]) -> list[PropertyChange]:
        """Those that are more than a number now cited by its name, or words now in the notation, too."""
        found = []
        gained = [self._plain(each.new) for each in moved if each.how == "gained"]
        for each in moved:
            if each.how == "added" and each.path[-1] in _EXACT:
                continue
            old, new = self._plain(each.old), self._plain(each.new)
            if each.how == "lost" and any(old & other for other in gained):
                gained.remove(next(other for other in gained if old & other))
            elif each.how != "gained" and not (each.how == "changed" and old & new):
                found.append(each)
        left = [each for each in moved if each.how == "gained" and self._plain(each.new) in gained]
        return found + left

    def _plain(self, value: Any) -> frozenset[str]:
        """A text without layout, its cited values as numbers, with and without their units."""
        if not isinstance(value, str):
            return frozenset({repr(value)})
        full = _CITED.sub(lambda found: self._amount(found[1])[0], value)
        bare = _CITED.sub(lambda found: self._amount(found[1])[1], value)
        return frozenset({spoken(_figures(full)), spoken(_figures(bare))})

    def _amount(self, id: str) -> tuple[str, str]:
        """What a value comes to now, in full and as a number alone; its id where that is not known."""
        if id not in self._amounts:
            data = self._find(f"value:{id}")
            found = amount_of(data, self._find) if data else None
            self._amounts[id] = (f"{found[0]} {found[1]}", str(found[0])) if found else (id, id)
        return self._amounts[id]


def _figures(text: str) -> str:
    """A text with the small numbers in figures, its layout and hyphens between words left out."""
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", " ".join(text.split()).casefold())
    return re.sub(
        r"\b(?:" + "|".join(_NUMBERS) + r")\b", lambda found: str(_NUMBERS.index(found[0]) + 1), words
    )


def rests_on(ref: Ref, data: Mapping[str, Any]) -> Iterator[Ref]:
    """What a version of a metric or a stage is made of.

    Of a metric, what its formula names and the stages that it measures; of both, the values that they cite
    where they say what is counted.
    """
    if ref.kind not in ("metric", "stage"):
        return
    said = json.dumps([data.get(name) for name in sorted(COUNTED[ref.kind])])
    yield from dict.fromkeys(Ref("value", found[1]) for found in _CITED.finditer(said))
    if ref.kind == "stage":
        return
    try:
        named = mentions(parse(str(data["formula"]))) if data.get("formula") else ()
    except FormulaError:
        named = ()
    yield from dict.fromkeys(Ref(each.kind, each.id) for each in named if each.kind in ("metric", "field"))
    stages = data.get("stages")
    for each in stages if isinstance(stages, list) else ():
        yield Ref("stage", str(each).rpartition(":")[2])
