"""The words of the handbook, found in people's prose: terms, metrics and what else they are called."""

# Looking costs a dictionary look-up for each word of a text, whatever the
# size of the handbook: names are kept as a tree of words, and only names of up to
# MOST_WORDS words are in it.

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.schema import VALUE

KINDS = ("term", "metric", VALUE)  # where one name means two things, the first of these is meant
SHORT = 5  # up to so many letters: capitals only as written, small letters not at all
MOST_WORDS = 8
_WORD = re.compile(r"[^\W_]+")
# Thai, Lao, Burmese, Khmer, kana and Han: their words stand side by side without spaces.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]"
)
# Letters of one of these scripts do run on in one word: リード is no part of プリードレス, nor `AR` of `ARR`.
_RUNS_ON = tuple(re.compile(script) for script in ("[\u30a0-\u30ff\uff66-\uff9f]", "[A-Za-z0-9]"))
_GAP = re.compile(r"[\s\-\u2010-\u2014]+")
# What makes a word a part of something longer: `non-MQL`, `arr_total`, `x.com/arr`, `@arr`, `#arr`, `$arr`.
_BEFORE = re.compile(r"[-\u2010\u2011_@#$/\\.]$")
_AFTER = re.compile(r"[-\u2010\u2011_@/\\]|[.:]\w")
Tree = dict[str, Any]  # a word → the tree behind it; "" → the definition that ends here


@dataclass(frozen=True)
class Words:
    """Every known name, and what it means."""

    written: Mapping[str, Definition]  # abbreviations, exactly as written
    tree: Tree
    unspaced: Mapping[str, Definition] = field(default_factory=dict)  # names in scripts without spaces

    @functools.cached_property
    def first(self) -> frozenset[str]:
        """The words with which a name may begin: most texts have none of them."""
        one = {word.casefold() for word in (*self.written, *self.tree)}
        return frozenset(one | {f"{word}s" for word in one})

    def find(self, text: str) -> Iterator[tuple[int, int, Definition]]:
        """(start, end, what is meant) for each known name in a text, the longest at its place."""
        if not self.unspaced:
            yield from self._spaced(text)
            return
        end = 0
        for found in sorted((*self._spaced(text), *self._side_by_side(text)), key=_longest_first):
            if found[0] >= end:
                yield found
                end = found[1]

    def _side_by_side(self, text: str) -> Iterator[tuple[int, int, Definition]]:
        """The names of scripts without spaces, the longest at its place."""
        at = 0
        while at < len(text):
            names = self._begins.get(text[at], ())
            name = next((each for each in names if text.startswith(each, at)), None)
            if name is not None and not _runs_on(text, at, at + len(name)):
                yield at, at + len(name), self.unspaced[name]
                at += len(name)
            else:
                at += 1

    @functools.cached_property
    def _begins(self) -> Mapping[str, list[str]]:
        """The first character → the names that begin with it, the longest first."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.unspaced, key=len, reverse=True):
            found.setdefault(name[0], []).append(name)
        return found

    def _spaced(self, text: str) -> Iterator[tuple[int, int, Definition]]:
        if self.first.isdisjoint(_WORD.findall(text.casefold())):
            return
        words = list(_WORD.finditer(text))
        at = 0
        while at < len(words):
            meant, last = self._longest(text, words, at)
            start, end = words[at].start(), words[last].end()
            at += 1
            if meant is not None and not _is_part(text, start, end):
                yield start, end, meant
                at = last + 1

    def meaning(self, name: str) -> Definition | None:
        """What a name means by itself, or None."""
        return next((meant for start, end, meant in self.find(name) if (start, end) == (0, len(name))), None)

    def _longest(self, text: str, words: list[re.Match[str]], at: int) -> tuple[Definition | None, int]:
        """The longest name that begins with the word at `at`, and where its last word stands."""
        word = words[at].group()
        best = self.written.get(word) or (self.written.get(word[:-1]) if word[-1] == "s" else None), at
        place, tree = at, _behind(self.tree, word.casefold())
        while tree is not None:
            if tree.get("") is not None:
                best = tree[""], place
            place += 1
            if place == len(words):
                break
            gap = _gap(text[words[place - 1].end() : words[place].start()])
            tree = _behind(tree, gap + words[place].group().casefold())
        return best


def _behind(tree: Tree, part: str) -> Tree | None:
    """The tree behind a word; behind a plural, only that a name ends there."""
    behind: Tree | None = tree.get(part)
    if behind is None and part[-1] == "s":
        one = tree.get(part[:-1])
        return {"": one[""]} if one and "" in one else None
    return behind


def known(book: Handbook) -> Words:
    """The words of a handbook. A name that means two things of one kind is left out."""
    meant: dict[str, tuple[tuple[bool, int], Definition | None]] = {}
    for rank, name, definition in sorted(_names(book), key=lambda each: (each[0], each[1], each[2].ref)):
        key = name if is_abbreviation(name) or _UNSPACED.search(name) else " ".join(_parts(name))
        if not _may_be_marked(name, alias=rank[0]):
            continue
        held = meant.setdefault(key, (rank, definition))
        if held[0] == rank and held[1] is not definition:
            meant[key] = (rank, None)
    written: dict[str, Definition] = {}
    tree: Tree = {}
    unspaced: dict[str, Definition] = {}
    for key, (_, target) in meant.items():
        if target is not None and _UNSPACED.search(key):
            unspaced[key] = target
        elif target is not None and is_abbreviation(key):
            written[key] = target
        elif target is not None:
            _plant(tree, key.split(" "), target)
    return Words(written, tree, unspaced)


def own(words: Words, definition: Definition) -> frozenset[Ref]:
    """What its own page does not mark: itself, and what else its own names could mean."""
    names = (definition.name, *definition.aliases)
    found = (words.meaning(name) for name in names)
    return frozenset({definition.ref, *(each.ref for each in found if each is not None)})


# -- names --


def _names(book: Handbook) -> Iterator[tuple[tuple[bool, int], str, Definition]]:
    """((is an alias, place of the kind), name, definition): the lower, the more a name means it."""
    for place, kind in enumerate(KINDS):
        for definition in book.all(kind):
            yield (False, place), definition.name.strip(), definition
            for alias in definition.aliases:
                yield (True, place), alias.strip(), definition


def _may_be_marked(name: str, *, alias: bool) -> bool:
    words = list(_WORD.finditer(name))
    if not words or len(name) < 2 or words[0].start() > 0 or words[-1].end() < len(name):
        return False  # a single letter, or `C++`, of which only the `C` would be found
    # An everyday word such as `won` or `play` is an alias for the search, but no word of its own.
    everyday = alias and len(words) == 1 and name.islower() and len(name) <= SHORT
    return len(words) <= MOST_WORDS and not everyday


def is_abbreviation(name: str) -> bool:
    """True for one short word in capitals, such as `SAL`."""
    return name.isupper() and len(name) <= SHORT and _WORD.fullmatch(name) is not None


def _parts(name: str) -> list[str]:
    """The words of a name, each with the sign before it, as the tree has them."""
    words = list(_WORD.finditer(name))
    ends = [0, *(word.end() for word in words)]
    return [
        _gap(name[end : word.start()]) + word.group().casefold()
        for end, word in zip(ends, words, strict=False)
    ]


def _plant(tree: Tree, parts: list[str], definition: Definition) -> None:
    for part in parts:
        tree = tree.setdefault(part, {})
    tree[""] = definition


def _gap(between: str) -> str:
    """What stands between two words, where a space and a hyphen are one thing."""
    return "" if between == " " else _GAP.sub("", between)


def _is_part(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[max(start - 1, 0) : start]) or _AFTER.match(text, end))


def _runs_on(text: str, start: int, end: int) -> bool:
    """Whether a name is a part of a longer word, though its script has no spaces."""
    edges = ((text[max(start - 1, 0) : start], text[start]), (text[end : end + 1], text[end - 1]))
    return any(bool(out and run.match(out) and run.match(edge)) for out, edge in edges for run in _RUNS_ON)


def _longest_first(found: tuple[int, int, Definition]) -> tuple[int, int]:
    start, end, _ = found
    return start, -end
