"""Series that a change ends: from then on the metric counts something else."""

from __future__ import annotations

from collections.abc import Iterator, Set

from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.compute.periods import spoken
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.insight.readings.breaks import Counting, rests_on
from remit.readings import readings_of


@dataclass(frozen=True, slots=True)
class Ending:
    """A metric that was read, what of it changes, how many readings there are, and the period of the last."""

    metric: Definition
    by: Definition
    readings: int
    last: str

    def __str__(self) -> str:
        """The ending in a sentence."""
        times = "once" if self.readings == 1 else f"{self.readings} times"
        by = "" if self.by.ref == self.metric.ref else f", by {self.by.kind.title.lower()} {self.by.name}"
        return (
            f"{self.metric.name} counts something else{by}; it was read {times}, last for {self.last}, "
            "and what is read from now on is not compared with that"
        )


def endings(review: ChangeReview) -> list[Ending]:
    """The series that a judged change ends, by the name of the metric."""
    book = review.difference.after
    anew = {each.change.ref: each for each in review.judged if _counts_anew(book, each)}
    if not anew:
        return []
    found = []
    for id, some in readings_of(book).of.items():
        metric = book.get("metric", id)
        assert metric is not None
        by = next((ref for ref in (metric.ref, *_below(book, metric.ref, frozenset())) if ref in anew), None)
        if by is not None:
            last = max(some, key=lambda each: each.order)
            found.append(Ending(metric, anew[by].definition, len(some), spoken(last.period, last.said)))
    return sorted(found, key=lambda each: each.metric.name.casefold())


def _counts_anew(book: Handbook, each: Judged) -> bool:
    if each.claim is not None and not each.doubt:
        return False
    data = {str(definition.ref): definition.written for definition in book.definitions()}
    return Counting(data.get).anew(each.definition.kind, each.change)


def _below(book: Handbook, ref: Ref, way: Set[Ref]) -> Iterator[Ref]:
    """All that a metric rests on, over any steps."""
    definition = book.find(str(ref))
    for each in rests_on(ref, definition.written) if definition is not None else ():
        if each not in way:
            yield each
            yield from _below(book, each, way | {ref})
