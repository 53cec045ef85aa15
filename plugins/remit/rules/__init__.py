"""Every rule, by topic. A new rule is written in its topic's module and stands in its `RULES`."""

from __future__ import annotations

from remit.rules import (
    changes,
    decisions,
    handoffs,
    look,
    metrics,
    occasions,
    overdue,
    ownership,
    requests,
    stages,
    upkeep,
)
from remit.rules.rule import Rule

ALL_RULES: tuple[Rule, ...] = (
    *ownership.RULES,
    *decisions.RULES,
    *stages.RULES,
    *handoffs.RULES,
    *metrics.RULES,
    *changes.RULES,
    *requests.RULES,
    *occasions.RULES,
    *upkeep.RULES,
    *overdue.RULES,
    *look.RULES,
)
