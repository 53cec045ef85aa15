"""What a system has and nobody defined: only in objects that the handbook governs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from remit.diagnostics import Location
from remit.drift.claims import Places
from remit.drift.judging import alike
from remit.drift.model import Claim, Key, Path
from remit.handbook import Definition, Handbook
from remit.snapshots.model import LiveAutomation, LiveField, LiveValue, Snapshot, ValueSet, plain


class Extra(NamedTuple):
    """Something live without a claim. `definition` and `path` are the line that is nearest to it."""

    key: Key
    object: str
    name: str
    definition: Definition
    path: Path
    message: str
    place: Location
    aspect: str = ""
    live: str = ""
    is_mine: bool = False


def values(definition: Definition, live: LiveField) -> list[LiveValue]:
    """The values that are offered there and that the field does not list."""
    listed = definition.get("values")
    if not listed or not isinstance(live.values, ValueSet):
        return []
    known = set(listed)
    return [each for each in live.values.values if not each.inactive and not {each.name, each.label} & known]


def seen_otherwise(there: Sequence[str], live: LiveField) -> Mapping[str, LiveValue]:
    """Of the values found there, those that people see under another name, where most are listed as seen."""
    assert isinstance(live.values, ValueSet)
    labels = {each.label for each in live.values.values}
    stored = [name for name in there if name not in labels]
    if len(stored) * 2 >= len(there):  # a list of what the system stores
        return {}
    found = {name: live.values.find(name) for name in stored}
    return {name: value for name, value in found.items() if value is not None and value.label}


def extra_fields(book: Handbook, where: Places, snapshot: Snapshot) -> Iterator[Extra]:
    """The company's own fields of governed objects that no definition has."""
    known = {_key(*place, snapshot) for place in where.fields.values()}
    nearest = _nearest(book, where, snapshot)
    for object, near in sorted(nearest.items()):
        holder = snapshot.objects.get(object)
        for name, each in sorted(holder.fields.items()) if holder is not None else ():
            if not each.built_in and (object, name) not in known:
                message = f"`{each.object}.{each.name}` is there, and no definition is about it"
                key = ("field", each.object, each.name)
                yield Extra(
                    key,
                    each.object,
                    each.name,
                    near,
                    ("systems", where.system, "object"),
                    message,
                    each.place,
                )


def extra_automations(
    book: Handbook, where: Places, snapshot: Snapshot, claimed: Sequence[Claim]
) -> Iterator[Extra]:
    """Automations on governed objects that no definition has; rules that only check a record are none."""
    known = {plain(claim.name, snapshot.namespace) for claim in claimed if claim.key[0] == "automation"}
    nearest = _nearest(book, where, snapshot)
    for each in snapshot.automations:
        near = nearest.get(snapshot.key(each.object))
        called = {plain(each.name, snapshot.namespace), each.label.casefold()}
        if near is not None and not each.is_check and each.active is True and not called & known:
            message = f"the automation `{each.name}` is there, and no definition is about it"
            path = ("systems", where.system, "object")
            yield Extra(
                ("automation", each.object, each.name),
                each.object,
                each.name,
                near,
                path,
                message,
                each.place,
            )


def extra_reach(
    definition: Definition, claim: Claim, live: LiveAutomation, *, where: Places, snapshot: Snapshot
) -> Iterator[Extra]:
    """Governed fields that an automation sets or reads there, and not here."""
    back = {_key(*place, snapshot): id for id, place in where.fields.items()}
    moved = {
        marker["field"]
        for stage in definition.get("moves") or ()
        if (marker := ((where.stages.get(stage) or {}).get("markers") or {}).get(where.system))
    }
    sets, reads = set(definition.get("sets") or ()), set(definition.get("reads") or ())
    carried = set(definition.get("carries") or ())
    for what, fields, known in (
        ("sets", live.sets, sets | moved | carried),
        ("reads", live.reads, reads | sets | moved | carried),
    ):
        for (object, name), place in sorted(fields.items()):
            id = back.get(_key(object, name, snapshot))
            if id is not None and id not in {each.removeprefix("field:") for each in known}:
                message = f"`{live.name}` {what} `{object}.{name}` there, and not here"
                path = (what,) if definition.get(what) else claim.path
                key = (what, claim.object, claim.name, object, name)
                yield Extra(
                    key, claim.object, claim.name, definition, path, message, place, what, is_mine=True
                )


def extra_named(
    book: Handbook, kind: str, system: str, *, snapshot: Snapshot, names: Mapping[str, tuple[str, ...]]
) -> Iterator[Extra]:
    """Metrics or dashboards of the system that no definition is called like."""
    live: Sequence[object] = snapshot.metrics if kind == "metric" else snapshot.dashboards
    near = book.get("system", system)
    if near is None or not any(names.get(f"{kind}:{each.id}") for each in book.all(kind)):
        return
    known = {alike(name) for each in book.all(kind) for name in names.get(f"{kind}:{each.id}", ())}
    for each in live:
        called = {alike(name) for name in (each.name, each.label, *each.names)}  # type: ignore[attr-defined]
        if not called & known:
            name = each.label or each.name  # type: ignore[attr-defined]
            message = f"the {kind} `{name}` is there, and no definition is about it"
            yield Extra((kind, name), f"{kind}s", name, near, ("name",), message, each.place)  # type: ignore[attr-defined]


def _key(object: str, name: str, snapshot: Snapshot) -> tuple[str, str]:
    return snapshot.keys(object, name)


def _nearest(book: Handbook, where: Places, snapshot: Snapshot) -> dict[str, Definition]:
    """Object in lower case → the first field that the handbook has of it."""
    found: dict[str, Definition] = {}
    for each in sorted(book.all("field"), key=lambda one: one.in_writing):
        place = where.fields.get(each.id)
        if place is not None:
            found.setdefault(snapshot.key(place[0]), each)
    return found
