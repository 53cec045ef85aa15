"""Rules about handoffs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.rules.rule import Context, Finding, finding, rule


@rule("handoff-without-sla")
def without_sla(context: Context) -> Iterator[Finding]:
    """A handoff has an SLA.

    Why: Without a deadline nobody is late, and records get stuck between two teams.
    Fix: Add `sla:` with promise, label, within, starts and stops.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: days}}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    """
    for handoff in context.book.all("handoff"):
        if not handoff.get("sla"):
            yield finding(handoff, "", f"handoff `{handoff.id}` has no SLA")


@rule("handoff-without-escalation")
def without_escalation(context: Context) -> Iterator[Finding]:
    """A handoff says who steps in when nobody answers, and after how long.

    Why: If nothing happens when an SLA is missed, nobody keeps it.
    Fix: Add `escalation:` with `to` (a role) and `after`, or a step with `does: escalate` to the SLA.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    """
    for handoff in context.book.all("handoff"):
        if not handoff.get("escalation") and not any(each["does"] == "escalate" for each in _steps(handoff)):
            yield finding(
                handoff, "", f"handoff `{handoff.id}` does not say who steps in when nobody answers"
            )


@rule("sla-step-to-nobody")
def step_to_nobody(context: Context) -> Iterator[Finding]:
    """A step of an SLA that escalates says who steps in.

    Why: An escalation without a name wakes nobody. Only a reminder may leave it out: it goes to the receiver.
    Fix: Add `to:` with a role or a function, or make it `does: remind`.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {late: {at: 100, does: escalate}, later: {at: 150, does: escalate, to: ceo}}}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {soon: {at: 80, does: remind}, late: {at: 100, does: escalate, to: ceo}}}}
    """
    for handoff in context.book.all("handoff"):
        for name, step in handoff.get("sla", {}).get("steps", {}).items():
            if step["does"] == "escalate" and not step.get("to"):
                message = f"step `{name}` of handoff `{handoff.id}` escalates to nobody"
                yield finding(handoff, ("sla", "steps", name), message, key=True)


@rule("sla-steps-out-of-order")
def steps_out_of_order(context: Context) -> Iterator[Finding]:
    """The steps of an SLA stand in the order of time, each at a moment of its own.

    Why: Steps are read from top to bottom; one that stands too late, or twice at one moment, is missed.
    Fix: Put the steps in the order of `at`, and give each its own percentage.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {late: {at: 100, does: escalate, to: ceo}, soon: {at: 80, does: remind}}}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {soon: {at: 80, does: remind}, late: {at: 100, does: escalate, to: ceo}}}}
    """
    for handoff in context.book.all("handoff"):
        before = ("", 0.0)
        for name, step in handoff.get("sla", {}).get("steps", {}).items():
            if step["at"] <= before[1]:
                how = "at the same moment as" if step["at"] == before[1] else "after"
                message = f"step `{name}` at {step['at']:g} % stands {how} `{before[0]}` at {before[1]:g} %"
                yield finding(handoff, ("sla", "steps", name, "at"), message)
            before = (name, step["at"])


@rule("escalation-said-twice", severity=Severity.WARNING)
def escalation_said_twice(context: Context) -> Iterator[Finding]:
    """Who steps in when nobody answers is said once: by `escalation`, or by the steps of the SLA.

    Why: Two places come to say two things, and nobody knows who is called.
    Fix: Delete `escalation`; its words belong to the step that escalates.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 2, unit: days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {late: {at: 100, does: escalate, to: ceo}}}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted,
              steps: {late: {at: 100, does: escalate, to: ceo}}}}
    """
    for handoff in context.book.all("handoff"):
        steps = any(each["does"] == "escalate" for each in _steps(handoff))
        if steps and handoff.get("escalation"):
            message = f"handoff `{handoff.id}` says twice who steps in when nobody answers"
            yield finding(handoff, "escalation", message, key=True)


def _steps(handoff: Definition) -> Iterable[Mapping[str, Any]]:
    steps: Mapping[str, Mapping[str, Any]] = handoff.get("sla", {}).get("steps", {})
    return steps.values()


RULES = (without_sla, without_escalation, step_to_nobody, steps_out_of_order, escalation_said_twice)
