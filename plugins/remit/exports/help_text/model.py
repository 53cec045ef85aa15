"""What is to stand in a file: single stretches of its text, each with what stood there before."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.mentions import plain

_MORE = "…"


@dataclass(frozen=True, slots=True)
class Put:
    """One text for one place: what of the file from `start` to `end` becomes `text`.

    `was` is what people read there now, empty for nothing; `now` what they will read. `what` names it.
    """

    path: str
    start: int
    end: int
    text: str
    what: str
    was: str
    now: str


class Chosen(NamedTuple):
    """The files as they become, and what is left as it was since a text stands there already."""

    texts: Mapping[str, tuple[str, str]]
    put: Sequence[Put]
    kept: Sequence[Put]


@dataclass(frozen=True)
class Says:
    """What a definition says in few words: its summary, whose it is, and where all of it stands."""

    book: Handbook
    links: bool = True
    _base: str = field(init=False, default="")

    def text(self, definition: Definition, longest: int) -> str:
        """Summary, owner and link, within so many characters; the summary gives way first."""
        owners = [edge.target.name for edge in definition.played_by("governs")]
        owner = f" Governed by {' and '.join(owners)}." if owners else ""
        link = f" {self.link(definition)}" if self.link(definition) else ""
        if len(owner) + len(link) > longest // 2:
            link = ""
        summary = " ".join(plain(definition.summary, self.book.spoken).split())
        return f"{cut(summary, longest - len(owner) - len(link))}{owner}{link}"

    def help(self, definition: Definition, longest: int) -> str:
        """The summary alone, for whoever fills in the field."""
        return cut(" ".join(plain(definition.summary, self.book.spoken).split()), longest)

    def value(self, definition: Definition, value: str, longest: int) -> str:
        """What one value means."""
        meaning = str((definition.get("values") or {}).get(value, ""))
        return cut(" ".join(plain(meaning, self.book.spoken).split()), longest)

    def link(self, definition: Definition) -> str:
        """Where the definition is written, as the host shows it; empty where no repository is named."""
        said = self.book.settings().get("repository") or {}
        if not said.get("url"):
            return ""
        shown = str(said.get("edit") or f"blob/{said.get('branch') or 'main'}")
        shown = "blob" + shown[4:] if shown.startswith("edit/") else shown
        return f"{str(said['url']).rstrip('/')}/{shown}/{definition.document.path}"


def cut(text: str, longest: int) -> str:
    """A text that is not longer, cut between two words.

    >>> cut("one two three", 9)
    'one two…'
    """
    if len(text) <= longest:
        return text
    return f"{text[: max(longest - 1, 0)].rpartition(' ')[0]}{_MORE}"


def chosen(found: Iterable[Put], texts: Mapping[str, str], *, overwrite: bool) -> Chosen:
    """The files with the texts in their places: where nothing stands yet, or wherever it is another."""
    put: list[Put] = []
    kept: list[Put] = []
    for each in found:
        if " ".join(each.was.split()) == " ".join(each.now.split()):
            continue
        (put if overwrite or not each.was.strip() else kept).append(each)
    changed: dict[str, tuple[str, str]] = {}
    for path in dict.fromkeys(each.path for each in put):
        text = texts[path]
        for each in sorted((one for one in put if one.path == path), key=lambda one: one.start, reverse=True):
            text = text[: each.start] + each.text + text[each.end :]
        changed[path] = (texts[path], text)
    return Chosen(changed, put, kept)


def patch(texts: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """The change as a patch, with the line ends that the files have."""
    for path, (was, now) in sorted(texts.items()):
        sides = ([f"{line}\n" for line in text.split("\n")] for text in (was, now))
        before, after = sides
        for side in (before, after):
            last = side.pop().removesuffix("\n")
            if last:
                side.append(last)
        for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
