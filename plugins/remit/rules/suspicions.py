"""Rules about what looks like one thing twice, or like two things under one word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit.diagnostics import Severity
from remit.handbook import Definition, Edge, Handbook
from remit.rules.flow import field_claims
from remit.rules.numbers import alike
from remit.rules.rule import Context, Finding, finding, rule
from remit.rules.suspicion import ANSWER, Suspect, Suspicion, told

_SAID = re.compile(r"\w+")  # what a question says, whatever its signs

# -- one word for two things ---------------------------------------------------


def _is_told_apart(one: Definition, other: Definition) -> bool:
    """Whether one of two refers to the other: then a reader of it is led to the other, too."""
    if one.links.lost or other.links.lost:
        return True  # what leads nowhere, which is a finding already, may have led to the other
    refers = any(
        edge.target is there and edge.relation != ANSWER
        for here, there in ((one, other), (other, one))
        for edge in here.to()
    )
    # A stage of the lifecycle may be called as the record that it is marked on: the stage and the entity Lead.
    return refers or any(
        there in field.targets("field-of")
        for here, there in ((one, other), (other, one))
        if here.kind.id == "stage"
        for field in here.targets("marked-by")
    )


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


Holders = list[tuple[Definition, tuple[str | int, ...]]]


def _holders(book: Handbook) -> dict[str, Holders]:
    """Name or alias → whatever is called so, with the place of the word; those called so by name come first."""
    named: dict[str, Holders] = defaultdict(list)
    also: dict[str, Holders] = defaultdict(list)
    for definition in book.definitions():
        if definition.sound and not definition.kind.single:
            named[_words(definition.name)].append((definition, ("name",)))
            for at, alias in enumerate(definition.aliases):
                also[_words(alias)].append((definition, ("aliases", at)))
    return {word: [*first, *also.get(word, ())] for word, first in named.items()}


def _named_alike(context: Context, *, by_name: bool) -> Iterator[Suspicion]:
    """What has the name of another thing as its name (`by_name`) or as an alias, held against the first so called.

    Two metrics are the business of another rule, and who refers to the other is told apart by it.
    """
    told: set[tuple[Definition, Definition]] = set()
    for word, holders in context.once(_holders).items():
        one, at_one = holders[0]
        for other, at in holders[1:]:
            fits = (at == ("name",)) is by_name and one is not other and (one, other) not in told
            if fits and not (one.kind.id == other.kind.id == "metric") and not _is_told_apart(one, other):
                told.add((one, other))
                yield Suspicion(
                    one, other, at, f"`{word}` is also what {one.kind.id} `{one.id}` is called", at_one
                )


def _same_name(context: Context) -> Iterator[Suspicion]:
    yield from _named_alike(context, by_name=True)


def _alias_is_name(context: Context) -> Iterator[Suspicion]:
    yield from _named_alike(context, by_name=False)


@rule("name-twice", severity=Severity.WARNING)
def name_twice(context: Context) -> Iterator[Finding]:
    """No two definitions of the handbook have one name, unless one of them refers to the other.

    Why: When one word means two things, people disagree without noticing that they mean different things.
    Fix: Rename one, let one refer to the other, or say under `differs-from` why both are right.
    Bad:
        terms:
          start: {name: Start, summary: The day on which somebody begins to work here.}
    Good:
        terms:
          start: {name: Start, summary: The stage in which everything begins., see: ["stage:start"]}
    """
    yield from told(context, _same_name)


@rule("alias-twice", severity=Severity.SUGGESTION)
def alias_twice(context: Context) -> Iterator[Finding]:
    """Nothing is also called by the name of another thing, unless one of them refers to the other.

    Why: Whoever searches for the word finds two things, and takes the first for the other.
    Fix: Remove the alias, let one refer to the other, or say under `differs-from` why both are right.
    Bad:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., aliases: [start]}
    Good:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., aliases: [request for information]}
    """
    yield from told(context, _alias_is_name)


def _same_question(context: Context) -> Iterator[Suspicion]:
    first: dict[str, tuple[Definition, tuple[str | int, ...]]] = {}
    told: set[tuple[Definition, Definition]] = set()
    for definition in context.book.definitions():
        for at, question in enumerate(definition.asked_as):
            path = ("asked-as", at)
            said = " ".join(_SAID.findall(question.casefold())) or question
            one, at_one = first.setdefault(said, (definition, path))
            if one is definition or (one, definition) in told or _is_told_apart(one, definition):
                continue
            told.add((one, definition))
            message = f"{one.kind.id} `{one.id}` answers `{question}`, too"
            yield Suspicion(one, definition, path, message, at_one)


@rule("question-twice", severity=Severity.SUGGESTION)
def question_twice(context: Context) -> Iterator[Finding]:
    """No two definitions answer one question, unless one of them refers to the other.

    Why: Whoever asks finds two answers, and does not know which one holds.
    Fix: Keep the question where the answer stands, let one refer to the other, or say under `differs-from` why both are right.
    Bad:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., asked-as: [Where does it begin?]}
          trial: {name: Trial, summary: Somebody tries it., asked-as: ["Where does it begin?"]}
    Good:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., asked-as: [Where does it begin?]}
          trial: {name: Trial, summary: Somebody tries it., asked-as: [How do we try it?]}
    """
    yield from told(context, _same_question)


def _same_marker(context: Context) -> Iterator[Suspicion]:
    first: dict[tuple[Any, ...], tuple[Definition, tuple[str | int, ...]]] = {}
    told: set[tuple[Definition, Definition]] = set()
    for stage in context.book.all("stage"):
        for edge in stage.to("marked-by"):
            values = tuple(sorted(map(str, edge.context.get("values", ()))))
            system = str(edge.path[1]).rpartition(":")[2]
            marker = (system, edge.target, edge.context["test"], values)
            other, path = first.setdefault(marker, (stage, edge.path))
            if other is not stage and (other, stage) not in told:
                told.add((other, stage))
                value = " or ".join(f"`{each}`" for each in values) or edge.context["test"]
                message = f"in `{system}`, `{edge.target.id}` = {value} also marks stage `{other.id}`"
                yield Suspicion(other, stage, edge.path[:-1], message, path[:-1], key=True)


@rule("marker-twice", severity=Severity.WARNING)
def marker_twice(context: Context) -> Iterator[Finding]:
    """No two stages have the same marker in one system.

    Why: A record with this value is in both stages, so it is counted twice or in the wrong one.
    Fix: Give one of the stages another value or field, or say under `differs-from` what tells them apart.
    Bad:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Start]}}}
    Good:
        stages:
          inquiry: {name: Inquiry, summary: Asks., order: 1, entry: A form., exit: Scored., initial: true, terminal: true,
            operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    """
    yield from told(context, _same_marker)


def _same_api_name(context: Context) -> Iterator[Suspicion]:
    first: dict[tuple[str, str, str], tuple[Definition, tuple[str | int, ...]]] = {}
    told: set[tuple[Definition, Definition]] = set()
    for field in context.book.all("field"):
        for system, entry in field["systems"].items():
            place = (
                str(system).rpartition(":")[2],
                str(entry.get("object", "")),
                str(entry.get("api-name", "")),
            )
            if not place[2]:
                continue
            path = ("systems", system, "api-name")
            other, at = first.setdefault(place, (field, path))
            if other is not field and (other, field) not in told:
                told.add((other, field))
                message = f"`{place[1]}.{place[2]}` in `{place[0]}` is also where field `{other.id}` is kept"
                yield Suspicion(other, field, path, message, at)


@rule("api-name-twice", severity=Severity.WARNING)
def api_name_twice(context: Context) -> Iterator[Finding]:
    """No two fields are kept in one place of a system.

    Why: One box in the system cannot hold two things; a change of one silently changes the other.
    Fix: Correct `object` or `api-name` of one, make them one field, or say under `differs-from` why both are right.
    Bad:
        fields:
          status: {name: Status, summary: Where it is., entity: lead, type: text, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Lead_Status, sync: truth}}}
    Good:
        fields:
          status: {name: Status, summary: Where it is., entity: lead, type: text, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Status, sync: truth}}}
    """
    yield from told(context, _same_api_name)


# -- answers ------------------------------------------------------------------------

# rule → what it suspects, before anybody has answered
SUSPECTS: Mapping[str, Suspect] = {
    "name-twice": _same_name,
    "alias-twice": _alias_is_name,
    "question-twice": _same_question,
    "marker-twice": _same_marker,
    "api-name-twice": _same_api_name,
    **field_claims.SUSPECTS,
    **alike.SUSPECTS,
}


@rule("answer-unused", severity=Severity.WARNING)
def answer_unused(context: Context) -> Iterator[Finding]:
    """An answer under `differs-from` is about a pair that looks alike.

    Why: It explains a likeness that is no longer there, and would hide the next one.
    Fix: Delete it.
    Bad:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks.,
            differs-from: {"stage:start": {because: It is earlier., mine: aaaa, theirs: bbbb}}}
    Good:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks.}
    """
    book = context.book
    answers = [edge for each in book.definitions() for edge in _answers(each)]
    if not answers:
        return
    pairs = {frozenset((each.one, each.other)) for suspect in SUSPECTS.values() for each in suspect(context)}
    for edge in answers:
        if frozenset((edge.source, edge.target)) not in pairs:
            message = f"`{edge.source.ref}` and `{edge.target.ref}` do not look alike"
            yield finding(edge.source, edge.path, message, key=True)


def _answers(definition: Definition) -> Iterable[Edge]:
    return definition.links.to.get(ANSWER, ()) if definition.sound else ()


RULES = (name_twice, alias_twice, question_twice, marker_twice, api_name_twice, answer_unused)
