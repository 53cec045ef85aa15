"""Whom a change concerns: how a party is asked, by what it plays in a definition and how that is touched."""

# The table is data, by what the schema says that a party plays (`x-reference.plays`); where a decision
# gives it a letter, the letter tells more. A reference that plays nothing still names somebody: who
# loses it or gains it must agree, unless the schema says that the relation merely mentions.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import HEAVIEST, LIGHTEST, MEANING, node_at, weights_of
from remit.frozen import dataclass
from remit.handbook import Definition, Edge
from remit.ownership.parties import partners
from remit.schema import Kind

AGREE, CONSULT, INFORM = "must agree", "consulted", "informed"
HOW = (AGREE, CONSULT, INFORM)


class Row(NamedTuple):
    """How a party is asked; empty where it is not.

    `gone` when it is no longer named, `come` when it is now; when its letter, condition or limit
    becomes another, both. `named` when something else changes in what names it; `own` is that in a
    local lane. `near` when a change that is shared reaches what names it in one step, `far` in more.
    `about` when a decision that names it is about what changes; `own_about` when that one is local.
    """

    gone: str
    come: str
    named: str = ""
    own: str = ""
    near: str = ""
    far: str = ""
    about: str = ""
    own_about: str = ""


# What a party plays, where it matters with its letter → how it is asked.
ROWS: Mapping[str, Row] = {
    "governs": Row(AGREE, AGREE, AGREE, AGREE, near=CONSULT),
    "operates": Row(AGREE, AGREE, INFORM, AGREE, near=INFORM, far=INFORM),
    "hands-over": Row(AGREE, AGREE, CONSULT, AGREE, near=INFORM, far=INFORM),
    "decides": Row(AGREE, AGREE, AGREE, AGREE, about=AGREE, own_about=INFORM),
    "decides G": Row(AGREE, AGREE, AGREE, INFORM, about=AGREE, own_about=INFORM),
    "operates R": Row(AGREE, AGREE, CONSULT, CONSULT, about=CONSULT, own_about=CONSULT),
    "consulted": Row(CONSULT, CONSULT, CONSULT, CONSULT, about=CONSULT, own_about=CONSULT),
    "informed": Row(INFORM, INFORM, INFORM, INFORM, about=INFORM, own_about=INFORM),
    "accountable": Row(AGREE, AGREE, INFORM, INFORM),
    "settles": Row(AGREE, AGREE, INFORM, INFORM),
    "called": Row(AGREE, AGREE, INFORM, INFORM),
    "attends": Row(INFORM, INFORM, INFORM, INFORM, near=INFORM),
    "reads": Row(INFORM, INFORM, INFORM, INFORM),
    "reports-to": Row(CONSULT, AGREE, CONSULT, CONSULT),
    "takes-part": Row(AGREE, AGREE, CONSULT, CONSULT),
    "concerned": Row(AGREE, AGREE, AGREE, AGREE),
}
OTHER = Row(AGREE, AGREE)  # what plays nothing of these: a deputy, who may edit, who acts on a threshold
REACHED = tuple(plays for plays, row in ROWS.items() if row.near and " " not in plays)
FURTHER = tuple(plays for plays, row in ROWS.items() if row.far and " " not in plays)


@dataclass(frozen=True, slots=True)
class Stake:
    """What a definition makes of a party, with the words for it: `governs Win rate, with Finance`.

    `edge` is the reference; for who shares it (`with`), the one that it is shared with.
    """

    party: Definition
    row: Row
    does: str
    edge: Edge

    @property
    def is_conditional(self) -> bool:
        """Whether it holds under a condition in words, which only people can judge."""
        return "if" in self.edge.context


def row_of(plays: str, context: Mapping[str, Any]) -> Row:
    """The row for what a party plays, with the mapping around the reference."""
    return ROWS.get(f"{plays} {context.get('letter', '')}") or ROWS.get(plays, OTHER)


def stakes(definition: Definition, *plays: str) -> Iterator[Stake]:
    """What a definition makes of those whom it names, of all or of those that play one of these.

    Nobody has a stake who is only mentioned, or of whom it says that there is on purpose no part.
    """
    kind = definition.kind
    for edge in definition.played_by(*plays) if plays else _naming(definition):
        if edge.context.get("none"):
            continue
        row = row_of(edge.plays, edge.context)
        decides = edge.plays == "decides" and "letter" in edge.context
        does = f"{'decides in' if decides else edge.back} {definition.name}"
        yield Stake(edge.target, row, does, edge)
        if kind.sharing:
            for other in partners(edge):
                yield Stake(other, row, f"{does}, with {edge.target.name}", edge)


def _naming(definition: Definition) -> Iterator[Edge]:
    """The references to parties that are more than a mention; those under `with` belong to others."""
    kind = definition.kind
    for edge in definition.to():
        is_more = edge.plays or edge.relation not in kind.mentioning
        if is_more and edge.target.is_party and edge.relation not in kind.sharing:
            yield edge


# -- one change --

UNTIL, FROM, TERMS, WORDS = " until now", " from now on", ", under new terms", ", with new wording"
ENDINGS = (UNTIL, FROM, TERMS, WORDS)  # of what a party does, where that changes


class Touched(NamedTuple):
    """A party whom the change of a property concerns, as its side knows it, how, and why."""

    party: Definition
    how: str
    because: str
    is_new: bool


def touched(
    change: DefinitionChange,
    versions: tuple[Definition | None, Definition | None],
    renames: Mapping[str, str],
) -> Iterator[Touched]:
    """Whom the changed properties of a definition concern: who is named on either side of them.

    `versions` are the old and the new one; `renames` is old address → new one of all that is renamed.
    Where the definition ends altogether, nothing of it is given to another: who governs it decides, and
    the rest hear of it.
    """
    old, new = versions
    before = _placed(old, renames) if old is not None else {}
    after = _placed(new, {}) if new is not None else {}
    for place, stake in before.items():
        if place not in after:
            how = stake.row.gone if new is not None else stake.row.named or INFORM
            yield Touched(stake.party, how, f"{stake.does}{UNTIL}", is_new=False)
    for place, stake in after.items():
        was = before.get(place)
        if was is None:
            yield Touched(stake.party, stake.row.come, f"{stake.does}{FROM}", is_new=True)
            continue
        weight = _weight_at(change, was.edge.source.kind, place.entry)
        if weight == HEAVIEST:
            yield Touched(was.party, was.row.gone, f"{was.does}{TERMS}", is_new=False)
            yield Touched(stake.party, stake.row.come, f"{stake.does}{TERMS}", is_new=False)
        elif weight == MEANING:
            how = INFORM if stake.row.come == INFORM else CONSULT
            yield Touched(stake.party, how, f"{stake.does}{WORDS}", is_new=False)


def _weight_at(change: DefinitionChange, kind: Kind, entry: tuple[str, ...]) -> str:
    """How much a change weighs for a party that is named in an entry before and after it.

    Whatever stands there beside its name may be a letter, a condition, a limit; words that weigh no more
    than meaning only tell of it.
    """
    found = LIGHTEST
    weighed = zip(change.properties, weights_of(kind, change), strict=True) if entry else ()
    for each, weight in weighed:
        if each.path[: len(entry)] != entry or weight == LIGHTEST:
            continue
        if weight == HEAVIEST or not node_at(kind, each.path).text:
            return HEAVIEST
        found = MEANING
    return found


class _Place(NamedTuple):
    """Where a definition names a party: the path of the entry, the way there from it, and the party."""

    entry: tuple[str, ...]
    within: tuple[str, ...]
    party: str


def _placed(definition: Definition, renames: Mapping[str, str]) -> dict[_Place, Stake]:
    """What a definition makes of its parties, by place; as steps of a path references stand in full."""
    keys = {edge.path: str(edge.target.ref) for edge in definition.to() if _is_key(edge)}
    found = {}
    for stake in stakes(definition):
        path, partner = stake.edge.path, stake.party is not stake.edge.target
        steps = tuple(
            renames.get(step, step)
            for step in (keys.get(path[: number + 1], each) for number, each in enumerate(path))
            if isinstance(step, str)
        )
        entry = steps if path in keys else steps[:-1]
        address = str(stake.party.ref)
        within = (*steps[len(entry) :], "with" if partner else "")
        found[_Place(entry, within, renames.get(address, address))] = stake
    return found


def _is_key(edge: Edge) -> bool:
    """Whether a reference is the name of an entry rather than a value."""
    return edge.path[-1] in (edge.target.id, str(edge.target.ref))
