"""Review, the right to decide and CODEOWNERS name the same parties for every definition of the starter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from building import starter
from remit.change.review.approvals import Ask
from remit.change.review.verdicts import Verdicts, is_governed
from remit.exports.codeowners import DIALECTS
from remit.exports.reviewers import reviewers
from remit.handbook import Definition, Edge, Handbook
from remit.insight.owned import reviews
from remit.ownership.holders import holder, lead_of
from remit.ownership.parties import operating, owning, parties, responsible, with_partners
from remit.ownership.rights import rights
from remit.reading import open_handbook


@pytest.fixture(scope="module")
def book() -> Handbook:
    return starter()


@pytest.fixture(scope="module")
def demo(demo_repository: Path) -> Handbook:
    return open_handbook(demo_repository)


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
        local = not verdict.choice.lane.is_shared
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


def handles(ask: Ask) -> set[str]:
    return {each for each in ask.holder.handles if DIALECTS["github"].is_handle(each)}


def test_whoever_must_agree_to_a_change_reviews_the_file_or_the_file_is_to_be_split(
    book: Handbook, demo: Handbook
) -> None:
    for each_book in (book, demo):
        found = reviewers(each_book, DIALECTS["github"].is_handle)
        lines = {line.path: {*line.owners} for line in found.lines}
        said = {
            split.path: {handle for party in split.missing for handle in holder(party).handles}
            for split in found.splits
        }
        alone = 0
        for definition, verdicts in Verdicts(each_book).all():
            path = definition.document.path
            alone += path in lines and not definition.path
            for ask in (ask for verdict in verdicts.values() for ask in verdict.agree if handles(ask)):
                owned = lines.get(path, {*found.default})
                assert handles(ask) & (owned | said.get(path, set())), f"{definition.ref}: {ask.party.ref}"
        assert alone > 50


def test_one_line_says_enough_where_all_of_a_file_have_the_same_owners(book: Handbook) -> None:
    found = reviewers(book, DIALECTS["github"].is_handle)
    split = {split.path for split in found.splits}
    assert {each.document.path for each in book.all("field") if each.path} <= split
    assert not {each.document.path for each in book.definitions() if not each.path} & split


def test_who_is_responsible_finds_it_among_its_reviews(book: Handbook) -> None:
    for each in book.definitions():
        if each.data.get("review-every"):
            for party in responsible(each):
                told = {title for row in reviews(party) for title in (row.title,)}
                assert each.kind.titles in told, f"{each.ref}: {party.ref}"
