"""Which stages belong to which lifecycle."""

from __future__ import annotations

from collections.abc import Sequence

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.lifecycles.order import columns, on_spine

SAID = ("next", "initial", "terminal")  # what says how stages follow each other


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The sound stages of a lifecycle, in order; `definition` is None for those that belong to none."""

    definition: Definition | None
    stages: Sequence[Definition]


def lifecycles(book: Handbook) -> list[Lifecycle]:
    """Each lifecycle that has stages, in order of writing, then the stages that name none of several.

    Where there is one lifecycle, or none is defined, all stages belong together.
    """
    known = sorted(book.all("lifecycle"), key=lambda each: each.in_writing)
    held: dict[Definition | None, list[Definition]] = {each: [] for each in known}
    for stage in book.all("stage"):
        own = stage.target("stage-of") if len(known) != 1 else known[0]
        held.setdefault(own if own in held else None, []).append(stage)
    return [Lifecycle(each, in_order(stages)) for each, stages in held.items() if stages]


def in_order(stages: Sequence[Definition]) -> list[Definition]:
    """Stages of one lifecycle: the spine from left to right, then the ways out and back."""
    at = columns(stages)
    return sorted(stages, key=lambda stage: (not on_spine(stage), at[stage], stage.in_writing))


def unordered(stages: Sequence[Definition]) -> bool:
    """Whether nothing is said about how several stages follow each other."""
    return len(stages) > 1 and not any(stage.data.get(name) for stage in stages for name in SAID)
