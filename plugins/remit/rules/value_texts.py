"""The rule about numbers in texts that a named value holds already."""

# A bare number says nothing: of sixteen places that hold a 65, nine mean something else. So a number counts
# with its unit, in a text about the thing that the value belongs to: where the value is used or stands, and
# right beside the place where it stands; of a unit that is nobody else's, such as points, wherever it is.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from remit.diagnostics import Severity
from remit.handbook import Amount, Definition, Handbook
from remit.rules.rule import Context, Finding, finding, rule
from remit.schema import CITES, EXPRESSIONS, FILTER, FORMULA, MENTION, UNKNOWN_NODE, VALUE, Node, below
from remit.words import SPELLED

RECORDS = frozenset({"change", "request", "review"})  # they tell what was
TEXTS = frozenset({"line", "prose", *EXPRESSIONS})
_CITED = (CITES.relation, MENTION.relation, FORMULA.relation, FILTER.relation)
_STANDS = ("stands-at", "equalled-by")
# What many things are counted in: the same amount of these is often something else.
_COMMON = frozenset({
    "percent", "currency", "count", "ratio", "score", "minutes", "hours", "business-hours", "days",
    "business-days", "weeks", "months", "quarters", "years",
})  # fmt: skip
_LEFT_OUT = frozenset({"aliases", "former-ids", "examples", "identified-by"})
_ALONE = r"(?<![\w.,–-])"  # no part of a longer number, nor the end of a range
_WORDS = {digits: word for word, digits in SPELLED.items()}


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
    # In the file a text may be escaped, so that nothing is said about what stands before a number there.
    any_of = re.compile("|".join(patterns.values()), re.IGNORECASE)
    compiled = {id: re.compile(_ALONE + pattern, re.IGNORECASE) for id, pattern in patterns.items()}
    about = {id: _about(book, id) for id in patterns}
    holds: dict[str, bool] = {}
    for definition in book.definitions():
        path = definition.document.path
        if path not in holds:
            holds[path] = any_of.search(definition.document.text) is not None
        if not holds[path] or definition.kind.id in RECORDS or not definition.sound:
            continue
        meant = {
            id: each for id, each in compiled.items() if (where := about[id]) is None or definition in where
        }
        yield from _repeats(book, definition, meant)


def _repeats(
    book: Handbook, definition: Definition, meant: Mapping[str, re.Pattern[str]]
) -> Iterator[Finding]:
    for node, path, text in _texts(definition.kind.node, definition.written, ()):
        for id, pattern in meant.items():
            for match in pattern.finditer(text):
                cite = f"value:{id}" if node.text in EXPRESSIONS else f"{{value:{id}}}"
                name = book.index[VALUE][id].name
                message = f"`{' '.join(match[0].split())}` is the value `{name}`; write `{cite}`"
                yield finding(definition, path, message, span=match.span())


def _texts(
    node: Node, value: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[Node, tuple[str | int, ...], str]]:
    if isinstance(value, str):
        if node.text in TEXTS:
            yield node, path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _LEFT_OUT:
                yield from _texts(below(node, key), inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _texts(node.items or UNKNOWN_NODE, inner, (*path, place))


def _about(book: Handbook, id: str) -> frozenset[Definition] | None:
    """The definitions whose texts are about what a value belongs to; None for all."""
    value = book.index[VALUE][id]
    if book.amounts[id].unit not in _COMMON:
        return None
    homes = value.targets(*_STANDS)
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


RULES = (value_repeated,)
