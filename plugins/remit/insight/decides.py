"""Who decides, as values: the table of rules, what is governed, and what one may propose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit.change.review.approvals import asked_to_approve
from remit.change.review.judging import UNJUDGED
from remit.change.review.lanes import Lane, LaneChoice, Lanes, Trigger
from remit.change.review.verdicts import is_governed, last_lane
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.parties import deciders
from remit.schema import WEIGHTS, Kind

SAMPLES = ("metric", "stage", "field", "dashboard")  # what to begin with: the most used of each
# What a weight is, for people: words and an explanation.
WEIGHT_WORDS: Sequence[tuple[str, str, str]] = (
    ("editorial", "Its wording", "The same meaning in better words"),
    ("meaning", "What it means", "A rule, a formula, a value, a name"),
    ("authority", "Who owns it", "Who operates, governs or approves"),
)
assert tuple(id for id, _, _ in WEIGHT_WORDS) == tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the decision table: what a change touches, and what follows."""

    lane: Lane
    when: str
    approvers: Sequence[Definition]
    trigger: Trigger | None = None


# -- the table --


def rules(book: Handbook, lanes: Lanes) -> Iterator[TableRow]:
    """The decision table: the first row that holds decides."""
    last = next(lane for lane in lanes.all if lane.id == last_lane(lanes))
    others = [lane for lane in lanes.all if lane is not last]
    for weight, words, _ in WEIGHT_WORDS:
        if others and not any(weight in lane.weights for lane in others):
            yield TableRow(last, f"Nothing but {words.lower()}", _named(book, last))
    for lane in others:
        for trigger in lane.triggers:
            asked = asked_to_approve(book, LaneChoice(lane, (trigger,)))
            yield TableRow(lane, trigger.when, asked, trigger)
    yield TableRow(last, "None of these", _named(book, last))


def _named(book: Handbook, lane: Lane) -> list[Definition]:
    """Whom a lane names as approving, under a condition or without."""
    written = book.get("lane", lane.id)
    return deciders(written) if written is not None else []


def told_weights(lanes: Lanes) -> frozenset[str]:
    """The weights that a lane of the table may leave unsaid: those that no row but the first speaks of."""
    told = [lane.weights for lane in lanes.all if lane.id != last_lane(lanes)]
    return frozenset().union(*told)


# -- what is governed --


def governed_kinds(book: Handbook) -> list[Kind]:
    """The kinds whose definitions are governed, now or once there are any, by title."""
    found = {definition.kind for definition in book.definitions() if is_governed(definition)}
    found |= {kind for kind in book.kinds.by_id.values() if not kind.single and kind.id not in UNJUDGED}
    return sorted(found, key=lambda kind: kind.titles)


def by_kind(book: Handbook, kinds: Iterable[Kind]) -> list[tuple[Kind, list[Definition]]]:
    """What is governed of some kinds: those of which there is anything."""
    found: dict[Kind, list[Definition]] = {kind: [] for kind in kinds}
    for definition in book.definitions():
        if is_governed(definition):
            found[definition.kind].append(definition)
    return [
        (kind, sorted(those, key=lambda each: each.name.lower())) for kind, those in found.items() if those
    ]


def samples(book: Handbook) -> list[Definition]:
    """Something to try: of some kinds, what most else refers to."""
    found = []
    for kind in SAMPLES:
        if kind in book.kinds.by_id:
            every = sorted(book.all(kind), key=lambda each: (-len(each.by()), each.id))
            found += every[:1]
    return found
