"""Rules about named values: what they come to, and the typed places that must hold the same."""

from __future__ import annotations

from collections.abc import Iterator

from remit.amounts import amount_in, at
from remit.handbook import Definition
from remit.rules.rule import Context, Finding, finding, rule
from remit.schema import VALUE
from remit.words import quantity

PLACES = ("at", "equals")
_RELATIONS = {"at": "stands-at", "equals": "equalled-by"}


@rule("value-amount")
def value_amount(context: Context) -> Iterator[Finding]:
    """A value says what it comes to once: by an amount with its unit, or by the one place where it stands.

    Why: Whoever cites it prints what it comes to; with two sources nobody knows which holds, with none nothing is printed.
    Fix: Give it `amount` and `unit`, or `at` with one definition and the property that holds the number.
    Bad:
        values:
          qualifies: {name: Qualifies, summary: S., amount: 65, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        values:
          qualifies: {name: Qualifies, summary: S., amount: 65, unit: points, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for value in context.book.all(VALUE):
        has = [name for name in ("amount", "at") if value.get(name) is not None]
        if len(has) == 2:
            message = f"`{value.id}` has an amount and a place where it stands; take one of them out"
            yield finding(value, "at", message, key=True)
        elif not has:
            yield finding(value, "", f"`{value.id}` has no amount; write `amount` and `unit`")
        elif has == ["amount"] and not value.get("unit"):
            message = f"`{value.id}` does not say what it counts; write `unit`, such as `points` or `days`"
            yield finding(value, "amount", message, key=True)
        elif has == ["at"] and len(value["at"]) > 1:
            message = (
                f"`{value.id}` stands at {len(value['at'])} places; keep one, list the others in `equals`"
            )
            yield finding(value, "at", message, key=True)


@rule("value-place")
def value_place(context: Context) -> Iterator[Finding]:
    """What a value points at holds a number.

    Why: A value whose home is gone prints nothing, and a place that holds no number cannot be compared.
    Fix: Write the property that holds the number, with points between the names of properties: `sla.within`.
    Bad:
        values:
          low: {name: Low, summary: S., at: {metric:paid: thresholds.low.under}, operates: {sales-ops: {}},
            governs: {revops: {}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: count(field:lead-status), unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}}}
    Good:
        values:
          low: {name: Low, summary: S., at: {metric:paid: thresholds.low.below}, operates: {sales-ops: {}},
            governs: {revops: {}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: count(field:lead-status), unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}}}
    """
    for value in context.book.all(VALUE):
        for name in PLACES:
            for place, key, path in _places(value, name):
                if place.sound and amount_in(place.data, path) is None:
                    yield finding(value, (name, key), _without_number(place, path))


@rule("value-differs")
def value_differs(context: Context) -> Iterator[Finding]:
    """The typed places that a value lists hold what it comes to.

    Why: Programs read the number, people read the value; where they part, the company promises one thing and measures another.
    Fix: Write what the message says, or take the place out of the value's `equals`.
    Bad:
        values:
          low: {name: Low, summary: S., amount: 25, unit: count, equals: {metric:paid: thresholds.low.below},
            operates: {sales-ops: {}}, governs: {revops: {}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: count(field:lead-status), unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}}}
    Good:
        values:
          low: {name: Low, summary: S., amount: 30, unit: count, equals: {metric:paid: thresholds.low.below},
            operates: {sales-ops: {}}, governs: {revops: {}}}
        metrics:
          paid: {name: Paid, summary: S., definition: D., formula: count(field:lead-status), unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}},
            thresholds: {low: {below: 30, level: bad, means: M.}}}
    """
    book = context.book
    currency = str(book.settings().get("company", {}).get("currency", ""))
    for value in book.all(VALUE):
        amount = book.amounts.get(value.id)
        for place, key, path in _places(value, "equals") if amount is not None else ():
            held = amount_in(place.data, path)
            if amount is None or held is None or not place.sound:
                continue
            number, unit = held
            whole = isinstance(at(place.data, path), dict)
            if number != amount.number or (whole and unit and amount.unit and unit != amount.unit):
                says = quantity(number, unit, currency)
                write = f"{amount.number:f}"
                if whole:
                    write = f"{{amount: {write}, unit: {amount.unit or unit}}}"
                message = f"`{value.name}` is {amount}, and {says} stands here; write {write}"
                where = tuple(path.split("."))
                edge = next(each for each in value.to("equalled-by") if each.path == ("equals", key))
                yield finding(place, where, message, related=[edge])


def _places(value: Definition, name: str) -> Iterator[tuple[Definition, str, str]]:
    """(definition, as it is written, path of the property) for each place; those that lead nowhere are left out."""
    said = value.get(name, {})
    for edge in value.to(_RELATIONS[name]):
        key = str(edge.path[-1])
        yield edge.target, key, said[key]


def _without_number(place: Definition, path: str) -> str:
    found = at(place.data, path)
    if found is None:
        return f"`{place.ref}` has no `{path}`; write the way to a number, such as `sla.within`"
    return f"`{path}` of `{place.ref}` is no number"


RULES = (value_amount, value_place, value_differs)
