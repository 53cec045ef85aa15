"""What the systems say beside the handbook, for people: by system, object, field, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from remit.drift.findings import code_of, range_of, said, standing
from remit.drift.model import Answer, Compared, Drift, Item, Standing
from remit.escape import printable

_ORDER = (Answer.DIFFERENT, Answer.MISSING, Answer.EXTRA, Answer.UNKNOWN)
_FEW = 2  # of what cannot be told for one reason stands each for itself; more stand together
_PARTS = {"metrics": "Metrics", "dashboards": "Dashboards"}


def report(drift: Drift, folder: str = "") -> str:
    """Every difference with both places, what cannot be told, and how much was the same.

    `folder` is the way to the handbook from where the command was called.
    """
    parts = [line for each in drift.compared for line in _system(each, folder)]
    parts += [*_unasked(drift), *_past(drift)]
    return "".join(f"{printable(line)}\n" for line in parts)


def _past(drift: Drift) -> Iterator[str]:
    if drift.past and drift.open():
        yield f"What was decided before could not be looked at: {drift.past}."


def _unasked(drift: Drift) -> Iterator[str]:
    if drift.unasked:
        count = sum(drift.unasked.values())
        names = ", ".join(f"{name} {number}" for name, number in sorted(drift.unasked.items()))
        systems = _many(len(drift.unasked), "system")
        yield f"Not asked: {count} things in {systems} without a snapshot ({names})."


def _system(each: Compared, folder: str) -> Iterator[str]:
    snapshot = each.snapshot
    where = f", {snapshot.environment}" if snapshot.environment else ""
    day = f", of {snapshot.day}" if snapshot.day else ", of an unknown day"
    yield f"{each.system}: {snapshot.kind} snapshot {snapshot.path}{where}{day}"
    shown = [item for item in each.items if code_of(item)]
    for object, held in groupby(shown, key=lambda item: item.object):
        yield f"  {_PARTS.get(object, object) or 'without an object'}"
        alone, alike = _apart(list(held))
        for why, many in alike.items():
            names = ", ".join(dict.fromkeys(item.name for item in many))
            yield f"    cannot tell, {_many(len(many), 'time')}: {why}"
            yield f"      {names}"
        for name, items in groupby(alone, key=lambda item: item.name):
            rows = list(items)
            mine = [item.definition.ref for item in rows if item.is_mine]
            yield f"    {name}" + (f" ({mine[0]})" if mine else "")
            for item in sorted(rows, key=lambda item: (_ORDER.index(item.answer), item.key)):
                yield from _item(item, folder)
    for note in each.notes:
        yield f"  note: {note.message}"
        yield f"    {note.place.under(each.prefix).under(folder)}"
    yield f"  {_counted(each)}"
    yield ""


def _apart(items: Sequence[Item]) -> tuple[list[Item], dict[str, list[Item]]]:
    """The items that stand for themselves, and by its reason what cannot be told of many."""
    alike: dict[str, list[Item]] = {}
    for item in items:
        if item.answer is Answer.UNKNOWN:
            alike.setdefault(item.message, []).append(item)
    alike = {why: found for why, found in alike.items() if len(found) > _FEW}
    return [item for item in items if item.answer is not Answer.UNKNOWN or item.message not in alike], alike


def _item(item: Item, folder: str) -> Iterator[str]:
    yield f"      {item.answer.value}: {said(item).removeprefix('cannot tell ')}"
    if how := standing(item):
        yield f"        {how}"
    key = (
        item.key[0] in ("value", "reads", "sets", "moves", "means", "shows")
        and item.answer is not Answer.EXTRA
    )
    here = range_of(item.definition, item.path, key=key).start
    near = "here" if item.is_mine else "near"
    yield f"        {near}  {here.under(folder)}"
    if item.place is not None:
        yield f"        there {item.place.under(folder)}"
    for other in item.also:
        yield f"        {other.message}: {other.location.under(folder)}"


def _counted(each: Compared) -> str:
    counts = each.counts()
    told = [f"{counts.get(answer, 0)} {answer.value}" for answer in Answer]
    allowed = sum(1 for item in each.items if item.standing is Standing.ALLOWED)
    excused = sum(1 for item in each.items if item.excused)
    told += [f"{allowed} of them allowed to differ"] if allowed else []
    told += [f"{excused} not in the snapshot, as `handbook.yaml` says"] if excused else []
    return ", ".join(told)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
