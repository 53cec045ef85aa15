"""Rules about worked examples: records, and what must come of them."""

from __future__ import annotations

from collections.abc import Iterator

from remit.compute.examples import Examples
from remit.compute.judged import KINDS_JUDGED, difference, judged
from remit.compute.showing import CANNOT_TELL
from remit.compute.values import FORMULA, Unknown
from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.rules.rule import Context, Finding, finding, rule


@rule("example-fails")
def example_fails(context: Context) -> Iterator[Finding]:
    """A metric's formula, a stage's tests and a handoff's clock come to what their worked examples say.

    Why: The example says what is meant, the formula what is computed; where they part, one of them is wrong.
    Fix: Correct the formula or the test, or what the example says. The message names what makes the difference.
    Bad:
        entities:
          order: {name: Order, summary: S., identity: One number., identified-by: order-id,
            operates: {sales-ops: {}}, governs: {revops: {}}}
        fields:
          order-id: {name: Order id, summary: S., entity: order, type: id, operates: {sales-ops: {}},
            governs: {revops: {}}, systems: {crm: {object: Order, api-name: Id, sync: truth}}}
          order-state: {name: State, summary: S., entity: order, type: picklist, values: {Paid: P, Lost: L},
            operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Order, api-name: State, sync: truth}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: "count(field:order-id)", unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            examples: {two: {period: 2026-07, gives: 1,
              records: {order: {o1: {order-state: Paid}, o2: {order-state: Lost}}}}}}
    Good:
        entities:
          order: {name: Order, summary: S., identity: One number., identified-by: order-id,
            operates: {sales-ops: {}}, governs: {revops: {}}}
        fields:
          order-id: {name: Order id, summary: S., entity: order, type: id, operates: {sales-ops: {}},
            governs: {revops: {}}, systems: {crm: {object: Order, api-name: Id, sync: truth}}}
          order-state: {name: State, summary: S., entity: order, type: picklist, values: {Paid: P, Lost: L},
            operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Order, api-name: State, sync: truth}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., unit: count,
            formula: "count(field:order-id where field:order-state = Paid)",
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            examples: {two: {period: 2026-07, gives: 1,
              records: {order: {o1: {order-state: Paid}, o2: {order-state: Lost}}}}}}
    """
    found = [
        each for kind in ("metric", *KINDS_JUDGED) for each in context.book.all(kind) if each.get("examples")
    ]
    if not found:
        return
    # While something cannot be read, what an example lacks may only be unreadable.
    unclear = any(each.severity is Severity.ERROR for each in context.book.diagnostics)
    examples = Examples(context.book)
    for definition in found:
        if definition.kind.id == "metric":
            yield from _of_metric(examples, definition, unclear=unclear)
        else:
            yield from _judged(examples, definition, unclear=unclear)


def _of_metric(examples: Examples, metric: Definition, *, unclear: bool) -> Iterator[Finding]:
    for worked in examples.of(metric):
        path = ("examples", worked.id)
        example = metric["examples"][worked.id]
        if worked.problem and unclear:
            continue
        if worked.problem:
            where = (*path, worked.at) if worked.at else path
            yield finding(metric, where, worked.problem, key=not worked.at)
        elif isinstance(worked.result, Unknown) and (unclear or worked.result.kind == FORMULA):
            continue  # that the formula is faulty, or a field unreadable, is a finding already
        elif unclear and "records" not in example:
            continue  # the shared records may be what cannot be read
        elif not examples.holds(metric, worked):
            said = "gives" if "gives" in example else "cannot-tell"
            yield finding(metric, (*path, said), examples.difference(metric, worked))


def _judged(examples: Examples, definition: Definition, *, unclear: bool) -> Iterator[Finding]:
    for example in judged(examples, definition):
        path = ("examples", example.id)
        if example.problem and not unclear:  # else what it lacks may be a finding already
            where = (*path, example.at) if example.at else path
            yield finding(definition, where, example.problem, key=not example.at)
        for verdict in example.verdicts:
            if not verdict.holds and not (unclear and verdict.came == CANNOT_TELL):
                yield finding(definition, (*path, verdict.at), difference(definition, example, verdict))


RULES = (example_fails,)
