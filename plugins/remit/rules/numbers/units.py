"""Rules about units: what a formula comes to, and on which scale it is read."""

from __future__ import annotations

from collections.abc import Iterator

from remit import formula
from remit.compute.units import Units
from remit.compute.written import all_written
from remit.diagnostics import Severity
from remit.rules.rule import Context, Finding, finding, rule


@rule("formula-unit")
def formula_unit(context: Context) -> Iterator[Finding]:
    """A formula combines like with like, and gives what the metric's unit says; a filter tests like with like.

    Why: A sum of money and a count, or a count that is read as percent, is a number that means nothing.
    Fix: Correct the part that is pointed at, or the metric's `unit`. No formula in percent multiplies by 100.
    Bad:
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: "count(field:lead-status) ÷ metric:all × 100",
            unit: percent, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          all: {name: All, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: "count(field:lead-status) ÷ metric:all",
            unit: percent, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          all: {name: All, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    units = {metric.id: metric.get("unit", "") for metric in context.book.all("metric")}
    types = {field.id: field["type"] for field in context.book.all("field")}
    values = {id: amount.unit for id, amount in context.book.amounts.items()}
    without = {each.subject for each in context.book.diagnostics if each.code == "formula-without-number"}
    for each in context.once(all_written):
        tree, definition = each.tree, each.definition
        if isinstance(tree, formula.Number) or (without and str(definition.ref) in without):
            continue  # a number alone is of any unit; what gives none is reported while reading
        if isinstance(tree, (formula.Test, formula.Either)):
            problems = Units(units, types, values).check_filter(tree)
        else:
            problems = Units(units, types, values).check(tree, str(definition.data.get("unit", "")))
        for problem in problems:
            whole = (problem.offset, problem.end) == tree.span
            span = None if whole else (problem.offset, problem.end)
            yield finding(definition, each.path, problem.message, span=span)


@rule("threshold-scale", severity=Severity.WARNING)
def threshold_scale(context: Context) -> Iterator[Finding]:
    """The thresholds of a metric in percent are all in percent.

    Why: 0.3 beside 30 is a fraction among percentages: the reading never reaches it, and nobody acts.
    Fix: Write all thresholds in percent, 30 for 30 %.
    Bad:
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}, fine: {from: 0.3, level: good, means: M.}}}
    Good:
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: "count(field:lead-status) ÷ 9", unit: percent,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}, fine: {from: 30, level: good, means: M.}}}
    """
    for metric in context.book.all("metric"):
        if metric.get("unit") != "percent":
            continue
        limits = [
            (id, name, each[name])
            for id, each in metric.get("thresholds", {}).items()
            for name in ("from", "below")
            if name in each
        ]
        largest = max((abs(value) for *_, value in limits), default=0)
        firsts = {
            value: (id, name) for id, name, value in reversed(limits)
        }  # where one ends, the next begins
        for value, (id, name) in reversed(firsts.items()):
            if 0 < abs(value) < 1 and largest >= PERCENT:
                message = (
                    f"`{value}` stands beside `{largest}`: in percent it is {value} %; write {value * 100:g}"
                )
                yield finding(metric, ("thresholds", id, name), message)


PERCENT = 10  # beside such a limit, one below 1 was meant as a fraction
RULES = (formula_unit, threshold_scale)
