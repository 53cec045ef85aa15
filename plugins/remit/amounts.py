"""Named values: what each comes to, and the texts that cite them with their amounts in place."""

# A value is written once and cited as `{value:id}`. Prose keeps its citations, which pages show as links.
# Lines, such as a label or a promise, are shown by many and parsed by none: they are printed when a
# handbook is opened, and only in files that cite a value at all.

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from remit import words
from remit.handbook import Amount, Definition
from remit.mentions import MENTIONED
from remit.schema import UNKNOWN_NODE, VALUE, Node, below

CITED = f"{{{VALUE}:"  # how a citation begins
CITATION = re.compile(rf"\{{({VALUE}:[^{{}}\s|]*)(\|[^{{}}]*)?\}}")
SHARES = (".falls-by", ".rises-by")  # properties of thresholds that are shares of a reading
Path = tuple[str | int, ...]
Index = Mapping[str, Mapping[str, Definition]]


def amount_in(data: Mapping[str, Any], path: str) -> tuple[Decimal, str] | None:
    """The number at a path such as `sla.within` with its unit, or None where no number stands there.

    A bare number has the unit of its definition, where that has one; a fall or a rise is in percent.
    """
    place = at(data, path)
    whole = place if isinstance(place, Mapping) else {"amount": place}
    bare = "percent" if path.endswith(SHARES) else data.get("unit")
    number, unit = whole.get("amount"), whole.get("unit", bare)
    return (Decimal(str(number)), unit if isinstance(unit, str) else "") if is_number(number) else None


def at(data: Any, path: str) -> Any:
    """What stands at a path of names joined by points, or None; a name is written as in the file."""
    for step in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(step)
    return data


def is_number(value: Any) -> bool:
    """Whether it is a number; `true` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def amounts(index: Index) -> Mapping[str, Amount]:
    """The id of each value that says what it comes to, with its amount; homes are looked up."""
    book = index.get("handbook", {}).get("handbook")
    company = book.data.get("company") if book is not None else None
    currency = str(company.get("currency", "")) if isinstance(company, Mapping) else ""
    found = {}
    for id, value in index.get(VALUE, {}).items():
        if (known := amount_of(value.data, functools.partial(_data_of, index))) is not None:
            found[id] = Amount(*known, words.quantity(*known, currency))
    return found


def _data_of(index: Index, name: str) -> Mapping[str, Any] | None:
    kind, _, id = name.rpartition(":")
    found = [group[id] for each, group in index.items() if id in group and kind in ("", each)]
    return found[0].data if len(found) == 1 else None


def amount_of(
    value: Mapping[str, Any], find: Callable[[str], Mapping[str, Any] | None]
) -> tuple[Decimal, str] | None:
    """The number of a value and its unit, its own or that of its home; None where neither can be read.

    `find` gives the data of the definition at an address.
    """
    own = amount_in(value, "amount")
    home = value.get("at")
    if own is not None or not isinstance(home, Mapping) or len(home) != 1:
        return own
    [(name, path)] = home.items()
    data = find(name) if isinstance(name, str) and isinstance(path, str) else None
    known = amount_in(data, path) if data is not None else None
    if known is None or known[1]:
        return known
    unit = value.get("unit")
    return known[0], unit if isinstance(unit, str) else ""


def printed(text: str, known: Mapping[str, Amount]) -> str:
    """A text with the amount, or words of its own, for each value that it cites; what is not known stays."""
    if CITED not in text:
        return text
    return MENTIONED.sub(functools.partial(_cited, known), text)


def _cited(known: Mapping[str, Amount], match: re.Match[str]) -> str:
    amount = known.get(_id(match[1]))
    return match[0] if amount is None else (match[2] or "").strip() or str(amount)


def _id(address: str) -> str:
    kind, _, id = address.partition(":")
    return id if kind == VALUE else ""


def with_amounts(index: Index, known: Mapping[str, Amount]) -> dict[str, dict[str, Definition]]:
    """The definitions with the values that their lines cite printed; `written` keeps what the file says."""
    found: dict[str, dict[str, Definition]] = {}
    cites: dict[str, bool] = {}
    for kind, group in index.items():
        found[kind] = dict(group)
        for id, each in group.items():
            document = each.document
            if document.path not in cites:
                cites[document.path] = CITED in document.text
            if cites[document.path]:
                data = _printed(each.kind.node, each.data, known)
                if data is not each.data:
                    found[kind][id] = replace(each, data=data, written=each.written)
    return found


def _printed(node: Node, value: Any, known: Mapping[str, Amount]) -> Any:
    """A value with its lines printed; itself where nothing in it changes."""
    if isinstance(value, str):
        return printed(value, known) if node.text == "line" else value
    if isinstance(value, dict):
        made: Any = {key: _printed(below(node, key), inner, known) for key, inner in value.items()}
        return value if all(made[key] is value[key] for key in value) else made
    if isinstance(value, list):
        made = [_printed(node.items or UNKNOWN_NODE, inner, known) for inner in value]
        return value if all(one is other for one, other in zip(made, value, strict=True)) else made
    return value


def whole(node: Node, value: Any, known: Mapping[str, Amount]) -> Any:
    """Data with the amounts in place in all texts for people, prose included: for programs that read."""
    if isinstance(value, str):
        return printed(value, known) if node.text in ("line", "prose") else value
    if isinstance(value, dict):
        return {key: whole(below(node, key), inner, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [whole(node.items or UNKNOWN_NODE, inner, known) for inner in value]
    return value


def cited_in_lines(node: Node, value: Any, path: Path = ()) -> Iterator[tuple[Node, Path, re.Match[str]]]:
    """Each citation of a value in the lines of some data, with the schema's node and the path of its line."""
    if isinstance(value, str):
        for match in CITATION.finditer(value) if node.text == "line" else ():
            yield node, path, match
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from cited_in_lines(below(node, key), inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from cited_in_lines(node.items or UNKNOWN_NODE, inner, (*path, place))
