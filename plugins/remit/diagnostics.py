"""What remit says about a handbook: a severity, a place, a sentence and a remedy."""

# Everything above yields `Diagnostic` values;
# `RemitError` is for a tool that cannot do its work (exit code 2), never for bad input.

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import field, replace
from typing import TypeAlias

from remit.frozen import dataclass

Span: TypeAlias = tuple[int, int]  # of a text: the first character, and the one behind the last, from 0


class Severity(enum.IntEnum):
    """How much a finding matters; larger is worse."""

    SUGGESTION = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        """The name as users write and read it: `error`, `warning`, `suggestion`."""
        return self.name.lower()


class RemitError(Exception):
    """The check could not be done; the message says why and what to do (exit code 2)."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: a path relative to the handbook's root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def under(self, folder: str) -> Location:
        """The same place, its path seen from the folder that this one stands in."""
        return replace(self, path=f"{folder.rstrip('/')}/{self.path}") if folder else self


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a file: where it starts, the place behind its last character, the line of its start."""

    start: Location
    end: Location
    excerpt: str = ""

    @classmethod
    def of_file(cls, path: str) -> Range:
        """What is said of a whole file stands at its first character."""
        return cls(Location(path), Location(path, 1, 2))


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding, with a few words."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is wrong, where, why it matters and how to fix it.

    `end` is the place behind the last character; `excerpt` is the line that it starts on. `subject` is
    the definition concerned, as `kind:id`, or empty. `dated` is True when it came with the day
    and not with a change, such as a review that is overdue. `cause` names what is at fault where it may
    show in several places, such as a definition that is gone: all of them are one finding, at the first
    place, and `uses` are the others.
    """

    code: str
    severity: Severity
    message: str
    location: Location
    end: Location
    why: str = ""
    fix: str = ""
    excerpt: str = ""
    related: tuple[Related, ...] = field(default=())
    subject: str = ""
    dated: bool = False
    cause: str = ""
    uses: tuple[Location, ...] = ()

    @property
    def length(self) -> int:
        """How many characters to underline on the line that it starts on; at least 1."""
        whole = self.end.line > self.location.line
        end = len(self.excerpt) + 1 if whole else self.end.column
        return max(1, end - self.location.column)

    def under(self, folder: str) -> Diagnostic:
        """The same finding, all its paths seen from the folder that the handbook stands in."""
        if not folder:
            return self
        return replace(
            self,
            location=self.location.under(folder),
            end=self.end.under(folder),
            related=tuple(replace(each, location=each.location.under(folder)) for each in self.related),
            uses=tuple(place.under(folder) for place in self.uses),
        )

    def order(self) -> tuple[Location, str, str]:
        """Sort key: file, line, column, then code and message."""
        return (self.location, self.code, self.message)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when nothing is close."""
    import difflib  # only for what is wrong

    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean `x`?` when a known word is close, else an empty string."""
    close = nearest(word, known)
    return f"; did you mean `{close}`?" if close else ""


def nearest_address(address: str, known: Iterable[str]) -> str:
    """What to write instead of an address that nobody has: those with its id, else the nearest.

    >>> nearest_address("mql", ["stage:mql", "term:mql", "term:sal"])
    '; did you mean `stage:mql` or `term:mql`?'
    >>> nearest_address("stag:mql", ["metric:mql-volume", "stage:mql"])
    '; did you mean `stage:mql`?'
    >>> nearest_address("x", [])
    '; write `kind:id`, such as `metric:win-rate`'
    """
    every = list(known)
    id = address.rpartition(":")[2]
    same = [f"`{each}`" for each in every if each.partition(":")[2] == id]
    if same and (":" not in address or len(same) == 1):
        return f"; did you mean {' or '.join(same[:4])}?"
    return did_you_mean(address, every) or "; write `kind:id`, such as `metric:win-rate`"
