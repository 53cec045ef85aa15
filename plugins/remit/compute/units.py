"""In which unit a formula comes out, by the units of metrics and the types of fields."""

# Whatever cannot be known counts as fitting: only what is surely wrong is a fault.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from zoneinfo import ZoneInfo

from remit.compute.quantities import COUNT, OF_METRIC, PLAIN, SHARE, Unit, addable, calculated
from remit.compute.values import NUMBERS, TIMES, reader_of
from remit.formula import (
    BETWEEN,
    STRETCHES,
    UNITS,
    Arithmetic,
    Call,
    Choice,
    Condition,
    Cut,
    Duration,
    Expression,
    Literal,
    Mention,
    Misuse,
    Moment,
    Number,
    Part,
    Test,
    Value,
    is_aggregate,
    printed,
    tests,
)
from remit.frozen import dataclass

_OF_FIELD: Mapping[str, Unit] = {"currency": Unit(1), "percent": Unit(pure=SHARE), "number": Unit()}
_CLOCKS: Mapping[str, str] = {"business-days": "days", "business-hours": "hours"}
# of no metric: what they add up to is not known
_TIMED = frozenset({"minutes", "business-minutes", "weeks", "quarters", "years"})
_NAMING = frozenset({"picklist", "text"})
_ORDERED = frozenset({"<", "<=", ">", ">="})


@dataclass(slots=True)
class Units:
    """One pass over a formula; `metrics` and `values` give units, `fields` types, by id.

    Collects what does not fit.
    """

    metrics: Mapping[str, str]
    fields: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    found: list[Misuse] = field(default_factory=list)

    def check(self, tree: Expression, unit: str) -> list[Misuse]:
        """What of a formula does not fit together or does not give the unit, in the order it was met."""
        came = self.of(tree)
        if not self.found and unit in OF_METRIC:
            if unit == "percent":
                self.found += _hundreds(tree)
            if came is not None and (problem := _unlike(came, unit)):
                self._say(tree, problem)
        return self.found

    def check_filter(self, condition: Condition) -> list[Misuse]:
        """What of a filter does not fit together, in the order it was met."""
        self._filter(condition)
        return self.found

    def _say(self, part: Part, message: str) -> None:
        self.found.append(Misuse(message, part.offset, part.end))

    def of(self, tree: Expression) -> Unit | None:
        """The unit of a part; None where it cannot be known."""
        match tree:
            case Number():
                found: Unit | None = Unit(pure=SHARE) if tree.text.endswith("%") else Unit()
            case Mention(kind="metric"):
                found = OF_METRIC.get(self.metrics.get(tree.id, ""))
            case Mention(kind="value"):
                found = of_value(self.values.get(tree.id, ""))
            case Mention():
                found = self._field(tree)
            case Cut():
                self._filter(tree.where)
                found = OF_METRIC.get(self.metrics.get(tree.metric.id, ""))
            case Arithmetic():
                found = self._arithmetic(tree)
            case Choice():
                self._filter(tree.condition)
                found = self._alike((tree.then, tree.otherwise))
            case Call():
                found = self._call(tree)
            case Duration():
                found = None
        return found

    def _field(self, mention: Mention) -> Unit | None:
        type = self.fields.get(mention.id, "number")
        if type not in NUMBERS:
            self._say(mention, f"`{printed(mention)}` is {_a(type)}, which cannot be calculated with")
            return None
        return _OF_FIELD[type]

    def _call(self, call: Call) -> Unit | None:
        self._filter(call.where)
        if call.name in ("count", "distinct"):
            return Unit(pure=COUNT)
        if call.name in BETWEEN:
            for each in call.arguments[:2]:
                if isinstance(each, Mention) and self.fields.get(each.id, "date") not in TIMES:
                    type = _a(self.fields[each.id])
                    self._say(each, f"`{call.name}` runs between dates, and `{printed(each)}` is {type}")
            for each in call.arguments[2:]:
                if isinstance(each, Mention) and self.fields.get(each.id, "text") not in _NAMING:
                    type = _a(self.fields[each.id])
                    self._say(
                        each,
                        f"`{printed(each)}` is {type}; whose hours count is named by a picklist or a text",
                    )
            return Unit(time=1, clock=_CLOCKS.get(call.name, call.name))
        first = call.arguments[0]
        dated = isinstance(first, Mention) and first.kind == "field" and self.fields.get(first.id) in TIMES
        if dated and is_aggregate(call):
            self._say(call, f"`{printed(first)}` is a date, of which `{call.name}` makes no number")
            return None
        if call.name in ("max", "min") and len(call.arguments) > 1:
            return self._alike(call.arguments)
        return self.of(first)

    def _alike(self, trees: tuple[Expression, ...]) -> Unit | None:
        """The unit of several parts that stand for each other; 0 is of any."""
        units = [unit for each in trees if (unit := self.of(each)) and not _is_zero(each)]
        for unit, each in zip(units[1:], trees[1:], strict=False):
            if not addable(units[0], unit):
                self._say(each, f"`{printed(each)}` is {unit}, where {units[0]} was expected")
        return units[0] if units else None

    def _arithmetic(self, tree: Arithmetic) -> Unit | None:
        left, right = self.of(tree.left), self.of(tree.right)
        if left is None or right is None:
            return None
        if tree.sign in "+−":
            if _is_zero(tree.left) or _is_zero(tree.right) or addable(left, right):
                if isinstance(tree.left, Number) or isinstance(tree.right, Number):
                    return right if isinstance(tree.left, Number) else left
                exact = right if left.loose else left
                return replace(exact, pure=left.pure if left.pure == right.pure else PLAIN)
            verb = "added to" if tree.sign == "+" else "taken from"
            one, other = (left, right) if tree.sign == "+" else (right, left)
            self._say(tree, f"{one} cannot be {verb} {other}: `{printed(tree)}`")
            return None
        literal = any(isinstance(each, Number) and each.text != "1" for each in (tree.left, tree.right))
        return calculated(tree.sign, left, right, literal)

    def _filter(self, condition: Condition | None) -> None:
        for test in () if condition is None else tests(condition):
            if isinstance(test.subject, Call):
                self.of(test.subject)
            elif test.subject.kind == "field":
                type = self.fields.get(test.subject.id)
                if type is not None:
                    self.found += _of_test(test, type)
                    self._compared(test, type)
            self._stretch(test)

    def _compared(self, test: Test, type: str) -> None:
        """Named values beside a field: numbers stand beside numbers, shares beside percent."""
        for value in test.values:
            unit = self._unit_of(value)
            if unit is None or test.operator.endswith(STRETCHES):
                continue
            if type not in NUMBERS:
                self._say(value, f"`{printed(test.subject)}` is {_a(type)} and is compared with a number")
            elif (type == "percent") != (unit == "percent") and unit:
                said = f"`{printed(test.subject)}` is {_a(type)}, and `{printed(value)}` counts {unit}"
                self._say(value, said)

    def _stretch(self, test: Test) -> None:
        """A named value behind `in last` or `in next` is a stretch of the calendar."""
        for value in test.values if test.operator.endswith(STRETCHES) else ():
            unit = self._unit_of(value)
            if unit is not None and unit.removesuffix("s") not in UNITS:
                self._say(
                    value,
                    f"`{test.operator}` takes days, weeks or months, and `{printed(value)}` counts {unit}",
                )

    def _unit_of(self, value: Value) -> str | None:
        is_value = isinstance(value, Mention) and value.kind == "value"
        return self.values.get(value.id) if is_value and isinstance(value, Mention) else None


def of_value(unit: str) -> Unit | None:
    """The unit of a named value; None where what it counts is not calculated with."""
    timed = _CLOCKS.get(unit, unit)
    return OF_METRIC.get(timed) if timed in OF_METRIC else None if unit in _TIMED else Unit()


def _of_test(test: Test, type: str) -> Iterator[Misuse]:
    """What of a test does not fit the type of its field."""
    name = printed(test.subject)
    if test.operator.endswith(("period", "in last", "in next")) and type not in TIMES:
        message = f"`{test.operator}` asks for a date, and `{name}` is {_a(type)}"
        yield Misuse(message, test.subject.offset, test.subject.end)
        return
    if test.operator in _ORDERED and type not in NUMBERS | TIMES:
        message = f"`{test.operator}` asks for a number or a date, and `{name}` is {_a(type)}"
        yield Misuse(message, test.subject.offset, test.subject.end)
        return
    for value in test.values:
        if isinstance(value, Moment) and type not in TIMES:
            yield Misuse(f"`{name}` is {_a(type)} and is compared with a day", value.offset, value.end)
        elif isinstance(value, Literal) and (problem := _misread(value.text, type)):
            yield Misuse(f"`{name}` is {_a(type)}, and `{value.text}` {problem}", value.offset, value.end)


def _misread(text: str, type: str) -> str:
    """Why a text is no value of a type, or nothing."""
    if type not in NUMBERS | TIMES | {"boolean"}:
        return ""
    read = reader_of("date" if type == "datetime" else type, _NO_ZONE)
    try:
        read(text.removesuffix("%") if type in NUMBERS else text)
    except ValueError as problem:
        return str(problem)
    return ""


_NO_ZONE = ZoneInfo("UTC")  # days have none


def _a(type: str) -> str:
    article = "an" if type[0] in "aeiou" else "a"
    return f"{article} {type}"


def _is_zero(tree: Expression) -> bool:
    return isinstance(tree, Number) and not tree.text.strip("0.%")


def _unlike(came: Unit, unit: str) -> str:
    """Why what a formula comes to is not in a metric's unit, or nothing."""
    wanted = OF_METRIC[unit]
    timed = came.loose or (came.time, came.clock) == (wanted.time, wanted.clock)
    text = ""
    if came.loose and not came.money and not came.time and wanted.money:
        return ""  # a factor may be a price
    if came.money != wanted.money or not timed:
        text = f"the formula gives {came}, and the unit is `{unit}`"
    elif came.money or came.time or came.loose:
        return ""
    elif unit == "percent" and came.pure == COUNT:
        text = "the formula gives a count, and the unit is `percent`; divide it by what it is a share of"
    elif unit == "count" and came.pure == SHARE:
        text = "the formula gives a share, and the unit is `count`; `percent` or `ratio` fits"
    return text


def _hundreds(tree: Expression) -> Iterator[Misuse]:
    """Factors of 100 in a formula that is read as percent."""
    if not isinstance(tree, Arithmetic):
        return
    for side in (tree.left, tree.right) if tree.sign == "×" else ():
        if isinstance(side, Number) and side.text in ("100", "100.0"):
            message = (
                "a metric in percent is computed as a fraction, 0.25 for 25 %; leave out the factor of 100"
            )
            yield Misuse(message, side.offset, side.end)
    if tree.sign != "÷":
        yield from _hundreds(tree.right)
    yield from _hundreds(tree.left)
