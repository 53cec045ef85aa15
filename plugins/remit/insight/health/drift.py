"""What became shared since the last review, by the handbook as it was on that day."""

from __future__ import annotations

from pathlib import Path

from remit.change.compare.versions import Versions
from remit.change.history.timeline import History
from remit.change.review.lanes import lanes_of
from remit.change.review.reach import Reach
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.git import open_repository
from remit.handbook import Definition, Handbook
from remit.rhythm.drift import Drifted, became_shared


@dataclass(frozen=True, slots=True)
class Since:
    """What became shared since the last review; `why` says why that cannot be told."""

    review: Definition | None
    drifted: tuple[Drifted, ...] = ()
    why: str = ""


def last_review(book: Handbook, today: str) -> Definition | None:
    """The latest review that is on record as held; an edit of a definition is none."""
    held = [each for each in book.all("review") if "" < each.get("held-on", "") <= today]
    return max(held, key=lambda each: (each["held-on"], each.id), default=None)


def since_review(root: Path, history: History, now: Reach, today: str) -> Since:
    """What took a local lane on the day of the last review and takes a shared one now, by the lanes of now.

    Raises nothing: what git cannot tell is said.
    """
    review = last_review(now.book, today)
    if review is None:
        return Since(None, why="no review is on record as held")
    if history.missing:
        return Since(review, why=history.missing)
    steps = [step.id for step in history.steps if step.day <= review["held-on"]]
    if not steps:
        return Since(review, why=f"history starts on {history.starts}, after the review")
    try:
        then = Versions(open_repository(root)).open(steps[-1], "the handbook on the day of the review")
    except RemitError as problem:
        return Since(review, why=str(problem))
    return Since(review, tuple(became_shared(Reach(then, lanes_of(now.book)), now)))
