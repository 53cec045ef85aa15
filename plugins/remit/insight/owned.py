"""What a function or a role owns: its decisions, what it runs or governs, and what belongs to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from remit import words
from remit.frozen import dataclass
from remit.handbook import Definition, Edge
from remit.insight.due import Desk
from remit.ownership import holdings
from remit.ownership.parties import deciders, owners, taking_part

LETTER_ORDER = "AGRCI"
MOST_WORDS = 12  # rows with words in one section; where more are owned, names alone are told
EdgesOf = Callable[[Definition], Sequence[Edge]]
# The references to what a party holds → what it does there; without words those of the relation.
WAYS: Sequence[tuple[EdgesOf, str]] = (
    (holdings.governs, "governs"),
    (holdings.operates, "operates"),
    (holdings.answers, "answers for"),
    (holdings.acts, "acts on"),
    (holdings.edits, "may edit"),
    (holdings.decides, ""),
    (holdings.is_asked, ""),
    (holdings.attends, "attends"),
    (holdings.shares, "takes part"),
)
# Relation that leads from a function to what it uses.
USES: Mapping[str, str] = {"works-in": "uses", "judged-by": "success measure", "looks-at": "core metric"}
DISPUTES = ((holdings.settles, "settles"), (holdings.is_called, "called when late"))
FEW = 4  # names in a row of reviews: the page names all of them once already
# Kinds whose definitions tell of a day that is past: who held a review does not own it.
PAST = frozenset({"review"})
INTERVALS = ("month", "quarter", "half-year", "year")
# Sections of the page: anchor, title, kinds. A kind that is not named comes after, under its own title.
SECTIONS: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("systems", "Systems", ("system",)),
    ("metrics", "Metrics", ("metric",)),
    ("stages", "Stages and fields", ("stage", "entity", "field")),
    ("dashboards", "Dashboards", ("dashboard",)),
    ("work", "Work items", ("work-item",)),
    ("rules", "Rules and meetings", ("lane", "policy", "cadence")),
    ("seams", "Handoffs it keeps", ("handoff",)),
    ("joined", "Decisions it joins", ("decision",)),
)

# What is counted of a team: references to it, kinds they are counted for (none: all), words for one and more.
COUNTED: Sequence[tuple[EdgesOf, tuple[str, ...], str, str]] = (
    (holdings.operates, ("system",), "system", "systems"),
    (holdings.operates, ("stage",), "stage", "stages"),
    (holdings.operates, ("field",), "field", "fields"),
    (holdings.operates, ("metric",), "metric", "metrics"),
    (holdings.operates, ("dashboard",), "dashboard", "dashboards"),
    (holdings.answers, ("metric",), "metric it is accountable for", "metrics it is accountable for"),
    (holdings.gives, (), "handoff given", "handoffs given"),
    (holdings.receives, (), "handoff received", "handoffs received"),
    (holdings.governs, (), "definition governed", "definitions governed"),
)


@dataclass(frozen=True, slots=True)
class Say:
    """A decision in which a party has a letter, and who decides where it is another."""

    decision: Definition
    letter: str
    context: Mapping[str, object]
    decides: bool
    deciders: Sequence[Definition]


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """One line: what it is about, words, what the party does with it, and whose it is."""

    definitions: Sequence[Definition]
    words: str = ""
    condition: str = ""
    ways: Sequence[str] = ()
    owners: Sequence[Definition] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class OwnedSection:
    """A part of the page with an anchor."""

    id: str
    title: str
    rows: Sequence[OwnedRow]


# -- decisions --


def says(party: Definition) -> list[Say]:
    """The decisions in which a party has a letter: those it decides first, then by name."""
    found = [
        Say(
            edge.source,
            str(edge.context["letter"]),
            edge.context,
            edge.plays == "decides",
            [each for each in deciders(edge.source) if each is not party],
        )
        for edge in holdings.has_a_say(party)
        if edge.source.sound
    ]
    return sorted(found, key=lambda say: (LETTER_ORDER.index(say.letter), say.decision.name.lower()))


# -- what it runs, governs and uses --


def sections(party: Definition) -> list[OwnedSection]:
    """Everything a party runs, governs, answers for or uses, by kind."""
    held = _held(party)
    known = {kind for _, _, kinds in SECTIONS for kind in kinds}
    others = {each.kind.id: each.kind for each in held if each.kind.id not in known}
    wanted = [*SECTIONS, *((f"of-{kind.plural}", kind.titles, (kind.id,)) for kind in others.values())]
    found = (
        (id, title, {each: held[each] for each in held if each.kind.id in kinds})
        for id, title, kinds in wanted
    )
    return [OwnedSection(id, title, _rows(those)) for id, title, those in found if those]


def disputes(party: Definition) -> list[OwnedRow]:
    """What a role settles, or is called for when nobody answers."""
    held: dict[Definition, list[tuple[str, Edge]]] = {}
    for edges_of, way in DISPUTES:
        for edge in edges_of(party):
            if edge.source.sound:
                held.setdefault(edge.source, []).append((way, edge))
    return _rows(held)


def _held(party: Definition) -> dict[Definition, list[tuple[str, Edge]]]:
    """What is held → how, each with the reference that says so."""
    held: dict[Definition, list[tuple[str, Edge]]] = {}
    decided = {edge.source for edge in holdings.has_a_say(party)}
    for edges_of, way in WAYS:
        for edge in edges_of(party):
            if edge.source.sound and edge.source not in decided and edge.source.kind.id not in PAST:
                held.setdefault(edge.source, []).append((way or edge.back, edge))
    for relation, way in USES.items():
        for edge in party.to(relation):
            found = held.setdefault(edge.target, [])
            # who runs a system uses it, and a success measure is looked at anyway
            if edge.target.sound and not (found and way in ("uses", "core metric")):
                found.append((way, edge))
    return {each: found for each, found in held.items() if found}


def _rows(held: Mapping[Definition, list[tuple[str, Edge]]]) -> list[OwnedRow]:
    """A row for each that has words, then one for all of a kind that are held in the same way."""
    told: list[OwnedRow] = []
    grouped: dict[tuple[str, tuple[str, ...]], list[Definition]] = {}
    several = len({each.kind.id for each in held}) > 1
    wordy = sum(any(_words(edge) for _, edge in found) for found in held.values()) <= MOST_WORDS
    for each, found in sorted(held.items(), key=lambda item: (item[0].kind.titles, item[0].name.lower())):
        ways = tuple(dict.fromkeys(way for way, _ in found))
        words = next((edge for _, edge in found if _words(edge)), None)
        if words and wordy:
            said, condition = str(words.context.get("words", "")), str(words.context.get("if", ""))
            told.append(OwnedRow([each], said, condition, ways, title=each.kind.title if several else ""))
        else:
            grouped.setdefault((each.kind.titles, ways), []).append(each)
    left = [
        OwnedRow(found, ways=ways, title=titles if several else "")
        for (titles, ways), found in grouped.items()
    ]
    return [*told, *left]


def _words(edge: Edge) -> bool:
    return bool(edge.context.get("words") or edge.context.get("if"))


# -- reviews --


def desk(desks: Iterable[Desk], party: Definition) -> Desk | None:
    """The reviews that are due from a party; None when none is."""
    return next((each for each in desks if each.party is party), None)


def reviews(party: Definition) -> list[OwnedRow]:
    """What a party attests again and again, by interval and kind, the longest unseen first."""
    grouped: dict[tuple[str, str], list[Definition]] = {}
    for each in holdings.attested(party):
        if (every := each.data.get("review-every")) in INTERVALS:
            grouped.setdefault((every, each.kind.titles), []).append(each)
    ordered = sorted(grouped.items(), key=lambda item: (INTERVALS.index(item[0][0]), item[0][1]))
    return [_review_row(every, title, found) for (every, title), found in ordered]


def _review_row(every: str, title: str, found: Sequence[Definition]) -> OwnedRow:
    # a day of ISO sorts as text; what was never reviewed comes first
    inside = sorted(found, key=lambda each: (str(each.data.get("reviewed", "")), each.name.lower()))
    days = [str(each.data["reviewed"]) for each in inside if each.data.get("reviewed")]
    shown = inside if len(inside) <= FEW + 1 else inside[:FEW]
    said = [f"And {len(inside) - len(shown)} more of those above."] if shown is not inside else []
    if never := len(inside) - len(days):
        said.append(f"{never} not reviewed yet.")
    if days:
        said.append(f"{'Last' if days[0] == days[-1] else 'Longest ago'} on {words.long_day(days[0])}.")
    return OwnedRow(shown, " ".join(said), ways=(f"every {every}",), title=title)


# -- topics, and what belongs to others --


def topics(party: Definition) -> list[OwnedRow]:
    """The shared topics in which a party has a part, each with its part in words."""
    return [
        OwnedRow([edge.source], str(edge.context.get("words", "")))
        for edge in holdings.takes_part(party)
        if edge.source.sound and not edge.context.get("none")
    ]


def not_yours(party: Definition) -> list[OwnedRow]:
    """What a party touches and another decides, by what kind of thing it is and whose."""
    grouped: dict[tuple[str, tuple[Definition, ...]], list[Definition]] = {}
    for each, others in (*_owned_elsewhere(party), *_topics_elsewhere(party)):
        if others and party not in others:
            grouped.setdefault((each.kind.titles, tuple(others)), []).append(each)
    rows = [OwnedRow(found, title=title, owners=others) for (title, others), found in grouped.items()]
    return sorted(rows, key=lambda row: row.title)


def _owned_elsewhere(party: Definition) -> Iterator[tuple[Definition, Sequence[Definition]]]:
    """What a party operates, with who owns it; where it has a say, with who decides."""
    said = says(party)
    decisions = {say.decision for say in said}
    for each in holdings.sources(holdings.operates(party)):
        if each not in decisions and each.kind.id not in PAST:
            yield each, owners(each)
    for say in said:
        if not say.decides:
            yield say.decision, say.deciders


def _topics_elsewhere(party: Definition) -> Iterator[tuple[Definition, Sequence[Definition]]]:
    """Topics with who decides them: all others' where a party has, on purpose, no part in it."""
    for edge in holdings.takes_part(party):
        if edge.source.sound and edge.context.get("none"):
            parts = taking_part(edge.source)
            yield edge.source, [part.target for part in parts if not part.context.get("none")]
        elif edge.source.sound:
            yield edge.source, _deciding(edge.source)


def _deciding(topic: Definition) -> list[Definition]:
    """Who owns what a topic is about."""
    return list(dict.fromkeys(party for each in topic.targets("topic-of") for party in owners(each)))


# -- in numbers --


def in_numbers(party: Definition) -> str:
    """What a party owns, in numbers; empty when it owns nothing."""
    return ", ".join(_numbers(party))


def _numbers(party: Definition) -> Iterator[str]:
    said = [say.decides for say in says(party)]
    for number, verb in ((sum(said), "made"), (len(said) - sum(said), "joined")):
        if number:
            yield f"{number} {'decision' if number == 1 else 'decisions'} {verb}"
    for edges_of, kinds, one, many in COUNTED:
        number = sum(not kinds or each.kind.id in kinds for each in holdings.sources(edges_of(party)))
        if number:
            yield f"{number} {one if number == 1 else many}"
