"""What happened in a quarter, in sentences of Markdown that mention definitions."""

# Facts only: what people thought of it is theirs to write.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from remit.change.compare.grading import LIGHTEST, titles, weights_of
from remit.change.history.timeline import Entry
from remit.days import parsed
from remit.handbook import Definition, Ref
from remit.rhythm.period import Past
from remit.words import joined

MOST = 12  # of one sort; a review that lists all is read by nobody
TIMES = ("", "once", "twice", "three times", "four times", "five times", "six times")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def named(past: Past, ref: Ref) -> str:
    """A definition as a mention; as code when it is no more."""
    found = past.now.index.get(ref.kind, {}).get(ref.id)
    return f"{{{ref}}}" if found is not None else f"`{ref}`"


def names(past: Past, refs: Iterable[Ref]) -> str:
    """Some definitions in one breath: `a, b and c`; many are cut, and said so."""
    told = [named(past, ref) for ref in refs]
    if len(told) > MOST:
        told = [*told[:MOST], f"{len(told) - MOST} more"]
    return joined(told)


def on(past: Past, day: str) -> str:
    """A day in words, with its year when that is not the quarter's."""
    then = parsed(day)
    if then is None:
        return day
    year = "" if day[:4] == past.period.first[:4] else f" {then.year}"
    return f"{then.day} {MONTHS[then.month - 1]}{year}"


def changes(past: Past, refs: Sequence[Ref]) -> Iterator[str]:
    """What came, in one sentence, then every other change."""
    came = [ref for ref in refs if only_came(past, ref)]
    if came:
        yield f"Came: {names(past, came)}."
    yield from most([changed(past, ref) for ref in refs if ref not in came])


def only_came(past: Past, ref: Ref) -> bool:
    """Whether all that happened to a definition in the quarter is that it is new."""
    entries = past.entries[ref]
    return len(entries) == 1 and entries[0].change.how == "added" and not entries[0].record


def most(lines: Sequence[str]) -> Iterator[str]:
    """The first of many sentences, and how many are left out."""
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"{len(lines) - MOST} more like these."


def changed(past: Past, ref: Ref) -> str:
    """One definition with every change of it in the quarter, and how often there was one."""
    entries = past.entries[ref]
    told = "; ".join(_one(past, entry) for entry in entries)
    if len(entries) == 1 and entries[0].change.how in ("added", "removed"):
        return f"{named(past, ref)} {told}."
    times = TIMES[len(entries)] if len(entries) < len(TIMES) else f"{len(entries)} times"
    return f"{named(past, ref)} changed {times}: {told}."


def _one(past: Past, entry: Entry) -> str:
    """One change: when, what, by which record, and from when it holds."""
    change, day = entry.change, on(past, entry.step.day)
    told = [{"added": f"came on {day}", "removed": f"went on {day}"}.get(change.how, f"on {day}")]
    if change.how in ("changed", "renamed"):
        told[0] += _what(past, entry)
    if entry.record:
        told.append(f"by {named(past, Ref('change', entry.record))}")
    if entry.since > entry.step.day:
        told.append(f"in force from {on(past, entry.since)}")
    return ", ".join(told)


def _what(past: Past, entry: Entry) -> str:
    """What differs, by the titles of properties; wording only where nothing else does."""
    change = entry.change
    kind = past.now.kinds.by_id.get(change.ref.kind)
    weighed = zip(change.properties, weights_of(kind, change), strict=True)
    heavy = [each for each, weight in weighed if weight != LIGHTEST]
    parts = dict.fromkeys(titles(kind, each.path)[0].lower() for each in heavy or change.properties)
    if change.was is not None:
        return f" in its id, which was `{change.was.id}`" + (f", and in {_quoted(parts)}" if heavy else "")
    return f" in {_quoted(parts)}"


def _quoted(parts: Iterable[str]) -> str:
    return joined([f"\u201c{part}\u201d" for part in parts])


def records(past: Past, refs: frozenset[Ref]) -> Iterator[str]:
    """Change records of the quarter that name some definitions and changed none: refused, or still open."""
    covering = {entry.record for ref in refs for entry in past.entries.get(ref, ())}
    for day, record in past.records("change", "decided-on", "proposed-on"):
        about = [edge.target.ref for edge in record.to("changes") if edge.target.ref in refs]
        if about and record.id not in covering:
            state = "is proposed since" if record["state"] == "proposed" else f"was {record['state']} on"
            yield f"{named(past, record.ref)} on {names(past, about)} {state} {on(past, day)}."


def requests(past: Past, refs: frozenset[Ref]) -> Iterator[str]:
    """Requests of the quarter about some definitions."""
    for _, request in past.records("request", "asked-on"):
        about = [edge.target.ref for edge in request.to("request-about") if edge.target.ref in refs]
        if about:
            yield f"{named(past, request.ref)} is about {names(past, about)}: {answer(request)}."


def answer(request: Definition) -> str:
    """What became of a request."""
    said = str(request.get("answer", "open"))
    return {"open": "not answered yet", "changed": "accepted in another form"}.get(said, said)
