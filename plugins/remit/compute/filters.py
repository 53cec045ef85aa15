"""Which rows a filter keeps: each test narrows a list of rows, an empty value passes none but `is empty`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from remit.compute.frames import Frame
from remit.compute.periods import Period
from remit.compute.values import NUMBERS, TIMES, CannotTell, Cell, Single, Unknown, reader_of
from remit.formula import Call, Condition, Duration, Literal, Mention, Moment, Test, Value, printed
from remit.frozen import dataclass

Rows = Sequence[int]
_COMPARES: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Selecting:
    """What tests are judged by beside the rows: the period, and how numbers of records and metrics come."""

    frame: Frame
    period: Period
    vector: Callable[[Mention | Call, Rows], Sequence[Cell | None]]
    metric: Callable[[Mention], Single]

    def keep(self, condition: Condition, rows: Rows) -> Rows:
        """The rows that pass, in their order; raises CannotTell where a test cannot be judged."""
        if isinstance(condition, Test):
            return self._test(condition, rows)
        if condition.word == "and":
            for part in condition.parts:
                rows = self.keep(part, rows)
            return rows
        passed: set[int] = set()
        for part in condition.parts:
            passed.update(self.keep(part, rows))
        return [row for row in rows if row in passed]

    def _test(self, test: Test, rows: Rows) -> Rows:
        subject = test.subject
        if isinstance(subject, Mention) and subject.kind == "metric":
            return rows if self._holds(test, self._number(subject)) else []
        cells = self.vector(subject, rows)
        type = self._type(subject)
        if test.operator == "is filled":
            return [row for row, cell in zip(rows, cells, strict=True) if cell is not None and cell != ()]
        if test.operator == "is empty":
            return [row for row, cell in zip(rows, cells, strict=True) if cell is None or cell == ()]
        if test.operator.endswith(("period", "in last", "in next")):
            return self._dates(test, type, rows, cells)
        if test.operator in ("in", "not in"):
            return self._listed(test, type, rows, cells)
        return self._compared(test, type, rows, cells)

    def _type(self, subject: Mention | Call) -> str:
        return self.frame.records.model.fields[subject.id].type if isinstance(subject, Mention) else "number"

    def _number(self, metric: Mention) -> Decimal:
        found = self.metric(metric)
        if isinstance(found, Unknown):
            raise CannotTell(found.why, found.kind)
        return found

    def _holds(self, test: Test, number: Decimal) -> bool:
        if test.operator not in _COMPARES:
            raise CannotTell(f"`{printed(test)}` cannot be judged: a metric is compared with a number")
        [value] = test.values
        other = self._number(value) if isinstance(value, Mention) else self._literal(value, "number", test)
        return _COMPARES[test.operator](number, other)

    def _dates(self, test: Test, type: str, rows: Rows, cells: Sequence[Any]) -> Rows:
        if type not in TIMES:
            raise CannotTell(f"`{printed(test)}` cannot be judged: `{printed(test.subject)}` is no date")
        days = _days(cells) if type == "datetime" else cells
        first, end = self.period.first, self.period.end
        if test.operator.endswith(("in last", "in next")):
            [window] = test.values
            if not isinstance(window, Duration):
                raise CannotTell(
                    f"`{printed(test)}` cannot be judged: `{printed(window)}` is no stretch of days"
                )
            around = self.period.window if test.operator.endswith("last") else self.period.ahead
            meant = around(window.amount, window.unit)
            first, end = meant.first, meant.end
        if test.operator == "before period":
            return [row for row, day in zip(rows, days, strict=True) if day is not None and day < first]
        if test.operator in ("not in last", "not in next"):
            return [
                row for row, day in zip(rows, days, strict=True) if day is not None and not first <= day < end
            ]
        if test.operator == "after period":
            return [row for row, day in zip(rows, days, strict=True) if day is not None and day >= end]
        return [row for row, day in zip(rows, days, strict=True) if day is not None and first <= day < end]

    def _listed(self, test: Test, type: str, rows: Rows, cells: Sequence[Any]) -> Rows:
        wanted: Collection[Any] = {self._literal(value, type, test) for value in test.values}
        keep = test.operator == "in"
        if type == "datetime":
            cells = _days(cells)
        if type == "multi-picklist":
            return [
                row
                for row, cell in zip(rows, cells, strict=True)
                if cell and any(each in wanted for each in cell) is keep
            ]
        return [
            row
            for row, cell in zip(rows, cells, strict=True)
            if cell is not None and (cell in wanted) is keep
        ]

    def _compared(self, test: Test, type: str, rows: Rows, cells: Sequence[Any]) -> Rows:
        [value] = test.values
        if test.operator not in ("=", "!=") and type not in NUMBERS | TIMES:
            raise CannotTell(f"`{printed(test)}` cannot be judged: `{printed(test.subject)}` has no order")
        if isinstance(value, Mention) and value.kind == "field":
            return self._pairs(test, value, rows, cells)
        wanted = self._literal(value, type, test)
        compares = _COMPARES[test.operator]
        if type == "multi-picklist":
            keep = test.operator == "="
            return [row for row, cell in zip(rows, cells, strict=True) if cell and (wanted in cell) is keep]
        if type == "datetime":
            cells = _days(cells)
        return [
            row for row, cell in zip(rows, cells, strict=True) if cell is not None and compares(cell, wanted)
        ]

    def _pairs(self, test: Test, other: Mention, rows: Rows, cells: Sequence[Any]) -> Rows:
        """Rows in which two fields compare; a date and a time compare as days."""
        others: Sequence[Any] = self.vector(other, rows)
        type, other_type = self._type(test.subject), self._type(other)
        if {type, other_type} == TIMES:
            cells, others = _days(cells), _days(others)
        elif type != other_type and not {type, other_type} <= NUMBERS and (type in NUMBERS | TIMES):
            raise CannotTell(f"`{printed(test)}` cannot be judged: the fields are of different types")
        compares = _COMPARES[test.operator]
        return [
            row
            for row, one, two in zip(rows, cells, others, strict=True)
            if one is not None and two is not None and compares(one, two)
        ]

    def _literal(self, value: Value, type: str, test: Test) -> Any:
        """What a test compares with, as the cells of its field are."""
        if isinstance(value, Mention):
            return self._number(value)
        if isinstance(value, Moment) and type in TIMES:
            return self.period.first if value.which == "first" else self.period.last
        text = value.text if isinstance(value, Literal) else printed(value)
        read = reader_of({"datetime": "date", "multi-picklist": "text"}.get(type, type), _UTC)
        try:
            if type != "percent" and type in NUMBERS and text.endswith("%"):
                return reader_of("percent", _UTC)(text)
            return read(text)
        except ValueError as problem:
            raise CannotTell(f"`{printed(test)}` cannot be judged: `{text}` {problem}") from None


_UTC: Any = None  # no literal is a time: days have no zone


def _days(cells: Sequence[Any]) -> list[date | None]:
    """The days of times; what is a day already stays one."""
    return [cell.date() if isinstance(cell, datetime) else cell for cell in cells]
