"""The lane that a request would take, from what it is about."""

# A request says what is asked for in words; what weighs is taken to be meaning.

from __future__ import annotations

from dataclasses import dataclass

from remit.change.compare.grading import MEANING
from remit.change.review.lanes import Decision
from remit.change.review.reach import Reach, Touch
from remit.handbook import Definition


@dataclass(frozen=True, slots=True)
class Asked:
    """The lane of a request, and the definition and reasons that put it there."""

    decision: Decision
    definition: Definition
    touched: tuple[Touch, ...]

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons in words, each with the way that leads there when it is not the thing itself."""
        ways = {(touch.trigger.lane, touch.trigger.id): touch.reached for touch in self.touched}
        told = []
        for trigger in self.decision.because:
            reached = ways.get((trigger.lane, trigger.id))
            way = f" ({reached})" if reached is not None and reached.steps else ""
            told.append(f"{trigger.when[0].lower()}{trigger.when[1:]}{way}")
        return tuple(told)


def lane_of(reach: Reach, request: Definition) -> Asked | None:
    """The lane of a change of what a request is about, the furthest-reaching first; None: about nothing."""
    found = []
    for edge in request.to("request-about"):
        decision, touched = reach.consequences(edge.target, MEANING)
        found.append(Asked(decision, edge.target, touched))
    return min(found, key=lambda each: reach.policy.lanes.index(each.decision.lane), default=None)
