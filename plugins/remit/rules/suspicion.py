"""What a suspicion is, and how an answer silences it: two definitions that look as if one were a mistake."""

# A program can only suspect these. Whoever keeps both on purpose answers once, under `differs-from` of one
# of them; the answer holds the fingerprints of both meanings, and silences the pair until one of them changes.

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.diagnostics import Span
from remit.fingerprint import of_meaning
from remit.frozen import dataclass
from remit.handbook import Definition, Edge
from remit.rules.rule import Context, Finding, Named, finding

ANSWER = "differs-from"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two definitions that look as if one were a mistake, told at the second of them."""

    one: Definition
    other: Definition
    path: tuple[str | int, ...]
    message: str
    at_one: tuple[str | int, ...] = ()
    key: bool = False
    span: Span | None = None


Suspect = Callable[[Context], Iterator[Suspicion]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A suspicion with the answer that somebody gave, or None; `holds` where it answers both as they are now.

    `mine` and `theirs` are the fingerprints that an answer written at the second definition must hold.
    """

    suspicion: Suspicion
    answer: Edge | None
    mine: str
    theirs: str
    holds: bool


def judged(context: Context, suspect: Suspect) -> Iterator[Judged]:
    """Every suspicion, answered or not."""
    for each in suspect(context):
        answer = _answer(each.one, each.other)
        mine, theirs = (of_meaning(side, context.names) for side in (each.other, each.one))
        holds = answer is not None and _prints(answer, each.other) == (mine, theirs)
        yield Judged(each, answer, mine, theirs, holds)


def told(context: Context, suspect: Suspect) -> Iterator[Finding]:
    """The suspicions that nobody has answered, each with what to write where both are right."""
    for found in judged(context, suspect):
        each, answer = found.suspicion, found.answer
        if found.holds:
            continue
        outdated = (
            f"; `{ANSWER}` of `{answer.source.ref}` answers what they said before"
            if answer is not None
            else ""
        )
        how = (
            f"; if both are right, write into `{each.other.ref}`: `{ANSWER}: {{{_written(each.one)}: "
            f"{{because: …, mine: {found.mine}, theirs: {found.theirs}}}}}`"
        )
        first = Named(each.one, each.at_one) if each.at_one else each.one
        yield finding(
            each.other,
            each.path,
            each.message + outdated + how,
            related=[first],
            key=each.key,
            span=each.span,
        )


def _answer(one: Definition, other: Definition) -> Edge | None:
    """The answer that one of two definitions gives about the other, or None."""
    for side, opposite in ((other, one), (one, other)):
        for edge in side.to(ANSWER):
            if edge.target is opposite:
                return edge
    return None


def _prints(answer: Edge, seen_from: Definition) -> tuple[Any, Any]:
    """The two fingerprints of an answer: that of `seen_from`, and that of the other side."""
    entry: Mapping[str, Any] = answer.source.data[ANSWER][answer.path[-1]]
    both = (entry.get("mine"), entry.get("theirs"))
    return both if answer.source is seen_from else (both[1], both[0])


def _written(definition: Definition) -> str:
    return f'"{definition.ref}"'
