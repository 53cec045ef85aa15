"""Reads a folder of records: a table for each entity, as CSV or JSON."""

# Records are data: nothing of them is executed, and they are written nowhere.

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from remit.compute.model import Model
from remit.compute.records import Records, Table, table_of
from remit.diagnostics import RemitError, did_you_mean

_Columns = Mapping[str, Sequence[Any]]
LARGEST = 1 << 30  # bytes of a file


def read_records(model: Model, folder: Path) -> Records:
    """The tables in a folder; what is no table of an entity, or no column of it, is said.

    Raises RemitError where the folder or a table cannot be read.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as problem:
        raise RemitError(f"{folder}: the records cannot be read: {problem.strerror}") from problem
    tables: dict[str, Table] = {}
    said: list[str] = []
    for path in paths:
        entity = path.stem
        if path.suffix not in (".csv", ".json") or not path.is_file():
            said.append(f"{path.name} is not read: records stand in <entity>.csv or <entity>.json")
        elif entity not in model.entities:
            hint = did_you_mean(entity, model.entities)
            said.append(f"{path.name} is not read: there is no entity `{entity}`{hint}")
        elif entity in tables:
            said.append(f"{path.name} is not read: {entity}.csv has the records of `{entity}` already")
        else:
            columns, size = _columns(path)
            place, first = ("line {}", 2) if path.suffix == ".csv" else ("record {}", 1)
            tables[entity], more = table_of(model, entity, columns, size, place=place, first=first)
            said += more
    if not tables:
        raise RemitError(f"{folder}: there are no records; a table is called like its entity, <entity>.csv")
    return Records(model, tables, tuple(said))


def _columns(path: Path) -> tuple[_Columns, int]:
    try:
        if path.stat().st_size > LARGEST:
            raise RemitError(f"{path.name} has more than {LARGEST >> 20} MiB")
        return _of_csv(path) if path.suffix == ".csv" else _of_json(path)
    except OSError as problem:
        raise RemitError(f"{path.name} cannot be read: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise RemitError(f"{path.name} is not UTF-8 text") from problem


def _of_csv(path: Path) -> tuple[_Columns, int]:
    shared: dict[str, str] = {}  # most cells repeat: one text for all that are equal
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
            cells: list[list[str]] = [[] for _ in header]
            for row in reader:
                if not row:
                    continue
                if len(row) != len(header):
                    words = f"{len(row)} values stand where the first line names {len(header)} columns"
                    raise RemitError(f"{path.name}, line {reader.line_num}: {words}")
                for column, cell in zip(cells, row, strict=True):
                    column.append(shared.setdefault(cell, cell))
        except csv.Error as problem:
            raise RemitError(f"{path.name}, line {reader.line_num}: {problem}") from problem
    if len(header) == 1 and (sign := next((each for each in ";\t" if each in header[0]), "")):
        called = "semicolons" if sign == ";" else "tabs"
        raise RemitError(f"{path.name}: the cells are divided by {called}; a table has commas between them")
    if len(set(header)) < len(header):  # by number: the first line may be a record, which nobody is to read
        twice = next(place for place, name in enumerate(header) if name in header[:place])
        first = header.index(header[twice])
        raise RemitError(f"{path.name}: column {twice + 1} is called as column {first + 1}")
    return dict(zip(header, cells, strict=True)), len(cells[0]) if cells else 0


def _of_json(path: Path) -> tuple[_Columns, int]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise RemitError(f"{path.name} is not JSON: {problem}") from problem
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RemitError(f"{path.name}: a list of records is expected, each an object of fields")
    names = dict.fromkeys(name for row in rows for name in row)
    for place, row in enumerate(rows, 1):
        for name, cell in row.items():
            if isinstance(cell, dict) or (isinstance(cell, list) and any(map(_is_nested, cell))):
                raise RemitError(
                    f"{path.name}, record {place}: `{name}` is neither a value nor a list of some"
                )
    return {name: [row.get(name) for row in rows] for name in names}, len(rows)


def _is_nested(cell: object) -> bool:
    return isinstance(cell, dict | list)
