"""How functions and roles hang together: one table, rings included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from building import write_handbook
from remit.handbook import Definition, Handbook
from remit.ownership import organisation
from remit.reading import open_handbook

FUNCTIONS: dict[str, dict[str, Any]] = {
    "revenue": {"central": True, "reports-to": {"ceo": {}, "cfo": {"if": "Small."}}},
    "ops": {"parent": "revenue"},
    "desk": {"parent": "ops"},
    "sales": {},
    "round": {"parent": "turn"},
    "turn": {"parent": "round"},
}
ROLES: dict[str, dict[str, Any]] = {
    "ceo": {},
    "cfo": {"reports-to": "ceo", "deputy": "clerk"},
    "head": {"function": "desk", "reports-to": "ceo"},
    "clerk": {"function": "desk", "reports-to": "head"},
    "seller": {"function": "sales"},
}
SYSTEMS: dict[str, dict[str, Any]] = {
    "run": {"operates": {"clerk": {}}, "governs": {"sales": {}}},
    "kept": {"governs": {"sales": {}, "role:ceo": {}}},
    "bare": {},
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    collections = {
        "functions": FUNCTIONS,
        "roles": {id: {"held-by": [f"@x/{id}"], **data} for id, data in ROLES.items()},
        "systems": {id: {"category": "crm", **data} for id, data in SYSTEMS.items()},
    }
    named = {
        plural: {id: {"name": id, "summary": "S.", **data} for id, data in some.items()}
        for plural, some in collections.items()
    }
    book = open_handbook(write_handbook(tmp_path_factory.mktemp("organisation"), named))
    assert not book.diagnostics
    return book


@pytest.mark.parametrize(
    ("asked", "address", "found"),
    [
        (organisation.function_of, "role:clerk", "desk"),
        (organisation.function_of, "role:ceo", None),
        (organisation.function_for, "role:clerk", "desk"),
        (organisation.function_for, "function:ops", "ops"),
        (organisation.roles_of, "function:desk", "clerk head"),
        (organisation.whole_of, "function:desk", "ops"),
        (organisation.whole_of, "function:sales", None),
        (organisation.parts_of, "function:revenue", "ops"),
        (organisation.within, "function:revenue", "ops desk"),
        (organisation.within, "function:round", "turn"),
        (organisation.wholes, "function:desk", "ops revenue"),
        (organisation.wholes, "function:turn", "round"),
        (organisation.outermost, "role:clerk", "revenue"),
        (organisation.outermost, "function:sales", "sales"),
        (organisation.outermost, "role:ceo", None),
        (organisation.superiors, "function:revenue", "ceo cfo"),
        (organisation.superior, "role:clerk", "head"),
        (organisation.superior, "role:ceo", None),
        (organisation.reporting_to, "role:ceo", "cfo head"),
        (organisation.line_above, "role:clerk", "head ceo"),
        (organisation.deputies, "role:cfo", "clerk"),
        (organisation.covered, "role:clerk", "cfo"),
        (organisation.own_functions, "system:run", "revenue"),
        (organisation.own_functions, "system:kept", "sales"),
        (organisation.own_functions, "system:bare", ""),
        (organisation.own_functions, "role:clerk", "revenue"),
        (organisation.functions_behind, "system:run", "revenue sales"),
        (organisation.functions_behind, "function:desk", "revenue"),
    ],
)
def test_each_question_about_the_organisation_has_one_answer(
    book: Handbook, asked: Callable[[Definition], Any], address: str, found: str | None
) -> None:
    definition = book.find(address)
    assert definition
    answer = asked(definition)
    if answer is None or isinstance(answer, Definition):
        assert (answer and answer.id) == found
        return
    ids = [each.id for each in answer]
    assert " ".join(sorted(ids) if isinstance(answer, frozenset) else ids) == found


def test_the_functions_that_report_to_a_role_are_found_with_their_conditions(book: Handbook) -> None:
    cfo = book.get("role", "cfo")
    assert cfo
    assert [(edge.source.id, edge.context["if"]) for edge in organisation.led_by(cfo)] == [
        ("revenue", "Small.")
    ]


def test_central_is_a_marked_function_its_parts_and_their_roles(book: Handbook) -> None:
    parties = [*book.all("function"), *book.all("role")]
    assert [each.id for each in organisation.central(book)] == ["revenue"]
    found = {each.id for each in parties if organisation.is_central(each)}
    assert found == {"revenue", "ops", "desk", "clerk", "head"}
