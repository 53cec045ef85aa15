"""What a handbook says of a system: the fields, values, rules, automations and metrics that live there."""

# Claims are made of plain data, so that a version of long ago makes them as well as today's.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from remit.diagnostics import Related
from remit.drift.model import Claim
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref

Data = Mapping[str, Any]
_FIELD = re.compile(r"\bfield:([a-z0-9-]+)")
KINDS = ("field", "stage", "automation", "metric", "dashboard")


@dataclass(frozen=True)
class Places:
    """Where each field lives in one system: id → (object, api name), and back by lower-case names."""

    system: str
    fields: Mapping[str, tuple[str, str]]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stages: Mapping[str, Data] = field(default_factory=dict)

    def back(self) -> Mapping[tuple[str, str], str]:
        """(object, api name) in lower case → the field's id."""
        return {(object.casefold(), name.casefold()): id for id, (object, name) in self.fields.items()}

    def objects(self) -> frozenset[str]:
        """The objects that the handbook governs there, in lower case."""
        return frozenset(object.casefold() for object, _ in self.fields.values())


def places(book: Handbook, system: str) -> Places:
    """Where the fields of a handbook live in one system."""
    found = {}
    for each in book.all("field"):
        place = _place(each.data, system)
        if place is not None:
            found[each.id] = place
    return Places(system, found, stages={each.id: each.data for each in book.all("stage")})


def _place(data: Data, system: str) -> tuple[str, str] | None:
    place = (data.get("systems") or {}).get(system)
    return (place["object"], place["api-name"]) if place else None


def called(id: str, data: Data) -> tuple[str, ...]:
    """Everything that a definition is called."""
    return (id, str(data.get("name", id)), *(data.get("aliases") or ()))


def claims(ref: Ref, data: Data, where: Places) -> Iterator[Claim]:
    """What one definition says of the system, as its data has it."""
    make = _OF.get(ref.kind)
    if make is not None:
        yield from make(ref.id, data, where)


def once(made: Iterable[tuple[Definition, Claim]]) -> Iterator[tuple[Definition, Claim]]:
    """A marker says again what the field lists; a field that several stages require is required once."""
    rows = list(made)
    listed = {claim.key[1:] for _, claim in rows if claim.key[0] == "value"}
    first: dict[tuple[str, ...], int] = {}
    kept: list[tuple[Definition, Claim]] = []
    for each, claim in rows:
        if claim.key[0] == "marker" and claim.key[1:] in listed:
            continue
        if claim.key[0] in ("marker", "closed", "required") and claim.key in first:
            at = first[claim.key]
            holder, known = kept[at]
            also = Related(each.locate(claim.path), f"{each.name} says so, too")
            kept[at] = (holder, replace(known, also=(*known.also, also)))
            continue
        first.setdefault(claim.key, len(kept))
        kept.append((each, claim))
    marks: dict[tuple[str, ...], list[Related]] = {}
    for each, claim in rows:
        if claim.key[0] == "marker":
            marks.setdefault(claim.key[1:], []).append(
                Related(each.locate(claim.path), f"it marks {each.ref}")
            )
    for each, claim in kept:
        more = tuple(marks.get(claim.key[1:], ())) if claim.key[0] == "value" else ()
        yield each, replace(claim, also=(*claim.also, *more)) if more else claim


def may_differ(data: Data, system: str) -> frozenset[str]:
    """What a definition allows to be otherwise in a system."""
    place = (data.get("systems") or {}).get(system) if isinstance(data.get("systems"), Mapping) else None
    return frozenset((place or {}).get("may-differ") or ())


def _field(id: str, data: Data, where: Places) -> Iterator[Claim]:
    place = _place(data, where.system)
    if place is None:
        return
    object, name = place
    at = ("systems", where.system)
    yield Claim(("field", object, name), f"`{object}.{name}`", (*at, "api-name"), object, name, "api-name")
    yield Claim(("type", object, name), f"`{data['type']}`", ("type",), object, name, "type")
    yield Claim(("label", object, name), str(data.get("name", id)), ("name",), object, name, "label")
    for value in data.get("values") or ():
        yield Claim(("value", object, name, value), f"`{value}`", ("values", value), object, name, "values")
    for value, step in (data.get("progression") or {}).items():
        likely = step.get("likelihood")
        if likely is not None:
            path = ("progression", value, "likelihood")
            yield Claim(("likelihood", object, name, value), f"{likely:g}", path, object, name, "likelihood")
        for other, said in (step.get("means") or {}).items():
            lives = where.fields.get(other)
            if lives is not None:
                key = ("means", object, name, value, *lives)
                yield Claim(key, f"`{said}`", ("progression", value, "means", other), object, name, "values")


def _stage(_id: str, data: Data, where: Places) -> Iterator[Claim]:
    marker = (data.get("markers") or {}).get(where.system)
    if not marker:
        return
    place = where.fields.get(marker["field"])
    if place is not None:
        object, name = place
        at = ("markers", where.system)
        for number, value in enumerate(marker.get("values") or ()):
            path = (*at, "values", number)
            yield Claim(("marker", object, name, value), f"`{value}`", path, object, name, "values")
            if data.get("terminal"):
                key = ("closed", object, name, value)
                yield Claim(key, f"`{value}`", ("terminal",), object, name, "values")
    for number, needed in enumerate(data.get("required-fields") or ()):
        lives = where.fields.get(needed.removeprefix("field:"))
        if lives is not None:
            yield Claim(
                ("required", *lives), f"`{lives[1]}`", ("required-fields", number), *lives, "required"
            )


def _automation(_id: str, data: Data, where: Places) -> Iterator[Claim]:
    place = (data.get("systems") or {}).get(where.system) or {}
    name = place.get("api-name")
    if not name:
        return
    object = place.get("object", "")
    at = ("systems", where.system, "api-name")
    yield Claim(("automation", object, name), f"`{name}`", at, object, name, "api-name")
    set_here = set()
    for what in ("reads", "sets"):
        for other in data.get(what) or ():
            lives = where.fields.get(other.removeprefix("field:"))
            if lives is not None:
                set_here |= {lives} if what == "sets" else set()
                key = (what, object, name, *lives)
                yield Claim(key, f"`{lives[0]}.{lives[1]}`", (what, other), object, name, what)
    for stage in data.get("moves") or ():
        marker = ((where.stages.get(stage) or {}).get("markers") or {}).get(where.system)
        lives = where.fields.get(marker["field"]) if marker else None
        if lives is not None and marker and (lives not in set_here or marker.get("values")):
            values = tuple(marker.get("values") or ())
            told = f"`{lives[0]}.{lives[1]}`" + (
                f" = {' or '.join(f'`{v}`' for v in values)}" if values else ""
            )
            key = ("moves", object, name, *lives, *values)
            yield Claim(key, told, ("moves", stage), object, name, "sets")


def _metric(id: str, data: Data, where: Places) -> Iterator[Claim]:
    if where.system not in (data.get("systems") or ()):
        return
    at = ("systems", list(data["systems"]).index(where.system))
    yield Claim(("metric", id), f"`{id}`", at, "metrics", id, "api-name")
    objects = sources(data, where)
    if objects:
        told = ", ".join(f"`{each}`" for each in sorted(objects))
        yield Claim(("source", id, *sorted(objects)), told, ("formula",), "metrics", id, "sources")


def sources(data: Data, where: Places) -> frozenset[str]:
    """The objects whose fields a metric's formula reads."""
    named = _FIELD.findall(str(data.get("formula", "")))
    return frozenset(where.fields[each][0] for each in named if each in where.fields)


def _dashboard(id: str, data: Data, where: Places) -> Iterator[Claim]:
    if data.get("system") != where.system:
        return
    yield Claim(("dashboard", id), f"`{data.get('name', id)}`", ("system",), "dashboards", id, "api-name")
    for metric in data.get("metrics") or ():
        yield Claim(("shows", id, metric), f"`{metric}`", ("metrics", metric), "dashboards", id, "metrics")


_OF = {
    "field": _field,
    "stage": _stage,
    "automation": _automation,
    "metric": _metric,
    "dashboard": _dashboard,
}
