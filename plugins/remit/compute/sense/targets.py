"""What a target comes to in calculations: an amount or a range, for a period or at a moment."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from remit.frozen import dataclass

MONTHS: Mapping[str, float] = {"day": 12 / 365, "week": 12 / 52, "month": 1, "quarter": 3, "year": 12}
_EVERY = re.compile(r"\b(?:an?|per|each|every) (day|week|month|quarter|year)\b")
_IN_YEAR = re.compile(r"\bin (?:fiscal |calendar )?(?:year )?20[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Target:
    """What is aimed at: from `low` up to `high`, percent as a share; `per` is a period, or nothing."""

    low: float
    high: float
    per: str = ""


def read(targets: Mapping[str, Mapping[str, Any]], unit: str) -> Target | None:
    """The target of the last day, of a metric in a unit; None where it is for a part of it alone."""
    entry = targets[max(targets)] if targets else {}
    if not entry or "of" in entry:
        return None
    scale = 100 if unit == "percent" else 1
    low = entry.get("amount", entry.get("from", 0)) / scale
    high = entry.get("amount", entry.get("below", math.inf)) / scale
    words = entry.get("words", "")
    per = next(iter(_EVERY.findall(words)), "year" if _IN_YEAR.search(words) else "")
    return Target(low, high, per if unit in ("count", "currency") else "")
