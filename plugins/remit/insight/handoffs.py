"""Handoffs as values: what one function promises another, in the order of the lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remit import words
from remit.handbook import Definition, Handbook
from remit.insight.stage_order import column
from remit.ownership.parties import calling, first, giving, receiving, settling


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff with all that it leads to; what is not written is None or empty."""

    definition: Definition
    promise: str
    label: str
    leaves: Definition | None
    enters: Definition | None
    giver: Definition | None
    receiver: Definition | None
    carries: Sequence[Definition]
    also: Sequence[str]
    reasons: Sequence[tuple[str, str]]
    escalates: Definition | None
    after: str
    settles: Definition | None
    metrics: Sequence[Definition]


def handoff(definition: Definition) -> Handoff:
    """What a card, the map and the page of a handoff are made of."""
    sla: Mapping[str, Any] = definition.get("sla", {})
    escalation: Mapping[str, Any] = definition.get("escalation", {})
    reasons: Mapping[str, str] = definition.get("rejections", {})
    return Handoff(
        definition=definition,
        promise=sla.get("promise", ""),
        label=sla.get("label", ""),
        leaves=definition.target("from-stage"),
        enters=definition.target("to-stage"),
        giver=first(giving(definition)),
        receiver=first(receiving(definition)),
        carries=definition.targets("carries"),
        also=definition.get("must-carry", ()),
        reasons=[(_readable(reason), text) for reason, text in reasons.items()],
        escalates=first(calling(definition)),
        after=words.duration(escalation.get("after", {})),
        settles=first(settling(definition)),
        metrics=definition.targets("handoff-watched-by"),
    )


def in_order(found: Iterable[Definition]) -> list[Handoff]:
    """Handoffs in the order of the lifecycle."""
    return sorted(map(handoff, found), key=lambda each: (_column(each), each.definition.id))


def all_handoffs(book: Handbook) -> list[Handoff]:
    """Every sound handoff of a handbook in the order of the lifecycle."""
    return in_order(book.all("handoff"))


def of_stage(stage: Definition) -> list[Handoff]:
    """The handoffs into and out of a stage."""
    sources = dict.fromkeys(stage.sources("from-stage", "to-stage"))
    return in_order(source for source in sources if source.sound)


def _column(each: Handoff) -> float:
    stage = each.leaves or each.enters
    return column(stage) if stage is not None else 0


def _readable(key: str) -> str:
    """A key as words: `no-valid-contact` is "No valid contact"."""
    return key.replace("-", " ").capitalize()
