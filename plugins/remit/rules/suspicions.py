"""Rules about what looks like one thing twice, or like two things under one word."""

# A program can only suspect these. Whoever keeps both on purpose answers once, under `differs-from` of one
# of them; the answer holds the fingerprints of both meanings, and silences the pair until one of them changes.

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from remit import formula
from remit.compute.written import all_written
from remit.diagnostics import Severity
from remit.fingerprint import of_meaning
from remit.handbook import Definition, Edge, Handbook
from remit.rules.rule import Context, Finding, Named, finding, rule

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


Suspect = Callable[[Context], Iterator[Suspicion]]


def _told(context: Context, suspect: Suspect) -> Iterator[Finding]:
    """The suspicions that nobody has answered, each with what to write where both are right."""
    for each in suspect(context):
        answer = _answer(each.one, each.other)
        mine, theirs = (of_meaning(side, context.names) for side in (each.other, each.one))
        if answer is not None and _prints(answer, each.other) == (mine, theirs):
            continue
        outdated = (
            f"; `{ANSWER}` of `{answer.source.ref}` answers what they said before"
            if answer is not None
            else ""
        )
        how = (
            f"; if both are right, write into `{each.other.ref}`: `{ANSWER}: {{{_written(each.one)}: "
            f"{{because: …, mine: {mine}, theirs: {theirs}}}}}`"
        )
        first = Named(each.one, each.at_one) if each.at_one else each.one
        yield finding(each.other, each.path, each.message + outdated + how, related=[first], key=each.key)


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
            for at, alias in enumerate(definition.data.get("aliases", ())):
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

    Why: When one word means two things, people disagree without noticing that they speak of different things.
    Fix: Rename one, let one refer to the other, or say under `differs-from` why both are right.
    Bad:
        terms:
          start: {name: Start, summary: The day on which somebody begins to work here.}
    Good:
        terms:
          start: {name: Start, summary: The stage in which everything begins., see: ["stage:start"]}
    """
    yield from _told(context, _same_name)


@rule("alias-twice", severity=Severity.SUGGESTION)
def alias_twice(context: Context) -> Iterator[Finding]:
    """Nothing is also called by the name of another thing, unless one of them refers to the other.

    Why: Whoever searches for the word finds two things, and takes the first for the other.
    Fix: Take the alias away, let one refer to the other, or say under `differs-from` why both are right.
    Bad:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., aliases: [start]}
    Good:
        terms:
          inquiry: {name: Inquiry, summary: Somebody asks., aliases: [request for information]}
    """
    yield from _told(context, _alias_is_name)


# -- one thing under two names -------------------------------------------------


def _same_formula(context: Context) -> Iterator[Suspicion]:
    first: dict[tuple[str, str], Definition] = {}
    for written in all_written(context.book):
        metric = written.definition
        if metric.kind.id != "metric" or written.path != ("formula",):
            continue
        other = first.setdefault((metric["unit"], formula.printed(_ordered(written.tree))), metric)
        if other is not metric:
            message = f"`{metric.id}` is computed exactly as metric `{other.id}`"
            yield Suspicion(other, metric, ("formula",), message, ("formula",))


def _ordered(tree: Any) -> Any:
    """A formula in which what may stand in any order stands in one: `b and a` as `a and b`, `x + y` as `y + x`."""
    if isinstance(tree, tuple):
        return tuple(map(_ordered, tree))
    if not dataclasses.is_dataclass(tree) or isinstance(tree, type):
        return tree
    inner = {each.name: _ordered(getattr(tree, each.name)) for each in dataclasses.fields(tree)}
    if isinstance(tree, formula.Either):
        inner["parts"] = tuple(sorted(inner["parts"], key=formula.printed))
    elif isinstance(tree, formula.Test) and tree.operator in ("in", "not in"):
        inner["values"] = tuple(sorted(inner["values"], key=formula.printed))
    elif isinstance(tree, formula.Arithmetic) and tree.sign in ("+", "×"):
        inner["left"], inner["right"] = sorted((inner["left"], inner["right"]), key=formula.printed)
    return type(tree)(**inner)


@rule("same-formula", severity=Severity.SUGGESTION)
def same_formula(context: Context) -> Iterator[Finding]:
    """No two metrics are computed the same way.

    Why: One number under two names is reported twice, and one of the two changes first.
    Fix: Keep one and make the other name an alias of it, or say under `differs-from` why both are right.
    Bad:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    Good:
        metrics:
          a: {name: A, summary: S., definition: D., formula: count(field:lead-status), unit: count, direction: higher,
            grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
          b: {name: B, summary: S., definition: D., formula: count(field:lead-status where field:lead-status = Open),
            unit: count, direction: higher, grain: month, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    yield from _told(context, _same_formula)


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
    yield from _told(context, _same_marker)


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
    yield from _told(context, _same_api_name)


# -- answers ------------------------------------------------------------------------

SUSPECTS: tuple[Suspect, ...] = (_same_name, _alias_is_name, _same_formula, _same_marker, _same_api_name)


@rule("answer-unused", severity=Severity.WARNING)
def answer_unused(context: Context) -> Iterator[Finding]:
    """An answer under `differs-from` is about a pair that looks alike.

    Why: It says that somebody looked at a likeness that is no longer there, and hides the next one.
    Fix: Take it away.
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
    pairs = {frozenset((each.one, each.other)) for suspect in SUSPECTS for each in suspect(context)}
    for edge in answers:
        if frozenset((edge.source, edge.target)) not in pairs:
            message = f"`{edge.source.ref}` and `{edge.target.ref}` do not look alike"
            yield finding(edge.source, edge.path, message, key=True)


def _answers(definition: Definition) -> Iterable[Edge]:
    return definition.links.to.get(ANSWER, ()) if definition.sound else ()


RULES = (name_twice, alias_twice, same_formula, marker_twice, api_name_twice, answer_unused)
