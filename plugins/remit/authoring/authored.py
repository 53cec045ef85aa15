"""Pages that people write, when a definition gets another id: what follows, and what a person looks at."""

# Only what the site reads follows: braces, and links to the file of a definition's page, since a build fails
# where such a link leads nowhere. What is quoted as code stays as typed, and so does a link to an address,
# which `former-ids` keeps alive.

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from remit import files
from remit.authoring.edits.plan import Plan
from remit.handbook import Handbook, Ref
from remit.mentions import MENTIONED, WHOLE_ADDRESS
from remit.tree import AUTHORED, Disk, Tree, files_below

_LIFECYCLE = "lifecycle"  # the kind of which a map can be asked for
_SETTINGS = "mkdocs.yml"  # its menu may name pages
# A fence, however far it is set in, since a note or a tab holds it so; then code in a line.
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?<!`)(?P<tick>`+)(?!`)[^\n]+?(?<!`)(?P=tick)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_ASKED = re.compile(r"\{remit: *(?P<what>(?:map )?[a-z0-9:-]+) *\}")
_LINKED = re.compile(r"(?:\]\(\s*<?|^[ \t>]*\[[^\]\n]+\]:\s*<?)(?P<target>[^)\s>]+)", re.MULTILINE)


class Page(NamedTuple):
    """A page on which something follows, in so many places, or stays, on these lines."""

    path: str
    was: str
    now: str
    places: int
    left: tuple[int, ...]


def renamed(plan: Plan, was: Ref, now: Ref) -> Iterator[Page]:
    """The pages on which a new id means something, and `mkdocs.yml` where its menu names the old one.

    Of a repository in whose sub-folder the handbook lies, the pages at its top are looked through as well;
    what lies outside of the handbook is never changed.
    """
    written = set(files_below(plan.book.tree, AUTHORED))
    names = _Names(plan.book, was, now, written)
    top, way = files.repository(plan.root)
    above = [os.path.relpath(top / path, plan.root.resolve()) for path in _pages(Disk(top))] if way else []
    for path in [*_pages(plan.book.tree), _SETTINGS, *above]:
        if not (plan.root / path).is_file():
            continue
        text = files.read(plan.root / path)
        if was.id not in text:
            continue
        may_change = path.startswith(f"{AUTHORED}/") and _is_inside(plan.root, path)
        made, count = names.followed(path, text) if may_change else (text, 0)
        left = names.left(made)
        if count or left:
            yield Page(path, text, made, count, left)


def _pages(tree: Tree) -> list[str]:
    """The paths of the pages that people write."""
    return sorted(f"{AUTHORED}/{name}" for name in files_below(tree, AUTHORED) if name.endswith(".md"))


class _Names:
    """Puts a new id into the text of a page."""

    def __init__(self, book: Handbook, was: Ref, now: Ref, written: Container[str]) -> None:
        self.was, self.now = was, now
        plural = book.kinds.by_id[was.kind].plural
        self.file, self.new_file = (f"{plural}/{id}.md" for id in (was.id, now.id))
        # A page of people's own has the place of the definition's: a link means that one.
        self.is_linked = self.file not in written and self.new_file not in written
        self._still = re.compile(
            rf"(?<![\w:-]){re.escape(str(was))}(?![\w-])|\b{re.escape(plural)}/{re.escape(was.id)}(?![\w-])"
        )

    def left(self, text: str) -> tuple[int, ...]:
        """The lines that still have the old address, or lead to the old page."""
        return tuple(at for at, line in enumerate(text.split("\n"), 1) if self._still.search(line))

    def followed(self, path: str, text: str) -> tuple[str, int]:
        """The text of a page with the new id, and how often that was put there."""
        folder = posixpath.dirname(path.removeprefix(f"{AUTHORED}/"))
        quoted = [match.span() for match in _CODE.finditer(text)]
        found = [*_stretches(MENTIONED, text, 1), *_stretches(_ASKED, text, "what")]
        found += _stretches(_LINKED, text, "target")
        made, count = text, 0
        for start, end in sorted(found, reverse=True):
            new = self._new(text[start:end], folder)
            if new and not any(first <= start < last for first, last in quoted):
                made, count = made[:start] + new + made[end:], count + 1
        return made, count

    def _new(self, said: str, folder: str) -> str:
        """What takes the place of an address, of a map's name or of where a link leads; empty for nothing."""
        if said == str(self.was):
            return str(self.now)
        if said == f"map {self.was.id}" and self.was.kind == _LIFECYCLE:
            return f"map {self.now.id}"
        path, hash, anchor = said.partition("#")
        if not self.is_linked or not path.endswith(".md") or WHOLE_ADDRESS.match(path):
            return ""
        if posixpath.normpath(posixpath.join(folder, path)) != self.file:
            return ""
        return path.removesuffix(f"{self.was.id}.md") + f"{self.now.id}.md{hash}{anchor}"


def _stretches(pattern: re.Pattern[str], text: str, group: str | int) -> Iterator[tuple[int, int]]:
    return (match.span(group) for match in pattern.finditer(text))


def _is_inside(root: Path, path: str) -> bool:
    """Whether a file lies in a folder in truth: nothing is written where a link leads out of it."""
    return Path(os.path.realpath(root / path)).is_relative_to(os.path.realpath(root))
