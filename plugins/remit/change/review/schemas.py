"""What changes in the schemas of a handbook's own kinds: they say what weighs how much, and who is asked."""

# A schema has an address, `schema:playbook`, by which a record names it; it is no definition, so
# nothing links there. Its texts for readers are wording, all else decides how changes are judged.

from __future__ import annotations

from collections.abc import Sequence

from remit import source
from remit.change.compare.diff import DefinitionChange, compare
from remit.change.compare.grading import HEAVIEST, LIGHTEST
from remit.change.compare.versions import Difference
from remit.change.review.lanes import LaneChoice, Lanes, Trigger, choose
from remit.handbook import Definition, Handbook, Ref
from remit.schema import SCHEMA, Kind

_KIND = Kind(
    id=SCHEMA,
    plural="schemas",
    title="Schema",
    titles="Schemas",
    description="What the definitions of a kind of the handbook's own hold, and what their changes weigh.",
    section="change",
    single=False,
    builtin=True,
    raw={"x-weight": HEAVIEST, "type": "object"},
)
_FOR_READERS = frozenset({"title", "description", "examples", "$comment"})


def schema_changes(difference: Difference) -> Sequence[DefinitionChange]:
    """The schemas of the handbook's own kinds that come, go or change, by the address `schema:<kind>`."""
    before, after = (
        {Ref(SCHEMA, each.id): dict(each.raw) for each in _own(book)} for book in _books(difference)
    )
    return compare(before, after, {SCHEMA: _KIND}) if before or after else ()


def schema_of(difference: Difference, change: DefinitionChange) -> Definition:
    """A changed schema in the place of a definition; as BASE has it, where it does."""
    kinds = [book.kinds.by_id.get((change.was or change.ref).id) for book in _books(difference)]
    kinds.append(difference.after.kinds.by_id.get(change.ref.id))
    kind = next(each for each in kinds if each is not None)
    document = source.parse(b"{}", f"schemas/{kind.id}.schema.json")
    data = {**kind.raw, "name": f"Schema of {kind.titles.lower()}"}
    return Definition(_KIND, kind.id, data, document, (), sound=True, relations=frozenset())


def schema_weight(change: DefinitionChange) -> str:
    """What the change of a schema weighs: authority, unless nothing but its texts for readers changes."""
    texts = change.properties and all(each.path[-1] in _FOR_READERS for each in change.properties)
    return LIGHTEST if texts else HEAVIEST


def schema_lane(lanes: Lanes, weight: str) -> LaneChoice:
    """The lane in which a schema changes: the first that is shared, or where mere wording goes."""
    chosen = choose(lanes, SCHEMA, weight)
    shared = next((lane for lane in lanes.all if lane.is_shared and weight in lane.weights), None)
    if chosen.because or shared is None:
        return chosen
    when = "A schema of the handbook's own, by which changes are judged"
    return LaneChoice(shared, (Trigger(shared.id, "own-schema", when),))


def _books(difference: Difference) -> tuple[Handbook, Handbook]:
    return difference.before, difference.after


def _own(book: Handbook) -> Sequence[Kind]:
    return [kind for kind in book.kinds.by_id.values() if not kind.builtin]
