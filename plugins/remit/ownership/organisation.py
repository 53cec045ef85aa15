"""How functions and roles hang together: parts and wholes, posts, lines of reporting_to, what is central."""

# Whatever does not fit its schema may hold anything, so walks and lists are of sound definitions;
# and every walk remembers where it was, for any of these references may form a ring.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from remit.handbook import Definition, Edge, Handbook
from remit.ownership.parties import first, operating, owning, parties

# -- functions --


def function_of(role: Definition) -> Definition | None:
    """The function that a role belongs to, or None."""
    return role.target("belongs-to")


def function_for(party: Definition) -> Definition | None:
    """The function that a party is, or to which a role belongs; None for a role without one."""
    return function_of(party) if party.kind.id == "role" else party


def roles_of(function: Definition) -> list[Definition]:
    """The roles that belong to a function, in order of reading."""
    return [each for each in function.sources("belongs-to") if each.sound]


def whole_of(function: Definition) -> Definition | None:
    """The function that one is part of, or None; it may be unsound."""
    return function.target("part-of")


def parts_of(function: Definition) -> list[Definition]:
    """The functions that are parts of one, in order of reading."""
    return [each for each in function.sources("part-of") if each.sound]


def within(function: Definition) -> list[Definition]:
    """All functions under one, at any depth, each once."""
    found: dict[Definition, None] = {}
    waiting = [function]
    while waiting:
        for part in parts_of(waiting.pop()):
            if part not in found and part is not function:
                found[part] = None
                waiting.append(part)
    return list(found)


def wholes(function: Definition) -> Iterator[Definition]:
    """The functions that one is part of, from the nearest outwards."""
    return follow(function, whole_of)


def outermost(party: Definition) -> Definition | None:
    """The function at the top of those that a party is part of; None for a role without a function."""
    function = function_for(party)
    return function and [function, *wholes(function)][-1]


def central(book: Handbook) -> list[Definition]:
    """The functions that govern what all share, as they say themselves, by id."""
    return [each for each in book.all("function") if each.get("central")]


def is_central(party: Definition) -> bool:
    """Whether a party is a central function, a part of one, or a role of these."""
    function = function_for(party)
    if function is None or not function.sound:
        return False
    return any(each.get("central") for each in (function, *wholes(function)))


# -- roles --


def above(party: Definition) -> Sequence[Edge]:
    """The references to the roles that a role or a function reports to, in order of writing."""
    return party.played_by("reports-to")


def superiors(party: Definition) -> list[Definition]:
    """The roles that a role or a function reports to, in order of writing; they may be unsound."""
    return parties(above(party))


def superior(role: Definition) -> Definition | None:
    """The role that one reports to, or None; it may be unsound."""
    return first(above(role))


def reporting_to(role: Definition) -> list[Definition]:
    """The roles that report to one, in order of reading."""
    return [
        edge.source
        for edge in role.plays("reports-to")
        if edge.source.kind.id == "role" and edge.source.sound
    ]


def head(function: Definition) -> Definition | None:
    """The role that a function itself names as its head, or None."""
    return function.target("headed-by")


def headed(role: Definition) -> list[Definition]:
    """The functions that name a role as their head, in order of reading."""
    return [function for function in role.sources("headed-by") if function.sound]


def led_by(role: Definition) -> Sequence[Edge]:
    """The references of the functions that report to a role."""
    return [edge for edge in role.plays("reports-to") if edge.source.kind.id == "function"]


def line_above(role: Definition) -> tuple[Definition, ...]:
    """The roles above one, from the nearest to the highest; each once, itself never."""
    return tuple(follow(role, superior))


def settled_line(role: Definition) -> tuple[Definition, ...]:
    """The roles above one, as `line_above`; none where the line leads round: then nothing is above."""
    line = line_above(role)
    end = superior(line[-1]) if line else None
    return () if end is not None and end.sound else line


def tops_above(roles: Iterable[Definition]) -> Iterator[Definition]:
    """For each role the one at the top of its line, which may be itself; nothing for whose line is a ring.

    What was found for one is kept for those under it: lines of reporting share their upper parts.
    """
    tops: dict[Definition, Definition | None] = {}
    for role in roles:
        line: list[Definition] = []
        here = role
        while here not in tops:
            tops[here] = None  # until it is known: who comes here again is in a ring
            line.append(here)
            above = superior(here)
            if above is None or above is here or not above.sound:
                tops[here] = here
                break
            here = above
        top = tops[here]
        tops.update(dict.fromkeys(line, top))
        if top is not None:
            yield top


def highest(roles: Set[Definition]) -> list[Definition]:
    """Those of some roles above which, over whatever steps, none of the others is."""
    free: set[Definition] = set()  # above these there is none of the roles
    found = []
    for role in roles:
        line: set[Definition] = set()
        here = superior(role)
        while here is not None and here.sound and here not in roles and here not in free and here not in line:
            line.add(here)
            here = superior(here)
        if here is role or here not in roles:
            found.append(role)
        if here not in roles:
            free |= line
    return found


def deputies(role: Definition) -> list[Definition]:
    """Who stands in for a role."""
    return parties(role.played_by("stands-in"))


def covered(role: Definition) -> list[Definition]:
    """The roles for which one stands in, in order of reading."""
    return [edge.source for edge in role.plays("stands-in")]


def follow(start: Definition, step: Callable[[Definition], Definition | None]) -> Iterator[Definition]:
    """Where a step leads, again and again, until it ends, comes back or reaches what is unsound."""
    seen = {start}
    here = step(start)
    while here is not None and here.sound and here not in seen:
        yield here
        seen.add(here)
        here = step(here)


# -- behind a definition --


def functions_behind(definition: Definition) -> frozenset[Definition]:
    """The functions that own, operate, are heard on or are a definition, each as the whole it is part of.

    Who is only told of it does not stand behind it.
    """
    if definition.is_party:
        return _wholes_of([definition, *parties(_having_a_say(definition))])
    return _wholes_of(parties(_having_a_say(definition)))


def own_functions(definition: Definition) -> frozenset[Definition]:
    """The functions whose thing it is: who operates it, else who owns it."""
    if definition.is_party:
        return functions_behind(definition)
    return _wholes_of(parties(operating(definition) or owning(definition)))


def _having_a_say(definition: Definition) -> list[Edge]:
    return [*operating(definition), *owning(definition), *definition.played_by("consulted")]


def _wholes_of(some: Sequence[Definition]) -> frozenset[Definition]:
    return frozenset(whole for each in some if (whole := outermost(each)) is not None)
