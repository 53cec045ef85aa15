"""A slow evaluator of formulas that shares no code with the package: mappings and fractions."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dateutil.relativedelta import relativedelta

from remit import formula
from remit.formula import (
    Arithmetic,
    Call,
    Choice,
    Cut,
    Duration,
    Either,
    Expression,
    Literal,
    Mention,
    Moment,
    Number,
)

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
ABOVE = {"touch": "deal", "deal": "account"}  # what the records of an entity belong to
SELF = {"account": "account-id", "deal": "deal-id", "touch": "touch-id"}
ENTITY = {
    "account-id": "account", "segment": "account", "seats": "account",
    "deal-id": "deal", "state": "deal", "amount": "deal", "share": "deal", "opened": "deal", "closed": "deal",
    "touch-id": "touch", "channel": "touch", "touched": "touch", "credit": "touch",
}  # fmt: skip
NUMBERS = {"seats", "amount", "share", "credit"}


class Nothing(Exception):
    """There is no number."""


def line(entity: str) -> list[str]:
    """An entity and all that it belongs to."""
    return [entity, *(line(ABOVE[entity]) if entity in ABOVE else [])]


def depth(name: str) -> int:
    return len(line(ENTITY[name]))


def fields(tree: Any) -> list[str]:
    return [each.id for each in formula.mentions(tree) if each.kind == "field"]


def calculated(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "÷":
        if right == 0:
            raise Nothing
        return left / right
    return left + right if sign == "+" else left - right if sign == "−" else left * right


def moved(day: date, amount: int, unit: str) -> date:
    """A day so many units later."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit, 0)
    days = {"day": 1, "week": 7}.get(unit, 0)
    return day + relativedelta(months=months * amount, days=days * amount)


def workdays(start: date, end: date) -> int:
    """The days from Monday to Friday behind a day, up to another."""
    if end < start:
        return -workdays(end, start)
    return sum((start + timedelta(n)).weekday() < 5 for n in range(1, (end - start).days + 1))


def whole_months(start: date, end: date) -> int:
    """How many months fit between two days."""
    if end < start:
        return -whole_months(end, start)
    return next(n for n in range(999, -1, -1) if (start.year * 12 + start.month + n, start.day) <= (
        end.year * 12 + end.month, end.day))  # fmt: skip


def workhours(start: date, end: date) -> int:
    """Nine hours for each day from Monday to Friday that lies between two midnights."""
    if end < start:
        return -workhours(end, start)
    return 9 * sum((start + timedelta(n)).weekday() < 5 for n in range((end - start).days))


BETWEEN: Mapping[str, Callable[[date, date], int]] = {
    "days": lambda start, end: (end - start).days,
    "hours": lambda start, end: (end - start).days * 24,
    "months": whole_months,
    "business-days": workdays,
    "business-hours": workhours,
}


def percentile(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """On the line between the two values beside the place."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1) / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


class Naive:
    """Formulas over tables, for a period given by its first day and the day behind its last.

    `months` is how long the period is, where it is one of the calendar; otherwise it is so many days.
    """

    def __init__(
        self, tables: Tables, metrics: Mapping[str, str], first: date, end: date, *, months: int = 0
    ) -> None:
        self.tables, self.metrics, self.first, self.end = tables, metrics, first, end
        self.months = months

    def at(self, first: date, end: date, months: int = 0) -> Naive:
        """The same for another period."""
        return Naive(self.tables, self.metrics, first, end, months=months)

    def shifted(self, call: Call) -> Naive:
        """The period of `prior` and `rolling`."""
        second = call.arguments[1] if len(call.arguments) > 1 else Number("1")
        if call.name == "rolling":
            assert isinstance(second, Duration)
            return self.at(moved(self.end, -second.amount, second.unit), self.end)
        if isinstance(second, Duration):
            amount, unit = second.amount, second.unit
        else:
            assert isinstance(second, Number)
            times = int(second.text)
            amount, unit = (
                (times * self.months, "month")
                if self.months
                else (times * (self.end - self.first).days, "day")
            )
        return self.at(moved(self.first, -amount, unit), moved(self.end, -amount, unit), self.months)

    def row(self, entity: str, found: Row) -> dict[str, Any]:
        """A record with the fields of all that it belongs to."""
        merged = dict(found)
        above = ABOVE.get(entity)
        if above:
            for other in self.tables[above]:
                if other[SELF[above]] == found.get(SELF[above]):
                    merged = {**self.row(above, other), **merged}
        return merged

    def rows(self, subject: str, finest: str) -> Iterator[tuple[Any, dict[str, Any]]]:
        """(identity of the subject's record, all fields) for each of the finest; lonely subjects, too."""
        seen = set()
        for each in self.tables[finest]:
            merged = self.row(finest, each)
            if subject == finest or any(
                other[SELF[subject]] == merged.get(SELF[subject]) for other in self.tables[subject]
            ):
                seen.add(merged[SELF[subject]])
                yield merged[SELF[subject]], merged
        if subject != finest:
            for each in self.tables[subject]:
                if each[SELF[subject]] not in seen:
                    yield each[SELF[subject]], self.row(subject, each)

    def value(self, tree: Expression, where: tuple[Any, ...] = ()) -> Fraction:  # noqa: PLR0911 - a construct a case
        match tree:
            case Number(text=text):
                return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)
            case Mention(kind="metric", id=id):
                return self.value(formula.parse(self.metrics[id]), where)
            case Cut(metric=metric, where=more):
                return self.value(formula.parse(self.metrics[metric.id]), (*where, more))
            case Arithmetic():
                left, right = self.value(tree.left, where), self.value(tree.right, where)
                return calculated(tree.sign, left, right)
            case Call(name="prior" | "rolling"):
                return self.shifted(tree).value(tree.arguments[0], where)
            case Call(name="abs"):
                return abs(self.value(tree.arguments[0], where))
            case Call(name="max" | "min", arguments=(_, _, *_)):
                some = [self.value(each, where) for each in tree.arguments]
                return max(some) if tree.name == "max" else min(some)
            case Choice():
                return self.value(tree.then if self.holds(tree.condition, {}) else tree.otherwise, where)
            case Call(name="zero-if-empty"):
                try:
                    return self.value(tree.arguments[0], where)
                except Nothing:
                    return Fraction(0)
            case Call():
                return self.aggregate(tree, where)
        raise AssertionError(tree)

    def aggregate(self, call: Call, where: tuple[Any, ...]) -> Fraction:
        tests = [each for each in (*where, call.where) if each is not None]
        argument = call.arguments[0]
        subject = ENTITY[max(fields(argument), key=depth)]
        finest = ENTITY[max([*fields(argument), *(f for t in tests for f in fields(t))], key=depth)]
        if len(line(finest)) < len(line(subject)):
            finest = subject
        kept: dict[Any, Any] = {}
        for identity, row in self.rows(subject, finest):
            if all(self.holds(test, row) for test in tests) and identity not in kept:
                kept[identity] = self.record(argument, row)
        values = list(kept.values())
        filled = [value for value in values if value is not None]
        if call.name == "count":
            return Fraction(len(filled))
        if call.name == "distinct":
            return Fraction(len(set(filled)))
        if call.name == "sum" and not values:
            return Fraction(0)
        if not filled:
            raise Nothing
        if call.name == "percentile":
            share = call.arguments[1]
            assert isinstance(share, Number)
            return percentile(filled, Fraction(share.text))
        if call.name == "latest":
            return self.latest(call, tests, finest)
        makes: Mapping[str, Callable[[Any], Any]] = {
            "sum": sum, "average": lambda all: sum(all) / len(all), "median": statistics.median,
            "min": min, "max": max,
        }  # fmt: skip
        return Fraction(makes[call.name](filled))

    def latest(self, call: Call, tests: Sequence[Any], finest: str) -> Fraction:
        """The value of the record with the latest date; of several that differ, none."""
        value, day = (fields(each)[0] for each in call.arguments)
        rows = [row for _, row in self.rows(ENTITY[value], finest) if all(self.holds(t, row) for t in tests)]
        dated = [(row[day], row[value]) for row in rows if None not in (row.get(day), row.get(value))]
        last = {found for when, found in dated if when == max(each for each, _ in dated)}
        if len(last) != 1:
            raise Nothing
        return Fraction(last.pop())

    def record(self, tree: Expression, row: Row) -> Any:  # noqa: PLR0911 - a construct a case
        match tree:
            case Mention(kind="metric"):
                return self.value(tree)
            case Number(text=text):
                return Fraction(text)
            case Mention(id=id):
                return row.get(id)
            case Arithmetic(sign=sign, left=left, right=right):
                one, other = self.record(left, row), self.record(right, row)
                return None if None in (one, other) else calculated(sign, one, other)
            case Choice(condition=condition, then=then, otherwise=otherwise):
                return self.record(then if self.holds(condition, row) else otherwise, row)
            case Call(name="zero-if-empty", arguments=(inner,)):
                found = self.record(inner, row)
                return Fraction(0) if found is None else found
            case Call(name="abs", arguments=(inner,)):
                found = self.record(inner, row)
                return None if found is None else abs(found)
            case Call(name="max" | "min"):
                some = [self.record(each, row) for each in tree.arguments]
                return None if None in some else max(some) if tree.name == "max" else min(some)
            case Call(arguments=(start, end)):
                one, other = self.record(start, row), self.record(end, row)
                return None if None in (one, other) else Fraction(BETWEEN[tree.name](one, other))
        raise AssertionError(tree)

    def holds(self, test: Any, row: Row) -> Any:  # noqa: PLR0911 - a construct a case
        if isinstance(test, Either):
            return (all if test.word == "and" else any)(self.holds(part, row) for part in test.parts)
        found = self.record(test.subject, row)
        if test.operator in ("is filled", "is empty"):
            return (found is not None) == (test.operator == "is filled")
        if found is None:
            return False
        if test.operator.endswith("in last"):
            first = moved(self.end, -test.values[0].amount, test.values[0].unit)
            return (first <= found < self.end) == (test.operator == "in last")
        if test.operator.endswith("in next"):
            end = moved(self.end, test.values[0].amount, test.values[0].unit)
            return (self.end <= found < end) == (test.operator == "in next")
        if test.operator == "in next":
            return self.end <= found < self.end + timedelta(test.values[0].amount)
        if test.operator.endswith("period"):
            return {
                "in": self.first <= found < self.end,
                "before": found < self.first,
                "after": found >= self.end,
            }[test.operator.split()[0]]
        values = [self.literal(value, found, row) for value in test.values]
        if test.operator in ("in", "not in"):
            return (found in values) == (test.operator == "in")
        other = values[0]
        if other is None:
            return False
        return (
            {
                "=": found == other, "!=": found != other,
                **({} if isinstance(found, str) else {
                    "<": found < other, "<=": found <= other, ">": found > other, ">=": found >= other,
                }),
            }[test.operator]
        )  # fmt: skip

    def literal(self, value: Any, found: Any, row: Row) -> Any:
        if isinstance(value, Moment):
            return self.first if value.which == "first" else self.end - timedelta(1)
        if isinstance(value, Mention):
            return row.get(value.id) if value.kind == "field" else self.value(value)
        assert isinstance(value, Literal)
        return value.text if isinstance(found, str) else Fraction(value.text)
