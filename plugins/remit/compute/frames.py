"""The rows that a function looks at: records of the finest entity, with all that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from remit.compute.records import Records, paths
from remit.compute.values import CannotTell, Cell
from remit.frozen import dataclass

_Rows = Sequence[int | None]


@dataclass(slots=True)
class Frame:
    """Rows of records: `finest` is what each row is of, `subject` the entity whose records are counted once.

    Where the two differ, a record of the subject has a row for each of the finest that belongs to it, and
    one without any where none does.
    """

    records: Records
    finest: str
    subject: str
    size: int
    finest_rows: _Rows
    subject_rows: _Rows | None
    ways: Mapping[str, tuple[str, ...]]
    subject_ways: Mapping[str, tuple[str, ...]]
    columns: dict[str, Sequence[Cell | None]] = field(default_factory=dict)

    def column(self, name: str) -> Sequence[Cell | None]:
        """The values of a field, one for each row; raises CannotTell where no way leads to it."""
        if name not in self.columns:
            self.columns[name] = self._column(name)
        return self.columns[name]

    def _column(self, name: str) -> Sequence[Cell | None]:
        own = self.records.model.fields.get(name)
        if own is None:
            raise CannotTell(f"there is no field `{name}`")
        if self.subject_rows is None:
            return self._along(self.finest, self.ways, self.finest_rows, name)
        if own.entity in self.subject_ways or _carries(self.records, self.subject, name):
            found = self._along(self.subject, self.subject_ways, self.subject_rows, name)
            if name != self.records.model.identities.get(self.subject):
                return found
            # a record may name one of the subject that stands in no table
            named = self._along(self.finest, self.ways, self.finest_rows, name)
            return [one if one is not None else other for one, other in zip(found, named, strict=True)]
        return self._along(self.finest, self.ways, self.finest_rows, name)

    def _along(
        self, start: str, ways: Mapping[str, tuple[str, ...]], rows: _Rows, name: str
    ) -> Sequence[Cell | None]:
        """A field of what lies at the end of the way from some rows."""
        records, entity, at = self.records, self.records.model.fields[name].entity, start
        for step in ways.get(entity, ()):
            if _carries(records, at, name):
                break
            if step not in records.tables:
                raise CannotTell(f"there are no records of `{step}`, which `{name}` is read from")
            index, keys = records.rows_of(step), records.column(at, _identity(records, step))
            rows = [None if row is None or (k := keys[row]) is None else index.get(k) for row in rows]
            at = step
        cells = records.column(at, name)
        if isinstance(rows, range):
            return cells
        return [None if row is None else cells[row] for row in rows]

    @property
    def once(self) -> Sequence[object] | None:
        """What is equal in rows of one record of the subject; None where each row is another."""
        if self.subject == self.finest:
            return None
        if self.subject_rows is not None:
            return self.subject_rows
        return self.column(_identity(self.records, self.subject))


def _carries(records: Records, entity: str, name: str) -> bool:
    table = records.tables.get(entity)
    return table is not None and name in table.raw


def _identity(records: Records, entity: str) -> str:
    identity = records.model.identities.get(entity)
    if identity is None:
        raise CannotTell(f"the entity `{entity}` does not say which field is its identity")
    return identity


@dataclass(slots=True)
class Frames:
    """The frames of some records, each made once."""

    records: Records
    made: dict[tuple[str, str], Frame] = field(default_factory=dict)
    ways: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, arguments: Iterable[str], others: Iterable[str]) -> Frame:
        """The rows for a function over some fields, whose filter and groups name others.

        Raises CannotTell where no table holds them together.
        """
        of = {name: _entity(self.records, name) for name in (*arguments, *others)}
        counted = {of[name]: None for name in arguments}
        subject = next(iter(counted))
        if len(counted) > 1:
            subject = self._leading(counted, [name for name in of if of[name] in counted])
        everything = dict.fromkeys((subject, *of.values()))
        finest = subject if len(everything) == 1 else self._leading(everything, list(of))
        if (finest, subject) not in self.made:
            self.made[finest, subject] = self._frame(finest, subject)
        return self.made[finest, subject]

    def _leading(self, candidates: Iterable[str], names: Sequence[str]) -> str:
        """The first of some entities whose records lead to all fields; raises CannotTell where none does."""
        fields, tables = self.records.model.fields, self.records.tables
        for each in candidates:
            ways = self._ways(each)
            if each in tables and all(
                name in tables[each].raw or fields[name].entity in ways for name in names
            ):
                return each
        if gone := [f"`{each}`" for each in candidates if each not in tables]:
            raise CannotTell(f"there are no records of {' and '.join(gone)}")
        listed = " and ".join(f"`{each}`" for each in candidates)
        raise CannotTell(
            f"the records of {listed} cannot be joined: none of them carries the others' identity"
        )

    def _ways(self, start: str) -> Mapping[str, tuple[str, ...]]:
        if start not in self.ways:
            self.ways[start] = paths(self.records, start)
        return self.ways[start]

    def _frame(self, finest: str, subject: str) -> Frame:
        records, ways = self.records, self._ways(finest)
        if finest not in records.tables:
            raise CannotTell(f"there are no records of `{finest}`")
        for each in {finest, subject} & set(records.tables):
            if records.model.identities.get(each) in records.tables[each].raw:
                records.rows_of(each)  # which says when a record stands there twice
        size = records.tables[finest].size
        if subject == finest or subject not in records.tables:
            return Frame(records, finest, subject, size, range(size), None, ways, {})
        at, rows = finest, list(range(size))
        found: Sequence[int | None] = rows
        for step in ways[subject]:
            index, keys = records.rows_of(step), records.column(at, _identity(records, step))
            found = [None if row is None or (key := keys[row]) is None else index.get(key) for row in found]
            at = step
        # records of the subject that nothing belongs to have a row as well
        reached = set(found)
        alone = [row for row in range(records.tables[subject].size) if row not in reached]
        return Frame(
            records, finest, subject, size + len(alone), [*rows, *[None] * len(alone)], [*found, *alone],
            ways, self._ways(subject),
        )  # fmt: skip


def _entity(records: Records, name: str) -> str:
    own = records.model.fields.get(name)
    if own is None:
        raise CannotTell(f"there is no field `{name}`")
    return own.entity
