"""What a change moves: metrics by period, stages and SLAs, before and after, over the same records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from remit.change.compare.grading import node_at
from remit.change.compare.versions import Difference
from remit.change.compare.wording import spoken as spoken_words
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.compute import Groups, Model, Period, model_of, period_named, read_records, shown
from remit.compute.periods import spoken
from remit.compute.showing import CANNOT_TELL
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.insight.moved.counted import Counted, Counting, differing, groups_apart
from remit.insight.moved.judging import Taken, clocked, entering, late, tested
from remit.schema import Node
from remit.words import plural

WORDS_ALONE = "wording only: no number moves"
LATEST = 4  # periods that are computed where none is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be computed: over which folder of records, seen from which day, for which periods.

    Without a folder it is nothing; without periods the latest ones.
    """

    folder: Path | None
    day: str
    periods: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """One sentence of what moves: a period, before and after as they are shown, and how many are affected.

    `moves` is False where before and after are the same. No text of a record stands in any part.
    """

    period: str
    was: str
    now: str
    words: str
    moves: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A metric, a stage or a handoff that a change reaches, with what becomes of it."""

    definition: Definition
    movements: Sequence[Movement]

    @property
    def moves(self) -> bool:
        """Whether anything of it moves, or cannot be told."""
        return any(each.moves for each in self.movements)

    @property
    def in_words(self) -> bool:
        """Whether the change reaches it in words alone."""
        return all(each.words == WORDS_ALONE for each in self.movements)


def moved(review: ChangeReview, asked: Asked) -> list[Moved] | None:
    """What a judged change moves, by address; None where no records are given.

    Raises RemitError where the records cannot be read, and for what is no period.
    """
    if asked.folder is None:
        return None
    difference = review.difference
    before, after = difference.before, difference.after
    names = {each.id: each.name.lower() for each in after.all("entity")}
    sides = _Sides(_counting(before, asked.folder), _counting(after, asked.folder), asked, names)
    found = []
    worded = _worded(review)
    for ref in sorted(_reached(review)):
        was, now = before.find(str(_former(difference, ref))), after.find(str(ref))
        if was is None or now is None or not (was.sound and now.sound):
            continue  # what is new or gone has nothing to be compared with
        movements = list(_MOVES[ref.kind](sides, was, now))
        if not movements and ref in worded:
            movements = [Movement("", "", "", WORDS_ALONE, False)]
        if movements:
            found.append(Moved(now, movements))
    return found


def _counting(book: Handbook, folder: Path) -> Counting:
    return Counting(read_records(model_of(book), folder))


def _reached(review: ChangeReview) -> set[Ref]:
    """The metrics, stages and handoffs that change, or that a change reaches."""
    changed = {each.change.ref for each in review.judged}
    reached = {way.definition.ref for each in review.judged for way in each.reached}
    return {ref for ref in changed | reached if ref.kind in _MOVES}


def _worded(review: ChangeReview) -> set[Ref]:
    """The metrics that a change reaches in words alone: no number, reference or owner changes."""
    by: dict[Ref, list[Judged]] = {}
    for each in review.judged:
        for ref in (each.change.ref, *(way.definition.ref for way in each.reached)):
            by.setdefault(ref, []).append(each)
    return {ref for ref, some in by.items() if ref.kind == "metric" and all(map(_is_worded, some))}


def _is_worded(each: Judged) -> bool:
    kind = each.definition.kind
    return each.change.how == "changed" and all(
        property.path == ("name",) or _text_of(node_at(kind, property.path))
        for property in each.change.properties
    )


def _text_of(node: Node) -> str:
    return node.text or (node.items.text if node.items is not None else "")


def _former(difference: Difference, ref: Ref) -> Ref:
    """What a definition was called before the change."""
    renamed = (each.was for each in difference.changes if each.ref == ref and each.was is not None)
    return next(renamed, ref)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of a change over the same records."""

    before: Counting
    after: Counting
    asked: Asked
    names: Mapping[str, str]  # entity → what one of its records is called

    @property
    def model(self) -> Model:
        """The model after the change, in which numbers are shown."""
        return self.after.records.model


# -- metrics --


def _metric(sides: _Sides, was: Definition, now: Definition) -> Iterator[Movement]:
    if sides.before.meaning(was.id) == sides.after.meaning(now.id) and was.get("unit") == now.get("unit"):
        if not now.get("formula") and _words(was) != _words(now):
            yield Movement("", "", "", "cannot tell: it has no formula, and its words changed", True)
        return
    if not (was.get("formula") and now.get("formula")):
        side = "after" if was.get("formula") else "before"
        yield Movement("", "", "", f"cannot tell: {side} the change it has no formula", True)
        return
    periods = list(_periods(sides, was, now))
    if not periods:
        missing = sides.after.missing(now.id) or sides.before.missing(was.id)
        why = sides.after.lacking(missing) if missing else "no day stands in the fields that it reads"
        yield Movement("", "", "", f"cannot tell: {why}", True)
    found = []
    for name, period in periods:
        one, other = sides.before.metric(was.id, period), sides.after.metric(now.id, period)
        found.append(_of_period(sides, spoken(period, name), (was, one), (now, other)))
    alike = {each.words for each in found if (each.was, each.now) == (CANNOT_TELL, CANNOT_TELL)}
    if len(alike) == 1 and all(each.was == each.now == CANNOT_TELL for each in found):
        found = [Movement("", "", "", alike.pop(), True)]
    yield from found


def _words(metric: Definition) -> list[str]:
    """What a metric says that it counts, without layout, punctuation and case."""
    said = [metric.get(name) or () for name in ("definition", "counts", "leaves-out")]
    return [spoken_words(line) for each in said for line in ((each,) if isinstance(each, str) else each)]


def _of_period(
    sides: _Sides, name: str, before: tuple[Definition, Counted], after: tuple[Definition, Counted]
) -> Movement:
    (_, one), (_, other) = before, after
    was, now = (_said(sides, *each) for each in (before, after))
    if isinstance(one.result, Groups) and isinstance(other.result, Groups):
        apart, of = groups_apart(one.result, other.result)
        return Movement(name, "", "", f"{apart} of {of} groups come to another number", bool(apart))
    entity, apart, of = differing(one, other)
    words = ""
    if apart:
        noun = _noun(sides, entity, of)
        words = f"{apart} of {of} {noun} {'is' if apart == 1 else 'are'} counted differently"
    why = [each.why for each in (one, other) if each.why]
    if why:
        words = f"cannot tell: {'; '.join(dict.fromkeys(why))}"
    return Movement(name, was, now, words, one.result != other.result or bool(apart or why))


def _said(sides: _Sides, metric: Definition, counted: Counted) -> str:
    if isinstance(counted.result, Groups):
        return "a number for each group"
    return shown(counted.result, metric.get("unit", ""), sides.model.currency)


def _periods(sides: _Sides, was: Definition, now: Definition) -> Iterator[tuple[str, Period]]:
    """The periods that are asked for; else the latest ones that have a day in what the metric reads."""
    if sides.asked.periods:
        yield from ((name, period_named(name)) for name in sides.asked.periods)
        return
    days = sides.before.days(was.id) | sides.after.days(now.id)
    grain = str(now.get("grain", ""))
    name = _quarter if "quarter" in grain or "month" not in grain else _month
    last = name(date.fromisoformat(sides.asked.day))
    names = sorted({found for day in days if (found := name(day)) <= last})[-LATEST:]
    yield from ((each, period_named(each)) for each in names)


def _quarter(day: date) -> str:
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


# -- stages and handoffs --


def _stage(sides: _Sides, was: Definition, now: Definition) -> Iterator[Movement]:
    if tested(sides.before, was) == tested(sides.after, now):
        if spoken_words(was.get("entry", "")) != spoken_words(now.get("entry", "")):
            yield Movement("", "", "", "cannot tell: its rule changed in words, which test no record", True)
        return
    one = entering(sides.before, was, sides.asked.day)
    other = entering(sides.after, now, sides.asked.day)
    yield from _compared(sides, now, (one, other), ("would be in @ and {are} not", "would no longer be in @"))


def _handoff(sides: _Sides, was: Definition, now: Definition) -> Iterator[Movement]:
    if clocked(sides.before, was) == clocked(sides.after, now):
        return
    one, other = late(sides.before, was, sides.asked.day), late(sides.after, now, sides.asked.day)
    yield from _compared(
        sides, now, (one, other), ("would be late and {were} not", "would no longer be late")
    )


def _compared(
    sides: _Sides, now: Definition, taken: tuple[Taken, Taken], said: tuple[str, str]
) -> Iterator[Movement]:
    """How many records come and go; nothing where the same are taken."""
    one, other = taken
    if one.why or other.why:
        why = "; ".join(dict.fromkeys(each for each in (one.why, other.why) if each))
        yield Movement("", "", "", f"cannot tell: {why}", True)
        return
    if one.entity != other.entity:
        why = "records of another entity are looked at after the change"
        yield Movement("", "", "", f"cannot tell: {why}", True)
        return
    come, gone, of = other.rows - one.rows, one.rows - other.rows, len(one.of | other.of)
    parts = []
    for rows, words in ((come, said[0]), (gone, said[1])):
        if rows:
            many = len(rows)
            verb = {"are": "is", "were": "was"} if many == 1 else {"are": "are", "were": "were"}
            told = words.format(**verb).replace("@", now.name)
            parts.append(f"{many} of {of} {_noun(sides, one.entity, of)} {told}")
    if parts:
        yield Movement("", str(len(one.rows)), str(len(other.rows)), "; ".join(parts), True)


def _noun(sides: _Sides, entity: str, many: int) -> str:
    """What so many records of an entity are called."""
    name = sides.names.get(entity, entity)
    return name if many == 1 else plural(name)


_MOVES = {"metric": _metric, "stage": _stage, "handoff": _handoff}
