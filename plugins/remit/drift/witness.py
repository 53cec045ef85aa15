"""Who changed it: an export of a system's audit trail, where there is one."""

# Salesforce: Setup, View Setup Audit Trail, Download: `Date`, `User`, `Action`, `Section`. Any CSV with
# columns of these names will do.

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from remit.diagnostics import RemitError
from remit.drift.model import Compared, Drift, Item
from remit.files import read

_NEEDED = ("date", "user", "action")


class Entry(NamedTuple):
    """One row: when, who, what, and its line."""

    when: str
    who: str
    what: str
    line: int


def entries(path: Path) -> list[Entry]:
    """The rows of an export, as they stand; raises RemitError for a table without the columns."""
    rows = csv.DictReader(io.StringIO(read(path).removeprefix("\ufeff"), newline=""))
    names = {str(name).strip().casefold(): name for name in rows.fieldnames or ()}
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise RemitError(
            f"{path} is no audit trail: it has no column `{missing[0]}`; date, user, action are wanted"
        )
    found, line = [], 2
    for row in rows:
        section = str(row.get(names.get("section", ""), "") or "")
        what = f"{row[names['action']]} {section}"
        found.append(Entry(str(row[names["date"]]), str(row[names["user"]]), what, line))
        line = rows.line_num + 1
    return found


def with_witnesses(drift: Drift, trail: Sequence[Entry]) -> Drift:
    """Each difference with the row that speaks of it; the export has the latest first."""
    return replace(drift, compared=tuple(_compared(each, trail) for each in drift.compared))


def _compared(each: Compared, trail: Sequence[Entry]) -> Compared:
    items = (_witnessed(item, trail) if item.is_difference else item for item in each.items)
    return replace(each, items=tuple(items))


def _witnessed(item: Item, trail: Sequence[Entry]) -> Item:
    word = _word(item)
    for entry in trail:
        if word in entry.what.casefold():
            said = f"{item.told}; by {entry.who} on {entry.when}, says the audit trail (line {entry.line})"
            return replace(item, told=said)
    return item


def _word(item: Item) -> str:
    """What a row must hold to speak of it: the value that is live, else the name of the field or flow."""
    if item.key[0] == "value":
        return (item.live or item.declared).strip("`").casefold()
    return item.name.casefold().removesuffix("__c")
