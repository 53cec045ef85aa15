"""Rules about the thresholds of a metric: which ranges they cover, and which way is better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.rules.rule import Context, Finding, finding, rule

_RANKS = {"bad": 0, "watch": 1, "good": 2}  # `look` says neither better nor worse
_ENDLESS = float("inf")


class _Band(NamedTuple):
    """One threshold with fixed ends; `below` is not part of it."""

    key: str
    start: float
    below: float
    level: str


def _banded(book: Handbook) -> Sequence[tuple[Definition, Sequence[Sequence[_Band]]]]:
    """The metrics that have thresholds, with these."""
    return [(metric, _bands(metric)) for metric in book.all("metric") if metric.get("thresholds")]


def _bands(metric: Definition) -> Sequence[Sequence[_Band]]:
    """The thresholds with fixed ends, those of one `of` together, each from the lowest to the highest."""
    groups: dict[str, list[_Band]] = defaultdict(list)
    for key, each in metric.get("thresholds", {}).items():
        if "from" in each or "below" in each:
            band = _Band(key, each.get("from", -_ENDLESS), each.get("below", _ENDLESS), each["level"])
            groups[each.get("of", "")].append(band)
    return [sorted(bands, key=lambda band: (band.start, band.below)) for bands in groups.values()]


def _said(number: float) -> str:
    return f"{number:g}"


@rule("threshold-overlap")
def overlap(context: Context) -> Iterator[Finding]:
    """No number of a metric is in two of its thresholds.

    Why: Two teams read the same number and both are right, one that all is well and one that it is not.
    Fix: Let each threshold begin with `from` where the one before ends with `below`.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 30, level: bad, means: Few, action: Ask}, high: {from: 20, level: good, means: Many, action: None}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 20, level: bad, means: Few, action: Ask}, high: {from: 20, level: good, means: Many, action: None}}}
    """
    for metric, banded in context.once(_banded):
        for bands in banded:
            for band in bands:
                if band.start >= band.below:
                    message = f"`{band.key}` begins at {_said(band.start)} and ends below {_said(band.below)}: no number is in it"
                    yield finding(metric, ("thresholds", band.key), message, key=True)
            for low, high in pairwise(band for band in bands if band.start < band.below):
                if high.start < low.below:
                    message = (
                        f"`{low.key}` goes up to {_said(low.below)} and `{high.key}` begins at {_said(high.start)}"
                        if high.start > -_ENDLESS
                        else f"`{low.key}` and `{high.key}` both hold whatever is below {_said(low.below)}"
                    )
                    yield finding(metric, ("thresholds", high.key), message, key=True)


@rule("threshold-gap", severity=Severity.WARNING)
def gap(context: Context) -> Iterator[Finding]:
    """Between two thresholds of a metric there is no number that is in neither.

    Why: A number in the gap is called neither good nor bad, so nobody acts on it.
    Fix: Let each threshold begin with `from` where the one before ends with `below`.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 20, level: bad, means: Few, action: Ask}, high: {from: 30, level: good, means: Many, action: None}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 20, level: bad, means: Few, action: Ask}, high: {from: 20, level: good, means: Many, action: None}}}
    """
    for metric, banded in context.once(_banded):
        for bands in banded:
            for low, high in pairwise(bands):
                if low.below < high.start:
                    message = f"from {_said(low.below)} to {_said(high.start)} it is neither `{low.key}` nor `{high.key}`"
                    yield finding(metric, ("thresholds", high.key), message, key=True)


@rule("threshold-direction")
def direction(context: Context) -> Iterator[Finding]:
    """The thresholds of a metric get better in its `direction`.

    Why: The page and the dashboard colour the number the wrong way round.
    Fix: Correct `direction`, the `level` of the threshold, or its ends.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: lower,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 20, level: bad, means: Few, action: Ask}, high: {from: 20, level: good, means: Many, action: None}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}, thresholds: {
              low: {below: 20, level: bad, means: Few, action: Ask}, high: {from: 20, level: good, means: Many, action: None}}}
    """
    for metric, banded in context.once(_banded):
        if not (better := metric.get("direction")):
            continue  # which way is better is not said
        wrong = [key for bands in banded if (key := _against(better, bands))]
        wrong += [key for key, each in metric.get("thresholds", {}).items() if _moves_against(better, each)]
        if wrong:
            said = {"higher": "higher is better", "lower": "lower is better"}.get(better, "a range is best")
            message = f"of `{metric.id}` {said}, and `{wrong[0]}` says otherwise"
            yield finding(metric, ("thresholds", wrong[0]), message, key=True)


def _against(better: str, bands: Sequence[_Band]) -> str:
    """The first threshold that is worse than the one before it where it should be better; empty when none."""
    graded = [(band.key, _RANKS[band.level]) for band in bands if band.level in _RANKS]
    rising = better != "lower"
    for (_, before), (key, rank) in pairwise(graded):
        if better == "in-range" and rank < before:
            rising = False  # over the best range it may only get worse
        if (rank < before) if rising else (rank > before):
            return key
    return ""


def _moves_against(better: str, threshold: Mapping[str, Any]) -> bool:
    """Whether a move to the better side is called bad, or one to the worse side good."""
    good, worse = {"higher": ("rises-by", "falls-by"), "lower": ("falls-by", "rises-by")}.get(
        better, ("", "")
    )
    level = threshold["level"]
    return (good in threshold and level in ("bad", "watch")) or (worse in threshold and level == "good")


RULES = (overlap, gap, direction)
