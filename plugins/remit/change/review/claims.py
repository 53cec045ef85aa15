"""What a change record says is wording only, and whether it can be."""

# No machine tells a better sentence from another rule, so an author may say it, and the owner alone
# confirms it. Nobody may say it of what rules are made of: `remit.change.compare.wording` knows that.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import LIGHTEST, MEANING, WORDS, node_at, titles, weights_of
from remit.change.compare.wording import kept
from remit.handbook import Definition, Handbook
from remit.schema import PARTIES, Kind

CLAIM = "wording-only"
OPEN = ("proposed", "approved")  # states in which a record says anything about what comes with it


def claims(records: Iterable[Definition]) -> Mapping[str, Definition]:
    """Address → the record that says that only its wording changes."""
    return {
        str(edge.target.ref): record
        for record in records
        if record.data.get("state") in OPEN
        for edge in record.to("rewords")
    }


def party_names(*books: Handbook) -> Sequence[str]:
    """What the functions and roles of some handbooks are called, by their names and aliases."""
    found = (party for book in books for kind in PARTIES for party in book.all(kind))
    return sorted({name for party in found for name in (party.name, *party.aliases)})


def refuted(kind: Kind, change: DefinitionChange, names: Sequence[str]) -> str:
    """Why a change is more than wording, as the end of a sentence; empty when it can be wording."""
    if change.how in ("added", "removed"):
        return f"it is {change.how}"
    weighed = zip(change.properties, weights_of(kind, change), strict=True)
    heavier = (each for each, weight in weighed if weight != LIGHTEST)
    return next((why for each in heavier for why in _refuted(kind, each, names)), "")


def _refuted(kind: Kind, change: PropertyChange, names: Sequence[str]) -> Iterator[str]:
    where = ", ".join(titles(kind, change.path)).lower()
    old, new = change.old, change.new
    node = node_at(kind, change.path)
    is_value = bool(change.path[1:]) and node is node_at(kind, change.path[:-1]).values
    if node.text not in WORDS or node.weight != MEANING or is_value or change.how != "changed":
        yield f"{where} is not text that could be reworded"
    elif isinstance(old, str) and isinstance(new, str):
        before, after = kept(old, names), kept(new, names)
        if before != after:
            gone = next((each for each in before if each not in after), "")
            come = next((each for each in after if each not in before), "")
            yield f"{where} {_told(gone, come)}"


def _told(gone: str, come: str) -> str:
    """How two texts differ, where something of the one is not in the other."""
    if gone and come:
        return f"says `{come}` where it said `{gone}`"
    if gone or come:
        return f"no longer says `{gone}`" if gone else f"says `{come}` now"
    return "says it in another order"
