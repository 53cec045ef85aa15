"""What a plain scalar spells: JSON's literals are values, and all else is text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

MAX_DIGITS: Final = 18
OMIT: Final = object()  # in place of a number that cannot be kept

WORDS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None, "~": None}
LIKE_NUMBER: Final = re.compile(  # what YAML or a person takes for a number, and JSON does not
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN)"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
)
_NUMBER: Final = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def literal(text: str) -> Any:
    """The value of a plain scalar that is not empty, else the text itself; `OMIT` for a number too long.

    >>> literal("5"), literal("true"), literal("no")
    (5, True, 'no')
    """
    if text[0] not in "-0123456789":
        return WORDS.get(text, text)
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    whole, fraction, exponent = number.groups()
    if not fraction and not exponent and len(whole.lstrip("-")) <= MAX_DIGITS:
        return int(whole)
    if fraction or exponent:
        real = float(text)
        if not math.isinf(real) and (real or not whole.strip("-0") + (fraction or "").strip(".0")):
            return real
    return OMIT
