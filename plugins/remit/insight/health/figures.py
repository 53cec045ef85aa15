"""What a figure of the scorecard is: definitions that keep to something, lack it, or cannot be judged."""

# A figure is never counted beside its list: it is the length of it.

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.insight.health.upkeep import waivers
from remit.ownership.organisation import function_for
from remit.ownership.parties import deciders, governors, operators
from remit.rules import ALL_RULES
from remit.rules.rule import Context, Finding

UNSOUND = "it does not fit its schema"
UNREAD = "what speaks of it may be what cannot be read"
LOST = "one of its references leads nowhere"
_NONE: Final = (None,)
RULES = {rule.code.id: rule for rule in ALL_RULES}


@dataclass(frozen=True, slots=True)
class Item:
    """One that is counted: a definition, of a pair with the other one; `why` it is where it is.

    `waived` is the waiver that tolerates it, by name.
    """

    definition: Definition
    why: str = ""
    other: Definition | None = None
    waived: str = ""

    @property
    def about(self) -> tuple[Definition, ...]:
        """The definition, or both of a pair."""
        return (self.definition, self.other) if self.other else (self.definition,)


@dataclass(frozen=True, slots=True)
class Count:
    """All that a figure asks about, in three lists: what keeps to it, lacks it, or cannot be judged."""

    kept: tuple[Item, ...] = ()
    lacking: tuple[Item, ...] = ()
    unclear: tuple[Item, ...] = ()

    @property
    def asked(self) -> int:
        """How many it is asked of."""
        return len(self.kept) + len(self.lacking) + len(self.unclear)

    @property
    def is_whole(self) -> bool:
        """Whether nothing lacks it, and all could be judged."""
        return not self.lacking and not self.unclear


@dataclass(slots=True)
class Looked:
    """A handbook as the figures look at it; each rule is asked once, before waivers and severities."""

    context: Context
    _told: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def book(self) -> Handbook:
        """The handbook."""
        return self.context.book

    def told(self, code: str) -> list[Finding]:
        """What a rule finds."""
        if code not in self._told:
            self._told[code] = list(RULES[code].find(self.context))
        return self._told[code]

    def waived(self, codes: Collection[str]) -> Mapping[Definition, str]:
        """The definitions for which one of some rules is waived, and the names of the waivers."""
        return {
            each.subject: each.name
            for each in self.context.once(waivers)
            if each.subject is not None and each.data.get("rule") in codes
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure counts: its words, the rules that demand it, and the function that counts it.

    `says` is the rest of the sentence that begins with `14 of 16`, `lacks` that of `2` about the others.
    `needs` names what it needs beside the handbook; where that is not given it is not counted.
    Without rules it is for people to judge.
    """

    id: str
    title: str
    says: str
    lacks: str
    rules: tuple[str, ...]
    kinds: tuple[str, ...]
    count: Callable[[Looked], Count]
    needs: frozenset[str] = frozenset()


class Functions:
    """The functions behind definitions, asked for once: all figures are of the same definitions."""

    def __init__(self) -> None:
        self._of = functools.cache(_functions)

    def of(self, item: Item) -> Iterable[Definition | None]:
        """Of whoever operates it, governs it or decides by it, each once; None without any."""
        first, *others = map(self._of, item.about)
        return dict.fromkeys((*first, *(each for other in others for each in other))) or _NONE


@dataclass(frozen=True)
class Figure:
    """A measure as it was counted; `blind` are kinds of which something could not be read at all."""

    measure: Measure
    count: Count
    blind: tuple[str, ...] = ()
    functions: Functions = field(default_factory=Functions)

    @functools.cached_property
    def by_function(self) -> Mapping[Definition | None, Count]:
        """The same by function, by name; what belongs to none comes last, under None."""
        found: dict[Definition | None, tuple[list[Item], list[Item], list[Item]]] = {}
        for place, items in enumerate((self.count.kept, self.count.lacking, self.count.unclear)):
            for item in items:
                for function in self.functions.of(item):
                    found.setdefault(function, ([], [], []))[place].append(item)
        return {function: Count(*map(tuple, found[function])) for function in sorted(found, key=_by_name)}


def _functions(definition: Definition) -> tuple[Definition, ...]:
    parties = (*operators(definition), *governors(definition), *deciders(definition))
    found = (function_for(party) for party in dict.fromkeys(parties))
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _by_name(function: Definition | None) -> tuple[bool, str, str]:
    return function is None, function.name.casefold() if function else "", function.id if function else ""


def judged(looked: Looked, codes: Sequence[str], asked: Iterable[Definition]) -> Count:
    """Who of those asked keeps to some rules: what a rule finds is lacking, with its words."""
    told: dict[Definition, str] = {}
    doubtful: set[Definition] = set()
    for finding in (each for code in codes for each in looked.told(code)):
        if finding.path and finding.definition.doubtful(finding.path[0]):
            doubtful.add(finding.definition)
        else:
            told |= {
                each: finding.message for each in (finding.definition, *finding.others) if each not in told
            }
    waived = looked.waived(codes)
    kept: list[Item] = []
    lacking: list[Item] = []
    unclear: list[Item] = []
    for each in asked:
        if not each.sound:
            unclear.append(Item(each, UNSOUND))
        elif each in told:
            lacking.append(Item(each, told[each], waived=waived.get(each, "")))
        elif each in doubtful:
            unclear.append(Item(each, LOST))
        else:
            kept.append(Item(each))
    return Count(tuple(kept), tuple(lacking), tuple(unclear))


def by_rules(*codes: str, kinds: Sequence[str]) -> Callable[[Looked], Count]:
    """Counts all definitions of some kinds by what some rules find."""

    def count(looked: Looked) -> Count:
        return judged(looked, codes, every(looked.book, kinds))

    return count


def every(book: Handbook, kinds: Iterable[str]) -> Iterator[Definition]:
    """All definitions of some kinds, those that do not fit their schema, too."""
    return (each for kind in kinds for each in book.every(kind))
