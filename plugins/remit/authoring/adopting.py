"""Drafts from what a system says: objects, fields with values, stages, automations, metrics, dashboards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import pairwise
from typing import Any

from remit.authoring.drafts import Drafts, is_key, line
from remit.drift.claims import Places, called, places
from remit.drift.judging import alike
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.snapshots.model import LiveField, LiveValue, Snapshot, Unknown, ValueSet

# of several types that a field fits, the one that says most
_TYPES = (
    "picklist", "multi-picklist", "boolean", "currency", "percent", "number", "datetime", "date", "reference",
    "text", "id",
)  # fmt: skip
_WARES: Mapping[str, tuple[str, str]] = {
    "salesforce": ("Salesforce", "crm"),
    "hubspot": ("HubSpot", "crm"),
    "dbt": ("dbt", "warehouse"),
    "map": ("Adopted system", "other"),
}
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_+")
TO_WRITE = "What it means is to be written."


@dataclass
class _Adopting:
    """One snapshot while it is adopted. `fields` maps the object and name of a field to its id."""

    book: Handbook
    snapshot: Snapshot
    system: str
    drafts: Drafts
    where: Places
    fields: dict[tuple[str, str], str] = field(default_factory=dict)
    entities: dict[str, str] = field(default_factory=dict)


def adopt(book: Handbook, snapshot: Snapshot, system: str = "") -> Drafts:
    """Drafts of all that the system says and the handbook does not; `system` is its id, where it has one."""
    drafts = Drafts(book)
    if not system:
        product, category = _WARES[snapshot.kind]
        summary = f"Adopted from {snapshot.path.rpartition('/')[2] or snapshot.kind}."
        said = {"name": product, "summary": summary, "category": category, "product": product}
        system = drafts.add("system", [product], said)
        drafts.ask(f"Who operates {product}, who governs it, and for what is it the truth?")
    at = _Adopting(book, snapshot, system, drafts, places(book, system))
    at.fields = {snapshot.keys(*place): id for id, place in at.where.fields.items()}
    for object in snapshot.objects.values():
        for each in object.fields.values():
            if is_adopted(each, snapshot):
                _field(at, each)
    for each in stage_fields(snapshot):
        _stages(at, each)
    _automations(at)
    _metrics(at)
    _dashboards(at)
    return drafts


def is_adopted(each: LiveField, snapshot: Snapshot) -> bool:
    """Whether a field is worth a definition: what the company made, and what of the product has values."""
    return not each.built_in or isinstance(each.values, ValueSet) or snapshot.kind == "hubspot"


def stage_fields(snapshot: Snapshot) -> Iterator[LiveField]:
    """The fields whose values are steps: those of a process, or with values that close a record."""
    stepped = {snapshot.keys(each.object, each.field) for each in snapshot.processes}
    for each in snapshot.fields():
        if isinstance(each.values, ValueSet):
            closes = any(value.closed is not None for value in each.values.values)
            if closes or snapshot.keys(each.object, each.name) in stepped:
                yield each


def _spoken(name: str) -> str:
    """An API name as words."""
    found = " ".join(_WORDS.sub(" ", name.removesuffix("__c")).split())
    return found[:1].upper() + found[1:] or name


def _entity(at: _Adopting, object: str) -> str:
    if object in at.entities:
        return at.entities[object]
    wanted = at.snapshot.key(object)
    for each in at.book.all("entity"):
        held = ((each.get("systems") or {}).get(at.system) or {}).get("object", "")
        if (held and at.snapshot.key(held) == wanted) or each.id == object.casefold():
            return at.entities.setdefault(object, each.id)
    known = at.snapshot.object(object)
    label = line((known.label if known is not None else "") or "")
    name = label if label and label != object else _spoken(object)
    about = line(known.description) if known is not None else ""
    said = {
        "name": name,
        "summary": about or TO_WRITE,
        "identity": "To be decided: when two records are the same.",
        "systems": {at.system: {"object": object}},
    }
    id = at.drafts.add("entity", [name, f"{name} {at.system}"], said)
    at.drafts.ask(f"When are two records of {name} the same, and who merges them?")
    return at.entities.setdefault(object, id)


def _field(at: _Adopting, each: LiveField) -> None:
    key = at.snapshot.keys(each.object, each.name)
    if key in at.fields:
        return
    name = line(each.label) or _spoken(each.name)
    entity = _entity(at, each.object)
    place: dict[str, Any] = {"object": each.object, "api-name": each.name, "sync": "truth"}
    said: dict[str, Any] = {
        "name": name,
        "summary": line(each.help or each.description) or TO_WRITE,
        "entity": entity,
        "type": _type(each),
        "systems": {at.system: place},
    }
    where = f"`{each.object}.{each.name}`"
    differs = []
    if isinstance(each.types, Unknown):
        differs.append("type")
        at.drafts.ask(f"What does {where} hold? {_upper(each.types.why)}.")
    if isinstance(each.values, ValueSet):
        values = [value for value in each.values.values if not value.inactive]
        keys = [_key(at.snapshot, value, values) for value in values]
        if len(set(keys)) < len(keys) or not all(map(is_key, keys)):
            differs.append("values")
            at.drafts.ask(
                f"What are the values of {where} called here? Two are called the same, or one is too long."
            )
        pairs = {key: value for key, value in zip(keys, values, strict=True) if is_key(key)}
        if pairs:
            said["values"] = {
                key: line(value.description) or line(value.label) or key for key, value in pairs.items()
            }
        steps = {
            key: {"likelihood": value.probability}
            for key, value in pairs.items()
            if value.probability is not None
        }
        if steps and all(0 <= step["likelihood"] <= 100 for step in steps.values()):
            said["progression"] = {
                key: {"likelihood": _number(step["likelihood"])} for key, step in steps.items()
            }
    elif isinstance(each.values, Unknown) and said["type"] in ("picklist", "multi-picklist"):
        at.drafts.ask(f"Which values does {where} have? {_upper(each.values.why)}.")
    if differs:
        place["may-differ"] = differs
    id = at.drafts.add("field", [name, f"{entity} {name}", f"{entity} {each.name}"], said)
    at.fields[key] = id
    _relabelled(at.drafts.made["field"][id], name, place)


def _relabelled(made: dict[str, Any], name: str, place: dict[str, Any]) -> None:
    """Two things of one label have two names here: the label may differ."""
    if made["name"] != name:
        place["may-differ"] = ["label", *place.get("may-differ", ())]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _type(each: LiveField) -> str:
    if isinstance(each.types, Unknown):
        return "text"
    if each.types >= {"text", "id"}:
        return "text"
    return next(kind for kind in _TYPES if kind in each.types)


def _key(snapshot: Snapshot, value: LiveValue, values: list[LiveValue]) -> str:
    """What a value is called here: as people see it where the system goes by labels."""
    labels = [each.label for each in values]
    if snapshot.by_label and value.label and labels.count(value.label) == 1:
        return value.label
    return value.name


def _stages(at: _Adopting, each: LiveField) -> None:
    """A lifecycle for each field whose values are steps, in the order of the system."""
    assert isinstance(each.values, ValueSet)
    id = at.fields.get(at.snapshot.keys(each.object, each.name))
    if id is None or id in at.where.fields:
        return  # the handbook had it already, and so its stages
    offered = [value for value in each.values.values if not value.inactive]
    values = [value for value in offered if is_key(_key(at.snapshot, value, offered))]
    entity = _entity(at, each.object)
    entity_name = (at.drafts.made.get("entity", {}).get(entity) or {}).get("name") or entity
    said = {"name": f"{entity_name} lifecycle", "summary": TO_WRITE, "entity": entity}
    lifecycle = at.drafts.add("lifecycle", [f"{entity} lifecycle"], said)
    made = [_stage(at, each, value, key=_key(at.snapshot, value, offered)) for value in values]
    ids = [
        at.drafts.add(
            "stage",
            [said["name"], f"{entity} {said['name']}"],
            {**said, "lifecycle": lifecycle, "order": order},
        )
        for order, said in enumerate(made, 1)
    ]
    _lead_on([at.drafts.made["stage"][id] for id in ids], ids, values)
    at.drafts.ask(
        f"Do the stages of {entity_name} lead on as they are listed? When does a record enter and leave each?"
    )


def _stage(at: _Adopting, each: LiveField, value: LiveValue, *, key: str) -> dict[str, Any]:
    more: dict[str, Any] = {"terminal": True} if value.closed else {}
    more |= {"way": "out"} if value.closed and value.won is False else {}
    field = at.fields[at.snapshot.keys(each.object, each.name)]
    return {
        "name": line(value.label) or key,
        "summary": line(value.description) or TO_WRITE,
        "entry": "To be written: by which rule a record comes here.",
        "markers": {at.system: {"field": field, "test": "equals", "values": [key]}},
        **more,
    }


def _lead_on(made: list[dict[str, Any]], ids: list[str], values: list[LiveValue]) -> None:
    """Open stages lead on in the order of the system, the last of them to where a record is closed."""
    ahead = [n for n, value in enumerate(values) if not value.closed]
    ends = [n for n, value in enumerate(values) if value.closed]
    if not ends and len(ahead) > 1:
        ends = [ahead.pop()]
        made[ends[0]]["terminal"] = True
    if ahead:
        made[ahead[0]]["initial"] = True
    for n, after in pairwise(ahead):
        made[n]["next"] = {ids[after]: {"way": "on"}}
    if ahead and ends:
        lost = {n for n in ends if values[n].won is False and values[n].closed}
        made[ahead[-1]]["next"] = {ids[n]: {"way": "out" if n in lost else "on"} for n in ends}


def _automations(at: _Adopting) -> None:
    known = {
        alike(place["api-name"])
        for each in at.book.all("automation")
        if (place := (each.get("systems") or {}).get(at.system) or {}).get("api-name")
    }
    governed = {object for object, _ in at.fields}
    for each in at.snapshot.automations:
        is_here = not each.object or at.snapshot.key(each.object) in governed
        if each.is_check or each.active is not True or not is_here or alike(each.name) in known:
            continue
        place = {"object": each.object, "api-name": each.name} if each.object else {"api-name": each.name}
        said: dict[str, Any] = {
            "name": line(each.label) or _spoken(each.name),
            "summary": TO_WRITE,
            "type": _spoken(each.said) or "Automation",
            "systems": {at.system: place},
        }
        sets: dict[str, Any] = {
            at.fields[key]: {} for name in each.sets if (key := at.snapshot.keys(*name)) in at.fields
        }
        reads: dict[str, Any] = {
            at.fields[key]: {} for name in each.reads if (key := at.snapshot.keys(*name)) in at.fields
        }
        reads = {id: more for id, more in reads.items() if id not in sets}
        said |= {"reads": dict(sorted(reads.items()))} if reads else {}
        said |= {"sets": dict(sorted(sets.items()))} if sets else {}
        id = at.drafts.add("automation", [said["name"], each.name], said)
        _relabelled(at.drafts.made["automation"][id], said["name"], place)
        for words, place_there in each.opaque:
            at.drafts.ask(f"What does automation:{id} do there: {words} ({place_there})?")


def _metrics(at: _Adopting) -> None:
    known = {alike(name) for each in at.book.all("metric") for name in called(each.id, each.data)}
    for each in at.snapshot.metrics:
        names = {alike(name) for name in (each.name, each.label, *each.names)}
        if names & known:
            continue
        name = line(each.label) or _spoken(each.name)
        said = {
            "name": name,
            "summary": line(each.description) or TO_WRITE,
            "definition": each.description.strip() or "To be written: what it counts, exactly.",
            "systems": [at.system],
            "aliases": [each.name] if alike(each.name) != alike(name) else None,
        }
        at.drafts.add("metric", [each.name], {key: value for key, value in said.items() if value is not None})
    if at.drafts.made.get("metric"):
        at.drafts.ask("What are the formulas of the metrics, and is each better when higher or lower?")


def _dashboards(at: _Adopting) -> None:
    known = {alike(name) for each in at.book.all("dashboard") for name in called(each.id, each.data)}
    metrics = {
        alike(name): id
        for id, data in [
            *((each.id, each.data) for each in at.book.all("metric")),
            *at.drafts.made.get("metric", {}).items(),
        ]
        for name in called(id, data)
    }
    for each in at.snapshot.dashboards:
        name = line(each.label) or _spoken(each.name)
        if {alike(one) for one in (each.name, each.label, *each.names)} & known:
            continue
        shown = () if isinstance(each.metrics, Unknown) else each.metrics
        ids = sorted({metrics[alike(one)] for one in shown if alike(one) in metrics})
        if not ids:
            at.drafts.ask(f"Which metrics does the dashboard `{name}` show? It is not adopted without one.")
            continue
        said: dict[str, Any] = {
            "name": name,
            "summary": line(each.description) or TO_WRITE,
            "purpose": "To be written: which decision is made with it.",
            "system": at.system,
            "metrics": {id: {} for id in ids},
            "aliases": [each.name] if alike(each.name) != alike(name) else None,
        }
        at.drafts.add("dashboard", [name], {key: value for key, value in said.items() if value is not None})
