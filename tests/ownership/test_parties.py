"""Who operates, governs, decides and shares a definition: one table, for each question and kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from own_kinds import write_schema
from remit.handbook import Definition, Edge, Handbook
from remit.ownership import holdings, parties
from remit.reading import open_handbook

FUNCTIONS = ("sales", "ops", "finance", "revops")
ROLES = ("boss", "clerk")
DURATION = {"amount": 1, "unit": "days"}
COLLECTIONS: dict[str, dict[str, Any]] = {
    "functions": {id: {} for id in FUNCTIONS},
    "roles": {id: {"held-by": [f"@x/{id}"]} for id in ROLES},
    "systems": {
        "crm": {"category": "crm", "operates": {"ops": {}}, "governs": {"revops": {"with": ["finance"]}}},
        "bare": {"category": "crm"},
        "run": {"category": "crm", "operates": {"sales": {"with": ["boss", "ops"]}, "role:clerk": {}}},
    },
    "decisions": {
        "split": {
            "lane": "one", "escalation": {"to": "boss"},
            "parties": {
                "sales": {"letter": "R"}, "revops": {"letter": "G", "with": ["boss"]},
                "finance": {"letter": "C"}, "ops": {"letter": "I"},
            },
        },
        "alone": {"lane": "one", "parties": {"sales": {"letter": "A"}}},
        "cased": {
            "lane": "one",
            "parties": {"sales": {"letter": "A", "if": "abroad"}, "ops": {"letter": "R"}},
        },
    },
    "lanes": {
        "one": {
            "reach": "shared", "triggers": {"t": {"when": "Shared."}}, "approval": "All.",
            "approved-by": {"revops": {}, "finance": {"if": "money"}},
        },
    },
    "stages": {id: {"order": 1, "entry": "In.", "exit": "Out."} for id in "ab"},
    "handoffs": {
        "full": {
            "from": "a", "to": "b", "giver": "sales", "receiver": "ops",
            "operates": {"ops": {"words": "Takes."}, "finance": {}}, "settled-by": "boss",
            "escalation": {"to": "clerk", "after": DURATION},
        },
        "plain": {"from": "a", "to": "b", "giver": "sales", "receiver": "ops"},
    },
    "metrics": {
        "won": {
            "definition": "D.", "formula": "1", "unit": "count", "direction": "higher", "grain": "month",
            "operates": {"sales": {}}, "governs": {"revops": {}}, "accountable": "boss",
        },
    },
    "cadences": {
        "weekly": {
            "every": "week", "agenda": ["Q?"], "operates": {"ops": {}}, "governs": {"revops": {}},
            "participants": {"sales": {}, "role:boss": {}},
        },
    },
    "contracts": {
        "rent": {
            "kept": {"ops": {"with": ["sales"]}}, "owned": {"finance": {}}, "judge": "boss",
            "board": {"revops": {"vote": "last"}, "sales": {"vote": "asked"}},
        },
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    root = tmp_path_factory.mktemp("parties")
    named = {
        plural: {id: {"name": id.capitalize(), "summary": "S.", **data} for id, data in some.items()}
        for plural, some in COLLECTIONS.items()
    }
    write_schema(root)
    book = open_handbook(write_handbook(root, named))
    assert not book.diagnostics, [finding.message for finding in book.diagnostics]
    return book


def at(book: Handbook, address: str) -> Definition:
    found = book.find(address)
    assert found, address
    return found


def ids(found: Sequence[Definition]) -> str:
    return " ".join(each.id for each in found)


def sharing(definition: Definition) -> list[Definition]:
    return parties.with_partners(parties.operating(definition))


def owning_together(definition: Definition) -> list[Definition]:
    return parties.with_partners(parties.owning(definition))


def of(edges_of: Callable[[Definition], Sequence[Edge]]) -> Callable[[Definition], list[Definition]]:
    return lambda definition: parties.parties(edges_of(definition))


# definition → the answer to: operators, governors, deciders, owners, responsible
TABLE = {
    "system:crm": ("ops", "revops", "", "revops", "revops"),
    "system:bare": ("", "", "", "", ""),
    "system:run": ("sales clerk", "", "", "", "sales clerk"),
    "decision:split": ("sales", "", "revops", "revops", "revops"),
    "decision:alone": ("", "", "sales", "sales", "sales"),
    "decision:cased": ("ops", "", "sales", "", "sales"),
    "lane:one": ("", "", "revops finance", "revops", "revops finance"),
    "handoff:full": ("ops finance sales", "", "", "", "ops finance sales"),
    "handoff:plain": ("sales ops", "", "", "", "sales ops"),
    "metric:won": ("sales", "revops", "", "revops", "revops"),
    "cadence:weekly": ("ops", "revops", "", "revops", "revops"),
    "contract:rent": ("ops", "finance", "revops", "finance revops", "finance revops"),
}
QUESTIONS = (parties.operators, parties.governors, parties.deciders, parties.owners, parties.responsible)


@pytest.mark.parametrize("address", TABLE)
def test_who_stands_where(book: Handbook, address: str) -> None:
    assert tuple(ids(asked(at(book, address))) for asked in QUESTIONS) == TABLE[address]


@pytest.mark.parametrize(
    ("asked", "address", "found"),
    [
        (sharing, "system:run", "sales clerk boss ops"),
        (owning_together, "system:crm", "revops finance"),
        (owning_together, "decision:split", "revops boss"),
        (sharing, "contract:rent", "ops sales"),
        (of(parties.settling), "decision:split", "boss"),
        (of(parties.settling), "handoff:full", "boss"),
        (of(parties.settling), "contract:rent", "boss"),
        (of(parties.calling), "handoff:full", "clerk"),
        (of(parties.giving), "handoff:plain", "sales"),
        (of(parties.receiving), "handoff:plain", "ops"),
        (of(parties.answering), "metric:won", "boss"),
        (of(parties.attending), "cadence:weekly", "sales boss"),
        (of(parties.says), "decision:split", "sales revops finance ops"),
    ],
)
def test_each_question_about_a_definition_has_one_answer(
    book: Handbook, asked: Callable[[Definition], Sequence[Definition]], address: str, found: str
) -> None:
    assert ids(asked(at(book, address))) == found


@pytest.mark.parametrize(
    ("asked", "party", "found"),
    [
        (holdings.operates, "function:ops", "weekly rent cased full crm plain"),
        (holdings.governs, "function:revops", "weekly won crm"),
        (holdings.decides, "function:revops", "rent split one"),
        (holdings.has_a_say, "function:finance", "split"),
        (holdings.is_asked, "function:sales", "rent"),
        (holdings.answers, "role:boss", "won"),
        (holdings.attends, "role:boss", "weekly"),
        (holdings.settles, "role:boss", "rent split full"),
        (holdings.is_called, "role:clerk", "full"),
        (holdings.gives, "function:sales", "full plain"),
        (holdings.receives, "function:ops", "full plain"),
        (holdings.shares, "function:sales", "rent"),
        (holdings.shares, "role:boss", "split run"),
    ],
)
def test_the_same_references_are_found_from_the_partys_end(
    book: Handbook, asked: Callable[[Definition], Sequence[Edge]], party: str, found: str
) -> None:
    assert ids(holdings.sources(asked(at(book, party)))) == found


def test_a_party_attests_exactly_that_for_which_it_is_responsible(book: Handbook) -> None:
    for party in (*book.all("function"), *book.all("role")):
        attested = {each for each in book.definitions() if party in parties.responsible(each)}
        assert set(holdings.attested(party)) == attested


def test_who_is_named_twice_as_operating_stands_once_where_there_are_words(book: Handbook) -> None:
    edges = parties.operating(at(book, "handoff:full"))
    assert [edge.context.get("words") for edge in edges if edge.target.id == "ops"] == ["Takes."]


def test_several_parties_share_when_each_names_all_others(tmp_path: Path) -> None:
    governs = {
        "named": {"revops": {"with": ["sales", "boss"]}, "sales": {"with": ["boss", "revops"]},
                  "boss": {"with": ["sales", "revops"]}},
        "lacks": {"revops": {"with": ["sales"]}, "sales": {}},
        "alone": {"revops": {}},
    }  # fmt: skip
    collections: dict[str, dict[str, Any]] = {
        "functions": {id: {"name": id, "summary": "S."} for id in FUNCTIONS},
        "roles": {"boss": {"name": "Boss", "summary": "S.", "held-by": ["@x/boss"]}},
        "systems": {
            id: {"name": id, "summary": "S.", "category": "crm", "governs": said}
            for id, said in governs.items()
        },
    }
    book = open_handbook(write_handbook(tmp_path, collections))
    assert {
        each.id: parties.all_share(parties.governing(each)) for each in book.all("system")
    } == {"named": True, "lacks": False, "alone": True}  # fmt: skip
