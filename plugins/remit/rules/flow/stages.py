"""Rules about the lifecycle: stages and their markers."""

from __future__ import annotations

from collections.abc import Iterator, Set

from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.lifecycles import lifecycles, unordered
from remit.rules.rule import Context, Finding, each_or_all, finding, rule
from remit.words import joined


@rule("stage-without-marker", severity=Severity.WARNING)
def without_marker(context: Context) -> Iterator[Finding]:
    """Every stage has a marker: a field and value in some system that shows it.

    Why: A stage that no field shows cannot be counted, so its conversion rate is a guess.
    Fix: Add `markers:` with a system, the field and the test.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    """
    stages = list(context.book.all("stage"))
    yield from each_or_all(
        stages,
        [stage for stage in stages if not stage.get("markers")],
        lambda stage: f"stage `{stage.id}` has no marker: no field in any system shows it",
        f"none of the {len(stages)} stages has a marker: no field in any system shows them",
    )


@rule("stage-without-exit", severity=Severity.SUGGESTION)
def without_exit(context: Context) -> Iterator[Finding]:
    """A stage that leads on says by which rule a record leaves it, and each way when it is taken.

    Why: Where nobody wrote when a record moves on, everybody moves it when it suits them.
    Fix: Add `exit` to the stage, and `when` to the stages under `next`.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., entry: A form., initial: true, next: {won: {way: on}},
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          won: {name: Won, summary: Signed., entry: Signed., terminal: true,
            operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., entry: A form., exit: It signs., initial: true,
            next: {won: {way: on, when: It signs.}},
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          won: {name: Won, summary: Signed., entry: Signed., terminal: true,
            operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    """
    leading = [stage for stage in context.book.all("stage") if stage.get("next")]
    lacking = {stage: said for stage in leading if (said := _unsaid(stage))}
    yield from each_or_all(
        leading,
        list(lacking),
        lambda stage: f"stage `{stage.id}` does not say {joined(lacking[stage], 'or')}",
        f"none of the {len(leading)} stages that lead on says by which rule a record leaves it for each of the next",
    )


def _unsaid(stage: Definition) -> list[str]:
    """What a stage leaves open about leaving it, in words."""
    lost = [f"`{id}`" for id, way in stage["next"].items() if not way.get("when")]
    lacking = [] if stage.get("exit") else ["by which rule a record leaves it (`exit`)"]
    if lost:
        lacking.append(f"when it goes to {joined(lost, 'or')} (`when`)")
    return lacking


@rule("stage-order-twice", severity=Severity.WARNING)
def order_twice(context: Context) -> Iterator[Finding]:
    """No two stages of the main way of a lifecycle have the same place on the map.

    Why: The number does not say which of the two comes first: then the ways do, or else who was written first.
    Fix: Give one of them another `order`, or leave it out: the stage then follows those that lead on to it.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}}}
          trial: {name: Trial, summary: Tries., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          trial: {name: Trial, summary: Tries., order: 2, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    """
    first: dict[tuple[Definition | None, float], Definition] = {}
    for own, stage in _with_lifecycle(context.book):
        order = stage.get("order")
        if order is None or stage.get("way", "main") != "main":
            continue
        if (own, order) in first:
            other = first[own, order]
            message = f"stages `{other.id}` and `{stage.id}` both stand at {order:g} on the main way"
            yield finding(stage, "order", message)
        first.setdefault((own, order), stage)


def _with_lifecycle(book: Handbook) -> Iterator[tuple[Definition | None, Definition]]:
    """Each stage with the lifecycle that it belongs to, sorted by id."""
    own = {stage: each.definition for each in lifecycles(book) for stage in each.stages}
    return ((own[stage], stage) for stage in book.all("stage"))


@rule("marker-values")
def marker_values(context: Context) -> Iterator[Finding]:
    """A marker's values fit its test, are allowed values of its field, and the field is in that system.

    Why: If the system can never show the value, every count of the stage is zero.
    Fix: Correct the value, the test, or the field's `values` and `systems`.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Opne]}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    """
    for stage in context.book.all("stage"):
        for edge in stage.to("marked-by"):
            values = edge.context.get("values", ())
            where = edge.path[:-1]
            test, field = edge.context["test"], edge.target
            wanted = {"equals": (1, 1), "one-of": (2, 99)}.get(test, (0, 0))
            if not wanted[0] <= len(values) <= wanted[1]:
                need = {"equals": "exactly one value", "one-of": "two values or more"}.get(test, "no values")
                yield finding(stage, (*where, "test"), f"the test `{test}` takes {need}, not {len(values)}")
            allowed = field.get("values", {})
            for index, value in enumerate(values):
                if allowed and value not in allowed:
                    message = f"`{value}` is not an allowed value of field `{field.id}`"
                    yield finding(stage, (*where, "values", index), message, related=[field])
            system = str(where[1]).rpartition(":")[2]
            if field.sound and system not in {name.rpartition(":")[2] for name in field["systems"]}:
                message = f"field `{field.id}` does not exist in system `{system}`"
                yield finding(stage, edge.path, message, related=[field])


@rule("stage-unreachable")
def unreachable(context: Context) -> Iterator[Finding]:
    """Every stage can be reached from an initial stage.

    Why: A stage that nothing leads to stays empty, and the funnel before it seems to leak.
    Fix: Name it under `next` of the stage before it, or mark it `initial: true`.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          won: {name: Won, summary: Signed., order: 2, entry: Signed., exit: Never., terminal: true,
            operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true,
            operates: {marketing-ops: {}}, governs: {revops: {}}, next: {won: {way: on, when: It signs.}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          won: {name: Won, summary: Signed., order: 2, entry: Signed., exit: Never., terminal: true,
            operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    """
    book = context.book
    stages = list(book.every("stage"))
    if "stage" in book.blind or not all(stage.sound and not stage.lost("leads-to") for stage in stages):
        return
    reached = {stage for stage in stages if stage.get("initial")}
    waiting = list(reached)
    while waiting:
        for edge in waiting.pop().to("leads-to"):
            if edge.target not in reached:
                reached.add(edge.target)
                waiting.append(edge.target)
    if any(_is_dead_end(stage) for stage in reached - _silent(book)):
        return  # where its way should lead is a finding already
    silent = _silent(book)
    for stage in _heads({stage for stage in stages if stage not in reached and stage not in silent}):
        yield finding(stage, "", f"no path leads from an initial stage to `{stage.id}`")


def _heads(lost: Set[Definition]) -> Iterator[Definition]:
    """The first of each group of stages that lead to each other: once these are reached, the rest is."""
    following: set[Definition] = set()
    by_ways = sorted(
        lost, key=lambda each: (sum(other in lost for other in each.sources("leads-to")), each.id)
    )
    for stage in by_ways:
        if stage not in following:
            yield stage
        waiting = [stage] if stage not in following else []
        while waiting:
            here = waiting.pop()
            following.add(here)
            waiting += [each for each in here.targets("leads-to") if each not in following]


def _silent(book: Handbook) -> Set[Definition]:
    """The stages of which nobody says how they follow each other, which is a finding of its own."""
    return {stage for each in lifecycles(book) if unordered(each.stages) for stage in each.stages}


def _is_dead_end(stage: Definition) -> bool:
    return not stage.get("terminal") and not stage.get("next")


@rule("stage-dead-end")
def dead_end(context: Context) -> Iterator[Finding]:
    """A stage leads on, or is marked terminal.

    Why: Records that can never leave a stage inflate every count of it.
    Fix: Add `next`, or `terminal: true` when the lifecycle may end here.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    """
    silent = _silent(context.book)
    for stage in context.book.all("stage"):
        if _is_dead_end(stage) and stage not in silent:
            yield finding(stage, "", f"stage `{stage.id}` leads nowhere and is not terminal")


@rule("stages-without-ways", severity=Severity.WARNING)
def without_ways(context: Context) -> Iterator[Finding]:
    """The stages of a lifecycle say which stages follow them.

    Why: The map then shows the stages in the order in which they are written, and nobody can check that order.
    Fix: Name under `next` of each stage where it leads, with `way: on`, `back` or `out`; mark the first with
    `initial: true` and the last with `terminal: true`.
    Bad:
        stages:
          start: {name: Inquiry, summary: Asks., entry: A form., operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          end: {name: Won, summary: Signed., entry: Signed., operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    Good:
        stages:
          start: {name: Inquiry, summary: Asks., entry: A form., exit: It signs., initial: true,
            next: {end: {way: on, when: It signs.}}, operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          end: {name: Won, summary: Signed., entry: Signed., terminal: true, operates: {sales-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [MQL]}}}
    """
    stages = list(context.book.every("stage"))
    if "stage" in context.book.blind or not all(stage.sound for stage in stages):
        return
    for each in lifecycles(context.book):
        if unordered(each.stages):
            where = f" of `{each.definition.id}`" if each.definition else ""
            message = f"none of the {len(each.stages)} stages{where} says which stage follows it (`next`)"
            yield finding(each.stages[0], "", message)


@rule("stage-without-lifecycle", severity=Severity.WARNING)
def without_lifecycle(context: Context) -> Iterator[Finding]:
    """Where there are several lifecycles, each stage says to which of them it belongs.

    Why: Each lifecycle has a map of its own, and a stage that names none of them stands on none of these maps.
    Fix: Write `lifecycle:` with the id of the lifecycle or pipeline.
    Bad:
        lifecycles:
          new: {name: New business, summary: From the first talk to the contract.}
          renewal: {name: Renewals, summary: From the reminder to the next contract.}
        stages:
          start: {name: Start, summary: Asks., entry: A form., initial: true, terminal: true, lifecycle: new,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    Good:
        lifecycles:
          new: {name: New business, summary: From the first talk to the contract.}
          renewal: {name: Renewals, summary: From the reminder to the next contract.}
        stages:
          start: {name: Start, summary: Asks., entry: A form., initial: true, terminal: true, lifecycle: new,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
          end: {name: End, summary: Ends., entry: It is over., initial: true, terminal: true, lifecycle: renewal,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [End]}}}
    """
    book = context.book
    known = [each.id for each in book.every("lifecycle")]
    if "lifecycle" in book.blind or len(known) < 2:
        return
    stages = list(book.all("stage"))
    names = joined([f"`{id}`" for id in known[:MOST_NAMED]], "or")
    yield from each_or_all(
        stages,
        [stage for stage in stages if not stage.get("lifecycle")],
        lambda stage: f"stage `{stage.id}` does not say to which lifecycle it belongs: {names}",
        f"none of the {len(stages)} stages says to which lifecycle it belongs: {names}",
    )


MOST_NAMED = 5

RULES = (
    without_marker,
    without_exit,
    order_twice,
    marker_values,
    unreachable,
    dead_end,
    without_ways,
    without_lifecycle,
)
