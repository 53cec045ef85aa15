"""How often a number is read, and of which time its parts are."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Set
from typing import NamedTuple

from remit.compute.sense.reaching import Formulas
from remit.formula import (
    Arithmetic,
    Call,
    Choice,
    Duration,
    Expression,
    Mention,
    Misuse,
    Moment,
    Part,
    Test,
    below,
    parts,
    printed,
)
from remit.words import joined

DAYS: Mapping[str, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_SHIFTS = ("prior", "rolling")  # of these functions the second argument is a time
_OF_RECORDS = ("sum", "count", "distinct")  # all records of all times, unless a filter says which
_ROLLING = re.compile(r"\brolling [\w-]+ (?:day|week|month|quarter|year)s?")
_PERIOD = re.compile(r"\b(day|week|month|quarter|year)\b")
_OF = re.compile(r", by (day|week|month|quarter|year) of ")


@functools.lru_cache(maxsize=1024)  # many metrics are read alike
def finest(grain: str) -> str:
    """The shortest period that a grain says a metric is read over, or nothing.

    What is looked at each week by the quarter of a date is of a quarter.

    >>> finest("week and month, by segment"), finest("week, by quarter of close and team"), finest("always")
    ('week', 'quarter', '')
    """
    if of := _OF.search(grain):
        return of[1]
    said = _PERIOD.findall(_ROLLING.sub("", grain.partition(", by ")[0]))
    return min(said, key=DAYS.__getitem__, default="")


def periodic(formulas: Formulas) -> Set[str]:
    """The metrics of which something hangs on the period that is read."""
    found: set[str] = set()
    for id in formulas.order:
        if _of_period(formulas.trees[id], found):
            found.add(id)
    return found


def misfits(tree: Expression, own: str, periods: Mapping[str, str], periodic: Set[str]) -> Iterator[Misuse]:
    """Parts of a metric's formula that are of another time than the rest; `periods` are theirs."""
    inside = parts(tree)
    calls = [each for each in inside if isinstance(each, Call)]
    others = {
        periods.get(each.id, "") for each in inside if isinstance(each, Mention) and each.kind == "metric"
    }
    if others - {"", own} or any(call.name in _SHIFTS for call in calls):
        yield from _told(_coarser(tree, own, periods))
    if any(call.name in _OF_RECORDS and call.where is None for call in calls):
        yield from _of_all_times(tree, periodic)


class _Coarser(NamedTuple):
    """A metric of a formula that is read by `period`, and what is made of it by `own`."""

    metric: Mention
    period: str
    own: str


def _told(found: Iterator[_Coarser | Misuse]) -> Iterator[Misuse]:
    """One misuse for all metrics of a period, at the first of them: it is the reading that is too fine."""
    by_period: dict[tuple[str, str], dict[str, _Coarser]] = {}
    for each in found:
        if isinstance(each, Misuse):
            yield each
        else:
            by_period.setdefault(each[1:], {}).setdefault(printed(each.metric), each)
    for (period, own), coarser in by_period.items():
        first = next(iter(coarser.values())).metric
        names = joined([f"`{name}`" for name in coarser])
        are, them = ("is", "it") if len(coarser) == 1 else ("are", "them")
        message = f"{names} {are} read by the {period}, and what is made of {them} by the {own}"
        yield Misuse(message, first.offset, first.end)


def _coarser(tree: Part, own: str, periods: Mapping[str, str]) -> Iterator[_Coarser | Misuse]:
    """Metrics that are read less often than what is made of them."""
    if isinstance(tree, Mention):
        other = periods.get(tree.id, "") if tree.kind == "metric" else ""
        if own and other and DAYS[own] < DAYS[other]:
            yield _Coarser(tree, other, own)
        return
    if isinstance(tree, Call) and tree.name in _SHIFTS and len(tree.arguments) == 2:
        inner, window = tree.arguments
        if isinstance(window, Duration):
            yield from _short(inner, window, periods)
            yield from _coarser(inner, window.unit, periods)
            return
    for each in below(tree):
        yield from _coarser(each, own, periods)


def _short(inner: Expression, window: Duration, periods: Mapping[str, str]) -> Iterator[Misuse]:
    """A window that is shorter than the period of what is read over it."""
    for each in _metrics(inner):
        other = periods.get(each.id, "")
        if other and window.amount * DAYS[window.unit] < DAYS[other]:
            message = f"`{printed(window)}` is shorter than the {other} that `{printed(each)}` is read by"
            yield Misuse(message, window.offset, window.end)


def _metrics(tree: Part) -> Iterator[Mention]:
    if isinstance(tree, Mention) and tree.kind == "metric":
        yield tree
    for each in below(tree):
        yield from _metrics(each)


def _of_all_times(tree: Part, periodic: Set[str]) -> Iterator[Misuse]:
    """Sums of all records, whatever their date, that are combined with what is of one period."""
    if not isinstance(tree, Arithmetic):
        for each in below(tree) if isinstance(tree, Call | Choice) else ():
            yield from _of_all_times(each, periodic)
        return
    for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
        timeless = _timeless(side)
        if timeless is not None and _of_period(other, periodic):
            message = (
                f"`{printed(timeless)}` takes the records of all times, and `{printed(other)}` is of the "
                "period; say which date of it lies in the period"
            )
            yield Misuse(message, timeless.offset, timeless.end)
        yield from _of_all_times(side, periodic)


def _timeless(tree: Part) -> Call | None:
    """A sum or a count with no filter at all, where a part of a formula is one, or a product of one."""
    match tree:
        case Call(name=name, where=None) if name in _OF_RECORDS:
            first = tree.arguments[0]
            return None if isinstance(first, Mention) and first.kind == "metric" else tree
        case Arithmetic(sign="×" | "÷", left=left, right=right):
            return _timeless(left) or _timeless(right)
    return None


def _of_period(tree: Part, periodic: Set[str]) -> bool:
    """Whether what a part counts hangs on the period."""
    if isinstance(tree, Mention):
        return tree.kind == "metric" and tree.id in periodic
    if isinstance(tree, Test):
        return tree.operator.endswith(("period", "in last")) or any(
            isinstance(each, Moment) for each in tree.values
        )
    return any(_of_period(each, periodic) for each in below(tree))
