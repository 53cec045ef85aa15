"""Ranges of numbers, such as "90 % or more", and arithmetic with them; each remembers what it was made of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from remit.frozen import dataclass

TOLERANCE = 0.1  # targets are round numbers: a tenth apart is no contradiction
LONGEST = 400  # nobody reads a calculation from more


@dataclass(frozen=True, slots=True)
class Amount:
    """A range of numbers, by the month where `flow`; how it was calculated, from which metrics' targets."""

    low: float
    high: float
    flow: bool
    said: str = ""
    metrics: tuple[str, ...] = ()


def apart(one: Amount, other: Amount) -> bool:
    """Whether two ranges are more than a tenth apart."""
    lower, upper = (one, other) if one.high < other.low else (other, one)
    return upper.low - lower.high > TOLERANCE * max(abs(upper.low), abs(lower.high))


def calculated(sign: str, left: Amount, right: Amount) -> Amount | None:
    """Two ranges joined by a sign; None where flows and other amounts do not go together."""
    flow = _flow(sign, left, right)
    if flow is None:
        return None
    if sign == "÷" and right.low <= 0 <= right.high:
        if right.low < 0 or right.high == 0 or left.low < 0:
            return None
        low, high = left.low / right.high, math.inf  # of something that is not 0
    else:
        ends = [_SIGNS[sign](one, two) for one in (left.low, left.high) for two in (right.low, right.high)]
        if any(map(math.isnan, ends)):
            return None
        low, high = min(ends), max(ends)
    brackets = sign in "×÷" and (" + " in left.said or " − " in left.said)
    said = f"{f'({left.said})' if brackets else left.said} {sign} {right.said}"
    if len(said) > LONGEST:
        return None
    return Amount(low, high, flow, said, tuple(dict.fromkeys((*left.metrics, *right.metrics))))


def _flow(sign: str, left: Amount, right: Amount) -> bool | None:
    if sign in "+−":
        return left.flow if left.flow == right.flow else None
    if sign == "×":
        return None if left.flow and right.flow else left.flow or right.flow
    return None if right.flow and not left.flow else left.flow and not right.flow


_SIGNS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, two: one + two,
    "−": lambda one, two: one - two,
    "×": lambda one, two: one * two,
    "÷": lambda one, two: one / two,
}
