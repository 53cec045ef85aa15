"""A target as it was written before it had a day and a number of its own: `24% over a rolling quarter`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ALWAYS = "2000-01-01"  # the old words name no day, so readings were held against them from the beginning
EXAMPLE: Mapping[str, Any] = {"2027-01-01": {"amount": 24, "words": "over a rolling quarter"}}
_SCALES: Mapping[str, float] = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "": 1,
}  # fmt: skip
_AMOUNT = (
    r"[$€£¥]?\s?(?P<{0}>[0-9][0-9,]*(?:\.[0-9]+)?)"
    r"\s?(?P<{0}s>k|thousand|m|million|bn|billion)?\b\s?(?P<{0}p>%)?"
)
# A text, not a pattern: hardly any handbook has such words still, and compiling costs milliseconds.
_TARGET = (
    r"(?i)(?:(?P<least>at least)|(?P<most>under|below|less than))?\s*"
    + _AMOUNT.format("low")
    + r"(?:\s*(?:to|–|-)\s*"
    + _AMOUNT.format("high")
    + r")?(?:\s*(?:days|hours|months)\b)?(?P<more>\s*or more\b)?,?\s*(?P<words>.*)"
)


def target(said: Any) -> dict[str, dict[str, Any]]:
    """The target that words begin with, under its day; empty where they begin with something else."""
    found = re.fullmatch(_TARGET, said) if isinstance(said, str) else None
    if found is None:
        return {}
    low = _number(found["low"], found["lows"] or found["highs"])
    if found["high"]:
        entry: dict[str, Any] = {"from": low, "below": _number(found["high"], found["highs"])}
    elif found["most"]:
        entry = {"below": low}
    elif found["least"] or found["more"]:
        entry = {"from": low}
    else:
        entry = {"amount": low}
    return {ALWAYS: {**entry, **({"words": found["words"]} if found["words"] else {})}}


def _number(digits: str, scale: str | None) -> float | int:
    number = float(digits.replace(",", "")) * _SCALES[(scale or "").lower()]
    return int(number) if number == int(number) else number
