"""Rules about named values: what they come to, places that must hold the same, texts that repeat it."""

# A bare number in a text says nothing: of sixteen places that hold a 65, nine mean something else. So a number
# counts with its unit, in a text about the thing that the value belongs to: where the value is used or stands,
# and right beside the place where it stands; of a unit that is nobody else's, such as points, wherever it is.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.amounts import amount_in, at
from remit.diagnostics import Severity
from remit.handbook import Amount, Definition, Handbook
from remit.rules.rule import Context, Finding, finding, rule
from remit.schema import CITES, EXPRESSIONS, FILTER, FORMULA, MENTION, UNKNOWN_NODE, VALUE, Node, below
from remit.words import SPELLED, quantity

PLACES = ("at", "equals")
_RELATIONS = {"at": "stands-at", "equals": "equalled-by"}
RECORDS = frozenset({"change", "request", "review"})  # they tell what was
TEXTS = frozenset({"line", "prose", *EXPRESSIONS})
_CITED = (CITES.relation, MENTION.relation, FORMULA.relation, FILTER.relation)
# What many things are counted in: the same amount of these is often something else.
_COMMON = frozenset({
    "percent", "currency", "count", "ratio", "score", "minutes", "hours", "business-hours", "days",
    "business-days", "weeks", "months", "quarters", "years",
})  # fmt: skip
_LEFT_OUT = frozenset({"aliases", "asked-as", "former-ids", "examples", "identified-by"})
_ALONE = r"(?<![\w.,–-])"  # no part of a longer number, nor the end of a range
_WORDS = {digits: word for word, digits in SPELLED.items()}


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
                    yield finding(value, (name, key), _without_number(context.book, place, path))


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
            says = quantity(number, unit, currency)
            if number != amount.number or (whole and unit and amount.unit and unit != amount.unit):
                write = f"{amount.number:f}"
                if whole:
                    write = f"{{amount: {write}, unit: {amount.unit or unit}}}"
                message = f"`{value.name}` is {amount}, and {says} stands here; write {write}"
            elif not whole and _are_apart(unit, amount.unit):
                message = (
                    f"`{value.name}` is {amount}, and {says} stands here; correct the unit of one of them"
                )
            else:
                continue
            where = tuple(path.split("."))
            edge = next(each for each in value.to("equalled-by") if each.path == ("equals", key))
            yield finding(place, where, message, related=[edge])


_MEASURED = frozenset({"percent", "minutes", "hours", "days", "weeks", "months", "years"})


def _are_apart(one: str, other: str) -> bool:
    """Whether two units measure differently; of other words, such as points and score, nobody can say."""
    two = {unit.removeprefix("business-") for unit in (one, other)}
    return len(two) == 2 and two <= _MEASURED


def _places(value: Definition, name: str) -> Iterator[tuple[Definition, str, str]]:
    """(definition, as it is written, path of the property) for each place; those that lead nowhere are left out."""
    said = value.get(name, {})
    for edge in value.to(_RELATIONS[name]):
        key = str(edge.path[-1])
        yield edge.target, key, said[key]


def _without_number(book: Handbook, place: Definition, path: str) -> str:
    found = at(place.data, path)
    if found is None:
        what = _renamed(book, place, path) or "write the way to a number, such as `sla.within`"
        return f"`{place.ref}` has no `{path}`; {what}"
    return f"`{path}` of `{place.ref}` is no number"


def _renamed(book: Handbook, place: Definition, path: str) -> str:
    """What finishes a rename, where the way goes by an id of before."""
    node: Node = place.kind.node
    data: Any = place.data
    for step in path.split("."):
        if not isinstance(data, Mapping):
            break
        if node.keys is not None and step not in data:
            known = (each for kind in node.keys.to if kind != "*" for each in book.every(kind))
            now = next((each for each in known if step in each.data.get("former-ids", ())), None)
            return f"`remit rename {now.kind.id}:{step} {now.id}` finishes a rename" if now else ""
        node, data = below(node, step), data.get(step)
    return ""


@rule("value-repeated", severity=Severity.SUGGESTION)
def value_repeated(context: Context) -> Iterator[Finding]:
    """A text cites a named value rather than repeating its number.

    Why: When the value changes, the sentence keeps the old number, and nobody is asked about it.
    Fix: Write the value in braces in place of the number and its unit; in a formula, without braces.
    Bad:
        values:
          qualifies: {name: Qualifies, summary: S., amount: 65, unit: points, operates: {sales-ops: {}}, governs: {revops: {}}}
        terms:
          mql: {name: MQL, summary: "A lead with 65 points or more."}
    Good:
        values:
          qualifies: {name: Qualifies, summary: S., amount: 65, unit: points, operates: {sales-ops: {}}, governs: {revops: {}}}
        terms:
          mql: {name: MQL, summary: "A lead with {value:qualifies} or more."}
    """
    book = context.book
    patterns = {id: pattern for id, amount in book.amounts.items() if (pattern := _pattern(amount))}
    if not patterns:
        return
    everywhere: list[str] = []
    near: dict[Definition, list[str]] = {}
    for id in patterns:
        about = _about_value(book, id)
        everywhere += [id] if about is None else []
        for definition in about or ():
            near.setdefault(definition, []).append(id)
    compiled = {id: re.compile(_ALONE + pattern, re.IGNORECASE) for id, pattern in patterns.items()}
    own = re.compile("|".join(patterns[id] for id in everywhere) or r"(?!)", re.IGNORECASE)
    # Files without the word of such a unit need no closer look.
    stems = {book.amounts[id].unit.rpartition("-")[2].removesuffix("s") for id in everywhere}
    holds: dict[str, bool] = {}
    for definition in book.definitions():
        if definition.kind.id in RECORDS or not definition.sound:
            continue
        path = definition.document.path
        if path not in holds:
            text = definition.document.text.casefold()
            holds[path] = any(stem in text for stem in stems) and own.search(text) is not None
        ids = [*near.get(definition, ()), *(everywhere if holds[path] else ())]
        if ids:
            yield from _repeats(book, definition, {id: compiled[id] for id in ids})


def _repeats(
    book: Handbook, definition: Definition, meant: Mapping[str, re.Pattern[str]]
) -> Iterator[Finding]:
    for node, path, text in _texts_in(definition.kind.node, definition.written, ()):
        for id, pattern in meant.items():
            for match in pattern.finditer(text):
                cite = f"value:{id}" if node.text in EXPRESSIONS else f"{{value:{id}}}"
                name = book.index[VALUE][id].name
                message = f"`{' '.join(match[0].split())}` is the value `{name}`; write `{cite}`"
                yield finding(definition, path, message, span=match.span())


def _texts_in(
    node: Node, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[Node, tuple[str | int, ...], str]]:
    if isinstance(value, str):
        if node.text in TEXTS:
            yield node, path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LEFT_OUT:
                yield from _texts_in(below(node, key), inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts_in(node.items or UNKNOWN_NODE, inner, (*path, place))


def _about_value(book: Handbook, id: str) -> frozenset[Definition] | None:
    """The definitions whose texts are about what a value belongs to; None for all."""
    value = book.index[VALUE][id]
    if book.amounts[id].unit not in _COMMON:
        return None
    homes = value.targets(*_RELATIONS.values())
    beside = [
        each
        for home in homes
        for each in (*home.targets(), *home.sources())
        if not each.is_party and each.kind.id != VALUE
    ]
    return frozenset({value, *homes, *beside, *value.sources(*_CITED)})


def _pattern(amount: Amount) -> str:
    """What an amount with its unit looks like in a text; empty where nothing tells it from a bare number."""
    plain = f"{amount.number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    numbers = {plain, amount.text.partition(" ")[0], _WORDS.get(plain, plain)}
    number = rf"(?:{'|'.join(map(re.escape, sorted(numbers)))})"
    if amount.unit == "percent":
        return rf"{number}[\s-]*(?:%|percent\b)"
    if amount.unit == "currency":
        return rf"[$€£]\s?{number}\b(?![.,]\d)"
    words = amount.text.partition(" ")[2].split()
    if not words:
        return ""
    unit = r"[\s-]+".join(map(re.escape, [*words[:-1], words[-1].removesuffix("s")]))
    return rf"{number}[\s-]+{unit}s?\b"


RULES = (value_amount, value_place, value_differs, value_repeated)
