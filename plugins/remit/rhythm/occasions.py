"""What is looked at again off-cycle: after a new channel, tool or motion, or a reorganisation."""

# Occasions are governance data; where a handbook has none, remit's own hold. With
# something the occasion is about, only what has to do with it is left.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit import source
from remit.change.review.reach import Reach, Reached
from remit.diagnostics import RemitError, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holders import Holder, holder
from remit.ownership.organisation import central
from remit.ownership.parties import responsible
from remit.rhythm.period import RECORDS
from remit.schema import Reference

NEAR = 2  # references between what an occasion is about and what uses it
_ANY = Reference(("*",), "", "", "")


@dataclass(frozen=True, slots=True)
class Occasion:
    """One occasion as its data says; `definition` is None for one of remit's own."""

    id: str
    name: str
    summary: str
    looks: Mapping[str, Mapping[str, Any]]
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """A definition to look at again, and why."""

    definition: Definition
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What one party must look at; `party` is None for what names nobody."""

    party: Definition | None
    holder: Holder | None
    again: tuple[Again, ...]


def occasion_of(book: Handbook, id: str) -> Occasion:
    """The occasion of an id; raises RemitError that names the nearest, or all there are."""
    known = {each.id: each for each in occasions_of(book)}
    found = known.get(id.removeprefix("occasion:"))
    if found is None:
        hint = did_you_mean(id, known) or f"; there is {', '.join(known)}"
        raise RemitError(f"there is no occasion `{id}`{hint}")
    return found


def occasions_of(book: Handbook) -> tuple[Occasion, ...]:
    """The occasions of a handbook; remit's own where it has none."""
    own = tuple(_occasion(each.id, each.data, each) for each in book.all("occasion"))
    if own:
        return own
    data = source.read(Path(__file__).parent, "occasions.yaml").data
    return tuple(_occasion(id, data[id]) for id in sorted(data))


def _occasion(id: str, data: Mapping[str, Any], definition: Definition | None = None) -> Occasion:
    return Occasion(id, data["name"], data["summary"], data["looks"], definition)


def again(book: Handbook, occasion: Occasion, about: Sequence[Definition] = ()) -> tuple[Again, ...]:
    """What to look at again after an occasion, each with every reason, by kind and id."""
    reasons: dict[Ref, dict[str, None]] = {}
    reach = Reach(book)
    for look in occasion.looks.values():
        for definition, way in _looked_at(reach, look):
            reasons.setdefault(definition.ref, {})[f"{look['why']}{way}"] = None
    near = _near(reach, about) if about else None
    for definition in about:
        reasons.setdefault(definition.ref, {})["The occasion is about it."] = None
    return tuple(
        Again(book.index[ref.kind][ref.id], tuple(reasons[ref]))
        for ref in sorted(reasons)
        if near is None or ref in near
    )


def _looked_at(reach: Reach, look: Mapping[str, Any]) -> Iterator[tuple[Definition, str]]:
    """The definitions of one look, each with the way to it when it is not meant itself."""
    book = reach.book
    meant = [each for kind in look.get("kinds", ()) for each in book.index.get(kind, {}).values()]
    named = (book.resolve(_ANY, name) for name in look.get("definitions", ()))
    meant += [each for each in named if each is not None]
    for definition in meant:
        yield definition, ""
    within = look.get("within", 0)
    for reached in _using(reach, meant, within) if within else ():
        yield reached.definition, f" ({reached})"


def _using(reach: Reach, meant: Iterable[Definition], within: int) -> Iterator[Reached]:
    """What uses some definitions, over so many references at most."""
    refs = {each.ref for each in meant}
    for definition in meant:
        for reached in reach.of(definition, within):
            if reached.definition.ref not in refs:
                yield reached


def _near(reach: Reach, about: Sequence[Definition]) -> frozenset[Ref]:
    """What has to do with some definitions: what they name, what names them, and what uses that.

    A way ends at people: what else they run has nothing to do with it.
    """
    found = {other.ref for each in about for other in (each, *_neighbours(each))}
    for each in about:
        if not each.is_party:
            found.update(other.definition.ref for other in reach.of(each, NEAR))
    return frozenset(found)


def _neighbours(definition: Definition) -> Iterator[Definition]:
    yield from definition.targets()
    yield from (each for each in definition.sources() if each.kind.id not in RECORDS)


def desks(book: Handbook, occasion: Occasion, found: Sequence[Again]) -> tuple[Desk, ...]:
    """What each party must look at, by its name: who governs a thing, else operates it.

    What names nobody is for whoever governs the occasion, else for the central function.
    """
    others = responsible(occasion.definition) if occasion.definition is not None else []
    others = others or central(book)
    by_party: dict[Definition | None, list[Again]] = {}
    for each in found:
        for party in responsible(each.definition) or others or (None,):
            by_party.setdefault(party, []).append(each)
    return tuple(
        Desk(party, holder(party) if party is not None else None, tuple(by_party[party]))
        for party in sorted(by_party, key=_order)
    )


def _order(party: Definition | None) -> tuple[bool, str, str]:
    return (party is None, party.name.lower() if party else "", str(party.ref) if party else "")
