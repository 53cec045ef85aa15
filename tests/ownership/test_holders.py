"""Who stands for a party: leads, deputies, lines of reporting, and that every search ends."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import starter, write_handbook
from depth import law
from remit.handbook import Definition, Handbook
from remit.ownership.holders import Holder, holder, is_vacant, lead_of
from remit.ownership.organisation import line_above
from remit.reading import open_handbook


def role(**properties: Any) -> dict[str, Any]:
    data = {"name": "R", "summary": "S.", "held-by": ["@a/b"], **properties}
    if data.get("vacant"):
        del data["held-by"]
    return data


def function(**properties: Any) -> dict[str, Any]:
    return {"name": "F", "summary": "S.", **properties}


def book_of(root: Path, functions: dict[str, Any], roles: dict[str, Any]) -> Handbook:
    named = {
        plural: {id: {**data, "name": id.upper()} for id, data in some.items()}
        for plural, some in (("functions", functions), ("roles", roles))
    }
    return open_handbook(write_handbook(root, named))


def lead(book: Handbook, id: str) -> str | None:
    found = book.get("function", id)
    assert found
    role = lead_of(found)
    return role.id if role else None


def stands(book: Handbook, address: str) -> Holder:
    party = book.find(address)
    assert party
    return holder(party)


# -- leads --


def test_the_top_of_a_functions_own_roles_leads_it(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        {"ops": function()},
        {
            "ceo": role(),
            "a": role(**{"function": "ops", "reports-to": "z"}),
            "z": role(**{"function": "ops", "reports-to": "ceo"}),
        },
    )
    assert lead(book, "ops") == "z"


def test_of_two_tops_the_one_with_more_reports_leads_then_the_first_by_id(tmp_path: Path) -> None:
    tops = {id: role(function="ops") for id in ("a", "b", "c")}
    assert lead(book_of(tmp_path / "1", {"ops": function()}, tops), "ops") == "a"
    book = book_of(tmp_path / "2", {"ops": function()}, {**tops, "x": role(**{"reports-to": "b"})})
    assert lead(book, "ops") == "b"


def test_the_head_of_a_part_leads_the_whole_when_the_whole_reports_to_it(tmp_path: Path) -> None:
    """As in the starter: Sales has the SDR manager, who reports to the VP of Sales leadership."""
    book = book_of(
        tmp_path,
        {"sales": function(), "leadership": function(parent="sales")},
        {
            "vp": role(**{"function": "leadership"}),
            "sdr": role(**{"function": "sales", "reports-to": "vp"}),
        },
    )
    assert lead(book, "sales") == "vp"


def test_a_part_without_roles_is_led_by_the_whole_before_whom_it_reports_to(tmp_path: Path) -> None:
    functions = {"ops": function(), "desk": function(**{"parent": "ops", "reports-to": {"coo": {}}})}
    book = book_of(tmp_path / "1", functions, {"head": role(function="ops"), "coo": role()})
    assert lead(book, "desk") == "head"
    assert lead(book_of(tmp_path / "2", functions, {"coo": role()}), "desk") == "coo"


def test_whom_it_reports_to_without_a_condition_comes_first(tmp_path: Path) -> None:
    functions = {"ops": function(**{"reports-to": {"ceo": {"if": "Flat."}, "coo": {}}})}
    book = book_of(tmp_path, functions, {"ceo": role(), "coo": role()})
    assert lead(book, "ops") == "coo"


def test_a_function_of_nobody_is_led_by_nobody(tmp_path: Path) -> None:
    book = book_of(tmp_path, {"ops": function(parent="desk"), "desk": function(parent="ops")}, {})
    assert lead(book, "ops") is None
    found = stands(book, "function:ops")
    assert (found.role, found.handles) == (None, ())
    assert str(found) == "nobody stands for OPS"


# -- who stands in --


def test_a_held_role_stands_for_itself(tmp_path: Path) -> None:
    book = book_of(tmp_path, {}, {"cro": role(**{"held-by": ["@a/x", "@b"], "deputy": "vp"}), "vp": role()})
    found = stands(book, "role:cro")
    assert found == Holder(found.party, found.party, ("@a/x", "@b"), (), ())
    assert str(found) == "CRO"


def test_the_deputy_of_a_vacant_role_comes_before_the_line(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        {},
        {"cro": role(**{"vacant": True, "deputy": "vp", "reports-to": "ceo"}), "vp": role(), "ceo": role()},
    )
    found = stands(book, "role:cro")
    assert (found.role and found.role.id, found.why) == ("vp", ("deputy",))
    assert str(found) == "CRO is vacant: VP, the deputy, stands in"


def test_vacant_deputies_fall_to_the_next_in_the_line_and_its_deputies(tmp_path: Path) -> None:
    roles = {
        "cro": role(**{"vacant": True, "deputy": "vp", "reports-to": "coo"}),
        "vp": role(**{"vacant": True, "deputy": "cro"}),
        "coo": role(**{"vacant": True, "deputy": "chief"}),
        "chief": role(),
    }
    found = stands(book_of(tmp_path, {}, roles), "role:cro")
    assert [each.id for each in found.instead] == ["cro", "vp", "coo"]
    assert found.role
    assert (found.role.id, found.why) == ("chief", ("deputy", "next in the line", "deputy"))
    assert str(found) == "CRO and VP and COO are vacant: CHIEF, the deputy, stands in"


def test_a_role_with_holders_that_is_called_vacant_is_vacant(tmp_path: Path) -> None:
    roles = {"cro": {**role(), "vacant": True, "held-by": ["@gone"]}}
    found = stands(book_of(tmp_path, {}, roles), "role:cro")
    assert (found.role, str(found)) == (None, "nobody stands for CRO: CRO vacant")


def test_a_function_whose_lead_is_vacant_falls_to_whom_it_reports_to(tmp_path: Path) -> None:
    functions = {"ops": function(**{"reports-to": {"coo": {}}})}
    roles = {"head": role(function="ops", vacant=True), "coo": role()}
    found = stands(book_of(tmp_path, functions, roles), "function:ops")
    assert found.role
    assert (found.role.id, [each.id for each in found.instead]) == ("coo", ["head"])


def test_a_role_that_does_not_fit_its_schema_stands_for_nobody(tmp_path: Path) -> None:
    roles = {"cro": role(**{"deputy": "vp"}), "vp": role()}
    roles["cro"]["held-by"] = "@a/everyone"
    found = stands(book_of(tmp_path, {}, roles), "role:cro")
    assert found.handles == ("@a/b",)


# -- laws --

IDS = [f"r{number}" for number in range(6)]
FUNCTIONS = [f"f{number}" for number in range(4)]
some_role = st.fixed_dictionaries(
    {},
    optional={
        "vacant": st.just(True),
        "deputy": st.sampled_from(IDS),
        "reports-to": st.sampled_from(IDS),
        "function": st.sampled_from(FUNCTIONS),
    },
).map(lambda properties: role(**properties))
some_function = st.fixed_dictionaries(
    {},
    optional={
        "parent": st.sampled_from(FUNCTIONS),
        "reports-to": st.dictionaries(st.sampled_from(IDS), st.just({}), min_size=1, max_size=2),
    },
).map(lambda properties: function(**properties))


def laws_hold(book: Handbook, party: Definition) -> None:
    found = holder(party)
    assert found.party is party
    assert bool(found.handles) == (found.role is not None)
    assert all(is_vacant(each) for each in found.instead)
    assert len(set(found.instead)) == len(found.instead)
    assert str(found)
    if found.role is None:
        return
    assert not is_vacant(found.role)
    assert len(found.why) == len(found.instead)
    if party.kind.id == "role" and not is_vacant(party):
        assert found.role is party
    if party.kind.id == "function" and (top := lead_of(party)) is not None and not is_vacant(top):
        assert found.role is top


@law(deep=300)
@given(
    st.fixed_dictionaries(dict.fromkeys(IDS, some_role)),
    st.fixed_dictionaries(dict.fromkeys(FUNCTIONS, some_function)),
)
def test_every_search_ends_and_finds_no_vacant_role(roles: dict[str, Any], functions: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(Path(folder), functions, roles)
    for party in (*book.all("role"), *book.all("function")):
        laws_hold(book, party)
    for each in book.all("role"):
        above = line_above(each)
        assert each not in above
        assert len(set(above)) == len(above)
        # whoever is held anywhere above or beside is found
        reachable = (each, *above)
        assert holder(each).role is not None or all(is_vacant(one) for one in reachable)


@pytest.mark.parametrize(
    ("party", "handles"),
    [
        ("function:revops", ("@northlake/head-of-revops",)),
        ("function:sales", ("@northlake/vp-sales",)),
        ("function:sales-leadership", ("@northlake/vp-sales",)),
        ("function:marketing", ("@northlake/cmo",)),
        ("function:finance", ("@northlake/cfo",)),
        ("role:chief-customer-officer", ("@northlake/vp-cs",)),
    ],
)
def test_the_starter_says_who_stands_for_whom(party: str, handles: tuple[str, ...]) -> None:
    assert stands(starter(), party).handles == handles
