"""The marks of a handbook's parties: which class a party wears, and the style behind it."""

from __future__ import annotations

from collections.abc import Mapping

from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holdings import has_a_say
from remit.ownership.organisation import wholes
from remit.views.site import patterns

ROLE = patterns.role("role").mark


def marks(book: Handbook) -> str:
    """The CSS of every party's mark, and of the filters that name a party."""
    coloured = _coloured(book)
    bearers = {party.id for party in coloured}
    inheriting = [patterns.Party(each.id) for each in book.all("function") if each.id not in bearers]
    roles = [patterns.role(role.id) for role in book.all("role") if has_a_say(role)]
    taken = {party.id for party in (*coloured, *inheriting)}
    return patterns.stylesheet([*coloured, *inheriting, *(role for role in roles if role.id not in taken)])


def classes(book: Handbook) -> Mapping[Ref, str]:
    """CSS classes of every function's mark; whoever is not among them wears a role's, which is hollow.

    A sub-function wears the mark of the nearest function above it that has a colour.
    """
    worn = {party.id: party.mark for party in _coloured(book)}
    return {each.ref: worn[_bearer(each).id] for each in book.all("function")}


def _coloured(book: Handbook) -> list[patterns.Party]:
    """The functions that wear a mark of their own; what they do not say of it is chosen here."""
    return patterns.with_colours([_party(each) for each in book.all("function") if _bearer(each) is each])


def _party(function: Definition) -> patterns.Party:
    colour = function.get("colour", {"light": "", "dark": ""})
    return patterns.Party(function.id, colour["light"], colour["dark"], function.get("pattern", ""))


def _bearer(function: Definition) -> Definition:
    """The function whose mark this one wears: itself, or the nearest above with a colour."""
    if function.get("colour"):
        return function
    return next((above for above in wholes(function) if above.get("colour")), function)
