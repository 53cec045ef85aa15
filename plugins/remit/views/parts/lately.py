"""What changed for one party in the last three months: what it owns, and what its things are made of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from remit import days
from remit.change.review.reach import GOVERNS, OPERATES
from remit.handbook import Definition, Ref
from remit.views.parts.changes_told import Item, steps
from remit.views.site.site import Site

MONTHS = 3
MOST = 12
PARTS = ("made-of", "carries", "requires")
OWNS = (*OPERATES, *GOVERNS, "has-say", "edited-by", "looks-at", "judged-by")


def lately(site: Site, party: Definition) -> list[Item]:
    """The changes that concern a party, newest first; nothing when the day is unknown."""
    if not site.today:
        return []
    start = days.before(site.today, MONTHS)
    since = itertools.takewhile(lambda item: item.day > start, steps(site, _concerning(party)))
    return [item for item in since if not item.attested][:MOST]


def _concerning(party: Definition) -> set[Ref]:
    """What a party owns, reads or has a say in, and what these depend on."""
    own = {
        *(edge.source for edge in party.by() if edge.relation in OWNS),
        *(edge.target for edge in party.to() if edge.relation in OWNS),
    }
    return {party.ref, *(each.ref for definition in own for each in _with_parts(definition))}


def _with_parts(definition: Definition) -> Iterator[Definition]:
    yield definition
    for edge in definition.to():
        if edge.relation in PARTS:
            yield edge.target
