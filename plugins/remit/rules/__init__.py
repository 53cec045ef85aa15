"""Every rule, by topic. A new rule is written in its topic's module and stands in its `RULES`."""

from __future__ import annotations

from collections.abc import Mapping

from remit.codes import CODES, Code
from remit.rules import (
    authority,
    cadences,
    changes,
    clocks,
    decisions,
    fields,
    handoffs,
    look,
    occasions,
    overdue,
    ownership,
    requests,
    stages,
    suspicions,
    texts,
    upkeep,
    values,
)
from remit.rules.numbers import alike, examples, formulas, metrics, targets, thresholds, units
from remit.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *ownership.RULES,
    *authority.RULES,
    *decisions.RULES,
    *stages.RULES,
    *fields.RULES,
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
)

# Every code that a finding can have, sorted: the rules' and all others.
ALL_CODES: Mapping[str, Code] = dict(
    sorted({**CODES, **{rule.code.id: rule.code for rule in ALL_RULES}}.items())
)
