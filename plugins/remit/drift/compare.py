"""A handbook beside the snapshots of its systems."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from remit.diagnostics import Location
from remit.drift import extras
from remit.drift.claims import KINDS, Data, Places, called, claims, may_differ, once, places
from remit.drift.decided import Judged, Past
from remit.drift.judging import Names, alike, automation_of, judged
from remit.drift.model import Answer, Claim, Compared, Drift, Item, Standing, Verdict
from remit.drift.since import with_days
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.snapshots.model import LiveField, LiveValue, Snapshot

_CLOSE = 0.6  # how like two names are that may be one value, renamed; as elsewhere for "did you mean"
_MANY = 2000  # pairs of values that are held against each other
# how many parts of a key say what a claim is about; the rest is what it says
_ABOUT = {"source": 2, "marker": 3}
_ONE_EACH = frozenset({"field", "automation", "metric", "dashboard"})  # a definition has one in a system


@dataclass(frozen=True, slots=True)
class Asked:
    """A snapshot of one system, where its files lie seen from the root, and what it is said to leave out."""

    system: str
    snapshot: Snapshot
    prefix: str = ""
    leaves_out: frozenset[str] = frozenset()


def drift(book: Handbook, asked: Sequence[Asked], past: Past | None = None) -> Drift:
    """Every claim of the handbook about the systems that were asked, answered and judged by decision."""
    past = past or Past(book)
    compared = tuple(_System(book, each, past).compared() for each in asked)
    return Drift(compared, _unasked(book, {each.system for each in asked}), past.history.missing)


def unread(book: Handbook) -> list[str]:
    """What could not be compared since it could not be read: definitions by address, or whole kinds."""
    kinds = [kind for kind in (*KINDS, "system", "handbook") if kind in book.kinds.by_id]
    faulty = [str(each.ref) for kind in kinds for each in book.every(kind) if not each.sound]
    return faulty + [f"all of {book.kinds.by_id[kind].titles}" for kind in kinds if kind in book.blind]


def _unasked(book: Handbook, asked: set[str]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for system in book.all("system"):
        if system.id not in asked:
            where = places(book, system.id)
            count = sum(1 for each in _definitions(book) for _ in claims(each.ref, each.data, where))
            found.update({system.id: count} if count else {})
    return found


def _definitions(book: Handbook) -> Iterator[Definition]:
    for kind in KINDS:
        yield from book.all(kind)


class _System:
    """One system while it is compared."""

    def __init__(self, book: Handbook, asked: Asked, past: Past) -> None:
        self.book = book
        self.asked = asked
        self.system = asked.system
        self.snapshot = asked.snapshot
        self.past = past
        self.where: Places = places(book, asked.system)
        of = {str(each.ref): called(each.id, each.data) for each in _definitions(book)}
        for id, (object, name) in self.where.fields.items():
            of[f"{object}.{name}"] = of[f"field:{id}"]
        self.names = Names(of)

    def compared(self) -> Compared:
        """All items, in the order of object, field, and what is said of it."""
        made = [
            (each, claim)
            for each in _definitions(self.book)
            for claim in claims(each.ref, each.data, self.where)
        ]
        answered = [
            (each, claim, verdict)
            for each, claim in once(made)
            if (verdict := judged(claim, self.snapshot, self.names)) is not None
        ]
        found = [*self._items(answered), *self._extra([claim for _, claim in made])]
        found = [self._excused(each) for each in found]
        found.sort(key=lambda each: (each.object.casefold(), each.name.casefold(), each.key))
        if self.past.repository is not None:
            found = with_days(
                found, self.snapshot, self.asked.prefix,
                repository=self.past.repository, compare=self._earlier,
            )  # fmt: skip
        return Compared(self.system, self.snapshot, self.asked.prefix, tuple(found), self.snapshot.notes)

    def _earlier(self, snapshot: Snapshot) -> Sequence[Item]:
        """What another snapshot of the system says of the handbook of today."""
        asked = replace(self.asked, snapshot=snapshot)
        return _System(self.book, asked, Past(self.book)).compared().items

    # -- claims --

    def _items(self, answered: Sequence[tuple[Definition, Claim, Verdict]]) -> Iterator[Item]:
        lists: dict[str, list[tuple[Definition, Claim, Verdict]]] = {}
        for each, claim, verdict in answered:
            if claim.key[0] == "value":
                lists.setdefault(each.id, []).append((each, claim, verdict))
            else:
                yield self._item(each, claim, verdict)
        for rows in lists.values():
            yield from self._list(rows)

    def _item(self, each: Definition, claim: Claim, verdict: Verdict) -> Item:
        item = Item(
            self.system, claim.object, claim.name, claim.key, each, claim.path, verdict.answer,
            verdict.message or verdict.why, self._at(verdict.place), aspect=claim.aspect,
            declared=claim.declared, live=verdict.live, also=claim.also,
        )  # fmt: skip
        if verdict.answer is Answer.SAME:
            return item
        if verdict.answer is Answer.UNKNOWN:
            allowed = claim.aspect in may_differ(each.data, self.system)
            return replace(item, standing=Standing.UNKNOWN, excused=allowed)
        found = self._judged(
            item, lambda data: self._agrees(each, claim, verdict, data), absent=verdict.is_absent
        )
        if claim.key[0] == "moves" and found.standing is Standing.UNDECIDED:
            return self._moved(found, claim)
        return found

    def _moved(self, item: Item, claim: Claim) -> Item:
        """What an automation writes may have been the marker of the stage before: then that was decided."""
        stage = self.book.get("stage", str(claim.path[1]))
        field = self.where.back().get((claim.key[3].casefold(), claim.key[4].casefold()))
        live = set(item.live.strip("`").split("` or `"))

        def agrees(data: Data | None) -> bool:
            marker = ((data or {}).get("markers") or {}).get(self.system) or {}
            return marker.get("field") == field and bool(live & set(marker.get("values") or ()))

        if stage is None:
            return item
        found = self.past.judged(stage, agrees, self.snapshot.day, absent=False)
        return item if found.standing is Standing.UNDECIDED and not found.record else _standing(item, found)

    def _agrees(self, each: Definition, claim: Claim, verdict: Verdict, data: Data | None) -> bool:
        """Whether a version of the definition says what is live."""
        if data is None:
            return verdict.is_absent
        what = claim.key[0]
        about = 1 if what in _ONE_EACH else _ABOUT.get(what, len(claim.key))
        same = [
            made
            for made in self._claims_then(each, data)
            if made.key[0] == what and made.key[:about] == claim.key[:about]
        ]
        if not same:
            return verdict.is_absent
        names = Names({**self.names.of, str(each.ref): called(each.id, data)})
        found = [judged(made, self.snapshot, names) for made in same]
        return any(verdict is not None and verdict.answer is Answer.SAME for verdict in found)

    def _claims_then(self, each: Definition, data: Data) -> list[Claim]:
        try:
            return list(claims(each.ref, data, self.where))
        except (KeyError, TypeError, AttributeError):  # a version that did not fit its schema
            return []

    def _list(self, rows: Sequence[tuple[Definition, Claim, Verdict]]) -> Iterator[Item]:
        """The values of one field: a missing one and an extra one may be one value that was renamed."""
        each, first, verdict = rows[0]
        if verdict.answer is Answer.UNKNOWN:  # of all of them at once
            claim = replace(first, key=("values", *first.key[1:3]), path=("values",), declared="its values")
            yield self._item(each, claim, verdict)
            return
        live = self.snapshot.field(first.object, first.name)
        assert isinstance(live, LiveField)
        more = extras.values(each, live)
        missing = [row for row in rows if row[2].answer is Answer.MISSING]
        there = [row[1].key[3] for row in rows if row[2].answer is Answer.SAME]
        seen = extras.seen_otherwise(there, live) if self.snapshot.by_label else {}
        for row in rows:
            if (value := seen.get(row[1].key[3])) is not None:
                yield self._renamed(row, value, value.label, f"shows `{value.label}`")
            elif row[2].answer is not Answer.MISSING:
                yield self._item(*row)
        taken: set[str] = set()
        for row, value in _pairs(missing, more):
            if value is None:
                yield self._item(*row)
                continue
            taken.add(value.name)
            yield self._renamed(row, value, value.name, f"has `{value.name}`")
        for value in (each for each in more if each.name not in taken):
            where = f"`{first.object}.{first.name}`"
            message = f"{where} has a value `{value.name}` that is not listed"
            item = Item(
                self.system, first.object, first.name, ("value", first.object, first.name, value.name), each,
                ("values",), Answer.EXTRA, message, self._at(value.place), aspect="values",
                live=f"`{value.name}`",
            )  # fmt: skip
            yield self._judged(item, _has_values({value.name, value.label}))

    def _renamed(self, row: tuple[Definition, Claim, Verdict], value: LiveValue, now: str, says: str) -> Item:
        each, claim, _ = row
        message = f"`{claim.object}.{claim.name}` {says} in place of {claim.declared}"
        item = Item(
            self.system, claim.object, claim.name, claim.key, each, claim.path, Answer.DIFFERENT, message,
            self._at(value.place), aspect="values", declared=claim.declared, live=f"`{now}`",
        )  # fmt: skip
        return self._judged(
            item, _has_values({value.name, value.label} - {claim.key[3]}, without=claim.key[3])
        )

    # -- what nobody claimed --

    def _extra(self, made: Sequence[Claim]) -> Iterator[Item]:
        found: list[extras.Extra] = [
            *extras.extra_fields(self.book, self.where, self.snapshot),
            *extras.extra_automations(self.book, self.where, self.snapshot, made),
        ]
        for kind in ("metric", "dashboard"):
            found += extras.extra_named(
                self.book, kind, self.system, snapshot=self.snapshot, names=self.names.of
            )
        for each in found:
            item = self._of_extra(each)
            then = self._once_declared(each)
            if then is not None:
                ref, since = then
                if self.snapshot.day and self.snapshot.day < since:
                    told = f"as decided; the change of {since} came after the snapshot"
                    yield replace(item, answer=Answer.SAME, standing=Standing.LIVE, told=told, since=since)
                    continue
                told = f"{ref} said so until {since}"
                item = replace(item, standing=Standing.WAITING, told=told, since=since)
            else:
                item = replace(item, standing=Standing.UNDECIDED, told="no definition ever said so")
            yield item
        for definition in self.book.all("automation"):
            for claim in claims(definition.ref, definition.data, self.where):
                live = automation_of(claim, self.snapshot) if claim.key[0] == "automation" else None
                if live is not None:
                    for each in extras.extra_reach(
                        definition, claim, live, where=self.where, snapshot=self.snapshot
                    ):
                        key = each.key
                        yield self._judged(
                            self._of_extra(each),
                            lambda data, d=definition, k=key: (
                                data is not None  # type: ignore[misc]
                                and any(made.key == k for made in self._claims_then(d, data))
                            ),
                        )

    def _of_extra(self, each: extras.Extra) -> Item:
        return Item(
            self.system, each.object, each.name, each.key, each.definition, each.path, Answer.EXTRA,
            each.message, self._at(each.place), aspect=each.aspect, live=f"`{each.name}`",
            is_mine=each.is_mine,
        )  # fmt: skip

    def _once_declared(self, each: extras.Extra) -> tuple[object, str] | None:
        """The definition that was about it once: then it was decided that it goes, and it is still there."""
        kind = each.key[0]
        wanted = tuple(part.casefold() for part in each.key[1:])

        def said(data: Data) -> bool:
            if kind in ("field", "automation"):
                place = (data.get("systems") or {}).get(self.system) or {}
                names = (str(place.get("object", "")).casefold(), str(place.get("api-name", "")).casefold())
                return names == wanted or (kind == "automation" and names[1] == wanted[1])
            return str(data.get("name", "")).casefold() == wanted[0]

        return self.past.removed(kind, said)

    # -- standing --

    def _judged(self, item: Item, agrees: Callable[[Data | None], bool], *, absent: bool = False) -> Item:
        if item.aspect and item.aspect in may_differ(item.definition.data, self.system):
            return replace(item, standing=Standing.ALLOWED, told="`may-differ` says so")
        return _standing(item, self.past.judged(item.definition, agrees, self.snapshot.day, absent=absent))

    def _excused(self, item: Item) -> Item:
        """Whether `handbook.yaml` lists what cannot be told as not in the snapshot."""
        if item.answer is not Answer.UNKNOWN or item.excused:
            return item
        named = {
            item.object,
            f"{item.object}.{item.name}",
            str(item.definition.ref),
            item.key[0],
            f"{item.key[0]}s",
        }
        if item.key[0] in ("value", "values", "marker", "likelihood", "means"):
            named.add("values")
        if item.key[0] in ("reads", "sets", "moves", "automation"):
            named.add("automations")
        return replace(item, excused=bool(named & self.asked.leaves_out))

    def _at(self, place: Location | None) -> Location | None:
        return place.under(self.asked.prefix) if place is not None else None


def _standing(item: Item, found: Judged) -> Item:
    """The item as it was judged; what was in force on the day of the snapshot is no difference."""
    item = replace(item, standing=found.standing, told=found.told, since=found.since)
    return replace(item, answer=Answer.SAME) if found.standing is Standing.LIVE else item


_Row = tuple[Definition, Claim, Verdict]


def _pairs(missing: Sequence[_Row], more: Sequence[LiveValue]) -> Iterator[tuple[_Row, LiveValue | None]]:
    """Each missing value with the extra one that has taken its place, if there is one that is like it."""
    left = list(more)
    alone = len(missing) == 1 and len(left) == 1
    if len(missing) * len(left) > _MANY:  # each would be held against each: only the same words are one value
        spelled = {alike(each.name): each for each in left}
        for row in missing:
            yield row, spelled.pop(alike(row[1].key[3]), None)
        return
    for row in missing:
        name = row[1].key[3]
        scored = [
            (difflib.SequenceMatcher(None, name.casefold(), each.name.casefold()).ratio(), each)
            for each in left
        ]
        best = max(scored, key=lambda pair: pair[0], default=None)
        if best is not None and (alone or best[0] >= _CLOSE):
            left.remove(best[1])
            yield row, best[1]
        else:
            yield row, None


def _has_values(names: set[str], without: str = "") -> Callable[[Data | None], bool]:
    """Whether a version lists one of the values, and not another."""

    def agrees(data: Data | None) -> bool:
        listed = (data or {}).get("values")
        return isinstance(listed, Mapping) and bool(names & set(listed)) and without not in listed

    return agrees
