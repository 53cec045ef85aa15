"""What uses a definition is told once, by the words of the relation that says most."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.insight.used import used_in


def test_what_refers_here_is_not_listed_again_for_mentioning_it(starter: Handbook) -> None:
    for definition in starter.definitions():
        groups = dict(used_in(definition))
        for each in groups.pop("Mentioned in", []):
            assert not any(each in found for found in groups.values()), (definition.ref, each.ref)


def test_a_mention_alone_is_listed(starter: Handbook) -> None:
    assert any("Mentioned in" in dict(used_in(each)) for each in starter.definitions())
