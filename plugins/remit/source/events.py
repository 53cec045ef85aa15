"""Reads a text's YAML events into data and marks, and refuses what is more than JSON can say."""

# The only module that imports yaml. It reads libyaml's *events* with a stack of its own: `load` and `compose`
# of the C loader crash on deep nesting and let aliases explode.

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from sys import intern
from typing import Any, Final, NoReturn

import yaml
from yaml._yaml import CParser

from remit.diagnostics import Severity
from remit.source.characters import suspects
from remit.source.literals import LIKE_NUMBER, OMIT, literal
from remit.source.places import (
    MAX_DEPTH,
    MAX_NODES,
    NOTHING,
    WINDOW,
    Contents,
    Step,
    Tree,
    mark_number,
    number_marks,
    unpack,
)
from remit.source.scalars import places_of
from remit.source.scan import MAX_ALIKE, Findings, Unreadable, hash_cuts, quote
from remit.source.syntax import explain

_HASH_VALUE: Final = re.compile(r":[ \t]+(#[^\s#]\S*)")


def read_events(findings: Findings) -> Contents | None:
    """The data of the findings' text, or None when it cannot be read: the findings then say why."""
    reader = _Reader(findings)
    try:
        data = reader.read()
    except Unreadable:
        return None
    except yaml.YAMLError as error:
        explain(error, findings)
        return None
    return Contents(data, reader.marks, frozenset(reader.left_out) or NOTHING)


class _Reader:
    """Builds data and marks from libyaml's events, with a stack of its own.

    `node` is the open container and `key` the key that waits for its value; a
    container is attached to its parent when it opens, so the stack holds nothing
    but parents. What is refused is skipped and leaves no mark.
    """

    def __init__(self, findings: Findings) -> None:
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
        self.twice: list[tuple[tuple[Step, ...], int]] = []  # keys that are there already, and where again
        self.decorated = "!" in text or "&" in text  # may hold tags or anchors
        self.escaped = "\\" in text
        self.cuts = hash_cuts(text)

    def read(self) -> dict[str, Any]:
        """The data; raises `Unreadable` or a `YAMLError`."""
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
        try:
            while (event := events()) is not None:
                handle = find(type(event))
                if handle is not None:
                    handle(event)
        finally:
            self._say_twice()
        return self._whole()

    def _say_twice(self) -> None:
        """Report the keys that stand twice; all at once, for their first places are found in one walk."""
        if not self.twice:
            return
        tree: Tree = {}
        number_marks(self.root[0], 0, tree)
        for path, place in self.twice:
            first, key = self.marks[mark_number(tree, path, key=True)], str(path[-1])
            message = f"the key {quote(key)} is already on line {(first >> 20) + 1}"
            self.findings.add("duplicate-key", message, place, word=key, first=first)

    def _whole(self) -> dict[str, Any]:
        """The top level, when it is what a definition must be."""
        findings = self.findings
        if len(self.marks) > MAX_NODES:
            message = f"more than {MAX_NODES:,} keys and values in one file"
            findings.stop("too-many-nodes", message, self.marks[MAX_NODES])
        if not self.root and findings.found:
            raise Unreadable
        if not self.root:
            findings.stop("empty-file", "the file has no content", 0)
        data = self.root[0]
        if type(data) is not dict:
            message = "the file holds a single value; expected keys and values"
            findings.found = [one for one in findings.found if one.severity is Severity.ERROR]
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
            if value and value not in node and not value.isspace() and (value != "<<" or style):
                self.key = intern(value)  # the same few names in every file
                self.marks.append(place)
            else:
                self._refuse_key(value, place)
            return
        if not style and value:
            if value[0] in "-+.0123456789tfn~":
                value = self._literal(value, place)
            if self.cuts and type(value) is str:
                self._check_cut(event)
        if tagged or value is OMIT:
            self._leave_out()
        elif value is None or value == "" or (type(value) is str and value.isspace()):
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
            tag = self.findings.line(place)[column : column + WINDOW].split(maxsplit=1)[0]
            message = f"the tag {quote(tag)}; values here are plain text, numbers, true or false"
            self.findings.add("tag", message, place, length=len(tag))
            return True
        if event.anchor is not None:
            message = f"the anchor `&{event.anchor}`"
            self.findings.add("anchor", message, place, length=len(event.anchor) + 1)
        return False

    def _check_escapes(self, value: str, place: int) -> None:
        for suspect in suspects(value):
            lines = self.findings.lines
            found = places_of(value, (suspect.at, suspect.at + 1), lines, unpack(place))
            start, end = found or (unpack(place), unpack(place))
            if not found or lines[start[0]][start[1]] == "\\":  # else it is typed, and reported already
                at, length = start[0] << 20 | start[1], end[1] - start[1]
                self.findings.add(suspect.code, f"an escape for {suspect.words}", at, length=length)
                return

    def _check_cut(self, event: Any) -> None:
        mark = event.end_mark
        at = self.cuts.get(mark.line << 20 | mark.column)
        if at is not None:
            lost = self.findings.line(at)[at & 0xFFFFF :]
            message = f"the text ends before {quote(lost)}, which is taken for a comment"
            self.findings.add("comment-cuts-text", message, at, length=len(lost.rstrip()))

    def _refuse_key(self, value: str, place: int) -> None:
        """Report a key that cannot stand, and pass over its value."""
        if not value or value.isspace():
            self.findings.add("empty-key", "a key without a name", place)
        elif value not in self.node:
            self.findings.add("merge-key", "the merge key `<<`", place)
        else:
            if len(self.twice) < MAX_ALIKE:
                self.twice.append(((*self._path(), value), place))
            self._skip(self.events())  # the first one stays, so nothing is left out
            return
        self._skip_entry()

    def _literal(self, value: str, place: int) -> Any:
        """The value that a plain scalar spells in JSON, else its text; `OMIT` if refused."""
        found = literal(value)
        if found is OMIT:
            message = f"the number {quote(value)} cannot be kept exactly"
            self.findings.add("number-out-of-range", message, place, length=len(value))
        elif found is value and value[0] not in "tfn~" and LIKE_NUMBER.fullmatch(value):
            message = f"{quote(value)} is read as text, but looks like a number"
            self.findings.add("looks-like-number", message, place, length=len(value))
        return found

    def _empty(self, value: str, style: str, place: int) -> None:
        """Report a value that is not there, at its key or at the dash of the list item."""
        if self.node is self.root:
            return
        if self.key is None:
            place -= not value and not style  # libyaml puts the empty item after its dash
            item = "a list item that holds nothing but blanks" if value.isspace() else "an empty list item"
            self.findings.add("empty-value", item, place)
        else:
            at = self.marks[-1]
            message = f"{quote(self.key)} has no value; write one, or delete the line if it may be left out"
            if value.isspace():
                message = f"{quote(self.key)} holds nothing but blanks; write a value or delete the line"
            if not style and (found := self._hash_after(at)):
                message = f"{quote(self.key)} has no value: {quote(found[1])} is a comment"
            self.findings.add("empty-value", message, at, word=self.key)
        self._leave_out()

    def _hash_after(self, place: int) -> re.Match[str] | None:
        column = place & 0xFFFFF
        return _HASH_VALUE.search(self.findings.line(place), column, column + WINDOW)

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
