"""Who decides a change, for every definition and every weight, before anybody has made the change."""

# The page "Who decides?" asks here. `remit review` asks the same functions about what has changed;
# tests hold the two together over everything.

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from remit.change.review.approvals import (
    Ask,
    Effect,
    always_asked,
    approvers_of,
    asked_to_approve,
    asks_of,
    merged,
)
from remit.change.review.judging import UNJUDGED
from remit.change.review.lanes import LaneChoice, Lanes, Trigger, choose, lanes_of
from remit.change.review.reach import Reach, Touch
from remit.change.review.whom import AGREE, CONSULT, INFORM
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.holders import holder
from remit.ownership.parties import operators, owners
from remit.schema import PARTIES, WEIGHTS
from remit.words import joined


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change of one weight to one definition needs.

    `agree` are those who must agree, whoever decides first; `leads` says how many of them
    decide. `met` are all triggers that the change sets off, also those that weigh nothing here.
    """

    definition: Definition
    choice: LaneChoice
    met: tuple[Touch, ...]
    leads: int
    agree: tuple[Ask, ...]
    consulted: tuple[Ask, ...]
    told: tuple[Definition, ...]

    def __str__(self) -> str:
        """Who decides, as a sentence: `RevOps decides, with Finance`."""
        names = [ask.party.name for ask in self.agree]
        first, others = names[: self.leads], names[self.leads :]
        if not first:
            return "Nobody owns this yet"
        decides = f"{joined(first)} {'decide' if len(first) > 1 else 'decides'}"
        return decides + (f", with {joined(others)}" if others else "")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a change of something that is not written down yet needs; the first `leads` of `agree` decide."""

    choice: LaneChoice
    leads: int
    agree: tuple[Definition, ...]


class Verdicts:
    """The verdicts of a handbook, each made when it is asked for."""

    def __init__(self, book: Handbook) -> None:
        self.book = book
        self.lanes: Lanes = lanes_of(book)
        self.reach = Reach(book, self.lanes)
        self.stands = functools.cache(holder)
        self._near = functools.lru_cache(maxsize=1)(lambda each: self.reach.of(each, 1))  # for each weight
        self._made: dict[tuple[Ref, str, bool, tuple[str, ...]], Verdict] = {}

    def of(self, definition: Definition, weight: str) -> Verdict:
        """What a change of a weight to a definition needs; equal verdicts are one."""
        choice, met = self.reach.consequences(definition, weight)
        is_wording = Effect(definition, weight, choice, ()).is_wording
        key = (definition.ref, choice.lane.id, is_wording, tuple(each.id for each in choice.because))
        if key not in self._made:
            self._made[key] = self._make(definition, choice, weight, met)
        return self._made[key]

    def of_new(self, kind: str, weight: str, touched: Iterable[Trigger]) -> Foreseen:
        """What something new of a kind needs that sets off some triggers; in a local lane nobody is named."""
        choice = choose(self.lanes, kind, weight, touched)
        if not choice.lane.is_shared:
            return Foreseen(choice, 0, ())
        first = unconditional(self.book, choice.lane.id)
        # a party touches nothing that it runs or reads elsewhere
        asked = () if kind in PARTIES else asked_to_approve(self.book, choice)
        return Foreseen(choice, len(first), tuple(dict.fromkeys((*first, *asked))))

    def governed(self) -> Iterator[Definition]:
        """Every definition a change of which is judged."""
        return (definition for definition in self.book.definitions() if is_governed(definition))

    def all(self) -> Iterator[tuple[Definition, Mapping[str, Verdict]]]:
        """Every definition that is governed, with its verdict by weight."""
        for definition in self.governed():
            yield definition, {weight: self.of(definition, weight) for weight in WEIGHTS}

    def _make(
        self, definition: Definition, choice: LaneChoice, weight: str, met: tuple[Touch, ...]
    ) -> Verdict:
        effect = Effect(definition, weight, choice, self._near(definition))
        asks = asks_of(self.reach, effect, stands=self.stands)
        if choice.lane.is_shared and not definition.is_party:
            far = self.reach.operators(definition).difference(ask.party for ask in asks)
            if far:  # few hear of it for no other reason
                asks = merged((*asks, *(Ask(party, INFORM, (), self.stands(party)) for party in far)))
        agree = [ask for ask in asks if ask.how == AGREE]
        first = leading(self.book, choice, definition, agree)
        consulted = tuple(ask for ask in asks if ask.how == CONSULT)
        return Verdict(
            definition=definition,
            choice=choice,
            met=met,
            leads=len(first),
            agree=(*first, *(ask for ask in agree if ask not in first)),
            consulted=consulted,
            told=tuple(ask.party for ask in asks if ask.how == INFORM),
        )


def is_governed(definition: Definition) -> bool:
    """Whether a change of a definition is judged at all: records of changes are not."""
    return definition.kind.id not in UNJUDGED


def leading(
    book: Handbook, choice: LaneChoice, definition: Definition, agree: Iterable[Ask]
) -> tuple[Ask, ...]:
    """Of those who must agree, whoever decides.

    In a shared lane that is who owns it, in a local one who operates it; where neither is said,
    whoever approves the lane; else all of them.
    """
    asked = tuple(agree)
    for firsts in (owners,) if choice.lane.is_shared else (operators, owners):
        first = firsts(definition)
        if found := tuple(ask for ask in asked if _speaks_for(ask, first)):
            return found
    named = unconditional(book, choice.lane.id)
    return tuple(ask for ask in asked if ask.party in named) or asked


def _speaks_for(ask: Ask, parties: Sequence[Definition]) -> bool:
    """Whether an ask is of one of some parties, or of the function that a role of them leads."""
    return ask.party in parties or (ask.holder.role in parties and not ask.holder.instead)


def unconditional(book: Handbook, lane: str) -> tuple[Definition, ...]:
    """Who approves a lane always; where it names nobody so, whoever is asked when nobody else is."""
    return tuple(approvers_of(book, lane) or always_asked(book))


def last_lane(lanes: Lanes) -> str:
    """The lane of a change that sets off nothing."""
    return choose(lanes, "", WEIGHTS[0]).lane.id
