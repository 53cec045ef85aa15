"""dbt: `manifest.json` of versions 10 to 12: metrics, semantic models, exposures, documented columns."""

# https://docs.getdbt.com/reference/artifacts/manifest-json

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from remit.diagnostics import Location, RemitError
from remit.snapshots.files import Files
from remit.snapshots.json_lines import Lines
from remit.snapshots.model import (
    LiveDashboard,
    LiveField,
    LiveMetric,
    LiveObject,
    LiveValue,
    Note,
    Snapshot,
    Unknown,
    ValueSet,
    plain,
)

OLDEST, NEWEST = 10, 12
_VERSION = re.compile(r"/manifest/v(\d+)\.json")
_TEXT = frozenset({"text", "id", "picklist", "multi-picklist", "reference"})
_NUMBER = frozenset({"number", "currency", "percent", "id"})
_TYPES = (
    (re.compile(r"char|text|string|uuid", re.IGNORECASE), _TEXT),
    (re.compile(r"timestamp|datetime", re.IGNORECASE), frozenset({"datetime", "date"})),
    (re.compile(r"^date$", re.IGNORECASE), frozenset({"date"})),
    (re.compile(r"bool", re.IGNORECASE), frozenset({"boolean"})),
    (re.compile(r"int|num|dec|float|double|real|money", re.IGNORECASE), _NUMBER),
)
_DOCUMENTED = Unknown("a manifest has only the columns that somebody documented")
_UNTYPED = Unknown("the manifest does not say its type")
_UNTESTED = Unknown("no `accepted_values` test says which values it may have")


def read(files: Files, *, environment: str = "") -> Snapshot:
    """A manifest, alone or in the folder that `dbt parse` writes; raises RemitError for another version."""
    paths = [path for path in files.paths() if path.rpartition("/")[2].endswith(".json")]
    named = [path for path in paths if path.rpartition("/")[2] == "manifest.json"] or paths
    if len(named) != 1:
        found = ", ".join(f"`{each}`" for each in named[:5]) or "none"
        raise RemitError(f"{files.name}: one manifest.json is wanted, and there is {found}; name the file")
    lines = Lines(named[0], files.read(named[0]))
    said = lines.data if isinstance(lines.data, dict) else {}
    head = _dict(said.get("metadata"))
    version = _VERSION.search(str(head.get("dbt_schema_version", "")))
    if version is None:
        raise RemitError(f"{files.name} is no manifest of dbt: `metadata.dbt_schema_version` names none")
    if int(version[1]) < OLDEST:
        raise RemitError(
            f"{files.name} is a manifest of version {version[1]}; versions {OLDEST} to {NEWEST} are read: "
            "`dbt parse` of a newer dbt writes them"
        )
    notes = []
    if int(version[1]) > NEWEST:
        message = (
            f"a manifest of version {version[1]}, newer than what is known: it is read as version {NEWEST}"
        )
        notes.append(Note(Location(named[0]), message))
    if environment:
        raise RemitError(f"{files.name} is of one project; leave out `{environment}`")
    return replace(_read(said, lines), day=str(head.get("generated_at") or "")[:10], notes=tuple(notes))


def _read(said: Mapping[str, Any], lines: Lines) -> Snapshot:
    metrics = tuple(_metrics(said, lines))
    cut: dict[str, Unknown] = {}
    if not metrics:
        cut["metrics"] = Unknown("the manifest has no metric at all")
    exposures = tuple(_exposures(said, lines))
    if not exposures:
        cut["dashboards"] = Unknown("the manifest has no exposure of the type dashboard")
    return Snapshot(
        kind="dbt",
        objects=dict(_tables(said, lines)),
        metrics=metrics,
        dashboards=exposures,
        holds=frozenset({"fields", "metrics", "dashboards"}),
        cut=cut,
        files=1,
    )


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Mapping[str, Any]]:
    found = said.get(name)
    pairs = found.items() if isinstance(found, dict) else ()
    return {id: each for id, each in pairs if isinstance(each, dict)}


def _meta(each: Mapping[str, Any]) -> Mapping[str, Any]:
    """What somebody noted beside it: at the top, or under `config` since version 12."""
    return {**_dict(_dict(each.get("config")).get("meta")), **_dict(each.get("meta"))}


def _dict(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, dict) else {}


def _owner(said: Mapping[str, Any], each: Mapping[str, Any]) -> str:
    """Who owns it: as its own owner, in its notes, or as the owner of its group."""
    own = each.get("owner") or _meta(each).get("owner")
    if own is None and each.get("group"):
        groups = _part(said, "groups").values()
        own = next((group.get("owner") for group in groups if group.get("name") == each["group"]), None)
    if isinstance(own, dict):
        return str(own.get("name") or own.get("email") or "")
    return str(own or "")


def _names(each: Mapping[str, Any]) -> frozenset[str]:
    """Its own name and label, and the id of a handbook that its notes give as `remit`."""
    meant = str(_meta(each).get("remit") or "").rpartition(":")[2]
    return frozenset({str(each.get("name", "")), str(each.get("label") or ""), meant} - {""})


def _metrics(said: Mapping[str, Any], lines: Lines) -> Iterator[LiveMetric]:
    every = _part(said, "metrics")
    for id, each in sorted(every.items()):
        yield LiveMetric(
            name=str(each.get("name", id)),
            place=lines.key(id),
            label=str(each.get("label") or ""),
            names=_names(each),
            said=str(each.get("type") or ""),
            sources=_sources(said, id),
            owner=_owner(said, each),
            description=str(each.get("description") or ""),
        )


def _sources(said: Mapping[str, Any], metric: str) -> frozenset[str] | Unknown:
    """The models that a metric is computed from, through other metrics and semantic models."""
    found: set[str] = set()
    seen: set[str] = set()
    ahead = [metric]
    while ahead:
        id = ahead.pop()
        if id in seen:
            continue
        seen.add(id)
        kind = id.partition(".")[0]
        each: Mapping[str, Any] = {}
        for part in ("metrics", "semantic_models"):
            each = _part(said, part).get(id) or each
        if kind in ("model", "source", "seed", "snapshot"):
            found.add(_table_name(_part(said, "nodes").get(id) or _part(said, "sources").get(id) or {}, id))
            continue
        relation = each.get("node_relation") or {}
        if relation.get("alias"):
            found.add(str(relation["alias"]))
        else:
            ahead += [str(other) for other in (each.get("depends_on") or {}).get("nodes") or ()]
    return frozenset(found) or Unknown("the manifest does not say what it is computed from")


def _table_name(each: Mapping[str, Any], id: str = "") -> str:
    return str(each.get("identifier") or each.get("alias") or each.get("name") or id.rpartition(".")[2])


def _exposures(said: Mapping[str, Any], lines: Lines) -> Iterator[LiveDashboard]:
    metrics = _part(said, "metrics")
    for id, each in sorted(_part(said, "exposures").items()):
        if each.get("type") == "dashboard":
            used = [other for other in (each.get("depends_on") or {}).get("nodes") or () if other in metrics]
            shown = frozenset(str(metrics[other].get("name")) for other in used)
            yield LiveDashboard(
                name=str(each.get("name", id)),
                place=lines.key(id),
                label=str(each.get("label") or ""),
                names=_names(each),
                owner=_owner(said, each),
                metrics=shown or Unknown("the exposure names no metric"),
                description=str(each.get("description") or ""),
            )


def _tables(said: Mapping[str, Any], lines: Lines) -> Iterator[tuple[str, LiveObject]]:
    values = dict(_accepted(said, lines))
    for part in ("sources", "nodes"):
        for id, each in sorted(_part(said, part).items()):
            if id.partition(".")[0] not in ("model", "source", "seed", "snapshot"):
                continue
            name = _table_name(each, id)
            place = lines.key(id)
            columns = each.get("columns") or {}
            fields = {
                plain(column): _column(
                    name, column, one or {}, place=place, values=values.get((id, column.casefold()))
                )
                for column, one in sorted(columns.items())
            }
            about = str(each.get("description") or "")
            yield plain(name), LiveObject(name, place, name, fields, _DOCUMENTED, about)


def _column(
    table: str, name: str, said: Mapping[str, Any], *, place: Location, values: ValueSet | None
) -> LiveField:
    kind = str(said.get("data_type") or "")
    types = next((types for pattern, types in _TYPES if pattern.search(kind)), None) if kind else None
    return LiveField(
        object=table,
        name=name,
        place=values.place if values is not None else place,
        said=kind,
        types=types or _UNTYPED,
        required=Unknown("a manifest does not say what must be filled"),
        values=values or _UNTESTED,
        description=str(said.get("description") or ""),
        built_in=True,  # columns that only the warehouse needs are nobody's decision
    )


def _accepted(said: Mapping[str, Any], lines: Lines) -> Iterator[tuple[tuple[str, str], ValueSet]]:
    """The values that an `accepted_values` test allows, by model and column."""
    for id, each in sorted(_part(said, "nodes").items()):
        test = each.get("test_metadata") or {}
        if test.get("name") != "accepted_values":
            continue
        given = test.get("kwargs") or {}
        given = given.get("arguments") or given
        column = str(each.get("column_name") or given.get("column_name") or "").casefold()
        about = each.get("attached_node") or next(iter((each.get("depends_on") or {}).get("nodes") or ()), "")
        place = lines.key(id)
        values = tuple(LiveValue(str(value), place) for value in given.get("values") or ())
        yield (str(about), column), ValueSet(values, place)
