"""Rules about the rules of a company: what they name, whether they hold for their own examples."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.rules.own.applied import TESTS, OwnRule, OwnRules, asked, is_key, rules_of
from remit.rules.own.examples import example_of
from remit.rules.own.judging import Path, World
from remit.rules.rule import Context, Finding, finding, rule

_EXAMPLES = ("good", "bad")


@rule("rule-names-unknown")
def names_unknown(context: Context) -> Iterator[Finding]:
    """A rule names kinds, properties, relations and values that there are.

    Why: A rule that names something else looks at nothing, and seems to be kept by everything.
    Fix: Correct the name; the page of each kind in the schema reference has its properties and relations.
    Bad:
        rules:
          quick: {name: Quick, summary: S., select: {kind: handoff}, must: sla.witin <= 24 business hours,
            message: "{name} is slow", severity: error, why: W., fix: F.,
            good: {handoffs: {a: {sla: {within: {amount: 4, unit: business-hours}}}}},
            bad: {handoffs: {a: {sla: {within: {amount: 40, unit: business-hours}}}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        rules:
          quick: {name: Quick, summary: S., select: {kind: role}, must: reports-to is filled or by leads is filled,
            message: "{name} reports to nobody", severity: warning, why: W., fix: F.,
            good: {roles: {a: {reports-to: ceo}}}, bad: {roles: {a: {}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for own in context.once(OwnRules).rules.values():
        for problem in own.problems:
            yield finding(own.definition, problem.path, problem.message, span=problem.span)


@rule("rule-without-test")
def without_test(context: Context) -> Iterator[Finding]:
    """A rule says either what must hold, or when it fails.

    Why: Without a test nothing is checked; with two, readers and the check may each go by another one.
    Fix: Write `must` or `fails-when`; two demands are two rules, or one joined by `and`.
    Bad:
        rules:
          named: {name: Named, summary: S., select: {kind: role},
            message: "{name} has no deputy", severity: warning, why: W., fix: F.,
            good: {roles: {a: {deputy: ceo}}}, bad: {roles: {a: {}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        rules:
          named: {name: Named, summary: S., select: {kind: role}, fails-when: held-by is empty and deputy is empty,
            message: "{name} has no deputy", severity: warning, why: W., fix: F.,
            good: {roles: {a: {held-by: [Bo]}}}, bad: {roles: {a: {}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for definition in rules_of(context.book):
        names = [name for name in TESTS if name in definition.data]
        if len(names) > 1:
            message = f"rule `{definition.id}` has both `must` and `fails-when`"
            yield finding(definition, names[1], message, key=True)
        elif not names:
            yield finding(definition, "", f"rule `{definition.id}` has neither `must` nor `fails-when`")


@rule("rule-example-wrong")
def example_wrong(context: Context) -> Iterator[Finding]:
    """A rule finds what is wrong in its bad example, and nothing in its good one.

    Why: The examples show that the rule says what was meant; people copy the good one.
    Fix: Correct the example or the rule. All that the rule selects in `bad` has to break it, all in `good` to pass.
    Bad:
        rules:
          deputies: {name: Deputies, summary: S., select: {kind: role, where: vacant = true}, must: deputy is filled,
            message: "{name} has no deputy", severity: warning, why: W., fix: F.,
            good: {roles: {a: {vacant: true, deputy: ceo}}}, bad: {roles: {a: {vacant: true, deputy: ceo}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        rules:
          deputies: {name: Deputies, summary: S., select: {kind: role}, must: deputy is filled or held-by is filled,
            message: "{name} has no deputy", severity: warning, why: W., fix: F.,
            good: {roles: {a: {deputy: ceo}}}, bad: {roles: {a: {}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for own in context.once(OwnRules).rules.values():
        for name in _EXAMPLES:
            yield from _tried(context, own, name)


def _tried(context: Context, own: OwnRule, name: str) -> Iterator[Finding]:
    """What is wrong with one example of a rule."""
    definition = own.definition
    example = example_of(definition, name, context.book)
    for path, message in example.problems:
        yield finding(definition, path, message, key=is_key(definition, path))
    if example.problems or not example.clear or not own.is_whole:
        return
    outcome = asked(own, World(example.book), example.definitions)
    broken = {each for each, _ in outcome.broken}
    for each, seen in outcome.doubts:
        yield finding(
            definition, _place(definition, each), f"the rule cannot be decided here: {seen.doubt}", key=True
        )
    for each in outcome.selected:
        if each not in outcome.unclear and (each in broken) is not (name == "bad"):
            found = "finds nothing" if name == "bad" else "finds something"
            message = f"the rule {found} in `{each.ref}`, which is its {name} example"
            yield finding(definition, _place(definition, each), message, key=True)
    if not outcome.selected and not outcome.unclear:
        message = f"the rule selects nothing in its {name} example, so that it shows nothing"
        yield finding(definition, name, message, key=True)


def _place(rule: Definition, inside: Definition) -> Path:
    """Where a definition of an example stands in its rule."""
    return inside.path[len(rule.path) :]


@rule("rule-selects-nothing", severity=Severity.WARNING)
def selects_nothing(context: Context) -> Iterator[Finding]:
    """A rule selects at least one definition of the handbook.

    Why: A rule about nothing is kept by everybody, and nobody notices that it no longer guards anything.
    Fix: Correct `select`, delete the rule, or write `status: draft` until there is something that it is about.
    Bad:
        rules:
          vacancies: {name: Vacancies, summary: S., select: {kind: role, where: vacant = true}, must: deputy is filled,
            message: "{name} has no deputy", severity: warning, why: W., fix: F.,
            good: {roles: {a: {vacant: true, deputy: ceo}}}, bad: {roles: {a: {vacant: true}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        rules:
          vacancies: {name: Vacancies, summary: S., select: {kind: role, where: vacant = true}, must: deputy is filled,
            message: "{name} has no deputy", severity: warning, why: W., fix: F., status: draft,
            good: {roles: {a: {vacant: true, deputy: ceo}}}, bad: {roles: {a: {vacant: true}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    every = context.once(OwnRules)
    for own in every.rules.values():
        if not own.is_applied or own.kind is None:
            continue
        id, book = own.kind.id, context.book
        outcome = every.outcome(own.definition.id)
        hidden = id in book.blind or any(not each.sound for each in book.every(id))
        if not outcome.selected and not outcome.unclear and not hidden:
            there = any(True for _ in book.every(id))
            which = "that it selects" if there else "at all"
            message = f"there is no {id} {which}: rule `{own.definition.id}` checks nothing"
            yield finding(own.definition, "select", message, key=True)


@rule("rule-undecided")
def undecided(context: Context) -> Iterator[Finding]:
    """What a rule compares can be compared.

    Why: Two days by the clock and 24 business hours cannot be told apart by a program, and it does not guess.
    Fix: Write both in business time or both by the clock, or set `company.business-hours`.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 9, unit: business-days}},
            sla: {promise: In two days, label: 2 d, within: {amount: 2, unit: days}, starts: Signed, stops: Accepted}}
        rules:
          quick: {name: Quick, summary: S., select: {kind: handoff}, must: sla.within <= 24 business hours,
            message: "{name} is slow", severity: error, why: W., fix: F.,
            good: {handoffs: {a: {sla: {within: {amount: 4, unit: business-hours}}}}},
            bad: {handoffs: {a: {sla: {within: {amount: 40, unit: business-hours}}}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 9, unit: business-days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 9, unit: business-hours}, starts: Signed, stops: Accepted}}
        rules:
          quick: {name: Quick, summary: S., select: {kind: handoff}, must: sla.within <= 24 business hours,
            message: "{name} is slow", severity: error, why: W., fix: F.,
            good: {handoffs: {a: {sla: {within: {amount: 4, unit: business-hours}}}}},
            bad: {handoffs: {a: {sla: {within: {amount: 40, unit: business-hours}}}}},
            operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    every = context.once(OwnRules)
    for own in every.rules.values():
        for definition, seen in every.outcome(own.definition.id).doubts:
            message = f"rule `{own.definition.id}` cannot be decided here: {seen.doubt}"
            where = seen.path
            yield finding(definition, where, message, key=is_key(definition, where), related=[own.definition])


RULES = (names_unknown, without_test, example_wrong, selects_nothing, undecided)
