"""What a handbook itself says to the questions of an assessment, and what that rests on."""

# A question names under `test` which of these answers it. What a test must know of a company is a property:
# `central`, `headed-by`, a dashboard's `level`. Where the handbook says too little, there is no verdict.

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.authority import central_below, line_of, plain, subordinations, working
from remit.ownership.organisation import central, is_central
from remit.ownership.parties import attending, deciding, governing, operating, parties, settling
from remit.ownership.sides import Sides

READ = frozenset({"function", "role", "stage", "handoff", "metric", "dashboard", "system", "cadence"})
LEADERS = 2  # heads of other functions at a table, from which on it is a meeting across functions


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a test is passed, why in one sentence, and the definitions that show it.

    Of a test that fails these are the ones at fault; of one that is passed, all that were looked at.
    """

    passes: bool
    words: str
    rests_on: tuple[Definition, ...] = ()


Test = Callable[[Handbook, Sides], Verdict | None]


def verdicts(book: Handbook, sides: Sides) -> Mapping[Definition, Verdict]:
    """What the handbook says to each question that names a test.

    Nothing without a central function, and nothing while something that a test looks at cannot be read:
    what is absent then says nothing.
    """
    if (
        not central(book)
        or book.blind & READ
        or not all(_is_whole(each) for kind in READ for each in book.every(kind))
    ):
        return {}
    found = {each: TESTS[name](book, sides) for each in book.all("question") if (name := each.get("test"))}
    return {question: said for question, said in found.items() if said is not None}


def _is_whole(definition: Definition) -> bool:
    return definition.sound and not definition.links.lost


def _judged(things: list[Definition], wrong: list[Definition], passed: str, failed: str) -> Verdict | None:
    """The verdict over some things of which some are wrong; None without any."""
    if not things:
        return None
    if wrong:
        return Verdict(False, failed, tuple(wrong))
    return Verdict(True, passed, tuple(things))


def _disputes_to_central(book: Handbook, _sides: Sides) -> Verdict | None:
    settled = [each for each in book.all("handoff") if settling(each)]
    wrong = [each for each in settled if not any(map(is_central, parties(settling(each))))]
    return _judged(
        settled,
        wrong,
        "The central function settles disputes about every handoff.",
        "Somebody else settles disputes about these handoffs.",
    )


def _dashboards_with_central(book: Handbook, _sides: Sides) -> Verdict | None:
    boards = [each for each in book.all("dashboard") if each.get("level") == "executive"]
    places = [system for board in boards for system in board.targets("lives-in") if system.sound]
    owned = list(dict.fromkeys([*boards, *places]))
    wrong = [each for each in owned if not any(map(is_central, plain(governing(each))))]
    return _judged(
        owned,
        wrong,
        "The central function governs what leadership reads, and the systems it stands in.",
        "The central function does not govern these.",
    )


def _judged_across(book: Handbook, sides: Sides) -> Verdict | None:
    metrics = [metric for each in central(book) for metric in each.targets("judged-by") if metric.sound]
    behind = {sides.of(party) for metric in metrics for party in plain(operating(metric))}
    alone = len(behind) == 1 and not any(map(is_central, behind))
    return _judged(
        metrics,
        metrics if alone else [],
        "The central function is judged by numbers that no other function moves alone.",
        "The central function is judged by numbers of one other function.",
    )


def _weekly_with_leaders(book: Handbook, sides: Sides) -> Verdict | None:
    busy = working(book, sides) - set(central(book))
    tables = [
        each for each in book.all("cadence") if _is_at_table(each) and _leaders(each, sides, busy) >= LEADERS
    ]
    weekly = [each for each in tables if each["every"] == "week"]
    if not any(book.every("cadence")):
        return None
    if weekly:
        words = "The central function meets the heads of other functions every week."
        return Verdict(True, words, tuple(weekly))
    words = "The central function meets the heads of other functions less than weekly."
    return Verdict(False, words, tuple(tables))


def _leaders(cadence: Definition, sides: Sides, busy: Set[Definition]) -> int:
    """How many of some sides are at a meeting by a role, rather than by sending somebody."""
    return len({sides.of(party) for party in plain(attending(cadence)) if party.kind.id == "role"} & busy)


def _is_at_table(cadence: Definition) -> bool:
    there = plain([*attending(cadence), *operating(cadence), *governing(cadence), *deciding(cadence)])
    return any(map(is_central, there))


def _outside_one_function(book: Handbook, sides: Sides) -> Verdict | None:
    below = [each for each in central_below(book, sides) if not each.heads]
    line = [role for each in central(book) for role in line_of(each)]
    return _judged(
        list(dict.fromkeys(line)),
        [each.boss for each in below],
        "The central function reports to nobody who leads a function that works by its standards.",
        "The central function reports to the head of a function that works by its standards.",
    )


def _not_under_acting_head(book: Handbook, sides: Sides) -> Verdict | None:
    below = [each for each in central_below(book, sides) if each.heads]
    line = [role for each in central(book) for role in line_of(each)]
    return _judged(
        list(dict.fromkeys(line)),
        [each.boss for each in below],
        "Nobody above the central function heads another function besides.",
        "A role above the central function also heads a function that works by its standards.",
    )


def _governors_apart(book: Handbook, sides: Sides) -> Verdict | None:
    wrong = [each for each in subordinations(book, sides) if not each.heads]
    governing_parties = {party for each in book.definitions() for party in plain(governing(each))}
    return _judged(
        sorted(governing_parties, key=lambda each: each.ref),
        [each.boss for each in wrong],
        "Nobody who governs reports to somebody whose own function operates the thing.",
        "Somebody who governs reports to these, whose own function operates what is governed.",
    )


def _stages_across(book: Handbook, sides: Sides) -> Verdict | None:
    stages: dict[Definition, list[Definition]] = {}
    for stage in book.all("stage"):
        for party in plain(operating(stage)):
            stages.setdefault(sides.of(party), []).append(stage)
    others = {side: own for side, own in stages.items() if not is_central(side)}
    wrong = [
        side
        for side, own in others.items()
        if not any(is_central(party) for stage in own for party in plain(governing(stage)))
    ]
    return _judged(
        list(others),
        wrong,
        "The central function governs stages of every function.",
        "The central function governs no stage of these functions.",
    )


def _metrics_across(book: Handbook, sides: Sides) -> Verdict | None:
    metrics = [
        metric for each in central(book) for metric in each.targets("looks-at", "judged-by") if metric.sound
    ]
    seen = {sides.of(party) for metric in metrics for party in _moving(metric)}
    busy = working(book, sides) - set(central(book))
    missing = sorted(busy - seen, key=lambda each: each.ref)
    return _judged(
        list(dict.fromkeys(metrics)),
        missing,
        "The metrics of the central function reach over every function.",
        "No metric of the central function is about the work of these functions.",
    )


def _moving(metric: Definition) -> list[Definition]:
    """Who moves a metric: who operates it, and who operates the stages that it measures."""
    stages = [stage for stage in metric.targets("measures") if stage.sound]
    return [party for each in (metric, *stages) for party in plain(operating(each))]


TESTS: Mapping[str, Test] = {
    "disputes-to-central": _disputes_to_central,
    "dashboards-with-central": _dashboards_with_central,
    "judged-across": _judged_across,
    "weekly-with-leaders": _weekly_with_leaders,
    "outside-one-function": _outside_one_function,
    "not-under-acting-head": _not_under_acting_head,
    "governors-apart": _governors_apart,
    "stages-across": _stages_across,
    "metrics-across": _metrics_across,
}
