"""What a comparison finds, as findings: a line of the handbook, and the place in the snapshot beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.codes import CODES, LIVE
from remit.diagnostics import Diagnostic, Range, Related, Severity
from remit.drift.model import Answer, Compared, Drift, Item, Standing
from remit.handbook import Definition, Handbook
from remit.overrides import Overrides

# what a claim is about → what is asked, where nothing can be told
_ASKED: Mapping[str, str] = {
    "field": "whether `{0}.{1}` is there",
    "type": "the type of `{0}.{1}`",
    "label": "the label of `{0}.{1}`",
    "values": "the values of `{0}.{1}`",
    "marker": "whether `{0}.{1}` has {2}",
    "closed": "whether a record ends in {2}",
    "likelihood": "likelihoods of `{0}.{1}`",
    "required": "whether anything requires `{0}.{1}`",
    "automation": "whether `{1}` is there",
    "reads": "whether `{1}` reads {2}",
    "sets": "whether `{1}` sets {2}",
    "moves": "whether `{1}` sets {2}",
    "metric": "whether the metric `{1}` is there",
    "source": "what the metric `{1}` is computed from",
    "dashboard": "whether the dashboard {2} is there",
    "shows": "whether the dashboard `{1}` shows {2}",
}
_KEYS = frozenset(
    {"value", "reads", "sets", "moves", "means", "shows"}
)  # claims that stand as names of a mapping


def findings(book: Handbook, drift: Drift) -> tuple[Diagnostic, ...]:
    """All findings, with the severities and the waivers of the handbook, sorted by place."""
    found = [each for one in drift.compared for each in _of(one)]
    kept = (each for each in Overrides.of(book).applied_to(found) if CODES[each.code].topic == LIVE)
    return tuple(sorted(kept, key=Diagnostic.order))


def fails(found: tuple[Diagnostic, ...]) -> bool:
    """Whether anything differs: whatever is more than a suggestion."""
    return any(each.severity > Severity.SUGGESTION and each.code != "live-unknown" for each in found)


def code_of(item: Item) -> str:
    """The code of an item; empty where nothing is to be found."""
    if item.answer is Answer.SAME or item.excused:
        return ""
    if item.answer is Answer.UNKNOWN:
        return "live-unknown"
    if item.standing is Standing.ALLOWED:
        return "live-allowed"
    if item.aspect == "label":
        return "live-label"
    if item.standing is Standing.WAITING:
        return "decided-not-live"
    return "live-without-decision" if item.is_mine else "live-unlisted"


def said(item: Item) -> str:
    """What is found of an item, in a sentence without its standing."""
    if item.answer is not Answer.UNKNOWN:
        return item.message
    asked = _ASKED.get(item.key[0], "`{0}.{1}`").format(item.object, item.name, item.declared)
    return f"cannot tell {asked}: {item.message}"


def standing(item: Item) -> str:
    """How it stands to what was decided, in words."""
    if item.answer is Answer.UNKNOWN:
        return ""
    told = [item.told] if item.told else []
    told += [f"there {since(item)}"] if item.open else []
    return f"{item.standing.value}: {'; '.join(told)}" if told else item.standing.value


def since(item: Item) -> str:
    """Since which snapshot a difference is there; empty where git knows of none."""
    if not item.open:
        return ""
    return f"{'at least ' if item.open_longer else ''}since the snapshot of {item.open}"


def range_of(definition: Definition, path: tuple[str | int, ...], *, key: bool = False) -> Range:
    """The stretch of a property; of the nearest one above it where it is not written."""
    while path and _at(definition.data, path) is None:
        path = path[:-1]
    return definition.range_of(path, key=key and bool(path))


def _at(here: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return None
    return here


def _of(compared: Compared) -> Iterator[Diagnostic]:
    for item in compared.items:
        code = code_of(item)
        if code:
            key = item.key[0] in _KEYS and item.answer is not Answer.EXTRA
            where = range_of(item.definition, item.path, key=key)
            words = f"{item.system}: {said(item)}"
            related = [*item.also]
            if item.place is not None:
                related.insert(0, Related(item.place, _there(item, compared)))
            if how := standing(item):
                words = f"{words} ({item.answer.value}; {how})"
            yield CODES[code].at(where, words, related=related, subject=str(item.definition.ref))
    for note in compared.notes:
        place = note.place.under(compared.prefix)
        also = [Related(each.under(compared.prefix), "here, too") for each in note.also]
        where = Range(place, place)
        yield CODES["snapshot-odd"].at(where, f"{compared.system}: {note.message}", related=also)


def _there(item: Item, compared: Compared) -> str:
    what = f"{item.live} in the snapshot" if item.live else "the snapshot"
    return f"{what} of {compared.snapshot.day}" if compared.snapshot.day else what
