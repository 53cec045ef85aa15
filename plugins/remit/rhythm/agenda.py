"""What a meeting has before it on a day: its questions, and what happened since the last one."""

# When the last one was is told by `meets`, else an interval before: nobody writes down every
# meeting. The handbook is the one of now; a change counts when it was merged or came into force.

from __future__ import annotations

from datetime import date, timedelta

from remit.change.history.timeline import History
from remit.diagnostics import RemitError, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.parties import attending, governing, operating, operators, owners, parties
from remit.rhythm.meetings import held_before
from remit.rhythm.period import Past, Period
from remit.rules.change.overdue import due


@dataclass(frozen=True, slots=True)
class Agenda:
    """The agenda of one meeting. `changes` are those of `past`; days of reviews sort as texts do."""

    cadence: Definition
    day: str
    since: str
    past: Past
    changes: tuple[Ref, ...]
    overdue: tuple[tuple[str, Definition], ...]
    requests: tuple[Definition, ...]
    proposed: tuple[Definition, ...]
    coming: tuple[Definition, ...]


def cadence_of(book: Handbook, id: str) -> Definition:
    """The cadence of an id, or of `cadence:id`; raises RemitError that names the nearest."""
    found = book.get("cadence", id.removeprefix("cadence:"))
    if found is None or not found.sound:
        known = [each.id for each in book.all("cadence")]
        hint = did_you_mean(id, known) or (f"; there is {', '.join(known)}" if known else "")
        raise RemitError(f"there is no cadence `{id}`{hint}")
    return found


def agenda(book: Handbook, history: History, cadence: Definition, day: str) -> Agenda:
    """The agenda of a cadence on a day."""
    since = held_before(cadence, day)
    past = Past(book, history, Period("", _next(since), _next(day)), why=history.missing)
    records = [record for record in book.all("change") if _known(record) <= day]
    return Agenda(
        cadence=cadence,
        day=day,
        since=since,
        past=past,
        changes=tuple(past.entries),
        overdue=_overdue(book, cadence, day),
        requests=tuple(
            each
            for each in book.all("request")
            if each.get("answer", "open") == "open" and each.get("asked-on", "") <= day
        ),
        proposed=tuple(each for each in records if each["state"] == "proposed"),
        coming=tuple(
            each for each in records if each["state"] == "approved" and each.get("effective", "") > day
        ),
    )


def _known(record: Definition) -> str:
    """The day from which a change record is known: of its proposal, else of its decision."""
    return str(record.get("proposed-on") or record.get("decided-on") or "")


def _overdue(book: Handbook, cadence: Definition, day: str) -> tuple[tuple[str, Definition], ...]:
    """What should have been reviewed by the day, of what those who come own; of all when nobody is named."""
    coming = set(parties((*operating(cadence), *governing(cadence), *attending(cadence))))
    found = [
        (when, each)
        for each in book.definitions()
        if "" < (when := due(each)) < day and (not coming or coming & {*operators(each), *owners(each)})
    ]
    return tuple(sorted(found, key=lambda each: (each[0], each[1].ref)))


def _next(day: str) -> str:
    """The day after."""
    then = date.fromisoformat(day)
    return (then + timedelta(1)).isoformat() if then < date.max else day
