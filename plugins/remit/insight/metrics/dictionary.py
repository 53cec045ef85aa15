"""Metrics among the rest: where each is used, whose it is, and what all of them can be chosen by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from remit.frozen import dataclass
from remit.handbook import Definition, Edge, Handbook
from remit.insight.metrics.lineage import feeds
from remit.insight.metrics.thresholds import UNITS
from remit.insight.used import LEADING
from remit.lifecycles import column
from remit.ownership.organisation import function_for
from remit.ownership.parties import governors, operators
from remit.schema import MENTION

STATUSES = {"active": "Active", "draft": "Draft", "deprecated": "Deprecated"}
FEEDS = "made-of"  # the relation that leads back from what a metric feeds
# Told in a group of their own, so not once more by the words of the relation.
_SAID = frozenset({"shows", "decides-on", "made-of", "rolls-up-to", "watched-by", "handoff-watched-by"})


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a metric is used, and a word about how."""

    definition: Definition
    note: str = ""


@dataclass(frozen=True, slots=True)
class Uses:
    """Where a metric is used, of one kind of place; `relation` is what leads there."""

    relation: str
    title: str
    found: tuple[Use, ...]
    kind: str


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


# -- where a metric is used --


def uses(metric: Definition) -> list[Uses]:
    """Where a metric is used, by kind of place; all else by the words of its relation."""
    rolled_up = [each for each in metric.sources("rolls-up-to") if each is not metric]
    stages = [
        *metric.targets("measures"),
        *metric.sources("watched-by"),
    ]
    groups: list[tuple[str, str, Iterable[Use], str]] = [
        (
            "shows",
            "Dashboards",
            (
                Use(e.source, str(e.context.get("filter") or e.context.get("where", "")))
                for e in metric.by("shows")
            ),
            "dashboard",
        ),
        ("decides-on", "Decisions", (Use(e.source) for e in metric.by("decides-on")), "decision"),
        ("measures", "Stages", (Use(each) for each in stages), "stage"),
        (
            "handoff-watched-by",
            "Handoffs",
            (Use(e.source) for e in metric.by("handoff-watched-by")),
            "handoff",
        ),
        ("rolls-up-to", "Metrics below it", (Use(each) for each in rolled_up), "metric"),
        (FEEDS, "Feeds", (Use(each) for each in feeds(metric)), "metric"),
    ]
    groups += [
        (
            edges[0].relation,
            f"{back[0].upper()}{back[1:]}",
            (Use(edge.source) for edge in edges),
            edges[0].source.kind.id,
        )
        for back, edges in sorted(_others(metric).items())
    ]
    return [
        Uses(relation, title, tuple(once), kind)
        for relation, title, found, kind in groups
        if (once := _once(found))
    ]


def _others(metric: Definition) -> dict[str, list[Edge]]:
    """All other edges by their words; of what refers here in other words, too, no mention."""
    found: dict[str, list[Edge]] = {}
    referring = {edge.source.ref for edge in metric.by() if edge.relation != MENTION.relation}
    for edge in metric.by():
        if edge.relation in _SAID | LEADING or edge.source is metric:
            continue
        if edge.relation != MENTION.relation or edge.source.ref not in referring:
            found.setdefault(edge.back, []).append(edge)
    return found


def _once(found: Iterable[Use]) -> list[Use]:
    return sorted(
        {use.definition.ref: use for use in found}.values(),
        key=lambda use: (use.definition.name.casefold(), use.definition.ref),
    )


# -- whose it is --


def functions_of(definition: Definition) -> list[Definition]:
    """The functions that operate or govern a definition, each once; a role stands for its function."""
    found = (function_for(party) for party in (*operators(definition), *governors(definition)))
    return list(dict.fromkeys(each for each in found if each is not None))


def parties(book: Handbook, definitions: Sequence[Definition]) -> list[Definition]:
    """Functions that operate or govern one of these: what their table can be filtered by."""
    named = {function.id for each in definitions for function in functions_of(each)}
    return [function for function in book.every("function") if function.id in named]


# -- what metrics are chosen by --


def stages_of(metric: Definition) -> list[Definition]:
    """The stages that a metric measures or that watch it, each once, in their order."""
    found = {stage.id: stage for stage in metric.targets("measures")}
    found |= {stage.id: stage for stage in metric.sources("watched-by")}
    return sorted(found.values(), key=lambda stage: (column(stage), stage.in_writing))


def facets(metrics: Sequence[Definition]) -> list[Facet]:
    """Stage, unit and status, each with the values that occur; statuses always all."""
    stages = {stage.id: stage for metric in metrics for stage in stages_of(metric)}
    by_stage = Counter(stage.id for metric in metrics for stage in stages_of(metric))
    by_unit = Counter(metric.get("unit") for metric in metrics)
    by_status = Counter(metric.status for metric in metrics)
    in_order = sorted(stages.values(), key=lambda stage: (column(stage), stage.in_writing))
    made = (
        Facet("stage", "Stage", "Any stage", tuple(Choice(s.id, s.name, by_stage[s.id]) for s in in_order)),
        Facet(
            "unit",
            "Unit",
            "Any unit",
            tuple(Choice(id, title, by_unit[id]) for id, title in UNITS.items() if by_unit[id]),
        ),
        Facet(
            "status",
            "Status",
            "Any status",
            tuple(Choice(id, title, by_status[id]) for id, title in STATUSES.items()),
        ),
    )
    return [facet for facet in made if len(facet.choices) > 1]
