"""Rules about metrics and what they are made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from remit import formula
from remit.compute.written import all_written
from remit.diagnostics import Severity, did_you_mean
from remit.handbook import Definition, Handbook
from remit.ownership.organisation import is_central
from remit.ownership.parties import governors
from remit.rules.people.ownership import cycles
from remit.rules.rule import Context, Finding, Named, each_or_all, finding, rule
from remit.words import joined


@rule("metric-name-taken")
def name_taken(context: Context) -> Iterator[Finding]:
    """No two metrics share a name or an alias.

    Why: When two metrics share a name, people argue about a number without noticing that they mean different ones.
    Fix: Rename one, or take the alias away from one of them.
    Bad:
        metrics:
          win-rate: {name: Win rate, summary: S., definition: D., formula: "1 ÷ 2", unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          close-rate: {name: Close rate, aliases: [win rate], summary: S., definition: D., formula: "1 ÷ 2", unit: ratio,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          win-rate: {name: Win rate, aliases: [close rate], summary: S., definition: D., formula: "1 ÷ 2", unit: ratio,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    taken: dict[str, Named] = {}
    for metric in context.book.all("metric"):
        places: list[tuple[str, tuple[str | int, ...]]] = [(metric.name, ("name",))]
        places += [(alias, ("aliases", at)) for at, alias in enumerate(metric.aliases)]
        clashes: dict[Definition, list[int]] = {}
        firsts = [
            taken.setdefault(" ".join(word.casefold().split()), Named(metric, path)) for word, path in places
        ]
        for at, (first, _) in enumerate(firsts):
            if first is not metric:
                clashes.setdefault(first, []).append(at)
        for first, found in clashes.items():  # a copied file shares all its names: one fault
            words = ", ".join(f"`{places[at][0]}`" for at in found)
            message = f"{words} {'is' if len(found) == 1 else 'are'} what metric `{first.id}` is called"
            yield finding(metric, places[found[0]][1], message, related=[firsts[found[0]]])


@rule("metric-cycle")
def cycle(context: Context) -> Iterator[Finding]:
    """No metric is, over whatever steps, made of itself.

    Why: A number that depends on itself cannot be computed.
    Fix: Take one of the metrics out of the formula or the inputs of the next.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: "metric:b × 2", unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: "metric:a ÷ 2", unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: "metric:b × 2", unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: count(field:lead-status), unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    yield from cycles(context.book, "metric", _inputs, where="formula", words="is made of itself")


@rule("metric-hierarchy-cycle")
def hierarchy_cycle(context: Context) -> Iterator[Finding]:
    """The hierarchy of metrics has a top.

    Why: A hierarchy that loops has no top to read it from.
    Fix: Correct `parent` of one of the metrics.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: "1", unit: ratio, direction: higher, parent: b,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: "1", unit: ratio, direction: higher, parent: a,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: "1", unit: ratio, direction: higher, parent: b,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: "1", unit: ratio, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    yield from cycles(context.book, "metric", _parent, where="parent", words="stands above itself")


@rule("leadership-metric-local")
def leadership_local(context: Context) -> Iterator[Finding]:
    """A metric of the leadership set is governed by the central function.

    Why: A team that governs the number it is judged by can move the number by moving the definition.
    Fix: Let the central function govern it; the team keeps operating the levers.
    Bad:
        metrics:
          win-rate: {name: Win rate, summary: S., definition: D., formula: "1", unit: ratio, direction: higher,
            leadership: true, grain: month, operates: {sales-ops: {}}, governs: {sales-ops: {}}}
    Good:
        metrics:
          win-rate: {name: Win rate, summary: S., definition: D., formula: "1", unit: ratio, direction: higher,
            leadership: true, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for metric in context.book.all("metric"):
        parties = governors(metric)
        if metric.get("leadership") and parties and not any(map(_may_be_central, parties)):
            names = ", ".join(f"`{party.id}`" for party in parties)
            yield finding(
                metric, "governs", f"leadership reads `{metric.id}`, yet {names} governs it", key=True
            )


@rule("metric-without-formula", severity=Severity.WARNING)
def without_formula(context: Context) -> Iterator[Finding]:
    """A metric has a formula.

    Why: Words alone leave open what is counted: two people compute two numbers, and no program can check either.
    Fix: Write `formula` as soon as the fields are known, or set this rule to `suggestion` or `off` under `severities`
    in `governance/handbook.yaml` while the metrics of the handbook are defined in words.
    Bad:
        metrics:
          nps: {name: NPS, summary: S., definition: Promoters less detractors., unit: score, direction: higher,
            grain: quarter, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    metrics = list(context.book.all("metric"))
    yield from each_or_all(
        metrics,
        [metric for metric in metrics if not metric.get("formula")],
        lambda metric: f"metric `{metric.id}` is defined in words alone: it has no `formula`",
        f"none of the {len(metrics)} metrics has a `formula`: they are defined in words alone",
    )


@rule("metric-incomplete", severity=Severity.WARNING)
def incomplete(context: Context) -> Iterator[Finding]:
    """A metric with a formula says its unit, its grain, and which way is better.

    Why: Without them nobody knows what 12 is: of what, for which period, and whether that is good.
    Fix: Add what is missing of `unit`, `direction` and `grain`.
    Bad:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: count(field:lead-status),
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for metric in context.book.all("metric"):
        lacking = [f"`{name}`" for name in ("unit", "direction", "grain") if not metric.get(name)]
        if metric.get("formula") and lacking:
            yield finding(metric, "", f"metric `{metric.id}` has no {joined(lacking, 'and no')}")


def _inputs(metric: Definition) -> list[Definition]:
    return metric.targets("made-of")


def _parent(metric: Definition) -> list[Definition]:
    return metric.targets("rolls-up-to")


def _may_be_central(party: Definition) -> bool:
    """Whether a party is central, or what it belongs to cannot be found, which is a finding already."""
    return is_central(party) or any(party.doubtful(name) for name in ("function", "parent"))


@rule("formula-value-unknown")
def formula_value(context: Context) -> Iterator[Finding]:
    """A filter compares a field with one of its allowed values.

    Why: A value the field can never hold filters everything out, and the number is silently wrong.
    Fix: Write the value as the field defines it, or add it to the field's `values`.
    Bad:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Opne)",
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open)",
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for each in context.once(all_written):
        for field, value in unknown_values(context.book, each.tree):
            allowed = field.data["values"]
            listed = ", ".join(f"`{one}`" for one in allowed)
            close = did_you_mean(value.text, allowed) or f"; there are {listed}"
            message = f"`{value.text}` is not an allowed value of field `{field.id}`{close}"
            yield finding(each.definition, each.path, message, span=value.span)


def unknown_values(book: Handbook, tree: formula.Part) -> Iterator[tuple[Definition, formula.Literal]]:
    """The values that a formula or a filter compares a field with and that the field cannot have."""
    for test in formula.tests(tree):
        if not isinstance(test.subject, formula.Mention):
            continue
        field = book.get(test.subject.kind, test.subject.id)
        if field is None or not (allowed := field.data.get("values")):
            continue
        for value in test.values:
            if isinstance(value, formula.Literal) and value.text not in allowed:
                yield field, value


@rule("leadership-metric-unseen", severity=Severity.WARNING)
def leadership_unseen(context: Context) -> Iterator[Finding]:
    """A metric that leadership reads is shown on a dashboard of the level `executive`.

    Why: Leaders then read it on a page of one department, or ask for it each time and get another number.
    Fix: Show it on an executive dashboard, or remove `leadership: true`.
    Bad:
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            leadership: true, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., level: department, system: crm, metrics: {wins: {}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          wins: {name: Wins, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            leadership: true, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., level: executive, system: crm, metrics: {wins: {}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    book = context.book
    boards = list(book.every("dashboard"))
    if "dashboard" in book.blind or not any(board.data.get("level") for board in boards):
        return  # which pages leadership reads is not said
    shown = {
        metric
        for board in boards
        if board.data.get("level") == "executive"
        for metric in board.targets("shows")
    }
    leading = [metric for metric in book.all("metric") if metric.get("leadership")]
    unseen = [metric for metric in leading if metric not in shown]
    if len(unseen) == len(leading) > 1:
        message = f"no executive dashboard shows `{unseen[0].id}`, nor any other of the {len(leading)} of leadership"
        found = finding(unseen[0], "leadership", message, key=True)
        yield dataclasses.replace(found, others=tuple(unseen[1:]))
        return
    for metric in unseen:
        yield finding(metric, "leadership", f"no executive dashboard shows `{metric.id}`", key=True)


RULES = (
    name_taken,
    cycle,
    hierarchy_cycle,
    leadership_local,
    formula_value,
    leadership_unseen,
    without_formula,
    incomplete,
)
