"""Where a stage stands on the map of its lifecycle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from remit.handbook import Definition

STEP = 2.0**-12  # between a stage and the next that says no `order`: many fit between two whole numbers


def on_spine(stage: Definition) -> bool:
    """Whether a stage lies on the main way."""
    return bool(stage.get("way", "main") == "main")


def columns(stages: Sequence[Definition]) -> Mapping[Definition, float]:
    """Where the stages of one lifecycle stand on its map, from left to right.

    Where two of the main way say one `order`, the one that leads on to the other comes first, else the one
    that is written first; so do all where nothing says how they follow each other.
    """
    known: dict[Definition, float | None] = {}
    found = {stage: _column(stage, known) for stage in stages}
    main = sorted(filter(on_spine, stages), key=lambda stage: (found[stage], stage.in_writing))
    apart = not any(stage.to("leads-to") for stage in stages)
    for _, alike in groupby(main, key=lambda stage: found[stage]):
        here = list(alike)
        for place, stage in enumerate(_by_ways(here)):
            if place and (apart or stage.get("order") is not None):
                found[stage] += place * STEP / len(stages)
    return found


def _by_ways(stages: Sequence[Definition]) -> Iterator[Definition]:
    """Stages so that none stands before one that leads on to it; in a ring, as they are given."""
    left = dict.fromkeys(stages)
    while left:
        free = (stage for stage in left if not any(each in left for each in _leading(stage)))
        first = next(free, next(iter(left)))
        del left[first]
        yield first


def _leading(stage: Definition) -> Iterator[Definition]:
    """The other stages that lead on to a stage."""
    on = (edge for edge in stage.by("leads-to") if edge.context.get("way") == "on")
    return (edge.source for edge in on if edge.source is not stage)


def column(stage: Definition) -> float:
    """Where a stage stands on the map, from left to right; only good for comparing with others.

    That is its `order`. A stage that says none follows the stages that lead on to it, and an exit stands
    where the first stage stands that leads to it: so one can be put in between two others without a
    change of either number.
    """
    return _column(stage, {})


def _column(stage: Definition, known: dict[Definition, float | None]) -> float:
    """The column of a stage; `known` has those looked at, with None for those that are being looked at."""
    if isinstance(said := stage.data.get("order"), int | float):
        return float(said)
    if (at := known.setdefault(stage, None)) is not None:
        return at
    main = on_spine(stage)
    before = [
        _column(edge.source, known)
        for edge in stage.by("leads-to")
        if edge.source.sound
        and known.get(edge.source, 0.0) is not None
        and on_spine(edge.source)
        and (not main or edge.context.get("way") == "on")
    ]
    found = 0.0 if not before else max(before) + STEP if main else min(before)
    known[stage] = found
    return found
