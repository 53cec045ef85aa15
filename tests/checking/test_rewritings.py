"""Write the starter down in other legal ways: nothing is found, and nothing has changed."""

from __future__ import annotations

from collections import Counter

import pytest

import remit
from building import ROOT, starter
from depth import SEED, part_of
from planting import readings
from remit.checking import check
from remit.tree import Memory
from rewritings import WAYS, rewritten

TURNS = part_of(range(12), 1)  # more than a hundred files are written otherwise in each
FEWEST = 1000  # when deep


@pytest.mark.parametrize("turn", TURNS)
def test_a_legal_rewriting_has_no_finding_and_changes_nothing(turn: int) -> None:
    made = rewritten(starter(), SEED + turn)
    tree = Memory({**made.texts, **readings(ROOT)})
    found = check(tree).findings
    assert [(each.code, str(each.location), made.ways.get(each.location.path)) for each in found] == []
    assert remit.diff(starter().tree, tree).changes == ()


def test_the_ways_are_many_and_each_is_taken() -> None:
    ways = [way for turn in range(12) for way in rewritten(starter(), SEED + turn).ways.values()]
    assert len(ways) >= FEWEST
    assert set(ways) == set(WAYS)
    assert min(Counter(ways).values()) >= 15
