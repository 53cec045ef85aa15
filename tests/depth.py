"""How deep the tests look: a part in `make test`, everything in `make test-deep`, which sets REMIT_DEEP."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

import hypothesis

DEEP = os.environ.get("REMIT_DEEP", "") not in {"", "0"}
FEWEST = 50  # examples of a law in `make test`
SEED = 8  # the same part in every `make test`, so that a failure comes back

T = TypeVar("T")


def load_profile(*, in_ci: bool) -> None:
    """Choose what hypothesis does: CI draws the same examples at every run, but new ones every deep night."""
    # Machines are noisy: a slow example is no failure.
    hypothesis.settings.register_profile("default", deadline=None)
    hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
    hypothesis.settings.register_profile("deep", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("deep" if DEEP else "ci" if in_ci else "default")


def law(*, deep: int, usual: int = FEWEST, **options: Any) -> hypothesis.settings:
    """The settings of a law that draws `deep` examples in `make test-deep` and `usual` ones otherwise.

    `options` are further settings of hypothesis. Raises ValueError where `usual` is below FEWEST or not
    below `deep`: such a law needs no helper.
    """
    if not FEWEST <= usual < deep:
        raise ValueError(f"a law draws at least {FEWEST} examples and more when deep, not {usual} and {deep}")
    return hypothesis.settings(max_examples=deep if DEEP else usual, deadline=None, **options)


def part_of(
    sweep: Iterable[T], count: int = 0, form: Callable[[T], Hashable] = lambda _: None
) -> Sequence[T]:
    """A seeded part of a sweep, in its order: one of each form, filled up to `count`; all when deep."""
    whole = list(sweep)
    if DEEP:
        return whole
    shuffled = list(range(len(whole)))
    random.Random(SEED).shuffle(shuffled)
    first = {form(whole[place]): place for place in reversed(shuffled)}
    chosen = dict.fromkeys([*first.values(), *shuffled])
    return [whole[place] for place in sorted(list(chosen)[: max(count, len(first))])]
