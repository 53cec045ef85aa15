"""Whoever a changed property names, before or after, is asked: in every kind, at every place."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

import remit
from least import THING, Naming, namings, smallest, with_party
from own_kinds import contract_schema
from remit import ChangeReview, Memory, Overlay
from remit.change.compare.grading import HEAVIEST, node_at
from remit.change.review.judging import UNJUDGED
from remit.change.review.whom import AGREE, CONSULT, INFORM, OTHER, ROWS
from remit.schema import PLAYS, Kind, load_kinds
from remit.source import Document, parse

OWN = {"schemas/contract.schema.json": json.dumps(contract_schema())}
KINDS = load_kinds(Memory(OWN))
LEAST = smallest(KINDS)
NEW = {"function": "newcomer", "role": "clerk"}
PARTIES: Mapping[str, Mapping[str, Any]] = {
    "function": {id: {"name": id.capitalize(), "summary": "S."} for id in ("newcomer", "other")},
    "role": {"clerk": {"name": "Clerk", "summary": "S.", "held-by": ["@x/clerk"]}},
    "lane": {
        "wide": {
            "name": "Wide lane", "summary": "S.", "reach": "shared", "approval": "A.",
            "triggers": {"others": {"when": "Others read it", "touches": {"beyond-own": True}}},
            "weights": ["meaning", "authority"], "approved-by": {"other": {}},
        }
    },
}  # fmt: skip


def handbook(kind: Kind, data: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> Memory:
    """One definition of every kind, of one kind with some data, and the parties that may be named.

    With `more`, there is a second definition of that kind.
    """
    files: dict[str, str | Document] = {**OWN}
    for each in KINDS.by_id.values():
        mine = data if each is kind else LEAST[each.id]
        second = {"second": more} if each is kind and more is not None else {}
        whole = mine if each.single else {THING: mine, **second, **PARTIES.get(each.id, {})}
        path = f"governance/{each.plural}.yaml"
        files[path] = document(path, json.dumps(whole))
    return Memory(files)


@functools.cache
def document(path: str, text: str) -> Document:
    """A file as it is read: nearly all are alike in all these handbooks."""
    return parse(text.encode(), path)


def reviewed(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> ChangeReview:
    return remit.review(handbook(kind, before), handbook(kind, after))


def asked(review: ChangeReview) -> dict[str, str]:
    """Party → how, also those that are asked as the ones who lead another."""
    found: dict[str, str] = {}
    for ask in review.asks:
        for each in (ask.party, ask.holder.role):
            if each is not None:
                found.setdefault(str(each.ref), ask.how)
    return found


def places() -> Iterator[tuple[Kind, Naming, str]]:
    for kind in KINDS.by_id.values():
        if kind.id not in UNJUDGED:
            for naming in namings(kind):
                for party in ("function", "role"):
                    if naming.reference.allows(party):
                        yield kind, naming, f"{party}:{NEW[party]}"


PLACES = list(places())
# Where both a function and a role may stand, one of them tells enough.
ONCE = list({(place[0].id, place[1].path, place[1].how): place for place in PLACES}.values())
each_place = pytest.mark.parametrize(
    ("kind", "naming", "party"), PLACES, ids=[f"{kind.id}-{naming}-{party}" for kind, naming, party in PLACES]
)


def versions(kind: Kind, naming: Naming, party: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A definition without a party, and with it, at a place."""
    plain = copy.deepcopy(LEAST[kind.id])
    return plain, with_party(kind, copy.deepcopy(plain), naming, party)


def test_the_places_are_those_that_people_rely_on() -> None:
    found = {(kind.id, str(naming)) for kind, naming, _ in PLACES}
    assert found >= {
        ("metric", "accountable"), ("metric", "thresholds/any/who"), ("decision", "parties"),
        ("decision", "parties/function:thing/with/[]"), ("decision", "escalation/to"),
        ("handoff", "settled-by"), ("handoff", "escalation/to"), ("handoff", "giver"),
        ("handoff", "receiver"), ("role", "deputy"), ("role", "reports-to"), ("role", "function"),
        ("function", "reports-to"), ("function", "parent"), ("handbook", "waivers/any/who"),
        ("cadence", "participants"), ("dashboard", "readers"), ("field", "may-edit"),
        ("topic", "parts"), ("lane", "approved-by"), ("lane", "triggers/any/touches/functions/[]"),
        ("contract", "kept"), ("contract", "judge"), ("contract", "board"), ("automation", "operates"),
        ("automation", "governs/function:thing/with/[]"),
    }  # fmt: skip
    assert len(found) > 60


@each_place
def test_who_is_named_before_or_after_is_asked(kind: Kind, naming: Naming, party: str) -> None:
    plain, naming_it = versions(kind, naming, party)
    row = OTHER
    for before, after, is_new in ((plain, naming_it, True), (naming_it, plain, False)):
        found = asked(reviewed(kind, before, after))
        assert party in found, f"{'new' if is_new else 'old'} side"
        if not naming.reference.plays_by and "with" not in naming.path:
            row = ROWS.get(naming.reference.plays, OTHER)
            assert found[party] == (row.come if is_new else row.gone) or found[party] == AGREE


@pytest.mark.parametrize(
    ("kind", "naming", "party"),
    [place for place in ONCE if not place[0].single],
    ids=[f"{kind.id}-{naming}-{party}" for kind, naming, party in ONCE if not kind.single],
)
def test_who_is_named_by_what_comes_or_goes_as_a_whole_is_asked(
    kind: Kind, naming: Naming, party: str
) -> None:
    plain, whole = versions(kind, naming, party)
    without, beside = handbook(kind, plain), handbook(kind, plain, whole)
    assert party in asked(remit.review(without, beside))
    assert party in asked(remit.review(beside, without))


def terms() -> Iterator[tuple[Kind, Naming, str, str, Any]]:
    """Of each place where a party has an entry: what may stand there beside its name, and two values."""
    for kind, naming, party in ONCE:
        node = node_at(kind, naming.path)
        entry = node.values.properties if naming.how == "key" and node.values is not None else {}
        for name, each in entry.items():
            values = each.choices or (("one", "two") if each.type == "string" else ())
            for value in pairwise(values):
                yield kind, naming, party, name, value


TERMS = list(terms())


@pytest.mark.parametrize(
    "term",
    TERMS,
    ids=[f"{kind.id}-{naming}-{party}-{name}-{values[0]}" for kind, naming, party, name, values in TERMS],
)
def test_who_is_named_on_other_terms_is_asked(term: tuple[Kind, Naming, str, str, Any]) -> None:
    """Another letter, condition or limit; other words about what a party does, too."""
    kind, naming, party, name, values = term

    def version(value: str) -> dict[str, Any]:
        _, made = versions(kind, naming, party)
        entry = made
        for step in (*naming.path, party):
            entry = entry[step]
        entry[name] = value
        return made

    for before, after in (values, values[::-1]):
        found = asked(reviewed(kind, version(before), version(after)))
        assert party in found
        if node_at(kind, (*naming.path, party, name)).weight == HEAVIEST:
            row = ROWS.get(naming.reference.plays, OTHER)
            assert naming.reference.plays_by or found[party] in (row.come, AGREE)


def test_whoever_is_only_mentioned_is_not_asked() -> None:
    """The schema says which relations merely mention somebody."""
    term = KINDS.by_id["term"]
    plain = LEAST["term"]
    found = reviewed(term, plain, {**plain, "see": ["function:newcomer"]})
    assert "function:newcomer" not in asked(found)


# -- the table --


def test_every_part_that_a_party_can_play_has_a_row_or_is_asked_on_both_sides() -> None:
    assert {row.partition(" ")[0] for row in ROWS} <= set(PLAYS)
    assert set(PLAYS) - set(ROWS) == {"stands-in"}
    assert OTHER[:2] == (AGREE, AGREE)
    assert all(how in (AGREE, CONSULT, INFORM, "") for row in ROWS.values() for how in row)


DECISION = KINDS.by_id["decision"]


def decision(**parties: Mapping[str, Any]) -> dict[str, Any]:
    named = {f"function:{id}": {"words": "W.", **entry} for id, entry in parties.items()}
    return {**LEAST["decision"], "parties": named}


def test_a_letter_that_is_taken_asks_who_loses_it_and_who_gains_it() -> None:
    before = decision(other={"letter": "A"}, thing={"letter": "R"})
    after = decision(other={"letter": "I"}, newcomer={"letter": "A"}, thing={"letter": "R"})
    found = asked(reviewed(DECISION, before, after))
    assert (found["function:other"], found["function:newcomer"]) == (AGREE, AGREE)
    assert found["function:thing"] == CONSULT


@pytest.mark.parametrize(
    ("letter", "how"), [("A", AGREE), ("G", AGREE), ("R", CONSULT), ("C", CONSULT), ("I", INFORM)]
)
def test_a_shared_decision_asks_by_letter_about_what_it_is_about(letter: str, how: str) -> None:
    """Two sides have a say, so the decision is shared, and so is what it is about."""
    parties = decision(newcomer={"letter": letter}, other={"letter": "A"}, thing={"letter": "C"})
    before = handbook(DECISION, {**parties, "about": ["term:thing"]})
    changed = {THING: {**LEAST["term"], "not": "Something else."}}
    after = Overlay(before, {"governance/terms.yaml": json.dumps(changed)})
    assert asked(remit.review(before, after))["function:newcomer"] == how


def test_who_decides_by_a_local_decision_is_told_of_what_it_is_about() -> None:
    before = handbook(DECISION, {**decision(newcomer={"letter": "A"}), "about": ["term:thing"]})
    changed = {THING: {**LEAST["term"], "not": "Something else."}}
    after = Overlay(before, {"governance/terms.yaml": json.dumps(changed)})
    assert asked(remit.review(before, after))["function:newcomer"] == INFORM


def test_wording_asks_its_owner_alone() -> None:
    lanes = KINDS.by_id["policy"]
    owned = {
        "operates": {"function:other": {}},
        "governs": {"function:newcomer": {"with": ["function:other"]}},
    }
    before = {**LEAST["policy"], **owned}
    for after in ({**before, "summary": "Another."}, {**before, "reviewed": "2026-05-01"}):
        assert {str(ask.party.ref): ask.how for ask in reviewed(lanes, before, after).asks} == {
            "function:newcomer": AGREE
        }
