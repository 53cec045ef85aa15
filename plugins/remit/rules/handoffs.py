"""Rules about handoffs."""

from __future__ import annotations

from collections.abc import Iterator

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
    Fix: Add `escalation:` with `to` (a role) and `after`.
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
        if not handoff.get("escalation"):
            yield finding(
                handoff, "", f"handoff `{handoff.id}` does not say who steps in when nobody answers"
            )


RULES = (without_sla, without_escalation)
