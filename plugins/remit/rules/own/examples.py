"""The good and the bad example of a rule: a small handbook of its own, in which only the rule is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from remit.diagnostics import did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Links
from remit.linking import connect
from remit.schema import PARTIES, Kind, faults, references

_NEEDED = "missing-property"  # an example leaves out what the rule does not look at
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Example:
    """The definitions of an example, connected, and what of them cannot be read.

    It is not `clear` where it names somebody who may stand in a file of the handbook that cannot be read.
    """

    book: Handbook
    definitions: tuple[Definition, ...]
    problems: tuple[tuple[Path, str], ...]
    clear: bool = True


def example_of(rule: Definition, name: str, book: Handbook) -> Example:
    """What a rule has as `good` or `bad`.

    Functions and roles that it names and does not define are those of the handbook.
    """
    written: list[Definition] = []
    problems: list[tuple[Path, str]] = []
    for plural, some in rule.data[name].items():
        kind = book.kinds.by_plural.get(plural)
        if kind is None or kind.single:
            known = [each.plural for each in book.kinds.by_id.values() if not each.single]
            problems.append(((name, plural), f"there is no kind `{plural}`{did_you_mean(plural, known)}"))
            continue
        for id, data in some.items():
            path = (name, plural, id)
            found = [each for each in faults(kind, data) if each.code != _NEEDED]
            problems += [((*path, *each.path), each.message) for each in found]
            place = (*rule.path, *path)
            named = {"name": id, **data}
            written.append(Definition(kind, id, named, rule.document, place, True, rule.relations))
    index: dict[str, dict[str, Definition]] = {}
    for each in (*_parties(book, written), *written):
        index.setdefault(each.kind.id, {})[each.id] = each
    connect(index, book.kinds, frozenset())
    lost = [] if problems else [found for each in written for found in _lost(rule, each)]
    clear = not lost or book.blind.isdisjoint(PARTIES)
    index["handbook"] = dict(book.index.get("handbook", {}))  # for the company's business hours
    own = replace(book, index=index, documents=(), blind=book.blind & {"handbook"}, diagnostics=())
    return Example(own, tuple(written), tuple(problems + lost if clear else problems), clear)


def _lost(rule: Definition, definition: Definition) -> Iterator[tuple[Path, str]]:
    """References of an example that lead nowhere."""
    here = definition.path[len(rule.path) :]
    for _, path in definition.links.lost:
        where = (*here, *path)
        held: Any = definition.data
        for step in path:
            held = held[step]
        said = held if isinstance(held, str) else path[-1]
        yield where, f"`{said}` is neither in the example nor a function or a role of the handbook"


def _parties(book: Handbook, written: list[Definition]) -> Iterator[Definition]:
    """The functions and roles of the handbook that an example names, with those that they hang on."""
    taken = {each.ref for each in written}
    waiting: list[Any] = [each.data for each in written]
    while waiting:
        for name in _texts(waiting.pop()):
            id = name.rpartition(":")[2]
            for kind in PARTIES:
                found = book.index.get(kind, {}).get(id)
                if found is not None and found.ref not in taken:
                    taken.add(found.ref)
                    data = {
                        key: value for key, value in found.data.items() if _among_parties(found.kind, key)
                    }
                    named = found.kind.node.interesting.keys() & data.keys()
                    waiting.append({key: data[key] for key in named})
                    yield replace(found, data=data, written=data, links=Links())


def _among_parties(kind: Kind, key: str) -> bool:
    """Whether a property names other parties, or the party itself, and nothing else."""
    if key not in kind.node.interesting:
        return True
    found = list(references(kind.node.interesting[key]))
    return bool(found) and all(set(each.to) <= set(PARTIES) for each in found)


def _texts(data: Any) -> Iterator[str]:
    """All texts and keys that may be the name of a party."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, inner in data.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _texts(inner)
