"""The table of properties that HubSpot's screen exports, in whichever language it is set to."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.diagnostics import RemitError
from remit.snapshots.tables import Table, table

_NEEDED = frozenset({"Name", "Internal name", "Type"})
# the columns of the export, in its order
_ORDER = (
    "Name", "Internal name", "Type", "Description", "Group name", "Form field", "Options", "Read only value",
    "Read only definition", "Calculated", "External options", "Deleted", "Hubspot defined",
)  # fmt: skip
_INTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TYPE = re.compile(r"string|number|bool|date|datetime|enumeration|phone_number|json|object_coordinates")


def properties(path: str, content: bytes) -> Iterator[tuple[int, Mapping[str, Any]]] | None:
    """Each property as the API would say it, with its line; None for a table of anything else."""
    try:
        said = table(content)
    except csv.Error as problem:
        raise RemitError(f"{path} cannot be read as a table: {problem}") from problem
    at = _columns(said)
    return None if at is None else _rows(said, at)


def _rows(said: Table, at: Mapping[str, int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, row in said.rows:
        cells = {name: row[place] if place < len(row) else "" for name, place in at.items()}
        try:
            options = json.loads(cells.get("Options") or "[]")
        except ValueError:
            options = None
        yield (
            line,
            {
                "name": cells["Internal name"].strip(),
                "label": cells["Name"],
                "type": cells["Type"].strip(),
                "description": cells.get("Description", ""),
                "options": options,
                "hubspotDefined": _flag(cells.get("Hubspot defined")),
                "archived": _flag(cells.get("Deleted")),
            },
        )


def _flag(said: object) -> bool:
    return str(said).strip().casefold() == "true"


def _columns(said: Table) -> Mapping[str, int] | None:
    """Where each column stands; None where the table is no export of properties.

    The screen writes the names of columns in the language of whoever exports, and always in one order.
    """
    names = {name.casefold(): place for place, name in enumerate(said.columns)}
    found = {name: names[name.casefold()] for name in _ORDER if name.casefold() in names}
    if set(found) >= _NEEDED:
        return found
    at = {name: place for place, name in enumerate(_ORDER)}
    rows = [row for _, row in said.rows if len(row) > at["Type"]]
    typed = all(_TYPE.fullmatch(row[at["Type"]].strip()) for row in rows)
    named = all(_INTERNAL.fullmatch(row[at["Internal name"]].strip()) for row in rows)
    return at if rows and typed and named else None
