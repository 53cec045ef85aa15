"""Computes formulas over records: a number, numbers for groups, or that nobody can tell, and why."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Any

from remit.compute.aggregates import aggregated, between, between_by, empty_of
from remit.compute.combining import OF_NUMBERS, SIGNS, calculated, combined, number, single
from remit.compute.filters import Rows, Selecting
from remit.compute.frames import Frame, Frames
from remit.compute.model import tree_of
from remit.compute.periods import Period
from remit.compute.records import Records
from remit.compute.values import (
    FORMULA,
    MISSING,
    ZERO,
    CannotTell,
    Groups,
    Result,
    Single,
    Unknown,
)
from remit.formula import (
    Arithmetic,
    Call,
    Choice,
    Condition,
    Cut,
    Duration,
    Either,
    Expression,
    Mention,
    Number,
    is_aggregate,
    mentions,
    printed,
)
from remit.frozen import dataclass

# A function as it is computed, the rows it looks at, those that pass, and what it takes of each.
Watch = Callable[[Call, Frame, Sequence[int], Sequence[Any]], None]
DEEPEST = 40  # metrics that are made of metrics


@dataclass(frozen=True, slots=True)
class Around:
    """What holds where a part of a formula is computed: period, filters, groups, and the way here."""

    period: Period
    where: tuple[Condition, ...] = ()
    per: tuple[Mention, ...] = ()
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A function that was computed: its text with all filters, how many records passed, some by name."""

    text: str
    period: Period
    result: Result
    entity: str
    passed: int
    looked_at: int
    empty: int
    names: tuple[str, ...]


@dataclass(slots=True)
class Evaluation:
    """The formulas of a handbook over some records; what was computed once is kept."""

    records: Records
    explaining: bool = False
    watch: Watch | None = None  # is told what each function counts
    steps: dict[tuple[str, Period], Step] = field(default_factory=dict)
    frames: Frames = field(init=False)
    kept: dict[Any, Result] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frames = Frames(self.records)

    def metric(self, id: str, around: Around) -> Result:
        """What a metric comes to."""
        key = (id, around.period, around.where, around.per)
        if key not in self.kept:
            if id in around.way:
                return Unknown(f"`{id}` is made of itself", FORMULA)
            if len(around.way) >= DEEPEST:
                return Unknown(f"`{id}` is made of more than {DEEPEST} metrics, one of the other")
            try:
                tree = tree_of(self.records.model, id)
                self.kept[key] = self.whole(tree, replace(around, way=(*around.way, id)))
            except CannotTell as reason:
                self.kept[key] = Unknown(reason.why, reason.kind)
            except RecursionError:
                self.kept[key] = Unknown(f"`{id}` is made of too much to be computed in one go")
        return self.kept[key]

    def whole(self, tree: Expression, around: Around) -> Result:
        """What a part of a formula comes to that is one number, or one for each group."""
        match tree:
            case Number():
                found: Result = number(tree)
            case Mention(kind="metric"):
                found = self.metric(tree.id, around)
            case Cut():
                found = self._cut(tree.metric, tree, around)
            case Arithmetic():
                left, right = self.whole(tree.left, around), self.whole(tree.right, around)
                found = combined(functools.partial(calculated, tree), (left, right))
            case Choice():
                found = self._choice(tree, around)
            case Call():
                found = self._call(tree, around)
            case _:
                raise CannotTell(f"`{printed(tree)}` is no number of its own")
        return found

    # -- functions of numbers --

    def _cut(self, metric: Mention, cut: Cut | Call, around: Around) -> Result:
        where = around.where if cut.where is None else (*around.where, cut.where)
        per = (*around.per, *(each for each in cut.per if each not in around.per))
        return self.metric(metric.id, replace(around, where=where, per=per))

    def _call(self, call: Call, around: Around) -> Result:
        first = call.arguments[0]
        if is_aggregate(call):
            if isinstance(first, Mention) and first.kind == "metric":
                return self._cut(first, call, around)
            return self._aggregate(call, around)
        if call.name in ("prior", "rolling"):
            return self.whole(first, replace(around, period=_shifted(call, around.period)))
        found = [self.whole(each, around) for each in call.arguments]
        if call.name not in OF_NUMBERS:
            raise CannotTell(f"`{printed(call)}` is no number of its own")
        return combined(OF_NUMBERS[call.name], found)

    def _choice(self, choice: Choice, around: Around) -> Result:
        def metric(mention: Mention) -> Single:
            return single(self.metric(mention.id, around))

        def vector(subject: Mention | Call, _: Rows) -> Sequence[Any]:
            raise CannotTell(f"`{printed(subject)}` has a value in every record, and this is no record")

        # Records have no part in it: a row that stays says that the condition holds.
        nothing = Frame(self.records, "", "", 1, range(1), None, {}, {})
        kept = Selecting(nothing, around.period, vector, metric).keep(choice.condition, [0])
        then, otherwise = self.whole(choice.then, around), self.whole(choice.otherwise, around)
        found, other = (then, otherwise) if kept else (otherwise, then)
        # Of records that lack a field nothing is told, not even where it is not asked for this time.
        return other if isinstance(other, Unknown) and other.kind == MISSING else found

    # -- functions of records --

    def _aggregate(self, call: Call, around: Around) -> Result:
        where = _joined([*around.where, *([] if call.where is None else [call.where])])
        per = (*call.per, *(each for each in around.per if each not in call.per))
        full = Call(call.name, call.arguments, where, per)
        key = (full, around.period)
        if key not in self.kept:
            try:
                self.kept[key] = self._computed(full, around)
            except CannotTell as reason:
                self.kept[key] = Unknown(reason.why, reason.kind)
            except OverflowError:
                self.kept[key] = Unknown(f"`{printed(full)}` looks at days that are not on the calendar")
        return self.kept[key]

    def _computed(self, call: Call, around: Around) -> Result:
        frame = self.frames.of(_fields(call.arguments), _fields([call.where, *call.per]))
        bare = replace(around, where=(), per=())
        looking = Looking(self, frame, bare)
        rows: Rows = range(frame.size)
        if call.where is not None:
            rows = looking.keep(call.where, rows)
        keys = [frame.column(each.id) for each in call.per]
        grouped = _grouped(keys, rows)
        once = frame.once
        found: dict[tuple[Any, ...], Single] = {}
        passed: list[int] = []
        for group, members in grouped.items():
            alone = members if once is None else _once(once, members)
            passed += alone
            found[group] = self._number(call, looking, alone)
        result: Result = (
            found[()] if not keys else Groups(tuple(e.id for e in call.per), found, empty_of(call))
        )
        if self.watch is not None:
            self.watch(call, frame, passed, looking.vector(call.arguments[0], passed))
        if self.explaining:
            empty = sum(value is None for value in looking.vector(call.arguments[0], passed))
            self._explain(
                frame, passed, Step(printed(call), around.period, result, "", len(passed), 0, empty, ())
            )
        return result

    def _number(self, call: Call, looking: Looking, rows: Rows) -> Single:
        dates = None
        if call.name == "latest":
            moment = call.arguments[-1]
            dates = looking.vector(moment, rows) if len(call.arguments) > 1 else None
        return aggregated(call, looking.vector(call.arguments[0], rows), dates)

    def _explain(self, frame: Frame, rows: Sequence[int], step: Step) -> None:
        """Keep a step, with the entity whose records it looked at and the names of some that passed."""
        entity = frame.subject if frame.subject_rows is not None or frame.once is None else frame.finest
        at = frame.subject_rows if frame.subject_rows is not None else frame.finest_rows
        names = [
            self.records.name_of(entity, place) for row in rows[:NAMED] if (place := at[row]) is not None
        ]
        size = self.records.tables[entity].size
        self.steps[step.text, step.period] = replace(step, entity=entity, looked_at=size, names=tuple(names))


NAMED = 20  # records of a step that are named


@dataclass(frozen=True, slots=True)
class Looking:
    """Rows of records, and what has a value in each of them."""

    evaluation: Evaluation
    frame: Frame
    around: Around

    def keep(self, condition: Condition, rows: Rows) -> Rows:
        """The rows that pass."""
        return Selecting(self.frame, self.around.period, self.vector, self.metric).keep(condition, rows)

    def metric(self, mention: Mention) -> Single:
        """A metric beside which a record is held: the same number for all."""
        return single(self.evaluation.metric(mention.id, self.around))

    def vector(self, tree: Expression, rows: Rows) -> Sequence[Any]:
        """The value of an expression in each of some rows, None where it has none."""
        match tree:
            case Mention(kind="field"):
                column = self.frame.column(tree.id)
                found: Sequence[Any] = column if len(rows) == len(column) else [column[row] for row in rows]
            case Number() | Mention() | Cut():
                known = single(self.evaluation.whole(tree, self.around))
                if isinstance(known, Unknown):
                    raise CannotTell(known.why, known.kind)
                found = [known] * len(rows)
            case Arithmetic():
                found = self._arithmetic(tree, rows)
            case Choice():
                kept = set(self.keep(tree.condition, rows))
                then, otherwise = self.vector(tree.then, rows), self.vector(tree.otherwise, rows)
                found = [
                    one if row in kept else other
                    for row, one, other in zip(rows, then, otherwise, strict=True)
                ]
            case Call():
                found = self._call(tree, rows)
            case _:
                raise CannotTell(f"`{printed(tree)}` has no value in a record")
        return found

    def _arithmetic(self, tree: Arithmetic, rows: Rows) -> Sequence[Any]:
        left, right = (_numbers(each, self.vector(each, rows)) for each in (tree.left, tree.right))
        makes = SIGNS[tree.sign]
        if tree.sign == "÷" and any(other == 0 for other in right):
            raise CannotTell(f"`{printed(tree)}` divides by 0 in a record", ZERO)
        return [
            None if one is None or other is None else makes(one, other)
            for one, other in zip(left, right, strict=True)
        ]

    def _call(self, call: Call, rows: Rows) -> Sequence[Any]:
        found = [self.vector(each, rows) for each in call.arguments]
        if call.name == "abs":
            return [None if cell is None else abs(cell) for cell in _numbers(call.arguments[0], found[0])]
        if call.name == "zero-if-empty":
            return [Decimal(0) if cell is None else cell for cell in found[0]]
        if call.name in ("max", "min"):
            choose = max if call.name == "max" else min
            return [None if None in cells else choose(cells) for cells in zip(*found, strict=True)]
        model, whose = self.evaluation.records.model, call.arguments[2:]
        if whose and isinstance(whose[0], Mention):
            measure_by = between_by(call.name, model, whose[0].id)
            return [None if None in cells else measure_by(*cells) for cells in zip(*found, strict=True)]
        measure = between(call.name, model)
        return [
            None if start is None or end is None else measure(start, end)
            for start, end in zip(*found, strict=True)
        ]


def _numbers(tree: Expression, cells: Sequence[Any]) -> Sequence[Any]:
    """Cells that can be calculated with; raises CannotTell where they are something else."""
    if any(cell is not None and not isinstance(cell, Decimal) for cell in cells):
        raise CannotTell(f"`{printed(tree)}` is no number")
    return cells


def _fields(trees: Iterable[Any]) -> list[str]:
    """The fields that some parts name, each once."""
    found = [each for tree in trees if tree is not None for each in mentions(tree)]
    return list(dict.fromkeys(each.id for each in found if each.kind == "field"))


def _joined(conditions: Sequence[Condition]) -> Condition | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return Either("and", tuple(conditions))


def _grouped(keys: Sequence[Sequence[Any]], rows: Rows) -> Mapping[tuple[Any, ...], Rows]:
    """Rows by their values in some columns; without columns, all of them as one group."""
    if not keys:
        return {(): rows}
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        found.setdefault(tuple(column[row] for column in keys), []).append(row)
    return found


def _once(of: Sequence[object], rows: Rows) -> Rows:
    """Of rows, the first of each record."""
    first: dict[object, int] = {}
    for row in rows:
        if of[row] is not None:
            first.setdefault(of[row], row)
    return list(first.values())


def _shifted(call: Call, period: Period) -> Period:
    second = call.arguments[1] if len(call.arguments) > 1 else Number("1")
    try:
        if isinstance(second, Duration):
            if call.name == "rolling":
                return period.window(second.amount, second.unit)
            return period.before(second.amount, second.unit)
        return period.before(int(second.text)) if isinstance(second, Number) else period
    except OverflowError:
        raise CannotTell(f"`{printed(call)}` looks at days that are not on the calendar") from None
