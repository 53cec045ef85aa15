"""What a metric aims at, in words, and which target counts on a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.thresholds import reading


@dataclass(frozen=True, slots=True)
class Target:
    """A target: the day from which readings are held against it, what it asks for, and of what part."""

    since: str
    asks: Mapping[str, Any]
    of: str
    words: str

    def __str__(self) -> str:
        return self.words


def targets(metric: Definition, currency: str = "") -> list[Target]:
    """All targets of a metric by their days, the last one first."""
    said = metric.get("targets") or {}
    unit = metric.get("unit", "")
    return [
        Target(day, said[day], said[day].get("of", ""), in_words(said[day], unit, currency))
        for day in sorted(said, reverse=True)
    ]


def target_on(metric: Definition, day: str, currency: str = "", of: str = "") -> Target | None:
    """The target against which a reading of a day is held; None before the first, and for another part."""
    found = next((each for each in targets(metric, currency) if each.since <= day), None)
    return found if found is not None and found.of.casefold() == of.casefold() else None


def aimed_at(metric: Definition, currency: str = "") -> str:
    """The target of the last day as a sentence, such as `24% over a rolling quarter`; empty without one."""
    found = targets(metric, currency)
    return found[0].words if found else ""


def in_words(entry: Mapping[str, Any], unit: str, currency: str = "") -> str:
    """An amount or a range with its words: `3 to 4× on the first day of each quarter`."""
    low, below = entry.get("from"), entry.get("below")
    if "amount" in entry:
        said = reading(entry["amount"], unit, currency)
    elif low is not None and below is not None:
        said = f"{reading(low, 'count')} to {reading(below, unit, currency)}"
    elif low is not None:
        said = f"{reading(low, unit, currency)} or more"
    else:
        said = f"under {reading(below or 0, unit, currency)}"
    parts = [said, f"for {entry['of']}" if "of" in entry else "", entry.get("words", "")]
    if parts[2].startswith("or ") and parts[1]:
        parts = [said, parts[2], parts[1]]
    return " ".join(part for part in parts if part)
