"""Who approves a change where nothing that is written says so."""

# A handbook without lanes of its own, or whose lanes name nobody, must not come to a dead end: its
# central function approves; without one, whoever governs the most; where nobody governs anything, the
# top of the reporting line. `remit check` warns where there is none of these.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from remit.handbook import Definition, Handbook
from remit.ownership.holders import is_vacant
from remit.ownership.organisation import central, tops_above
from remit.ownership.parties import deciding, governors


def approving(book: Handbook, lane: str) -> list[Definition]:
    """Whom a lane names as approving without a condition; none when it is not written down."""
    found = book.get("lane", lane)
    edges = deciding(found) if found is not None else ()
    return list(dict.fromkeys(edge.target for edge in edges if "if" not in edge.context))


def standing(book: Handbook) -> list[Definition]:
    """Who approves whatever no lane names an approver for; none where nobody can be told."""
    return central(book) or list(_governing_most(book)) or list(_at_the_top(book))


def last_resort(book: Handbook) -> list[Definition]:
    """Who has the right to decide where no lane names anybody: `standing`, and the top of the line."""
    return list(dict.fromkeys((*standing(book), *_at_the_top(book))))


def _governing_most(book: Handbook) -> Iterator[Definition]:
    """The party that governs more definitions than any other; of several, the first by address."""
    counts = Counter(party for each in book.definitions() for party in governors(each))
    yield from sorted(counts, key=lambda party: (-counts[party], party.ref))[:1]


def _at_the_top(book: Handbook) -> Iterator[Definition]:
    """The role above which nobody is and under which the most are; of two, one that somebody holds."""
    below = Counter(tops_above(book.all("role")))
    yield from sorted(below, key=lambda role: (-below[role], is_vacant(role), role.id))[:1]
