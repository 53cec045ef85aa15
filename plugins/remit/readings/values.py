"""Numbers as systems write them into tables of readings: in the unit of their metric, named or not."""

# A number is never guessed at: `24,5` is no 245. A comma may stand between thousands, a point before
# decimals; all else is said, with the right text.

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,30})?|[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,30})?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_VALUE = re.compile(
    r"(?P<sign>[+−-]?)(?P<before>[$€£¥]|[A-Za-z]{3})?\s?(?P<digits>[0-9][0-9.,]*)\s?(?P<after>[^\s0-9.,][^0-9]*)?"
)
_MARKS: Mapping[str, str] = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_SHORT: Mapping[str, int] = {"k": 3, "m": 6, "mn": 6, "mio": 6, "bn": 9, "b": 9}
# unit of a metric → how a value may end; money may also name the company's currency
_ENDINGS: Mapping[str, Sequence[str]] = {
    "percent": ("%", "percent"), "ratio": ("×", "x"), "days": ("days", "day"),
    "hours": ("hours", "hour", "h"), "months": ("months", "month"),
}  # fmt: skip
NONE = "a period without a reading has no line"


class NoNumber(ValueError):
    """Why a text is no number of a metric; `code` says which kind of fault it is."""

    def __init__(self, message: str, code: str = "reading-malformed") -> None:
        super().__init__(message)
        self.code = code


def value_of(text: str, metric: str, unit: str, currency: str) -> tuple[Decimal, bool]:
    """The number that a cell holds, and whether it names its unit; raises NoNumber.

    >>> value_of("−1,234.5 EUR", "revenue", "currency", "EUR")
    (Decimal('-1234.5'), True)
    """
    if not text:
        raise NoNumber(f"there is no value; {NONE}")
    found = _VALUE.fullmatch(text)
    if found is None:
        raise NoNumber(f"`{text}` is not a number such as 1200 or 24.5{_instead(text)}; {NONE}")
    before, after = found["before"] or "", (found["after"] or "").strip()
    if not _fits(before, after, unit, currency):
        if after.casefold() in _SHORT and _PLAIN.fullmatch(found["digits"]):
            whole = Decimal(found["digits"].replace(",", "")).scaleb(_SHORT[after.casefold()])
            raise NoNumber(f"`{text}` is cut short; write all of its digits: {whole.normalize():f}")
        said = f"in {currency or 'money'}" if unit.startswith("currency") else f"in `{unit}`"
        said = said if unit else "without a unit"
        raise NoNumber(f"`{text}` does not fit `{metric}`, which is {said}", "reading-unit")
    digits = found["digits"]
    if _PLAIN.fullmatch(digits) is None:
        raise NoNumber(f"`{text}` is not a number such as 1200 or 24.5{_written(digits)}")
    number = Decimal(digits.replace(",", ""))
    return -number if found["sign"] in ("-", "−") else number, bool(before or after)


def _fits(before: str, after: str, unit: str, currency: str) -> bool:
    """Whether what stands around the digits is a way to write the unit."""
    if not unit.startswith("currency"):
        return not before and after.casefold() in ("", *_ENDINGS.get(unit, ()))
    said = {_MARKS.get(each, each.upper()) for each in (before, after) if each}
    return said <= {currency} if currency else not said - {*_MARKS.values()}


def _instead(text: str) -> str:
    """How a number that is written in another way is written here."""
    bare = re.sub(r"(?<=[0-9])[\s'’_](?=[0-9]{3})", "", text)
    if bare != text and _PLAIN.fullmatch(bare):
        return f"; write {bare}"
    if negative := re.fullmatch(r"\(([0-9.,]+)\)|([0-9.,]+)[-−]", text):
        return f"; write -{negative[1] or negative[2]}"
    return ""


def _written(digits: str) -> str:
    if _DECIMAL_COMMA.fullmatch(digits):
        return f": a point stands before decimals, so write {digits.replace('.', '').replace(',', '.')}"
    if re.fullmatch(r"[0-9]{16,}", digits):
        return ": it has more than 15 digits"
    return ": a comma may stand between thousands, a point before decimals"
