"""One changed definition, judged: its weight, its reach, its lane, and whom to ask."""

# Facts come from both sides, judgement from BASE alone: its lanes, its owners, its holders. References
# are followed on both sides, so that a change cannot cut the thread that leads to those it concerns.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import LIGHTEST, MEANING, definition_weight
from remit.change.compare.versions import Difference
from remit.change.review.approvals import Effect, asks_of, merged, touched_asks
from remit.change.review.claims import claims, party_names, refuted
from remit.change.review.echoes import Echoes
from remit.change.review.judged import Judged, covered
from remit.change.review.lanes import Lanes, choose
from remit.change.review.reach import Reach, Reached, Touch
from remit.change.review.requests import REQUEST, about, answer_asks, is_answered
from remit.handbook import Definition, Handbook, Ref

RECORD = "change"
UNJUDGED = (RECORD, REQUEST, "review")  # records of changes are no changes of what is governed


class Judging:
    """Judges the changes of a difference, one by one, by the lanes and the people of its BASE."""

    def __init__(
        self, base: Handbook, lanes: Lanes, difference: Difference, records: Sequence[Definition]
    ) -> None:
        self.base, self.before, self.after = base, difference.before, difference.after
        self.changes, self.records, self.begins = difference.changes, records, difference.begins
        self.reach = functools.cache(lambda book: Reach(book, lanes))
        self.claims = claims(records)
        self.echoes = Echoes(difference.before, difference.after)
        self.renames = {str(each.was): str(each.ref) for each in self.changes if each.was is not None}

    def all(self) -> Iterator[Judged]:
        """All that is judged: changes of what is governed, and answers to requests."""
        for change in self.changes:
            if change.ref.kind not in UNJUDGED:
                yield self.one(change)
            elif is_answered(change):
                yield self._answer(change)

    def one(self, change: DefinitionChange) -> Judged:
        """One changed definition, with all that was found about its change."""
        seen, versions = self._seen(change)
        definition = seen[0][1]
        weight = definition_weight(definition.kind, change)
        claim = next((self.claims[name] for name in _names(change) if name in self.claims), None)
        doubt = refuted(definition.kind, change, self._party_names) if claim is not None else ""
        if claim is not None and not doubt:
            weight = LIGHTEST
        touched = _first_of(touch for reach, each in seen for touch in reach.touches(each))
        reached = _nearest(found for reach, each in seen for found in reach.of(each))
        lanes = seen[0][0].lanes
        choice = choose(lanes, definition.kind.id, weight, [touch.trigger for touch in touched])
        asks = merged(
            (
                *asks_of(seen[0][0], Effect(definition, weight, choice, reached), people=self.base),
                *touched_asks(self.base, change, versions, self.renames),
            )
        )
        return Judged(
            change=change,
            definition=definition,
            weight=weight,
            reached=reached[1:],
            choice=choice,
            touched=touched,
            asks=asks,
            records=self._covering(change),
            needs_record=choice.needs_record and not self.begins,
            claim=claim,
            doubt=doubt,
            echoes=self.echoes.of(change, definition, (each.definition for each in reached[1:])),
        )

    def _answer(self, change: DefinitionChange) -> Judged:
        """The answer to a request: whoever must agree to what it is about decides it."""
        seen, versions = self._seen(change)
        request = seen[0][1]
        reach = self.reach(self.base)
        found = about(reach, filter(None, versions))
        first = found[0] if found else None
        choice = first.choice if first is not None else choose(reach.lanes, REQUEST, MEANING)
        return Judged(
            change=change,
            definition=request,
            weight=MEANING,
            reached=(),
            choice=choice,
            touched=first.touched if first is not None else (),
            asks=answer_asks(reach, request, found),
            records=self._covering(change),
        )

    def _seen(
        self, change: DefinitionChange
    ) -> tuple[list[tuple[Reach, Definition]], tuple[Definition | None, Definition | None]]:
        """A changed definition on both sides, each with what reaches there, as BASE has it now first.

        Then the two versions that are compared.
        """
        ref = None if change.how == "added" else change.was or change.ref
        old_in = self.base if _at(self.base, ref) else self.before  # removed from BASE since
        new = _at(self.after, None if change.how == "removed" else change.ref)
        both = ((old_in, _at(old_in, ref)), (self.after, new))
        seen = [(self.reach(book), each) for book, each in both if each is not None]
        return seen, (_at(self.before, ref), new)

    def _covering(self, change: DefinitionChange) -> tuple[Definition, ...]:
        names = {*_names(change)}
        return tuple(record for record in self.records if names & covered(record))

    @functools.cached_property
    def _party_names(self) -> Sequence[str]:
        return party_names(self.before, self.after)


def _names(change: DefinitionChange) -> Iterator[str]:
    """The addresses of what changes, now and before a rename."""
    return (str(ref) for ref in (change.ref, change.was) if ref is not None)


def _at(book: Handbook, ref: Ref | None) -> Definition | None:
    if ref is None or ref.kind not in book.kinds.by_id:
        return None
    return book.get(ref.kind, ref.id)


def _first_of(touched: Iterable[Touch]) -> tuple[Touch, ...]:
    """One touch a trigger, the nearest."""
    found: dict[tuple[str, str], Touch] = {}
    for touch in touched:
        key = (touch.trigger.lane, touch.trigger.id)
        if key not in found or touch.reached.steps < found[key].reached.steps:
            found[key] = touch
    return tuple(found.values())


def _nearest(reached: Iterable[Reached]) -> tuple[Reached, ...]:
    """What either side reaches, once each, the nearest first."""
    found: dict[Ref, Reached] = {}
    for each in reached:
        known = found.get(each.definition.ref)
        if known is None or each.steps < known.steps:
            found[each.definition.ref] = each
    return tuple(sorted(found.values(), key=lambda each: (each.steps, each.definition.ref)))
