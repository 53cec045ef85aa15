"""Changes in words: what was, what is, how much it weighs, who decided; and what concerns one party."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Any

from remit import days, words
from remit.amounts import CITED
from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import definition_weight, node_at
from remit.change.compare.word_diff import Piece, word_diff
from remit.change.history.cited import as_it_was
from remit.change.history.steps import Step
from remit.change.history.timeline import Entry, History
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.mentions import plain
from remit.ownership import holdings, parties
from remit.schema import UNKNOWN_NODE, Kind, Node, below

MONTHS = 3  # which a party looks back
MOST = 12  # changes that are told of one party
PARTS = ("made-of", "carries", "requires")
READS = ("looks-at", "judged-by")  # by which a function names the metrics that it reads
MUCH = 400  # characters of a value, from which on only what it consists of is named
LONG = 40  # characters of old and new together; longer texts are shown word by word
ATTESTED = ("reviewed",)  # a change of nothing else says that somebody read it
WORDS: Mapping[str, str] = {
    "added": "New", "removed": "No longer there", "renamed": "Renamed", "changed": "Changed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One changed property: where it stands, and its old and new words; `pieces` when it reads better so."""

    trail: str
    was: str = ""
    now: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class DescribedChange:
    """One changed definition in words; `definition` is None when it is there no more."""

    ref: Ref
    name: str
    kind: str
    definition: Definition | None
    how: str
    weight: str
    lines: tuple[ChangedLine, ...]
    attested: bool = False


@dataclass(frozen=True, slots=True)
class DescribedStep:
    """One step of history in words: its day, title, changes, and the record that decided it.

    `since` is given where it holds from a later day.
    """

    day: str
    title: str
    note: str
    changes: tuple[DescribedChange, ...]
    weight: str
    record: Definition | None
    author: str
    commit: str
    since: str = ""

    @property
    def attested(self) -> bool:
        """True when somebody read it, and changed nothing."""
        return all(each.attested for each in self.changes)


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One version of a definition: what changed, and all of it as it was from then on.

    `data` is None where it was not there; `until` is the day of the next version that says something
    else, empty for what holds now; `read` holds the days on which somebody read it and changed nothing.
    """

    item: DescribedStep
    data: Mapping[str, Any] | None
    until: str = ""
    read: tuple[str, ...] = ()


def described(book: Handbook, change: DefinitionChange, ref: Ref | None = None) -> DescribedChange:
    """A changed definition in words; `ref` is its address today."""
    ref = ref or change.ref
    kind = book.kinds.by_id.get(ref.kind)
    definition = book.get(ref.kind, ref.id) if kind else None
    data = change.new or change.old or {}
    name = definition.name if definition else str(data.get("name", change.ref.id))
    how = WORDS[change.how] + (f", was {change.was.id}" if change.was else "")
    return DescribedChange(
        ref, name, kind.title if kind else ref.kind, definition, how, definition_weight(kind, change),
        tuple(_lines(book, kind, change.properties)),
        _is_read(change),
    )  # fmt: skip


def _is_read(change: DefinitionChange) -> bool:
    """Whether somebody read a definition, and changed nothing."""
    return change.how == "changed" and all(each.path == ATTESTED for each in change.properties)


def changed_in(entry: Entry) -> bool:
    """Whether a version says something else than the one before it."""
    return not _is_read(entry.change)


def item(book: Handbook, entry: Entry, ref: Ref) -> DescribedStep:
    """One version of one definition in words."""
    one = described(book, entry.change, ref)
    return _item(book, entry.step, (one,), record=entry.record, since=entry.since)


def steps(book: Handbook, history: History, only: Collection[Ref] | None = None) -> Iterator[DescribedStep]:
    """Every step of history in words, newest first; of some definitions only, if these are given."""
    found: dict[str, list[tuple[Ref, Entry]]] = {}
    known = history.entries
    for ref in known if only is None else sorted(ref for ref in only if ref in known):
        for entry in known[ref]:
            found.setdefault(entry.step.id, []).append((ref, entry))
    for step in reversed(history.steps):
        pairs = sorted(found.get(step.id, ()), key=lambda pair: pair[0])
        some = [pair for pair in pairs if pair[0].kind != "change"] or pairs
        if some:
            record = next((entry.record for _, entry in some if entry.record), "")
            since = max(entry.since for _, entry in some)
            changes = tuple(described(book, entry.change, ref) for ref, entry in some)
            yield _item(book, step, changes, record=record, since=since)


def _item(
    book: Handbook, step: Step, changes: Sequence[DescribedChange], *, record: str, since: str
) -> DescribedStep:
    found = book.get("change", record) if record and "change" in book.kinds.by_id else None
    known = found if found is not None and found.sound else None
    weight = max((each.weight for each in changes), key=("editorial", "meaning", "authority").index)
    return DescribedStep(
        day=step.day,
        title=_title(step, changes, known),
        note=str(known.get("note") or known.summary) if known else "",
        changes=tuple(changes),
        weight=weight,
        record=known,
        author=step.author,
        commit=step.id,
        since=since if since > step.day else "",
    )


def _title(step: Step, changes: Sequence[DescribedChange], record: Definition | None) -> str:
    if record is not None:
        return record.name
    if not step.subject.startswith("Merge "):
        return step.subject
    first = changes[0]
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{first.name}{more}: {first.how.lower()}"


def owners(item: DescribedStep) -> list[Definition]:
    """The parties that operate or own what a step changed."""
    found = {
        party.ref: party
        for each in item.changes
        if each.definition is not None
        for party in (*parties.operators(each.definition), *parties.owners(each.definition))
    }
    return [found[ref] for ref in sorted(found)]


# -- one definition, one party ------------------------------------------------


def versions(book: Handbook, history: History, definition: Definition) -> Iterator[PastVersion]:
    """The versions of a definition in words, newest first; days on which it was only read are none."""
    until = ""
    read: list[str] = []
    for entry, data in history.versions(definition.ref):
        shown = item(book, entry, definition.ref)
        if shown.attested:
            read.append(shown.day)
            continue
        then = (
            None if data is None else as_it_was(history, definition.ref, data, since=entry.since, until=until)
        )
        yield PastVersion(shown, then, until, tuple(read))
        until = entry.since
        read = []


def lately(book: Handbook, history: History, today: str, party: Definition) -> list[DescribedStep]:
    """The changes that concern a party, newest first; nothing when the day is unknown."""
    if not today:
        return []
    start = days.before(today, MONTHS)
    since = takewhile(lambda item: item.day > start, steps(book, history, concerning(party)))
    return [item for item in since if not item.attested][:MOST]


def concerning(party: Definition) -> set[Ref]:
    """What a party owns, reads or has a say in, and what these depend on."""
    own = {
        *(edge.source for edge in (*holdings.concerns(party), *holdings.edits(party))),
        *party.targets(*READS),
    }
    return {party.ref, *(each.ref for definition in own for each in _with_parts(definition))}


def _with_parts(definition: Definition) -> Iterator[Definition]:
    yield definition
    for edge in definition.to():
        if edge.relation in PARTS:
            yield edge.target


# -- properties ---------------------------------------------------------------


def _lines(book: Handbook, kind: Kind | None, changes: Sequence[PropertyChange]) -> Iterator[ChangedLine]:
    """A line a property; what a set lost and gained stands on one."""
    for _, found in groupby(changes, key=lambda change: change.path):
        lines = [_line(book, kind, change) for change in found]
        if len(lines) == 1:
            yield lines[0]
        else:
            was = _listed(line.was for line in lines if line.was)
            now = _listed(line.now for line in lines if line.now)
            yield ChangedLine(lines[0].trail, was, now)


def _line(book: Handbook, kind: Kind | None, change: PropertyChange) -> ChangedLine:
    node = node_at(kind, change.path)
    if change.how in ("gained", "lost"):
        node = node.items or UNKNOWN_NODE
    trail = " · ".join(_trail(book, kind, change.path))
    was, now = (_brief(book, node, value) for value in (change.old, change.new))
    if change.how == "changed" and len(was + now) > LONG:
        return ChangedLine(trail, was, now, tuple(word_diff(was, now)))
    return ChangedLine(trail, was, now)


def _brief(book: Handbook, node: Node, value: Any) -> str:
    """A value in words; of one that holds much, such as a table of records, only the names in it."""
    whole = said(book, node, value)
    if len(whole) <= MUCH or not isinstance(value, dict):
        return whole
    return ", ".join(_key(book, node, key) for key in value)


def _trail(book: Handbook, kind: Kind | None, path: Sequence[str]) -> Iterator[str]:
    node = kind.node if kind else UNKNOWN_NODE
    for step in path:
        named = node.properties.get(step)
        found = book.find(step) if node.keys is not None else None
        yield (
            found.name
            if found
            else named.title
            if named and named.title
            else step.rpartition(":")[2].replace("-", " ")
        )
        node = below(node, step)


def _listed(items: Iterable[str]) -> str:
    """Items in a row: a comma behind each but the last, and behind whole sentences none."""
    told = ""
    for item in items:
        told += (" " if told.endswith((".", "?", "!")) else ", ") * bool(told) + item
    return told


def said(book: Handbook, node: Node, value: Any) -> str:
    """A value in words: names for references, titles for properties."""
    if isinstance(value, list):
        return _listed(said(book, node.items or UNKNOWN_NODE, item) for item in value)
    if isinstance(value, dict):
        return "; ".join(_pair(book, node, key, inner) for key, inner in value.items())
    if isinstance(value, str) and (node.text == "prose" or (node.text == "line" and CITED in value)):
        return plain(value, lambda address: found.name if (found := book.find(address)) else None)
    if isinstance(value, str):
        found = book.resolve(node.reference, value) if node.reference is not None else None
        return found.name if found else value.replace("-", " ") if node.choices else words.long_day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:g}"


def _pair(book: Handbook, node: Node, key: str, value: Any) -> str:
    name, words = _key(book, node, key), said(book, below(node, key), value)
    return f"{name}: {words}" if words else name


def _key(book: Handbook, node: Node, key: str) -> str:
    found = book.resolve(node.keys, key) if node.keys is not None else None
    title = below(node, key).title if key in node.properties else ""
    return found.name if found else title or key.replace("-", " ")
