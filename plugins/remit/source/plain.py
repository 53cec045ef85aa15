"""Reads a text that can only mean what it looks like, line by line: at half of what the parser costs."""

# Most files of a handbook hold keys, words, numbers, short lists and blocks of text, one to a line. Their
# lines are taken apart here. Where one could mean anything but itself, or be wrong, the whole text is left to
# the parser, so that findings come from one reader alone. Laws hold both to the same data and places.

from __future__ import annotations

import re
from array import array
from sys import intern
from typing import Any, Final

from remit.source.literals import LIKE_NUMBER, OMIT, WORDS, literal
from remit.source.places import MAX_DEPTH, MAX_NODES, Contents

_MOST_BRACKETS: Final = 6  # inside each other
_NEXT_LINE: Final = 1 << 20  # from the place of one line to that of the next
_QUOTES: Final = "\"'"

# A colon is text before anything but a space, a number sign behind anything but one.
_BEGIN: Final = r"[^\s?:,\[\]{}#&*!|>'\"%@`~=<0-9.+-]"
_MORE: Final = r"[^\r\n\t:#]*(?:(?::(?=\S)|(?<=\S)#)[^\r\n\t:#]*)*(?<=[^\s:])"
_WORDS: Final = _BEGIN + _MORE
# A key is at most 1,024 characters long; these are shorter.
_KEY: Final = r"[^\W_][\w./&+-]{0,60}(?:[ :][\w./&+(-][\w./&+()-]{0,60}){0,12}"
_QUOTED: Final = r"\"[^\"\\\n]{1,400}\"|'[^'\n]{1,400}'"
_BLOCK: Final = r"[|>]-?(?:\n\1  \S[^\n]*)+"
_LINE: Final = re.compile(
    rf"^( *)(?:(-(?= \S)|{_KEY}:|(?:{_QUOTED}):)(?: (?:({_WORDS})|({_BLOCK}|[^\n]+)))?|#[^\n]*|)$",
    re.MULTILINE,
)
_MORE_WORDS: Final = re.compile(rf"[-0-9tfn]{_MORE}")
_TEXT: Final = re.compile(_QUOTED)
_IN_BRACKETS: Final = re.compile(
    rf"{_QUOTED}|[^\s?:,\[\]{{}}#&*!|>'\"%@`~=<.+-]"
    r"(?:[^\r\n\t:#,?\[\]{}]|:(?=[^\s,?\[\]{}])|(?<=\S)#)*(?<=\S)"
)
_KEY_IN_BRACKETS: Final = re.compile(rf"({_KEY}): ")


class _Unclear(Exception):
    """The text may mean something else: the parser has to say."""


def read_plain(text: str) -> Contents | None:
    """What a text says that is nothing but plain lines; None for every other, whatever it is."""
    if not text.endswith("\n"):
        return None
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    reader = _Reader()
    try:
        data = reader.read(text)
    except _Unclear:
        return None
    return Contents(data, array("Q", reader.marks))


class _Reader:
    """Builds data and marks from lines; `node` is the open list or mapping, `indent` where its lines begin.

    `waiting` is the key whose value is on the lines below; the whole text waits for its first line.
    """

    def __init__(self) -> None:
        self.top: dict[str, Any] = {}
        self.node: Any = self.top
        self.indent = -1
        self.around: list[tuple[int, Any]] = []  # indentation and node of what is open outside
        self.waiting: str | None = ""
        self.marks: list[int] = []

    def read(self, text: str) -> dict[str, Any]:
        """The data; raises `_Unclear`."""
        # The hot path of a check: every line comes here.
        note = self.marks.append
        row = -_NEXT_LINE
        for blanks, lead, words, other in _LINE.findall(text):
            row += _NEXT_LINE
            if not lead:
                self._pass_over(blanks)
                continue
            place = row + len(blanks)
            if self.waiting is not None or len(blanks) != self.indent:
                self._move(len(blanks), place, lead)
            node, behind = self.node, place + len(lead) + 1
            key = None if lead == "-" else intern(lead[:-1] if lead[0] not in _QUOTES else lead[1:-2])
            if (type(node) is list) is not (key is None):
                raise _Unclear
            if key is not None:
                if key in node or key.isspace():
                    raise _Unclear
                note(place)
            if words and words not in WORDS:
                note(behind)
                value: Any = words
            elif words or other:
                value = self._value(words or other, behind, blanks)
                row += other.count("\n") * _NEXT_LINE
            else:
                self.waiting = key
                continue
            if key is None:
                node.append(value)
            else:
                node[key] = value
        if row != text.count("\n") * _NEXT_LINE:
            raise _Unclear  # there are other lines
        return self._whole()

    def _whole(self) -> dict[str, Any]:
        data = self.top.get("")
        if self.waiting is not None or type(data) is not dict or len(self.marks) > MAX_NODES:
            raise _Unclear
        return data

    def _pass_over(self, blanks: str) -> None:
        """A comment or an empty line; behind a block it may be text."""
        if self.waiting is None and len(blanks) > self.indent:
            raise _Unclear

    def _move(self, at: int, place: int, lead: str) -> None:
        """Open what a key waits for, or close what the line stands outside of."""
        if self.waiting is not None:
            if at <= self.indent or len(self.around) > MAX_DEPTH - _MOST_BRACKETS:
                raise _Unclear
            fresh: Any = [] if lead == "-" else {}
            self.node[self.waiting] = fresh
            self.marks.append(place)
            self.around.append((self.indent, self.node))
            self.node, self.indent, self.waiting = fresh, at, None
        while at < self.indent:
            self.indent, self.node = self.around.pop()
        if at != self.indent:
            raise _Unclear

    def _value(self, text: str, place: int, blanks: str) -> Any:
        """The value that the end of a line says, or the block below it, which is indented by two more."""
        if text[0] in "[{":
            value, end = self._brackets(f"{text}\n", 0, place)
            if end != len(text):
                raise _Unclear
            return value
        self.marks.append(place)
        if "\n" in text:
            return _block(text, blanks)
        if text[0] in _QUOTES:
            if not _TEXT.fullmatch(text):
                raise _Unclear
        elif text[0] not in "-0123456789tfn" or not _MORE_WORDS.fullmatch(text):
            raise _Unclear
        return _scalar(text)

    def _brackets(self, text: str, at: int, place: int, deepest: int = _MOST_BRACKETS) -> tuple[Any, int]:
        """The list or mapping that opens at `at`, and where it ends; `place` is the place of the text."""
        if not deepest:
            raise _Unclear
        self.marks.append(place + at)
        is_list = text[at] == "["
        found: Any = [] if is_list else {}
        closing = "]" if is_list else "}"
        at += 1
        while text[at] != closing or found:
            if found:
                if not text.startswith(", ", at):
                    raise _Unclear
                at += 2
            key = None if is_list else _KEY_IN_BRACKETS.match(text, at)
            if key is not None:
                self.marks.append(place + at)
                at = key.end()
            if text[at] in "[{":
                value, at = self._brackets(text, at, place, deepest - 1)
            else:
                said = _IN_BRACKETS.match(text, at)
                if said is None:
                    raise _Unclear
                self.marks.append(place + at)
                value, at = _scalar(said[0]), said.end()
            if is_list:
                found.append(value)
            elif key is None or key[1] in found:
                raise _Unclear
            else:
                found[intern(key[1])] = value
            if text[at] == closing:
                break
        return found, at + 1


def _block(text: str, blanks: str) -> str:
    """What a block says: its sign, then lines that begin with `blanks` and two more."""
    sign, _, lines = text.partition("\n")
    joined = lines[len(blanks) + 2 :].replace(f"\n{blanks}  ", " " if sign[0] == ">" else "\n")
    return joined if len(sign) > 1 else f"{joined}\n"


def _scalar(text: str) -> Any:
    """What words, a number or a text in quotes say."""
    if text[0] in _QUOTES:
        if text[1:-1].isspace():
            raise _Unclear
        return text[1:-1]
    if text[0] not in "-0123456789tfn":
        return text
    value = literal(text)
    if value is OMIT or value is None or (value is text and text[0] == "-") or _seems_number(value):
        raise _Unclear
    return value


def _seems_number(value: Any) -> bool:
    return type(value) is str and LIKE_NUMBER.fullmatch(value) is not None
