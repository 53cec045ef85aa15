"""The first page: where am I, and where is what I look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remit import words
from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.insight import lifecycle
from remit.insight.records import changes, news
from remit.ownership.organisation import whole_of
from remit.ownership.parties import deciders, governors, parties, settling
from remit.views.site.site import Body, Entry, Page, Site

MOST_STEPS = 12  # stages on the strip: more get no room for their names
MOST_CHANGES = 4
MOST_OWNERS = 6
MOST_TEAMS = 4
# Questions with the definition that answers each; asked only where it exists.
ABOUT = (
    ("What is an MQL?", "stage:mql"),
    ("How is coverage counted?", "metric:pipeline-coverage"),
    ("What counts as ARR?", "metric:arr"),
)
DECIDED = ("decision:crm-field-governance", "decision:forecast-categories", "decision:lead-scoring")


@dataclass(frozen=True, slots=True)
class Question:
    """Something people ask: where the answer stands and, where it is short, the answer itself."""

    text: str
    target: Definition | str
    answers: Sequence[Definition] = ()


def page(site: Site) -> Page:
    """The home page."""

    def make(page: Page) -> Body:
        book = site.book
        steps = [lifecycle.step(stage) for stage in lifecycle.spine(book)]
        owners = list(dict.fromkeys(step.owner for step in steps if step.owner is not None))
        summary = str(book.settings().get("summary", ""))
        governs, _ = lifecycle.governor(lifecycle.stages(book), ())
        html = site.render(
            "pages/home.html", page,
            summary=summary, count=sum(1 for _ in book.definitions()), health=health(site),
            steps=steps[:MOST_STEPS], more=max(0, len(steps) - MOST_STEPS), owners=owners[:MOST_OWNERS],
            counts=counts(book), about=about(book), decided=decided(book), teams=teams(book, owners),
            changes=changes(book)[:MOST_CHANGES], news=news(book),
            day=words.medium_day, asked=list(asked(book)),
            governs=governs, due=sum(len(desk.reviews) for desk in site.desks) if site.today else 0,
            kinds=book.kinds.by_id, listed={each.url for each in site.pages},
        )  # fmt: skip
        return Body(html, entries=(Entry("", site.title, site.plain(summary)),))

    return Page(url="", title="Home", section="home", make=make, in_nav=True)


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
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def about(book: Handbook) -> list[tuple[str, Definition]]:
    """Two questions about what something means, answered by one definition each."""
    known = [(text, found) for text, address in ABOUT if (found := book.find(address)) is not None]
    others = [each for kind in ("metric", "term", "stage") for each in book.all(kind)][:2]
    return (known or [(f"What does {each.name} mean?", each) for each in others])[:2]


def decided(book: Handbook) -> list[Definition]:
    """Two decisions to begin with."""
    known = [found for address in DECIDED if (found := book.find(address)) is not None]
    return (known or list(book.all("decision")))[:2]


def teams(book: Handbook, owners: Sequence[Definition]) -> list[Definition]:
    """Functions to begin with: those that run stages, else those that are part of no other."""
    running = [party for party in owners if party.kind.id == "function"]
    return (running or [each for each in book.all("function") if whole_of(each) is None])[:MOST_TEAMS]


# -- often asked --


def asked(book: Handbook) -> Iterator[Question]:
    """The questions that this handbook can answer."""
    if field := _sound(book, "field:original-source"):
        truth = [edge.target for edge in field.to("field-in") if edge.context.get("sync") == "truth"]
        yield Question("Which system is the truth for original source?", field, truth)
    if decision := _sound(book, "decision:forecast-categories"):
        yield Question("Who approves a change to forecast categories?", decision, deciders(decision))
    if handoff := _sound(book, "handoff:closed-won-to-onboarding"):
        settles = parties(settling(handoff))
        yield Question("Who settles a dispute over a closed-won handoff?", handoff, settles)
    if (sql := _sound(book, "stage:sql")) and _sound(book, "stage:sal"):
        yield Question("What is the difference between SAL and SQL?", sql)
    if metric := _sound(book, "metric:pipeline-coverage"):
        yield Question("Who governs what pipeline coverage means?", metric, governors(metric))
    if lane := _sound(book, "lane:shared"):
        yield Question("Is my change local or shared?", f"{lane.kind.plural}/")


def _sound(book: Handbook, address: str) -> Definition | None:
    found = book.find(address)
    return found if found is not None and found.sound else None
