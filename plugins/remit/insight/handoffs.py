"""Handoffs as values: what one function promises another, in the order of the lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.lifecycles import column
from remit.ownership.parties import calling, clocked, first, giving, receiving, settling


@dataclass(frozen=True, slots=True)
class Clock:
    """The time that some records have: which, and their filter as it is written; empty for all others."""

    words: str
    where: str
    within: str
    at: Sequence[str]  # the time of each step, in the order of the steps


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: when in percent of the time allowed, and who is reminded or called then."""

    at: str
    escalates: bool
    late: bool
    to: Definition | None
    words: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """A handoff with all that it leads to; what is not written is None or empty."""

    definition: Definition
    promise: str
    label: str
    leaves: Definition | None
    also_leaves: Sequence[Definition]
    enters: Definition | None
    giver: Definition | None
    receiver: Definition | None
    carries: Sequence[Definition]
    also: Sequence[str]
    reasons: Sequence[tuple[str, str]]
    escalates: Definition | None
    after: str
    steps: Sequence[Step]
    clocks: Sequence[Clock]
    settles: Definition | None
    metrics: Sequence[Definition]


def handoff(definition: Definition) -> Handoff:
    """What a card, the map and the page of a handoff are made of."""
    sla: Mapping[str, Any] = definition.get("sla", {})
    escalation: Mapping[str, Any] = definition.get("escalation", {})
    reasons: Mapping[str, str] = definition.get("rejections", {})
    steps = ladder(definition)
    called = first(calling(definition))
    return Handoff(
        definition=definition,
        promise=sla.get("promise", ""),
        label=sla.get("label") or words.duration(sla.get("within", {})),
        leaves=definition.target("from-stage"),
        also_leaves=definition.targets("also-from-stage"),
        enters=definition.target("to-stage"),
        giver=first(giving(definition)),
        receiver=first(receiving(definition)),
        carries=definition.targets("carries"),
        also=definition.get("must-carry", ()),
        reasons=[(_readable(reason), text) for reason, text in reasons.items()],
        escalates=called,
        after=words.duration(escalation.get("after", {})) or _called_after(definition),
        steps=steps,
        clocks=_clocks(definition),
        settles=first(settling(definition)),
        metrics=definition.targets("handoff-watched-by"),
    )


def ladder(definition: Definition) -> list[Step]:
    """The steps of a handoff's clock, in order of time."""
    called = {str(edge.path[2]): edge.target for edge in clocked(definition)}
    receiver = first(receiving(definition))
    return [
        Step(
            at=f"{step['at']:g} %",
            escalates=step["does"] == "escalate",
            late=step["at"] >= 100,
            to=called.get(name, None if step.get("to") else receiver),
            words=step.get("words", ""),
        )
        for name, step in _by_time(definition)
    ]


def _by_time(definition: Definition) -> list[tuple[str, Mapping[str, Any]]]:
    steps: Mapping[str, Mapping[str, Any]] = definition.get("sla", {}).get("steps", {})
    return sorted(steps.items(), key=lambda item: item[1]["at"])


def _clocks(definition: Definition) -> list[Clock]:
    """Every clock with the time of each step; the usual one last, for all that no other fits."""
    sla: Mapping[str, Any] = definition.get("sla", {})
    if "within" not in sla:
        return []
    steps = [step["at"] for _, step in _by_time(definition)]
    others = list(sla.get("clocks", {}).values())
    usual = {"words": "All others" if others else "Time allowed", "where": "", "within": sla["within"]}
    return [
        Clock(
            each["words"], each["where"], words.duration(each["within"]),
            [words.share(each["within"], at) for at in steps],
        )
        for each in (*others, usual)
    ]  # fmt: skip


def _called_after(definition: Definition) -> str:
    """When the first step steps in, by the usual clock."""
    first_call = next((step for _, step in _by_time(definition) if step["does"] == "escalate"), None)
    return words.share(definition.get("sla", {}).get("within", {}), first_call["at"]) if first_call else ""


def in_order(found: Iterable[Definition]) -> list[Handoff]:
    """Handoffs in the order of the lifecycle."""
    return sorted(map(handoff, found), key=lambda each: (_column(each), each.definition.id))


def all_handoffs(book: Handbook) -> list[Handoff]:
    """Every sound handoff of a handbook in the order of the lifecycle."""
    return in_order(book.all("handoff"))


def of_stage(stage: Definition) -> list[Handoff]:
    """The handoffs into and out of a stage."""
    sources = dict.fromkeys(stage.sources("from-stage", "also-from-stage", "to-stage"))
    return in_order(source for source in sources if source.sound)


def _column(each: Handoff) -> float:
    stage = each.leaves or each.enters
    return column(stage) if stage is not None else 0


def _readable(key: str) -> str:
    """A key as words: `no-valid-contact` is "No valid contact"."""
    return key.replace("-", " ").capitalize()
