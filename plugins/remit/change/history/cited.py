"""Texts of the past with what their values came to then."""

# A text that cites a value says another number when the value changes, and has no version of its own for
# that. So where a value did not stay one and the same while a text held, the text says its name.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from remit.amounts import CITATION, CITED, amount_of, whole
from remit.change.compare.diff import Data
from remit.change.history.timeline import History
from remit.handbook import Amount, Ref
from remit.schema import UNKNOWN_NODE, VALUE
from remit.words import quantity

_Then = Callable[[Ref], Data | None]


def as_it_was(history: History, ref: Ref, data: Data, *, since: str, until: str = "") -> Data:
    """The data of a version with amounts in place of the values that it cites; it held from a day to another.

    Without `until` it is looked at on the day `since` alone.
    """
    text = json.dumps(data, ensure_ascii=False)
    if CITED not in text:
        return data
    ids = {match[1].partition(":")[2] for match in CITATION.finditer(text)}
    kind = history.kinds.by_id.get(ref.kind)
    said = {id: each for id in ids if (each := _amount(history, id, since, until)) is not None}
    printed: Data = whole(kind.node if kind else UNKNOWN_NODE, data, said)
    return printed


def _amount(history: History, id: str, since: str, until: str) -> Amount | None:
    """What a value came to on all those days, or its name instead; None where there was none."""
    days = [since, *(day for day in _moved(history, id) if since < day < until)]
    found = [amount for day in days if (amount := _on(history, id, day)) is not None]
    if len({each[:2] for each in found}) > 1:
        value = _state(history, day=since)(Ref(VALUE, id)) or {}
        return found[0]._replace(text=str(value.get("name", id)))
    return found[0] if found else None


def _moved(history: History, id: str) -> Iterator[str]:
    """The days on which a value or its home changed."""
    ref = history.today(Ref(VALUE, id))
    homes = history.state.get(ref, {}).get("at", {})
    for each in (
        ref,
        *(Ref(*name.partition(":")[::2]) for name in (homes if isinstance(homes, dict) else ())),
    ):
        yield from (entry.since for entry in history.entries.get(each, ()))


def _on(history: History, id: str, day: str) -> Amount | None:
    state = _state(history, day)
    value = state(Ref(VALUE, id))
    known = amount_of(value, lambda name: state(Ref(*name.partition(":")[::2]))) if value else None
    if known is None:
        return None
    company = (state(Ref("handbook", "handbook")) or {}).get("company")
    currency = str(company.get("currency", "")) if isinstance(company, Mapping) else ""
    return Amount(*known, quantity(*known, currency))


def _state(history: History, day: str) -> _Then:
    """What gives a definition as it was in force on a day, or None."""

    def then(ref: Ref) -> Data | None:
        now = history.today(ref)
        return history.as_of(now, day)[1] if now in history.entries else None

    return then
