"""What a target aims at, read from its words: an amount or a range, for a period or at a moment."""

# Words that cannot be read without doubt give no target: two amounts, or an amount for a part alone.

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MONTHS: Mapping[str, float] = {"day": 12 / 365, "week": 12 / 52, "month": 1, "quarter": 3, "year": 12}
_SCALES: Mapping[str, float] = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "": 1,
}  # fmt: skip
_AMOUNT = (
    r"[$€£¥]?\s?(?P<{0}>[0-9][0-9,]*(?:\.[0-9]+)?)"
    r"\s?(?P<{0}s>k|thousand|m|million|bn|billion)?\b\s?(?P<{0}p>%)?"
)
_TARGET = re.compile(
    r"(?:(?P<least>at least|over|above|more than)|(?P<most>at most|under|below|less than|up to)|about)?\s*"
    + _AMOUNT.format("low")
    + r"(?:\s*(?:to|–|-)\s*"
    + _AMOUNT.format("high")
    + r")?(?P<after>\s*(?:[a-z]+\s){0,2}or (?:more|less))?",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"[$€£¥]\s?[0-9]|[0-9]\s?%")
_EVERY = re.compile(r"\b(?:an?|per|each|every) (day|week|month|quarter|year)\b")
_IN_YEAR = re.compile(r"\bin (?:fiscal |calendar )?(?:year )?20[0-9]{2}\b")
_OF_PART = re.compile(r"\b(?:in|for|of|at) ")


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at: from `low` up to `high`, percent as a share; `per` is a period, or nothing.

    `of` is the metric of which it is a share, or nothing.
    """

    low: float
    high: float
    per: str = ""
    of: str = ""


def read(words: str, unit: str, parts: Sequence[str], metrics: Mapping[str, str]) -> Target | None:
    """The target that words say of a metric in a unit, or None.

    `parts` are values of fields in small letters: a target for one of them is none for the whole. `metrics`
    are names in small letters and the metrics they are of.
    """
    said, *_ = words.split(";")
    found = _TARGET.match(said)
    if found is None or _ANOTHER.search(said, found.end()):
        return None
    rest = said[found.end() :]
    following = [rest[match.end() :].casefold() for match in _OF_PART.finditer(rest)]
    percent, flows = bool(found["lowp"] or found["highp"]), unit in ("count", "currency")
    of = ""
    if percent and flows:
        names = sorted((name for name in metrics for each in following if each.startswith(name)), key=len)
        if not names:
            return None
        of = metrics[names[-1]]
    elif any(each.startswith(tuple(parts)) for each in following):
        return None
    per = next(iter(_EVERY.findall(rest)), "year" if _IN_YEAR.search(rest) else "")
    low, high = _bounds(found, 100 if percent or unit == "percent" else 1)
    return Target(low, high, per if flows else "", of)


def _bounds(found: re.Match[str], scale: float) -> tuple[float, float]:
    low = _number(found["low"], found["lows"] or found["highs"]) / scale
    high = _number(found["high"], found["highs"]) / scale if found["high"] else low
    after = (found["after"] or "").split()[-1:]
    if found["least"] or after == ["more"]:
        high = math.inf
    if found["most"] or after == ["less"]:
        low = 0
    return low, high


def _number(digits: str, suffix: str | None) -> float:
    return float(digits.replace(",", "")) * _SCALES[(suffix or "").lower()]
