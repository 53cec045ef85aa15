"""The glossary: terms, metrics and what else they are called, from A to Z."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from remit.frozen import dataclass
from remit.handbook import Definition

OTHER = "0–9"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the glossary: what it means, or for another name, where that is said."""

    name: str
    meaning: Definition | None = None
    see: tuple[Definition, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The words that begin with one letter. Ids of terms are in small letters, so anchors never meet."""

    name: str
    words: Sequence[Word]

    @property
    def anchor(self) -> str:
        """Its anchor on the page."""
        return "Other" if self.name == OTHER else self.name


def every_word(terms: Sequence[Definition], others: Sequence[Definition]) -> Iterator[Word]:
    """Every term, every metric and value that no term explains, and their aliases, which point to them."""
    explained = {term.name.casefold() for term in terms}
    named = [*terms, *(other for other in others if other.name.casefold() not in explained)]
    yield from (Word(each.name, each) for each in named)
    taken = {each.name.casefold() for each in named}
    aliases: dict[str, tuple[str, list[Definition]]] = {}
    for definition in (*terms, *others):
        for alias in definition.aliases:
            if alias.casefold() not in taken:
                meant = aliases.setdefault(alias.casefold(), (alias, []))[1]
                if definition.name not in [each.name for each in meant]:  # the term stands for its metric
                    meant.append(definition)
    yield from (Word(alias, see=tuple(meant)) for alias, meant in aliases.values())


def letters(found: Iterable[Word]) -> list[Letter]:
    """Words by their first letter, without its accent; what begins with no letter comes last."""

    def order(word: Word) -> tuple[str, str, str]:
        return _bare(word.name), word.name, str(word.meaning.ref) if word.meaning else ""

    by_letter: dict[str, list[Word]] = {}
    for word in sorted(found, key=order):
        by_letter.setdefault(letter(word.name), []).append(word)
    return [
        Letter(name, by_letter[name]) for name in sorted(by_letter, key=lambda name: (name == OTHER, name))
    ]


def letter(name: str) -> str:
    """The letter under which people look for a name.

    >>> letter("école"), letter("1-pager")
    ('E', '0–9')
    """
    first = _bare(name)[:1].upper()[:1]
    return first if first.isalpha() else OTHER


def _bare(name: str) -> str:
    """A name without accents and case."""
    plain = unicodedata.normalize("NFKD", name.strip())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
