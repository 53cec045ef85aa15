"""Which records a metric counts in a period, and with what value: to be compared, and shown to nobody."""

# Reasons of computations quote cells and name records. What is told here names fields alone.

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from remit.compute import Around, Evaluation, Groups, Period, Records, Result, Unknown
from remit.compute.frames import Frame, Frames
from remit.compute.model import tree_of
from remit.compute.values import EMPTY, FORMULA, ZERO, CannotTell, Cell
from remit.formula import Call, Expression, Mention, mentions, printed
from remit.frozen import dataclass

UNFIT = "a value does not fit its field, or an identity stands there twice; `remit compute` says which"
Place = tuple[str, int]  # of a record: its entity and its row, the same before and after a change
Counts = Mapping[Place, Cell | None]  # what a function counted → the value that it took of each


@dataclass(frozen=True, slots=True)
class Counted:
    """What a metric comes to, and what each function on the way counted, in order; `why` names no record."""

    result: Result
    functions: Sequence[Counts] = ()
    why: str = ""


@dataclass(slots=True)
class Counting:
    """The metrics of one side of a change over some records."""

    records: Records
    frames: Frames = field(init=False)

    def __post_init__(self) -> None:
        self.frames = Frames(self.records)

    def metric(self, id: str, period: Period) -> Counted:
        """What a metric comes to in a period, with all that was counted."""
        if missing := self.missing(id):  # whatever a formula makes of it, nobody knows a number
            why = self.lacking(missing)
            return Counted(Unknown(why), (), why)
        found: list[Counts] = []

        def watch(_call: Call, frame: Frame, rows: Sequence[int], values: Sequence[Cell | None]) -> None:
            of_subject = frame.subject_rows is not None or frame.once is None
            entity = frame.subject if of_subject else frame.finest
            at = frame.subject_rows if frame.subject_rows is not None else frame.finest_rows
            places = ((at[row], value) for row, value in zip(rows, values, strict=True))
            found.append({(entity, row): value for row, value in places if row is not None})

        evaluation = Evaluation(self.records, watch=watch)
        evaluation.frames = self.frames
        result = evaluation.metric(id, Around(period))
        return Counted(result, found, _reason(result) if isinstance(result, Unknown) else "")

    def lacking(self, missing: Sequence[str]) -> str:
        """What the records lack, by name."""
        named = [f"`{each}`" for each in missing]
        return f"the records have no {', '.join(named[:-1])}{' and ' if named[1:] else ''}{named[-1]}"

    def missing(self, id: str) -> list[str]:
        """The fields that a metric reads and the records do not have."""
        return self.absent(self.fields(id))

    def absent(self, fields: Sequence[str]) -> list[str]:
        """Of some fields, those that neither the table of their entity has nor one that carries them."""
        tables = self.records.tables
        model = self.records.model
        return [
            each
            for each in fields
            if each not in model.fields
            or not (
                ((own := tables.get(model.fields[each].entity)) is not None and each in own.raw)
                or (each in model.named_by and any(each in table.raw for table in tables.values()))
            )
        ]  # fmt: skip

    def fields(self, id: str) -> list[str]:
        """The fields that a metric reads, through the metrics it is made of."""
        return list(dict.fromkeys(each.id for each in self._named(id, frozenset()) if each.kind == "field"))

    def _named(self, id: str, way: frozenset[str]) -> Iterator[Mention]:
        try:
            tree = tree_of(self.records.model, id)
        except CannotTell:
            return
        for each in mentions(tree):
            yield each
            if each.kind == "metric" and each.id not in way:
                yield from self._named(each.id, way | {id})

    def meaning(self, id: str) -> str:
        """All that a metric computes with, as a text: its formula, and those of what it is made of."""
        return "\n".join(self._meanings(id, frozenset()))

    def _meanings(self, id: str, way: frozenset[str]) -> Iterator[str]:
        try:
            tree: Expression = tree_of(self.records.model, id)
        except CannotTell as reason:
            yield reason.why
            return
        yield printed(tree)
        for each in mentions(tree):
            if each.kind == "metric" and each.id not in way:
                yield from self._meanings(each.id, way | {id})
            elif each.kind == "field":
                yield repr(self.records.model.fields.get(each.id))

    def days(self, id: str) -> set[date]:
        """The days that stand in the fields a metric reads; nothing where they cannot be read."""
        found: set[date] = set()
        for name in self.fields(id):
            known = self.records.model.fields.get(name)
            if known is not None and known.type in ("date", "datetime"):
                try:
                    cells = self.records.column(known.entity, name)
                except CannotTell:
                    continue
                found.update(
                    cell.date() if isinstance(cell, datetime) else cell
                    for cell in cells
                    if isinstance(cell, date)
                )
        return found


def _reason(result: Unknown) -> str:
    """Why there is no number, without anything of a record."""
    if result.kind == FORMULA:
        return "its formula gives no number"
    if result.kind == ZERO:
        return "it divides by 0"
    if result.kind == EMPTY:
        return "no record has what it counts"
    return UNFIT


def differing(before: Counted, after: Counted) -> tuple[str, int, int]:
    """The entity whose records are counted differently, how many of them, and of how many in all.

    A record is counted differently where a function counts it on one side alone, or takes another value.
    Where the two formulas have not equally many functions, it is whether anything counts the record.
    Nothing differs where the two cannot be compared: ("", 0, 0).
    """
    if isinstance(before.result, Unknown) or isinstance(after.result, Unknown):
        return "", 0, 0
    one, other = before.functions, after.functions
    if len(one) != len(other):
        one, other = [_together(one)], [_together(other)]
    apart = {
        place
        for was, now in zip(one, other, strict=True)
        for place in was.keys() | now.keys()
        if (place in was) != (place in now) or was[place] != now[place]
    }
    every = {place for counts in (*one, *other) for place in counts}
    of: dict[str, int] = {}
    for entity, _ in apart:
        of[entity] = of.get(entity, 0) + 1
    if not of:
        return "", 0, 0
    entity = max(sorted(of), key=of.__getitem__)
    return entity, of[entity], sum(place[0] == entity for place in every)


def _together(functions: Sequence[Counts]) -> Counts:
    return {place: None for counts in functions for place in counts}


def groups_apart(before: Groups, after: Groups) -> tuple[int, int]:
    """How many groups come to something else, and how many there are."""
    keys = before.found.keys() | after.found.keys()
    return sum(before.found.get(key, before.other) != after.found.get(key, after.other) for key in keys), len(
        keys
    )
