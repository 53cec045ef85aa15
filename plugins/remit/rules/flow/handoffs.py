"""Rules about handoffs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.ownership.organisation import wholes, within
from remit.ownership.parties import giving, parties
from remit.rules.rule import Context, Finding, each_or_all, finding, rule
from remit.words import duration, joined


@rule("handoff-without-sla", severity=Severity.WARNING)
def without_sla(context: Context) -> Iterator[Finding]:
    """A handoff has an SLA.

    Why: Without a deadline nobody is late, and records get stuck between two teams.
    Fix: Add `sla:` with the `promise` in words, and with `within`, `starts` and `stops` as soon as they are known.
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
    handoffs = list(context.book.all("handoff"))
    without = [handoff for handoff in handoffs if not handoff.get("sla")]
    yield from each_or_all(
        handoffs,
        without,
        lambda handoff: f"handoff `{handoff.id}` has no SLA",
        f"none of the {len(handoffs)} handoffs has an SLA",
    )


@rule("sla-without-time", severity=Severity.SUGGESTION)
def sla_without_time(context: Context) -> Iterator[Finding]:
    """An SLA says how long is allowed, and what starts and stops its clock.

    Why: A promise in words alone cannot be measured: whether it was kept is a matter of opinion.
    Fix: Add what is missing of `within`, `starts` and `stops`.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: days}}, sla: {promise: In a day}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: days}},
            sla: {promise: In a day, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    """
    for handoff in context.book.all("handoff"):
        said = handoff.get("sla", {})
        lacking = [f"`{name}`" for name in ("within", "starts", "stops") if name not in said]
        if said and lacking:
            message = f"the SLA of `{handoff.id}` does not say {joined(lacking, 'or')}"
            yield finding(handoff, "sla", message, key=True)


@rule("handoff-without-escalation", severity=Severity.WARNING)
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
    handoffs = list(context.book.all("handoff"))
    without = [
        handoff
        for handoff in handoffs
        if not handoff.get("escalation") and not any(each["does"] == "escalate" for each in _steps(handoff))
    ]
    yield from each_or_all(
        handoffs,
        without,
        lambda handoff: f"handoff `{handoff.id}` does not say who steps in when nobody answers",
        f"none of the {len(handoffs)} handoffs says who steps in when nobody answers",
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


_ALL = 100  # percent of the time that an SLA allows
_HOURS = {
    "minutes": 1 / 60,
    "business-minutes": 1 / 60,
    "hours": 1,
    "business-hours": 1,
    "days": 24,
    "business-days": 24,
    "weeks": 168,
    "months": 720,
}
_WORKING = {
    "minutes": 1 / 60,
    "business-minutes": 1 / 60,
    "business-hours": 1,
    "business-days": 8,
    "hours": 1,
    "days": 8,
    "weeks": 40,
    "months": 168,
}


def _is_shorter(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one duration certainly ends before another that begins at the same moment.

    Durations in business time are compared in working hours, 8 a day and 5 days a week; others by the
    clock. Of one in business time and one by the clock, working hours are compared: over nights and
    weekends only the other one goes on, so what is shorter in working hours ends first.
    """
    units = _WORKING if "business" in one["unit"] + other["unit"] else _HOURS
    return bool(one["amount"] * units[one["unit"]] < other["amount"] * units[other["unit"]])


@rule("escalation-before-sla")
def escalation_before_sla(context: Context) -> Iterator[Finding]:
    """A handoff is escalated when its SLA has run out, not before.

    Why: Somebody is called about work that is not late, and soon stops listening.
    Fix: Correct `escalation.after`, which begins when the SLA begins, or `sla.within`.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 1, unit: business-days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: business-days}, starts: Signed, stops: Accepted}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 3, unit: business-days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: business-days}, starts: Signed, stops: Accepted}}
    """
    for handoff in context.book.all("handoff"):
        after = handoff.get("escalation", {}).get("after")
        within = handoff.get("sla", {}).get("within")
        if after and within and _is_shorter(after, within):
            allowed = duration(within)
            message = f"`{handoff.id}` is escalated after {duration(after)}, and the SLA allows {allowed}"
            yield finding(handoff, ("escalation", "after"), message)
        for name, step in handoff.get("sla", {}).get("steps", {}).items():
            if step["does"] == "escalate" and step["at"] < _ALL:
                message = (
                    f"step `{name}` escalates at {step['at']:g} % of the time; until 100 % nobody is late"
                )
                yield finding(handoff, ("sla", "steps", name, "at"), message)


@rule("giver-sees-no-acceptance", severity=Severity.SUGGESTION)
def giver_sees_no_acceptance(context: Context) -> Iterator[Finding]:
    """Whoever hands over looks at one of the numbers that watch the handoff.

    Why: Whoever changes what is handed over, such as a score, otherwise never sees what became of it.
    Fix: Add one of the handoff's `metrics` to the `metrics` of the function that gives.
    Bad:
        functions:
          sales-ops: {name: Sales Ops, summary: Runs sales systems., metrics: [wins]}
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          accepted: {name: Accepted, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = MQL),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops, metrics: [accepted],
            escalation: {to: ceo, after: {amount: 3, unit: days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: days}, starts: Signed, stops: Accepted}}
    Good:
        functions:
          sales-ops: {name: Sales Ops, summary: Runs sales systems., metrics: [wins, accepted]}
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          accepted: {name: Accepted, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = MQL),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops, metrics: [accepted],
            escalation: {to: ceo, after: {amount: 3, unit: days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: days}, starts: Signed, stops: Accepted}}
    """
    for handoff in context.book.all("handoff"):
        watching = set(handoff.targets("handoff-watched-by"))
        for giver in parties(giving(handoff)):
            family = (giver, *wholes(giver), *within(giver)) if giver.kind.id == "function" else (giver,)
            seen = {metric for each in family for metric in each.targets("looks-at", "judged-by")}
            if watching and seen and not watching & seen:
                names = ", ".join(f"`{metric.id}`" for metric in sorted(watching, key=lambda each: each.id))
                message = f"{giver.name} gives, and looks at none of the numbers that watch it: {names}"
                yield finding(handoff, "giver", message.replace(giver.name, f"`{giver.id}`", 1))


RULES = (
    without_sla,
    sla_without_time,
    without_escalation,
    step_to_nobody,
    steps_out_of_order,
    escalation_said_twice,
    escalation_before_sla,
    giver_sees_no_acceptance,
)
