"""The rhythm: who meets how often, with which questions, and what comes out."""

from __future__ import annotations

from remit import words
from remit.handbook import Definition
from remit.insight.records import INTERVALS, held_for, meetings
from remit.insight.used import used_in
from remit.rhythm.meetings import words as in_words
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page
from remit.views.parts.thresholds import zone_of
from remit.views.site.site import Body, Entry, Heading, Page, Site


def collection(site: Site, kind: Kind) -> Page:
    """The page of all meetings, from the week to the year."""

    def make(page: Page) -> Body:
        every = ((name, words, meetings(site.book, name)) for name, words in INTERVALS.items())
        rhythm = [(name, words, found) for name, words, found in every if found]
        html = site.render("pages/change/cadences.html", page, kind=kind, rhythm=rhythm, when=in_words)
        headings = tuple(Heading(f"every-{name}", words) for name, words, _ in rhythm)
        headings += (Heading("due", "Reviews due"),) if site.today else ()
        entries = [
            Entry(f"every-{name}", words, "\n".join(each.name for each in found))
            for name, words, found in rhythm
        ]
        return Body(html, headings, (Entry("", kind.titles, kind.description), *entries))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one meeting."""

    def make(page: Page) -> Body:
        held = held_for(definition)
        numbers = site.board.seen_by(definition)
        used = [group for group in used_in(definition) if group[0] != "Held as"]
        html = site.render(
            "pages/change/cadence.html", page,
            definition=definition, every=INTERVALS[definition["every"]], when=in_words(definition),
            held=held, used=used, headings=(headings := _headings(definition, held, used, numbers)),
            long=words.long_day, numbers=numbers, zone_of=zone_of,
        )  # fmt: skip
        entry = site.entry(definition, *definition["agenda"], *definition.get("outputs", ()))
        return Body(html, headings, (entry,))

    return definition_page(site, definition, make)


def _headings(definition: Definition, held: object, used: object, numbers: object) -> tuple[Heading, ...]:
    there = (
        ("agenda", "Agenda", True),
        ("numbers", "Where the numbers stand", numbers),
        ("outputs", "Outcomes", definition.get("outputs")),
        ("people", "Attendees", definition.get("participants")),
        ("owners", "Who runs it", definition.get("operates") or definition.get("governs")),
        ("held", "Held", held),
        ("used", "Where it is used", used),
        ("notes", "Notes", definition.get("notes")),
    )
    return tuple(Heading(id, title) for id, title, some in there if some)
