"""Durations compared: in one unit, or where both say the same kind of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from remit.handbook import Handbook

if TYPE_CHECKING:
    from remit.compute.model import BusinessHours

# unit → hours by the clock, from the shortest to the longest that one is
_CLOCK: Mapping[str, tuple[Decimal, Decimal]] = {
    "minutes": (1 / Decimal(60), 1 / Decimal(60)),
    "hours": (Decimal(1), Decimal(1)),
    "days": (Decimal(24), Decimal(24)),
    "weeks": (Decimal(168), Decimal(168)),
    "months": (Decimal(28 * 24), Decimal(31 * 24)),
}
_BUSINESS = "business-"


class Stretch(NamedTuple):
    """So many of a unit, such as `business-hours`."""

    amount: Decimal
    unit: str


Day = tuple[Decimal, Decimal]  # the hours of the shortest and of the longest business day


def hours_read(book: Handbook) -> Sequence[BusinessHours | None]:
    """The hours that the company sets, for itself and by values of fields; None for what cannot be read."""
    company = book.settings().get("company", {})
    by_value = [each for values in company.get("hours-by", {}).values() for each in values.values()]
    said = [company.get("business-hours"), *by_value]
    if not any(said):
        return []
    from remit.compute.model import HOURS, hours_of  # and the zones of the world with it

    return [hours_of(each) for each in said if each is not None and all(name in each for name in HOURS)]


def business_day(book: Handbook) -> Day | None:
    """How long business days are, by the hours that the company sets; None where none can be read."""
    lengths = [Decimal(each.closes - each.opens) / 60 for each in hours_read(book) if each is not None]
    return (min(lengths), max(lengths)) if lengths else None


def compared(operator: str, one: Stretch, other: Stretch, day: Day | None) -> bool | None:
    """Whether a comparison of two durations holds; None where that cannot be decided.

    Business time is compared with business time and time by the clock with time by the clock. A business
    day has the hours of the company, a month has 28 to 31 days: what holds for some of these alone is not
    decided.
    """
    if one.unit == other.unit:
        return _decided(operator, (one.amount, one.amount), (other.amount, other.amount))
    if one.unit.startswith(_BUSINESS) != other.unit.startswith(_BUSINESS):
        return None
    ours, theirs = _hours(one, day), _hours(other, day)
    return None if ours is None or theirs is None else _decided(operator, ours, theirs)


def _hours(one: Stretch, day: Day | None) -> tuple[Decimal, Decimal] | None:
    unit = one.unit.removeprefix(_BUSINESS)
    factors = _CLOCK.get(unit) if unit == one.unit or unit != "days" else day
    return None if factors is None else (one.amount * factors[0], one.amount * factors[1])


def _decided(operator: str, one: Day, other: Day) -> bool | None:
    """A comparison of two amounts of which only the bounds are known."""
    if operator in (">", ">="):
        return _decided("<" if operator == ">" else "<=", other, one)
    if operator in ("=", "!="):
        apart = one[1] < other[0] or other[1] < one[0]
        same = one == other and one[0] == one[1]
        return None if not apart and not same else same is (operator == "=")
    (low, high), (least, most) = one, other
    holds = high < least if operator == "<" else high <= least
    fails = low >= most if operator == "<" else low > most
    return True if holds else False if fails else None
