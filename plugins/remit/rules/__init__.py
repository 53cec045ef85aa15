"""Every rule, by topic. A new rule is written in its topic's module and stands in its `RULES`."""

from __future__ import annotations

from collections.abc import Mapping

from remit.codes import CODES, Code
from remit.handbook import Handbook
from remit.rules import cadences, look, suspicions, texts, values
from remit.rules.change import changes, occasions, overdue, requests, upkeep
from remit.rules.flow import clocks, field_claims, fields, handoffs, stages
from remit.rules.numbers import alike, examples, formulas, metrics, targets, thresholds, units
from remit.rules.own import company
from remit.rules.own.applied import own_codes
from remit.rules.people import authority, central, decisions, ownership
from remit.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *ownership.RULES,
    *authority.RULES,
    *central.RULES,
    *decisions.RULES,
    *stages.RULES,
    *fields.RULES,
    *field_claims.RULES,
    *handoffs.RULES,
    *metrics.RULES,
    *units.RULES,
    *thresholds.RULES,
    *clocks.RULES,
    *formulas.RULES,
    *targets.RULES,
    *values.RULES,
    *examples.RULES,
    *alike.RULES,
    *changes.RULES,
    *requests.RULES,
    *cadences.RULES,
    *occasions.RULES,
    *texts.RULES,
    *suspicions.RULES,
    *upkeep.RULES,
    *overdue.RULES,
    *look.RULES,
    *company.RULES,
)

# Every code that a finding can have, sorted: the rules' and all others.
ALL_CODES: Mapping[str, Code] = dict(
    sorted({**CODES, **{rule.code.id: rule.code for rule in ALL_RULES}}.items())
)


def codes_of(book: Handbook) -> Mapping[str, Code]:
    """Every code that a finding in a handbook can have: those of the company's own rules, too."""
    own = own_codes(book)
    return {**ALL_CODES, **own} if own else ALL_CODES
