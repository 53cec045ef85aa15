"""Every rule, by topic. A new rule is written in its topic's module and stands in its `RULES`."""

from __future__ import annotations

from collections.abc import Mapping

from remit.codes import CODES, Code
from remit.rules import (
    cadences,
    changes,
    clocks,
    decisions,
    examples,
    formulas,
    handoffs,
    look,
    metrics,
    occasions,
    overdue,
    ownership,
    requests,
    stages,
    targets,
    texts,
    units,
    upkeep,
    values,
)
from remit.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *ownership.RULES,
    *decisions.RULES,
    *stages.RULES,
    *handoffs.RULES,
    *metrics.RULES,
    *units.RULES,
    *clocks.RULES,
    *formulas.RULES,
    *targets.RULES,
    *values.RULES,
    *examples.RULES,
    *changes.RULES,
    *requests.RULES,
    *cadences.RULES,
    *occasions.RULES,
    *texts.RULES,
    *upkeep.RULES,
    *overdue.RULES,
    *look.RULES,
)

# Every code that a finding can have, sorted: the rules' and all others.
ALL_CODES: Mapping[str, Code] = dict(
    sorted({**CODES, **{rule.code.id: rule.code for rule in ALL_RULES}}.items())
)
