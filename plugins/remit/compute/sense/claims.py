"""What a metric's words say is counted or left out, held against what its formula counts and leaves out."""

# Only what words say without doubt is taken: a line, or a part of a list in it, that is nothing but a value
# of a field, "without" or "whose … is empty" before the name of a field, a stretch of time with a number.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field

from remit.compute.sense.reaching import Counted, conjuncts, passes
from remit.formula import Condition, Duration, Expression, Literal, Mention, Number, Part, below, mentions
from remit.frozen import dataclass

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = ("hour", "day", "week", "month", "quarter", "year")
_HINTS = re.compile(
    "|".join((*_UNITS, "without", "whose"))
)  # few lines have one: no other needs more patterns
_TIME = re.compile(
    rf"\b(?P<number>[0-9]+|{'|'.join(NUMBERS)}) (?P<unit>{'|'.join(_UNITS)})s?\b", re.IGNORECASE
)
_EMPTY = re.compile(
    r"\b(?:without (?:an? )?|whose )(?P<what>[\w -]+?)(?: is empty)?(?=$|[,;.])", re.IGNORECASE
)
_PARTS = re.compile(r",? and |, |; | or ")
_BEFORE = re.compile(r"^(?:all|every|also|only|the) ", re.IGNORECASE)


# entity → a value in small letters → the value, and the fields that allow it
ByEntity = Mapping[str, Mapping[str, tuple[str, Sequence[str]]]]


@dataclass(frozen=True, slots=True)
class Words:
    """What the things are called that records are made of."""

    entity_of: Mapping[str, str]  # field → its entity
    names: Mapping[str, str]  # field → its name, likewise
    values: ByEntity
    called: tuple[str, ...]  # what entities are called, behind a blank and in small letters
    said: Set[str] = field(init=False)  # all values of all entities, in small letters

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", frozenset().union(*self.values.values()))


def values_of(entity_of: Mapping[str, str], allowed: Mapping[str, Sequence[str]]) -> ByEntity:
    """The allowed values of the fields of each entity, as words name them: `renewal` and `renewals`."""
    found: dict[str, dict[str, tuple[str, list[str]]]] = {}
    for id, values in allowed.items():
        of_entity = found.setdefault(entity_of.get(id, ""), {})
        for value in values:
            _, fields = of_entity.setdefault(value.casefold(), (value, []))
            of_entity.setdefault(value.casefold() + "s", (value, fields))
            fields.append(id)
    return found


def called(*names: str) -> tuple[str, ...]:
    """Names as they end a phrase, one thing or several.

    >>> called("Opportunity")
    (' opportunity', ' opportunitys', ' opportunities')
    """
    said = [name.casefold() for name in names]
    return tuple(f" {form}" for name in said for form in (name, f"{name}s", f"{name.removesuffix('y')}ies"))


@dataclass(frozen=True, slots=True)
class Claim:
    """Words of a line that the formula does not bear out: where they stand in it, and what is the matter."""

    span: tuple[int, int]
    message: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a formula looks at: over the records of each entity its aggregates, each as all that must hold."""

    tree: Expression
    found: Sequence[Counted]
    over: Mapping[str, Sequence[Sequence[Condition]]]


def looked(tree: Expression, found: Sequence[Counted], words: Words) -> Looked:
    """What a formula looks at, by the entities of which its aggregates are."""
    over: dict[str, list[Sequence[Condition]]] = {}
    for each in found:
        over.setdefault(_entity(each, words), []).append(list(conjuncts(*each.where)))
    over.pop("", None)
    return Looked(tree, found, over)


def telling(line: str, words: Words) -> bool:
    """Whether a line says anything that can be held against a formula; most do not."""
    said = line.casefold()
    if _HINTS.search(said) and (_TIME.search(line) or _EMPTY.search(line)):
        return True
    return bool(words.said) and any(_bare(piece, words) in words.said for piece in _PARTS.split(line))


def left_in(line: str, at: Looked, words: Words) -> Iterator[Claim]:
    """What a line says is left out, and the formula counts or says nothing of."""
    for named in _values(line, at, words):
        if not all(_leaves_out(tests, named) for tests in at.over[named.entity]):
            said = f"`{named.value}` of `field:{named.fields[0]}`"
            yield Claim(named.span, f"{said} is said to be left out, and the formula counts it")
    yield from _times(line, at)
    yield from _without(line, at, words)


def left_out(line: str, at: Looked, words: Words) -> Iterator[Claim]:
    """What a line says is counted, and the formula leaves out or says nothing of."""
    for named in _values(line, at, words):
        if all(_leaves_out(tests, named) for tests in at.over[named.entity]):
            said = f"`{named.value}` of `field:{named.fields[0]}`"
            yield Claim(named.span, f"{said} is said to count, and the formula leaves it out")
    yield from _times(line, at)


@dataclass(frozen=True, slots=True)
class _Named:
    """A value that words name, and the fields of one entity that have it."""

    span: tuple[int, int]
    value: str
    entity: str
    fields: Sequence[str]


def _leaves_out(tests: Sequence[Condition], named: _Named) -> bool:
    return any(passes(test, field, named.value) is False for test in tests for field in named.fields)


def _values(line: str, at: Looked, words: Words) -> Iterator[_Named]:
    """The allowed values that parts of a line name."""
    start = 0
    for piece in _PARTS.split(line):
        start = line.index(piece, start)
        said = _bare(piece, words)
        for entity in at.over if said in words.said else ():
            if named := words.values.get(entity, {}).get(said):
                yield _Named((start, start + len(piece)), named[0], entity, named[1])
        start += len(piece)


def _bare(piece: str, words: Words) -> str:
    """A part of a list without what only says of which things it is: `every renewal deal` is `renewal`."""
    said = _BEFORE.sub("", piece.strip().casefold())
    while said.endswith(words.called):
        said = next(said.removesuffix(each) for each in words.called if said.endswith(each))
    return said


def _entity(counted: Counted, words: Words) -> str:
    """Whose records an aggregate looks at, or nothing."""
    argument = counted.call.arguments[0]
    if isinstance(argument, Mention):
        return words.entity_of.get(argument.id, "")
    found = {words.entity_of.get(each.id, "") for each in mentions(argument) if each.kind == "field"}
    return next(iter(found)) if len(found) == 1 else ""


def _times(line: str, at: Looked) -> Iterator[Claim]:
    """The stretches of time with a number that stand nowhere in the formula."""
    said = list(_TIME.finditer(line))
    parts = list(_parts(at)) if said else []
    if any(each.kind == "value" for part in parts for each in mentions(part)):
        return  # the number stands elsewhere
    numbers = {number for part in parts for number in _numbers(part)}
    for match in said:
        text = match["number"].casefold()
        amount = NUMBERS.index(text) + 1 if text in NUMBERS else int(text)
        if str(amount) not in numbers:
            yield Claim(match.span(), f"nothing in the formula says `{match[0]}`")


def _parts(at: Looked) -> Iterator[Part]:
    yield at.tree
    for each in at.found:
        yield each.call
        yield from each.where


def _numbers(part: Part) -> Iterator[str]:
    match part:
        case Duration(amount=amount):
            yield str(amount)
        case Number(text=text) | Literal(text=text):
            yield text
    for each in below(part):
        yield from _numbers(each)


def _without(line: str, at: Looked, words: Words) -> Iterator[Claim]:
    """What is left out where a field is empty, and the formula does not look at the field."""
    for match in _EMPTY.finditer(line):
        what = match["what"].casefold()
        fields = [
            id
            for id, name in words.names.items()
            if words.entity_of.get(id) in at.over and name.endswith(f" {what}")
        ]
        read = {each.id for part in _parts(at) for each in mentions(part) if each.kind == "field"}
        if fields and not read & set(fields):
            yield Claim(match.span("what"), f"the formula does not look at `field:{fields[0]}`")
