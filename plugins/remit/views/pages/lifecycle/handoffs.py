"""Handoffs: what one function promises another, on cards, in a list and on pages of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from remit import words
from remit.handbook import Definition
from remit.insight.handoffs import Handoff, all_handoffs, handoff
from remit.insight.used import used_in
from remit.ownership.parties import governing, operating
from remit.schema import Kind
from remit.views.parts import examples, formulas
from remit.views.parts.formulas import Tested
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

MOST_CARDS = 12  # more stand in a table


def collection(site: Site, kind: Kind) -> Page:
    """The page of all handoffs: cards, or a table when there are many."""

    def make(page: Page) -> Body:
        every = all_handoffs(site.book)
        html = site.render(
            "pages/lifecycle/handoffs.html",
            page,
            kind=kind,
            handoffs=every,
            cards=len(every) <= MOST_CARDS,
        )
        names = ", ".join(each.definition.name for each in every)
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one handoff: its promise first."""

    def make(page: Page) -> Body:
        shown = handoff(definition)
        used = used_in(definition)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("clock", "The clock", _has_clock(definition, shown)),
                ("examples", "Worked examples", bool(definition.get("examples"))),
                ("carries", "Required information", bool(shown.carries or shown.also)),
                ("accepted", "Accepted or rejected", bool(definition.get("accepts-when") or shown.reasons)),
                ("settled", "Late or disputed", bool(shown.escalates or shown.settles)),
                ("owners", "Owners", bool(operating(definition) or governing(definition))),
                ("metrics", "Measured by", bool(shown.metrics)),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(definition.get("notes"))),
            )
            if there
        )
        html = site.render(
            "pages/lifecycle/handoff.html", page,
            definition=definition, shown=shown, used=used, headings=headings,
            hours=_hours(site, definition), has={heading.id for heading in headings}, duration=words.duration,
            examples=examples.of_judged(site, page, definition),
            tests=_tests(site, page, shown),
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, shown)))

    return definition_page(site, definition, make)


def _tests(site: Site, page: Page, shown: Handoff) -> list[Tested]:
    """Which records each clock of its own is for."""
    link = formulas.linker(site, page)
    return [formulas.tested(each.words, "", each.where, link) for each in shown.clocks if each.where]


def _has_clock(definition: Definition, shown: Handoff) -> bool:
    """Whether more is said of the time than the promise in words."""
    said = definition.get("sla", {})
    return bool(shown.escalates or any(name in said for name in ("within", "starts", "stops")))


def _hours(site: Site, definition: Definition) -> list[tuple[str, str]]:
    """The business hours that count where the clock of a handoff goes by them: (whose, hours).

    Those of the company come last, for all others, and without a name where they are the only ones.
    """
    sla: Mapping[str, Any] = definition.get("sla", {})
    clocks: Mapping[str, Any] = sla.get("clocks", {})
    units = [
        str(each.get("unit", "")) for each in (sla.get("within", {}), *(c["within"] for c in clocks.values()))
    ]
    if not any(unit.startswith("business") for unit in units):
        return []
    company = site.book.settings().get("company", {})
    by = {name.rpartition(":")[2]: values for name, values in company.get("hours-by", {}).items()}
    values: Mapping[str, Mapping[str, str]] = by.get(str(sla.get("hours-of", "")).rpartition(":")[2], {})
    found = [(value, _told(hours)) for value, hours in values.items()]
    if hours := company.get("business-hours"):
        found.append(("All others" if values else "", _told(hours)))
    return found


def _told(hours: Mapping[str, str]) -> str:
    return f"{hours['days']}, {hours['from']} to {hours['to']}, {hours['time-zone']}"


def _entries(site: Site, definition: Definition, shown: Handoff) -> Iterable[Entry]:
    yield site.entry(definition, shown.promise)
    if shown.reasons:
        reasons = "\n".join(f"{reason}: {text}" for reason, text in shown.reasons)
        yield Entry("accepted", f"{definition.name}: accepted or rejected", site.plain(reasons))
    late = (("Disputes are settled by", shown.settles), ("No answer: it goes to", shown.escalates))
    if told := "\n".join(f"{words} {party.name}." for words, party in late if party is not None):
        yield Entry("settled", f"{definition.name}: late or disputed", told, ("escalation", "dispute"))
