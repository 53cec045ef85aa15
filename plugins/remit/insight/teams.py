"""Teams and posts: which functions there are, who leads them, who reports to whom, and whose each post is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.insight.owned import in_numbers
from remit.ownership.holders import is_vacant
from remit.ownership.holdings import decides, sources
from remit.ownership.organisation import (
    function_of,
    is_central,
    parts_of,
    reporting_to,
    roles_of,
    superior,
    superiors,
    whole_of,
    within,
)


@dataclass(frozen=True, slots=True)
class Team:
    """A function in the list, with who leads it and the functions under it."""

    function: Definition
    leaders: Sequence[Definition]
    parts: Sequence[Definition]
    operations: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A step through the reporting tree: a role (None closes one), and whether roles stand below it."""

    role: Definition | None
    over: bool


@dataclass(frozen=True, slots=True)
class PartySummary:
    """A team or a post, and in a few words what it owns."""

    party: Definition
    owns: str
    held: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class TeamPosts:
    """A team with its posts, or the posts that belong to none."""

    team: PartySummary | None
    posts: Sequence[PartySummary]


# -- functions --


def teams(book: Handbook) -> list[Team]:
    """The functions that are part of no other, operations first, in order of writing."""
    found = list(book.all("function"))
    placed: set[Definition] = set()
    listed = []
    for function in sorted(found, key=lambda each: (each.document.path, each.locate().line)):
        if not _parent(function) and function not in placed:
            listed.append(function)
            placed.update([function, *within(function)])
    # in a ring of parents nobody stands above: all of them are told rather than none
    listed += [function for function in found if function not in placed]
    made = [Team(each, leaders(each), within(each), _operations(each)) for each in listed]
    return sorted(made, key=lambda team: not team.operations)


def operations(book: Handbook) -> list[Team]:
    """The teams that run operations, then the central one that governs what they share."""
    found = (each for each in teams(book) if each.operations)
    return sorted(found, key=lambda team: is_central(team.function))


def reach(function: Definition, beside: Sequence[Team]) -> str:
    """How far a function reaches among those it stands beside, in words: one team, or across the others."""
    if not is_central(function):
        return "One function, one team"
    others = sum(not is_central(each.function) for each in beside)
    return f"Cross-functional, {others} {'team' if others == 1 else 'teams'}"


def leaders(function: Definition) -> list[Definition]:
    """Who leads a function: the role it reports to where that is one of its own, else who reports there."""
    above = superiors(function)
    own = roles_of(function)
    family = [*own, *(role for part in parts_of(function) for role in roles_of(part))]
    return (
        [role for role in above if role in family]
        or [role for role in own if superior(role) in above]
        or [role for role in own if superior(role) not in own]
    )


def _operations(function: Definition) -> bool:
    """Whether a function runs or governs revenue operations: central, or approving what stays local."""
    lanes = (each for each in sources(decides(function)) if each.kind.id == "lane")
    return is_central(function) or any(lane["reach"] == "local" for lane in lanes)


def _parent(function: Definition) -> Definition | None:
    parent = whole_of(function)
    return parent if parent is not None and parent.sound else None


# -- roles --


def reporting(book: Handbook) -> Iterator[Post]:
    """The reporting tree as steps down and up; every sound role occurs once, in a ring of superiors too."""
    every = sorted(book.all("role"), key=_written)
    seen: set[Definition] = set()
    heads = [role for role in every if (above := superior(role)) is None or not above.sound]
    for head in [*heads, *every]:  # whoever is in a ring, or under one, comes last
        waiting: list[Definition | None] = [head]
        while waiting:
            role = waiting.pop()
            if role in seen:
                continue
            below = [each for each in under(role) if each not in seen and each is not role] if role else []
            yield Post(role, bool(below))
            if role is not None:
                seen.add(role)
                waiting += [None, *reversed(below)] if below else []


def under(role: Definition) -> list[Definition]:
    """The roles that report to one, in order of writing."""
    return sorted(reporting_to(role), key=_written)


def _written(role: Definition) -> tuple[str, int]:
    return role.document.path, role.locate().line


# -- all of them --


def groups(book: Handbook) -> list[TeamPosts]:
    """Every team with its posts, those that run revenue operations first; then posts without a team."""
    found = []
    placed: set[Definition] = set()
    for each in (part for team in teams(book) for part in (team.function, *team.parts)):
        posts = [role for role in book.all("role") if _team(role) is each]
        placed.update(posts)
        found.append(TeamPosts(PartySummary(each, in_numbers(each)), [_post(role) for role in posts]))
    left = [_post(role) for role in book.all("role") if role not in placed]
    return [*found, *([TeamPosts(None, left)] if left else [])]


def _post(role: Definition) -> PartySummary:
    held = ", ".join(role.get("held-by", ())) if not is_vacant(role) else ""
    return PartySummary(role, in_numbers(role), held, is_vacant(role))


def _team(role: Definition) -> Definition | None:
    function = function_of(role)
    return function if function is not None and function.sound else None
