"""When two texts say the same: punctuation and case are wording; numbers, names and `not` never are."""

# A machine can tell no typo from a change of meaning. So it calls wording only what leaves every word
# standing, in its order; for anything else it tells what a person may not call wording, which is
# whatever rules are made of: numbers with their units, names, mentions, signs, and `not`, `no`,
# `never`, `only`, `unless`.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"\{[a-z][a-z0-9-]*:[a-z0-9-]+\}"  # a mention
    r"|(?<![\w)])[-\u2212+]?\d+(?:[.,:/]\d+)*"  # a number, with its sign
    r"|\d+(?:[.,:/]\d+)*"
    r"|[^\W\d]\w*(?:['\u2019]\w+)*"  # a word
    r"|[!<>=]=|[^\w\s]"  # a sign
)
# Signs that only part or mark words; all others, such as `<`, `%` and `€`, say something.
_PUNCTUATION = frozenset(
    ".,;:!?\u2026'\"\u2018\u2019\u201c\u201d\u00ab\u00bb()[]-\u2010\u2011\u2013\u2014*_`"
)
_NO_PUNCTUATION = dict.fromkeys(map(ord, _PUNCTUATION))
_SPACED = dict.fromkeys(map(ord, _PUNCTUATION - frozenset("'\u2019_")), " ")  # these may stand in a word
_JOINING = frozenset("-\u2010\u2011'\u2019*_`\"\u201c\u201d")  # of these, what ends no name
_ENDING = frozenset(".!?:\u2026")
_NOT = frozenset({
    "not", "no", "never", "only", "unless", "cannot", "none", "nor", "neither", "without", "except",
})  # fmt: skip
_NEGATED = re.compile(r"n['\u2019]t$", re.IGNORECASE)
_COUNTING = frozenset({
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    "million", "billion", "dozen", "half", "twice", "once", "double", "triple", "quarterly", "yearly",
    "monthly", "weekly", "daily", "hourly", "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "last",
})  # fmt: skip
_FIRST = 24  # characters of a text that are looked at before all of it is
_SAYING = _NOT | _COUNTING

# What follows a number and is not counted by it
NO_UNIT = frozenset({
    "or", "and", "of", "to", "that", "the", "a", "an", "in", "by", "from", "at", "is", "are", "was", "be",
    "more", "less", "per", "for", "on", "with", "as", "than", "when", "if", "it", "its", "their", "which",
    "who", "until", "before", "after", "not", "other", "others", "least", "most", "each", "has", "have",
    "does", "must", "may", "can",
})  # fmt: skip


class _Token(NamedTuple):
    """A word, number, sign or mention; what parts it from the one before, and whether a sentence begins."""

    text: str
    parted: bool
    begins: bool

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_name(self) -> bool:
        """A capital inside a sentence, or more than one in a word."""
        return self.is_capital and (not self.begins or sum(map(str.isupper, self.text)) > 1)


def is_same(old: str, new: str) -> bool:
    """Whether two texts differ in punctuation and case alone, and no name is parted or joined by it.

    A text without a space is a name or a key rather than a sentence: there every sign counts.

    >>> is_same("It counts deals, not money.", "It counts deals - not money")
    True
    >>> is_same("At least 1.5 points", "At least 15 points")
    False
    """
    if " " not in old.strip() or " " not in new.strip():
        return old.strip() == new.strip()
    if not _begin_alike(old, new) or _letters(old) != _letters(new):
        return False  # as most do: no word needs to be looked at
    before, after = list(_tokens(old)), list(_tokens(new))
    if [_plain(each.text) for each in before] != [_plain(each.text) for each in after]:
        return False
    pairs = list(zip(before, after, strict=True))
    return not any(
        one.parted != other.parted and _between_capitals(pairs, place)
        for place, (one, other) in enumerate(pairs)
    )


def spoken(text: str) -> str:
    """The words of a text in their order, without layout, punctuation and case; see `is_same`.

    >>> spoken("It counts deals,\n  not money.")
    'it counts deals not money'
    """
    text = text.strip()
    return " ".join(_plain(each.text) for each in _tokens(text)) if " " in text else text


def kept(text: str, names: Iterable[str] = ()) -> Sequence[str]:
    """What of a text nobody may call wording, in order; `names` are those of the company's parties.

    >>> kept("Accept at most 3 leads, never those of Finance.", ["Finance"])
    ('3 leads', 'never', 'Finance')
    """
    known = frozenset(word for name in names for word in _standing(name, text))
    if not known and _is_ordinary(text):
        return ()
    tokens = list(_tokens(text))
    return tuple(_kept(tokens, known))


def _standing(name: str, text: str) -> Iterator[str]:
    """The words of a name that stands in a text as it is written."""
    if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield from (each.text for each in _tokens(name))


def _is_ordinary(text: str) -> bool:
    """Whether a text is one sentence of words like any other; a first look, which asks none of them."""
    words = text.translate(_SPACED).split()
    letters = "".join(words)
    return (
        letters.isalpha()
        and letters.isascii()
        and letters[1:].islower()
        and _SAYING.isdisjoint([words[0].lower(), *words])
    )


def _kept(tokens: Sequence[_Token], known: frozenset[str]) -> Iterator[str]:
    for place, token in enumerate(tokens):
        text = token.text
        if text.islower() and text.isascii() and text.isalpha() and text not in _SAYING and text not in known:
            continue  # as most do: a word like any other
        plain = _plain(text)
        if token.text[-1].isdigit():
            unit = tokens[place + 1].text.casefold() if place + 1 < len(tokens) else ""
            yield token.text if unit in NO_UNIT else f"{token.text} {unit}".rstrip()
        elif plain in _NOT or _NEGATED.search(token.text):
            yield "not" if plain == "cannot" or plain not in _NOT else plain
        elif not token.text[0].isalpha() or plain in _COUNTING:
            yield plain
        elif token.is_name or token.text in known:
            yield token.text


def _between_capitals(pairs: Sequence[tuple[_Token, _Token]], place: int) -> bool:
    """Whether two words with capitals meet before a place, which may be one name or two."""
    return place > 0 and all(
        any(token.is_capital for token in pair) for pair in (pairs[place - 1], pairs[place])
    )


def _tokens(text: str) -> Iterator[_Token]:
    parted, begins = False, True
    for found in _TOKEN.findall(text):
        if found in _PUNCTUATION:
            parted = parted or found not in _JOINING
            begins = begins or found in _ENDING
        else:
            yield _Token(found, parted, begins)
            parted = begins = False


def _begin_alike(old: str, new: str) -> bool:
    """False where two texts begin with different letters: a first look that costs little."""
    one, other = old[0], new[0]
    if one.isalnum() and other.isalnum() and one.casefold()[0] != other.casefold()[0]:
        return False
    one, other = _letters(old[:_FIRST]), _letters(new[:_FIRST])
    return one.startswith(other) or other.startswith(one)


def _letters(text: str) -> str:
    """What a text is made of besides space, punctuation and case: texts of the same words have the same."""
    return "".join(text.translate(_NO_PUNCTUATION).split()).casefold()


def _plain(text: str) -> str:
    return text.casefold().replace("'", "").replace("\u2019", "")
