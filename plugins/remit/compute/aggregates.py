"""What functions make of the values of many records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from remit.compute.model import Model
from remit.compute.values import EMPTY, EXACT, CannotTell, Cell, Single, Unknown, checked
from remit.formula import Call, Number, printed

NONE_COUNTED = Decimal(0)


def empty_of(call: Call) -> Single:
    """What a function gives where no record passes: 0 of what is counted or added, else nothing."""
    if call.name in ("count", "distinct", "sum"):
        return NONE_COUNTED
    return Unknown(f"no record passes, of which `{printed(call)}` could be told", EMPTY)


def aggregated(call: Call, values: Sequence[Any], dates: Sequence[Any] | None) -> Single:
    """The number that a function makes of the values of its records, None for an empty one."""
    if not values:
        return empty_of(call)
    filled = [value for value in values if value is not None and value != ()]
    if call.name in ("count", "distinct"):
        return Decimal(len(filled) if call.name == "count" else len(set(filled)))
    if not filled:
        return Unknown(f"all {len(values)} records that pass have no value for `{printed(call)}`", EMPTY)
    if call.name == "latest":
        return _latest(call, values, dates)
    if not isinstance(filled[0], Decimal):
        raise CannotTell(f"`{printed(call)}` cannot be told: `{printed(call.arguments[0])}` is no number")
    return checked(_made(call, filled))


def _made(call: Call, values: Sequence[Decimal]) -> Decimal:
    if call.name != "percentile":
        return _MAKES[call.name](values)
    share = call.arguments[1]
    assert isinstance(share, Number)
    return _percentile(sorted(values), Decimal(share.text))


def _latest(call: Call, values: Sequence[Any], dates: Sequence[Any] | None) -> Single:
    if dates is None:
        raise CannotTell(f"`{printed(call)}` is a date and no number")
    dated = [(day, value) for day, value in zip(dates, values, strict=True) if None not in (day, value)]
    if not dated:
        return Unknown(f"no record that passes has a value and a date for `{printed(call)}`", EMPTY)
    last = max(day for day, _ in dated)
    found = {value for day, value in dated if day == last}
    if len(found) > 1:
        return Unknown(f"several records of {last.isoformat()} are the latest for `{printed(call)}`")
    [value] = found
    if not isinstance(value, Decimal):
        raise CannotTell(f"`{printed(call)}` cannot be told: `{printed(call.arguments[0])}` is no number")
    return value


def _percentile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Between the two values beside the place, on the line between them (PERCENTILE.INC, percentile_cont)."""
    place = EXACT.multiply(EXACT.divide(share, Decimal(100)), Decimal(len(values) - 1))
    below = int(place)
    if below + 1 >= len(values):
        return values[-1]
    step = EXACT.subtract(values[below + 1], values[below])
    return EXACT.add(values[below], EXACT.multiply(step, place - below))


def total(values: Sequence[Decimal]) -> Decimal:
    """The sum of some numbers."""
    result = Decimal(0)
    add = EXACT.add
    for value in values:
        result = add(result, value)
    return result


_MAKES: Mapping[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": total,
    "average": lambda values: EXACT.divide(total(values), Decimal(len(values))),
    "median": lambda values: _percentile(sorted(values), Decimal(50)),
    "min": min,
    "max": max,
}


def between(name: str, model: Model) -> Callable[[Cell, Cell], Decimal]:
    """How long it is from one time to another; raises CannotTell where the clock is not known."""
    if name in ("business-days", "business-hours"):
        hours = model.hours
        if hours is None:
            raise CannotTell(
                f"`{name}` needs `company.business-hours` in handbook.yaml, such as 09:00 to 18:00"
            )
        measure = hours.days if name == "business-days" else hours.elapsed
        return lambda start, end: measure(as_time(start), as_time(end))
    return {"days": _days, "hours": _hours, "months": _months}[name]


def between_by(name: str, model: Model, field: str) -> Callable[[Cell, Cell, Cell], Decimal]:
    """The same in the business hours that belong to a value of a field, such as a territory.

    A value without hours of its own has those of the company. Raises CannotTell where no value has any.
    """
    if not model.hours_by.get(field):
        raise CannotTell(f"`{name}` by `{field}` needs `company.hours-by` in handbook.yaml, with its values")

    def measure(start: Cell, end: Cell, value: Cell) -> Decimal:
        hours = model.hours_by[field].get(str(value)) or model.hours
        if hours is None:
            raise CannotTell(f"neither `{value}` of `{field}` nor the company has business hours")
        one, other = (_there(cell, hours.zone, model.zone) for cell in (start, end))
        return hours.days(one, other) if name == "business-days" else hours.elapsed(one, other)

    return measure


def _there(cell: Cell, zone: ZoneInfo, company: ZoneInfo) -> datetime:
    """A time of the company's clock on the clock of another zone; a day is a day there."""
    if not isinstance(cell, datetime):
        return as_time(cell)
    return cell.replace(tzinfo=company).astimezone(zone).replace(tzinfo=None)


def as_time(cell: Cell) -> datetime:
    """A time; a day is its beginning."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - on the company's clock
    raise CannotTell(f"`{cell}` is no date")


def _seconds(start: Cell, end: Cell) -> Decimal:
    passed = as_time(end) - as_time(start)
    return Decimal(passed.days * 86400 + passed.seconds)


def _days(start: Cell, end: Cell) -> Decimal:
    return EXACT.divide(_seconds(start, end), Decimal(86400))


def _hours(start: Cell, end: Cell) -> Decimal:
    return EXACT.divide(_seconds(start, end), Decimal(3600))


def _months(start: Cell, end: Cell) -> Decimal:
    one, other = as_time(start), as_time(end)
    if other < one:
        return -_months(end, start)
    months = (other.year - one.year) * 12 + other.month - one.month
    return Decimal(months - ((other.day, other.time()) < (one.day, one.time())))
