"""Functions: the list of teams, and for each the page that says what it owns and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from remit import words
from remit.handbook import Definition, Handbook
from remit.insight import owned as holdings
from remit.insight.changes import lately
from remit.insight.handoffs import Handoff, in_order
from remit.insight.owned import Row, Say, Section
from remit.insight.related import one, targets
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

PROFILE = (
    "mandate", "scope", "asks", "customers", "reports-to", "tools", "other-tools", "daily-work",
    "responsibilities", "success", "success-metrics", "size", "needed-when", "without-it",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Team:
    """A function in the list, with who leads it and the functions under it."""

    function: Definition
    leaders: Sequence[Definition]
    parts: Sequence[Definition]
    operations: bool


@dataclass(frozen=True, slots=True)
class Owned:
    """What the page of a function tells."""

    says: Sequence[Say]
    given: Sequence[Handoff]
    received: Sequence[Handoff]
    not_yours: Sequence[Row]
    sections: Sequence[Section]
    topics: Sequence[Row]
    reviews: Sequence[Row]
    roles: Sequence[Definition]


# -- the list --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all functions: the operations teams and the central one first."""

    def make(page: Page) -> Body:
        every = teams(site.book)
        operations = [each for each in every if each.operations]
        broken = [each for each in site.book.every("function") if not each.sound]
        html = site.render(
            "pages/teams/functions.html", page, kind=kind, broken=broken, operations=operations,
            others=[each for each in every if not each.operations],
        )  # fmt: skip
        names = ", ".join(each.name for each in site.book.all("function"))
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make)


def teams(book: Handbook) -> list[Team]:
    """The functions that are part of no other, operations first, in order of writing."""
    found = list(book.all("function"))
    under = {function: parts for function in found if (parts := _parts(function))}
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
    above = targets(function, "function-reports-to")
    own = _roles(function)
    family = [*own, *(role for part in _parts(function) for role in _roles(part))]
    return (
        [role for role in above if role in family]
        or [role for role in own if one(role, "reports-to") in above]
        or [role for role in own if one(role, "reports-to") not in own]
    )


def _operations(function: Definition) -> bool:
    """Whether a function runs or governs revenue operations: central, or approving what stays local."""
    lanes = (edge.source for edge in function.by("approved-by") if edge.source.sound)
    return bool(function.get("central")) or any(lane["reach"] == "local" for lane in lanes)


def _parent(function: Definition) -> Definition | None:
    parent = one(function, "part-of")
    return parent if parent is not None and parent.sound else None


def _parts(function: Definition) -> list[Definition]:
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


def _roles(function: Definition) -> list[Definition]:
    return [edge.source for edge in function.by("belongs-to") if edge.source.sound]


# -- one function --


def page(site: Site, definition: Definition) -> Page:
    """What one function owns, what it does not, and what it is for."""

    def make(page: Page) -> Body:
        owned = _owned(definition)
        profile = any(name in definition.data for name in PROFILE)
        desk = holdings.desk(site.desks, definition)
        headings = tuple(_headings(definition, owned, profile=profile, due=desk is not None))
        recent = lately(site.book, site.history, site.today, definition)
        html = site.render(
            "pages/teams/function.html", page, definition=definition, owned=owned, profile=profile,
            counts=list(_counts(definition, owned)), leaders=leaders(definition), parts=_parts(definition),
            desk=desk,
            headings=headings, lately=recent,
            medium=words.medium_day, long=words.long_day,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, owned)))

    return definition_page(site, definition, make)


def _owned(function: Definition) -> Owned:
    return Owned(
        says=holdings.says(function),
        given=_handoffs(function, "given-by"),
        received=_handoffs(function, "received-by"),
        not_yours=holdings.not_yours(function),
        sections=holdings.sections(function),
        topics=holdings.topics(function),
        reviews=holdings.reviews(function),
        roles=_roles(function),
    )


def _handoffs(function: Definition, relation: str) -> list[Handoff]:
    return in_order(edge.source for edge in function.by(relation) if edge.source.sound)


def _headings(function: Definition, owned: Owned, *, profile: bool, due: bool) -> Iterator[Heading]:
    sections = (
        ("decisions", "Decisions", bool(owned.says)),
        ("given", "Handoffs given", bool(owned.given)),
        ("received", "Handoffs received", bool(owned.received)),
        ("not", "Not yours", bool(owned.not_yours)),
        *((section.id, section.title, True) for section in owned.sections),
        ("topics", "Shared topics", bool(owned.topics)),
        ("due", "Reviews due", due),
        ("reviews", "Reviews", bool(owned.reviews)),
        ("profile", "Profile", profile),
        ("people", "Roles", bool(owned.roles)),
        ("notes", "Notes", bool(function.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _counts(function: Definition, owned: Owned) -> Iterator[tuple[str, int]]:
    """What stands under the title: words and number; nothing is said about what there is none of."""
    decided = sum(say.letter in "AG" for say in owned.says)
    operated = [edge.source.kind.id for edge in function.by("operated-by") if edge.source.sound]
    governed = sum(edge.source.sound for edge in function.by("governed-by"))
    counts = (
        ("decision made", "decisions made", decided),
        ("with another say", "with another say", len(owned.says) - decided),
        ("stage operated", "stages operated", operated.count("stage")),
        ("metric with levers", "metrics with levers", operated.count("metric")),
        ("system operated", "systems operated", operated.count("system")),
        ("handoff given", "handoffs given", len(owned.given)),
        ("handoff received", "handoffs received", len(owned.received)),
        ("definition governed", "definitions governed", governed),
    )
    return ((singular if number == 1 else plural, number) for singular, plural, number in counts if number)


def _entries(site: Site, function: Definition, owned: Owned) -> Iterable[Entry]:
    lists = (item for name in ("daily-work", "responsibilities") for item in function.get(name, ()))
    yield site.entry(function, function.get("mandate", ""), function.get("asks", ""), *lists)
    if owned.says:
        yield Entry("decisions", f"{function.name}: decisions", _names(say.decision for say in owned.says))
    if owned.not_yours:
        found = (each for row in owned.not_yours for each in row.definitions)
        yield Entry("not", f"{function.name}: not yours", _names(found))


def _names(found: Iterable[Definition]) -> str:
    return ", ".join(list(dict.fromkeys(each.name for each in found))[:MOST])
