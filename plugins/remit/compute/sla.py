"""The clock of a handoff over records: from one field to another, in the time that is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from remit import words
from remit.compute.aggregates import as_time, between, between_by
from remit.compute.model import Model
from remit.compute.periods import moved
from remit.compute.showing import exact, rounded
from remit.compute.values import CannotTell, Cell
from remit.formula import CLOCKED
from remit.frozen import dataclass
from remit.handbook import Definition

MET, LATE = "met", "late"
# unit of a duration → how the time is measured, what that is told in, and how many of those are one of both
_MEASURED: Mapping[str, tuple[str, str, int, int]] = {
    "minutes": ("hours", "minutes", 60, 1),
    "business-minutes": ("business-hours", "business-minutes", 60, 1),
    "hours": ("hours", "hours", 1, 1),
    "business-hours": ("business-hours", "business-hours", 1, 1),
    "days": ("days", "days", 1, 1),
    "business-days": ("business-days", "business-days", 1, 1),
    "weeks": ("days", "days", 1, 7),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The fields between which the clock of a handoff runs, by their ids, and the time allowed."""

    starts: str
    stops: str
    within: Mapping[str, Any]
    hours_of: str = ""  # the field whose value says whose hours count; the company's where there is none

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are read of a record."""
        return (self.starts, self.stops, *((self.hours_of,) if self.hours_of else ()))

    def run(self, model: Model, start: Cell, end: Cell, whose: Cell | None = None) -> tuple[bool, str]:
        """Whether the end lies within the time allowed, and how much passed, in words; raises CannotTell."""
        amount, unit = Decimal(str(self.within["amount"])), self.within["unit"]
        allowed = words.duration(self.within)
        if unit == "months":
            return _in_months(amount, start, end), f"from {start} to {end}, and {allowed} are allowed"
        name, told_in, parts, times = _MEASURED[unit]
        if self.hours_of and name in CLOCKED:
            if whose is None:
                raise CannotTell(f"`{self.hours_of}` is empty, so nobody knows whose hours count")
            passed = between_by(name, model, self.hours_of)(start, end, whose) * parts
        else:
            passed = between(name, model)(start, end) * parts
        told = words.duration({"amount": float(rounded(passed, "count").replace(",", "")), "unit": told_in})
        return passed <= amount * times, f"{told} passed, and {exact(amount * times)} are allowed"


def clock_of(handoff: Definition) -> Clock | None:
    """The clock of a handoff; None where it does not say between which fields it runs."""
    sla = handoff.get("sla", {})
    if not all(name in sla for name in ("starts-at", "stops-at", "within")):
        return None
    starts, stops, hours = (
        str(sla.get(name, "")).rpartition(":")[2] for name in ("starts-at", "stops-at", "hours-of")
    )
    return Clock(starts, stops, sla["within"], hours)


def _in_months(amount: Decimal, start: Cell, end: Cell) -> bool:
    if amount != int(amount):
        raise CannotTell("a part of a month is no time that can be counted; say it in days")
    begin, finish = as_time(start), as_time(end)
    last = moved(begin.date(), int(amount), "month")
    return (finish.date(), finish.time()) <= (last, begin.time())
