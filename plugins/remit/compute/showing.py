"""A number as people read it: rounded for its unit, which is the only place where anything is rounded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from remit.compute.values import EXACT, Single, Unknown
from remit.words import PERCENT

# unit → decimals; half a step goes up, away from 0
_DECIMALS: Mapping[str, int] = {
    "count": 2, "currency": 2, "percent": 1, "ratio": 2, "days": 1, "months": 1, "hours": 1, "score": 1,
    "currency-per-day": 2,
}  # fmt: skip
_AFTER: Mapping[str, str] = {"percent": PERCENT, "days": " days", "months": " months", "hours": " hours"}
CANNOT_TELL = "cannot tell"


def shown(value: Single, unit: str, currency: str = "") -> str:
    """A number with its unit, or `cannot tell`.

    >>> shown(Decimal("0.23456"), "percent"), shown(Decimal("46000"), "currency", "USD")
    ('23.5 %', '46,000 USD')
    """
    if isinstance(value, Unknown):
        return CANNOT_TELL
    text = rounded(value, unit)
    if unit.startswith("currency"):
        return f"{text} {currency}".rstrip() + (" a day" if unit.endswith("day") else "")
    return text + _AFTER.get(unit, "")


def in_unit(value: Decimal, unit: str, currency: str = "") -> str:
    """A number that is written in its unit, as it is shown: of percent, 24 is 24 %.

    >>> in_unit(Decimal("24.50"), "percent")
    '24.5 %'
    """
    return shown(value.scaleb(-2, EXACT) if unit == "percent" else value, unit, currency)


def rounded(value: Decimal, unit: str) -> str:
    """The digits of a number for its unit: percent as percent, no more decimals than it is read with."""
    number = value.scaleb(2, EXACT) if unit == "percent" else value
    step = Decimal(1).scaleb(-_DECIMALS.get(unit, 2))
    text = f"{number.quantize(step, ROUND_HALF_UP, EXACT):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def exact(value: Decimal) -> str:
    """All digits of a number, without an exponent."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
