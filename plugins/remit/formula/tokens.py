"""The words of a formula's text, and the error that says which of them was wrong."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from remit.formula.habits import FOREIGN, OF_DEFINITIONS, WRONG

MAX_TOKENS = 400  # a longer formula wants metrics of its own; the trees of this one would be too deep
MAX_DIGITS = 18  # as of the numbers in a definition

RECORDS, DEFINITIONS = "records", "definitions"  # the scopes: what a filter tests

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_WORDS = rf"""
      (?P<reference>(?:metric|field|value):{_ID})(?![\w:.]|-\w)
    | (?P<address>[A-Za-z][A-Za-z-]*:[^\s(),"'“”„+−×*÷/=<>!]*)
    | (?P<dotted>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?%?)
    | (?P<quoted>"[^"\n]*")
    | (?P<foreign>==|<>|&&|\|\||[≠≤≥]|'[^'\n]*'|[“”„«][^“”„«»\n]*[“”»])
    | (?P<sign><=|>=|!=|[-+−×*÷/()=<>,])
    | (?P<word>[A-Za-z][A-Za-z0-9_-]*)
    | (?P<wrong>[^\W\d_]+|\S)
    """
# Names of properties have points, references lead to any kind, and nothing is reckoned.
_OF_DEFINITIONS = rf"""
      (?P<reference>[a-z][a-z0-9-]*:{_ID})(?![\w:.]|-\w)
    | (?P<address>[A-Za-z][A-Za-z-]*:[^\s(),"'“”„=<>!]*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w-])%?)
    | (?P<quoted>"[^"\n]*")
    | (?P<foreign>==|<>|&&|\|\||[≠≤≥]|'[^'\n]*'|[“”„«][^“”„«»\n]*[“”»])
    | (?P<sign><=|>=|!=|[()=<>,])
    | (?P<word>[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)
    | (?P<wrong>[^\W\d_]+|\S)
    """
_KINDS = ("metric", "field", "value")
_PLURALS = tuple(f"{kind}s" for kind in _KINDS)
SIGNS = {"-": "−", "*": "×", "/": "÷"}


class FormulaError(ValueError):
    """A formula that cannot be read: `offset` and `end` enclose what is wrong, `word` may mean a name."""

    def __init__(self, message: str, offset: int, end: int | None = None, word: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.end = offset if end is None else end
        self.word = word


class Token(NamedTuple):
    """A word of the formula with its type and its place."""

    type: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + len(self.text)


@functools.cache
def _pattern(scope: str) -> re.Pattern[str]:
    """How the words of a scope are told apart; made when the first is read."""
    return re.compile(_OF_DEFINITIONS if scope == DEFINITIONS else _WORDS, re.VERBOSE)


@functools.lru_cache(maxsize=4096)  # versions of a metric share most formulas
def normal(text: str, scope: str = RECORDS) -> str:
    """A formula without its layout: two texts with one normal form are read alike."""
    return " ".join(SIGNS.get(match[0], match[0]) for match in _pattern(scope).finditer(text))


def tokens(text: str, scope: str = RECORDS) -> list[Token]:
    """The words of a formula; raises FormulaError at the first that has no meaning, and for too many."""
    pattern = _pattern(scope)
    # Made as `Token(…)` would make them, at half the cost: a check makes more of these than of anything else.
    made: Callable[[type[Token], tuple[str | None, str, int]], Token] = tuple.__new__
    found = [made(Token, (each.lastgroup, each[0], each.start())) for each in pattern.finditer(text)]
    for token in found:
        if token.type in _DOUBTFUL and (problem := next(_problems(token, scope), None)):
            raise FormulaError(problem, token.offset, token.end, _meant(token))
    if len(found) > MAX_TOKENS:
        words = f"a formula of {len(found)} words is too long; give its parts metrics of their own"
        raise FormulaError(words, found[MAX_TOKENS].offset, found[MAX_TOKENS].end)
    return found


_DOUBTFUL = frozenset({"foreign", "address", "dotted", "number", "wrong"})  # of these `_problems` may tell


def _problems(token: Token, scope: str) -> Iterator[str]:
    text = token.text
    if token.type == "foreign":
        yield (
            f"`{text}` is written `{FOREIGN[text]}` here"
            if text in FOREIGN
            else f'text stands in straight double quotes: "{text[1:-1]}"'
        )
    elif token.type == "address":
        yield _of_address(text) if scope == RECORDS else _of_definition(text)
    elif token.type == "dotted":
        yield f"`{text}` is no reference; a field is written without its table, `{_of_dotted(text)}`"
    elif token.type == "number" and sum(map(str.isdigit, text)) > MAX_DIGITS:
        digits = sum(map(str.isdigit, text))
        yield f"a number of {digits} digits is more than anybody counts; at most {MAX_DIGITS} are read"
    elif token.type == "wrong":
        if text.isdigit():
            ours = "".join(str(unicodedata.digit(each)) for each in text)
            yield f"`{text}` is a digit of another script; write {ours}"
        if scope == DEFINITIONS:
            yield f"`{text}` has no meaning in a filter of definitions{OF_DEFINITIONS.get(text, '')}"
        yield f"`{text}` has no meaning in a formula{WRONG.get(text, '')}"


def _of_address(text: str) -> str:
    kind, _, id = text.partition(":")
    small = _meant_id(id)
    if kind.lower() in _PLURALS and small:
        return f"`{text}` is written `{kind.lower()[:-1]}:{small}`"
    if kind.lower() in _KINDS:
        if small:
            return f"an id has small letters, digits and hyphens; write `{kind.lower()}:{small}`"
        return f"`{kind}:` is followed by an id, such as `{kind.lower()}:orders`"
    return f"a formula names metrics, fields and values: `{text}` is none; write `metric:…` or `field:…`"


def _of_definition(text: str) -> str:
    kind, _, id = text.partition(":")
    small = f"{_meant_id(kind)}:{_meant_id(id) or '…'}"
    return f"a definition is named by its kind and its id; write `{small}`"


def _of_dotted(text: str) -> str:
    return f"field:{_meant_id(text.rpartition('.')[2])}"


def _meant(token: Token) -> str:
    """The address that a faulty one was to be, for whoever knows which there are."""
    if token.type == "dotted":
        return _of_dotted(token.text)
    kind, colon, id = token.text.partition(":")
    fits = token.type == "address" and colon and kind.lower() in _KINDS
    return f"{kind.lower()}:{_meant_id(id)}" if fits and _meant_id(id) else ""


def _meant_id(id: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", id.casefold()).strip("-")
