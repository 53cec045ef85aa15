"""What was local and is shared now: nobody decided that, its uses changed."""

from __future__ import annotations

from collections.abc import Iterator

from remit.change.compare.grading import MEANING
from remit.change.review.reach import Reach, Touch
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.rules.values import RECORDS


@dataclass(frozen=True, slots=True)
class Drifted:
    """A definition that became shared, and the triggers that make it so, with the ways to them."""

    definition: Definition
    ways: tuple[Touch, ...]

    @property
    def nearest(self) -> Touch | None:
        """The shortest way over a use; None where its kind alone, or what it says itself, makes it shared."""
        used = [way for way in self.ways if way.reached.steps]
        return min(used, key=lambda each: each.reached.steps, default=None)


def became_shared(then: Reach, now: Reach) -> Iterator[Drifted]:
    """What took a local lane then and takes a shared one now; what did not exist then became nothing."""
    for definition in now.book.definitions():
        before = then.book.index.get(definition.kind.id, {}).get(definition.id)
        if before is None or definition.kind.id in RECORDS or not (before.sound and definition.sound):
            continue
        choice, touched = now.consequences(definition, MEANING)
        if choice.lane.is_shared and not then.consequences(before, MEANING)[0].lane.is_shared:
            yield Drifted(definition, tuple(each for each in touched if each.trigger in choice.because))
