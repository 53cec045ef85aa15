"""What people ask, as a handbook and its definitions say it, and where the answers stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.insight.systems import truths
from remit.ownership.parties import deciders, governors, operators, parties, settling

OFTEN, FIND = "often-asked", "find-a-definition"
# `answer` of a question → the definitions whose names are the short answer
ANSWERS: Mapping[str, Callable[[Definition], Sequence[Definition]]] = {
    "operates": operators,
    "governs": governors,
    "decides": deciders,
    "settles": lambda definition: parties(settling(definition)),
    "truth": lambda definition: truths(definition) if definition.kind.id == "field" else [],
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something people ask: where the answer stands and, where it is short, the answer itself."""

    words: str
    definition: Definition
    answers: Sequence[Definition] = ()


def asked(book: Handbook, under: str = OFTEN) -> Iterator[Question]:
    """The questions for one place of the first page, in order of writing.

    A question whose definition is missing, or does not fit its schema, has no answer and is left out.
    """
    for edge in (edge for own in book.all("handbook") for edge in own.to("asked-about")):
        question = edge.context
        if edge.target.sound and question.get("under", OFTEN) == under:
            answer = ANSWERS.get(question.get("answer", ""))
            yield Question(question["words"], edge.target, answer(edge.target) if answer else ())
