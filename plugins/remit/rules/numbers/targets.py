"""Rules about targets: whether those that formulas link fit each other."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal

from remit.compute.sense import chains, ranges, targets
from remit.compute.showing import shown
from remit.diagnostics import Severity
from remit.handbook import Handbook
from remit.rules.numbers.formulas import formulas_of
from remit.rules.rule import Context, Finding, finding, rule


@rule("target-contradicts", severity=Severity.WARNING)
def contradicts(context: Context) -> Iterator[Finding]:
    """Targets of metrics that formulas link fit each other, to a tenth.

    Why: Targets that cannot all be reached set teams against each other: each meets its own, and the whole is missed.
    Fix: Change one of the targets that the message names, or the formula that links them.
    Bad:
        metrics:
          asked: {name: Asked, summary: S., definition: D., formula: "count(field:lead-status)", unit: count, target: 420 a month,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          share: {name: Share, summary: S., definition: D., formula: "metric:open ÷ metric:asked", unit: percent, target: 32%,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open)",
            unit: count, target: 90 a quarter, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          asked: {name: Asked, summary: S., definition: D., formula: "count(field:lead-status)", unit: count, target: 94 a month,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          share: {name: Share, summary: S., definition: D., formula: "metric:open ÷ metric:asked", unit: percent, target: 32%,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open)",
            unit: count, target: 90 a quarter, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    book = context.book
    aimed = _aimed(book)
    if len(aimed) < 2:
        return
    entities = {field.id: field["entity"].rpartition(":")[2] for field in book.all("field")}
    currency, amounts = _currency(book), _amounts(aimed)
    for clash in chains.Chain(formulas_of(book), dict(amounts), entities).clashes():
        metric = book.get("metric", clash.metric)
        assert metric is not None
        aims, comes = (_words(each, metric.get("unit", ""), currency) for each in (clash.aims, clash.comes))
        others = [
            each for id in clash.comes.metrics if (each := book.get("metric", id)) and each is not metric
        ]
        if clash.relation == "part" and clash.comes.said == f"metric:{others[0].id}":
            message = f"`{metric.id}` aims at {aims}, and `{others[0].id}`, a part of it, at {comes}"
        else:
            what = "it comes" if clash.relation == "is" else "a part of it alone comes"
            sum = _REFERENCE.sub(lambda found: _of(book, amounts[found[1]], currency), clash.comes.said)
            message = f"`{metric.id}` aims at {aims}; by other targets {what} to {comes}: {sum}"
        yield finding(metric, "target", message, related=others)


def _aimed(book: Handbook) -> Mapping[str, targets.Target]:
    """The targets that can be read, by metric."""
    metrics = [metric for metric in book.all("metric") if metric.get("target")]
    if len(metrics) < 2:
        return {}
    parts = sorted(
        {str(each).casefold() for field in book.all("field") for each in field.get("values") or ()}
    )
    names = {
        name.casefold(): metric.id for metric in metrics for name in (metric.name, *metric.get("aliases", ()))
    }
    read = {
        metric.id: targets.read(metric["target"], metric.get("unit", ""), parts, names) for metric in metrics
    }
    return {id: target for id, target in read.items() if target is not None}


def _amounts(aimed: Mapping[str, targets.Target]) -> Mapping[str, ranges.Amount]:
    """What is aimed at, by the month where the target names a period."""
    found: dict[str, ranges.Amount] = {}
    for id, target in sorted(aimed.items(), key=lambda each: (bool(each[1].of), each[0])):
        whole = found.get(target.of) if target.of else None
        if target.of and whole is None:
            continue
        low, high, flow = target.low, target.high, bool(target.per)
        if whole is not None:
            low, high, flow = low * whole.low, high * whole.high, whole.flow
        elif flow:
            low, high = low / targets.MONTHS[target.per], high / targets.MONTHS[target.per]
        found[id] = ranges.Amount(low, high, flow, f"metric:{id}", (id,))
    return found


_REFERENCE = re.compile("metric:([a-z0-9-]+)")


def _of(book: Handbook, amount: ranges.Amount, currency: str) -> str:
    """The target of a metric with its name, such as `32 % (SQL conversion)`."""
    metric = book.get("metric", amount.metrics[0])
    assert metric is not None
    return f"{_words(amount, metric.get('unit', ''), currency)} ({metric.name})"


def _words(amount: ranges.Amount, unit: str, currency: str) -> str:
    """A range of numbers as people say it; what flows, by the quarter."""
    low, high = (
        each * targets.MONTHS["quarter"] if amount.flow else each for each in (amount.low, amount.high)
    )
    after = " a quarter" if amount.flow else ""
    if high == math.inf:
        return f"{_shown(low, unit, currency)}{after} or more"
    if low == high:
        return f"{_shown(low, unit, currency)}{after}"
    if low == 0:
        return f"{_shown(high, unit, currency)}{after} or less"
    return f"{_shown(low, unit, currency)} to {_shown(high, unit, currency)}{after}"


def _shown(number: float, unit: str, currency: str) -> str:
    return shown(Decimal(f"{number:.6g}"), unit, currency)


def _currency(book: Handbook) -> str:
    company: Mapping[str, object] = next((each.get("company", {}) for each in book.all("handbook")), {})
    return str(company.get("currency", ""))


_SAID = re.compile(
    r"\D{0,30}?(?P<currency>[$€£¥])?\s?\d[\d,.]*\s?(?:k|m|bn|thousand|million|billion)?\b\s?"
    r"(?:(?P<percent>%)|(?:business )?(?P<time>minutes?|hours?|days?|weeks?|months?|years?)\b)?",
    re.IGNORECASE,
)
# what a target says → units of metrics that it fits; a share of another metric is a target of an amount, too
_FITTING: Mapping[str, Set[str]] = {
    "currency": frozenset({"currency", "currency-per-day"}),
    "percent": frozenset({"percent", "count", "currency"}),
    "time": frozenset({"hours", "days", "months"}),
}


@rule("target-unit", severity=Severity.WARNING)
def target_unit(context: Context) -> Iterator[Finding]:
    """The target of a metric is in the unit of the metric.

    Why: Nobody can say whether 24 days of win rate are reached, and each reader takes it for something else.
    Fix: Write the target in the unit of the metric, or correct `unit`.
    Bad:
        metrics:
          share: {name: Share, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            target: 24 days, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          share: {name: Share, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            target: 24% over a quarter, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for metric in context.book.all("metric"):
        unit, said = metric.get("unit"), _SAID.match(metric.get("target", ""))
        for what, fitting in _FITTING.items() if unit and said else ():
            if said and said[what] and unit not in fitting:
                meant = said["time"] if what == "time" else what
                message = f"`{metric.id}` is in `{unit}`, and its target in {meant}"
                yield finding(metric, "target", message)
                break


RULES = (contradicts, target_unit)
