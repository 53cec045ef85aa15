"""What metrics can be chosen by in the dictionary: stage, unit, status; and the CSS that does it."""

# Each facet is a form control that CSS reads by :has(), so the dictionary filters
# without script. What names a function is made with the functions' colours: see parties.py.

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from remit.handbook import Definition, Handbook
from remit.views.parts import thresholds

_SLUG = re.compile(r"[a-z0-9-]+")
STATUSES = {"active": "Active", "draft": "Draft", "deprecated": "Deprecated"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and how many metrics have it."""

    value: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """What metrics can be chosen by: the name of its control, the words for it, its values."""

    name: str
    title: str
    every: str
    choices: tuple[Choice, ...]


def stages_of(metric: Definition) -> list[Definition]:
    """The stages that a metric measures or that watch it, each once, in their order."""
    found = {edge.target.id: edge.target for edge in metric.to("measures")}
    found |= {edge.source.id: edge.source for edge in metric.by("watched-by")}
    return sorted(found.values(), key=lambda stage: (stage.get("order", 99), stage.id))


def facets(metrics: Sequence[Definition]) -> list[Facet]:
    """Stage, unit and status, each with the values that occur; statuses always all."""
    stages = {stage.id: stage for metric in metrics for stage in stages_of(metric)}
    by_stage = Counter(stage.id for metric in metrics for stage in stages_of(metric))
    by_unit = Counter(metric.get("unit") for metric in metrics)
    by_status = Counter(metric.status for metric in metrics)
    in_order = sorted(stages.values(), key=lambda stage: (stage.get("order", 99), stage.id))
    made = (
        Facet("stage", "Stage", "Any stage", tuple(Choice(s.id, s.name, by_stage[s.id]) for s in in_order)),
        Facet(
            "unit",
            "Unit",
            "Any unit",
            tuple(Choice(id, title, by_unit[id]) for id, title in thresholds.UNITS.items() if by_unit[id]),
        ),
        Facet(
            "status",
            "Status",
            "Any status",
            tuple(Choice(id, title, by_status[id]) for id, title in STATUSES.items()),
        ),
    )
    return [facet for facet in made if len(facet.choices) > 1]


def stylesheet(book: Handbook) -> str:
    """CSS that hides the rows of the dictionary that the chosen stage, unit or status leaves out."""
    rules = [
        rule(facet.name, choice.value)
        for facet in facets(list(book.all("metric")))
        for choice in facet.choices
    ]
    made = ",\n  ".join(filter(None, rules))
    return f".md-typeset .r {{\n  {made} {{\n    display: none !important;\n  }}\n}}\n" if made else ""


def rule(name: str, value: str) -> str:
    """The selector of what one choice leaves out; empty for a value that is no id.

    A stylesheet has no escaping worth its name.
    """
    if not _SLUG.fullmatch(value):
        return ""
    return f'&:has([name={name}] [value="{value}"]:checked) .every tr.row:not([data-{name}~="{value}"])'
