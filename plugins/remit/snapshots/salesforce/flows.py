"""Flows, assignment rules and workflow rules: which fields they read and set, and what cannot be followed."""

# https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import field

from remit.diagnostics import Location
from remit.frozen import dataclass
from remit.snapshots.model import FieldName, LiveAutomation
from remit.snapshots.salesforce.formulas import fields_of
from remit.snapshots.xml import Node

_RECORD = ("$Record", "$Record__Prior")
_MERGE = re.compile(r"\{!\s*([^}]+?)\s*\}")
# what of a flow neither reads nor sets a field, or is looked at below
_UNDERSTOOD = frozenset(
    {
        "apiVersion", "areMetricsLoggedToDataCloud", "assignments", "choices", "constants", "customErrors",
        "customProperties", "decisions", "description", "dynamicChoiceSets", "environments", "formulas",
        "fullName", "interviewLabel", "isAdditionalPermissionRequiredToRun", "isOverridable", "isTemplate",
        "label", "loops", "migratedFromWorkflowRuleName", "processMetadataValues", "processType",
        "recordCreates", "recordDeletes", "recordLookups", "recordUpdates", "runInMode", "screens",
        "segment", "sourceTemplate", "start", "startElementReference", "status", "stages", "steps",
        "textTemplates", "timeZoneSidKey", "transforms", "triggerOrder", "variables", "waits",
    }
)  # fmt: skip
_HARMLESS_ACTIONS = frozenset({"emailSimple", "emailAlert", "chatterPost", "customNotificationAction"})


@dataclass
class _Found:
    """What is found while a flow is read. `at` makes a place of a line."""

    at: Callable[[int], Location]
    reads: dict[FieldName, Location] = field(default_factory=dict)
    sets: dict[FieldName, Location] = field(default_factory=dict)
    writes: dict[FieldName, set[str]] = field(default_factory=dict)
    opaque: list[tuple[str, Location]] = field(default_factory=list)

    def read(self, names: Iterable[FieldName], line: int) -> None:
        for name in names:
            self.reads.setdefault(name, self.at(line))

    def set(self, name: FieldName, line: int, literal: str | None) -> None:
        self.sets.setdefault(name, self.at(line))
        if literal is not None:
            self.writes.setdefault(name, set()).add(literal)

    def automation(self, name: str, line: int, **more: object) -> LiveAutomation:
        return LiveAutomation(
            name=name,
            place=self.at(line),
            reads=self.reads,
            sets=self.sets,
            writes={key: frozenset(said) for key, said in self.writes.items()},
            opaque=tuple(self.opaque),
            **more,  # type: ignore[arg-type]
        )


def flow(name: str, path: str, parts: list[Node]) -> LiveAutomation:
    """A flow from what lies directly below its root."""
    found = _Found(lambda line: Location(path, line))
    by_tag: dict[str, list[Node]] = {}
    for part in parts:
        by_tag.setdefault(part.tag, []).append(part)
    start = next(iter(by_tag.get("start", ())), None)
    object = start.said("object") if start is not None else ""
    if not object:
        object = next(
            (
                said.first("value").said("stringValue")  # type: ignore[union-attr]
                for said in by_tag.get("processMetadataValues", ())
                if said.said("name") == "ObjectType" and said.first("value") is not None
            ),
            "",
        )
    of = _objects(object, by_tag)
    for part in parts:
        _part(part, of, found)
    status = next((each.text for each in by_tag.get("status", ())), "Active")
    labels = by_tag.get("label", ())
    kinds = by_tag.get("processType", ())
    return found.automation(
        name,
        parts[0].line if parts else 1,
        object=object,
        label=labels[0].text if labels else "",
        said=kinds[0].text if kinds else "Flow",
        active=status == "Active",
    )


def _objects(object: str, by_tag: dict[str, list[Node]]) -> dict[str, str]:
    """The object of each variable that holds records."""
    of = dict.fromkeys(_RECORD, object)
    for each in by_tag.get("variables", ()):
        of[each.said("name")] = each.said("objectType")
    for tag in ("recordLookups", "recordCreates"):
        for each in by_tag.get(tag, ()):
            of[each.said("name")] = each.said("object")
            for output in ("outputReference", "storeOutputTo"):
                if each.said(output):
                    of[each.said(output)] = each.said("object")
    for each in by_tag.get("loops", ()):
        of[each.said("name")] = of.get(each.said("collectionReference"), "")
        if each.said("assignNextValueToReference"):
            of.setdefault(each.said("assignNextValueToReference"), of[each.said("name")])
    return {name: held for name, held in of.items() if name}


def _part(part: Node, of: dict[str, str], found: _Found) -> None:
    tag = part.tag
    if tag == "actionCalls" and part.said("actionType") not in _HARMLESS_ACTIONS:
        said = part.said("actionType") or "an action"
        found.opaque.append((f"it calls {said} `{part.said('actionName')}`", found.at(part.line)))
    elif tag in ("subflows", "apexPluginCalls"):
        what = "another flow" if tag == "subflows" else "Apex"
        called = part.said("flowName") or part.said("apexClass")
        found.opaque.append((f"it calls {what} `{called}`", found.at(part.line)))
    elif tag not in _UNDERSTOOD and tag != "actionCalls":
        found.opaque.append((f"it has an element `{tag}` that is not understood", found.at(part.line)))
    held = of.get(part.said("inputReference"), "") or part.said("object")
    if tag in ("recordUpdates", "recordCreates"):
        for each in part.all("inputAssignments"):
            name = each.said("field")
            found.set((held, name), each.line, _literal(each.first("value")))
    for each in part.walk():
        _node(each, held, of, found, sets=tag == "assignments")


def _node(node: Node, held: str, of: dict[str, str], found: _Found, *, sets: bool) -> None:
    """What one element reads; the target of an assignment is set."""
    if node.tag == "assignmentItems" and sets:
        target = _reference(node.said("assignToReference"), of)
        if target is not None:
            found.set(target, node.line, _literal(node.first("value")))
    elif node.tag == "filters":
        found.read([(held, node.said("field"))], node.line)
    elif node.tag in ("elementReference", "leftValueReference", "rightValue", "collectionReference"):
        named = _reference(node.text, of)
        if named is not None:
            found.read([named], node.line)
    elif node.tag in ("expression", "filterFormula", "formula", "stringValue", "text"):
        for inner in _MERGE.findall(node.text):
            named = _reference(inner, of)
            if named is not None:
                found.read([named], node.line)


def _reference(text: str, of: dict[str, str]) -> FieldName | None:
    """The field that `variable.Field` means, or None where no record is named."""
    way = text.split(".")
    if len(way) < 2 or way[0] not in of:
        return None
    if len(way) == 2:
        return of[way[0]], way[1]
    relation = way[-2]
    return (f"{relation[:-3]}__c" if relation.endswith("__r") else relation), way[-1]


def _literal(value: Node | None) -> str | None:
    """The text that is written, or None where it is computed."""
    if value is None:
        return None
    said = next((each for each in value.children if each.tag != "elementReference"), None)
    if said is None or _MERGE.search(said.text):
        return None
    return said.text


def assignment_rules(object: str, path: str, part: Node) -> LiveAutomation:
    """One assignment rule: it sets the owner, by criteria or a formula."""
    found = _Found(lambda line: Location(path, line))
    _criteria(part, object, found)
    for entry in part.all("ruleEntry"):
        if entry.said("assignedTo"):
            found.set((object, "OwnerId"), entry.line, None)
    return found.automation(
        part.said("fullName"),
        part.line,
        object=object,
        label=part.said("fullName"),
        said="AssignmentRule",
        active=part.said("active") == "true",
    )


def workflow(object: str, path: str, parts: list[Node]) -> list[LiveAutomation]:
    """The rules of an object's workflow, with the field updates that each starts."""
    updates = {each.said("fullName"): each for each in parts if each.tag == "fieldUpdates"}
    rules = []
    for rule in parts:
        if rule.tag != "rules":
            continue
        found = _Found(lambda line: Location(path, line))
        _criteria(rule, object, found)
        for action in rule.all("actions"):
            update = updates.get(action.said("name"))
            if action.said("type") == "FieldUpdate" and update is not None:
                literal = update.said("literalValue") or None
                found.set((object, update.said("field")), update.line, literal)
                found.read(fields_of(update.said("formula"), object), update.line)
            elif action.said("type") == "FieldUpdate":
                name = action.said("name")
                found.opaque.append(
                    (f"its field update `{name}` is not in the snapshot", found.at(action.line))
                )
        name = rule.said("fullName")
        active = rule.said("active") == "true"
        rules.append(
            found.automation(name, rule.line, object=object, label=name, said="WorkflowRule", active=active)
        )
    return rules


def _criteria(rule: Node, object: str, found: _Found) -> None:
    for node in rule.walk():
        if node.tag == "criteriaItems":
            holder, dot, name = node.said("field").rpartition(".")
            found.read([(holder if dot else object, name)], node.line)
        elif node.tag == "formula":
            found.read(fields_of(node.text, object), node.line)
