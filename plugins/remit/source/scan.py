"""Checks of a file's text that come before YAML: characters and lines that no file may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, NoReturn, Protocol, TypeVar

from remit.codes import CODES
from remit.diagnostics import Diagnostic, Location, Range, Related
from remit.source.characters import are_suspicious, suspects, unusual
from remit.source.places import split_lines, token_length, unpack

_FARTHEST: Final = 1000  # lines to look back for the head of a block
MAX_ALIKE: Final = 50  # findings of one code in one file; the rest would only be noise

# Spaces that look like one and are none to YAML; where a line begins, they matter.
_ODD_SPACE: Final = re.compile(r"([\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])")
_ODD_INDENT: Final = re.compile(rf"^( *){_ODD_SPACE.pattern}", re.MULTILINE)
_KEY_OR_ITEM: Final = re.compile(r"\s*(?:- |[\w\"'][^\n]*?:(?:\s|$))")
_OPENS_BLOCK: Final = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_TAB: Final = re.compile(r"^ *\t", re.MULTILINE)
_MARKER: Final = re.compile(r"^( *)(<{7}|={7}(?=\r?$)|>{7})(?= |\r?$)", re.MULTILINE)
_HASH: Final = re.compile(r" #(?=[^\s#])")


class Unreadable(Exception):
    """Ends the reading of a file: what was wrong is already among the findings."""


class Findings:
    """What is wrong with one text; at most `MAX_ALIKE` findings of a code."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.found: list[Diagnostic] = []
        self.counts: dict[str, int] = {}
        self._lines: list[str] = []

    @property
    def lines(self) -> Sequence[str]:
        """The lines of the text, as YAML counts them."""
        self._lines = self._lines or split_lines(self.text)
        return self._lines

    def line(self, place: int) -> str:
        """The text of the line that a packed place is on."""
        lines, number = self.lines, place >> 20
        return lines[number] if number < len(lines) else ""

    def add(
        self,
        code: str,
        message: str,
        place: int,
        *,
        length: int = 0,
        word: str = "",
        first: int | None = None,
    ) -> None:
        """Add a finding at a packed place; `first` is the place of an earlier namesake."""
        count = self.counts[code] = self.counts.get(code, 0) + 1
        if count > MAX_ALIKE:
            return
        if count == MAX_ALIKE:
            message += " (more like it are not listed)"
        line, column = unpack(place)
        excerpt = self.line(place)
        start = Location(self.path, line + 1, column + 1)
        end = replace(start, column=start.column + (length or token_length(excerpt, column, word)))
        related: list[Related] = []
        if first is not None:
            row, col = unpack(first)
            related = [Related(Location(self.path, row + 1, col + 1), "first written here")]
        self.found.append(CODES[code].at(Range(start, end, excerpt), message, related=related))

    def stop(self, code: str, message: str, place: int) -> NoReturn:
        """Add a finding after which the file is not read any further."""
        self.add(code, message, place)
        raise Unreadable


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each match with the packed place of its start."""
    matches = (_Match(found.start(), found) for found in pattern.finditer(text))
    return ((each.found, place) for each, place in _placed(matches, text))


class _Match(NamedTuple):
    at: int
    found: re.Match[str]


class _At(Protocol):
    """Something that stands somewhere in a text."""

    @property
    def at(self) -> int: ...


_Found = TypeVar("_Found", bound=_At)


def _placed(found: Iterable[_Found], text: str) -> Iterator[tuple[_Found, int]]:
    """What was found in a text, in its order, with packed places, in one pass over the text."""
    line = line_start = seen = 0
    for each in found:
        offset = each.at
        line += text.count("\n", seen, offset)
        line_start = text.rfind("\n", seen, offset) + 1 or line_start
        seen = offset
        yield each, line << 20 | (offset - line_start)


def scan(findings: Findings) -> None:
    """Find characters and lines that no handbook file may hold, whatever YAML says of them."""
    text = findings.text
    others = unusual(text)
    if others and are_suspicious(others):
        _scan_characters(findings)
    if others and _ODD_SPACE.search(others):
        _scan_odd_indents(findings)
    if "\t" in text:
        _scan_tabs(findings)
    if "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text:
        _scan_conflicts(findings)


def _scan_characters(findings: Findings) -> None:
    """One finding for each kind of forbidden character on a line."""
    last = ("", -1)
    for suspect, place in _placed(suspects(findings.text), findings.text):
        if last != (suspect.code, place >> 20):
            findings.add(suspect.code, suspect.words, place, length=1)
        last = (suspect.code, place >> 20)


def _scan_odd_indents(findings: Findings) -> None:
    """One finding for each run of lines whose indentation holds a space that is none to YAML."""
    last = -2
    for found, place in _places(_ODD_INDENT, findings.text):
        row = place >> 20
        indent = len(found[1])
        if row != last + 1 and _is_meant(findings.lines, row, indent):
            name = unicodedata.name(found[2]).lower()
            message = f"{'an' if name[0] in 'aeiou' else 'a'} {name} in the indentation; use ordinary spaces"
            findings.add("odd-indentation", message, place + indent, length=1)
            if findings.counts["odd-indentation"] == MAX_ALIKE:
                return
        last = row


def _is_meant(lines: Sequence[str], row: int, indent: int) -> bool:
    """Whether a line stands where its indentation counts: it seems a key, an item, or what one is about."""
    above = lines[row - 1].rstrip() if row else ""
    opens = above.endswith(":") or _OPENS_BLOCK.search(above) is not None
    looks = _KEY_OR_ITEM.match(lines[row], indent) is not None
    return (looks or (opens and indent == 0)) and not _is_in_block(lines, row, indent)


def _is_in_block(lines: Sequence[str], row: int, indent: int) -> bool:
    """Whether a line with so many spaces before it is text of a block, in which any space may stand."""
    for above in reversed(lines[max(0, row - _FARTHEST) : row]):
        if above.strip(" ") and len(above) - len(above.lstrip(" ")) < indent:
            return _OPENS_BLOCK.search(above) is not None
    return False


def _scan_tabs(findings: Findings) -> None:
    """One finding for each run of lines that begin with a tab."""
    last = -2
    for found, place in _places(_TAB, findings.text):
        if place >> 20 != last + 1:
            at = place + len(found[0]) - 1
            findings.add("tab", "a tab in the indentation; use spaces", at, length=1)
        last = place >> 20


def _scan_conflicts(findings: Findings) -> None:
    """One finding for each conflict that a merge left behind, at its first marker."""
    inside = False
    for found, place in _places(_MARKER, findings.text):
        indent, marker = found.groups()
        if inside or (indent and marker[0] != "<"):  # an indented ======= underlines a heading
            inside = inside and marker[0] != ">"
            continue
        message = f"a merge left its marker `{marker}`"
        findings.add("conflict-marker", message, place + len(indent), length=7)
        inside = marker[0] != ">"


def hash_cuts(text: str) -> dict[int, int]:
    """Where a comment without a space after its `#` begins, by the end of the text before it."""
    if " #" not in text:
        return {}
    cuts = {}
    for found, place in _places(_HASH, text):
        end = first = found.start()
        while text[end - 1 : end].isspace() and text[end - 1] != "\n":
            end -= 1
        cuts[place - (first - end)] = place + 1
    return cuts


def quote(text: str) -> str:
    """The user's own words in back quotes, shortened when they are long."""
    flat = " ".join(text.split())
    short = flat if len(flat) <= 60 else flat[:59] + "…"
    return f"`{short}`"
