"""The marks of a handbook's parties: which class a party wears, and the stylesheet behind it."""

from __future__ import annotations

from collections.abc import Iterator

from remit.handbook import Definition, Handbook
from remit.views import facets, parties

ROLE = parties.role("role").mark


def stylesheet(book: Handbook) -> str:
    """CSS that gives every party its colour, pattern and filters, and the dictionary its facets."""
    functions = [function for function in book.all("function") if _bearer(function) is function]
    coloured = parties.with_colours([_party(function) for function in functions])
    inheriting = [parties.Party(each.id) for each in book.all("function") if each not in functions]
    roles = [parties.role(role.id) for role in book.all("role") if role.by("has-say")]
    taken = {party.id for party in (*coloured, *inheriting)}
    marks = parties.stylesheet([*coloured, *inheriting, *(role for role in roles if role.id not in taken)])
    return marks + facets.stylesheet(book)


def owner_class(party: Definition) -> str:
    """CSS classes of a party's mark: its colour by function and its pattern; a role's mark is hollow.

    A sub-function wears the mark of the nearest function above it that has a colour.
    """
    if party.kind.id != "function" or not party.sound:
        return ROLE
    bearer = _bearer(party)
    return f"pat pat-{bearer.get('pattern', 'hollow')} f-{bearer.id}"


def _party(function: Definition) -> parties.Party:
    colour = function.get("colour", {"light": "", "dark": ""})
    return parties.Party(function.id, colour["light"], colour["dark"], function.get("pattern", "hollow"))


def _bearer(function: Definition) -> Definition:
    """The function whose mark this one wears: itself, or the nearest above with a colour."""
    if function.get("colour"):
        return function
    return next((above for above in _above(function) if above.get("colour")), function)


def _above(function: Definition) -> Iterator[Definition]:
    seen = {function}
    while up := [
        edge.target for edge in function.to("part-of") if edge.target not in seen and edge.target.sound
    ]:
        function = up[0]
        seen.add(function)
        yield function
