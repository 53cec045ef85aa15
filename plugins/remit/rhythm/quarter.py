"""The review of a quarter, begun: its questions, with what history and the references show."""

# Pure: a past in, values out. Which question looks where is data, in
# `questions.yaml`. Answers are for people, and stay empty.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from remit import source
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.mentions import mentions
from remit.rhythm import narrative
from remit.rhythm.evidence import EVIDENCE
from remit.rhythm.period import Past, Period
from remit.schema import PARTIES

ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Found:
    """One question with its evidence, a sentence each, and the definitions that it mentions.

    `evidence` is None for a question of the company's own, which nothing is looked up for.
    """

    id: str
    question: str
    evidence: tuple[str, ...] | None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The review of a quarter, as far as it can be known without asking anybody."""

    id: str
    name: str
    period: str
    cadence: Definition | None
    found: tuple[Found, ...]


def draft(past: Past) -> Draft:
    """The review of a quarter: seven questions in the words of the last review, with their evidence."""
    last = _last_review(past.now, past.period)
    asked = last.get("findings", {}) if last is not None else {}
    cadence = _cadence(past.now, last)
    own = [Found(id, each["question"], None) for id, each in asked.items() if id not in questions()]
    found = [
        _found(past, id, asked.get(id, {}).get("question", look["question"]), look)
        for id, look in questions().items()
    ]
    year, _, number = past.period.name.partition("-Q")
    name = f"Governance review of the {ORDINALS[int(number) - 1]} quarter {year}"
    return Draft(past.period.name.lower(), name, past.period.name, cadence, (*found, *own))


def questions() -> Mapping[str, Mapping[str, Any]]:
    """The seven questions: id → the question, and where its evidence is looked for."""
    data: Mapping[str, Mapping[str, Any]] = source.read(Path(__file__).parent, "questions.yaml").data
    return data


def _last_review(book: Handbook, period: Period) -> Definition | None:
    """The review of the latest earlier quarter, whose words are kept."""
    held = [review for review in book.all("review") if "" < review.get("period", "") < period.name]
    return max(held, key=lambda review: (review["period"], review.id), default=None)


def _cadence(book: Handbook, last: Definition | None) -> Definition | None:
    """The meeting that the review belongs to: of the last review, else the quarterly one that asks so."""
    for edge in last.to("held-for") if last is not None else ():
        return edge.target
    ours = {each["question"] for each in questions().values()}
    quarterly = [each for each in book.all("cadence") if each["every"] == "quarter"]
    asking = [each for each in quarterly if ours.intersection(each["agenda"])]
    candidates = asking or quarterly
    return candidates[0] if len(candidates) == 1 else None


def _found(past: Past, id: str, question: str, look: Mapping[str, Any]) -> Found:
    evidence = [*_limits(past, id), *EVIDENCE[id](past, look)]
    if not evidence:
        evidence = ["Nothing in the quarter: no change, no record, no request."]
    text = " ".join(evidence)
    mentioned = dict.fromkeys(match[1] for match in mentions(text))
    about = [each for each in mentioned if each.partition(":")[0] not in PARTIES]
    return Found(id, question, tuple(evidence), tuple(about))


def _limits(past: Past, id: str) -> Iterator[str]:
    """What the evidence cannot know, said where it matters."""
    if id == "functional-requests" and not past.why:
        return
    starts = past.history.starts
    if past.why:
        yield f"Without history: {past.why.rstrip('.').replace('{', '(').replace('}', ')')}."
    elif not starts or (starts >= past.period.end and not past.history.cut):
        yield "The handbook did not exist in the quarter."
    elif starts >= past.period.first:
        cut = (
            ", since this clone is shallow; `git fetch --unshallow` brings the rest"
            if past.history.cut
            else ""
        )
        yield f"History starts on {narrative.on(past, starts)}{cut}."
