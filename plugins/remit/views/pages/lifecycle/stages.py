"""The page of one stage: what it means, who runs it, how systems show it, where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.handbook import Definition
from remit.insight import handoffs, lifecycle
from remit.insight.handoffs import Handoff
from remit.insight.lifecycle import Marker
from remit.insight.used import used_in
from remit.ownership.parties import governing, operating
from remit.views.pages.lifecycle.handoffs import MOST_CARDS
from remit.views.parts import examples, formulas
from remit.views.parts.formulas import Tested
from remit.views.parts.general_page import definition_page
from remit.views.site.site import MOST, Body, Entry, Heading, Page, Site

WAYS = {"on": "On", "back": "Back", "out": "Out"}
# Told in sections of their own, so not once more under "Where it is used".
TOLD = ("leads-to", "from-stage", "also-from-stage", "to-stage", "measures")


def page(site: Site, definition: Definition) -> Page:
    """The page of one stage."""

    def make(page: Page) -> Body:
        marked = lifecycle.markers(definition)
        hands = handoffs.of_stage(definition)[:MOST_CARDS]
        used = _used(definition)
        come = [edge for edge in definition.by("leads-to") if edge.source.sound]
        headings = tuple(_headings(definition, marked, hands, used))
        html = site.render(
            "pages/lifecycle/stage.html", page,
            definition=definition, markers=marked, handoffs=hands, used=used,
            near=lifecycle.near(definition), go=definition.to("leads-to"), come=come, ways=WAYS,
            headings=headings, has={heading.id for heading in headings},
            rules=(rules := _rules(site, page, definition)), unchecked=_unchecked(definition, rules),
            examples=examples.of_judged(site, page, definition), metrics=lifecycle.metrics(definition),
            fields=definition.targets("requires"),
        )  # fmt: skip
        return Body(html, headings, tuple(_entries(site, definition, marked)))

    return definition_page(site, definition, make)


def _rules(site: Site, page: Page, stage: Definition) -> list[Tested]:
    """When a record enters, and when it leaves."""
    link = formulas.linker(site, page)
    return [
        formulas.tested(title, stage.get(words, ""), stage.get(test, ""), link)
        for title, words, test in (
            ("Enters when", "entry", "enters-if"),
            ("Leaves when", "exit", "leaves-if"),
        )
        if stage.get(words) or stage.get(test)
    ]


def _unchecked(stage: Definition, rules: Sequence[Tested]) -> list[str]:
    """The rules that are said in words alone; that nothing leaves an end needs no test."""
    ends = stage.get("terminal") and not stage.to("leads-to")
    return [each.title for each in (rules[:1] if ends else rules) if each.test is None]


def _headings(
    stage: Definition, marked: Sequence[Marker], hands: Sequence[Handoff], used: Sequence[object]
) -> Iterable[Heading]:
    sections = (
        ("rules", "Enters and leaves", True),
        ("owners", "Owners", bool(operating(stage) or governing(stage))),
        ("markers", "Marked by", bool(marked)),
        ("examples", "Worked examples", bool(stage.get("examples"))),
        ("next", "Where it leads", True),
        ("handoffs", "Handoffs", bool(hands)),
        ("metrics", "Measured by", bool(lifecycle.metrics(stage))),
        ("used", "Where it is used", bool(used)),
        ("notes", "Notes", bool(stage.get("notes"))),
    )
    return (Heading(id, title) for id, title, there in sections if there)


def _used(stage: Definition) -> list[tuple[str, list[Definition]]]:
    told = {str(edge.source.ref) for edge in stage.by(*TOLD)}
    left = ((title, [each for each in found if str(each.ref) not in told]) for title, found in used_in(stage))
    return [(title, found) for title, found in left if found]


def _entries(site: Site, stage: Definition, marked: Sequence[Marker]) -> Iterable[Entry]:
    rules = (("Enters when", stage["entry"]), ("Leaves when", stage.get("exit")))
    yield site.entry(stage, *(f"{when}: {words}" for when, words in rules if words))
    if marked:
        lines = (
            f"{each.system.name if each.system else each.name}: {each.where} {each.text}" for each in marked
        )
        yield Entry("markers", f"{stage.name}: marked by", "\n".join(lines))
    if required := stage.targets("requires")[:MOST]:
        names = ", ".join(field.name for field in required)
        yield Entry("rules", f"{stage.name}: required fields", names)
