"""What people record: changes, requests, meetings and their reviews, the answers of policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook

# interval → words, from the shortest to the longest
INTERVALS: Mapping[str, str] = {
    "week": "Every week",
    "two-weeks": "Every two weeks",
    "month": "Every month",
    "quarter": "Every quarter",
    "half-year": "Every half-year",
    "year": "Every year",
}


@dataclass(frozen=True)
class ReviewQuestion:
    """One question of a review, and the definitions it is about."""

    id: str
    data: Mapping[str, Any]
    about: tuple[Definition, ...]


@dataclass(frozen=True)
class PolicyAnswer:
    """One question of a policy with its answer, and what the answer points at."""

    id: str
    data: Mapping[str, Any]
    points_at: tuple[Definition, ...]


# -- changes --


def changes(book: Handbook) -> list[Definition]:
    """Change records, the newest decision first; those not decided yet at the end."""
    found = sorted(book.all("change"), key=lambda change: change.id)
    return sorted(found, key=lambda change: str(change.get("decided-on", "")), reverse=True)


def news(book: Handbook) -> str:
    """What the change log holds, as words; empty when it holds nothing."""
    found = changes(book)
    waiting = sum(change["state"] == "proposed" for change in found)
    last = str(found[0].get("decided-on", "")) if found else ""
    parts = []
    if decided := len(found) - waiting:
        parts.append(f"{decided} decided" + (f", the last on {words.medium_day(last)}" if last else ""))
    if waiting:
        parts.append(f"{waiting} waiting for a decision")
    return "; ".join(parts)


def day(change: Definition) -> str:
    """The day that a change belongs to in the log: of its decision, else of its effect or proposal."""
    return str(change.get("decided-on") or change.get("effective") or change.get("proposed-on") or "")


def lane_reach(change: Definition) -> str:
    """`shared`, `local`, or empty when the change names no lane."""
    for edge in change.to("took-lane"):
        if edge.target.sound:
            return str(edge.target.get("reach", ""))
    return ""


def decided(book: Handbook) -> list[Definition]:
    """Approved and rejected changes, the newest decision first."""
    changes = book.all("change")
    found = [change for change in changes if change["state"] in ("approved", "rejected") and day(change)]
    return sorted(found, key=lambda change: (day(change), change.id), reverse=True)


def coming(book: Handbook, today: str) -> list[Definition]:
    """Approved changes that hold from a later day, the next first."""
    later = [
        change
        for change in decided(book)
        if change["state"] == "approved" and "" < today < str(change.get("effective", ""))
    ]
    return sorted(later, key=lambda change: (change["effective"], change.id))


# -- requests --


def requests(book: Handbook) -> list[Definition]:
    """All requests: the open ones first, in each part the newest first."""
    rows = sorted(book.all("request"), key=lambda each: (each.get("asked-on", ""), each.id), reverse=True)
    return sorted(rows, key=lambda each: answer(each) != "open")


def answer(request: Definition) -> str:
    """What became of a request; `open` while nothing is said."""
    return str(request.get("answer", "open"))


# -- meetings and reviews --


def meetings(book: Handbook, interval: str) -> list[Definition]:
    """The cadences of one interval, by name."""
    found = [each for each in book.all("cadence") if each.get("every") == interval]
    return sorted(found, key=lambda each: each.name.lower())


def reviews(book: Handbook) -> list[Definition]:
    """All reviews that were held, the newest first."""
    return _newest(book.all("review"))


def held_for(cadence: Definition) -> list[Definition]:
    """The reviews that were held as one meeting, the newest first."""
    return _newest({edge.source for edge in cadence.by("held-for") if edge.source.sound})


def _newest(reviews: Iterable[Definition]) -> list[Definition]:
    return sorted(reviews, key=lambda review: (review.get("held-on", ""), review.id), reverse=True)


def found_in(review: Definition) -> list[ReviewQuestion]:
    """The questions of a review, in order of writing."""
    return [
        ReviewQuestion(
            id,
            data,
            tuple(edge.target for edge in review.to("review-finds") if edge.path[:2] == ("findings", id)),
        )
        for id, data in review.get("findings", {}).items()
    ]


# -- policies --


def answers(policy: Definition) -> list[PolicyAnswer]:
    """The questions of a policy, in order of writing."""
    return [
        PolicyAnswer(
            id,
            data,
            tuple(edge.target for edge in policy.to("points-at") if edge.path[:2] == ("answers", id)),
        )
        for id, data in policy["answers"].items()
    ]
