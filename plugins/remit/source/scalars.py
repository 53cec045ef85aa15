"""Where each character of a value stands in its file, be it plain, quoted or a block."""

# The parser says where a scalar starts, not where its characters went. So the scalar is read once more here,
# and believed only when the same value comes out: where it does not, nobody claims to know a place.

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from remit.diagnostics import Span

_TOKEN: Final = {
    "": re.compile(r"."),
    "'": re.compile(r"''|."),
    '"': re.compile(r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|."),
}
_ESCAPES: Final = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_BLANK: Final = " \t"
_LONGEST: Final = 1 << 16  # of a value to be read once more


class Char(NamedTuple):
    """A character of a value, and where it is written: line, column, the column behind it; all from 0."""

    text: str
    line: int
    column: int
    end: int


Place = tuple[int, int]  # line and column, from 0


def places_of(value: str, span: Span, lines: Sequence[str], at: Place) -> tuple[Place, Place] | None:
    """Start and end of a part of the scalar `value` that is written at `at`; None when it cannot be told.

    A span that is empty or lies behind the text takes the one column behind what is before it.
    """
    return between(written(value, lines, at), span)


def between(written: Sequence[Char], span: Span) -> tuple[Place, Place] | None:
    """Start and end of a part of a scalar whose characters stand where `written` says; see `places_of`."""
    if not written:
        return None
    start, end = span
    if start < min(end, len(written)):
        first, last = written[start], written[min(end, len(written)) - 1]
        return (first.line, first.column), (last.line, last.end)
    if start == 0:
        return None
    before = written[min(start, len(written)) - 1]
    return (before.line, before.end), (before.line, before.end + 1)


def written(value: str, lines: Sequence[str], at: Place) -> list[Char]:
    """The characters of the scalar at `at` with their places, or nothing when they do not spell the value."""
    line, column = at
    if len(value) > _LONGEST or line >= len(lines):
        return []
    opening = lines[line][column : column + 1]
    if opening in ("|", ">"):
        chars = _block(lines, line + 1, _indent(value, lines, line + 1), folded=opening == ">")
    else:
        quote = opening if opening in ("'", '"') else ""
        chars = _flow(lines, line, column + len(quote), quote=quote, enough=len(value))
    # Behind a plain text come comments and brackets, behind a block the line breaks that are dropped.
    spelled = "".join(char.text for char in chars[: len(value)])
    return chars[: len(value)] if spelled == value else []


def _flow(lines: Sequence[str], line: int, column: int, *, quote: str, enough: int) -> list[Char]:
    """What a plain or quoted scalar says: a line break is a space, a blank line a line break."""
    chars: list[Char] = []
    while len(chars) < enough:
        row, joined = lines[line], False
        for token in _TOKEN[quote].finditer(row, column):
            if token[0] == quote:
                return chars
            joined = quote == '"' and token[0] == "\\"  # a backslash that ends the line
            if not joined:
                chars.append(Char(_spelled(token[0], quote), line, token.start(), token.end()))
        while chars and not joined and chars[-1].line == line and row[chars[-1].column] in _BLANK:
            chars.pop()
        breaks = [Char(" ", line, len(row), len(row))] if not joined else []
        following = line + 1
        while following < len(lines) and not lines[following].strip(_BLANK):
            breaks = [each for each in breaks if each.text == "\n"]
            breaks.append(Char("\n", following, 0, 0))
            following += 1
        if following == len(lines):
            return chars
        chars += breaks
        line = following
        column = len(lines[line]) - len(lines[line].lstrip(_BLANK))
    return chars


def _spelled(token: str, quote: str) -> str:
    """The character that a token of a quoted text stands for."""
    if len(token) == 1 or not quote:
        return token
    if token == "''":
        return "'"
    return chr(int(token[2:], 16)) if len(token) > 2 else _ESCAPES.get(token[1], token[1])


def _indent(value: str, lines: Sequence[str], line: int) -> int:
    """How far a block is indented: its first text, less what that is indented in the value itself."""

    def leading(rows: Iterable[str]) -> int:
        first = next((row for row in rows if row.strip(" ")), "")
        return len(first) - len(first.lstrip(" "))

    return max(0, leading(islice(lines, line, None)) - leading(value.split("\n")))


def _block(lines: Sequence[str], line: int, indent: int, *, folded: bool) -> list[Char]:
    """What a block of this indentation says, with all line breaks at its end."""
    chars: list[Char] = []
    breaks: list[Char] = []  # since the last line of text
    was_blank = True  # whether that line began with a blank: around such lines nothing is folded
    for number in range(line, len(lines)):
        row = lines[number]
        if row[:indent].strip(" "):
            break
        if len(row) <= indent:
            breaks.append(Char("\n", number, len(row), len(row)))
            continue
        is_blank = row[indent] in _BLANK
        if folded and chars and not was_blank and not is_blank:
            breaks = breaks[1:] or [Char(" ", *breaks[0][1:])]
        chars += breaks
        chars += (Char(char, number, at, at + 1) for at, char in enumerate(row[indent:], indent))
        breaks, was_blank = [Char("\n", number, len(row), len(row))], is_blank
    return chars + breaks
