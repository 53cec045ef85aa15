"""Rules about worked examples: records, and what must come of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from remit.diagnostics import Severity, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.rules.flow.clocks import has_unread_hours
from remit.rules.rule import Context, Finding, finding, rule
from remit.words import joined

if TYPE_CHECKING:  # what computes is imported where there is an example
    from remit.compute.examples import Examples, Worked


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
    if not _has_any(context.book):
        return
    from remit.compute.examples import Examples
    from remit.compute.judged import KINDS_JUDGED

    found = [
        each for kind in ("metric", *KINDS_JUDGED) for each in context.book.all(kind) if each.get("examples")
    ]
    # While something cannot be read, what an example lacks may only be unreadable.
    unclear = cannot_all_be_read(context.book) or has_unread_hours(context.book)
    examples = Examples(context.book)
    for definition in found:
        if definition.kind.id == "metric":
            yield from (
                fault for each in tried(examples, definition, unclear=unclear) if (fault := each.fault)
            )
        else:
            yield from _judged(examples, definition, unclear=unclear)


def _has_any(book: Handbook) -> bool:
    """Whether a handbook has any example."""
    kinds = [kind.id for kind in book.kinds.by_id.values() if "examples" in kind.properties]
    return any("examples" in each.data for kind in kinds for each in book.every(kind))


@dataclass(frozen=True, slots=True)
class Tried:
    """An example of a metric that was computed: what is wrong with it, or why nothing can be said of it."""

    worked: Worked
    fault: Finding | None = None
    unclear: str = ""


def tried(examples: Examples, metric: Definition, *, unclear: bool) -> Iterator[Tried]:
    """The examples of a metric; `unclear` where something of the handbook cannot be read."""
    from remit.compute.values import FORMULA, Unknown

    for worked in examples.of(metric):
        path = ("examples", worked.id)
        example = metric["examples"][worked.id]
        if worked.problem and unclear:
            yield Tried(worked, unclear="something that it needs cannot be read")
        elif worked.problem:
            where = (*path, worked.at) if worked.at else path
            yield Tried(worked, finding(metric, where, worked.problem, key=not worked.at))
        elif isinstance(worked.result, Unknown) and (unclear or worked.result.kind == FORMULA):
            # that the formula is faulty, or a field unreadable, is a finding already
            yield Tried(worked, unclear="its formula cannot be computed")
        elif unclear and "records" not in example:
            yield Tried(worked, unclear="the records that it shares may be what cannot be read")
        elif not examples.holds(metric, worked):
            said = "gives" if "gives" in example else "cannot-tell"
            yield Tried(worked, finding(metric, (*path, said), examples.difference(metric, worked)))
        else:
            yield Tried(worked)


def cannot_all_be_read(book: Handbook) -> bool:
    """Whether something of a handbook cannot be read, so that what an example lacks may be there."""
    return any(each.severity is Severity.ERROR for each in book.diagnostics)


def _judged(examples: Examples, definition: Definition, *, unclear: bool) -> Iterator[Finding]:
    from remit.compute.judged import difference, judged
    from remit.compute.showing import CANNOT_TELL

    for example in judged(examples, definition):
        path = ("examples", example.id)
        if example.problem and not unclear:  # else what it lacks may be a finding already
            where = (*path, example.at) if example.at else path
            yield finding(definition, where, example.problem, key=not example.at)
        for verdict in example.verdicts:
            if not verdict.holds and not (unclear and verdict.came == CANNOT_TELL):
                yield finding(definition, (*path, verdict.at), difference(definition, example, verdict))


@rule("example-value-unknown")
def example_value(context: Context) -> Iterator[Finding]:
    """The records of examples hold values that their fields allow.

    Why: A value that no record can have makes an example of something that never happens.
    Fix: Write the value as the field defines it, or add it to the field's `values`.
    Bad:
        entities:
          lead: {name: Lead, summary: S., identity: One address., operates: {marketing-ops: {}},
            governs: {revops: {}}, examples: {l1: {lead-status: Opne}}}
    Good:
        entities:
          lead: {name: Lead, summary: S., identity: One address., operates: {marketing-ops: {}},
            governs: {revops: {}}, examples: {l1: {lead-status: Open}}}
    """
    fields = {field.id: field for field in context.book.all("field") if field.get("values")}
    if not fields or not _has_any(context.book):
        return
    from remit.compute.judged import KINDS_JUDGED

    for kind in ("entity", "metric", *KINDS_JUDGED):
        for definition in context.book.all(kind):
            for path, record in _records(definition):
                for name, value in record.items():
                    field = fields.get(name.rpartition(":")[2])
                    if field is not None and (message := _not_allowed(field, value)):
                        yield finding(definition, (*path, name), message)


def _not_allowed(field: Definition, value: Any) -> str:
    """Why a cell is none that the field allows, or nothing; only a multi-picklist holds several values."""
    many = value if isinstance(value, list) else str(value).split(";")
    cells = [str(each).strip() for each in many] if field["type"] == "multi-picklist" else [str(value)]
    odd = next((each for each in cells if each not in field["values"]), None)
    if odd is None:
        return ""
    hint = did_you_mean(odd, field["values"])
    listed = joined([f"`{each}`" for each in field["values"]])
    return f"`{odd}` is not an allowed value of field `{field.id}`{hint or f'; there are {listed}'}"


def _records(definition: Definition) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """The records of a definition's examples, each with its path; of an entity, the examples themselves."""
    for id, example in definition.get("examples", {}).items():
        if definition.kind.id == "entity":
            yield ("examples", id), example
        for entity, rows in example.get("records", {}).items() if definition.kind.id != "entity" else ():
            for name, fields in rows.items():
                yield ("examples", id, "records", entity, name), fields


RULES = (example_fails, example_value)
