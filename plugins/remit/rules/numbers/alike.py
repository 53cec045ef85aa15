"""Rules about numbers that look like one another: computed the same way, or shown otherwise than computed."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from remit import formula
from remit.compute.written import Written, all_written
from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.rules.rule import Context, Finding, rule
from remit.rules.suspicion import Suspect, Suspicion, told


def _same_formula(context: Context) -> Iterator[Suspicion]:
    alike: dict[Hashable, list[Written]] = defaultdict(list)
    for written in context.once(all_written):
        metric = written.definition
        if metric.kind.id == "metric" and written.path == ("formula",):
            named = sorted((each.kind, each.id) for each in formula.mentions(written.tree))
            alike[metric.get("unit", ""), *named].append(written)
    for some in _of_same_letters(alike.values()):
        first: dict[str, Definition] = {}
        for written in some:
            metric = written.definition
            other = first.setdefault(formula.printed(_ordered(written.tree)), metric)
            if other is not metric:
                message = f"`{metric.id}` is computed exactly as metric `{other.id}`"
                yield Suspicion(other, metric, ("formula",), message, ("formula",))


def _of_same_letters(groups: Iterable[Sequence[Written]]) -> Iterator[Sequence[Written]]:
    """Of metrics that name the same, those made of the same letters: only they can differ in order alone."""
    for group in groups:
        alike: dict[str, list[Written]] = defaultdict(list)
        for written in group if len(group) > 1 else ():
            letters = "".join(sorted(written.definition["formula"].translate(_LETTERS)))
            alike[letters].append(written)
        yield from (some for some in alike.values() if len(some) > 1)


# Of a formula: signs as they are printed, without what its canonical form may lack or add.
_LETTERS = str.maketrans({"*": "×", "/": "÷", "-": "−", **dict.fromkeys(' \t\r\n()"', "")})


def _ordered(tree: Any) -> Any:
    """A formula in which what may stand in any order stands in one: `b and a` as `a and b`, `x + y` as `y + x`."""
    if isinstance(tree, tuple):
        return tuple(map(_ordered, tree))
    if not dataclasses.is_dataclass(tree) or isinstance(tree, type):
        return tree
    inner = {each.name: _ordered(getattr(tree, each.name)) for each in dataclasses.fields(tree)}
    if isinstance(tree, formula.Either):
        inner["parts"] = tuple(sorted(inner["parts"], key=formula.printed))
    elif isinstance(tree, formula.Test) and tree.operator in ("in", "not in"):
        inner["values"] = tuple(sorted(inner["values"], key=formula.printed))
    elif isinstance(tree, formula.Arithmetic) and tree.sign in ("+", "×"):
        inner["left"], inner["right"] = sorted((inner["left"], inner["right"]), key=formula.printed)
    return type(tree)(**inner)


@rule("same-formula", severity=Severity.SUGGESTION)
def same_formula(context: Context) -> Iterator[Finding]:
    """No two metrics are computed the same way.

    Why: One number under two names is reported twice, and one of the two changes first.
    Fix: Keep one and make the other name an alias of it, or say under `differs-from` why both are right.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = Open),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    yield from told(context, _same_formula)


_COMPARING = ("=", "!=", "<", "<=", ">", ">=", "in", "not in")


def _shown_where(context: Context) -> Iterator[tuple[Definition, Written]]:
    """The metrics that dashboards show under a filter, each with the filter."""
    for written in context.once(all_written):
        board, path = written.definition, written.path[:2]
        if board.kind.id == "dashboard" and written.path[-1] == "where":
            metric = next((edge.target for edge in board.to("shows") if edge.path == path), None)
            if metric is not None and metric.sound:
                yield metric, written


def _other_filter(context: Context) -> Iterator[Suspicion]:
    trees = {
        written.definition: written.tree
        for written in context.once(all_written)
        if written.definition.kind.id == "metric" and written.path == ("formula",)
    }
    for metric, written in _shown_where(context):
        if metric not in trees:
            continue
        there = _compared(trees[metric])
        for field, test in _compared(written.tree).items():
            if field in there and _said(test) != _said(there[field]):
                message = (
                    f"`{metric.id}` is shown here where `{formula.printed(test)}`, and its formula counts where "
                    f"`{formula.printed(there[field])}`"
                )
                yield Suspicion(metric, written.definition, written.path, message, ("formula",))
                break


def _compared(tree: formula.Part) -> dict[formula.Mention, formula.Test]:
    """Field → the test by which a formula or filter compares it; tests of time are left out."""
    return {
        test.subject: test
        for test in formula.tests(tree)
        if isinstance(test.subject, formula.Mention) and test.operator in _COMPARING
    }


def _said(test: formula.Test) -> str:
    return formula.printed(_ordered(test))


@rule("dashboard-filter-differs", severity=Severity.SUGGESTION)
def filter_differs(context: Context) -> Iterator[Finding]:
    """A dashboard does not show a metric for other values of a field than its formula counts.

    Why: Two pages then show two numbers under one name, and each meeting believes its own.
    Fix: Take the test out of `where`, show another metric, or say under `differs-from` why both are right.
    Bad:
        metrics:
          fresh: {name: Fresh, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = Open),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            metrics: {fresh: {where: "field:lead-status in (Open, MQL)"}}}
    Good:
        metrics:
          fresh: {name: Fresh, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = Open),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          board: {name: Board, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            metrics: {fresh: {where: "field:lead-status is filled"}}}
    """
    yield from told(context, _other_filter)


def _narrowed(context: Context) -> Iterator[Suspicion]:
    differing = {(each.one, each.other) for each in _other_filter(context)}
    for metric, written in _shown_where(context):
        board = written.definition
        is_theirs = metric.get("leadership") and board.get("level") != "executive"
        if is_theirs and _compared(written.tree) and (metric, board) not in differing:
            message = (
                f"`{metric.id}`, a number of leadership, is shown here only where "
                f"`{formula.printed(written.tree)}`"
            )
            yield Suspicion(metric, board, written.path, message, ("leadership",))


@rule("leadership-metric-narrowed", severity=Severity.SUGGESTION)
def narrowed(context: Context) -> Iterator[Finding]:
    """A page of one department shows a number of leadership as leadership sees it.

    Why: The department then argues from a number of its own that has the name of another.
    Fix: Cut the number with `per` instead, show it whole, give the part a name of its own, or say under `differs-from`
        why both are right.
    Bad:
        metrics:
          fresh: {name: Fresh, summary: S., definition: D., formula: count(field:lead-status), leadership: true,
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          desk: {name: Desk, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            level: department, metrics: {fresh: {where: "field:lead-status = Open"}}}
          board: {name: Board, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            level: executive, readers: {ceo: {}}, metrics: {fresh: {}}}
    Good:
        metrics:
          fresh: {name: Fresh, summary: S., definition: D., formula: count(field:lead-status), leadership: true,
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
        dashboards:
          desk: {name: Desk, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            level: department, metrics: {fresh: {per: [lead-status]}}}
          board: {name: Board, summary: S., purpose: P., system: crm, operates: {sales-ops: {}}, governs: {revops: {}},
            level: executive, readers: {ceo: {}}, metrics: {fresh: {}}}
    """
    yield from told(context, _narrowed)


SUSPECTS: Mapping[str, Suspect] = {
    "same-formula": _same_formula,
    "dashboard-filter-differs": _other_filter,
    "leadership-metric-narrowed": _narrowed,
}
RULES = (same_formula, filter_differs, narrowed)
