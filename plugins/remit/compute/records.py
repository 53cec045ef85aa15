"""Tables of records, one for each entity: columns are fields, read when a formula asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from remit.compute.model import Model
from remit.compute.values import CannotTell, Cell, reader_of
from remit.diagnostics import did_you_mean
from remit.frozen import dataclass

SELF = "id"  # a column of this name is the identity of the table's entity


@dataclass(slots=True)
class Table:
    """The records of one entity. `where` names each record's place for people, such as `line 7`."""

    entity: str
    size: int
    raw: dict[str, Sequence[Any]]
    where: str = "record {}"
    first: int = 1
    typed: dict[str, list[Cell | None]] = field(default_factory=dict)
    rows_of: dict[str, dict[Cell, int]] = field(default_factory=dict)
    names: Sequence[str] = ()

    def place(self, row: int) -> str:
        """Where a record stands."""
        return self.where.format(row + self.first)


@dataclass(frozen=True, slots=True)
class Records:
    """All tables of a computation, and what was said of them while reading."""

    model: Model
    tables: Mapping[str, Table]
    said: tuple[str, ...] = ()

    def column(self, entity: str, name: str) -> list[Cell | None]:
        """The values of a field in the records of an entity, None where there is none.

        Raises CannotTell where the table or the column is missing, or a value does not fit its field.
        """
        table = self.tables.get(entity)
        if table is None:
            raise CannotTell(f"there are no records of `{entity}`, which `{name}` is read from")
        if name not in table.typed:
            if name not in table.raw:
                raise CannotTell(f"the records of `{entity}` have no `{name}`")
            table.typed[name] = self._read(table, name)
        return table.typed[name]

    def _read(self, table: Table, name: str) -> list[Cell | None]:
        read = reader_of(self.model.fields[name].type, self.model.zone)
        known: dict[str, Cell | None] = {}
        found: list[Cell | None] = []
        for row, cell in enumerate(table.raw[name]):
            text = cell if isinstance(cell, str) else _text(cell)
            if text not in known:
                try:
                    known[text] = read(text.strip()) if text.strip() else None
                except ValueError as problem:
                    where = f"{table.entity}, {table.place(row)}"
                    raise CannotTell(f"{where}: `{name}` `{_short(text)}` {problem}") from None
            found.append(known[text])
        return found

    def rows_of(self, entity: str) -> Mapping[Cell, int]:
        """Identity → row of the records of an entity; raises CannotTell where one stands there twice."""
        table = self.tables[entity]
        identity = self.model.identities[entity]
        if identity not in table.rows_of:
            found: dict[Cell, int] = {}
            for row, value in enumerate(self.column(entity, identity)):
                if value is not None and found.setdefault(value, row) != row:
                    raise CannotTell(
                        f"{entity}, {table.place(row)}: `{identity}` `{value}` stands in "
                        f"{table.place(found[value])} already, and a record is counted once"
                    )
            table.rows_of[identity] = found
        return table.rows_of[identity]

    def name_of(self, entity: str, row: int) -> str:
        """What a record is called: its identity, or its place."""
        identity = self.model.identities.get(entity)
        table = self.tables[entity]
        value = self.column(entity, identity)[row] if identity in table.raw and identity else None
        if value is not None:
            return str(value)
        return table.names[row] if table.names else table.place(row)


def _text(cell: Any) -> str:
    """A cell of JSON or YAML as it would stand in a table of text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | Decimal):
        return format(Decimal(str(cell)), "f")
    if isinstance(cell, list):
        return ";".join(map(_text, cell))
    return str(cell)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def table_of(
    model: Model, entity: str, columns: Mapping[str, Sequence[Any]], size: int, *, place: str, first: int = 1
) -> tuple[Table, list[str]]:
    """A table of the columns that are fields of its entity or identities of others; the rest is said."""
    raw: dict[str, Sequence[Any]] = {}
    said = []
    for name, cells in columns.items():
        meant = model.identities.get(entity, name) if name == SELF else name
        if problem := _foreign(model, entity, meant):
            said.append(f"{entity}: {problem}")
        elif meant in raw:
            said.append(f"{entity}: `{name}` and another column are both `{meant}`; the first one counts")
        else:
            raw[meant] = cells
    return Table(entity, size, raw, place, first), said


def _foreign(model: Model, entity: str, name: str) -> str:
    """Why a column does not belong into a table, or nothing."""
    own = model.fields.get(name)
    if own is None:
        near = did_you_mean(name, [each.id for each in model.fields.values() if each.entity == entity])
        return f"`{name}` is no field{near}; it is not read"
    if own.entity == entity or name in model.named_by:
        return ""
    return f"`{name}` is a field of `{own.entity}`; it is read from the records of `{own.entity}` alone"


def records_of(model: Model, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Records:
    """Records that are given as mappings of fields to values, such as those of an example."""
    found: dict[str, Table] = {}
    said: list[str] = []
    for entity, given in tables.items():
        rows = list(given)
        if entity not in model.entities:
            said.append(
                f"there is no entity `{entity}`{did_you_mean(entity, model.entities)}; it is not read"
            )
            continue
        names = dict.fromkeys(name for row in rows for name in row)
        columns = {name: [row.get(name) for row in rows] for name in names}
        found[entity], more = table_of(model, entity, columns, len(rows), place="record {}")
        said += more
    return Records(model, found, tuple(said))


def named_records(model: Model, tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Records:
    """Records that are given by their names, which are their identities where the entity has one."""
    found = records_of(
        model,
        {
            entity: [
                {
                    **({identity: name} if (identity := model.identities.get(entity)) else {}),
                    **{field.rpartition(":")[2]: value for field, value in fields.items()},
                }
                for name, fields in rows.items()
            ]
            for entity, rows in tables.items()
        },
    )
    for entity, table in found.tables.items():
        table.names = tuple(tables[entity])
    return found


def paths(records: Records, start: str) -> Mapping[str, tuple[str, ...]]:
    """Entity → the way there from the records of another, by the identities that these carry.

    A way is the entities on it, the last one included; the entity itself is at the end of the empty way.
    """
    found: dict[str, tuple[str, ...]] = {start: ()}
    waiting = [start]
    for entity in waiting:
        for other in _carried(records, entity):
            if other not in found:
                found[other] = (*found[entity], other)
                waiting.append(other)
    return found


def _carried(records: Records, entity: str) -> Iterator[str]:
    table = records.tables.get(entity)
    named_by = records.model.named_by
    yield from (named_by[name] for name in (table.raw if table else ()) if name in named_by)
