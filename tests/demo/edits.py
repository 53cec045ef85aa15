"""What one step of the demo's story does to the files, told from its end."""

# The story is walked backwards: it starts from the handbook as it is today, and each
# edit knows how things were before it. So the starter handbook can go on changing; an
# edit whose words are no longer there says so. Paths are those below governance/; one
# with a leading slash is seen from the repository's root.

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from typing import Protocol

State = Mapping[str, str]


class StoryError(Exception):
    """A step of the story that the files of today contradict."""


class Edit(Protocol):
    """A change of files that can be undone."""

    def undo(self, state: State) -> dict[str, str]:
        """The files before the edit, made from the files after it."""
        ...


def place(path: str) -> str:
    """The path from the repository's root."""
    return path[1:] if path.startswith("/") else f"governance/{path}"


def _text(state: State, path: str) -> str:
    where = place(path)
    if where not in state:
        raise StoryError(f"`{where}` is not there")
    return state[where]


def _once(text: str, words: str) -> str:
    """The one passage of a text that says these words, however its lines are broken."""
    found = re.findall(re.escape(words), text)
    if not found:
        found = re.findall(r"\s+".join(re.escape(word) for word in words.split()), text)
    if len(found) != 1:
        raise StoryError(f"{words!r} stands there {len(found)} times, not once")
    return str(found[0])


@dataclass(frozen=True)
class Reword:
    """One passage of a file that read `was` and now reads `now`."""

    path: str
    was: str
    now: str

    def undo(self, state: State) -> dict[str, str]:
        text = _text(state, self.path)
        try:
            passage = _once(text, self.now)
        except StoryError as problem:
            raise StoryError(f"in `{place(self.path)}`: {problem}") from problem
        return {**state, place(self.path): text.replace(passage, self.was)}

    def redo(self, text: str, after: str) -> str:
        """The same rewording of another version of the file; `after` is how it turned out."""
        return text.replace(_once(text, self.was), _once(after, self.now))


@dataclass(frozen=True)
class Arrive:
    """Files that come in, by patterns, but for those that fit the patterns of `but`."""

    patterns: tuple[str, ...]
    but: tuple[str, ...] = ()

    def undo(self, state: State) -> dict[str, str]:
        left = {path: text for path, text in state.items() if not self.brings(path)}
        if not self.but and len(left) == len(state):
            raise StoryError(f"nothing fits {', '.join(self.patterns)}")
        return left

    def brings(self, path: str) -> bool:
        """True when a file of this path is among those that come in."""
        return _fits(path, self.patterns) and not _fits(path, self.but)


def _fits(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(path, place(pattern)) for pattern in patterns)


@dataclass(frozen=True)
class Gone:
    """A file that goes; `text` is what it held."""

    path: str
    text: str = field(repr=False)

    def undo(self, state: State) -> dict[str, str]:
        if place(self.path) in state:
            raise StoryError(f"`{place(self.path)}` exists, so it cannot have gone before")
        return {**state, place(self.path): self.text}


@dataclass(frozen=True)
class Blocks:
    """Definitions that come into a collection file: by id, or all that hold one of some lines."""

    path: str
    ids: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()

    def undo(self, state: State) -> dict[str, str]:
        head, blocks = split_blocks(_text(state, self.path))
        taken = {id for id, text in blocks.items() if id in self.ids or self._holds(text)}
        missing = [id for id in self.ids if id not in taken]
        if missing or not taken:
            raise StoryError(f"`{place(self.path)}` has no {', '.join(missing or self.holding)}")
        left = [text for id, text in blocks.items() if id not in taken]
        return {**state, place(self.path): joined(head, left)}

    def _holds(self, text: str) -> bool:
        return any(line.strip() in self.holding for line in text.splitlines())


def split_blocks(text: str) -> tuple[str, dict[str, str]]:
    """What stands above the first definition of a collection, and each definition by its id."""
    parts = re.split(r"^(?=[a-z0-9][a-z0-9-]*:)", text, flags=re.MULTILINE)
    return parts[0], {part.partition(":")[0]: part for part in parts[1:]}


def joined(head: str, blocks: Sequence[str]) -> str:
    """A collection file of these definitions, an empty line between two."""
    return head + "\n".join(block.rstrip("\n") + "\n" for block in blocks)


@dataclass(frozen=True)
class MovedOut:
    """A definition that left its collection file for a file of its own, behind `after` until then."""

    collection: str
    id: str
    after: str

    def undo(self, state: State) -> dict[str, str]:
        own = f"{self.collection.removesuffix('.yaml')}/{self.id}.yaml"
        lines = _text(state, own).splitlines(keepends=True)
        block = f"{self.id}:\n" + "".join(f"  {line}" if line.strip() else line for line in lines)
        head, blocks = split_blocks(_text(state, self.collection))
        if self.after not in blocks:
            raise StoryError(f"`{place(self.collection)}` has no `{self.after}`")
        texts = [
            part for id, text in blocks.items() for part in ([text, block] if id == self.after else [text])
        ]
        older = {path: text for path, text in state.items() if path != place(own)}
        return {**older, place(self.collection): joined(head, texts)}


@dataclass(frozen=True)
class Renamed:
    """An id that was another: the file moves, and every reference is rewritten."""

    folder: str
    was: str
    now: str
    remembered: bool = False  # the definition lists the id under `former-ids`

    def undo(self, state: State) -> dict[str, str]:
        file = f"{self.folder}/{self.now}.yaml"
        text = _text(state, file)
        older = dict(state)
        if self.remembered:
            older[place(file)] = text.replace(self.memory(), "")
        if any(_word(self.was).search(each) for each in older.values()):
            raise StoryError(f"`{self.was}` is used, so it cannot have become `{self.now}`")
        older = {path: _word(self.now).sub(self.was, each) for path, each in older.items()}
        older[place(f"{self.folder}/{self.was}.yaml")] = older.pop(place(file))
        return older

    def memory(self) -> str:
        """The line by which the definition remembers its former id."""
        return f"former-ids: [{self.was}]\n"


def _word(id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(id)}(?![\w-])")


@dataclass(frozen=True)
class Split:
    """References to one stage that from now on say which of its parts they mean."""

    was: str
    now: tuple[str, ...]

    def undo(self, state: State) -> dict[str, str]:
        parts = "|".join(self.now)
        named = re.compile(rf"stage:(?:{parts})(?![\w-])")
        listed = re.compile(r"^( *stages: \[)([^\]]*)\]", re.MULTILINE)
        part = re.compile(rf"(?<![\w:-])(?:{parts})(?![\w-])")
        older = {}
        for path, text in state.items():
            older[path] = named.sub(f"stage:{self.was}", text)
            older[path] = listed.sub(lambda match: f"{match[1]}{part.sub(self.was, match[2])}]", older[path])
            older[path] = re.sub(r"\[[^\[\]{}]*\]", self._once_each, older[path])
        return older

    def _once_each(self, match: re.Match[str]) -> str:
        """A list in which the stage of before stands once, although both its parts were there."""
        items = [item.strip() for item in match[0][1:-1].split(",")]
        if len(set(items)) == len(items):
            return match[0]
        return f"[{', '.join(dict.fromkeys(items))}]"


@dataclass(frozen=True)
class Attested:
    """Reviews of the days from `first` to `last`; before, the day read `was`, or there was none.

    Files of `new` came in since the review before; they were reviewed on the day that goes with them.
    """

    first: str
    last: str
    was: str = ""
    new: Mapping[str, str] = field(default_factory=dict)

    def undo(self, state: State) -> dict[str, str]:
        line = re.compile(r"^ *reviewed: (\d{4}-\d\d-\d\d)\r?\n", re.MULTILINE)

        def before(match: re.Match[str], *, was: str) -> str:
            if not self.first <= match[1] <= self.last:
                return match[0]
            return match[0].replace(match[1], was) if was else ""

        days = {place(path): day for path, day in self.new.items()}
        older = {
            path: line.sub(partial(before, was=days.get(path, self.was)), text)
            for path, text in state.items()
        }
        if older == state:
            raise StoryError(f"nothing was reviewed from {self.first} to {self.last}")
        return older


@dataclass(frozen=True)
class Gained:
    """A property that came into every definition that has it now."""

    name: str

    def undo(self, state: State) -> dict[str, str]:
        block = re.compile(rf"^( *){re.escape(self.name)}:\n(?:\1 .*\n)+", re.MULTILINE)
        older = {path: block.sub("", text) for path, text in state.items()}
        if older == state:
            raise StoryError(f"nothing has `{self.name}`")
        return older


@dataclass(frozen=True)
class LineEnds:
    """Line ends of a file that became those of Windows, or were mended again."""

    path: str
    windows: bool

    def undo(self, state: State) -> dict[str, str]:
        text = _text(state, self.path).replace("\r\n", "\n")
        return {**state, place(self.path): text if self.windows else text.replace("\n", "\r\n")}
