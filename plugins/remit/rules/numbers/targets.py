"""Rules about targets: whether those that formulas link fit each other."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal

from remit.compute.sense import ranges, targets
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
          asked: {name: Asked, summary: S., definition: D., formula: "count(field:lead-status)", unit: count, targets: {2026-02-01: {amount: 420, words: a month}},
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          share: {name: Share, summary: S., definition: D., formula: "metric:open ÷ metric:asked", unit: percent, targets: {2026-02-01: {amount: 32}},
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open)",
            unit: count, targets: {2026-02-01: {amount: 90, words: a quarter}}, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          asked: {name: Asked, summary: S., definition: D., formula: "count(field:lead-status)", unit: count, targets: {2026-02-01: {amount: 94, words: a month}},
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          share: {name: Share, summary: S., definition: D., formula: "metric:open ÷ metric:asked", unit: percent, targets: {2026-02-01: {amount: 32}},
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open)",
            unit: count, targets: {2026-02-01: {amount: 90, words: a quarter}}, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    book = context.book
    aimed = _aimed(book)
    if len(aimed) < 2:
        return
    from remit.compute.sense.chains import Chain  # where there are targets to be linked

    entities = {field.id: field["entity"].rpartition(":")[2] for field in book.all("field")}
    currency, amounts = _currency(book), _amounts(aimed)
    for clash in Chain(formulas_of(book), dict(amounts), entities).clashes():
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
        yield finding(metric, "targets", message, related=others, key=True)


def _aimed(book: Handbook) -> Mapping[str, targets.Target]:
    """The targets that are for the whole of a metric, by metric."""
    read = {
        metric.id: targets.read(metric["targets"], metric.get("unit", ""))
        for metric in book.all("metric")
        if metric.get("targets")
    }
    return {id: target for id, target in read.items() if target is not None}


def _amounts(aimed: Mapping[str, targets.Target]) -> Mapping[str, ranges.Amount]:
    """What is aimed at, by the month where the target names a period."""
    found: dict[str, ranges.Amount] = {}
    for id, target in sorted(aimed.items()):
        months = targets.MONTHS[target.per] if target.per else 1
        found[id] = ranges.Amount(
            target.low / months, target.high / months, bool(target.per), f"metric:{id}", (id,)
        )
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


# what the words behind an amount begin with → units of metrics that it fits
_SAID: Mapping[str, Set[str]] = {
    r"(?:%|per ?cent\b)": frozenset({"percent"}),
    r"(?:business )?(?:minute|hour|day|week|month|year)s?\b": frozenset({"hours", "days", "months"}),
}


@rule("target-unit", severity=Severity.WARNING)
def target_unit(context: Context) -> Iterator[Finding]:
    """A target is in the unit of its metric, and so says it once, as `unit`.

    Why: Nobody can say whether 24 days of win rate are reached, and each reader takes it for something else.
    Fix: Write the amount in the unit of the metric without naming it, or correct `unit`.
    Bad:
        metrics:
          share: {name: Share, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            targets: {2026-02-01: {amount: 24, words: days}}, direction: higher, grain: month,
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          share: {name: Share, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            targets: {2026-02-01: {amount: 24, words: over a quarter}}, direction: higher, grain: month,
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for metric in context.book.all("metric"):
        unit = metric.get("unit")
        for day, entry in metric.get("targets", {}).items() if unit else ():
            for pattern, fitting in _SAID.items():
                said = re.match(pattern, entry.get("words", ""), re.IGNORECASE)
                if said and unit not in fitting:
                    message = f"`{metric.id}` is in `{unit}`, and its target in {said[0]}"
                    yield finding(metric, ("targets", day, "words"), message, span=said.span())


@rule("target-range")
def target_range(context: Context) -> Iterator[Finding]:
    """A target is an amount or a range with a lower and a higher end, never both.

    Why: Of a target with two meanings nobody can say whether it is met.
    Fix: Keep `amount`, or `from` and `below`; in a range `from` is less than `below`.
    Bad:
        metrics:
          cover: {name: Cover, summary: S., definition: D., unit: ratio, targets: {2026-02-01: {from: 4, below: 3}},
            formula: count(field:lead-status where field:lead-status = Open) / count(field:lead-status), direction: in-range, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          cover: {name: Cover, summary: S., definition: D., unit: ratio, targets: {2026-02-01: {from: 3, below: 4}},
            formula: count(field:lead-status where field:lead-status = Open) / count(field:lead-status), direction: in-range, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for metric in context.book.all("metric"):
        for day, entry in metric.get("targets", {}).items():
            amount, low, below = (entry.get(name) for name in ("amount", "from", "below"))
            path = ("targets", day)
            if amount is None and low is None and below is None:
                yield finding(
                    metric, path, f"the target of `{metric.id}` has no `amount` and no range", key=True
                )
            elif amount is not None and (low is not None or below is not None):
                other = "from" if low is not None else "below"
                message = f"the target of `{metric.id}` has an `amount` and `{other}`; keep one of the two"
                yield finding(metric, (*path, other), message, key=True)
            elif low is not None and below is not None and low >= below:
                message = f"the target of `{metric.id}` begins at {low} and ends below {below}: nothing lies between"
                yield finding(metric, (*path, "below"), message)


RULES = (contradicts, target_unit, target_range)
