"""Rules about what is on its way out, quoted from elsewhere, answered otherwise, or read by nobody."""

from __future__ import annotations

from collections.abc import Iterator

from remit.assessment import verdicts
from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.ownership.parties import reading
from remit.rules.rule import Context, Finding, finding, rule
from remit.rules.values import RECORDS

# Speaking of a deprecated thing is no use of it.
SPEAKING = frozenset(
    {"mentions", "succeeded-by", "changes", "waived-for", "review-finds", "request-about", "see"}
)


@rule("deprecated-in-use", severity=Severity.WARNING)
def deprecated_in_use(context: Context) -> Iterator[Finding]:
    """Nothing in force rests on a deprecated definition.

    Why: Readers who follow the link rely on something that is about to end.
    Fix: Point to the successor.
    Bad:
        metrics:
          old: {name: Old, summary: S., definition: D., formula: "1", unit: ratio, direction: higher, grain: month,
            status: deprecated, deprecated: {on: 2026-12-31}, operates: {sales-ops: {}}, governs: {revops: {}}}
          new: {name: New, summary: S., definition: D., formula: "metric:old × 2", unit: ratio, direction: higher, grain: month,
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          old: {name: Old, summary: S., definition: D., formula: "1", unit: ratio, direction: higher, grain: month,
            status: deprecated, deprecated: {on: 2026-12-31, successor: new}, operates: {sales-ops: {}}, governs: {revops: {}}}
          new: {name: New, summary: S., definition: D., formula: "2", unit: ratio, direction: higher, grain: month,
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for definition in context.book.definitions():
        # Without a date it is not known to end: that is the finding then.
        if definition.status != "deprecated" or not definition.data.get("deprecated"):
            continue
        for edge in definition.by():
            if edge.relation not in SPEAKING and edge.source.status != "deprecated":
                instead = definition.to("succeeded-by")
                hint = f"; use `{instead[0].target.id}`" if instead else ""
                message = f"`{definition.ref}` is deprecated{hint}"
                cause = f"deprecated {definition.ref}"
                yield finding(
                    edge.source, edge.path, message, related=[definition], span=edge.span, cause=cause
                )


@rule("deprecated-without-date")
def deprecated_without_date(context: Context) -> Iterator[Finding]:
    """What is deprecated says from when.

    Why: Without a date nobody knows whether it still applies.
    Fix: Add `deprecated:` with `on`, and a `successor` where there is one.
    Bad:
        terms:
          suspect: {name: Suspect, summary: An old word., status: deprecated}
    Good:
        terms:
          suspect: {name: Suspect, summary: An old word., status: deprecated, deprecated: {on: 2026-12-31}}
    """
    for definition in context.book.definitions():
        if not definition.sound or "deprecated" not in definition.kind.properties:
            continue
        ends = definition.get("deprecated")
        if definition.status == "deprecated" and not ends:
            yield finding(
                definition, "status", f"`{definition.ref}` is deprecated, but does not say since when"
            )
        elif definition.status != "deprecated" and ends:
            message = f"`{definition.ref}` has an end date, but its status is `{definition.status}`"
            yield finding(definition, "deprecated", message, key=True)


@rule("former-id-taken")
def former_id_taken(context: Context) -> Iterator[Finding]:
    """A former id leads to one definition.

    Why: Old links use former ids. They cannot work if the id is in use again or belonged to two definitions.
    Fix: Remove it from `former-ids`, or give the definition that uses it now another id.
    Bad:
        terms:
          mql: {name: MQL, summary: A lead for sales., former-ids: [lead]}
          lead: {name: Suspect, summary: A person.}
    Good:
        terms:
          mql: {name: MQL, summary: A lead for sales., former-ids: [ready-lead]}
          lead: {name: Suspect, summary: A person.}
    """
    book = context.book
    claimed: dict[tuple[str, str], Definition] = {}
    for definition in book.definitions():
        if not definition.sound or "former-ids" not in definition.kind.properties:
            continue
        for at, id in enumerate(definition.get("former-ids", ())):
            other = book.get(definition.kind.id, id) or claimed.setdefault(
                (definition.kind.id, id), definition
            )
            if other is definition and other.id == id:
                yield finding(definition, ("former-ids", at), f"`{id}` is its id now")
            elif other is not definition:
                whose = f"is {definition.kind.id} `{id}` now" if other.id == id else f"was `{other.ref}` too"
                yield finding(definition, ("former-ids", at), f"`{id}` {whose}", related=[other])


@rule("benchmark-without-source")
def benchmark_source(context: Context) -> Iterator[Finding]:
    """A benchmark names its publisher, year and sample.

    Why: Without a source, nobody can tell what a figure is worth.
    Fix: Add `publisher`, `year` and `sample`; where the source gives none, `undated: true` and `sample: not stated`.
    Bad:
        benchmarks:
          figure: {name: Figure, summary: S., figure: 78 %, claim: Most do., publisher: Somebody}
    Good:
        benchmarks:
          figure: {name: Figure, summary: S., figure: 78 %, claim: Most do., publisher: Somebody, year: 2024, sample: not stated}
    """
    for benchmark in context.book.all("benchmark"):
        wanted = ("publisher", "sample") if benchmark.get("undated") else ("publisher", "year", "sample")
        lacking = [f"`{name}`" for name in wanted if not benchmark.get(name)]
        if lacking:
            yield finding(benchmark, "", f"benchmark `{benchmark.id}` has no {' and no '.join(lacking)}")


@rule("answer-contradicts", severity=Severity.WARNING)
def answer_contradicts(context: Context) -> Iterator[Finding]:
    """The answer to a question of an assessment agrees with what the handbook says.

    Why: A company that calls itself healthy where its own handbook shows otherwise will not look again.
    Fix: Correct the answer, or leave it out; or correct the definitions that say otherwise.
    Bad:
        assessments:
          real: {name: Real, summary: S., counts: fails}
        questions:
          disputes: {name: Disputes, summary: S., assessment: real, question: Who settles?, pass: RevOps., fail: Another.,
            test: disputes-to-central, answer: pass, because: It does.}
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops, settled-by: ceo,
            escalation: {to: ceo, after: {amount: 3, unit: days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: days}, starts: Signed, stops: Accepted}}
    Good:
        assessments:
          real: {name: Real, summary: S., counts: fails}
        questions:
          disputes: {name: Disputes, summary: S., assessment: real, question: Who settles?, pass: RevOps., fail: Another.,
            test: disputes-to-central, answer: fail, because: The CEO does.}
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops, settled-by: ceo,
            escalation: {to: ceo, after: {amount: 3, unit: days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: days}, starts: Signed, stops: Accepted}}
    """
    for question, found in verdicts(context.book, context.sides).items():
        answer = question.get("answer")
        if answer in ("pass", "fail") and found.passes != (answer == "pass"):
            names = ", ".join(f"`{each.ref}`" for each in found.rests_on[:3])
            more = f": {names}" if names else ""
            words = found.words.rstrip(".")
            message = f"the answer is `{answer}`, and the handbook says otherwise: {words[:1].lower()}{words[1:]}{more}"
            yield finding(question, "answer", message, related=found.rests_on[:1])


# What shows a number to people, or makes it a part of another number.
SHOWING = ("shows", "looks-at", "judged-by", "handoff-watched-by", "made-of")
SHOWN_BY = ("dashboard", "function", "handoff", "metric")
READ = ("dashboard", "metric")


@rule("read-by-nobody", severity=Severity.SUGGESTION)
def read_by_nobody(context: Context) -> Iterator[Finding]:
    """A dashboard has readers; a metric that was ever reviewed is shown, looked at, or part of another metric.

    Why: What nobody reads still has to be kept right, and when it is wrong nobody notices.
    Fix: Name its `readers`, or the meeting that reads it; show the metric on a dashboard, or let a function look
    at it. If it is no longer needed, deprecate it.
    Bad:
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          losses: {name: Losses, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = End),
            unit: count, direction: lower, grain: month, reviewed: 2026-10-01, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., system: crm, readers: {sales-ops: {}}, metrics: {wins: {}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          losses: {name: Losses, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = End),
            unit: count, direction: lower, grain: month, reviewed: 2026-10-01, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., system: crm, readers: {sales-ops: {}},
            metrics: {wins: {}, losses: {}}, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for definition, words in unread(context.book):
        if definition.kind.id == "dashboard" or definition.get("reviewed"):
            yield finding(definition, "", words)


def unread(book: Handbook) -> Iterator[tuple[Definition, str]]:
    """The dashboards and metrics that nobody is said to read, with the words for it."""
    if not is_said_who_reads(book):
        return
    for board in book.all("dashboard"):
        is_read = reading(board) or board.by("reads") or board.doubtful("readers")
        if board.status == "active" and not is_read:
            yield board, f"nobody is said to read `{board.ref}`"
    showing = (each for kind in SHOWN_BY for each in book.every(kind))
    if any(each.lost(relation) for each in showing for relation in SHOWING):
        return  # what leads nowhere, which is a finding already, may have led to the metric
    for metric in book.all("metric"):
        if metric.status == "active" and not any(edge.source is not metric for edge in metric.by(*SHOWING)):
            yield metric, f"nothing shows `{metric.ref}`, and no other metric is made of it"


def is_said_who_reads(book: Handbook) -> bool:
    """Whether a handbook says who reads what: some dashboard names a reader, and all can be read."""
    boards = (each for each in book.all("dashboard") if each.status == "active")
    return not book.blind and any(reading(each) or each.by("reads") for each in boards)


def is_named(definition: Definition) -> bool:
    """Whether anything but records refers to a definition."""
    return any(
        edge.source.kind.id not in RECORDS and edge.source is not definition for edge in definition.by()
    )


RULES = (
    deprecated_in_use,
    deprecated_without_date,
    former_id_taken,
    benchmark_source,
    answer_contradicts,
    read_by_nobody,
)
