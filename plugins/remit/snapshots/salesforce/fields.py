"""Fields and value sets of Salesforce, from one element of a file."""

# https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm

from __future__ import annotations

from remit.diagnostics import Location
from remit.snapshots.model import LiveField, LiveValue, Unknown, ValueSet
from remit.snapshots.salesforce.standard import CUSTOM, FORECASTS, STANDARD, SYSTEM, TYPES
from remit.snapshots.xml import Node

_SHARED = "valueSet is shared"
_LISTS = frozenset({"Picklist", "MultiselectPicklist"})


def decoded(name: str) -> str:
    """A name as people see it: `Proposal%2FPrice Quote` is `Proposal/Price Quote`."""
    if "%" not in name:
        return name
    from urllib.parse import unquote  # few exports need it

    return unquote(name)


def field_of(object: str, name: str, path: str, node: Node) -> LiveField:
    """A field; the values of a shared set are filled in afterwards, by its name."""
    place = Location(path, node.line)
    texts = node.texts()
    usual = texts.get("type") or STANDARD.get(f"{object}.{name}", "") or SYSTEM.get(name, "")
    if usual:
        types: frozenset[str] | Unknown = TYPES.get(usual) or Unknown(
            f"its type `{usual}` is none of a handbook's", place
        )
    else:
        types = Unknown("the export names no type of this standard field", place)
    has_values = "valueSet" in texts or "picklist" in texts or usual in _LISTS
    return LiveField(
        object=object,
        name=name,
        place=place,
        label=texts.get("label", ""),
        said=usual,
        types=types,
        required=texts.get("required") == "true" or usual == "MasterDetail",
        formula=texts.get("formula", ""),
        values=_values(path, node, usual) if has_values else None,
        help=texts.get("inlineHelpText", ""),
        description=texts.get("description", ""),
        built_in=not name.endswith(CUSTOM),
    )


def _values(path: str, node: Node, said: str) -> ValueSet | Unknown | None:
    held = node.first("valueSet")
    if held is None:
        held = node.first("picklist")  # how it was written before version 38
        if held is None:
            if said not in _LISTS:
                return None
            return Unknown("its values are not in the snapshot", Location(path, node.line))
        return value_set("", path, held, "picklistValues")
    restricted = {"true": True, "false": False}.get(held.said("restricted"))
    controlled = held.said("controllingField")
    own = held.first("valueSetDefinition")
    if own is not None:
        return value_set("", path, own, "value", at=held, restricted=restricted, controlled_by=controlled)
    shared = held.said("valueSetName")
    place = Location(path, held.line)
    if shared:
        return ValueSet((), place, f"{_SHARED}:{shared}", restricted, controlled)
    return Unknown("its values are not in the snapshot", place)


def shared_name(values: object) -> str:
    """The name of a shared set whose values are still to be filled in; else empty."""
    name = values.name if isinstance(values, ValueSet) else ""
    return name.removeprefix(f"{_SHARED}:") if name.startswith(f"{_SHARED}:") else ""


def value_set(
    name: str,
    path: str,
    node: Node,
    tag: str,
    *,
    at: Node | None = None,
    restricted: bool | None = None,
    controlled_by: str = "",
) -> ValueSet:
    """All values of one element, in its order."""
    values = tuple([value_of(path, each) for each in node.all(tag)])
    return ValueSet(values, Location(path, (at or node).line), name, restricted, controlled_by)


def value_of(path: str, node: Node) -> LiveValue:
    """One value, with what a stage has beside it."""
    texts = node.texts()
    likelihood, forecast = texts.get("probability"), texts.get("forecastCategory", "")
    try:
        probability = float(likelihood) if likelihood else None
    except ValueError:
        probability = None
    return LiveValue(
        name=decoded(texts.get("fullName", "")),
        place=Location(path, node.line),
        label=decoded(texts.get("label", "")),
        inactive=texts.get("isActive") == "false",
        closed=_closed(texts.get("closed", ""), texts.get("converted", "")),
        won=_flag(texts.get("won", "")),
        probability=probability,
        forecast=FORECASTS.get(forecast, forecast),
        description=texts.get("description", ""),
    )


def _closed(closed: str, converted: str) -> bool | None:
    """A lead that is not converted may be closed all the same: no export says so."""
    return True if converted == "true" else _flag(closed)


def _flag(said: str) -> bool | None:
    return {"true": True, "false": False}.get(said)
