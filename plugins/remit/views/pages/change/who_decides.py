"""Who decides? Say what you want to change, and the page says who decides, who must agree and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from remit.change.review.approvals import approvers
from remit.change.review.lanes import Lane, Policy, Trigger
from remit.change.review.verdicts import is_governed, last_lane
from remit.handbook import Definition, Edge, Handbook
from remit.schema import WEIGHTS, Kind
from remit.views.pages.change import answers
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "decide/"
SAMPLES = ("metric", "stage", "field", "dashboard")  # what to begin with: the most used of each
# What a weight is, for people: words and an explanation.
WORDS: Sequence[tuple[str, str, str]] = (
    ("editorial", "Its wording", "The same, said better"),
    ("meaning", "What it means", "A rule, a formula, a value, a name"),
    ("authority", "Who owns it", "Who operates, governs or approves"),
)
assert tuple(id for id, _, _ in WORDS) == tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the decision table: what a change touches, and what follows."""

    lane: Lane
    when: str
    approvers: Sequence[Edge]
    trigger: Trigger | None = None


def page(site: Site) -> Page:
    """The page that answers who decides a change."""

    def make(page: Page) -> Body:
        policy = site.verdicts.policy
        html = site.render(
            "pages/change/who_decides.html", page,
            rules=list(rules(site.book, policy)), policy=policy, weights=WORDS,
            every=told_weights(policy),
            data=_embedded(answers.table(site, page)), kinds=answers.written_kinds(site),
            samples=samples(site), by_kind=by_kind(site),
        )  # fmt: skip
        told = (trigger.when for trigger in policy.triggers())
        entry = Entry("", "Who decides?", "Who decides a change, and who must agree.\n" + "\n".join(told))
        return Body(html, (Heading("table", "The same as a table"),), (entry,))

    return Page(
        url=URL, title="Who decides?", section="decisions", make=make, in_nav=True,
        description="Who decides a change, who must agree, who is told, and by which rule.",
    )  # fmt: skip


def _embedded(data: object) -> Markup:
    """Data as JSON that cannot leave its script element."""
    return htmlsafe_json_dumps(data, dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")))


# -- without script --


def rules(book: Handbook, policy: Policy) -> Iterator[Rule]:
    """The decision table: the first row that holds decides."""
    last = next(lane for lane in policy.lanes if lane.id == last_lane(policy))
    others = [lane for lane in policy.lanes if lane is not last]
    for weight, words, _ in WORDS:
        if others and not any(weight in lane.weights for lane in others):
            yield Rule(last, f"Nothing but {words.lower()}", approvers(book, last.id))
    for lane in others:
        for trigger in lane.triggers:
            yield Rule(lane, trigger.when, _asked(approvers(book, lane.id), trigger), trigger)
    yield Rule(last, "None of these", approvers(book, last.id))


def told_weights(policy: Policy) -> frozenset[str]:
    """The weights that a lane of the table may leave unsaid: those that no row but the first speaks of."""
    lanes = [lane.weights for lane in policy.lanes if lane.id != last_lane(policy)]
    return frozenset().union(*lanes)


def _asked(named: Iterable[Edge], trigger: Trigger) -> list[Edge]:
    """Whoever approves when this trigger alone is met."""
    spoken = trigger.touches.get("functions", ())
    return [edge for edge in named if "if" not in edge.context or edge.target.id in spoken]


def by_kind(site: Site) -> list[tuple[Kind, list[Definition]]]:
    """What is governed, by kind."""
    found: dict[Kind, list[Definition]] = {kind: [] for kind in answers.written_kinds(site)}
    for definition in site.book.definitions():
        if is_governed(definition):
            found[definition.kind].append(definition)
    return [
        (kind, sorted(those, key=lambda each: each.name.lower())) for kind, those in found.items() if those
    ]


def samples(site: Site) -> list[Definition]:
    """Something to try: of some kinds, what most else refers to."""
    found = []
    for kind in SAMPLES:
        if kind in site.book.kinds.by_id:
            every = sorted(site.book.all(kind), key=lambda each: (-len(each.by()), each.id))
            found += every[:1]
    return found
