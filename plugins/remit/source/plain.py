"""Reads a text that can only mean what it looks like, line by line: at half of what the parser costs."""

# Most files of a handbook hold keys, words, numbers, short lists and blocks of text, one to a line. Their
# lines are taken apart here. Where one could mean anything but itself, or be wrong, the whole text is left to
# the parser, so that findings come from one reader alone. Laws hold both to the same data and places.

from __future__ import annotations

import re
from array import array
from sys import intern
from typing import Any, Final

from remit.source.literals import LIKE_NUMBER, OMIT, literal
from remit.source.places import MAX_DEPTH, MAX_NODES, Contents

_MOST_BRACKETS: Final = 6  # inside each other
_NEXT_LINE: Final = 1 << 20  # from the place of one line to that of the next
_QUOTES: Final = "\"'"

# A colon is text before anything but a space, a number sign behind anything but one.
_BEGIN: Final = r"[^\s?:,\[\]{}#&*!|>'\"%@`~=<0-9.+-]"
_MORE: Final = r"[^\r\n\t:#]*(?:(?::(?=\S)|(?<=\S)#)[^\r\n\t:#]*)*(?<=[^\s:])"
_WORDS: Final = rf"(?!(?:true|false|null)$){_BEGIN}{_MORE}"  # literals are no words
# A key is at most 1,024 characters long; these are shorter.
_KEY: Final = r"[^\W_][\w./&+-]{0,60}(?:[ :][\w./&+(-][\w./&+()-]{0,60}){0,12}"
_QUOTED: Final = r"\"[^\"\\\n]{1,400}\"|'[^'\n]{1,400}'"
_BLOCK: Final = r"[|>]-?(?:\n\1  [^\s<=>][^\n]*)+"  # a sign might be left by a merge
_LINE: Final = re.compile(
    rf"^( *)(?:(-(?= \S)|{_KEY}:|(?:{_QUOTED}):)(?: (?:({_WORDS})|({_BLOCK}|[^\n]+)))?|#[^\n]*|)$",
    re.MULTILINE,
)
_ONE: Final = re.compile(rf"({_KEY}): ({_WORDS})\n+\Z", re.MULTILINE)
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
    """What a text says that is nothing but plain lines, without suspects; None for every other."""
    reader = _Reader()
    data = reader.read_if_plain(text)
    return None if data is None else Contents(data, array("Q", reader.marks))


def plain_data(text: str) -> dict[str, Any] | None:
    """The data alone of what `read_plain` takes."""
    return _Reader().read_if_plain(text)


def read_line(text: str) -> tuple[str, Any] | None:
    """Key and value of a text that is one plain line of words without suspects; None for every other."""
    found = _ONE.match(text)
    return (found[1], found[2]) if found else None


class _Reader:
    """Builds data and marks from lines."""

    def __init__(self) -> None:
        self.marks: list[int] = []
        self.around: list[tuple[int, Any]] = []  # indentation and node of what is open outside

    def read_if_plain(self, text: str) -> dict[str, Any] | None:
        """The data, or None."""
        if not text.endswith("\n"):
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        try:
            return self._read(text)
        except (_Unclear, AttributeError, TypeError):  # the latter for a key in a list, an item in a mapping
            return None

    def _read(self, text: str) -> dict[str, Any] | None:  # noqa: C901, PLR0912, PLR0915 - the hot path is flat
        # The hot path of a check: every line comes here. `node` is the open list or mapping, `indent` where
        # its lines begin, `waiting` the key whose value is on the lines below: at first, that of the whole.
        top: dict[str, Any] = {}
        node: Any = top
        indent, note = -1, self.marks.append
        waiting: str | None = ""
        row = -_NEXT_LINE
        for blanks, lead, words, other in _LINE.findall(text):
            row += _NEXT_LINE
            at = len(blanks)
            if not lead:
                if at > indent and waiting is None:
                    raise _Unclear  # a comment or blanks: behind a block they may be text
                continue
            place = row + at
            if waiting is not None:
                if at <= indent:
                    raise _Unclear  # nothing is below
                self.around.append((indent, node))
                indent, node, waiting = at, self._opened(node, waiting, place, lead), None
            elif at != indent:
                indent, node = self._closed(at)
            behind = place + len(lead) + 1
            key: Any = None
            if lead != "-":
                key = intern(lead[:-1]) if lead[0] not in _QUOTES else _unquoted(lead[:-1])
                if key in node:
                    raise _Unclear
                note(place)
            if words:
                note(behind)
                value: Any = words
            elif other:
                value = self._value(other, behind, blanks)
                row += other.count("\n") * _NEXT_LINE
            else:
                waiting = key
                continue
            if key is None:
                node.append(value)
            else:
                node[key] = value
        if row != text.count("\n") * _NEXT_LINE or waiting is not None or len(self.marks) > MAX_NODES:
            raise _Unclear  # there are other lines, something is missing, or it is too much
        whole: dict[str, Any] = top[""]
        return whole if type(whole) is dict else None

    def _opened(self, node: Any, key: str, place: int, lead: str) -> Any:
        """The list or mapping that begins at a line."""
        if len(self.around) > MAX_DEPTH - _MOST_BRACKETS:
            raise _Unclear
        fresh: Any = [] if lead == "-" else {}
        node[key] = fresh
        self.marks.append(place)
        return fresh

    def _closed(self, at: int) -> tuple[int, Any]:
        """What is open where a line begins that stands outside of what was."""
        indent, node = self.around.pop()
        while indent > at:
            indent, node = self.around.pop()
        if indent != at:
            raise _Unclear
        return indent, node

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


def _unquoted(text: str) -> str:
    if text[1:-1].isspace():
        raise _Unclear
    return text[1:-1]


def _scalar(text: str) -> Any:
    """What words, a number or a text in quotes say."""
    if text[0] in _QUOTES:
        return _unquoted(text)
    if text[0] not in "-0123456789tfn":
        return text
    value = literal(text)
    if value is OMIT or value is None or (value is text and text[0] == "-") or _seems_number(value):
        raise _Unclear
    return value


def _seems_number(value: Any) -> bool:
    return type(value) is str and LIKE_NUMBER.fullmatch(value) is not None
