"""What has to be written anew in a text so that it says other data; the rest of it is not looked at."""

# Two values are compared as they stand in the text. Each difference becomes a splice: a stretch and what
# takes its place. Nothing here knows whether the result is right: who calls reads it back.

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from remit.authoring.edits import spelling
from remit.authoring.edits.lines import Lines
from remit.change.compare.references import stamp
from remit.source.layout import Part, comments
from remit.source.scalars import written

_MOST_TOKENS = 4000
_ALIKE = 0.6  # of two texts that share their lines
_TOKEN = re.compile(r"\s+|[\w-]+|.", re.DOTALL)


class Splice(NamedTuple):
    """A stretch of a text and what takes its place."""

    start: int
    end: int
    text: str


class Unkept(Exception):
    """Something at a place of the text that no edit here can keep; the message says what."""

    def __init__(self, at: int, what: str) -> None:
        super().__init__(what)
        self.at = at


class Differences(Lines):
    """Collects the splices of one text. With `whole`, a text that changes is written anew from end to end."""

    def __init__(self, text: str, root: Part, *, whole: bool) -> None:
        super().__init__(text, list(comments(text, root)))
        self.whole = whole
        self.splices: list[Splice] = []

    def value(self, part: Part, old: Any, new: Any, key: Part | None = None) -> None:
        """A value becomes another; `key` is its key where it has one in a block."""
        if stamp(old) == stamp(new):
            return
        if isinstance(old, dict) and isinstance(new, dict) and new and part.entries is not None:
            self.mapping(part, old, new)
        elif isinstance(old, list) and isinstance(new, list) and new and part.items is not None:
            self.list(part, old, new)
        elif not (isinstance(old, str) and isinstance(new, str) and self.words(part, old, new)):
            self.anew(part, new, key)

    # -- mappings --

    def mapping(self, part: Part, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Entries that come, go, change their key or their value."""
        assert part.entries is not None
        renamed = _renamed(old, new)
        entries: dict[str, tuple[Part, Part]] = {}
        for key, value in part.entries:
            entries.setdefault(str(key.value), (key, value))
        for name in old:
            key, value = entries[name]
            to = renamed.get(name, name)
            if to != name:
                self.put(key.start, key.end, spelling.key_text(to, key))
            if to in new:
                self.value(value, old[name], new[to], None if part.is_flow else key)
        goes = [name for name in old if renamed.get(name, name) not in new]
        if goes:
            places = [key.value for key, _ in part.entries]
            self.gone(part, [places.index(name) for name in goes])
        came = [name for name in new if name not in old and name not in renamed.values()]
        back = {to: name for name, to in renamed.items()}
        before: str | None = None
        for name in new:
            if name not in came:
                before = back.get(name, name)
            elif name in entries:  # it is there without a value
                key, value = entries[name]
                self.anew(value, new[name], None if part.is_flow else key)
            else:
                self.added(part, name, new[name], before)

    def added(self, part: Part, name: str, value: Any, before: str | None) -> None:
        """An entry that comes behind the one called `before`, or first."""
        assert part.entries is not None
        at = next((number for number, (key, _) in enumerate(part.entries) if key.value == before), -1)
        if part.is_flow:
            self.into_flow(part, at, spelling.entry_in_flow(name, value))
            return
        key = part.entries[max(at, 0)][0]
        indent = " " * self.column(key.start)
        lines = self.fitted(spelling.entry(name, value, indent))
        if at >= 0:
            self.below(part.entries[at][1].end, lines, self.column(key.start))
        elif self.text[self.line_start(key.start) : key.start].strip():
            self.put(key.start, key.start, f"{lines.lstrip(' ')}{self.ending}{indent}")
        else:
            start = self.line_start(key.start)
            self.put(start, start, f"{lines}{self.ending}")

    # -- lists --

    def list(self, part: Part, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Items that come, go or change."""
        assert part.items is not None
        if len(part.items) != len(old):
            raise Unkept(part.start, "a list with an item that is empty")
        matcher = difflib.SequenceMatcher(None, [*map(stamp, old)], [*map(stamp, new)], autojunk=False)
        goes: list[int] = []
        for what, a, b, c, d in matcher.get_opcodes():
            both = min(b - a, d - c) if what == "replace" else 0
            for at in range(both):
                self.value(part.items[a + at], old[a + at], new[c + at])
            if what in ("delete", "replace"):
                goes += range(a + both, b)
            if what in ("insert", "replace"):
                for at in range(c + both, d):
                    self.item(part, a + both - 1, new[at])
        if goes:
            self.gone(part, goes)

    def item(self, part: Part, before: int, value: Any) -> None:
        """An item that comes behind the one of a number, or first where that is below 0."""
        assert part.items is not None
        if part.is_flow:
            self.into_flow(part, before, spelling.in_flow(value))
            return
        dash = self.dash(part.items[max(before, 0)])
        lines = self.fitted(spelling.item(value, " " * self.column(dash)))
        if before >= 0:
            self.below(part.items[before].end, lines, self.column(dash))
        else:
            start = self.line_start(dash)
            if self.text[start:dash].strip():
                raise Unkept(dash, "a list in a list on one line")
            self.put(start, start, f"{lines}{self.ending}")

    def dash(self, item: Part) -> int:
        """Where the `-` of an item of a block stands."""
        at = self.text.rfind("-", 0, item.start)
        if at < 0 or self.text[at + 1 : item.start].strip():
            raise Unkept(item.start, "an item whose dash stands elsewhere")
        return at

    # -- what goes, what comes between brackets --

    def gone(self, part: Part, numbers: Sequence[int]) -> None:
        """Entries or items that go, by their numbers; comments among them stay as lines of their own."""
        every = part.items if part.items is not None else [key for key, _ in part.entries or ()]
        ends = [each.end for each in part.items or (value for _, value in part.entries or ())]
        if part.is_flow:
            for first, last in _runs(numbers):
                self.out_of_flow(every, ends, first, last)
            return
        for number in numbers:
            start = every[number].start if part.items is None else self.dash(every[number])
            self.line_out(start, ends[number], every[number + 1].start if number + 1 < len(every) else -1)

    def line_out(self, start: int, end: int, following: int) -> None:
        """Lines that go; `following` is where the next key stands, where this one follows a dash."""
        first = self.line_start(start)
        if self.text[first:start].strip():
            if following < 0 or self.commented(start, following):
                raise Unkept(start, "an entry that shares its line with a dash")
            self.put(start, following, "")
            return
        last = self.line_end(end)
        kept = [self.text[a:b] for a, b in self.comments if start <= a < last]
        indent = " " * self.column(start)
        self.put(first, last, "".join(f"{indent}{each}{self.ending}" for each in kept))

    def out_of_flow(self, every: Sequence[Part], ends: Sequence[int], first: int, last: int) -> None:
        """A run of entries or items between brackets that goes, with one comma for each."""
        if last + 1 < len(every):
            stretch = every[first].start, every[last + 1].start
        elif first:
            stretch = ends[first - 1], ends[last]
        else:
            stretch = every[0].start, ends[last]
        if self.commented(*stretch):
            raise Unkept(every[first].start, "a comment between brackets, beside what goes")
        self.put(*stretch, "")

    def into_flow(self, part: Part, before: int, new: str) -> None:
        """Something that comes between brackets, behind the entry or item of a number."""
        every = part.items if part.items is not None else [key for key, _ in part.entries or ()]
        ends = [each.end for each in part.items or (value for _, value in part.entries or ())]
        if not every:
            self.put(part.start + 1, part.start + 1, new)
        elif before < 0:
            self.put(every[0].start, every[0].start, f"{new}, ")
        else:
            end = ends[before]
            line = self.line_start(every[before].start)
            alone = not self.text[line : every[before].start].strip()  # a line each
            if not alone:
                self.put(end, end, f", {new}")
                return
            comma = re.compile(r"[ \t]*,").match(self.text, end)
            indent = self.text[line : every[before].start]
            self.put(end, end, "" if comma else ",")
            after = self.line_end(end)
            closes = part.end <= after
            at = end if closes else after
            more = "," if comma else ""
            self.put(at, at, f" {new}" if closes else f"{indent}{new}{more}{self.ending}")

    # -- texts and other values --

    def words(self, part: Part, old: str, new: str) -> bool:
        """Write the words of a text that change and leave its lines as they are; whether that can be done."""
        if self.whole or part.value is None:
            return False
        chars = written(old, self.split(), self.place(part.start))
        if not chars:
            return False
        before, after = _TOKEN.findall(old), _TOKEN.findall(new)
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        is_long = len(before) > _MOST_TOKENS or len(after) > _MOST_TOKENS
        if is_long or (part.is_block_text and matcher.ratio() < _ALIKE):
            return False  # another text, which has other lines
        made: list[Splice] = []
        starts = [0]
        for token in before:
            starts.append(starts[-1] + len(token))
        for what, a, b, c, d in matcher.get_opcodes():
            if what == "equal":
                continue
            put = "".join(after[c:d])
            first, end = starts[a], starts[b]
            is_at_end = a == b and first in (0, len(chars))
            is_over_lines = any(
                char.line != chars[first].line or char.text == "\n" for char in chars[first:end]
            )
            if "\n" in put or is_at_end or is_over_lines:
                return False
            place = chars[first] if first < len(chars) else chars[-1]
            start = self.starts[place.line] + place.column
            stop = start if a == b else self.starts[chars[end - 1].line] + chars[end - 1].end
            made.append(Splice(start, stop, _escaped(put, part.style)))
        self.splices += made
        return bool(made)

    def anew(self, part: Part, new: Any, key: Part | None) -> None:
        """Write a value anew from end to end; a comment on its line stays on the line of its key."""
        is_block = part.value is None and not part.is_flow
        end = self.line_end(part.end) if is_block else part.end
        if self.commented(part.start, end) and (key is None or not part.is_block_text):
            raise Unkept(part.start, "a comment inside of what is written anew")
        if key is None:
            keeps = isinstance(new, str) and part.style in ("'", '"') and "\n" not in new
            made = spelling.quoted(new, part.style) if keeps else spelling.in_flow(new)
            self.put(part.start, part.end, made)
            return
        start = self.text.index(":", key.end) + 1
        if self.text[key.end : start - 1].strip(" "):
            raise Unkept(key.start, "a key whose colon stands elsewhere")
        made = self.fitted(spelling.behind_colon(new, " " * self.column(key.start), part))
        first, newline, rest = made.partition(self.ending)
        end = max(part.end, start)
        if part.is_block_text:
            comment = "".join(f" {self.text[a:b]}" for a, b in self.comments if start <= a < end)
            self.put(start, end, first + comment + newline + rest)
            return
        self.put(start, end, first)
        behind = self.line_break_at(end)
        self.put(behind, behind, newline + rest)

    def put(self, start: int, end: int, text: str) -> None:
        """Note a splice."""
        self.splices.append(Splice(start, end, text))

    def below(self, end: int, lines: str, column: int) -> None:
        """Lines that come below the one on which something ends, and below the comments that belong to it."""
        at = self.line_end(end)
        look = at
        while look < len(self.text):
            row = self.text[look : self.line_end(look)]
            bare = row.lstrip(" ")
            if bare.strip() and not (bare.startswith("#") and len(row) - len(bare) > column):
                break
            look = self.line_end(look)
            at = look if bare.strip() else at
        if at and not self.text[:at].endswith("\n"):
            self.put(at, at, f"{self.ending}{lines}")
        else:
            self.put(at, at, f"{lines}{self.ending}")


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with its splices; raises Unkept where two of them meet."""
    made: list[str] = []
    at = 0
    for start, end, put in sorted(splices, key=lambda each: (each.start, each.end)):
        if start < at:
            raise Unkept(start, "two changes in one place")
        made += (text[at:start], put)
        at = end
    return "".join((*made, text[at:]))


def _escaped(text: str, style: str) -> str:
    return spelling.quoted(text, style)[1:-1] if style in ("'", '"') else text


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, str]:
    """Keys that became others at the same place, when nothing else came or went."""
    if len(old) != len(new):
        return {}
    pairs = list(zip(old, new, strict=True))
    if any((a in new) != (b in old) or (a in new and a != b) for a, b in pairs):
        return {}
    return {a: b for a, b in pairs if a != b}


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of consecutive numbers."""
    start = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield start, last
            start = number
        last = number
    yield start, last
