"""Read a tree of Salesforce metadata into the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from remit.diagnostics import Location, RemitError
from remit.snapshots.files import Files
from remit.snapshots.model import (
    CUT,
    LiveAutomation,
    LiveDashboard,
    Note,
    Snapshot,
    Unknown,
    named_twice,
)
from remit.snapshots.salesforce import flows
from remit.snapshots.salesforce.fields import decoded, field_of, value_set
from remit.snapshots.salesforce.finishing import finished
from remit.snapshots.salesforce.formulas import fields_of
from remit.snapshots.salesforce.gathering import Reading, Spot
from remit.snapshots.salesforce.layout import Component, choose
from remit.snapshots.salesforce.processes import (
    process,
    record_type,
)
from remit.snapshots.xml import Node, Unreadable, whole

# what a package writes in place of its namespace until it is deployed
_TOKEN = re.compile(
    rb"%%%NAMESPACE(?:D_ORG|_DOT|_OR_C)?%%%|___NAMESPACE(?:D_ORG)?___|__NAMESPACE__(?:DOT__)?"
)
_ROOTS = {"field": "CustomField", "object": "CustomObject"}  # of others: the ending, with a capital
_SETS = {"standardValueSet": "standardValue", "globalValueSet": "customValue"}


def read(files: Files, *, environment: str = "") -> Snapshot:
    """A tree of metadata and source files as one environment says it.

    Raises SeveralEnvironments where the tree holds more than one and none is named.
    """
    paths = list(files.paths())
    chosen = choose(files, paths, environment)
    if not chosen.components:
        zipped = next((path for path in paths if path.endswith(".zip")), "")
        raise RemitError(
            f"{files.name} holds no metadata of Salesforce, "
            + (f"but {zipped}: unpack it first" if zipped else "such as objects/Lead.object")
            + "; name the folder above `objects`"
        )
    reading = Reading(chosen.namespace)
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
    return finished(reading, chosen)


def _component(files: Files, each: Component, reading: Reading) -> None:
    content = files.read(each.path)
    if b"%%%" in content or b"__NAMESPACE__" in content:
        content = _TOKEN.sub(b"", content)
    path, root = each.path, whole(content)
    wanted = _ROOTS.get(each.ending) or each.ending[:1].upper() + each.ending[1:]
    if root.tag != wanted:
        raise Unreadable(f"it holds `{root.tag}` and not `{wanted}`", root.line)
    if each.ending == "field":
        _field(Spot(each.object, root.said("fullName") or each.name, path), root, reading)
    elif each.ending == "object":
        _object(each.name, path, root, reading)
    elif each.ending in _SETS:
        found = value_set(each.name, path, root, _SETS[each.ending])
        what = f"the value set `{each.name}`"
        reading.keep(what, reading.sets, f"{each.ending} {reading.key(each.name)}", found)
    else:
        _more(each, root, reading)


def _object(name: str, path: str, root: Node, reading: Reading) -> None:
    """An object of the metadata format, which holds all its parts; of the source format, its labels alone."""
    label = words = ""
    for node in root.children:
        part = _PARTS.get(node.tag)
        if part is not None:
            part(Spot(name, node.said("fullName"), path), node, reading)
        elif node.tag == "label":
            label = node.text
        elif node.tag == "description":
            words = node.text
    reading.object(name, Location(path, root.line), label, words)


def _more(each: Component, root: Node, reading: Reading) -> None:
    """What is written whole in a file of its own, and rarer."""
    path, name = each.path, each.name
    if each.ending == "validationRule":
        _check(Spot(each.object, root.said("fullName") or name, path), root, reading)
    elif each.ending == "businessProcess":
        _process(Spot(each.object, root.said("fullName") or name, path), root, reading)
    elif each.ending == "recordType":
        _record_type(Spot(each.object, root.said("fullName") or name, path), root, reading)
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


def _automation(found: LiveAutomation, reading: Reading) -> None:
    key = f"{found.object} {found.name}" if found.said in ("AssignmentRule", "WorkflowRule") else found.name
    reading.keep(f"the automation `{found.name}`", reading.automations, reading.key(key), found)


def _field(spot: Spot, node: Node, reading: Reading) -> None:
    object, name, path = spot
    found = field_of(object, name, path, node)
    key = reading.key(object)
    into = reading.fields.setdefault(key, {})
    if key not in reading.objects:
        reading.object(object, found.place)
    reading.keep(f"the field `{object}.{name}`", into, reading.key(name), found)


def _check(spot: Spot, node: Node, reading: Reading) -> None:
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


def _process(spot: Spot, node: Node, reading: Reading) -> None:
    found = process(spot.object, spot.name, spot.path, node)
    what = f"the business process `{spot.object}.{spot.name}`"
    reading.keep(what, reading.processes, reading.key(f"{spot.object}.{spot.name}"), found)


def _record_type(spot: Spot, node: Node, reading: Reading) -> None:
    found = record_type(spot.object, spot.name, spot.path, node)
    what = f"the record type `{spot.object}.{spot.name}`"
    reading.keep(what, reading.record_types, reading.key(f"{spot.object}.{spot.name}"), found)


_PARTS: Mapping[str, Callable[[Spot, Node, Reading], None]] = {
    "fields": _field,
    "validationRules": _check,
    "businessProcesses": _process,
    "recordTypes": _record_type,
}


def _unreadable(each: Component, problem: Unreadable, reading: Reading) -> None:
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
