"""What history and references show for each question of a quarter's review."""

# One function a question. Where it looks is data, in `questions.yaml`.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from remit.change.review.requests import lane_of
from remit.handbook import Definition, Ref
from remit.ownership.parties import asking, parties
from remit.rhythm import narrative
from remit.rhythm.drift import became_shared
from remit.rhythm.period import Past
from remit.rules.change.upkeep import is_named
from remit.schema import PARTIES
from remit.words import joined

NEAR = 2  # references between what changed and a metric that may show it
Look = Mapping[str, Any]


def _around(past: Past, refs: Iterable[Ref]) -> Iterator[str]:
    """Changes of some definitions, then the records and requests about them."""
    wanted = frozenset(refs)
    yield from narrative.changes(past, [ref for ref in past.entries if ref in wanted])
    yield from narrative.records(past, wanted)
    yield from narrative.requests(past, wanted)


def _of_kinds(past: Past, look: Look) -> set[Ref]:
    """All definitions of some kinds, those that went in the quarter included."""
    kinds = look.get("kinds", ())
    here = {each.ref for kind in kinds for each in past.now.every(kind)}
    return here | {ref for ref in past.entries if ref.kind in kinds}


def _by_kind(past: Past, look: Look) -> Iterator[str]:
    yield from _around(past, _of_kinds(past, look))


def _dashboards(past: Past, look: Look) -> Iterator[str]:
    yield from _around(past, _of_kinds(past, look))
    lines = []
    for ref in past.entries:
        found = past.find(ref) if ref.kind == "metric" and not narrative.only_came(past, ref) else None
        shown = sorted({edge.source.ref for edge in found[1].by("shows")}) if found else []
        if shown:
            verb = "stands" if past.now.get(ref.kind, ref.id) else "stood"
            lines.append(f"{narrative.changed(past, ref)} It {verb} on {narrative.names(past, shown)}.")
    yield from narrative.most(lines)


def _concerns(past: Past, look: Look) -> set[Ref] | None:
    """What a question concerns by triggers and topics of the handbook; None when it has none of them."""
    lanes = past.reach(past.now).lanes
    wanted = frozenset(look.get("triggers", ()))
    triggers = {trigger.id for trigger in lanes.triggers()} & wanted
    topics = [topic for id in look.get("topics", ()) if (topic := past.now.get("topic", id))]
    if not triggers and not topics:
        return None
    refs = {edge.target.ref for topic in topics for edge in topic.to("topic-of")}
    if triggers:
        refs |= {ref for ref in _discussed(past) if triggers & _touched(past, ref)}
    return refs


def _discussed(past: Past) -> set[Ref]:
    """What changed, or what a record or request of the quarter names."""
    named = {
        edge.target.ref
        for kind, relation, days in (
            ("change", "changes", ("decided-on", "proposed-on")),
            ("request", "request-about", ("asked-on",)),
        )
        for _, record in past.records(kind, *days)
        for edge in record.to(relation)
    }
    return named | set(past.entries)


def _touched(past: Past, ref: Ref) -> set[str]:
    found = past.find(ref)
    if found is None or ref.kind in PARTIES:  # what people run in all is not what changed
        return set()
    book, definition = found
    return {touch.trigger.id for touch in past.reach(book).touches(definition)}


def _by_subject(past: Past, look: Look) -> Iterator[str]:
    refs = _concerns(past, look)
    if refs is None:
        wanted = " or ".join(f"`{id}`" for id in dict.fromkeys((*look.get("triggers", ()), *look["topics"])))
        yield f"No topic and no trigger of a lane is called {wanted}, so nothing says what belongs here."
        return
    yield from _around(past, refs)


def _scoring(past: Past, look: Look) -> Iterator[str]:
    yield from _by_subject(past, look)
    refs = _concerns(past, look) or set()
    metrics: dict[Ref, int] = {}
    for ref in sorted(refs & set(past.entries)):
        found = past.find(ref)
        for each in past.reach(found[0]).of(found[1], NEAR) if found else ():
            if each.definition.kind.id == "metric":
                metrics.setdefault(each.definition.ref, each.steps)
    if metrics:
        near = sorted(metrics, key=lambda ref: (metrics[ref], ref))
        yield f"What followed can be read from {narrative.names(past, near)}."


def _fields(past: Past, look: Look) -> Iterator[str]:
    yield from _around(past, _of_kinds(past, look))
    unused = [each.ref for each in past.now.all("field") if not is_named(each)]
    if unused:
        yield f"Nothing in the handbook refers to {narrative.names(past, unused)}."


def _requests(past: Past, look: Look) -> Iterator[str]:  # noqa: ARG001 - as its siblings
    reach = past.reach(past.now)
    for day, request in past.records("request", "asked-on"):
        who = _mentions(parties(asking(request)))
        lane = lane_of(reach, request)
        told = [f"asked {f'by {who} ' if who else ''}on {narrative.on(past, day)}"]
        if lane is not None:
            told.append(f"{lane.choice.lane.name.lower()}")
        became = [edge.target.ref for edge in request.to("became")]
        end = f", with {narrative.names(past, became)}" if became else ""
        yield f"{narrative.named(past, request.ref)}, {', '.join(told)}: {narrative.answer(request)}{end}."
    waiting = [
        each.ref
        for each in past.now.all("request")
        if each.get("answer", "open") == "open" and "" < each.get("asked-on", "") < past.period.first
    ]
    if waiting:
        yield f"Still open from before: {narrative.names(past, waiting)}."
    yield from narrative.most(list(_became_shared(past)))


def _mentions(parties: Iterable[Definition]) -> str:
    return joined([f"{{{party.ref}}}" for party in parties])


def _became_shared(past: Past) -> Iterator[str]:
    """What was local when the quarter began and is shared at its end, by the lanes of now."""
    if past.start is None or past.end is None:
        return
    for each in became_shared(past.reach(past.start), past.reach(past.end)):
        since = f": it reaches {{{each.nearest.reached.definition.ref}}}" if each.nearest else ""
        yield f"{narrative.named(past, each.definition.ref)} was local and became shared{since}."


EVIDENCE: Mapping[str, Callable[[Past, Look], Iterator[str]]] = {
    "lifecycle-definitions": _by_kind,
    "dashboard-definitions": _dashboards,
    "source-and-attribution": _by_subject,
    "scoring-and-routing": _scoring,
    "fields": _fields,
    "handoffs": _by_kind,
    "functional-requests": _requests,
}
