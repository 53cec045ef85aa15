"""What a computation yields and what it reads: numbers, reasons why there are none, cells of a table."""

# Numbers are decimal: money must not gain or lose a cent on the way. A cell that does not fit its field
# is never guessed at: whoever computes from it cannot tell.

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Context, Decimal
from zoneinfo import ZoneInfo

from remit.frozen import dataclass

MISSING, EMPTY, ZERO, FORMULA = "missing", "empty", "zero", "formula"  # why there is no number
EXACT = Context(prec=34, traps=[])

Cell = Decimal | date | datetime | str | bool | tuple[str, ...]
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class CannotTell(Exception):
    """There is no number; `kind` is one of the four above."""

    def __init__(self, why: str, kind: str = MISSING) -> None:
        super().__init__(why)
        self.why = why
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Unknown:
    """No number, and why."""

    why: str
    kind: str = MISSING


@dataclass(frozen=True, slots=True)
class Groups:
    """A number for each group: values of the fields `per` → number; `other` holds where no record is."""

    per: tuple[str, ...]
    found: Mapping[tuple[Cell | None, ...], Decimal | Unknown]
    other: Decimal | Unknown


Single = Decimal | Unknown
Result = Single | Groups


def checked(number: Decimal) -> Single:
    """A number, or why it is none: nobody counts beyond what can be written down."""
    return number if number.is_finite() else Unknown("the number is too large to calculate with")


def number_of(text: str) -> Decimal:
    """A number as it is written in a table; raises ValueError."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("is not a number such as 1200 or 0.5")
    return Decimal(text)


def percent_of(text: str) -> Decimal:
    """A share: `80` and `80%` are 0.8; raises ValueError."""
    return number_of(text.removesuffix("%").rstrip()).scaleb(-2)


def day_of(text: str) -> date:
    """A day; of a time, its day as it is written. Raises ValueError."""
    if not _DAY.match(text):
        raise ValueError("is not a day such as 2026-09-30")
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date()
    except ValueError:
        raise ValueError("is not a day such as 2026-09-30") from None


def time_of(text: str, zone: ZoneInfo) -> datetime:
    """A time on the clock of a zone, without the zone; one that names none is of it. Raises ValueError."""
    if not _DAY.match(text):
        raise ValueError("is not a time such as 2026-09-30T14:00")
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is None else found.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError("is not a time such as 2026-09-30T14:00") from None


def truth_of(text: str) -> bool:
    """`true` or `false`, in any case; raises ValueError."""
    if text.lower() not in ("true", "false"):
        raise ValueError("is neither true nor false")
    return text.lower() == "true"


def several_of(text: str) -> tuple[str, ...]:
    """The values of a field that holds several, parted by semicolons."""
    return tuple(sorted({each.strip() for each in text.split(";")} - {""}))


def reader_of(type: str, zone: ZoneInfo) -> Callable[[str], Cell]:
    """How the cells of a field of a type are read; each raises ValueError with what is wrong."""
    readers: Mapping[str, Callable[[str], Cell]] = {
        "number": number_of,
        "currency": number_of,
        "percent": percent_of,
        "date": day_of,
        "datetime": lambda text: time_of(text, zone),
        "boolean": truth_of,
        "multi-picklist": several_of,
    }
    return readers.get(type, str)


NUMBERS = frozenset({"number", "currency", "percent"})
TIMES = frozenset({"date", "datetime"})
