"""Rules about requests: every answer says why, and leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from remit.rules.rule import Context, Finding, finding, rule

ANSWERED = ("accepted", "refused", "changed")


@rule("request-without-reason")
def without_reason(context: Context) -> Iterator[Finding]:
    """A request that was answered says why.

    Why: Without a reason the same request comes back, and gets another answer each time.
    Fix: Add `reason`: a sentence that the person who asked would accept as an answer.
    Bad:
        requests:
          lower: {name: Lower it, summary: S., asked-by: sales-ops, what: W., why: Y., answer: refused}
    Good:
        requests:
          lower: {name: Lower it, summary: S., asked-by: sales-ops, what: W., why: Y., answer: refused,
            reason: Below that score nobody answered.}
    """
    for request in context.book.all("request"):
        if request.get("answer") in ANSWERED and not request.get("reason"):
            yield finding(request, "answer", f"`{request.ref}` was {request['answer']} without a reason")


@rule("request-without-change")
def without_change(context: Context) -> Iterator[Finding]:
    """A request that was accepted in another form names the change it became.

    Why: The person who asked cannot see what they got instead.
    Fix: Add `change` with the id of the record, or set the answer to `accepted`.
    Bad:
        requests:
          lower: {name: Lower it, summary: S., asked-by: sales-ops, what: W., why: Y., answer: changed,
            reason: By half as much.}
    Good:
        changes:
          half: {name: Half, summary: S., what: W., why: Y., definitions: [system:crm], state: proposed}
        requests:
          lower: {name: Lower it, summary: S., asked-by: sales-ops, what: W., why: Y., answer: changed,
            reason: By half as much., change: half}
    """
    for request in context.book.all("request"):
        if request.get("answer") == "changed" and not request.get("change"):
            yield finding(request, "answer", f"`{request.ref}` was changed, but not into which `change`")


RULES = (without_reason, without_change)
