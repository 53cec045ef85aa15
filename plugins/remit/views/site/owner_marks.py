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
    roles = [patterns.role(role.id) for role in book.all("role") if has_a_say(role)]
    taken = {party.id for party in coloured}
    return patterns.stylesheet([*coloured, *(role for role in roles if role.id not in taken)])


def classes(book: Handbook) -> Mapping[Ref, str]:
    """CSS classes of every function's mark; whoever is not among them wears a role's, which is hollow.

    A sub-function has the colour of the nearest function above it that says one, else of the topmost, and
    another pattern: side by side in a matrix the two are not taken for each other.
    """
    worn = {party.id: party.mark for party in _coloured(book)}
    return {each.ref: worn[each.id] for each in book.all("function")}


def _coloured(book: Handbook) -> list[patterns.Party]:
    """All functions with their marks, parts last; what they do not say of them is chosen here."""
    bearers = [(each, _bearer(each)) for each in book.all("function")]
    tops = patterns.with_colours([_party(each) for each, above in bearers if above is each])
    parts = [(_party(each), above.id) for each, above in bearers if above is not each]
    return patterns.with_parts(tops, parts)


def _party(function: Definition) -> patterns.Party:
    colour = function.get("colour", {"light": "", "dark": ""})
    return patterns.Party(function.id, colour["light"], colour["dark"], function.get("pattern", ""))


def _bearer(function: Definition) -> Definition:
    """The function whose colour this one has: itself, the nearest above with one, else the topmost."""
    line = [function, *wholes(function)]
    top = function if any(wholes(line[-1])) else line[-1]  # in a circle nobody is at the top
    return next((each for each in line if each.get("colour")), top)
