"""What a metric rests on and feeds: its parts, the whole way, and all metrics as one hierarchy."""

# The whole way is of metrics only, by their formulas and inputs: the fields stand in the formula of each.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from remit import formula
from remit.formula import Arithmetic, Call, Choice, Cut, Expression, Mention
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.used import by_name

# Metrics on the way: beyond these a picture is a thicket, and a page must neither grow with the handbook
# nor cost more in a large one.
MOST = 16
DEEPEST = 12  # levels of the hierarchy; what lies deeper is listed at the last one
_Neighbours = Callable[[Definition], Sequence[Definition]]


@dataclass(frozen=True, slots=True)
class LineageStep:
    """A metric on the way and those one step further; `note` says why they are left out."""

    metric: Definition
    further: tuple[LineageStep, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a metric rests on and what rests on it: as lists, and as how far each is away at most.

    `below` and `above` hold the metric itself, too, at 0.
    """

    rests_on: tuple[LineageStep, ...]
    feeds: tuple[LineageStep, ...]
    below: Mapping[Definition, int]
    above: Mapping[Definition, int]


@dataclass(slots=True)
class Branch:
    """A metric of the hierarchy and those below it."""

    metric: Definition
    below: list[Branch] = field(default_factory=list)


# -- its parts --


def parts(metric: Definition) -> list[Definition]:
    """What a metric is made of: metrics before fields, each once, in order of the formula.

    Fields that the formula only filters by are left out: they stand beside it.
    """
    only_filter = filtering(metric.get("formula", ""))
    inputs = {edge.target.ref for edge in metric.to("made-of") if edge.path[:1] != ("formula",)}
    found = [
        each
        for each in _unique(metric.targets("made-of"))
        if str(each.ref) not in only_filter or each.ref in inputs
    ]
    return sorted(found, key=lambda each: each.kind.id != metric.kind.id)


def feeds(metric: Definition) -> list[Definition]:
    """What is made of a metric, by name."""
    return by_name(_unique(each for each in metric.sources("made-of") if each is not metric))


def _unique(definitions: Iterable[Definition]) -> list[Definition]:
    return list({each.ref: each for each in definitions}.values())


def filtering(text: str) -> frozenset[str]:
    """Addresses that a formula only filters or groups by: it reads them, but computes nothing from them."""
    try:
        tree = formula.parse(text)
        everything = {f"{each.kind}:{each.id}" for each in formula.mentions(tree)}
        return frozenset(everything.difference(_computed(tree)))
    except (formula.FormulaError, RecursionError):
        return frozenset()


def _computed(tree: Expression) -> Iterator[str]:
    match tree:
        case Mention(kind=kind, id=id):
            yield f"{kind}:{id}"
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _computed(argument)
        case Cut(metric=metric):
            yield from _computed(metric)
        case Choice(then=then, otherwise=otherwise):
            yield from _computed(then)
            yield from _computed(otherwise)
        case Arithmetic(left=left, right=right):
            yield from _computed(left)
            yield from _computed(right)


# -- the whole way --


def lineage(metric: Definition) -> Lineage | None:
    """The whole way; None where it is long, or the neighbours are all of it."""
    below, above = _distances(metric, made_of), _distances(metric, fed_by)
    if len(below) + len(above) - 2 >= MOST or max(*below.values(), *above.values()) < 2:
        return None
    return Lineage(_steps(metric, made_of), _steps(metric, fed_by), below, above)


def made_of(metric: Definition) -> Sequence[Definition]:
    """The metrics that one is made of, each once."""
    return _metrics(metric.targets("made-of"))


def fed_by(metric: Definition) -> Sequence[Definition]:
    """The metrics made of one, by name."""
    found = _metrics(metric.sources("made-of"))
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def _metrics(definitions: Iterable[Definition]) -> list[Definition]:
    return list({each.ref: each for each in definitions if each.kind.id == "metric" and each.sound}.values())


def _distances(metric: Definition, neighbours: _Neighbours) -> dict[Definition, int]:
    """What can be reached, with the longest way there; the shortest where it is much or runs in a circle."""
    found, waiting = {metric: 0}, [metric]
    for each in waiting:
        if len(found) > MOST:
            return found
        for other in neighbours(each):
            if other not in found:
                found[other] = found[each] + 1
                waiting.append(other)
    longest = dict(found)
    for _ in found:
        before = dict(longest)
        for each in found:
            for other in neighbours(each):
                longest[other] = max(longest[other], longest[each] + 1)
        if longest == before:
            return longest
    return found


def _steps(metric: Definition, neighbours: _Neighbours) -> tuple[LineageStep, ...]:
    seen: set[Definition] = {metric}

    def step(each: Definition) -> LineageStep:
        further = neighbours(each)
        if not further:
            return LineageStep(each, ())
        if each in seen:
            return LineageStep(each, (), "as above")
        seen.add(each)
        return LineageStep(each, tuple(step(other) for other in further))

    return tuple(step(other) for other in neighbours(metric))


# -- the hierarchy --


def hierarchy(metrics: Sequence[Definition]) -> list[Branch]:
    """All metrics under the ones they roll up to, by name; each stands once, even in a circle."""
    below: dict[str, list[Definition]] = {}
    tops = []
    known = {metric.id for metric in metrics}
    for metric in sorted(metrics, key=lambda each: (each.name.casefold(), each.id)):
        above = [edge.target.id for edge in metric.to("rolls-up-to") if edge.target.id in known]
        if above:
            below.setdefault(above[0], []).append(metric)
        else:
            tops.append(metric)
    seen: set[str] = set()
    branches = [_branch(top, below, seen) for top in tops]
    # What nothing at the top leads to runs in a circle: begin it anywhere rather than lose it.
    branches += [_branch(metric, below, seen) for metric in metrics if metric.id not in seen]
    return branches


def _branch(top: Definition, below: dict[str, list[Definition]], seen: set[str]) -> Branch:
    root = Branch(top)
    seen.add(top.id)
    waiting = [(top.id, root.below, 1)]
    while waiting:
        above, into, depth = waiting.pop()
        for metric in below.get(above, ()):
            if metric.id not in seen:
                seen.add(metric.id)
                child = Branch(metric)
                into.append(child)
                waiting.append(
                    (metric.id, child.below, depth + 1) if depth < DEEPEST else (metric.id, into, depth)
                )
    return root


def size(branch: Branch) -> int:
    """How many metrics stand below one."""
    waiting, count = list(branch.below), 0
    while waiting:
        each = waiting.pop()
        count += 1
        waiting += each.below
    return count


def path(metric: Definition) -> Sequence[Definition]:
    """What a metric rolls up to, the nearest first, up to the top or until the way runs in a circle."""
    found = [metric]
    while above := found[-1].targets("rolls-up-to"):
        if above[0] in found or not above[0].sound:
            break
        found.append(above[0])
    return found[1:]
