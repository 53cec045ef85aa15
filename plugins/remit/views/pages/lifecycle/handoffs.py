"""Handoffs: what one function promises another, on cards, in a list and on pages of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remit import words
from remit.handbook import Definition, Handbook
from remit.schema import Kind
from remit.views.parts.general_page import collection_page, definition_page, used_in
from remit.views.site.site import Body, Entry, Heading, Page, Site

MOST_CARDS = 12  # more stand in a table


@dataclass(frozen=True, slots=True)
class Handover:
    """A handoff as a card shows it; what is not written is None or empty."""

    definition: Definition
    promise: str
    label: str
    leaves: Definition | None
    enters: Definition | None
    giver: Definition | None
    receiver: Definition | None
    carries: Sequence[Definition]
    also: Sequence[str]
    reasons: Sequence[tuple[str, str]]
    escalates: Definition | None
    after: str
    settles: Definition | None
    metrics: Sequence[Definition]


def handover(handoff: Definition) -> Handover:
    """What a card, the map and the page of a handoff are made of."""
    sla: Mapping[str, Any] = handoff.get("sla", {})
    escalation: Mapping[str, Any] = handoff.get("escalation", {})
    reasons: Mapping[str, str] = handoff.get("rejections", {})
    return Handover(
        definition=handoff,
        promise=sla.get("promise", ""),
        label=sla.get("label", ""),
        leaves=one(handoff, "from-stage"),
        enters=one(handoff, "to-stage"),
        giver=one(handoff, "given-by"),
        receiver=one(handoff, "received-by"),
        carries=targets(handoff, "carries"),
        also=handoff.get("must-carry", ()),
        reasons=[(readable(reason), text) for reason, text in reasons.items()],
        escalates=one(handoff, "escalates-to"),
        after=words.duration(escalation.get("after", {})),
        settles=one(handoff, "settled-by"),
        metrics=targets(handoff, "handoff-watched-by"),
    )


def handovers(found: Iterable[Definition]) -> list[Handover]:
    """Handoffs in the order of the lifecycle."""
    return sorted(map(handover, found), key=lambda each: (_column(each), each.definition.id))


def all_handovers(book: Handbook) -> list[Handover]:
    """Every sound handoff of a handbook in the order of the lifecycle."""
    return handovers(book.all("handoff"))


def one(definition: Definition, relation: str) -> Definition | None:
    """The one definition that a relation leads to, or None."""
    return next((edge.target for edge in definition.to(relation)), None)


def targets(definition: Definition, relation: str) -> list[Definition]:
    """All definitions that a relation leads to, in order of writing."""
    return [edge.target for edge in definition.to(relation)]


def readable(key: str) -> str:
    """A key as words: `no-valid-contact` is "No valid contact"."""
    return key.replace("-", " ").capitalize()


def collection(site: Site, kind: Kind) -> Page:
    """The page of all handoffs: cards, or a table when there are many."""

    def make(page: Page) -> Body:
        every = all_handovers(site.book)
        broken = [each for each in site.book.every("handoff") if not each.sound]
        html = site.render(
            "pages/lifecycle/handoffs.html",
            page,
            kind=kind,
            handovers=every,
            broken=broken,
            cards=len(every) <= MOST_CARDS,
        )
        names = ", ".join(each.definition.name for each in every)
        return Body(html, entries=(Entry("", kind.titles, f"{kind.description}\n{names}"),))

    return collection_page(site, kind, make)


def page(site: Site, definition: Definition) -> Page:
    """The page of one handoff: its promise first."""

    def make(page: Page) -> Body:
        shown = handover(definition)
        used = used_in(definition)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("clock", "The clock", bool(shown.promise or shown.escalates)),
                ("carries", "What must be carried", bool(shown.carries or shown.also)),
                ("accepted", "Accepted or rejected", bool(definition.get("accepts-when") or shown.reasons)),
                ("settled", "Late or disputed", bool(shown.escalates or shown.settles)),
                ("owners", "Owners", bool(definition.to("operated-by", "governed-by"))),
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
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, shown)))

    return definition_page(site, definition, make)


def _column(each: Handover) -> int:
    stage = each.leaves or each.enters
    order = stage.data.get("order") if stage is not None else None
    return order if isinstance(order, int) else 0


def _hours(site: Site, definition: Definition) -> str:
    """The company's business hours, where the clock of a handoff counts in them."""
    within: Mapping[str, Any] = definition.get("sla", {}).get("within", {})
    hours: Mapping[str, str] = site.book.settings().get("company", {}).get("business-hours", {})
    if not hours or not str(within.get("unit", "")).startswith("business"):
        return ""
    return f"{hours['days']}, {hours['from']} to {hours['to']}, {hours['time-zone']}"


def _entries(site: Site, definition: Definition, shown: Handover) -> Iterable[Entry]:
    yield site.entry(definition, shown.promise)
    if shown.reasons:
        reasons = "\n".join(f"{reason}: {text}" for reason, text in shown.reasons)
        yield Entry("accepted", f"{definition.name}: accepted or rejected", site.plain(reasons))
    late = (("Disputes are settled by", shown.settles), ("No answer: it goes to", shown.escalates))
    if told := "\n".join(f"{words} {party.name}." for words, party in late if party is not None):
        yield Entry("settled", f"{definition.name}: late or disputed", told, ("escalation", "dispute"))
