"""Every figure of the scorecard, in its order, each with the one function that counts it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from remit.assessment import verdicts
from remit.compute.examples import Examples
from remit.handbook import Definition, Handbook
from remit.insight.health.figures import (
    LOST,
    UNREAD,
    UNSOUND,
    Count,
    Figure,
    Functions,
    Item,
    Looked,
    Measure,
    by_rules,
    every,
    judged,
)
from remit.insight.health.lanes import compared
from remit.ownership.holders import holder
from remit.ownership.parties import responsible
from remit.rules.change.overdue import NEVER, due
from remit.rules.change.upkeep import READ, is_named, is_said_who_reads, unread
from remit.rules.numbers.examples import cannot_all_be_read, tried
from remit.rules.people.ownership import OWNED
from remit.rules.rule import Context
from remit.rules.suspicion import judged as suspected
from remit.rules.suspicions import SUSPECTS
from remit.rules.values import RECORDS
from remit.schema import PARTIES

DAY = frozenset({"today"})
REFERRED_TO = ("field", "metric", "value", "entity", "system", "dashboard")  # what is there to be used


def _sorted(lists: tuple[list[Item], list[Item], list[Item]]) -> Count:
    return Count(*map(tuple, lists))


def _answering(looked: Looked) -> Count:
    """Whatever can have an owner, by whether somebody stands for one of its owners."""
    found: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    stands = functools.cache(holder)  # few parties own everything
    for each in _ownable(looked.book):
        parties = responsible(each)
        names = " and ".join(party.name for party in parties)
        if not each.sound:
            found[2].append(Item(each, UNSOUND))
        elif any(stands(party).role is not None for party in parties):
            found[0].append(Item(each))
        elif each.links.lost:
            found[2].append(Item(each, LOST))
        elif looked.book.blind.intersection(PARTIES):
            found[2].append(Item(each, UNREAD))
        else:
            found[1].append(Item(each, f"nobody stands for {names}" if names else "nobody owns it"))
    return _sorted(found)


def _ownable(book: Handbook) -> Iterator[Definition]:
    """All definitions of kinds that have owners: who operates, governs, or decides by it."""
    for kind in book.kinds.by_id.values():
        can = {"operates", "governs"} & kind.properties.keys() or kind.id in ("decision", "lane")
        if can and kind.id not in RECORDS:
            yield from book.every(kind.id)


def _formulas(looked: Looked) -> Count:
    """The metrics, by whether all their worked examples come to what they say."""
    found: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    examples = Examples(looked.book)
    unclear = cannot_all_be_read(looked.book)
    for metric in looked.book.every("metric"):
        runs = list(tried(examples, metric, unclear=unclear)) if metric.sound else []
        fault = next((run.fault.message for run in runs if run.fault), "")
        unknown = next((run.unclear for run in runs if run.unclear), "")
        if not metric.sound:
            found[2].append(Item(metric, UNSOUND))
        elif not metric.get("formula"):
            found[1].append(Item(metric, "it is defined in words alone"))
        elif not runs:
            found[1].append(Item(metric, "no worked example checks it"))
        elif fault:
            found[1].append(Item(metric, fault))
        elif unknown:
            found[2].append(Item(metric, unknown))
        else:
            found[0].append(Item(metric))
    return _sorted(found)


def _reviewable(book: Handbook) -> Iterator[Definition]:
    """What is to be reviewed at an interval, and what may be: it does not fit its schema."""
    for each in book.definitions():
        if due(each) or ("review-every" in each.data and not each.sound):
            yield each


def _attested(looked: Looked) -> Count:
    """What is to be reviewed at an interval, by whether anybody ever entered a review."""
    found: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    for each in _reviewable(looked.book):
        if not each.sound:
            found[2].append(Item(each, UNSOUND))
        elif due(each) == NEVER:
            found[1].append(Item(each, f"due every {each['review-every']}, never reviewed"))
        else:
            found[0].append(Item(each))
    return _sorted(found)


def _in_time(looked: Looked) -> Count:
    return judged(looked, ("review-overdue",), _reviewable(looked.book))


def _suspicions(looked: Looked) -> Count:
    """The pairs that look as if one were a mistake, by whether somebody has said why both are right."""
    kept: list[Item] = []
    lacking: list[Item] = []
    for code, suspect in SUSPECTS.items():
        waived = looked.waived((code,))
        for found in suspected(looked.context, suspect):
            pair = found.suspicion
            if found.holds:
                kept.append(Item(pair.other, pair.message, pair.one))
            else:
                lacking.append(Item(pair.other, pair.message, pair.one, waived.get(pair.other, "")))
    return Count(tuple(kept), tuple(lacking))


def _answers(looked: Looked) -> Count:
    """The questions that the handbook answers itself, by whether the given answer says the same."""
    said = verdicts(looked.book, looked.context.sides)
    asked = [each for each in looked.book.every("question") if each.data.get("test")]
    unclear = [each for each in asked if each not in said]
    found = judged(looked, ("answer-contradicts",), [each for each in asked if each in said])
    why = "the handbook says too little to answer it, or part of it cannot be read"
    return Count(found.kept, found.lacking, (*found.unclear, *(Item(each, why) for each in unclear)))


def _read(looked: Looked) -> Count:
    """Dashboards and metrics, by whether somebody reads them; nothing is known where no reader is named."""
    known = is_said_who_reads(looked.book)
    told = dict(unread(looked.book))
    waived = looked.waived(("read-by-nobody",))
    found: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    for each in every(looked.book, READ):
        if not each.sound:
            found[2].append(Item(each, UNSOUND))
        elif not known:
            found[2].append(Item(each, UNREAD if looked.book.blind else "no dashboard names its readers"))
        elif each in told:
            found[1].append(Item(each, told[each], waived=waived.get(each, "")))
        else:
            found[0].append(Item(each))
    return _sorted(found)


def _used(looked: Looked) -> Count:
    """What is there to be referred to, by whether anything but records does."""
    found: tuple[list[Item], list[Item], list[Item]] = ([], [], [])
    for each in every(looked.book, REFERRED_TO):
        if is_named(each):
            found[0].append(Item(each))
        elif not each.sound:
            found[2].append(Item(each, UNSOUND))
        elif looked.book.blind:
            found[2].append(Item(each, UNREAD))
        else:
            found[1].append(Item(each, "nothing in the handbook refers to it"))
    return _sorted(found)


def _lanes(looked: Looked) -> Count:
    """The decisions that name their lane, by whether what they are about takes the same."""
    kept: list[Item] = []
    lacking: list[Item] = []
    unclear = [Item(each, UNSOUND) for each in looked.book.every("decision") if not each.sound]
    for decision, words in compared(looked.book):
        if decision.links.lost or looked.book.blind:
            unclear.append(Item(decision, UNREAD if looked.book.blind else LOST))
        else:
            (lacking if words else kept).append(Item(decision, words))
    return Count(tuple(kept), tuple(lacking), tuple(unclear))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "owners", "Owners",
        "metrics, systems, stages, fields, dashboards and policies are operated and governed",
        "without an owner",
        ("owner-missing",), OWNED, by_rules("owner-missing", kinds=OWNED),
    ),
    Measure(
        "answering", "Somebody answers",
        "definitions that can have an owner have one whom somebody stands for", "without anybody who answers",
        (), (), _answering,
    ),
    Measure(
        "decisions", "One decider", "decisions have one accountable party, or several that say they share it",
        "without a single decider", ("raci-one-accountable",), ("decision",),
        by_rules("raci-one-accountable", kinds=("decision",)),
    ),
    Measure(
        "roles", "Roles filled", "roles are held, or vacant with somebody who stands in", "held by nobody",
        ("role-without-holder", "vacant-without-deputy"), ("role",),
        by_rules("role-without-holder", "vacant-without-deputy", kinds=("role",)),
    ),
    Measure(
        "markers", "Markers", "stages are shown by a field of some system", "without a marker",
        ("stage-without-marker",), ("stage",), by_rules("stage-without-marker", kinds=("stage",)),
    ),
    Measure(
        "slas", "SLAs", "handoffs have an SLA and say who steps in", "without an SLA or escalation",
        ("handoff-without-sla", "handoff-without-escalation"), ("handoff",),
        by_rules("handoff-without-sla", "handoff-without-escalation", kinds=("handoff",)),
    ),
    Measure(
        "formulas", "Formulas checked",
        "metrics have worked examples, and the formula comes to what they say", "not checked",
        ("metric-without-formula", "example-fails"), ("metric",), _formulas,
    ),
    Measure(
        "read", "Read by somebody", "dashboards and metrics are read, shown or part of another metric",
        "read by nobody", ("read-by-nobody",), READ, _read,
    ),
    Measure(
        "used", "Referred to", "fields, metrics, values, entities, systems and dashboards are referred to",
        "referred to by nothing", (), REFERRED_TO, _used,
    ),
    Measure(
        "reviewed-once", "Reviewed at all", "definitions with a review interval have been reviewed",
        "never reviewed", ("review-overdue",), (), _attested,
    ),
    Measure(
        "reviewed", "Reviewed in time", "definitions with a review interval have been reviewed within it",
        "overdue", ("review-overdue",), (), _in_time, DAY,
    ),
    Measure(
        "suspicions", "Suspicions answered", "pairs that look like a mistake are explained", "not answered",
        tuple(SUSPECTS), (), _suspicions,
    ),
    Measure(
        "answers", "Assessments borne out", "questions that the handbook can answer itself are answered so",
        "answered otherwise", ("answer-contradicts",), ("question",), _answers,
    ),
    Measure(
        "lanes", "Lanes as declared", "decisions name the lane that their reach gives them",
        "in another lane", (), ("decision",), _lanes,
    ),
)  # fmt: skip


def figures(book: Handbook, today: str = "", measures: Iterable[Measure] = MEASURES) -> tuple[Figure, ...]:
    """The figures of a handbook on a day; without one, those that need it are left out."""
    looked = Looked(Context(book, today or None))
    functions = Functions()
    return tuple(
        Figure(
            each,
            each.count(looked),
            tuple(kind for kind in each.kinds or book.kinds.by_id if kind in book.blind),
            functions,
        )
        for each in measures
        if each.needs <= looked.context.given
    )


def not_counted(today: str = "") -> tuple[Measure, ...]:
    """The figures that need a day where none is given."""
    return () if today else tuple(each for each in MEASURES if each.needs)
