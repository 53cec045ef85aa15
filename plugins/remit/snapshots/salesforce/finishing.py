"""A snapshot from what was read: shared values in their fields, and fields that no export lists."""

from __future__ import annotations

from dataclasses import replace

from remit.snapshots.model import LiveField, LiveObject, Snapshot, Unknown, ValueSet
from remit.snapshots.salesforce.fields import shared_name
from remit.snapshots.salesforce.gathering import Reading
from remit.snapshots.salesforce.layout import Chosen
from remit.snapshots.salesforce.processes import process_notes, record_type_notes
from remit.snapshots.salesforce.standard import CUSTOM, STANDARD, SYSTEM, TYPES, VALUE_SETS


def finished(reading: Reading, chosen: Chosen) -> Snapshot:
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


def _standard(reading: Reading) -> dict[tuple[str, str], LiveField]:
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


def _filled(each: LiveField, reading: Reading) -> LiveField:
    """A field with the values of the shared set that it names, or of the standard one that belongs to it."""
    if not each.built_in and not isinstance(each.values, ValueSet):
        return each  # as nearly all are
    shared = shared_name(each.values)
    standard = VALUE_SETS.get(f"{each.object}.{each.name}", "") if each.built_in else ""
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
