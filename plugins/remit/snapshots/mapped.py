"""Any list, CSV or JSON, through a mapping of its columns: dashboards of a BI tool, another CRM."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from pathlib import PurePosixPath
from typing import Any

from remit.diagnostics import Location, RemitError, did_you_mean
from remit.frozen import dataclass
from remit.snapshots.files import Files
from remit.snapshots.json_lines import Lines
from remit.snapshots.model import (
    TYPES,
    LiveAutomation,
    LiveDashboard,
    LiveField,
    LiveMetric,
    LiveObject,
    LiveValue,
    Snapshot,
    Unknown,
    ValueSet,
    plain,
)
from remit.snapshots.tables import table
from remit.source import parse

# what a list holds → the columns that a mapping may name, the needed ones first
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "fields": ("object", "name", "label", "type", "required", "values", "formula", "description"),
    "values": (
        "object", "field", "name", "label", "inactive", "closed", "won", "probability", "forecast",
        "description",
    ),
    "automations": ("name", "object", "label", "active", "reads", "sets"),
    "metrics": ("name", "label", "sources", "owner", "description"),
    "dashboards": ("name", "label", "metrics", "owner", "description"),
}  # fmt: skip
_NEEDED = {"fields": 2, "values": 3, "automations": 1, "metrics": 1, "dashboards": 1}
_YES = frozenset({"true", "yes", "1", "y", "x", "active", "on"})
_NO = frozenset({"false", "no", "0", "n", "", "inactive", "off"})


@dataclass
class _Reading:
    fields: dict[str, dict[str, LiveField]] = field(default_factory=dict)
    values: dict[tuple[str, str], list[LiveValue]] = field(default_factory=dict)
    names: dict[str, tuple[str, Location]] = field(default_factory=dict)
    automations: list[LiveAutomation] = field(default_factory=list)
    metrics: list[LiveMetric] = field(default_factory=list)
    dashboards: list[LiveDashboard] = field(default_factory=list)
    holds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Row:
    """One row: what the mapping makes of it, and where it stands."""

    said: Mapping[str, Any]
    place: Location
    split: str
    types: Mapping[str, str]

    def text(self, name: str) -> str:
        found = self.said.get(name)
        return "" if found is None else str(found).strip()

    def many(self, name: str) -> tuple[str, ...] | None:
        """Several values; None where the mapping names no column for them."""
        if name not in self.said:
            return None
        found = self.said[name]
        parts = found if isinstance(found, list) else str(found or "").split(self.split)
        return tuple(str(part).strip() for part in parts if str(part).strip())

    def flag(self, name: str) -> bool | None:
        said = self.text(name).casefold()
        if name not in self.said or (said not in _YES and said not in _NO):
            return None
        return said in _YES


def read(files: Files, *, environment: str = "") -> Snapshot:
    """The lists that a mapping names. `files` holds the mapping alone, or a folder with it and its lists."""
    paths = list(files.paths())
    named = [path for path in paths if path.endswith((".yaml", ".yml"))]
    if len(named) != 1:
        raise RemitError(f"{files.name}: one mapping, a YAML file, is wanted, and there are {len(named)}")
    document = parse(files.read(named[0]), named[0])
    if document.problems or not isinstance(document.data, dict):
        where = document.problems[0] if document.problems else None
        why = f"{where.location}: {where.message}" if where is not None else "it holds no mapping"
        raise RemitError(f"{files.name} cannot be read: {why}")
    lists = document.data.get("lists")
    if not isinstance(lists, dict) or not lists:
        raise RemitError(
            f"{files.name} names no list: write `lists:`, below it a name, and there `file`, `of`, `columns`"
        )
    reading = _Reading()
    for name, said in lists.items():
        place = document.locate(("lists", name), key=True)
        for row in _rows(files, name, said, str(place)):
            _READ[said["of"]](row, reading)
        reading.holds.add({"values": "fields"}.get(said["of"], said["of"]))
    if environment:
        raise RemitError(f"{files.name} knows no environments; leave out `{environment}`")
    return replace(_finished(reading), files=len(lists) + 1)


def _rows(files: Files, name: str, said: Any, place: str) -> Iterator[_Row]:
    """The rows of one list; raises RemitError for a mapping that says it wrongly, with what to write."""
    if not isinstance(said, dict) or said.get("of") not in COLUMNS:
        of = said.get("of") if isinstance(said, dict) else None
        raise RemitError(
            f"{place}: the list `{name}` needs `of`, one of {', '.join(COLUMNS)}"
            f"{did_you_mean(str(of), COLUMNS)}"
        )
    columns, fixed = said.get("columns") or {}, said.get("fixed") or {}
    for part in ("columns", "fixed", "types"):
        pairs = said.get(part) or {}
        if not isinstance(pairs, dict) or not all(isinstance(each, str) for each in pairs.values()):
            raise RemitError(f"{place}: `{part}` of the list `{name}` wants names with a text each")
    known = COLUMNS[said["of"]]
    for wrong in [*columns, *fixed]:
        if wrong not in known:
            raise RemitError(f"{place}: a list of {said['of']} has no `{wrong}`{did_you_mean(wrong, known)}")
    for needed in known[: _NEEDED[said["of"]]]:
        if needed not in columns and needed not in fixed:
            raise RemitError(f"{place}: the list `{name}` does not say which column is the `{needed}`")
    path = str(said.get("file") or "")
    if not path or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise RemitError(f"{place}: the list `{name}` needs `file`, a file beside the mapping or below")
    content = files.beside(path)
    found = _json(path, content, said, place) if path.endswith(".json") else _csv(path, content)
    types = said.get("types") or {}
    for record, where in found:
        missing = [column for column in columns.values() if column not in record]
        if missing:
            hint = did_you_mean(str(missing[0]), [str(each) for each in record])
            raise RemitError(f"{where}: there is no column `{missing[0]}`{hint}")
        row = {**fixed, **{key: record[column] for key, column in columns.items()}}
        yield _Row(row, where, str(said.get("split") or ";"), types)


def _csv(path: str, content: bytes) -> Iterator[tuple[Mapping[str, Any], Location]]:
    try:
        said = table(content)
    except csv.Error as problem:
        raise RemitError(f"{path} cannot be read as a table: {problem}") from problem
    for line, row in said.records():
        yield row, Location(path, line)


def _json(
    path: str, content: bytes, said: Mapping[str, Any], place: str
) -> Iterator[tuple[Mapping[str, Any], Location]]:
    lines = Lines(path, content)
    found = lines.data
    for step in str(said.get("items") or "").split("."):
        if step:
            found = found.get(step) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise RemitError(
            f"{place}: {path} has no list at `{said.get('items') or 'its top'}`; say where with `items`"
        )
    name = (said.get("columns") or {}).get("name")
    for each in found:
        if isinstance(each, dict):
            yield each, lines.place(each.get(name, ""))


def _field(row: _Row, reading: _Reading) -> None:
    object, name = row.text("object"), row.text("name")
    kind = row.text("type")
    meant = row.types.get(kind, kind.casefold())
    types: frozenset[str] | Unknown = Unknown(
        f"its type `{kind}` is none of a handbook's; `types` says which"
    )
    if meant in TYPES:
        types = frozenset({meant})
    elif "type" not in row.said:
        types = Unknown("the list does not say its type")
    listed = row.many("values")
    values: ValueSet | Unknown | None = None
    if listed:
        values = ValueSet(tuple(LiveValue(value, row.place) for value in listed), row.place)
    elif listed is None:
        values = Unknown("the list does not say its values")
    required = row.flag("required")
    reading.names.setdefault(plain(object), (object, row.place))
    reading.fields.setdefault(plain(object), {})[plain(name)] = LiveField(
        object=object,
        name=name,
        place=row.place,
        label=row.text("label"),
        said=kind,
        types=types,
        required=Unknown("the list does not say what is required") if required is None else required,
        formula=row.text("formula"),
        values=values,
        description=row.text("description"),
    )


def _value(row: _Row, reading: _Reading) -> None:
    object, name = row.text("object"), row.text("field")
    try:
        likely = float(row.text("probability").rstrip("%")) if row.text("probability") else None
    except ValueError:
        likely = None
    reading.names.setdefault(plain(object), (object, row.place))
    reading.values.setdefault((plain(object), plain(name)), []).append(
        LiveValue(
            name=row.text("name"),
            place=row.place,
            label=row.text("label"),
            inactive=row.flag("inactive") is True,
            closed=row.flag("closed"),
            won=row.flag("won"),
            probability=likely,
            forecast=row.text("forecast"),
            description=row.text("description"),
        )
    )
    held = reading.fields.setdefault(plain(object), {})
    held.setdefault(plain(name), LiveField(object, name, row.place, built_in=True))


def _automation(row: _Row, reading: _Reading) -> None:
    object = row.text("object")
    active = row.flag("active")
    reads, sets = row.many("reads"), row.many("sets")
    reading.automations.append(
        LiveAutomation(
            name=row.text("name"),
            place=row.place,
            object=object,
            label=row.text("label"),
            active=active
            if active is not None
            else "active" not in row.said or Unknown("nothing says if it is on"),
            reads=dict.fromkeys((_of(each, object) for each in reads or ()), row.place),
            sets=dict.fromkeys((_of(each, object) for each in sets or ()), row.place),
            follows=reads is not None and sets is not None,
        )
    )


def _of(name: str, object: str) -> tuple[str, str]:
    holder, dot, field = name.rpartition(".")
    return (holder if dot else object, field)


def _metric(row: _Row, reading: _Reading) -> None:
    sources = row.many("sources")
    reading.metrics.append(
        LiveMetric(
            name=row.text("name"),
            place=row.place,
            label=row.text("label"),
            sources=Unknown("the list does not say what it is computed from")
            if sources is None
            else frozenset(sources),
            owner=row.text("owner"),
            description=row.text("description"),
        )
    )


def _dashboard(row: _Row, reading: _Reading) -> None:
    metrics = row.many("metrics")
    reading.dashboards.append(
        LiveDashboard(
            name=row.text("name"),
            place=row.place,
            label=row.text("label"),
            owner=row.text("owner"),
            metrics=Unknown("the list does not say what it shows") if metrics is None else frozenset(metrics),
            description=row.text("description"),
        )
    )


_READ: Mapping[str, Callable[[_Row, _Reading], None]] = {
    "fields": _field,
    "values": _value,
    "automations": _automation,
    "metrics": _metric,
    "dashboards": _dashboard,
}


def _finished(reading: _Reading) -> Snapshot:
    for (object, called), values in reading.values.items():
        held = reading.fields[object][called]
        reading.fields[object][called] = replace(held, values=ValueSet(tuple(values), values[0].place))
    objects = {
        key: LiveObject(called, place, called, reading.fields.get(key, {}))
        for key, (called, place) in sorted(reading.names.items())
    }
    for key, each in objects.items():
        if each.fields and all(one.built_in for one in each.fields.values()):
            objects[key] = replace(each, whole=Unknown(f"no fields of `{each.name}` are listed, only values"))
    return Snapshot(
        kind="map",
        objects=objects,
        automations=tuple(reading.automations),
        metrics=tuple(reading.metrics),
        dashboards=tuple(reading.dashboards),
        holds=frozenset(reading.holds),
    )
