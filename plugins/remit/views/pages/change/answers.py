"""The answers of "Who decides?" as one table of numbers and texts, for the script of the page."""

# The script looks up and matches, it judges nothing: everything it says is computed here by the
# functions that `remit review` uses. What occurs often stands once and is meant by its number,
# so that the page stays small.

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from remit.change.review.approvals import Ask, asked_to_approve
from remit.change.review.lanes import DECLARED, Lane, LaneChoice, Trigger
from remit.change.review.verdicts import Verdict, last_lane, unconditional
from remit.handbook import Definition
from remit.insight.decides import governed_kinds
from remit.ownership.parties import operators, owners
from remit.schema import WEIGHTS, Kind
from remit.views.site.site import SECTIONS, Page, Site

MOST_REASONS = 4  # of one party; a field that everybody uses has hundreds
MOST_PROPERTIES = 5  # named as an example of what a weight is about


class _Numbered:
    """Things by number, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def __call__(self, thing: Hashable) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._numbers)


def table(site: Site, page: Page) -> dict[str, Any]:
    """Everything that the script of the page knows."""
    return _Writing(site, page).table()


def written_kinds(site: Site) -> list[Kind]:
    """The kinds whose definitions are governed, as the tabs have them, then by title."""
    order = list(SECTIONS)
    kinds = governed_kinds(site.book)
    return sorted(kinds, key=lambda kind: order.index(kind.section) if kind.section in order else len(order))


class _Writing:
    def __init__(self, site: Site, page: Page) -> None:
        self.site, self.page = site, page
        self.verdicts = site.verdicts
        self.parties, self.reasons, self.files, self.answers = (_Numbered() for _ in range(4))
        self.kinds = written_kinds(site)
        self.governed = sorted(
            self.verdicts.all(), key=lambda pair: (self.kinds.index(pair[0].kind), _by_name(pair[0]))
        )
        self.numbers = {definition: number for number, (definition, _) in enumerate(self.governed)}
        triggers = list(self.verdicts.lanes.triggers())
        self.triggers = {(each.lane, each.id): number for number, each in enumerate(triggers)}

    def table(self) -> dict[str, Any]:
        lanes = self.verdicts.lanes
        things = [self._thing(*pair) for pair in self.governed]
        return {
            "weights": list(WEIGHTS),
            "lanes": [self._lane(lane) for lane in lanes.all],
            "triggers": [self._trigger(trigger) for trigger in lanes.triggers()],
            "unseen": list(self._unseen()),
            "kinds": [self._kind(kind) for kind in self.kinds],
            "things": things,
            "answers": list(self.answers),
            "reasons": list(self.reasons),
            "pages": [self.site.way(self.page.url, url) for url in ("", "{folder}/{id}/")],
            "edit": self.site.edit_path(""),
            "files": [quote(path) for path in self.files],
            "parties": [self._party(each) for each in self.parties],
        }

    # -- the lanes --

    def _lane(self, lane: Lane) -> dict[str, Any]:
        book = self.site.book
        written = book.get("lane", lane.id)
        named = (*unconditional(book, lane.id), *asked_to_approve(book, LaneChoice(lane, lane.triggers)))
        return {
            "id": lane.id,
            "name": lane.name,
            "shared": lane.is_shared,
            "record": lane.needs_record,
            "url": self.site.way(self.page.url, self.site.url(written)) if written else "",
            "approve": [self.parties(party) for party in dict.fromkeys(named)],
        }

    def _trigger(self, trigger: Trigger) -> dict[str, Any]:
        lanes = [lane.id for lane in self.verdicts.lanes.all]
        alone = sum(id == trigger.id for _, id in self.triggers) == 1
        return {
            "lane": lanes.index(trigger.lane),
            "id": trigger.id,
            "key": trigger.id if alone else f"{trigger.lane}.{trigger.id}",
            "when": trigger.when,
        }

    def _unseen(self) -> Iterator[int]:
        """The triggers of shared lanes that no reference shows: only people can tell that one is met."""
        shared = [lane.id for lane in self.verdicts.lanes.all if lane.is_shared]
        for number, trigger in enumerate(self.verdicts.lanes.triggers()):
            if trigger.lane in shared and not (trigger.kinds or trigger.touches or trigger.id == DECLARED):
                yield number

    # -- what is not written down --

    def _kind(self, kind: Kind) -> dict[str, Any]:
        return {
            "id": kind.id,
            "title": kind.title,
            "titles": kind.titles,
            "folder": self.site.folder(kind),
            "single": kind.single,
            "about": [_titles(kind, weight) for weight in WEIGHTS],
            "touches": list(self._touchable(kind)),
            "answers": [list(self._foreseen(kind, weight)) for weight in WEIGHTS],
        }

    def _touchable(self, kind: Kind) -> Iterator[list[int]]:
        """The triggers that something new of a kind may set off, each with 1 when it always does."""
        last = last_lane(self.verdicts.lanes)
        for number, trigger in enumerate(self.verdicts.lanes.triggers()):
            if trigger.id == DECLARED or trigger.lane == last:
                continue
            if not trigger.kinds or kind.id in trigger.kinds:
                yield [number, int(kind.id in trigger.kinds)]

    def _foreseen(self, kind: Kind, weight: str) -> Iterator[int]:
        """The answer when something new of a kind touches nothing, then the one for each trigger."""
        for touched in ((), *((trigger,) for trigger in self.verdicts.lanes.triggers())):
            found = self.verdicts.of_new(kind.id, weight, touched)
            why = self.reasons(f"approves the {found.choice.lane.name.lower()}")
            agree = tuple((self.parties(party), why) for party in found.agree)
            yield self.answers((*self._lane_of(found.choice), found.leads, agree, (), ()))

    # -- definitions --

    def _thing(self, definition: Definition, verdicts: Mapping[str, Verdict]) -> list[Any]:
        met = next(iter(verdicts.values())).met
        return [
            self.kinds.index(definition.kind),
            definition.id,
            definition.name,
            ", ".join(definition.aliases),
            self.files(definition.document.path),
            self._parties(operators(definition)),
            self._parties(owners(definition)),
            [
                [
                    self.triggers[each.trigger.lane, each.trigger.id],
                    self.numbers.get(each.reached.definition, -1),
                ]
                for each in met
            ],
            [self.answers(self._answer(verdicts[weight])) for weight in WEIGHTS],
        ]

    def _parties(self, parties: Iterable[Definition]) -> list[int]:
        return [self.parties(party) for party in parties]

    def _answer(self, verdict: Verdict) -> tuple[Any, ...]:
        return (
            *self._lane_of(verdict.choice),
            verdict.leads,
            self._asks(verdict.agree),
            self._asks(verdict.consulted),
            tuple(self.parties(party) for party in verdict.told),
        )

    def _lane_of(self, choice: LaneChoice) -> tuple[int, tuple[int, ...]]:
        lanes = [lane.id for lane in self.verdicts.lanes.all]
        because = tuple(self.triggers[each.lane, each.id] for each in choice.because)
        return lanes.index(choice.lane.id), because

    def _asks(self, asks: Iterable[Ask]) -> tuple[Any, ...]:
        return tuple((self.parties(ask.party), *self._reasons(ask.because)) for ask in asks)

    def _reasons(self, because: Sequence[str]) -> Iterator[int]:
        shown = because if len(because) <= MOST_REASONS else because[: MOST_REASONS - 1]
        yield from (self.reasons(reason) for reason in shown)
        if len(shown) < len(because):
            yield self.reasons(f"and {len(because) - len(shown)} reasons more")

    def _party(self, party: Definition) -> list[str]:
        holder = self.verdicts.stands(party)
        address = self.site.way(self.page.url, self.site.url(party))
        stands = str(holder) if holder.instead or holder.role is None else ""
        return [str(party.ref), party.name, self.site.owner_class(party), address, stands]


def _by_name(definition: Definition) -> tuple[str, str]:
    return definition.name.lower(), definition.id


def _titles(kind: Kind, weight: str) -> str:
    """Examples of what of a kind weighs so much, as words."""
    found = [node.title for node in kind.properties.values() if node.weight == weight and node.title]
    return ", ".join(title.lower() for title in found[:MOST_PROPERTIES])
