"""Business processes and record types: which values of a list which records go through."""

# https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/recordtype.htm

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remit.diagnostics import Location
from remit.snapshots.model import LiveField, LiveValue, Note, Process, RecordType, Snapshot, ValueSet
from remit.snapshots.salesforce.fields import decoded
from remit.snapshots.xml import Node

_OF: Mapping[str, str] = {"Opportunity": "StageName", "Lead": "Status", "Case": "Status"}
_FEW = 5  # values that are named; of more the number is told


def process(object: str, name: str, path: str, node: Node) -> Process:
    """The values of one business process."""
    values = tuple((decoded(each.said("fullName")), Location(path, each.line)) for each in node.all("values"))
    return Process(object, decoded(name), Location(path, node.line), values, _OF.get(object, "Status"))


def record_type(object: str, name: str, path: str, node: Node) -> RecordType:
    """A record type, with the values that it offers of each list."""
    offers = {
        each.said("picklist"): tuple(
            (decoded(value.said("fullName")), Location(path, value.line)) for value in each.all("values")
        )
        for each in node.all("picklistValues")
    }
    return RecordType(
        object,
        decoded(name),
        Location(path, node.line),
        label=node.said("label"),
        active=node.said("active") != "false",
        process=decoded(node.said("businessProcess")),
        offers=offers,
    )


def process_notes(found: Snapshot) -> Sequence[Note]:
    """Stages that no process uses or that have no probability, and values that a process alone has."""
    notes: list[Note] = []
    used: dict[tuple[str, str], set[str]] = {}
    for each in found.processes:
        used.setdefault((each.object, each.field), set()).update(name for name, _ in each.values)
    for (object, name), names in sorted(used.items()):
        values = _values(found, object, name)
        if values is None:
            continue
        for each in found.processes:
            if each.object == object:
                notes += _strange(f"the process `{each.name}` has", f"{object}.{name}", values, each.values)
        for value in _not_named(values, names):
            odd = "is in no process" + _unlikely(values, value.probability, " and has no probability")
            notes.append(Note(value.place, f"`{value.name}` of `{object}.{name}` {odd}"))
    return notes


def record_type_notes(found: Snapshot) -> Sequence[Note]:
    """Values that no active record type offers, and what a record type alone has."""
    notes: list[Note] = []
    active: dict[str, list[RecordType]] = {}
    for each in found.record_types:
        if each.active:
            active.setdefault(each.object, []).append(each)
    processes = {(each.object, each.name) for each in found.processes}
    for object, types in sorted(active.items()):
        for each in types:
            if each.process and processes and (object, each.process) not in processes:
                message = (
                    f"the record type `{object}.{each.name}` goes by the process `{each.process}`, "
                    "which is not in the snapshot"
                )
                notes.append(Note(each.place, message))
        for name in dict.fromkeys(name for each in types for name in each.offers):
            notes += _offered(f"{object}.{name}", types, _values(found, object, name))
    return notes


def _offered(field: str, types: Sequence[RecordType], values: ValueSet | None) -> Iterator[Note]:
    name = field.partition(".")[2]
    if values is None:
        return
    for each in types:
        yield from _strange(f"the record type `{each.name}` offers", field, values, each.offers.get(name, ()))
    if not all(name in each.offers for each in types):
        return  # a record type that does not list a field says nothing of it
    named = {value for each in types for value, _ in each.offers[name]}
    gone = list(_not_named(values, named))
    if gone:
        told = ", ".join(f"`{each.name}`" for each in gone[:_FEW])
        more = f" and {len(gone) - _FEW} more" if len(gone) > _FEW else ""
        verb = "is" if len(gone) == 1 else "are"
        yield Note(gone[0].place, f"{told}{more} of `{field}` {verb} offered by no active record type")


def _strange(who: str, field: str, values: ValueSet, named: Sequence[tuple[str, Location]]) -> Iterator[Note]:
    for called, place in named:
        if values.find(called) is None:
            yield Note(place, f"{who} `{called}`, which is no value of `{field}`")


def _not_named(values: ValueSet, names: set[str]) -> Iterator[LiveValue]:
    return (each for each in values.values if not each.inactive and not {each.name, each.label} & names)


def _values(found: Snapshot, object: str, name: str) -> ValueSet | None:
    held = found.field(object, name)
    values = held.values if isinstance(held, LiveField) else None
    return values if isinstance(values, ValueSet) else None


def _unlikely(values: ValueSet, probability: float | None, words: str) -> str:
    rated = any(each.probability is not None for each in values.values)
    return words if rated and probability is None else ""
