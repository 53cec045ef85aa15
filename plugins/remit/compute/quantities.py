"""The small algebra of units: exponents of money and time, and what a thing without either is."""

# Money and time have exponents, as in physics. What has neither is a count, a share of something, or a bare
# number.

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

from remit.frozen import dataclass

COUNT, SHARE, PLAIN = "count", "share", "number"


@dataclass(frozen=True, slots=True)
class Unit:
    """Exponents of money and of a time; `pure` says what a thing without either is.

    `loose` is True behind a factor such as `÷ 12`, which may turn years into months: the time is not known.
    """

    money: int = 0
    time: int = 0
    clock: str = ""
    pure: str = PLAIN
    loose: bool = False

    def __str__(self) -> str:
        if not self.money and not self.time:
            return {COUNT: "a count", SHARE: "a share", PLAIN: "a number"}[self.pure]
        parts = (
            ["currency"] if self.money == 1 else [f"currency to the power {self.money}"] if self.money else []
        )
        if self.time:
            parts.append(self.clock if self.time == 1 else f"a {self.clock.removesuffix('s')}")
        if not parts:
            return "a number"
        return " ".join(parts)


OF_METRIC: Mapping[str, Unit] = {
    "count": Unit(pure=COUNT),
    "currency": Unit(1),
    "percent": Unit(pure=SHARE),
    "ratio": Unit(pure=SHARE),
    "days": Unit(time=1, clock="days"),
    "months": Unit(time=1, clock="months"),
    "hours": Unit(time=1, clock="hours"),
    "score": Unit(),
    "currency-per-day": Unit(1, -1, "days"),
}


def addable(one: Unit, other: Unit) -> bool:
    """Whether two amounts can be added, taken from each other or compared."""
    if one.money != other.money:
        return False
    if (one.time, one.clock) != (other.time, other.clock) and not (one.loose or other.loose):
        return False
    return {one.pure, other.pure} != {COUNT, SHARE} or bool(one.money or one.time)


@functools.lru_cache(maxsize=1024)  # few units come together, in many formulas
def calculated(sign: str, left: Unit, right: Unit, literal: bool) -> Unit:
    """The unit of a product or a quotient; a number as a factor leaves the time unknown."""
    found = _times(left, right if sign == "×" else _inverse(right))
    pure = _product(left, right) if sign == "×" else _quotient(left, right)
    return replace(found, pure=pure, loose=found.loose or literal)


def _times(one: Unit, other: Unit) -> Unit:
    """Exponents of a product; two clocks leave the time unknown."""
    clocks = {one.clock, other.clock} - {""}
    time = one.time + other.time
    return Unit(
        one.money + other.money,
        time,
        next(iter(clocks), "") if time else "",
        loose=one.loose or other.loose or len(clocks) > 1,
    )


def _inverse(unit: Unit) -> Unit:
    return replace(unit, money=-unit.money, time=-unit.time)


def _product(one: Unit, other: Unit) -> str:
    kinds = {one.pure, other.pure}
    if kinds == {SHARE}:
        return SHARE
    return COUNT if kinds == {COUNT, SHARE} else PLAIN


def _quotient(one: Unit, other: Unit) -> str:
    if (one.money, one.time) != (other.money, other.time):
        return PLAIN
    return COUNT if (one.pure, other.pure) == (COUNT, SHARE) else SHARE
