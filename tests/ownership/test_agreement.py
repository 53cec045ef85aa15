"""Review, the right to decide and CODEOWNERS name the same parties for every definition of the starter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from building import starter
from remit.change.review.verdicts import Verdicts, is_governed
from remit.exports.codeowners import DIALECTS
from remit.exports.reviewers import MOST, reviewers
from remit.handbook import Definition, Edge, Handbook
from remit.insight.owned import reviews
from remit.ownership.holders import holder, lead_of
from remit.ownership.parties import operating, owning, parties, responsible, with_partners
from remit.ownership.rights import rights


@pytest.fixture(scope="module")
def book() -> Handbook:
    return starter()


def owned(book: Handbook) -> Iterator[Definition]:
    return (each for each in book.definitions() if is_governed(each) and owning(each))


def sure(edges: Sequence[Edge]) -> list[Edge]:
    """Those that hold without a condition; whether one is met is for people to say."""
    return [edge for edge in edges if "if" not in edge.context]


def test_who_owns_a_definition_must_agree_to_a_change_of_it(book: Handbook) -> None:
    verdicts = Verdicts(book)
    for each in owned(book):
        verdict = verdicts.of(each, "authority")
        agree = {each for ask in verdict.agree for each in (ask.party, ask.holder.role)}
        local = not verdict.decision.lane.is_shared
        owning_it = [edge for edge in sure(owning(each)) if not (local and edge.context.get("letter") == "G")]
        assert set(with_partners(owning_it)) <= agree, each.ref
        leading = {each for ask in verdict.agree[: verdict.leads] for each in (ask.party, ask.holder.role)}
        assert local or not sure(owning(each)) or set(parties(sure(owning(each)))) <= leading, each.ref


def test_nobody_owns_is_said_of_what_names_no_owner_and_no_operator_alone(book: Handbook) -> None:
    verdicts = Verdicts(book)
    for each in filter(is_governed, book.definitions()):
        because = {reason for ask in verdicts.of(each, "editorial").agree for reason in ask.because}
        is_said = not because.isdisjoint({f"nobody owns {each.name}", f"nobody else owns {each.name}"})
        assert is_said != bool(each.is_party or sure([*owning(each), *operating(each)])), each.ref


def test_who_sees_to_the_wording_is_one_side_alone(book: Handbook) -> None:
    """Who governs it; where nobody does, who operates it or decides by it."""
    verdicts = Verdicts(book)
    for each in owned(book):
        agree = [ask.party for ask in verdicts.of(each, "editorial").agree]
        if governing := sure(each.played_by("governs")):
            assert set(agree) == set(parties(governing)), each.ref


def test_who_owns_a_definition_has_the_right_to_decide_a_change_of_it(book: Handbook) -> None:
    for each in owned(book):
        able = rights([each])
        for party in with_partners(owning(each)):
            role = party if party.kind.id == "role" else lead_of(party)
            assert role is None or role.id in able, each.ref


def test_who_owns_or_operates_a_definition_reviews_its_file(book: Handbook) -> None:
    lines = {line.path: line.owners for line in reviewers(book, DIALECTS["github"].is_handle).lines}
    alone = [each for each in book.definitions() if each.document.path in lines and not each.path]
    for each in alone:
        asked = [*with_partners(owning(each)), *with_partners(operating(each))]
        handles = {handle for party in asked for handle in holder(party).handles}
        assert len(handles) > MOST or set(lines[each.document.path]) == handles or not handles, each.ref
    assert {each.kind.id for each in alone} >= {"decision", "handoff", "metric", "stage"}


def test_who_is_responsible_finds_it_among_its_reviews(book: Handbook) -> None:
    for each in book.definitions():
        if each.data.get("review-every"):
            for party in responsible(each):
                told = {title for row in reviews(party) for title in (row.title,)}
                assert each.kind.titles in told, f"{each.ref}: {party.ref}"
