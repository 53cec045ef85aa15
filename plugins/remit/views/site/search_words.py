"""The words of a text, as the search knows them; `assets/search.js` cuts what is typed in the same way.

Case and accents are gone. No language is assumed; the small words of questions are English.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

# Words that a question is made of, and that say nothing about what is asked.
# fmt: off
SMALL = frozenset((
    "a", "about", "an", "and", "any", "anybody", "anyone", "are", "as", "at", "be", "between", "by", "can",
    "could", "did", "difference", "different", "do", "does", "everybody", "for", "from", "had", "has",
    "have", "how", "i", "if", "in", "into", "is", "it", "its", "many", "me", "mean", "means", "much", "my",
    "no", "not", "of", "on", "or", "our", "ours", "please", "shall", "should", "so", "some", "somebody",
    "someone", "stand", "stands", "such", "tell", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "us", "versus", "vs", "was", "we", "were", "what", "when",
    "where", "whether", "which", "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
))
# fmt: on
_NAME = 60  # letters of a text that is likely to be met again
_PLAIN = re.compile("[a-z0-9]+")
# Scripts that are written without spaces: two letters that follow each other are a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> tuple[str, ...]:
    """The words of a text without case and accents, in order, as the browser makes them of what is typed."""
    return _of_name(text) if len(text) < _NAME else _words(text)


def _words(text: str) -> tuple[str, ...]:
    if text.isascii():  # as below, without a look at each letter
        return tuple(_PLAIN.findall(text.lower()))
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
        if not unicodedata.category(letter).startswith("M")
    )
    return tuple(word for run in _runs(plain) for word in _cut(run))


# Names and titles stand in many places, sentences in one.
_of_name = functools.lru_cache(maxsize=1 << 14)(_words)


def _runs(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _cut(run: str) -> Iterator[str]:
    """A run of letters as words: whole, or where it is written without spaces, each two letters."""
    if not _UNSPACED.search(run):
        yield run
        return
    at = 0
    for match in _UNSPACED.finditer(run):
        if at < match.start():
            yield run[at : match.start()]
        letters = match.group()
        yield from (letters[n : n + 2] for n in range(max(1, len(letters) - 1)))
        at = match.end()
    if at < len(run):
        yield run[at:]
