"""The starting blueprint: five steps, and how far the handbook shows each to be taken."""

# Every check is read from the model, never ticked by hand: a step is done when nothing
# is left to name. An empty collection is no progress, however little it lacks.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence

from remit.change.compare.grading import MEANING
from remit.change.review.lanes import built_in_lanes
from remit.change.review.reach import Reach
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.lifecycles import column
from remit.ownership.organisation import central, function_for, is_central
from remit.ownership.parties import (
    all_share,
    answering,
    attending,
    deciding,
    governing,
    governors,
    operating,
    parties,
    settling,
)

_ACROSS = 3  # functions at a table, from which on a review is one across functions
_REPORTING = ("warehouse", "bi")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so: how many there are, which of them lack it, and what to write."""

    words: str
    fix: str
    all: int
    lacking: tuple[Definition, ...] = ()

    @property
    def met(self) -> int:
        """How many have it."""
        return self.all - len(self.lacking)

    @property
    def done(self) -> bool:
        """Whether there is something, and it lacks nothing."""
        return self.all > 0 and not self.lacking


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the blueprint with its checks."""

    id: str
    title: str
    why: str
    checks: tuple[Check, ...]

    @property
    def met(self) -> int:
        """How many of its checks are met."""
        return sum(check.done for check in self.checks)

    @property
    def done(self) -> bool:
        """Whether all checks are met."""
        return self.met == len(self.checks)


def own_words(book: Handbook) -> Definition | None:
    """The policy in which the company says its blueprint in its own words, or None."""
    return next((policy for own in book.all("handbook") for policy in own.targets("blueprint-said-in")), None)


def steps(book: Handbook, reach: Reach | None = None) -> list[Step]:
    """The five steps, in their order; `reach`, where it is known already, says which lane a change takes."""
    reach = reach or Reach(book)
    return [
        Step(id, title, why, tuple(make(book)))
        for id, title, why, make in (
            (
                "map",
                "One lifecycle map, bound to fields",
                "Everybody means the same thing by a stage, and a system can show who is in it.",
                _map,
            ),
            (
                "dictionary",
                "A metric dictionary",
                "Each number has one definition, one source, somebody who moves and somebody who defines it.",
                _dictionary,
            ),
            (
                "control",
                "Change control for routing, stages and reporting",
                "What is shared changes with those who rely on it; what is local stays quick.",
                functools.partial(_control, reach=reach),
            ),
            (
                "review",
                "A monthly funnel review",
                "All functions read one funnel and end with decisions.",
                _review,
            ),
            (
                "reporting",
                "Reporting logic under RevOps",
                "The definitions exist by now, so moving the logic does not settle an argument on the quiet.",
                _reporting,
            ),
        )
    ]


def in_words(found: Sequence[Step]) -> str:
    """How many steps are done, in a sentence."""
    done = sum(step.done for step in found)
    return "All five steps are done." if done == len(found) else f"{done} of {len(found)} steps are done."


def following(found: Sequence[Step]) -> Step | None:
    """The first step that is not done: they build upon each other."""
    return next((step for step in found if not step.done), None)


def _every(
    words: str, fix: str, definitions: Iterable[Definition], has: Callable[[Definition], object]
) -> Check:
    found = list(definitions)
    return Check(words, fix, len(found), tuple(each for each in found if not has(each)))


def _owned(each: Definition) -> bool:
    return bool(operating(each)) and bool(governing(each))


def _is_answered(decision: Definition) -> bool:
    edges = deciding(decision)
    return bool(edges) and all_share(edges)


def _map(book: Handbook) -> Iterable[Check]:
    stages = sorted(book.all("stage"), key=lambda stage: (column(stage), stage.id))
    yield _every(
        "Every stage has somebody who operates and somebody who governs it",
        "Name them under `operates` and `governs` of the stage.",
        stages,
        _owned,
    )
    yield _every(
        "Every stage is bound to a field of a system",
        "Say under `markers` which field of which system shows that a record is in the stage.",
        stages,
        lambda stage: stage.to("marked-by"),
    )
    yield _every(
        "Every stage leads to another, or ends the lifecycle",
        "Name the stages after it under `next`, or write `terminal: true`.",
        stages,
        lambda stage: stage.to("leads-to") or stage.get("terminal"),
    )
    yield _every(
        "Every handoff has an SLA, required fields and somebody who settles disputes",
        "Write `sla`, `required-fields` and `settled-by` of the handoff.",
        book.all("handoff"),
        lambda handoff: handoff.get("sla") and handoff.to("carries") and settling(handoff),
    )


def _dictionary(book: Handbook) -> Iterable[Check]:
    metrics = list(book.all("metric"))
    leading = [metric for metric in metrics if metric.get("leadership")]
    yield _every(
        "Every metric has somebody who moves it and somebody who defines it",
        "Name them under `operates` and `governs` of the metric.",
        metrics,
        _owned,
    )
    yield _every(
        "Every metric names the system that it is measured in",
        "Name it under `systems` of the metric.",
        metrics,
        lambda metric: metric.to("measured-in"),
    )
    yield _every(
        "Every dashboard shows defined metrics only",
        "Define what it shows, or name a metric that is defined.",
        book.all("dashboard"),
        lambda dashboard: dashboard.to("shows") and not dashboard.lost("shows"),
    )
    yield _every(
        "Each metric of the leadership set says when somebody acts, and who answers for it",
        "Mark the set with `leadership: true`; write `thresholds` and `accountable` of each.",
        leading,
        lambda metric: metric.get("thresholds") and answering(metric),
    )


def _control(book: Handbook, reach: Reach) -> Iterable[Check]:
    lanes = list(book.all("lane"))
    both = {lane.get("reach") for lane in lanes}
    yield Check(
        "There is a lane for what is local and one for what is shared",
        "Write both in `lanes.yaml`, with `reach: local` and `reach: shared`.",
        int({"local", "shared"} <= both),
    )
    yield _every(
        "Every lane names who approves",
        "Name them under `approved-by` of the lane.",
        lanes,
        deciding,
    )
    yield _every(
        "What more than one side relies on changes in a shared lane",
        "Give the shared lane a trigger with `touches: {beyond-own: true}`, or one that names its kind.",
        _relied_on(book, reach),
        lambda each: reach.consequences(each, MEANING)[0].lane.is_shared,
    )
    yield _every(
        "Every decision has one party that answers for it, or several that say they share it",
        "Give one party the letter A or G, or write `with` in the cell of each.",
        book.all("decision"),
        _is_answered,
    )


def _relied_on(book: Handbook, known: Reach) -> list[Definition]:
    """What remit's own lanes call shared: more than one side stands behind it, or behind what uses it."""
    reach = known if known.lanes.are_built_in else Reach(book, built_in_lanes())
    governed = (each for each in book.definitions() if each.sound and not each.is_party)
    return [each for each in governed if reach.consequences(each, MEANING)[0].lane.is_shared]


def _review(book: Handbook) -> Iterable[Check]:
    monthly = [each for each in book.all("cadence") if each.get("every") == "month"]
    across = [each for each in monthly if len(_functions(each)) >= _ACROSS]
    yield Check(
        "A meeting of every month brings three functions or more together",
        "Write a cadence with `every: month` and name the functions under `participants`.",
        len(across),
    )
    yield Check(
        "It looks at a dashboard",
        "Name the dashboard of the funnel under `dashboards` of that cadence.",
        sum(bool(each.to("reads")) for each in across),
    )
    yield Check(
        "It ends with decisions",
        "Say under `outputs` of that cadence what it leaves behind.",
        sum(bool(each.get("outputs")) for each in across),
    )


def _reporting(book: Handbook) -> Iterable[Check]:
    def centrally(each: Definition) -> bool:
        return any(map(is_central, governors(each)))

    leading = [metric for metric in book.all("metric") if metric.get("leadership")]
    systems = [system for system in book.all("system") if system.get("category") in _REPORTING]
    yield Check(
        "One function governs what is shared",
        "Set `central: true` on it.",
        len(central(book)),
    )
    yield _every(
        "It governs each metric of the leadership set", "Name it under `governs`.", leading, centrally
    )
    yield _every(
        "Each of them stands on a dashboard that it governs",
        "Put it on a shared dashboard, and name the function under `governs` of that.",
        leading,
        lambda metric: any(centrally(edge.source) for edge in metric.by("shows")),
    )
    yield _every("It governs the warehouse and the BI tool", "Name it under `governs`.", systems, centrally)


def _functions(cadence: Definition) -> set[str]:
    """The functions at a table; a role stands for its function, a sub-function for itself."""
    found = (function_for(party) for party in parties(attending(cadence)))
    return {each.id for each in found if each is not None}
