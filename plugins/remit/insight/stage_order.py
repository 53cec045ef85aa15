"""Where a stage stands on the lifecycle map."""

from __future__ import annotations

from remit.handbook import Definition

STEP = 2.0**-12  # between a stage and the next that says no `order`: many fit between two whole numbers


def on_spine(stage: Definition) -> bool:
    """Whether a stage lies on the main way."""
    return bool(stage.get("way", "main") == "main")


def column(stage: Definition) -> float:
    """Where a stage stands on the map, from left to right; only good for comparing with others.

    That is its `order`. A stage that says none follows the stages that lead on to it, and an exit stands
    where the first stage stands that leads to it: so one can be put in between two others without a
    change of either number.
    """
    return _column(stage, frozenset())


def _column(stage: Definition, below: frozenset[Definition]) -> float:
    if isinstance(said := stage.data.get("order"), int | float):
        return float(said)
    main = on_spine(stage)
    before = [
        _column(edge.source, below | {stage})
        for edge in stage.by("leads-to")
        if edge.source.sound
        and edge.source not in below | {stage}
        and on_spine(edge.source)
        and (not main or edge.context.get("way") == "on")
    ]
    if not before:
        return 0.0
    return max(before) + STEP if main else min(before)
