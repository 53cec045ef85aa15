"""Filters of definitions, made into tests once and asked of every definition that a rule selects."""

# A test has three answers: what hangs on something that cannot be read is neither true nor false, and what
# compares two units that do not compare has a doubt, which is told.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any, NamedTuple

from remit.formula import Name
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import function_for, wholes
from remit.ownership.parties import partners
from remit.rules.own.durations import Day, business_day, hours_read
from remit.rules.own.names import Relation

Path = tuple[str | int, ...]


class Look(NamedTuple):
    """What is tested: a definition, or the value at a path in it."""

    definition: Definition
    value: Any
    path: Path = ()


class Seen(NamedTuple):
    """Whether a test holds, None where nobody can tell; the property that decides; a doubt in words."""

    holds: bool | None
    path: Path = ()
    doubt: str = ""


class End(NamedTuple):
    """A definition at the other end of a relation, with the path of the reference where it is ours."""

    definition: Definition
    path: Path


@dataclass(slots=True)
class World:
    """The definitions in which tests are asked, with all that was found out about them so far."""

    book: Handbook
    renamed: Mapping[str, str] = field(default_factory=dict)  # addresses that filters know → those of today
    _told: dict[tuple[int, Definition], Seen] = field(default_factory=dict)
    _whole: dict[Relation, bool] = field(default_factory=dict)
    _day: list[Day | None] = field(default_factory=list)

    @property
    def day(self) -> Day | None:
        """How long a business day is."""
        if not self._day:
            self._day.append(business_day(self.book))
        return self._day[0]

    @property
    def settled(self) -> bool:
        """Whether the settings of the company can be read, business hours too, whatever they say."""
        readable = all(each.sound for each in self.book.every("handbook")) and None not in hours_read(
            self.book
        )
        return "handbook" not in self.book.blind and readable

    def told(self, test: Test, definition: Definition) -> Seen:
        """What a test says of a whole definition: asked once, however many relations lead there."""
        key = id(test), definition
        if key not in self._told:
            self._told[key] = (
                test(Look(definition, definition.data), self) if definition.sound else Seen(None)
            )
        return self._told[key]

    def ends(self, look: Look, relation: Relation) -> tuple[list[End], bool]:
        """What a relation leads to, each once, and whether nothing of it can be missing.

        Of parties, whoever shares what they do (`with`) is there, too.
        """
        definition, depth = look.definition, len(look.path)
        if relation.back:
            by = definition.links.by
            sources = dict.fromkeys(edge.source for name in relation.ids for edge in by.get(name, ()))
            return [End(each, ()) for each in sources], self._is_whole(relation)
        found: dict[Definition, Path] = {}
        for name in relation.ids:
            for edge in definition.links.to.get(name, ()):
                if edge.path[:depth] == look.path:
                    found.setdefault(edge.target, edge.path)
                    if edge.plays:
                        for other in partners(edge):
                            found.setdefault(other, edge.path)
        watched = relation.ids | definition.kind.sharing if definition.links.lost else relation.ids
        lost = any(name in watched for name, path in definition.links.lost if path[:depth] == look.path)
        return [End(*each) for each in found.items()], not lost

    def _is_whole(self, relation: Relation) -> bool:
        if relation not in self._whole:
            self._whole[relation] = not self.book.kinds.refused and not any(
                kind.id in self.book.blind
                or any(
                    not each.sound or any(map(each.lost, relation.ids)) for each in self.book.every(kind.id)
                )
                for kind in relation.kinds
            )
        return self._whole[relation]

    def find(self, kind: str, id: str) -> Definition | None:
        """A definition by its address, or None."""
        address = f"{kind}:{id}"
        return self.book.find(self.renamed.get(address, address))


Test = Callable[[Look, World], Seen]


def joined(word: str, parts: Sequence[Test]) -> Test:
    """Tests joined by `and` or `or`."""
    last = word == "or"  # what decides alone: one that holds, or one that does not

    def test(look: Look, world: World) -> Seen:
        seen = []
        for part in parts:
            seen.append(part(look, world))
            if seen[-1].holds is last:
                return seen[-1]
        return _together(seen, not last)

    return test


def _together(seen: Sequence[Seen], otherwise: bool) -> Seen:
    """The answer of several tests of which none decides alone."""
    open_ones = [each for each in seen if each.holds is None]
    if open_ones:
        return next((each for each in open_ones if each.doubt), open_ones[0])
    paths = {each.path for each in seen}
    first = next((each.path for each in seen if each.path), ())
    return Seen(otherwise, first if otherwise or len(paths) == 1 else ())


# -- properties --


def value_at(look: Look, steps: Sequence[str]) -> tuple[Any, Path]:
    """What stands at a property, None for nothing, and the path as far as there is something."""
    value, path = look.value, look.path
    for place, step in enumerate(steps):
        found = value.get(step) if isinstance(value, Mapping) else None
        if found is None and not look.path and place == 0 and step == "status":
            return look.definition.status, path  # `active` where nothing is said
        if found is None:
            return None, path
        value, path = found, (*path, step)
    return value, path


def of_value(steps: Sequence[str], holds: Callable[[Any, World], bool | str | None]) -> Test:
    """A test of a property that has a value; one that has none passes no test. A text is a doubt."""

    def test(look: Look, world: World) -> Seen:
        value, path = value_at(look, steps)
        if value is None:
            return Seen(False, path)
        found = holds(value, world)
        return Seen(None, path, found) if isinstance(found, str) else Seen(found, path)

    return test


def filled(steps: Sequence[str], wanted: bool) -> Test:
    """Whether a property has a value."""

    def test(look: Look, _world: World) -> Seen:
        value, path = value_at(look, steps)
        return Seen((value is not None) is wanted, path)

    return test


def of_entries(word: str, steps: Sequence[str], inner: Test) -> Test:
    """`any` or `all` of the entries of a property."""

    def test(look: Look, world: World) -> Seen:
        value, path = value_at(look, steps)
        seen = (
            told._replace(path=told.path or entry.path)
            for entry in entries(look.definition, value, path)
            for told in (inner(entry, world),)
        )
        return _quantified(word, seen, path)

    return test


def entries(definition: Definition, value: Any, path: Path) -> Iterator[Look]:
    """The entries of a mapping or a list."""
    pairs: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, Mapping):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    yield from (Look(definition, inner, (*path, key)) for key, inner in pairs)


def _quantified(word: str, seen: Iterable[Seen], path: Path, *, certain: bool = True) -> Seen:
    last = word == "any"
    open_one: Seen | None = None
    for each in seen:
        if each.holds is last:
            return each
        if each.holds is None and (open_one is None or (each.doubt and not open_one.doubt)):
            open_one = each
    if open_one is not None:
        return open_one
    return Seen(not last, path) if certain else Seen(None)


# -- relations --


def of_ends(word: str, relation: Relation, inner: Test) -> Test:
    """`any` or `all` of the definitions that a relation leads to."""

    def test(look: Look, world: World) -> Seen:
        ends, certain = world.ends(look, relation)
        seen = (world.told(inner, end.definition)._replace(path=end.path) for end in ends)
        return _quantified(word, seen, _property_of(ends, look), certain=certain)

    return test


def has_end(relation: Relation, kind: str, id: str, wanted: bool) -> Test:
    """Whether a relation leads to one definition; to a function, also through its parts and roles."""

    def test(look: Look, world: World) -> Seen:
        sought = world.find(kind, id)
        if sought is None:
            return Seen(None)
        ends, certain = world.ends(look, relation)
        for end in ends:
            if _is_of(end.definition, sought):
                return Seen(wanted, end.path)
        return Seen(not wanted, _property_of(ends, look)) if certain else Seen(None)

    return test


def _is_of(end: Definition, sought: Definition) -> bool:
    if end is sought:
        return True
    if sought.kind.id != "function" or not end.is_party:
        return False
    function = function_for(end)
    return function is not None and (function is sought or sought in wholes(function))


def related(relation: Relation, wanted: bool) -> Test:
    """Whether a relation leads anywhere."""

    def test(look: Look, world: World) -> Seen:
        ends, certain = world.ends(look, relation)
        if not ends and not certain:
            return Seen(None)
        return Seen(bool(ends) is wanted, _property_of(ends, look))

    return test


def _property_of(ends: Sequence[End], look: Look) -> Path:
    """The property that holds the references of a relation."""
    tops = {end.path[: len(look.path) + 1] for end in ends if end.path}
    return tops.pop() if len(tops) == 1 else look.path


# -- counting --


def counted(
    name: Name, relation: Relation | None, inner: Test | None, holds: Callable[[Decimal], bool]
) -> Test:
    """How many entries or ends there are, of those that a filter keeps."""
    steps = name.text.split(".")

    def test(look: Look, world: World) -> Seen:
        if relation is not None:
            ends, certain = world.ends(look, relation)
            path = _property_of(ends, look)
            seen = [world.told(inner, end.definition) for end in ends] if inner else [Seen(True)] * len(ends)
        else:
            certain = True
            value, path = value_at(look, steps)
            every = entries(look.definition, value, path)
            seen = [inner(each, world) if inner else Seen(True) for each in every]
        unclear = [each for each in seen if each.holds is None]
        if unclear or not certain:
            return next((each for each in unclear if each.doubt), Seen(None))
        return Seen(holds(Decimal(sum(each.holds is True for each in seen))), path)

    return test
