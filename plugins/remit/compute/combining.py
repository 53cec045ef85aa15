"""Numbers joined to numbers, groups to groups; what cannot be told on one side cannot be told at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from remit.compute.values import EMPTY, EXACT, ZERO, Groups, Result, Single, Unknown, checked
from remit.formula import Arithmetic, Number, printed

SIGNS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": EXACT.add,
    "−": EXACT.subtract,
    "×": EXACT.multiply,
    "÷": EXACT.divide,
}


def number(tree: Number) -> Decimal:
    """A number as it is written: `12%` is 0.12."""
    text = tree.text.removesuffix("%")
    return Decimal(text).scaleb(-2) if text != tree.text else Decimal(text)


def calculated(tree: Arithmetic, left: Single, right: Single) -> Single:
    """Two numbers joined by a sign; what cannot be told on one side cannot be told at all."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    if tree.sign == "÷" and right == 0:
        return Unknown(f"`{printed(tree.right)}` is 0, and nothing can be divided by it", ZERO)
    return checked(SIGNS[tree.sign](left, right))


def abs_of(value: Single) -> Single:
    """A number without its sign."""
    return value if isinstance(value, Unknown) else abs(value)


def zero_if_empty(value: Single) -> Single:
    """A number, or 0 where no record has a value; what is missing or divided by 0 stays so."""
    return Decimal(0) if isinstance(value, Unknown) and value.kind == EMPTY else value


def most(*values: Single) -> Single:
    """The largest of some numbers."""
    return _chosen(max, values)


def least(*values: Single) -> Single:
    """The smallest of some numbers."""
    return _chosen(min, values)


def _chosen(choose: Callable[[Sequence[Decimal]], Decimal], values: Sequence[Single]) -> Single:
    unknown = [each for each in values if isinstance(each, Unknown)]
    return unknown[0] if unknown else choose([each for each in values if isinstance(each, Decimal)])


def single(result: Result) -> Single:
    """A result that is one number; groups have none in common."""
    return (
        Unknown("it has a number for each group, and none for all") if isinstance(result, Groups) else result
    )


def combined(makes: Callable[..., Single], results: Sequence[Result]) -> Result:
    """One result of several: groups meet by their values, a single number holds for each."""
    grouped = [each for each in results if isinstance(each, Groups)]
    if not grouped:
        return makes(*results)
    per = grouped[0].per
    if any(each.per != per for each in grouped):
        names = " and ".join(", ".join(each.per) for each in grouped)
        return Unknown(f"groups by {names} do not meet")

    def of(result: Result, key: tuple[Any, ...]) -> Single:
        return result.found.get(key, result.other) if isinstance(result, Groups) else result

    keys = dict.fromkeys(key for each in grouped for key in each.found)
    other = makes(*(each.other if isinstance(each, Groups) else each for each in results))
    return Groups(per, {key: makes(*(of(each, key) for each in results)) for key in keys}, other)


OF_NUMBERS: Mapping[str, Callable[..., Single]] = {
    "abs": abs_of,
    "max": most,
    "min": least,
    "zero-if-empty": zero_if_empty,
}
