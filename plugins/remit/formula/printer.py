"""Writes a tree as the text of its formula: one form, with no more brackets than needed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from remit.formula.nodes import (
    Arithmetic,
    Call,
    Choice,
    Condition,
    Count,
    Criterion,
    Cut,
    Duration,
    Either,
    Literal,
    Mention,
    Moment,
    Name,
    Number,
    Part,
    Quantified,
)

_BINDS = {"+": 1, "−": 1, "×": 2, "÷": 2}
# Words that mean something by themselves, or that nobody may write so: as values they stand in quotes.
_OWN = "and|or|first|last|null|NULL|None|today|now"
_BARE = re.compile(rf"(?!(?:{_OWN})\Z)(?:[A-Za-z][A-Za-z0-9_-]*|[0-9]{{1,18}}(?:\.[0-9]{{1,9}})?%?)\Z")


def printed(tree: Part, outer: int = 0) -> str:
    """The canonical form of a formula or a part of one; it reads back as an equal tree."""
    match tree:
        case Number():
            text = tree.text
        case Duration():
            text = f"{tree.amount} {tree.unit}{'' if tree.amount == 1 else 's'}"
        case Moment():
            text = f"{tree.which} day of period"
        case Literal():
            text = tree.text if _BARE.match(tree.text) else f'"{tree.text}"'
        case Mention():
            text = f"{tree.kind}:{tree.id}"
        case Name():
            text = f"by {tree.text}" if tree.back else tree.text
        case Count():
            text = f"count({printed(tree.name)}{_rest(tree.where, ())})"
        case Arithmetic():
            own = _BINDS[tree.sign]
            joined = f"{printed(tree.left, own)} {tree.sign} {printed(tree.right, own + 1)}"
            text = f"({joined})" if own < outer else joined
        case Call():
            text = f"{tree.name}({_listed(tree.arguments)}{_rest(tree.where, tree.per)})"
        case Cut():
            text = f"({printed(tree.metric)}{_rest(tree.where, tree.per)})"
        case Choice():
            text = f"if({_listed((tree.condition, tree.then, tree.otherwise))})"
        case _:
            text = _condition(tree, outer)
    return text


def _condition(tree: Condition | Criterion, outer: int) -> str:
    if isinstance(tree, Either):
        text = f" {tree.word} ".join(printed(part, 1) for part in tree.parts)
        return f"({text})" if outer else text
    if isinstance(tree, Quantified):
        return f"{printed(tree.subject)} {tree.word} ({printed(tree.condition)})"
    if tree.operator in ("in", "not in"):
        return f"{printed(tree.subject)} {tree.operator} ({_listed(tree.values)})"
    return " ".join((printed(tree.subject), tree.operator, *map(printed, tree.values)))


def _rest(where: Condition | Criterion | None, per: Iterable[Mention]) -> str:
    said = "" if where is None else f" where {printed(where)}"
    return said + (f" per {_listed(per)}" if per else "")


def _listed(parts: Iterable[Part]) -> str:
    return ", ".join(map(printed, parts))
