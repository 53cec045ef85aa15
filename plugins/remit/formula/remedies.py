"""What to write instead of a word or a sign that stands where another was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence

from remit.formula.habits import WORDS
from remit.formula.nodes import UNITS
from remit.formula.tokens import Token

COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WORDS = "where per and or in not is filled empty period before after first last next day of"
KEYWORDS = frozenset(_WORDS.split())

_NOTHING = Token("end", "", 0)


def remedy(tokens: Sequence[Token], at: int) -> str:
    """What to write instead of the token at a place, behind a semicolon; empty where nobody knows."""
    token, before, after = tokens[at], _token(tokens, at - 1), _token(tokens, at + 1)
    word = token.text.lower()
    said = ""
    if meant := _of_place(token, before, after):
        said = meant
    elif token.type == before.type == "word" and _is_value(tokens, at - 1) and word not in KEYWORDS:
        said = f'text of several words stands in double quotes, "{before.text} {token.text}"'
    elif token.type == "word" and token.text not in KEYWORDS and word in KEYWORDS and word != "not":
        said = f"write `{word}`, in small letters"
    elif token.type == "word" and word in UNITS and before.text in ("last", "next"):
        said = f"write `1 {word}`"
    elif token.type == "word" and word in WORDS:
        said = WORDS[word]
    elif token.type == "quoted" and re.match('"(metric|field|value):', token.text):
        said = "references stand without quotes"
    elif token.type == "sign":
        said = _of_sign(token, before, after, is_value=_is_value(tokens, at - 1))
    return f"; {said}" if said else ""


def names(token: Token, after: Token) -> bool:
    """Whether a word stands where a reference was meant: no word of this or another notation."""
    is_known = token.text in KEYWORDS or token.text.lower() in WORDS
    return token.type == "word" and not is_known and after.type not in ("reference", "word")


def _of_place(token: Token, before: Token, after: Token) -> str:
    """What the words around a token say that was meant, the first of these that fits."""
    stretch = f"{token.text} {after.text}"
    fitting = (
        (before.text in ("before", "after"), "a date is compared by `<` and `>`, or lies `before period`"),
        (
            before.text == "in" and token.type == "number" and after.text.removesuffix("s") in UNITS,
            f"write `in last {stretch}` or `in next {stretch}`",
        ),
        (token.type == "number" and after.text in COMPARISONS, "the field comes first, `field:… >= 65`"),
    )
    return next((said for fits, said in fitting if fits), "")


def _of_sign(token: Token, before: Token, after: Token, *, is_value: bool) -> str:
    """The first of these that fits."""
    text, number = token.text, before.type == "number"
    fitting = (
        (text == "," and number and after.type == "number", "a number has a point, no separators: 1000.5"),
        (text == ",", "tests are joined by `and`; no comma stands before `where` and `per`"),
        (text in "-−" and number and is_value, 'a day stands in double quotes, "2026-09-30"'),
        (text in "-−", "a number has no sign of its own; write `0 − …`"),
        (text == "*" and before.text == "(", "what is counted is a field, the id of the records"),
        (text == "*" and before.text == "*", "there are no powers, multiply instead"),
        (text == "=" and before is _NOTHING, "a formula begins without `=`"),
    )
    return next((said for fits, said in fitting if fits), "")


def _token(tokens: Sequence[Token], at: int) -> Token:
    return tokens[at] if 0 <= at < len(tokens) else _NOTHING


def _is_value(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at a place stands where a filter has a value."""
    return at > 0 and tokens[at - 1].text in {*COMPARISONS, "(", ","}
