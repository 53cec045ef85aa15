"""The first page: where am I, and where is what I look for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from remit import words
from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.insight import lifecycle, questions
from remit.insight.questions import Question
from remit.insight.records import changes, news
from remit.lifecycles import lifecycles
from remit.ownership.organisation import whole_of
from remit.views.site.site import Body, Entry, Page, Site
from remit.words import joined

MOST_STEPS = 12  # stages on the strip: more get no room for their names
MOST_CHANGES = 4
MOST_OWNERS = 6
MOST_TEAMS = 4
MOST_HINTS = 2  # questions and decisions below a door


def page(site: Site) -> Page:
    """The home page."""

    def make(page: Page) -> Body:
        book = site.book
        found = lifecycles(book)
        steps = [lifecycle.step(stage) for each in found[:1] for stage in lifecycle.spine(each)]
        owners = list(dict.fromkeys(step.owner for step in steps if step.owner is not None))
        summary = str(book.settings().get("summary", ""))
        governs, _ = lifecycle.governor([stage for each in found for stage in each.stages], ())
        html = site.render(
            "pages/home.html", page,
            summary=summary, count=sum(1 for _ in book.definitions()), health=health(site),
            steps=steps[:MOST_STEPS], more=max(0, len(steps) - MOST_STEPS), owners=owners[:MOST_OWNERS],
            counts=counts(book), about=about(book), decided=decided(book), teams=teams(book, owners),
            changes=changes(book)[:MOST_CHANGES], news=news(book),
            day=words.medium_day, asked=list(questions.asked(book)),
            governs=governs, due=sum(len(desk.reviews) for desk in site.desks) if site.today else 0,
            live=_live(site),
            first=found[0].definition if len(found) > 1 else None,
            others=[each.definition for each in found[1:] if each.definition],
            kinds=book.kinds.by_id, listed={each.url for each in site.pages},
            menu={each.url for each in site.pages if each.in_nav}, words_of=_first_filled(site),
        )  # fmt: skip
        return Body(html, entries=(Entry("", site.title, site.plain(summary)),))

    return Page(url="", title="Home", section="home", make=make, in_nav=True)


def _live(site: Site) -> tuple[int, Definition | None]:
    """How many things are live without a decision, and the system with most of them."""
    found = site.live.undecided() if site.live is not None else ()
    systems = Counter(item.system for item in found)
    most = systems.most_common(1)
    return len(found), site.book.get("system", most[0][0]) if most else None


def _first_filled(site: Site) -> str:
    """Where definitions are looked up: the glossary, or else the first list that has any."""
    for id in ("term", "metric", "stage", "decision"):
        kind = site.book.kinds.by_id[id]
        if any(True for _ in site.book.every(id)):
            return site.collection_url(kind)
    return site.collection_url(site.book.kinds.by_id["term"])


def health(site: Site) -> dict[str, int]:
    """How many findings there are of each severity."""
    return {each.word: sum(found.severity is each for found in site.findings) for each in Severity}


def counts(book: Handbook) -> str:
    """What there is to look up, as words; empty in an empty handbook."""
    parts = []
    for id in ("metric", "stage", "field", "term"):
        kind, number = book.kinds.by_id[id], sum(1 for _ in book.all(id))
        if number:
            parts.append(f"{number} {(kind.title if number == 1 else kind.titles).lower()}")
    return joined(parts)


def about(book: Handbook) -> list[Question]:
    """Two questions about what something means: the handbook's own, else about the first there is."""
    others = (each for kind in ("metric", "term", "stage") for each in book.all(kind))
    found = list(questions.asked(book, questions.FIND)) or [
        Question(f"What does {each.name} mean?", each) for each in islice(others, MOST_HINTS)
    ]
    return found[:MOST_HINTS]


def decided(book: Handbook) -> list[Definition]:
    """Two decisions to begin with: those that people ask about, then the others."""
    known = [each.definition for each in questions.asked(book) if each.definition.kind.id == "decision"]
    return list(dict.fromkeys([*known, *book.all("decision")]))[:MOST_HINTS]


def teams(book: Handbook, owners: Sequence[Definition]) -> list[Definition]:
    """Functions to begin with: those that run stages, else those that are part of no other."""
    running = [party for party in owners if party.kind.id == "function"]
    return (running or [each for each in book.all("function") if whole_of(each) is None])[:MOST_TEAMS]
