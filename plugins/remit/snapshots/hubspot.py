"""HubSpot: properties, pipelines and workflows, as its API answers or as the screen exports them."""

# https://developers.hubspot.com/docs/api/crm/properties and …/crm/pipelines; before version 3 the same things
# were called `pipelineId`, `stageId` and `active`. The screen's export of properties is a CSV.

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from remit.diagnostics import Location, RemitError
from remit.frozen import dataclass
from remit.snapshots import hubspot_table
from remit.snapshots.files import Files
from remit.snapshots.json_lines import Lines
from remit.snapshots.model import (
    CUT,
    LiveAutomation,
    LiveField,
    LiveObject,
    LiveValue,
    Note,
    Process,
    Snapshot,
    Unknown,
    ValueSet,
    plain,
)

_OBJECTS = ("contact", "company", "deal", "ticket", "lead", "product", "line_item", "quote")
_PLURALS = {"companies": "company", "line_items": "line_item", **{f"{name}s": name for name in _OBJECTS}}
_STAGES = {"deal": "dealstage", "ticket": "hs_pipeline_stage", "lead": "hs_pipeline_stage"}
_TYPES: Mapping[str, frozenset[str]] = {
    "string": frozenset({"text", "id", "reference"}),
    "phone_number": frozenset({"text"}),
    "number": frozenset({"number", "currency", "percent"}),
    "bool": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"datetime", "date"}),
    "enumeration": frozenset({"picklist", "multi-picklist"}),
}
_FORMS: Mapping[str, frozenset[str]] = {
    "checkbox": frozenset({"multi-picklist"}),
    "booleancheckbox": frozenset({"boolean"}),
    "select": frozenset({"picklist"}),
    "radio": frozenset({"picklist"}),
}
_UNSAID = Unknown("HubSpot's properties do not say which of them are required")
_NONE_OF_THEM = "the file is none of properties, pipelines or workflows; it was not read"


@dataclass
class _Reading:
    fields: dict[str, dict[str, LiveField]] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    stages: dict[str, list[LiveValue]] = field(default_factory=dict)
    stages_at: dict[str, Location] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    automations: list[LiveAutomation] = field(default_factory=list)
    cut: dict[str, Unknown] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    count: int = 0

    def cuts(self, key: str, place: Location, why: str) -> None:
        self.notes.append(Note(place, f"{why}: what is not in the file is not known"))
        self.cut[key] = Unknown(f"{place.path} {CUT}: {why}", place)


def read(files: Files, *, environment: str = "") -> Snapshot:
    """Every file of a folder, told apart by what it holds; which object it is about, by its name."""
    reading = _Reading()
    for path in files.paths():
        if path.endswith((".json", ".csv")):
            reading.count += 1
            try:
                (_json if path.endswith(".json") else _csv)(path, files.read(path), reading)
            except RemitError as problem:
                reading.cuts(object_of(path) or "automations", Location(path), str(problem))
    if not reading.parts and not reading.cut:
        raise RemitError(
            f"{files.name} holds no properties, pipelines or workflows of HubSpot; the guide's page on "
            "declared and live has the commands that fetch them"
        )
    if environment:
        raise RemitError(f"{files.name} is of one portal; leave out `{environment}`")
    return _finished(reading)


def object_of(path: str) -> str:
    """The object that a file is about: the last word of its path that names one."""
    words = re.split(r"[^a-z_]+", path.casefold().rpartition(".")[0])
    words = [part for word in words for part in (word, *word.split("_"))]
    found = [_PLURALS.get(word, word) for word in words if word in _OBJECTS or word in _PLURALS]
    return found[-1] if found else ""


def singular(object: str) -> str:
    """An object as this reader calls it: `Contacts` is `contact`."""
    return _PLURALS.get(object.casefold(), object.casefold())


def _json(path: str, content: bytes, reading: _Reading) -> None:
    lines = Lines(path, content)
    said = lines.data
    top = Location(path)
    object = object_of(path)
    if isinstance(said, dict) and (said.get("status") == "error" or "errors" in said):
        reason = said.get("message") or said.get("category") or "no reason given"
        why = f"HubSpot answered with an error: {reason}"
        key = "automations" if re.search("workflow|flow|automation", path) else object
        reading.cuts(f"values {object}" if "pipeline" in path else key or "automations", top, why)
        return
    items = said
    if isinstance(said, dict):
        items = next((said[name] for name in ("results", "workflows", "flows") if name in said), [])
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        reading.notes.append(Note(top, _NONE_OF_THEM))
        return
    cut = _read(object, items, lines, reading)
    if cut is None:
        reading.notes.append(Note(top, _NONE_OF_THEM))
    elif isinstance(said, dict) and _has_more(said):
        reading.cuts(cut, top, "it is the first page of several")


def _has_more(said: Mapping[str, Any]) -> bool:
    paging = said.get("paging")
    after = isinstance(paging, dict) and paging.get("next")
    return bool(after or said.get("hasMore") or said.get("has-more"))


def _read(object: str, items: Sequence[Mapping[str, Any]], lines: Lines, reading: _Reading) -> str | None:
    """Read a list by what its first item holds; what of it is cut where there is more, None for nothing."""
    first = items[0] if items else {}
    if "stages" in first:
        _pipelines(object, items, lines, reading)
        return f"values {object or 'deal'}"
    if isinstance(first.get("properties"), list):  # of groups, or of the schemas of whole objects
        for each in items:
            about = str(each.get("name") or "") if "labels" in each else object
            _properties(object_of(about) or about or "contact", each["properties"], lines, reading)
        return object or "contact"
    if "fieldType" in first or "groupName" in first or "options" in first:
        _properties(object or "contact", items, lines, reading)
        return object or "contact"
    if "enabled" in first or "isEnabled" in first or "flowType" in first:
        _workflows(items, lines, reading)
        return "automations"
    return None


def _properties(object: str, items: Sequence[Any], lines: Lines, reading: _Reading) -> None:
    for each in items:
        if isinstance(each, dict):
            _property(object, each, lines.place(each.get("name", "")), reading, lines=lines)


def _csv(path: str, content: bytes, reading: _Reading) -> None:
    rows = hubspot_table.properties(path, content)
    if rows is None:
        reading.notes.append(Note(Location(path), "the table is no export of properties; it was not read"))
        return
    object = object_of(path) or "contact"
    for line, said in rows:
        _property(object, said, Location(path, line), reading)


def _flag(said: object) -> bool:
    return str(said).casefold() == "true"


def _property(
    object: str, said: Mapping[str, Any], place: Location, reading: _Reading, *, lines: Lines | None = None
) -> None:
    reading.parts.add("fields")
    reading.places.setdefault(object, Location(place.path))
    name = str(said.get("name") or "")
    if not name or said.get("archived") is True or said.get("deleted") is True:
        return
    kind = str(said.get("type") or "")
    form = str(said.get("fieldType") or "")
    types = _FORMS.get(form) if kind in ("enumeration", "bool") else None
    reading.fields.setdefault(object, {})[plain(name)] = LiveField(
        object=object,
        name=name,
        place=place,
        label=str(said.get("label") or ""),
        said=f"{kind}/{form}" if form else kind,
        types=types or _TYPES.get(kind) or Unknown(f"its type `{kind}` is none of a handbook's", place),
        required=_UNSAID,
        formula=str(said.get("calculationFormula") or ""),
        values=_options(said.get("options"), kind, place, lines),
        description=str(said.get("description") or ""),
        built_in=bool(said.get("hubspotDefined")),
    )


def _options(options: object, kind: str, place: Location, lines: Lines | None) -> ValueSet | Unknown | None:
    if kind != "enumeration":
        return None
    if not isinstance(options, list) or not all(isinstance(each, dict) for each in options):
        return Unknown("its options cannot be read", place)
    if not options:
        return Unknown("its options are not in the export", place)
    values = [
        LiveValue(
            name=str(each.get("value", "")),
            place=lines.place(each.get("label", "")) if lines is not None else place,
            label=str(each.get("label", "")),
            inactive=each.get("hidden") is True,
            description=str(each.get("description") or ""),
        )
        for each in options
        if each.get("value") not in ("", None)  # nothing chosen
    ]
    options = [each for each in options if each.get("value") not in ("", None)]
    order = [each.get("displayOrder", -1) for each in options]
    if all(isinstance(each, int) and each >= 0 for each in order):
        values = [value for _, value in sorted(zip(order, values, strict=True), key=lambda pair: pair[0])]
    return ValueSet(tuple(values), place)


def _pipelines(object: str, items: Sequence[Mapping[str, Any]], lines: Lines, reading: _Reading) -> None:
    reading.parts.add("fields")
    pipelines = []
    for each in items:
        place = lines.place(each.get("label", ""))
        stages = []
        for stage in each.get("stages") or ():
            at = lines.place(stage.get("label", ""))
            stages.append((_order(stage), _stage(stage, at), stage.get("metadata") or {}))
        pipelines.append((_order(each), each, place, stages))
    if not object:
        tickets = any("ticketState" in more for *_, stages in pipelines for _, _, more in stages)
        object = "ticket" if tickets else "deal"
    name = _STAGES.get(object, "hs_pipeline_stage")
    for _, each, place, stages in sorted(pipelines, key=lambda pair: pair[0]):
        values = [value for _, value, _ in sorted(stages, key=lambda pair: pair[0])]
        reading.places.setdefault(object, Location(place.path))
        reading.stages_at.setdefault(object, place)
        gone = each.get("archived") is True or each.get("active") is False
        reading.stages.setdefault(object, []).extend(
            replace(value, inactive=True) if gone else value for value in values
        )
        called = str(each.get("label") or each.get("id") or each.get("pipelineId") or "")
        reading.processes.append(
            Process(object, called, place, tuple((v.name, v.place) for v in values), name)
        )


def _order(said: Mapping[str, Any]) -> float:
    found = said.get("displayOrder")
    return float(found) if isinstance(found, (int, float)) else 0.0


def _stage(said: Mapping[str, Any], place: Location) -> LiveValue:
    more = {key: said[key] for key in ("probability", "isClosed") if key in said}  # before version 3
    if "closedWon" in said:
        more["isClosed"] = said["closedWon"] or str(more.get("probability")) in ("0", "0.0")
    more |= said.get("metadata") or {}
    try:
        likely = round(float(more["probability"]) * 100, 4) if "probability" in more else None
    except (TypeError, ValueError):
        likely = None
    closed = _flag(more["isClosed"]) if "isClosed" in more else None
    if more.get("ticketState") in ("OPEN", "CLOSED"):
        closed = more["ticketState"] == "CLOSED"
    return LiveValue(
        name=str(said.get("id") or said.get("stageId") or ""),
        place=place,
        label=str(said.get("label") or ""),
        inactive=said.get("archived") is True or said.get("active") is False,
        closed=closed,
        won=closed and likely == 100 if closed is not None and likely is not None else None,
        probability=likely,
    )


def _workflows(items: Sequence[Mapping[str, Any]], lines: Lines, reading: _Reading) -> None:
    reading.parts.add("automations")
    for each in items:
        name = str(each.get("name") or each.get("id") or "")
        active = each.get("enabled", each.get("isEnabled"))
        reading.automations.append(
            LiveAutomation(
                name=name,
                place=lines.place(each.get("name", "")),
                said="Workflow",
                active=bool(active)
                if active is not None
                else Unknown("the export does not say whether it is on"),
                follows=False,
            )
        )


def _finished(reading: _Reading) -> Snapshot:
    for object, values in reading.stages.items():
        place = reading.stages_at[object]
        called = _STAGES.get(object, "hs_pipeline_stage")
        into = reading.fields.setdefault(object, {})
        known = into.get(called) or LiveField(
            object,
            called,
            place,
            said="enumeration",
            types=frozenset({"picklist"}),
            required=_UNSAID,
            built_in=True,
        )
        into[called] = replace(known, values=ValueSet(tuple(values), place))
    objects: dict[str, LiveObject] = {}
    for object, place in sorted(reading.places.items()):
        held = reading.fields.get(object, {})
        whole: bool | Unknown = reading.cut.get(object) or True
        if set(held) <= set(_STAGES.values()):
            whole = Unknown(f"no properties of `{object}` are in the snapshot")
        objects[object] = LiveObject(object, place, object, dict(sorted(held.items())), whole)
    for object in [key for key in reading.cut if key in objects]:
        del reading.cut[object]  # some of it came: only what did not is unknown
    return Snapshot(
        kind="hubspot",
        objects=objects,
        automations=tuple(reading.automations),
        processes=tuple(reading.processes),
        holds=frozenset(reading.parts),
        cut=reading.cut,
        notes=tuple(reading.notes),
        also=_PLURALS,
        files=reading.count,
    )
