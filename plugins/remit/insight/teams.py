"""Teams and posts: which functions there are, who leads them, who reports to whom, and whose each post is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remit.handbook import Definition, Handbook
from remit.insight.owned import in_numbers
from remit.ownership.holders import is_vacant


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
class Party:
    """A team or a post, and in a few words what it owns."""

    party: Definition
    owns: str
    held: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A team with its posts, or the posts that belong to none."""

    team: Party | None
    posts: Sequence[Party]


# -- functions --


def teams(book: Handbook) -> list[Team]:
    """The functions that are part of no other, operations first, in order of writing."""
    found = list(book.all("function"))
    under = {function: below for function in found if (below := parts(function))}
    placed: set[Definition] = set()
    listed = []
    for function in sorted(found, key=lambda each: (each.document.path, each.locate().line)):
        if not _parent(function) and function not in placed:
            listed.append(function)
            placed.update([function, *_below(function, under)])
    # in a ring of parents nobody stands above: all of them are told rather than none
    listed += [function for function in found if function not in placed]
    made = [Team(each, leaders(each), _below(each, under), _operations(each)) for each in listed]
    return sorted(made, key=lambda team: not team.operations)


def leaders(function: Definition) -> list[Definition]:
    """Who leads a function: the role it reports to where that is one of its own, else who reports there."""
    above = function.targets("function-reports-to")
    own = roles(function)
    family = [*own, *(role for part in parts(function) for role in roles(part))]
    return (
        [role for role in above if role in family]
        or [role for role in own if role.target("reports-to") in above]
        or [role for role in own if role.target("reports-to") not in own]
    )


def _operations(function: Definition) -> bool:
    """Whether a function runs or governs revenue operations: central, or approving what stays local."""
    lanes = (edge.source for edge in function.by("approved-by") if edge.source.sound)
    return bool(function.get("central")) or any(lane["reach"] == "local" for lane in lanes)


def _parent(function: Definition) -> Definition | None:
    parent = function.target("part-of")
    return parent if parent is not None and parent.sound else None


def parts(function: Definition) -> list[Definition]:
    """The functions that are a part of one."""
    return [edge.source for edge in function.by("part-of") if edge.source.sound]


def _below(function: Definition, under: dict[Definition, list[Definition]]) -> list[Definition]:
    """All functions under one, at any depth, each once."""
    found: dict[Definition, None] = {}
    waiting = [function]
    while waiting:
        for part in under.get(waiting.pop(), ()):
            if part not in found and part is not function:
                found[part] = None
                waiting.append(part)
    return list(found)


def roles(function: Definition) -> list[Definition]:
    """The roles that belong to a function."""
    return [edge.source for edge in function.by("belongs-to") if edge.source.sound]


# -- roles --


def reporting(book: Handbook) -> Iterator[Post]:
    """The reporting tree as steps down and up; every sound role occurs once, in a ring of superiors too."""
    every = sorted(book.all("role"), key=_written)
    seen: set[Definition] = set()
    heads = [role for role in every if (above := role.target("reports-to")) is None or not above.sound]
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
    return sorted((edge.source for edge in role.by("reports-to") if edge.source.sound), key=_written)


def _written(role: Definition) -> tuple[str, int]:
    return role.document.path, role.locate().line


# -- all of them --


def groups(book: Handbook) -> list[Group]:
    """Every team with its posts, those that run revenue operations first; then posts without a team."""
    found = []
    placed: set[Definition] = set()
    for each in (part for team in teams(book) for part in (team.function, *team.parts)):
        posts = [role for role in book.all("role") if _team(role) is each]
        placed.update(posts)
        found.append(Group(Party(each, in_numbers(each)), [_post(role) for role in posts]))
    left = [_post(role) for role in book.all("role") if role not in placed]
    return [*found, *([Group(None, left)] if left else [])]


def _post(role: Definition) -> Party:
    held = ", ".join(role.get("held-by", ())) if not is_vacant(role) else ""
    return Party(role, in_numbers(role), held, is_vacant(role))


def _team(role: Definition) -> Definition | None:
    return next((edge.target for edge in role.to("belongs-to") if edge.target.sound), None)
