"""Who stands for a function or a role: its lead, or whoever is next where a post is vacant."""

# Pure functions over definitions: approvals, reviewers and meetings all ask here,
# so that no two of them find different people. Only sound roles count, for what does not
# fit its schema may hold anything; every walk remembers where it was, for lines of
# reporting and deputies may be rings.

from __future__ import annotations

from collections.abc import Iterator

from remit.frozen import dataclass
from remit.handbook import Definition
from remit.ownership.organisation import (
    above,
    deputies,
    follow,
    function_of,
    head,
    highest,
    line_above,
    reporting_to,
    roles_of,
    wholes,
)

DEPUTY = "deputy"
NEXT = "next in the line"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who stands for a party.

    `instead` are the vacant roles that were passed over, in order; `why[i]` says how the one
    after `instead[i]` was come to. Without anybody, `role` is None and `handles` is empty.
    """

    party: Definition
    role: Definition | None
    handles: tuple[str, ...]
    instead: tuple[Definition, ...]
    why: tuple[str, ...]

    def __str__(self) -> str:
        """The finding in words: `Chief Customer Officer is vacant: VP CS, the deputy, stands in`."""
        if self.role is None:
            passed = ", ".join(each.name for each in self.instead)
            return f"nobody stands for {self.party.name}" + (f": {passed} vacant" if passed else "")
        if not self.instead:
            return self.role.name
        passed = " and ".join(each.name for each in self.instead)
        verb = "is" if len(self.instead) == 1 else "are"
        return f"{passed} {verb} vacant: {self.role.name}, the {self.why[-1]}, stands in"


def holder(party: Definition) -> Holder:
    """Who stands for a function or role.

    That is the role itself, or the one that leads the function. When it is vacant, its deputy
    and the deputy's deputy; then the next in the line of reporting and the deputies of that one.
    """
    instead: list[Definition] = []
    why: list[str] = []
    for role, step in _candidates(party):
        if instead:
            why.append(step)
        if not is_vacant(role):
            return Holder(party, role, tuple(role["held-by"]), tuple(instead), tuple(why))
        instead.append(role)
    return Holder(party, None, (), tuple(instead), tuple(why))


def lead_of(function: Definition) -> Definition | None:
    """The role that leads a function, vacant or not: the one that it names as its head.

    Otherwise of its own roles the one at the top, or whoever of its parts stands above that one: Sales has
    the SDR manager, who reports to the VP of Sales leadership, a part of Sales. A function
    without roles is led by the lead of the function it is part of, else by whom it reports to.
    """
    line = (function, *wholes(function))
    for each in line:
        if (top := head(each) or _top(each)) is not None:
            return top
    return next((role for each in line for role in _reports_to(each)), None)


def is_vacant(role: Definition) -> bool:
    """Whether nobody is said to hold a role."""
    return not role.sound or bool(role.get("vacant")) or not role.get("held-by")


# -- the walks --


def _candidates(party: Definition) -> Iterator[tuple[Definition, str]]:
    """Whom to ask in turn, each once, and how that one is come to."""
    seen: set[Definition] = set()
    for first in _firsts(party):
        for post in (first, *line_above(first)):
            for number, role in enumerate((post, *follow(post, _deputy))):
                if role not in seen:
                    seen.add(role)
                    yield role, DEPUTY if number else NEXT


def _firsts(party: Definition) -> Iterator[Definition]:
    """Where the search begins: the role itself; the lead of a function, then whom it reports to."""
    if party.kind.id == "role":
        yield party
        return
    if (lead := lead_of(party)) is not None:
        yield lead
    for each in (party, *wholes(party)):
        yield from _reports_to(each)


def _deputy(role: Definition) -> Definition | None:
    return next(iter(deputies(role)), None)


def _reports_to(function: Definition) -> list[Definition]:
    """The roles a function reports to: those without a condition come first."""
    edges = [edge for edge in above(function) if edge.target.sound]
    return [edge.target for edge in sorted(edges, key=lambda edge: "if" in edge.context)]


def _top(function: Definition) -> Definition | None:
    """The highest of a function's own roles, or whoever of its parts is above that one."""
    own = set(roles_of(function))
    if not own:
        return None
    top = min(highest(own) or own, key=lambda role: (-_reporting(role), role.id))
    higher = [role for role in line_above(top) if role not in own and _is_of_part(role, function)]
    return higher[-1] if higher else top


def _reporting(role: Definition) -> int:
    return sum(each is not role for each in reporting_to(role))


def _is_of_part(role: Definition, function: Definition) -> bool:
    own = function_of(role)
    return own is not None and function in wholes(own)
