"""What is read well and yet gives no number: a field that stands alone, a sum within a sum, `÷ 0`."""

# Only what the formula itself says: of what type a field is, and what its unit, is asked elsewhere.

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from remit.formula.nodes import (
    Arithmetic,
    Call,
    Condition,
    Cut,
    Duration,
    Either,
    Expression,
    Literal,
    Mention,
    Moment,
    Number,
    Part,
    Test,
    below,
    mentions,
)
from remit.formula.printer import printed

# over the records that a filter keeps: one number of many
AGGREGATES = frozenset(
    {"average", "count", "distinct", "latest", "max", "median", "min", "percentile", "sum"}
)
BETWEEN = frozenset({"days", "hours", "months", "business-hours", "business-days"})  # two times of one record
WHOSE = 2  # the place of the argument that says whose hours count
CLOCKED = frozenset({"business-hours", "business-days"})  # of these, third whose hours count
_SINGLE = frozenset({Literal, Mention, Moment, Number})  # parts that have none
SHIFTS = frozenset({"prior", "rolling"})  # a number of other periods
# function → the fewest and the most arguments; one that is not listed takes one
_ARGUMENTS = {
    **dict.fromkeys(BETWEEN, (2, 2)),
    **dict.fromkeys(CLOCKED, (2, 3)),
    "latest": (1, 2),
    "max": (1, 400),
    "min": (1, 400),
    "percentile": (2, 2),
    "prior": (1, 2),
    "rolling": (2, 2),
}
_COUNTS = {1: "one argument", 2: "two arguments"}
_MORE = {2: "two", 3: "three", 400: "more"}


class Misuse(NamedTuple):
    """A part of a formula that gives no number, and why."""

    message: str
    offset: int
    end: int


def is_aggregate(call: Call) -> bool:
    """Whether it looks at records; `max` and `min` of several numbers choose among them."""
    return call.name in AGGREGATES and not (call.name in ("max", "min") and len(call.arguments) > 1)


def misuses(tree: Expression | Condition) -> Iterator[Misuse]:
    """What of a formula gives no number, or what of a filter cannot be tested, in reading order."""
    yield from _record(tree) if isinstance(tree, Test | Either) else _whole(tree)


def _at(part: Part, message: str) -> Misuse:
    return Misuse(message, part.offset, part.end)


def _whole(tree: Part) -> Iterator[Misuse]:
    """Of a part that is one number for the period."""
    if type(tree) is Number or (type(tree) is Mention and tree.kind != "field"):
        return  # as most are
    match tree:
        case Mention(kind="field"):
            name = printed(tree)
            message = f"`{name}` has a value in every record; say what is made of them, such as `sum({name})`"
            yield _at(tree, message)
            return
        case Duration():
            yield _at(
                tree,
                f"`{printed(tree)}` belongs behind `in last`, `in next`, or into `rolling(…)` and `prior(…)`",
            )
            return
        case Call():
            yield from _call(tree, in_record=False)
            return
        case Cut(where=where, per=per):
            yield from () if where is None else _record(where)
            yield from _fields_only(per)
            return
        case Arithmetic(sign="÷", right=Number(text=text)) if not text.strip("0.%"):
            yield _at(tree.right, "nothing can be divided by 0")
    for part in below(tree):
        yield from _whole(part)


def _record(tree: Part) -> Iterator[Misuse]:
    """Of a part that has a value in every record: an argument of an aggregate, a filter."""
    if type(tree) in _SINGLE:
        return  # as most are
    match tree:
        case Call():
            yield from _call(tree, in_record=True)
            return
        case Cut() | Duration():
            yield from _whole(tree) if isinstance(tree, Cut) else ()
            return
        case Arithmetic(sign="÷", right=Number(text=text)) if not text.strip("0.%"):
            yield _at(tree.right, "nothing can be divided by 0")
    for part in below(tree):
        if type(part) not in _SINGLE:
            yield from _record(part)


def _call(call: Call, *, in_record: bool) -> Iterator[Misuse]:
    fewest, most = _ARGUMENTS.get(call.name, (1, 1))
    if not fewest <= len(call.arguments) <= most:
        wanted = _COUNTS[fewest] + (f" or {_MORE[most]}" if most > fewest else "")
        yield _at(call, f"`{call.name}` takes {wanted}, not {len(call.arguments)}")
        return
    if not is_aggregate(call) and (call.where or call.per):
        part = call.where or call.per[0]
        message = f"`{call.name}` takes no filter and no groups; put them inside, into `sum(…)` or `count(…)`"
        yield _at(part, message)
        return
    if is_aggregate(call):
        yield from _aggregate(call, in_record=in_record)
    elif call.name in SHIFTS:
        yield from _shift(call, in_record=in_record)
    elif call.name in BETWEEN:
        yield from _between(call, in_record=in_record)
    else:
        for argument in call.arguments:
            yield from _record(argument) if in_record else _whole(argument)


def _aggregate(call: Call, *, in_record: bool) -> Iterator[Misuse]:
    first, name = call.arguments[0], call.name
    if in_record:
        message = f"`{name}` looks at many records, and here each is looked at by itself; "
        yield _at(call, message + "name a field, or give it a metric of its own")
        return
    if isinstance(first, Mention) and first.kind == "metric":
        if name != "sum":
            cut = printed(Cut(first, call.where, call.per))
            message = f"`{printed(first)}` is one number, of which `{name}` makes nothing else; write `{cut}`"
            yield _at(call, message)
    elif name in ("count", "distinct") and not isinstance(first, Mention):
        what = printed(first)
        yield _at(first, f"`{name}` counts a field, such as `{name}(field:order-id)`; `{what}` is none")
    elif not any(each.kind == "field" for each in mentions(first)):
        yield _at(first, f"`{name}` looks at records, and `{printed(first)}` names no field of any")
    else:
        yield from _record(first)
    yield from _second(call)
    yield from () if call.where is None else _record(call.where)
    yield from _fields_only(call.per)


def _second(call: Call) -> Iterator[Misuse]:
    """Of the second argument of an aggregate: a share of `percentile`, the date of `latest`."""
    if len(call.arguments) < 2:
        return
    second = call.arguments[1]
    if call.name == "percentile":
        if not (isinstance(second, Number) and re.fullmatch(r"(100|[0-9]{1,2})(\.[0-9]+)?", second.text)):
            yield _at(second, "`percentile` takes a number from 0 to 100 second, such as 90")
    elif not (isinstance(second, Mention) and second.kind == "field"):
        yield _at(second, "`latest` takes the field of a date second")


def _shift(call: Call, *, in_record: bool) -> Iterator[Misuse]:
    if in_record:
        yield _at(call, f"`{call.name}` gives a number of other periods, not of a record; put it outside")
        return
    yield from _whole(call.arguments[0])
    if len(call.arguments) < 2:
        return
    second = call.arguments[1]
    if call.name == "rolling" and not isinstance(second, Duration):
        yield _at(second, "`rolling` takes the length of its window second, such as `4 quarters`")
    elif not isinstance(second, Duration) and not (
        isinstance(second, Number) and re.fullmatch("[1-9][0-9]?", second.text)
    ):
        yield _at(
            second, "`prior` takes second how many periods before, from 1 to 99, or a time such as `1 year`"
        )


def _between(call: Call, *, in_record: bool) -> Iterator[Misuse]:
    if not in_record:
        said = printed(call)
        yield _at(
            call, f"`{call.name}` has a value in every record; say what is made of them, `average({said})`"
        )
        return
    for place, argument in enumerate(call.arguments):
        if not (isinstance(argument, Mention) and argument.kind == "field"):
            asked = "runs between two fields" if place < WHOSE else "takes the field of whose hours third"
            yield _at(argument, f"`{call.name}` {asked}, and `{printed(argument)}` is none")


def _fields_only(per: tuple[Mention, ...]) -> Iterator[Misuse]:
    for each in per:
        if each.kind != "field":
            yield _at(each, f"groups are made by fields; `{printed(each)}` is a number, the same for all")
