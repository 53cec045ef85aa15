"""Functions: the list of teams, and for each the page that says what it owns and what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight import owned as insight
from remit.insight.changes import lately
from remit.insight.handoffs import Handoff, in_order
from remit.insight.owned import OwnedRow, OwnedSection, Say
from remit.insight.teams import leaders, teams
from remit.ownership import holdings
from remit.ownership.organisation import parts_of, roles_of
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

PROFILE = (
    "mandate", "scope", "asks", "customers", "reports-to", "tools", "other-tools", "daily-work",
    "responsibilities", "success", "success-metrics", "size", "needed-when", "without-it",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owned:
    """What the page of a function tells."""

    says: Sequence[Say]
    given: Sequence[Handoff]
    received: Sequence[Handoff]
    not_yours: Sequence[OwnedRow]
    sections: Sequence[OwnedSection]
    topics: Sequence[OwnedRow]
    reviews: Sequence[OwnedRow]
    roles: Sequence[Definition]


# -- the list --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all functions: the operations teams and the central one first."""

    def make(page: Page) -> Body:
        every = teams(site.book)
        operations = [each for each in every if each.operations]
        html = site.render(
            "pages/teams/functions.html", page, kind=kind, operations=operations,
            others=[each for each in every if not each.operations],
        )  # fmt: skip
        names = ", ".join(each.name for each in site.book.all("function"))
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make)


# -- one function --


def page(site: Site, definition: Definition) -> Page:
    """What one function owns, what it does not, and what it is for."""

    def make(page: Page) -> Body:
        owned = _owned(definition)
        parts = parts_of(definition)
        profile = bool(parts) or any(name in definition.data for name in PROFILE)
        desk = insight.desk(site.desks, definition)
        headings = tuple(_headings(definition, owned, profile=profile, due=desk is not None))
        recent = lately(site.book, site.history, site.today, definition)
        html = site.render(
            "pages/teams/function.html", page, definition=definition, owned=owned, profile=profile,
            counts=list(_counts(definition, owned)), leaders=leaders(definition), parts=parts,
            desk=desk,
            headings=headings, lately=recent,
            medium=words.medium_day, long=words.long_day,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, owned)))

    return definition_page(site, definition, make)


def _owned(function: Definition) -> Owned:
    return Owned(
        says=insight.says(function),
        given=in_order(holdings.sources(holdings.gives(function))),
        received=in_order(holdings.sources(holdings.receives(function))),
        not_yours=insight.not_yours(function),
        sections=insight.sections(function),
        topics=insight.topics(function),
        reviews=insight.reviews(function),
        roles=roles_of(function),
    )


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
    decided = sum(say.decides for say in owned.says)
    operated = [each.kind.id for each in holdings.sources(holdings.operates(function))]
    governed = len(holdings.sources(holdings.governs(function)))
    counts = (
        ("decision made", "decisions made", decided),
        ("with a say", "with a say", len(owned.says) - decided),
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
