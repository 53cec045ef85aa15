"""Where each node of a text begins and ends, and where its comments stand: for whoever edits it."""

# The reader keeps one place for each value, which is all that a finding needs. An edit needs the ends as
# well, and every node, also those that the reader refuses.

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any, Final, TypeAlias

import yaml
from yaml._yaml import CParser

from remit.frozen import dataclass
from remit.source.places import MAX_DEPTH, Step

Stretch: TypeAlias = tuple[int, int]  # of a text: the first character, and the one behind the last, from 0

_HEADER: Final = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")
_COMMENT: Final = re.compile(r"(?:(?<=[\s,\[\]{}])|\A)#[^\r\n]*")


class Unplaced(Exception):
    """The text cannot be taken apart: it is no YAML, or holds what no handbook file may hold."""


@dataclass(slots=True)
class Part:
    """A node of a text.

    `style` is empty for plain text and for blocks, else the sign that opens it, such as `"`, `|` or `{`.
    `end` is behind its last character; a block of lines ends where its last value does. `value` is what a
    scalar says. A list has `items`, a mapping `entries` of key and value.
    """

    start: int
    end: int
    style: str = ""
    value: str | None = None
    items: list[Part] | None = None
    entries: list[tuple[Part, Part]] | None = None

    @property
    def is_flow(self) -> bool:
        """Whether it is a list or mapping in brackets."""
        return self.style in ("[", "{")

    @property
    def is_block_text(self) -> bool:
        """Whether it is a text below its key, as after `>-`."""
        return self.style in ("|", ">")

    def below(self) -> Iterator[Part]:
        """The parts in it, keys as well, in their order."""
        yield from self.items or ()
        for key, value in self.entries or ():
            yield key
            yield value

    def at(self, step: Step) -> tuple[Part | None, Part] | None:
        """The key, None for an item, and the value of a step of a path; None when it is not there."""
        if self.entries is not None:
            return next(((key, value) for key, value in self.entries if key.value == step), None)
        if self.items is not None and isinstance(step, int) and step < len(self.items):
            return None, self.items[step]
        return None

    def find(self, path: Sequence[Step]) -> Part | None:
        """The part at a path, or None."""
        part: Part | None = self
        for step in path:
            found = part.at(step) if part is not None else None
            part = found[1] if found is not None else None
        return part


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet, with the key that waits."""

    part: Part
    key: Part | None = None
    at_line: list[Part] = field(default_factory=list)


def layout(text: str) -> Part:
    """The parts of a text; raises Unplaced."""
    parser = CParser(text)
    root: list[Part] = []
    stack: list[_Open] = []
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, yaml.NodeEvent):
                _hold(event, stack)
                part = _part(event, text)
                _attach(part, stack, root)
                if part.value is None:
                    stack.append(_Open(part))
            elif isinstance(event, yaml.CollectionEndEvent):
                part = stack.pop().part
                last = list(part.below())
                part.end = _end_of(event) if part.style else last[-1].end if last else part.start
    except yaml.YAMLError as problem:
        raise Unplaced(str(problem)) from problem
    if len(root) != 1 or root[0].entries is None:
        raise Unplaced
    return root[0]


def _hold(event: Any, stack: Sequence[_Open]) -> None:
    """Raise Unplaced for what no handbook file may hold and no edit could keep apart."""
    is_odd = isinstance(event, yaml.AliasEvent) or event.anchor is not None
    if is_odd or getattr(event, "tag", None) is not None or len(stack) > MAX_DEPTH:
        raise Unplaced


def _end_of(event: Any) -> int:
    end: int = event.end_mark.index
    return end


def _part(event: Any, text: str) -> Part:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(_block(text[start:end]))
        return Part(start, end, style, value=event.value)
    style = text[start] if event.flow_style else ""
    if style not in ("", "[", "{"):
        raise Unplaced  # a pair in a list without brackets of its own
    if isinstance(event, yaml.SequenceStartEvent):
        return Part(start, end, style, items=[])
    return Part(start, end, style, entries=[])


def _block(written: str) -> str:
    """A text below its key without the blank lines behind it, which the parser takes along."""
    if "+" in written.partition("\n")[0].partition("#")[0]:
        return written.removesuffix("\n").removesuffix("\r")
    return written.rstrip()


def _attach(part: Part, stack: Sequence[_Open], root: list[Part]) -> None:
    if not stack:
        root.append(part)
        return
    above = stack[-1]
    if above.part.items is not None:
        above.part.items.append(part)
    elif above.key is None:
        if part.value is None:
            raise Unplaced  # a key that is no text
        above.key = part
    elif above.part.entries is not None:
        above.part.entries.append((above.key, part))
        above.key = None


def comments(text: str, root: Part) -> Iterator[Stretch]:
    """Where the comments of a text stand, in their order."""
    at = 0
    for part in _scalars(root):
        yield from _between(text, at, part.start)
        if part.is_block_text and (header := _HEADER.match(text, part.start, part.end)):
            yield header.span(1)
        at = max(at, part.end)
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[Stretch]:
    return (found.span() for found in _COMMENT.finditer(text, start, end))


def _scalars(part: Part) -> Iterator[Part]:
    if part.value is not None:
        yield part
    for each in part.below():
        yield from _scalars(each)
