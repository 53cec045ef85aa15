"""Roles: who reports to whom and who holds each post; for one role, what it decides and answers for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight import owned
from remit.insight.changes import lately
from remit.insight.owned import OwnedRow, OwnedSection, Say
from remit.insight.teams import reporting, under
from remit.ownership.holders import is_vacant
from remit.ownership.holdings import signed, sources
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site


@dataclass(frozen=True, slots=True)
class Charge:
    """What the page of a role tells."""

    says: Sequence[Say]
    disputes: Sequence[OwnedRow]
    sections: Sequence[OwnedSection]
    not_yours: Sequence[OwnedRow]
    topics: Sequence[OwnedRow]
    reviews: Sequence[OwnedRow]
    records: Sequence[Definition]


# -- the list --


def collection(site: Site, kind: Kind) -> Page:
    """The page of all roles: a tree of who reports to whom."""

    def make(page: Page) -> Body:
        every = list(site.book.all("role"))
        html = site.render(
            "pages/teams/roles.html", page, kind=kind, posts=list(reporting(site.book)),
            vacant=[each for each in every if is_vacant(each)],
        )  # fmt: skip
        names = ", ".join(each.name for each in every)
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make)


# -- one role --


def page(site: Site, definition: Definition) -> Page:
    """Who holds one role, and what it decides, settles and answers for."""

    def make(page: Page) -> Body:
        charge = _charge(definition)
        desk = owned.desk(site.desks, definition)
        headings = tuple(_headings(definition, charge, due=desk is not None))
        recent = lately(site.book, site.history, site.today, definition)
        html = site.render(
            "pages/teams/role.html", page, definition=definition, charge=charge, vacant=is_vacant(definition),
            under=under(definition), headings=headings, desk=desk, lately=recent,
            medium=words.medium_day, long=words.long_day,
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, charge)))

    return definition_page(site, definition, make)


def _charge(role: Definition) -> Charge:
    records = sources(signed(role))
    return Charge(
        says=owned.says(role),
        disputes=owned.disputes(role),
        sections=owned.sections(role),
        not_yours=owned.not_yours(role),
        topics=owned.topics(role),
        reviews=owned.reviews(role),
        records=sorted(records, key=lambda each: str(each.get("decided-on", "")), reverse=True),
    )


def _headings(role: Definition, charge: Charge, *, due: bool) -> Iterator[Heading]:
    sections = (
        ("post", "The role", True),
        ("decisions", "Decisions", bool(charge.says)),
        ("disputes", "Resolves disputes about", bool(charge.disputes)),
        *((section.id, section.title, True) for section in charge.sections),
        ("topics", "Shared topics", bool(charge.topics)),
        ("due", "Reviews due", due),
        ("reviews", "Reviews", bool(charge.reviews)),
        ("not", "Not yours", bool(charge.not_yours)),
        ("records", "Changes it decided", bool(charge.records)),
        ("notes", "Notes", bool(role.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _entries(site: Site, role: Definition, charge: Charge) -> Iterator[Entry]:
    yield site.entry(role, ", ".join(role.get("held-by", ())))
    if charge.says:
        names = ", ".join(say.decision.name for say in charge.says)
        yield Entry("decisions", f"{role.name}: decisions", names)
    if charge.disputes:
        names = ", ".join(each.name for row in charge.disputes for each in row.definitions)
        yield Entry("disputes", f"{role.name}: settles and is called for", names)
