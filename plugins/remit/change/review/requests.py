"""The lane that a request would take, from what it is about, and who decides on its answer."""

# A request says what is asked for in words; what weighs is taken to be meaning. To answer it is to
# decide on what it is about: whoever must agree there agrees to the answer, and who asked is told.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import MEANING
from remit.change.review.approvals import Ask, Effect, always_asked, approvers_of, asks_of, merged
from remit.change.review.lanes import LaneChoice
from remit.change.review.reach import Reach, Touch
from remit.change.review.whom import AGREE, CONSULT, INFORM
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.ownership.holders import holder
from remit.ownership.parties import asking

REQUEST = "request"
OPEN = "open"  # the answer of a request that has none yet


@dataclass(frozen=True, slots=True)
class Asked:
    """The lane of a request, and the definition and reasons that put it there."""

    choice: LaneChoice
    definition: Definition
    touched: tuple[Touch, ...]

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons in words, each with the way that leads there when it is not the thing itself."""
        ways = {(touch.trigger.lane, touch.trigger.id): touch.reached for touch in self.touched}
        told = []
        for trigger in self.choice.because:
            reached = ways.get((trigger.lane, trigger.id))
            way = f" ({reached})" if reached is not None and reached.steps else ""
            told.append(f"{trigger.when[0].lower()}{trigger.when[1:]}{way}")
        return tuple(told)


def lane_of(reach: Reach, request: Definition) -> Asked | None:
    """The lane of a change of what a request is about, the furthest-reaching first; None: about nothing."""
    return next(iter(about(reach, [request], "request-about")), None)


def about(reach: Reach, versions: Iterable[Definition], *relations: str) -> list[Asked]:
    """What the versions of a request or a record are about by some relations, as `reach` knows it.

    The furthest-reaching lane comes first.
    """
    named = dict.fromkeys(each.ref for version in versions for each in version.targets(*relations))
    known = (each for ref in named if (each := reach.book.find(str(ref))) is not None)
    found = [_asked(reach, each) for each in known]
    return sorted(found, key=lambda each: reach.lanes.all.index(each.choice.lane))


def is_answered(change: DefinitionChange) -> bool:
    """Whether a change gives a request another answer, or brings one that is answered."""
    if change.ref.kind != REQUEST:
        return False
    if change.how == "added":
        return change.new is not None and bool(change.new.get("answer", OPEN) != OPEN)
    return any(each.path[0] == "answer" for each in change.properties)


def answer_asks(reach: Reach, request: Definition, found: Sequence[Asked]) -> tuple[Ask, ...]:
    """Who must agree to the answer of a request, and who is told, as the handbook of `reach` knows them.

    That is who approves the lane; where it is local, who would have to agree to the change. Whoever
    would have to agree beside an approver is consulted: the change itself, when it comes, asks them.
    """
    book = reach.book
    asks = []
    for each in found:
        lane = each.choice.lane
        approvers = approvers_of(book, lane.id) if lane.is_shared else ()
        for ask in asks_of(reach, Effect(each.definition, MEANING, each.choice, ())):
            if ask.how == AGREE:
                decides = not approvers or ask.party in approvers
                asks.append(ask if decides else replace(ask, how=CONSULT))
    if not asks:
        why = f"nobody owns what {request.name} is about"
        asks = [Ask(party, AGREE, (why,), holder(party)) for party in always_asked(book)]
    for edge in asking(request):
        if (party := book.find(str(edge.target.ref))) is not None:
            asks.append(Ask(party, INFORM, (f"asked for {request.name}",), holder(party)))
    return merged(asks)


def _asked(reach: Reach, definition: Definition) -> Asked:
    choice, touched = reach.consequences(definition, MEANING)
    return Asked(choice, definition, touched)
