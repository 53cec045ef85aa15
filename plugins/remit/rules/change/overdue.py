"""Rules that need the day: what should have been looked at, answered or deleted by now."""

from __future__ import annotations

from collections.abc import Iterator

from remit.days import after
from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.rules.rule import Context, Finding, finding, rule

NEVER = "0000-00-00"  # sorts before every day


def due(definition: Definition) -> str:
    """The day by which a definition is to be reviewed next; empty when it need not be.

    `NEVER` when it has an interval and nobody has reviewed it yet. What is being written or on
    its way out is not reviewed.
    """
    properties = definition.kind.properties
    if not definition.sound or definition.status != "active" or "review-every" not in properties:
        return ""
    every = definition.get("review-every")
    if not isinstance(every, str):
        return ""
    last = definition.get("reviewed") if "reviewed" in properties else None
    return after(last, every) if last else NEVER


@rule("review-overdue", severity=Severity.WARNING, needs={"today"})
def review_overdue(context: Context) -> Iterator[Finding]:
    """What is to be reviewed at an interval was reviewed within it.

    Why: People trust a definition that nobody has checked for a long time, until it turns out to be wrong.
    Fix: Read it with its owner, correct what has changed, and set `reviewed` to the day.
    Bad:
        terms: # looked at on 2026-11-20
          lead: {name: A lead, summary: S., review-every: quarter, reviewed: 2026-08-19}
    Good:
        terms: # looked at on 2026-11-20
          lead: {name: A lead, summary: S., review-every: quarter, reviewed: 2026-08-20}
    """
    for definition in context.book.definitions():
        day = due(definition)
        if day == NEVER:
            message = f"`{definition.ref}` is due for review every {definition['review-every']} and has never been reviewed"
            yield finding(definition, "review-every", message)
        elif day and day < context.today:
            message = f"the review of `{definition.ref}` was due on {day}, a {definition['review-every']} after the last"
            yield finding(definition, "reviewed", message)


@rule("request-waiting", severity=Severity.SUGGESTION, needs={"today"})
def request_waiting(context: Context) -> Iterator[Finding]:
    """A request is answered within a quarter.

    Why: People who wait too long build a workaround.
    Fix: Answer it with a reason; a rejection is an answer too.
    Bad:
        requests: # looked at on 2026-11-20
          lower: {name: Lower it, summary: S., asked-by: sales-ops, asked-on: 2026-08-19, what: W., why: Y., answer: open}
    Good:
        requests: # looked at on 2026-11-20
          lower: {name: Lower it, summary: S., asked-by: sales-ops, asked-on: 2026-08-20, what: W., why: Y., answer: open}
    """
    for request in context.book.all("request"):
        asked = request.get("asked-on", "")
        if request.get("answer", "open") == "open" and asked and after(asked, "quarter") < context.today:
            yield finding(request, "asked-on", f"`{request.ref}` has waited for an answer since {asked}")


@rule("change-waiting", severity=Severity.SUGGESTION, needs={"today"})
def change_waiting(context: Context) -> Iterator[Finding]:
    """A proposed change is decided within a month, and before the day from which it is to hold.

    Why: While it is open, some people follow the old rule and some the new one.
    Fix: Have it decided and set the state; or move `effective`.
    Bad:
        changes: # looked at on 2026-11-20
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: proposed,
            proposed-on: 2026-10-19}
    Good:
        changes: # looked at on 2026-11-20
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: proposed,
            proposed-on: 2026-10-20}
    """
    today = context.today
    for record in context.book.all("change"):
        if record["state"] != "proposed":
            continue
        proposed, effective = record.get("proposed-on", ""), record.get("effective", "")
        if effective and effective < today:
            message = f"`{record.ref}` was to hold from {effective}, but is not decided"
            yield finding(record, "effective", message)
        elif proposed and after(proposed, "month") < today:
            yield finding(record, "proposed-on", f"`{record.ref}` has been proposed since {proposed}")


@rule("deprecated-ended", severity=Severity.SUGGESTION, needs={"today"})
def deprecated_ended(context: Context) -> Iterator[Finding]:
    """What is deprecated goes when its day has come.

    Why: Readers find a definition that has ended among those that still apply.
    Fix: Delete it, and put its id under `former-ids` of what took its place, so that old links lead there.
    Bad:
        terms: # looked at on 2026-11-20
          suspect: {name: Suspect, summary: An old word., status: deprecated, deprecated: {on: 2026-11-19}}
    Good:
        terms: # looked at on 2026-11-20
          suspect: {name: Suspect, summary: An old word., status: deprecated, deprecated: {on: 2026-12-31}}
    """
    for definition in context.book.definitions():
        if not definition.sound or "deprecated" not in definition.kind.properties:
            continue
        ends = definition.get("deprecated")
        day = ends.get("on", "") if isinstance(ends, dict) else ""
        if definition.status == "deprecated" and isinstance(day, str) and day and day < context.today:
            yield finding(
                definition, ("deprecated", "on"), f"`{definition.ref}` ended on {day} and is still here"
            )


RULES = (review_overdue, request_waiting, change_waiting, deprecated_ended)
