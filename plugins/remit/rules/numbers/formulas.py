"""Rules about what a metric says beside its formula: periods, sources, inputs, what counts and what does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from remit import formula
from remit.compute.sense import claims, reaching, times
from remit.diagnostics import Severity
from remit.handbook import Handbook
from remit.rules.numbers.metrics import unknown_values
from remit.rules.rule import Context, Finding, finding, rule


@rule("formula-period", severity=Severity.WARNING)
def formula_period(context: Context) -> Iterator[Finding]:
    """What a formula combines covers the same time.

    Why: A sum over all years beside one of a quarter, or a quarterly number read every week, is right in no period.
    Fix: Say in the filter which date lies in the period, or read the metric no more often than its parts.
    Bad:
        metrics:
          all: {name: All, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: quarter, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open) ÷ metric:all",
            unit: percent, direction: higher, grain: "week, by team", operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          all: {name: All, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: week and quarter, operates: {sales-ops: {}}, governs: {revops: {}}}
          open: {name: Open, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status = Open) ÷ metric:all",
            unit: percent, direction: higher, grain: "week, by team", operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    grains = {metric.id: times.finest(metric.get("grain", "")) for metric in context.book.all("metric")}
    formulas = context.once(formulas_of)
    periodic = times.periodic(formulas)
    for metric in context.book.all("metric"):
        if any(each.kind == "metric" for each in formulas.named.get(metric.id, ())) or periodic & {metric.id}:
            for problem in times.misfits(formulas.trees[metric.id], grains[metric.id], grains, periodic):
                yield finding(metric, "formula", problem.message, span=(problem.offset, problem.end))


@rule("metric-source", severity=Severity.SUGGESTION)
def metric_source(context: Context) -> Iterator[Finding]:
    """The systems of a metric are those that its formula reads from.

    Why: Who looks for the source of a number looks there, and who changes a system asks whose numbers it moves.
    Fix: Add a system of the field to `systems`, or take out the system that nothing is read from.
    Bad:
        systems:
          map: {name: MAP, summary: Sends mail., category: map, operates: {marketing-ops: {}}, governs: {revops: {}}}
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, systems: [map], operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, systems: [crm], operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    formulas = context.once(formulas_of)
    held = {
        field.id: [id.rpartition(":")[2] for id in field.get("systems", {})]
        for field in context.book.all("field")
    }
    for metric in context.book.all("metric"):
        said = [id.rpartition(":")[2] for id in metric.get("systems", ())]
        if metric.id not in formulas.named or not said or metric.lost("measured-in"):
            continue
        for mention in _fields(formulas.named[metric.id]):
            found = held.get(mention.id)
            if found and not set(found) & set(said):
                named = " or ".join(f"`{each}`" for each in found)
                message = f"`field:{mention.id}` stands in {named}, which `systems` does not name"
                yield finding(metric, "formula", message, span=mention.span)
        read = context.once(_reached)[metric.id]
        if not read or not read <= held.keys():
            continue  # what it reads is not known
        for at, id in enumerate(said):
            if not any(id in held[each] for each in read):
                message = f"the formula reads nothing from `{id}`"
                yield finding(metric, ("systems", at), message)


@rule("metric-input", severity=Severity.SUGGESTION)
def metric_input(context: Context) -> Iterator[Finding]:
    """A further input of a metric is no part of the formula, and some words say what it is for.

    Why: Inputs are what the formula does not name; one that nothing speaks of is read by nobody.
    Fix: Take out what the formula names already, or say in the definition or the notes what the input is for.
    Bad:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, inputs: ["field:lead-status"], operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status)", unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    formulas = context.once(formulas_of)
    for metric in context.book.all("metric"):
        if not metric.get("inputs"):
            continue
        named = {(each.kind, each.id) for each in formulas.named.get(metric.id, ())}
        said = " ".join(
            each for name in _WORDS for each in _lines(metric.data.get(name)) if isinstance(each, str)
        ).casefold()
        for edge in metric.to("made-of"):
            if edge.path[0] != "inputs":
                continue
            other = edge.target
            names = (other.name, other.id, *other.aliases)
            if (other.kind.id, other.id) in named:
                yield finding(metric, edge.path, f"the formula names `{other.ref}` already")
            elif not any(name.casefold() in said for name in names):
                yield finding(metric, edge.path, f"nothing says what `{other.ref}` is for in `{metric.id}`")


_WORDS = ("summary", "definition", "notes", "counts", "leaves-out", "traps", "period")


def _lines(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@rule("formula-against-words", severity=Severity.SUGGESTION)
def against_words(context: Context) -> Iterator[Finding]:
    """The formula counts what `counts` says and leaves out what `leaves-out` says.

    Why: People read the words and machines the formula; where they differ, two numbers have one name.
    Fix: Add the filter to the formula, or take the words back.
    Bad:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status)", leaves-out: [MQL leads], unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          leads: {name: Leads, summary: S., definition: D., formula: "count(field:lead-status where field:lead-status != MQL)",
            leaves-out: [MQL leads], unit: count,
            direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    trees = context.once(formulas_of).trees
    words = None
    for metric in context.book.all("metric"):
        lines = [(name, at, line) for name in _CLAIMED for at, line in enumerate(metric.data.get(name, ()))]
        if not lines or metric.id not in trees:
            continue
        words = words or _words(context.book)
        telling = [each for each in lines if claims.telling(each[2], words)]
        if telling and not any(unknown_values(context.book, trees[metric.id])):
            looked = None
            for name, at, line in telling:
                looked = looked or _looked(trees[metric.id], trees, words)
                for claim in _CLAIMED[name](line, looked, words) if looked else ():
                    yield finding(metric, (name, at), claim.message, span=claim.span)


_CLAIMED = {"counts": claims.left_out, "leaves-out": claims.left_in}


def _looked(tree: formula.Expression, trees: reaching.Trees, words: claims.Words) -> claims.Looked | None:
    found = reaching.counted(tree, trees)
    return None if found is None else claims.looked(tree, found, words)


def _words(book: Handbook) -> claims.Words:
    fields = list(book.all("field"))
    entity_of = {field.id: field["entity"].rpartition(":")[2] for field in fields}
    allowed = {field.id: tuple(map(str, values)) for field in fields if (values := field.get("values"))}
    return claims.Words(
        entity_of,
        {field.id: f" {field.name.casefold()}" for field in fields},
        claims.values_of(entity_of, allowed),
        claims.called(*(name for each in book.all("entity") for name in (each.name, *each.aliases))),
    )


def formulas_of(book: Handbook) -> reaching.Formulas:
    """The formulas of a handbook's metrics."""
    found = {metric.id: metric.get("formula") for metric in book.all("metric")}
    return reaching.formulas_of({id: text for id, text in found.items() if text})


def _reached(book: Handbook) -> Mapping[str, Set[str]]:
    """The fields that each metric comes down to."""
    return reaching.fields_of(formulas_of(book))


def _fields(named: Sequence[formula.Mention]) -> Iterator[formula.Mention]:
    """The fields of a formula, each where it stands first."""
    firsts: dict[str, formula.Mention] = {}
    for each in named:
        if each.kind == "field":
            firsts.setdefault(each.id, each)
    yield from firsts.values()


RULES = (formula_period, metric_source, metric_input, against_words)
