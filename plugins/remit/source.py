"""Reads YAML strictly, as JSON's data model, and knows the place of every value."""

# Layer 1, the only module that imports yaml. It reads libyaml's *events* with a stack
# of its own: `load` and `compose` of the C loader crash on deep nesting and let aliases
# explode. Places are packed into one integer a node (line << 20 | column, from 0), in
# document order; they are unpacked only when a finding needs one.

from __future__ import annotations

import math
import functools
import os
import re
import stat
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

import yaml
from yaml._yaml import CParser

from remit.diagnostics import Diagnostic, Location, Related, RemitError, Severity

Step: TypeAlias = str | int

MAX_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
MAX_NODES: Final = 50_000
MAX_DIGITS: Final = 18
MAX_ALIKE: Final = 50  # findings of one code in one file; the rest would only be noise

ERROR, WARNING = Severity.ERROR, Severity.WARNING

# code: severity, why it matters, how to mend it
SOURCE_CODES: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "alias": (
        ERROR,
        "an alias (`*name`) hides what is written and can grow without bound",
        "write the value out; put text that starts with `*` in quotes",
    ),
    "anchor": (
        ERROR,
        "an anchor (`&name`) serves aliases only, and those are not allowed",
        "delete the anchor; put text that starts with `&` in quotes",
    ),
    "bidi-character": (
        ERROR,
        "it changes the direction of text, so a reader sees something else than the machine",
        "delete the character and type the text again",
    ),
    "byte-order-mark": (
        ERROR,
        "some tools take this invisible character for part of the first key",
        "save the file as UTF-8 without a byte order mark",
    ),
    "comment-cuts-text": (
        WARNING,
        "a `#` after a space starts a comment, so the rest of the line is lost",
        "put the text in quotes; for a comment, write a space after `#`",
    ),
    "conflict-marker": (
        ERROR,
        "a merge was not finished, so nobody knows which side counts",
        "choose a side and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
    ),
    "control-character": (
        ERROR,
        "it cannot be seen, and many programs cannot store it",
        "delete the character; it often comes along when text is pasted",
    ),
    "duplicate-key": (
        ERROR,
        "most programs keep one of the two and silently lose the other",
        "delete one of the two, or rename it",
    ),
    "empty-file": (
        ERROR,
        "a file without content is more often an accident than a decision",
        "write the definition, or delete the file",
    ),
    "empty-key": (
        ERROR,
        "a value without a name cannot be found again",
        "write a name before the colon",
    ),
    "empty-value": (
        ERROR,
        "nobody can tell a value that is missing from one that was forgotten",
        "write a value, or delete the line",
    ),
    "file-too-large": (
        ERROR,
        "a file of this size cannot be reviewed, and reading it takes too long",
        "split it: one definition a file, in a folder named after the kind",
    ),
    "key-not-text": (
        ERROR,
        "a key is a name; a list or a mapping cannot be one",
        "put text that starts with `{` or `[` in quotes",
    ),
    "line-separator": (
        ERROR,
        "it ends a line for some programs only, so it can start a hidden key",
        "replace the character by a space or an ordinary line break",
    ),
    "lone-surrogate": (
        ERROR,
        "half of a character cannot be written to any file",
        "type the character itself instead of its `\\u` escapes",
    ),
    "looks-like-number": (
        WARNING,
        "it is text here, but other programs read it as a number, and not all as the same one",
        "put it in quotes if it is text; write a plain decimal number if it is a number",
    ),
    "merge-key": (
        ERROR,
        "`<<` copies values from elsewhere, so what counts is not what is written here",
        "write the values out",
    ),
    "not-a-mapping": (
        ERROR,
        "a definition is made of keys and values",
        "write `key: value` lines at the top level of the file",
    ),
    "not-utf8": (
        ERROR,
        "text in another encoding comes out garbled for others",
        "save the file with the encoding UTF-8",
    ),
    "number-out-of-range": (
        ERROR,
        "programs round a number of this size, each in its own way",
        "put it in quotes if it is an identifier; else write a number that can be kept exactly",
    ),
    "second-document": (
        ERROR,
        "a line `---` starts a second document, and only one is read",
        "move it to a file of its own, or delete the line `---`",
    ),
    "tab": (
        ERROR,
        "YAML forbids tabs in indentation, since nobody knows how wide one is",
        "indent with spaces",
    ),
    "tag": (
        ERROR,
        "a tag (`!name`) asks the reader to make a special object, which is unsafe",
        "delete the tag; put text that starts with `!` in quotes",
    ),
    "too-deep": (
        ERROR,
        "no definition nests this deep; it is an accident or an attack",
        "bring the values nearer to the top level",
    ),
    "too-many-nodes": (
        ERROR,
        "a file of this size cannot be reviewed, and reading it takes too long",
        "split it: one definition a file, in a folder named after the kind",
    ),
    "yaml-syntax": (
        ERROR,
        "the file cannot be read as YAML, so nothing in it is checked",
        "mend this place and check again; if in doubt, put the text in quotes",
    ),
}

# libyaml's words, what stands before the place on its line, what we say instead.
_SYNTAX: Final = (
    (
        "mapping values are not allowed",
        r":\s",
        "a second `: ` on the line; put the text in quotes",
    ),
    (
        "mapping values are not allowed",
        "",
        "a `:` inside the text that the line above began; check the indentation of both lines",
    ),
    (
        "did not find expected key",
        r"[\"']\s*$",
        "text goes on after the closing quote; put quotes around all of it",
    ),
    (
        "did not find expected key",
        r"^\s*$",
        "expected a key here; indent the line like its neighbours",
    ),
    ("did not find expected key", "", "expected `key: value` here"),
    ("could not find expected ':'", "", "a line without `: `; write `key: value`"),
    ("expected '-' indicator", "", "expected another list item; indent it like the others"),
    ("expected ',' or ']'", "", "the list that `[` opens lacks a `,` or its `]`"),
    ("expected ',' or '}'", "", "the mapping that `{` opens lacks a `,` or its `}`"),
    ("found unexpected end of stream", "", "the quote opened here is never closed"),
    ("found unexpected document indicator", "", "the quote opened here is never closed"),
    (
        "cannot start any token",
        "",
        "text cannot start with this character; put the text in quotes",
    ),
    ("unknown escape", "", "a `\\` inside double quotes; use single quotes or write `\\\\`"),
    (
        "expected alphabetic or numeric",
        "",
        "text cannot start with `*` or `&`; put the text in quotes",
    ),
    ("hexdecimal", "", "an escape such as `\\x` or `\\u` lacks digits; use single quotes for a plain `\\`"),
    ("mapping keys are not allowed", "", "a `?` followed by a space; put the text in quotes"),
    ("directive", "", "a line that starts with `%`; put the text in quotes"),
    ("block sequence entries are not", "", "a list item after a key; start it on its own line"),
    ("expected comment or line break", "", "the text after `|` or `>` starts on the next line"),
    ("expected node content", "", "a value is missing here, or this text needs quotes"),
    ("expected <document start>", "", "the definition has ended here; nothing may follow"),
)
# Faults whose cause is where something was opened, not where the parser gave up.
_AT_OPENING: Final = re.compile(r"simple key|quoted scalar|flow (?:sequence|mapping)")

_SUSPECT: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    r"\ufeff\ufffe\uffff]|\r(?!\n)"
)
_ORDINARY: Final = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
_SUSPECT_CODES: Final = {
    **dict.fromkeys("\x85\u2028\u2029", "line-separator"),
    **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e", "bidi-character"),
    **dict.fromkeys("\u2066\u2067\u2068\u2069", "bidi-character"),
    "\ufeff": "byte-order-mark",
}
# After these the lines and their meaning are in doubt: parsing would report the same fault twice.
_STOPPING: Final = frozenset({"control-character", "line-separator", "conflict-marker"})

_TAB: Final = re.compile(r"^ *\t", re.MULTILINE)
_MARKER: Final = re.compile(r"^( *)(<{7}|={7}(?=\r?$)|>{7})(?= |\r?$)", re.MULTILINE)
_HASH: Final = re.compile(r" #(?=[^\s#])")
_HASH_VALUE: Final = re.compile(r":[ \t]+(#[^\s#]\S*)")
_NUMBER: Final = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LOOKS_LIKE_NUMBER: Final = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\.(?:inf|Inf|INF|nan|NaN|NAN)"
    r"|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)"
)
_WORDS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None, "~": None}
_QUOTED: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_PLAIN_END: Final = re.compile(r":(?:\s|$)|\s#")
_FLOW_END: Final = re.compile(r"[\s,\]}]")
_WINDOW: Final = 400  # how far to look along a line, so that a line of a MiB costs no more
_OMIT: Final = object()


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read: `data` is what it says, `problems` what was wrong with it.

    `data` is a dict of JSON-like values with text keys, or None when the file could
    not be read as data. `left_out` holds the paths of values that were refused, whole
    or in part (empty, tagged, an alias …): that is reported, so what is missing there
    need not be.
    """

    path: str
    text: str
    data: Any
    problems: tuple[Diagnostic, ...] = ()
    marks: array[int] = field(default_factory=lambda: array("Q"), repr=False)
    left_out: frozenset[tuple[Step, ...]] = frozenset()
    _lines: list[str] = field(default_factory=list, init=False, repr=False, compare=False)
    _tree: _Tree = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def sound(self) -> bool:
        """Whether the file could be read as data; it may have problems all the same."""
        return self.data is not None

    def locate(self, path: Sequence[Step], key: bool = False) -> Location:
        """The place of the value at `path`, or of its key; of the nearest ancestor if absent."""
        line, column = _unpack(self._mark(path, key))
        return Location(self.path, line + 1, column + 1)

    def length_at(self, path: Sequence[Step], key: bool = False) -> int:
        """How many characters to underline at `locate(path, key)`; at least 1."""
        line, column = _unpack(self._mark(path, key))
        value = path[-1] if key and path else _value_at(self.data, path)
        return _token_length(self.line(line + 1), column, value)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty when there is no such line."""
        if not self._lines:
            self._lines.extend(_split(self.text))
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def _mark(self, path: Sequence[Step], key: bool) -> int:
        if not self.marks:
            return 0
        if not self._tree:
            _number(self.data, 0, self._tree)
        return self.marks[_node_at(self._tree, path, key)]


# The number of a container's mark → the numbers of its values' marks, by key or index.
_Tree: TypeAlias = dict[int, dict[Step, int]]


def _number(node: Any, at: int, tree: _Tree) -> int:
    """Fill `tree` for the node whose mark is number `at`; the first number after it."""
    after = at + 1
    if isinstance(node, dict):
        places = tree[at] = {}
        for name, value in node.items():
            places[name] = after + 1  # the key's own mark comes first
            after = _number(value, after + 1, tree)
    elif isinstance(node, list):
        places = tree[at] = {}
        for index, value in enumerate(node):
            places[index] = after
            after = _number(value, after, tree)
    return after


def _node_at(tree: _Tree, path: Sequence[Step], key: bool) -> int:
    """The number of the mark at `path`, or of the deepest ancestor that exists."""
    at, last = 0, ""  # type: int, Step
    for depth, step in enumerate(path):
        found = tree.get(at, {}).get(step)
        if found is None:
            break
        at, last, complete = found, step, depth + 1 == len(path)
        if complete and key and isinstance(last, str):
            return at - 1
    return at


def _value_at(node: Any, path: Sequence[Step]) -> Any:
    """The value at `path`, or None."""
    for step in path:
        try:
            node = node[step]
        except (LookupError, TypeError):
            return None
    return node


def _unpack(place: int) -> tuple[int, int]:
    return place >> 20, place & 0xFFFFF


def _split(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.split("\n")]


def _token_length(line: str, column: int, value: Any = None) -> int:
    """Characters of the token at `column` (from 0), which may spell `value`; at least 1."""
    if isinstance(value, str) and value and line.startswith(value, column):
        return len(value)
    rest = line[column : column + _WINDOW]
    if quoted := _QUOTED.match(rest):
        return quoted.end()
    if rest[:1] in ("[", "{", "|", ">") or rest.startswith("- "):
        return 1
    end = _FLOW_END if isinstance(value, int | float) else _PLAIN_END
    return len(end.split(rest, maxsplit=1)[0].rstrip()) or 1


class _Unreadable(Exception):
    """Ends the reading of a file: what was wrong is already among the findings."""


class _Findings:
    """What is wrong with one text; at most `MAX_ALIKE` findings of a code."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.found: list[Diagnostic] = []
        self.counts: dict[str, int] = {}
        self._lines: list[str] = []

    def line(self, place: int) -> str:
        """The text of the line that a packed place is on."""
        self._lines = self._lines or _split(self.text)
        number = place >> 20
        return self._lines[number] if number < len(self._lines) else ""

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
        line, column = _unpack(place)
        severity, why, fix = SOURCE_CODES[code]
        excerpt = self.line(place)
        length = length or _token_length(excerpt, column, word)
        location = Location(self.path, line + 1, column + 1)
        related: tuple[Related, ...] = ()
        if first is not None:
            row, col = _unpack(first)
            related = (Related(Location(self.path, row + 1, col + 1), "first written here"),)
        self.found.append(Diagnostic(code, severity, message, location, why, fix, length, excerpt, related))

    def stop(self, code: str, message: str, place: int) -> NoReturn:
        """Add a finding after which the file is not read any further."""
        self.add(code, message, place)
        raise _Unreadable


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each match with the packed place of its start, in one pass over the text."""
    line = line_start = seen = 0
    for found in pattern.finditer(text):
        offset = found.start()
        line += text.count("\n", seen, offset)
        line_start = text.rfind("\n", seen, offset) + 1 or line_start
        seen = offset
        yield found, line << 20 | (offset - line_start)


def _scan(content: bytes, findings: _Findings) -> None:
    """Find characters and lines that no handbook file may hold, whatever YAML says of them."""
    text = findings.text
    if not content.isascii() or content.translate(None, _ORDINARY):
        _scan_characters(findings)
    if "\t" in text:
        _scan_tabs(findings)
    if "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text:
        _scan_conflicts(findings)


def _scan_characters(findings: _Findings) -> None:
    """One finding for each kind of forbidden character on a line."""
    last = ("", -1)
    for found, place in _places(_SUSPECT, findings.text):
        code = _SUSPECT_CODES.get(found[0], "control-character")
        if last != (code, place >> 20):
            message = f"a {code.replace('-', ' ')}, U+{ord(found[0]):04X}"
            findings.add(code, message, place, length=1)
        last = (code, place >> 20)


def _scan_tabs(findings: _Findings) -> None:
    """One finding for each run of lines that begin with a tab."""
    last = -2
    for found, place in _places(_TAB, findings.text):
        if place >> 20 != last + 1:
            at = place + len(found[0]) - 1
            findings.add("tab", "a tab in the indentation; use spaces", at, length=1)
        last = place >> 20


def _scan_conflicts(findings: _Findings) -> None:
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


def _cuts(text: str) -> dict[int, int]:
    """Where a comment without a space after its `#` begins, by the end of the text before it."""
    if " #" not in text:
        return {}
    cuts = {}
    for found, place in _places(_HASH, text):
        column = place & 0xFFFFF
        before = text[found.start() - column : found.start()].rstrip()
        cuts[place - column + len(before)] = place + 1
    return cuts


class _Reader:
    """Builds data and marks from libyaml's events, with a stack of its own.

    `node` is the open container and `key` the key that waits for its value; a
    container is attached to its parent when it opens, so the stack holds nothing
    but parents. What is refused is skipped and leaves no mark.
    """

    def __init__(self, findings: _Findings) -> None:
        text = findings.text
        self.findings = findings
        self.events = CParser(text).get_event
        self.marks: array[int] = array("Q")
        self.left_out: set[tuple[Step, ...]] = set()
        self.root: list[Any] = []  # holds the top level, so that it attaches like any value
        self.node: Any = self.root
        self.key: str | None = None
        self.stack: list[Any] = []
        self.documents = 0
        self.decorated = "!" in text or "&" in text  # may hold tags or anchors
        self.escaped = "\\" in text
        self.cuts = _cuts(text)

    def read(self) -> dict[str, Any]:
        """The data; raises `_Unreadable` or a `YAMLError`."""
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        events, find = self.events, handlers.get
        while (event := events()) is not None:
            handle = find(type(event))
            if handle is not None:
                handle(event)
        return self._whole()

    def _whole(self) -> dict[str, Any]:
        """The top level, when it is what a definition must be."""
        findings = self.findings
        if len(self.marks) > MAX_NODES:
            message = f"more than {MAX_NODES:,} keys and values in one file"
            findings.stop("too-many-nodes", message, self.marks[MAX_NODES])
        if not self.root and findings.found:
            raise _Unreadable
        if not self.root:
            findings.stop("empty-file", "the file has no content", 0)
        data = self.root[0]
        if type(data) is not dict:
            message = "the file holds a single value; expected keys and values"
            findings.found = [one for one in findings.found if one.severity is ERROR]
            findings.stop("not-a-mapping", message, self.marks[0])
        return data

    def _scalar(self, event: Any) -> None:
        # The hot path: two of three events come here, so it is written flat.
        value, style, mark = event.value, event.style, event.start_mark
        place = mark.line << 20 | mark.column
        node, key = self.node, self.key
        tagged = self.decorated and self._tagged(event, place)
        if self.escaped and style == '"':
            self._check_escapes(value, place)
        if key is None and type(node) is dict:
            if value and value not in node and (value != "<<" or style):
                self.key = value
                self.marks.append(place)
            else:
                self._refuse_key(value, place)
            return
        if not style and value:
            if value[0] in "-+.0123456789tfn~":
                value = self._literal(value, place)
            if self.cuts and type(value) is str:
                self._check_cut(event)
        if tagged or value is _OMIT:
            self._leave_out()
        elif value is None or value == "":
            self._empty(event.value, style, place)
        else:
            self.marks.append(place)
            if key is None:
                node.append(value)
            else:
                node[key] = value
                self.key = None

    def _mapping(self, event: Any) -> None:
        self._open(event, {})

    def _sequence(self, event: Any) -> None:
        self._open(event, [])

    def _open(self, event: Any, fresh: Any) -> None:
        mark = event.start_mark
        place = mark.line << 20 | mark.column
        node, key = self.node, self.key
        if key is None and type(node) is dict:
            self.findings.add("key-not-text", "a key must be text", place)
            self._skip(event)
            self._skip_entry()
            return
        if self.decorated and self._tagged(event, place):
            self._leave_out()
            self._skip(event)
            return
        if len(self.stack) >= MAX_DEPTH:
            self._too_deep(place)
        if not self.stack and type(fresh) is list:
            message = "the file holds a list; expected keys and values"
            self.findings.stop("not-a-mapping", message, place)
        self.marks.append(place)
        if key is None:
            node.append(fresh)
        else:
            node[key] = fresh
            self.key = None
        self.stack.append(node)
        self.node = fresh

    def _close(self, _event: Any) -> None:
        self.node = self.stack.pop()

    def _alias(self, event: Any) -> None:
        place = event.start_mark.line << 20 | event.start_mark.column
        message = f"the alias `*{event.anchor}`; write the value itself"
        self.findings.add("alias", message, place, length=len(event.anchor) + 1)
        if self.key is None and type(self.node) is dict:
            self._skip_entry()
        else:
            self._leave_out()

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            place = event.start_mark.line << 20 | event.start_mark.column
            self.findings.stop("second-document", "a second document starts here", place)

    def _tagged(self, event: Any, place: int) -> bool:
        """Report a tag or an anchor; whether there is a tag, so that the value is refused."""
        if event.tag is not None:
            column = place & 0xFFFFF
            tag = self.findings.line(place)[column : column + _WINDOW].split(maxsplit=1)[0]
            message = f"the tag {_quote(tag)}; values here are plain text, numbers, true or false"
            self.findings.add("tag", message, place, length=len(tag))
            return True
        if event.anchor is not None:
            message = f"the anchor `&{event.anchor}`"
            self.findings.add("anchor", message, place, length=len(event.anchor) + 1)
        return False

    def _check_escapes(self, value: str, place: int) -> None:
        if found := _SUSPECT.search(value):
            code = _SUSPECT_CODES.get(found[0], "control-character")
            message = f"an escape for a {code.replace('-', ' ')}, U+{ord(found[0]):04X}"
            self.findings.add(code, message, place)

    def _check_cut(self, event: Any) -> None:
        mark = event.end_mark
        at = self.cuts.get(mark.line << 20 | mark.column)
        if at is not None:
            lost = self.findings.line(at)[at & 0xFFFFF :]
            message = f"the text ends before {_quote(lost)}, which is taken for a comment"
            self.findings.add("comment-cuts-text", message, at, length=len(lost.rstrip()))

    def _refuse_key(self, value: str, place: int) -> None:
        """Report a key that cannot stand, and pass over its value."""
        if not value:
            self.findings.add("empty-key", "a key without a name", place)
        elif value not in self.node:
            self.findings.add("merge-key", "the merge key `<<`", place)
        else:
            tree: _Tree = {}
            _number(self.root[0], 0, tree)
            first = self.marks[_node_at(tree, [*self._path(), value], key=True)]
            message = f"the key {_quote(value)} is already on line {(first >> 20) + 1}"
            self.findings.add("duplicate-key", message, place, word=value, first=first)
            self._skip(self.events())  # the first one stays, so nothing is left out
            return
        self._skip_entry()

    def _literal(self, value: str, place: int) -> Any:
        """The value that a plain scalar spells in JSON, else its text; `_OMIT` if refused."""
        if value[0] in "tfn~":
            return _WORDS.get(value, value)
        number = _NUMBER.fullmatch(value)
        if number is None:
            if _LOOKS_LIKE_NUMBER.fullmatch(value):
                message = f"{_quote(value)} is read as text, but looks like a number"
                self.findings.add("looks-like-number", message, place, length=len(value))
            return value
        whole, fraction, exponent = number.groups()
        if not fraction and not exponent and len(whole.lstrip("-")) <= MAX_DIGITS:
            return int(whole)
        if fraction or exponent:
            real = float(value)
            if not math.isinf(real) and (real or not whole.strip("-0") + (fraction or "").strip(".0")):
                return real
        message = f"the number {_quote(value)} cannot be kept exactly"
        self.findings.add("number-out-of-range", message, place, length=len(value))
        return _OMIT

    def _empty(self, value: str, style: str, place: int) -> None:
        """Report a value that is not there, at its key or at the dash of the list item."""
        if self.node is self.root:
            return
        if self.key is None:
            place -= not value and not style  # libyaml puts the empty item after its dash
            self.findings.add("empty-value", "an empty list item", place)
        else:
            at = self.marks[-1]
            message = f"{_quote(self.key)} has no value; write one or delete the line"
            if not style and (found := self._hash_after(at)):
                message = f"{_quote(self.key)} has no value: {_quote(found[1])} is a comment"
            self.findings.add("empty-value", message, at, word=self.key)
        self._leave_out()

    def _hash_after(self, place: int) -> re.Match[str] | None:
        column = place & 0xFFFFF
        return _HASH_VALUE.search(self.findings.line(place), column, column + _WINDOW)

    def _leave_out(self) -> None:
        """Forget the key that waits; its value was refused."""
        if self.node is self.root:
            return
        step: Step = len(self.node) if self.key is None else self.key
        self.left_out.add((*self._path(), step))
        if self.key is not None:
            self.marks.pop()
            self.key = None

    def _path(self) -> list[Step]:
        """The path of the open container."""
        parents = self.stack[1:]
        return [next(reversed(p)) if type(p) is dict else len(p) - 1 for p in parents]

    def _skip_entry(self) -> None:
        """Pass over the value of a key that was refused."""
        self.left_out.add(tuple(self._path()))
        self._skip(self.events())

    def _skip(self, event: Any) -> None:
        """Pass over the node that the event starts."""
        depth = 0
        while True:
            if type(event) in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                depth += 1
                if depth + len(self.stack) > MAX_DEPTH:
                    self._too_deep(event.start_mark.line << 20 | event.start_mark.column)
            elif type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = self.events()

    def _too_deep(self, place: int) -> NoReturn:
        message = f"more than {MAX_DEPTH} lists and mappings inside each other"
        self.findings.stop("too-deep", message, place)


def _quote(text: str) -> str:
    """The user's own words in back quotes, shortened when they are long."""
    flat = " ".join(text.split())
    short = flat if len(flat) <= 60 else flat[:59] + "…"
    return f"`{short}`"


def _explain(error: yaml.YAMLError, findings: _Findings) -> None:
    """Say in plain words what the parser could not read."""
    if findings.counts.keys() & {"tab", "byte-order-mark"}:
        return  # the parser has stumbled over what is reported already
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "problem_mark", None)
    opening = getattr(error, "context_mark", None)
    if mark is None or (opening and mark.line > opening.line and _AT_OPENING.search(context)):
        mark = opening
    line, column = (mark.line, mark.column) if mark else (0, 0)
    place = line << 20 | column
    if any(one.location.line == line + 1 and one.severity is ERROR for one in findings.found):
        return  # what was found on this very line is the cause
    if "tag" in f"{problem} {context}".split():
        findings.add("tag", "text that starts with `!`, or a tag", place)
    elif "Unicode character escape" in problem:
        findings.add("lone-surrogate", "a `\\u` escape that names no character", place)
    else:
        findings.add("yaml-syntax", _plain_words(problem, findings.line(place)[:column]), place)


def _plain_words(problem: str, before: str) -> str:
    for words, pattern, message in _SYNTAX:
        if words in problem and re.search(pattern, before):
            return message
    return problem


def parse(content: bytes, path: str) -> Document:
    """Read a file's bytes; never raises: what cannot be read is among the problems."""
    if len(content) > MAX_BYTES:
        findings = _Findings(path, "")
        message = f"larger than {MAX_BYTES // 1024:,} KiB, so it was not read"
        findings.add("file-too-large", message, 0)
        return Document(path, "", None, tuple(findings.found))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return _undecodable(content, error.start, path)
    findings = _Findings(path, text.removeprefix("\ufeff"))
    if text.startswith("\ufeff"):
        findings.add("byte-order-mark", "the file starts with a byte order mark", 0, length=1)
    _scan(content, findings)
    data, reader = None, None
    if not findings.counts.keys() & _STOPPING:
        reader = _Reader(findings)
        try:
            data = reader.read()
        except _Unreadable:
            pass
        except yaml.YAMLError as error:
            _explain(error, findings)
    problems = tuple(sorted(findings.found, key=Diagnostic.order))
    if data is None or reader is None:
        return Document(path, findings.text, None, problems)
    return Document(path, findings.text, data, problems, reader.marks, frozenset(reader.left_out))


def _undecodable(content: bytes, start: int, path: str) -> Document:
    text = content.decode(errors="replace")
    findings = _Findings(path, text)
    before = content[:start].decode()
    place = before.count("\n") << 20 | (len(before) - before.rfind("\n") - 1)
    message = f"byte 0x{content[start]:02X} is not UTF-8"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "the file is UTF-16, not UTF-8"
    findings.add("not-utf8", message, place, length=1)
    return Document(path, text, None, tuple(findings.found))


def read(root: Path, relative: str) -> Document:
    """Read the file `relative` to the handbook's root.

    Raises `RemitError` when it is no readable file, or leads out of the root by a link.
    """
    try:
        return parse(_content(root, relative), relative)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RemitError(f"cannot read {relative}: {reason.lower()}; mend or remove it") from error


def _content(root: Path, relative: str) -> bytes:
    """The bytes of a regular file that lies inside the root; a link must stay inside, too."""
    path = os.path.join(root, relative)  # noqa: PTH118 - a Path a file costs more than opening it
    folder = os.path.dirname(path)  # noqa: PTH120
    real = path
    if not _inside(str(root), folder) or os.path.islink(path):  # noqa: PTH114
        real = os.path.realpath(path, strict=True)
        if not Path(real).is_relative_to(os.path.realpath(root)):
            raise RemitError(f"{relative} leads out of the handbook; put the file itself there")
    # Without O_NONBLOCK, opening a pipe would wait for ever.
    handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise RemitError(f"{relative} is not a file; remove it or give it another name")
        content = os.read(handle, MAX_BYTES + 1)
        while len(content) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1)):
            content += more
        return content
    finally:
        os.close(handle)


@functools.lru_cache(maxsize=64)
def _inside(root: str, folder: str) -> bool:
    """True when a folder lies in the root without a link on the way out."""
    return Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(root))
