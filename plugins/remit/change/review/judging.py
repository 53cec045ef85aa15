"""One changed definition, judged: its weight, its reach, its lane, and whom to ask."""

# Facts come from both sides, judgement from BASE alone: its lanes, its owners, its holders. References
# are followed on both sides, so that a change cannot cut the thread that leads to those it concerns.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from remit import fingerprint
from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import HEAVIEST, LIGHTEST, MEANING, definition_weight
from remit.change.compare.references import Names
from remit.change.compare.versions import Difference
from remit.change.review.agreement import held_conditions
from remit.change.review.approvals import (
    Ask,
    Effect,
    always_asked,
    approvers_of,
    asks_of,
    merged,
    touched_asks,
)  # fmt: skip
from remit.change.review.claims import claims, party_names, refuted
from remit.change.review.decided import RECORD, Records, covered, decided_before, decides_nothing, names
from remit.change.review.echoes import Echoes
from remit.change.review.judged import Judged
from remit.change.review.lanes import LaneChoice, Lanes, Trigger, choose
from remit.change.review.reach import Reach, Reached, Touch
from remit.change.review.requests import REQUEST, about, answer_asks, is_answered
from remit.change.review.schemas import schema_lane, schema_of, schema_weight
from remit.change.review.whom import AGREE
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holders import holder
from remit.ownership.rights import lane_of
from remit.schema import SCHEMA

ABOUT = ("changes", "rewords")  # the relations by which a record names what it decides
UNJUDGED = (RECORD, REQUEST, "review")  # records of changes are no changes of what is governed


class Judging:
    """Judges the changes of a difference, one by one, by the lanes and the people of its BASE."""

    def __init__(
        self,
        base: Handbook,
        lanes: Lanes,
        difference: Difference,
        *,
        changes: Sequence[DefinitionChange],
        records: Records,
    ) -> None:
        self.base, self.before, self.after = base, difference.before, difference.after
        self.difference, self.changes, self.begins = difference, changes, difference.begins
        self.lanes, self.records, self.touched = lanes, records.new, records.touched
        self.reach = functools.cache(lambda book: Reach(book, lanes))
        self.claims = claims(records.new)
        self.echoes = Echoes(difference.before, difference.after)
        self.renames = {str(each.was): str(each.ref) for each in self.changes if each.was is not None}

    def all(self) -> Iterator[Judged]:
        """All that is judged: changes of what is governed, of decisions on record, answers to requests."""
        touched = {change.ref for change in self.touched}
        for change in self.changes:
            if change.ref.kind == SCHEMA:
                yield self._schema(change)
            elif change.ref.kind not in UNJUDGED:
                yield self.one(change)
            elif change.ref in touched:
                yield self._decision(change)
            elif is_answered(change):
                yield self._answer(change)

    def one(self, change: DefinitionChange) -> Judged:
        """One changed definition, with all that was found about its change."""
        seen, versions = self._seen(change)
        definition = seen[0][1]
        weight = definition_weight(definition.kind, change)
        claim = next((self.claims[name] for name in names(change) if name in self.claims), None)
        doubt = refuted(definition.kind, change, self._party_names) if claim is not None else ""
        if claim is not None and not doubt:
            weight = LIGHTEST
        touched = _first_of(touch for reach, each in seen for touch in reach.touches(each))
        reached = _nearest(found for reach, each in seen for found in reach.of(each))
        lanes = seen[0][0].lanes
        choice = choose(lanes, definition.kind.id, weight, [touch.trigger for touch in touched])
        records = self._covering(change)
        asks = merged(
            (
                *asks_of(seen[0][0], Effect(definition, weight, choice, reached), people=self.base),
                *touched_asks(self.base, change, versions, self.renames),
                *held_conditions(self.base, choice, definition, records),
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
            records=records,
            fingerprint=self._fingerprint(change),
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
        found = about(reach, filter(None, versions), "request-about")
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
            fingerprint=self._fingerprint(change),
        )

    def _decision(self, change: DefinitionChange) -> Judged:
        """A decision on record that changes: whoever must agree to what it is about decides on it."""
        seen, versions = self._seen(change)
        record = seen[0][1]
        reach = self.reach(self.base)
        found = about(reach, filter(None, versions), *ABOUT)
        lanes = [each.choice for each in found]
        said = lane_of(record)
        lanes += (LaneChoice(lane, ()) for lane in self.lanes.all if said is not None and lane.id == said.id)
        choice = min(lanes, key=lambda each: self.lanes.all.index(each.lane), default=None)
        choice = choice or LaneChoice(self.lanes.all[0], ())
        asks = [
            ask
            for each in found
            for ask in asks_of(
                reach, Effect(each.definition, MEANING, each.choice, reach.of(each.definition))
            )
        ]
        asks += touched_asks(self.base, change, versions, self.renames)
        if not any(ask.how == AGREE for ask in asks):
            asks += self._approving(choice, f"nobody owns what {record.name} is about")
        when = "A decision that is on record"
        now = versions[1]
        is_new = decided_before(self.difference, change) is None
        stands_alone = is_new and now is not None and decides_nothing(now, self._changed)
        return Judged(
            change=change,
            definition=record,
            weight=HEAVIEST,
            reached=(),
            choice=replace(choice, because=(Trigger(choice.lane.id, "decision", when),)),
            touched=(),
            asks=merged(asks),
            records=self._covering(change),
            fingerprint=self._fingerprint(change),
            needs_record=choice.needs_record and not self.begins and not stands_alone,
        )

    def _schema(self, change: DefinitionChange) -> Judged:
        """A schema of a kind of the handbook's own: whoever approves the lane decides how things weigh."""
        weight = schema_weight(change)
        choice = schema_lane(self.lanes, weight)
        schema = schema_of(self.difference, change)
        return Judged(
            change=change,
            definition=schema,
            weight=weight,
            reached=(),
            choice=choice,
            touched=(),
            asks=merged(self._approving(choice, f"approves how {schema.name.lower()} weighs")),
            records=self._covering(change),
            fingerprint=self._fingerprint(change),
            needs_record=choice.needs_record and not self.begins,
        )

    def _approving(self, choice: LaneChoice, why: str) -> Iterator[Ask]:
        """Those who approve whatever takes a lane, for a thing that has no owner of its own."""
        named = approvers_of(self.base, choice.lane.id) if choice.lane.is_shared else ()
        for party in named or always_asked(self.base):
            yield Ask(party, AGREE, (why,), holder(party))

    def _fingerprint(self, change: DefinitionChange) -> str:
        """What a record of a change must hold; empty while a handbook begins, where none is needed."""
        if self.begins:
            return ""
        known = (book.kinds.by_id.get(change.ref.kind) for book in (self.before, self.after))
        return fingerprint.of_change(next(filter(None, known), None), change, self._names)

    @functools.cached_property
    def _names(self) -> tuple[Names, Names]:
        return fingerprint.names_of(self.before), fingerprint.names_of(self.after)

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
        mine = {*names(change)}
        return tuple(record for record in self.records if mine & covered(record))

    @functools.cached_property
    def _changed(self) -> Set[str]:
        return {name for each in self.changes for name in names(each)}

    @functools.cached_property
    def _party_names(self) -> Sequence[str]:
        return party_names(self.before, self.after)


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
