"""The message of a rule: its text, with what a definition holds in place of each name in braces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from remit import words
from remit.formula import Name
from remit.handbook import Definition
from remit.rules.own.compiling import Fault
from remit.rules.own.judging import Look, World, value_at
from remit.rules.own.names import Names, Relation, Unknown, View, whole
from remit.schema import Kind

PLACE = re.compile(r"\{([^{}]*)\}")
_WORDS = re.compile(r"(by )?([A-Za-z0-9][A-Za-z0-9_.-]*)")
_MOST = 5  # entries that one name prints
_LONGEST = 80  # characters of a text
_NOTHING = "none"

Piece = Callable[[Definition, World], str]


def pieces(text: str, kind: Kind, names: Names) -> Sequence[Piece]:
    """A message as pieces that each say their part of it; raises Fault for a name that is not known."""
    made: list[Piece] = []
    behind = 0
    for match in PLACE.finditer(text):
        made += [_always(text[behind : match.start()]), _place(match, whole((kind,)), names)]
        behind = match.end()
    return [*made, _always(text[behind:])]


def said(message: Sequence[Piece], definition: Definition, world: World) -> str:
    """The message about one definition."""
    return "".join(piece(definition, world) for piece in message)


def _always(text: str) -> Piece:
    return lambda _definition, _world: text


def _place(match: re.Match[str], view: View, names: Names) -> Piece:
    found = _WORDS.fullmatch(match[1])
    if found is None:
        message = f"`{match[0]}` is no name; `{{name}}` and any property or relation in braces are printed"
        raise Fault(message, match.span())
    if found[0] == "id":
        return lambda definition, _world: definition.id
    name = Name(found[2], bool(found[1]))
    relation = names.relation(view, name)
    if relation is not None:
        return lambda definition, world: _ends(definition, relation, world)
    try:
        names.properties(view, name)
    except Unknown as problem:
        raise Fault(str(problem), match.span(1)) from None
    steps = name.text.split(".")
    return lambda definition, _world: _value(value_at(Look(definition, definition.data), steps)[0])


def _ends(definition: Definition, relation: Relation, world: World) -> str:
    ends, _ = world.ends(Look(definition, definition.data), relation)
    return _listed([end.definition.name for end in ends])


def _value(value: Any) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return words.duration(value) if set(value) == {"amount", "unit"} else _listed([*map(str, value)])
    if isinstance(value, list):
        simple = all(isinstance(each, str | int | float) for each in value)
        return _listed([*map(_value, value)]) if simple else f"{len(value)} entries"
    return _short(f"{value:g}" if isinstance(value, float) else str(value))


def _listed(some: Sequence[str]) -> str:
    shown = [_short(each) for each in some[:_MOST]]
    if len(some) > _MOST:
        shown.append(f"{len(some) - _MOST} more")
    return words.joined(shown) or _NOTHING


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
