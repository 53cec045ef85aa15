"""Read a tree of Salesforce metadata into the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from typing import NamedTuple, Protocol, TypeVar

from remit.diagnostics import Location
from remit.frozen import dataclass
from remit.snapshots.files import Files
from remit.snapshots.model import (
    CUT,
    LiveAutomation,
    LiveDashboard,
    LiveField,
    LiveObject,
    Note,
    Process,
    RecordType,
    Snapshot,
    Unknown,
    ValueSet,
    named_twice,
    plain,
)
from remit.snapshots.salesforce import flows
from remit.snapshots.salesforce.fields import decoded, field_of, shared_name, value_set
from remit.snapshots.salesforce.formulas import fields_of
from remit.snapshots.salesforce.layout import Chosen, Component, choose
from remit.snapshots.salesforce.processes import (
    process,
    process_notes,
    record_type,
    record_type_notes,
)
from remit.snapshots.salesforce.standard import CUSTOM, STANDARD, SYSTEM, TYPES, VALUE_SETS
from remit.snapshots.xml import Node, Unreadable, whole

# what a package writes in place of its namespace until it is deployed
_TOKEN = re.compile(rb"%%%NAMESPACE(?:D_ORG|_DOT|_OR_C)?%%%|__NAMESPACE__(?:DOT__)?")
_SETS = {"standardValueSet": "standardValue", "globalValueSet": "customValue"}


class _Spot(NamedTuple):
    """Where something stands: on which object, under which name, in which file."""

    object: str
    name: str
    path: str


class _Placed(Protocol):
    @property
    def place(self) -> Location: ...


_Kept = TypeVar("_Kept", bound=_Placed)


@dataclass
class _Reading:
    """What has been read so far, by lower-case names; `again` are places of what was there already."""

    namespace: str
    objects: dict[str, tuple[str, Location, str, str]] = field(default_factory=dict)
    fields: dict[str, dict[str, LiveField]] = field(default_factory=dict)
    sets: dict[str, ValueSet] = field(default_factory=dict)
    automations: dict[str, LiveAutomation] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    record_types: dict[str, RecordType] = field(default_factory=dict)
    dashboards: list[LiveDashboard] = field(default_factory=list)
    again: list[tuple[str, Location]] = field(default_factory=list)
    cut: dict[str, Unknown] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    endings: set[str] = field(default_factory=set)

    def key(self, name: str) -> str:
        return plain(name, self.namespace)

    def keep(self, what: str, into: dict[str, _Kept], key: str, found: _Kept) -> None:
        """The first of a name counts; a second one is named with both files."""
        first = into.setdefault(key, found)
        if first is not found:
            if not any(each == what for each, _ in self.again):
                self.again.append((what, first.place))
            self.again.append((what, found.place))

    def object(self, name: str, place: Location, label: str = "", words: str = "") -> None:
        key = self.key(name)
        known = self.objects.get(key)
        if known is None or (label and not known[2]):
            self.objects[key] = (known[0] if known else name, place, label, words)


def read(files: Files, *, environment: str = "") -> Snapshot:
    """A tree of metadata and source files as one environment says it.

    Raises SeveralEnvironments where the tree holds more than one and none is named.
    """
    chosen = choose(files, list(files.paths()), environment)
    reading = _Reading(chosen.namespace)
    reading.notes += chosen.notes
    for each in chosen.components:
        reading.endings.add(each.ending)
        try:
            _component(files, each, reading)
        except Unreadable as problem:
            _unreadable(each, problem, reading)
    for what, places in named_twice(reading.again):
        first, *more = places
        where = ", ".join(f"{each.path}:{each.line}" for each in more)
        reading.notes.append(
            Note(first, f"{what} is there twice; the other is {where}; the first counts", tuple(more))
        )
    return _finished(reading, chosen)


def _component(files: Files, each: Component, reading: _Reading) -> None:
    content = files.read(each.path)
    if b"%%%" in content or b"__NAMESPACE__" in content:
        content = _TOKEN.sub(b"", content)
    path = each.path
    if each.ending == "field":
        root = whole(content)
        _field(_Spot(each.object, root.said("fullName") or each.name, path), root, reading)
    elif each.ending == "object":
        _object(each.name, path, whole(content), reading)
    elif each.ending in _SETS:
        root = whole(content)
        found = value_set(each.name, path, root, _SETS[each.ending])
        what = f"the value set `{each.name}`"
        reading.keep(what, reading.sets, f"{each.ending} {reading.key(each.name)}", found)
    else:
        root = whole(content)
        _more(each, root, reading)


def _object(name: str, path: str, root: Node, reading: _Reading) -> None:
    """An object of the metadata format, which holds all its parts; of the source format, its labels alone."""
    label = words = ""
    for node in root.children:
        part = _PARTS.get(node.tag)
        if part is not None:
            part(_Spot(name, node.said("fullName"), path), node, reading)
        elif node.tag == "label":
            label = node.text
        elif node.tag == "description":
            words = node.text
    reading.object(name, Location(path, root.line), label, words)


def _more(each: Component, root: Node, reading: _Reading) -> None:
    """What is written whole in a file of its own, and rarer."""
    path, name = each.path, each.name
    if each.ending == "validationRule":
        _check(_Spot(each.object, root.said("fullName") or name, path), root, reading)
    elif each.ending == "businessProcess":
        _process(_Spot(each.object, root.said("fullName") or name, path), root, reading)
    elif each.ending == "recordType":
        _record_type(_Spot(each.object, root.said("fullName") or name, path), root, reading)
    elif each.ending == "flow":
        _automation(flows.flow(name, path, root.children), reading)
    elif each.ending == "assignmentRules":
        for rule in root.all("assignmentRule"):
            _automation(flows.assignment_rules(name, path, rule), reading)
    elif each.ending == "workflow":
        for found in flows.workflow(name, path, root.children):
            _automation(found, reading)
    elif each.ending == "dashboard":
        title = root.said("title")
        names = frozenset({name, title} - {""})
        reading.dashboards.append(LiveDashboard(name, Location(path, root.line), title, names))


def _automation(found: LiveAutomation, reading: _Reading) -> None:
    key = f"{found.object} {found.name}" if found.said in ("AssignmentRule", "WorkflowRule") else found.name
    reading.keep(f"the automation `{found.name}`", reading.automations, reading.key(key), found)


def _field(spot: _Spot, node: Node, reading: _Reading) -> None:
    object, name, path = spot
    found = field_of(object, name, path, node)
    key = reading.key(object)
    into = reading.fields.setdefault(key, {})
    if key not in reading.objects:
        reading.object(object, found.place)
    reading.keep(f"the field `{object}.{name}`", into, reading.key(name), found)


def _check(spot: _Spot, node: Node, reading: _Reading) -> None:
    """A validation rule, which is an automation that refuses."""
    object, name, path = spot
    place = Location(path, node.line)
    formula = node.first("errorConditionFormula")
    where = Location(path, formula.line) if formula is not None else place
    reads = dict.fromkeys(fields_of(formula.text, object), where) if formula is not None else {}
    found = LiveAutomation(
        name=decoded(name),
        place=place,
        object=object,
        said="ValidationRule",
        active=node.said("active") != "false",
        reads=reads,
        is_check=True,
        message=node.said("errorMessage"),
    )
    key = reading.key(f"{object}.{name}")
    reading.keep(f"the validation rule `{object}.{name}`", reading.automations, key, found)
    reading.endings.add("validationRule")


def _process(spot: _Spot, node: Node, reading: _Reading) -> None:
    found = process(spot.object, spot.name, spot.path, node)
    what = f"the business process `{spot.object}.{spot.name}`"
    reading.keep(what, reading.processes, reading.key(f"{spot.object}.{spot.name}"), found)


def _record_type(spot: _Spot, node: Node, reading: _Reading) -> None:
    found = record_type(spot.object, spot.name, spot.path, node)
    what = f"the record type `{spot.object}.{spot.name}`"
    reading.keep(what, reading.record_types, reading.key(f"{spot.object}.{spot.name}"), found)


_PARTS: Mapping[str, Callable[[_Spot, Node, _Reading], None]] = {
    "fields": _field,
    "validationRules": _check,
    "businessProcesses": _process,
    "recordTypes": _record_type,
}


def _unreadable(each: Component, problem: Unreadable, reading: _Reading) -> None:
    """A file that cannot be read cuts off what it holds, and nothing else."""
    place = Location(each.path, problem.line)
    reading.notes.append(Note(place, f"the file cannot be read: {problem}"))
    why = Unknown(f"{each.path} {CUT}: {problem}", place)
    if each.ending == "object":
        reading.cut[reading.key(each.name)] = why
    elif each.ending == "field":
        reading.cut[f"{reading.key(each.object)}.{reading.key(each.name)}"] = why
    elif each.ending in _SETS:
        reading.cut[f"values {reading.key(each.name)}"] = why
    elif each.ending in ("recordType", "businessProcess"):
        pass  # it says which values are offered to whom, and no claim is about that
    elif each.ending == "validationRule":
        reading.cut[f"checks {reading.key(each.object)}"] = why
    else:
        reading.cut[f"automation {reading.key(each.name)}"] = why
        if each.ending in ("assignmentRules", "workflow"):
            reading.cut["automations"] = why


def _finished(reading: _Reading, chosen: Chosen) -> Snapshot:
    """Shared values are filled in, and standard fields that no export lists are added."""
    absent = None
    if chosen.absent:  # whatever is not here may lie in a package folder that is not here
        gone = ", ".join(f"`{each}`" for each in chosen.absent)
        absent = Unknown(f"the package folders {gone} are not in the snapshot")
        reading.cut.setdefault("automations", absent)
    for (holder, wanted), usual in _standard(reading).items():
        reading.fields.setdefault(reading.key(holder), {}).setdefault(reading.key(wanted), usual)
        reading.object(holder, usual.place)
    objects: dict[str, LiveObject] = {}
    for key, (object, place, label, words) in sorted(reading.objects.items()):
        held = {name: _filled(each, reading) for name, each in reading.fields.get(key, {}).items()}
        own = any(not each.built_in for each in held.values())
        whole: bool | Unknown = True
        if absent is not None:
            whole = absent
        elif not own:
            whole = Unknown(f"the snapshot has no field of the company's own on `{object}`")
        objects[key] = LiveObject(object, place, label, held, whole, words)
    checks = any(each.is_check for each in reading.automations.values())
    holds = {"fields"}
    holds |= {"checks"} if checks else set()
    holds |= {"automations"} if reading.endings & {"flow", "assignmentRules", "workflow"} else set()
    holds |= {"dashboards"} if "dashboard" in reading.endings else set()
    found = Snapshot(
        kind="salesforce",
        environment=chosen.environment,
        objects=objects,
        automations=tuple(each for _, each in sorted(reading.automations.items())),
        processes=tuple(each for _, each in sorted(reading.processes.items())),
        record_types=tuple(each for _, each in sorted(reading.record_types.items())),
        value_sets={each.name: each for each in reading.sets.values()},
        dashboards=tuple(reading.dashboards),
        holds=frozenset(holds),
        cut=reading.cut,
        notes=tuple(reading.notes),
        namespace=reading.namespace,
        custom=CUSTOM,
        files=len(chosen.components),
    )
    return replace(found, notes=(*found.notes, *process_notes(found), *record_type_notes(found)))


def _standard(reading: _Reading) -> dict[tuple[str, str], LiveField]:
    """Fields that come with the product: each object has the system's, and a value set means its field."""
    found: dict[tuple[str, str], LiveField] = {}
    for object, place, _, _ in list(reading.objects.values()):
        for name, said in SYSTEM.items():
            if not (name == "Name" and object.endswith(CUSTOM)):
                found[object, name] = LiveField(
                    object, name, place, said=said, types=TYPES[said], built_in=True
                )
    for full, said in STANDARD.items():
        object, _, name = full.partition(".")
        known = reading.objects.get(reading.key(object))
        if known is not None:
            found[object, name] = LiveField(
                object, name, known[1], said=said, types=TYPES[said], built_in=True
            )
    for full, set in VALUE_SETS.items():
        object, _, name = full.partition(".")
        values = reading.sets.get(f"standardValueSet {reading.key(set)}")
        if values is not None:
            types = TYPES["Picklist"]
            found[object, name] = LiveField(
                object, name, values.place, said="Picklist", types=types, values=values, built_in=True
            )
    return found


def _filled(each: LiveField, reading: _Reading) -> LiveField:
    """A field with the values of the shared set that it names, or of the standard one that belongs to it."""
    shared = shared_name(each.values)
    standard = VALUE_SETS.get(f"{each.object}.{each.name}", "")
    if shared:
        found = reading.sets.get(f"globalValueSet {reading.key(shared)}") or reading.sets.get(
            f"standardValueSet {reading.key(shared)}"
        )
        own = each.values
        assert isinstance(own, ValueSet)
        if found is None:
            why = reading.cut.get(f"values {reading.key(shared)}")
            return replace(
                each, values=why or Unknown(f"the value set `{shared}` is not in the snapshot", own.place)
            )
        return replace(
            each, values=replace(found, restricted=own.restricted, controlled_by=own.controlled_by)
        )
    if standard and not isinstance(each.values, ValueSet):
        found = reading.sets.get(f"standardValueSet {reading.key(standard)}")
        cut = reading.cut.get(f"values {reading.key(standard)}")
        why = Unknown(f"the standard value set `{standard}` is not in the snapshot", each.place)
        return replace(each, said="Picklist", types=TYPES["Picklist"], values=found or cut or why)
    return each
