"""What is looked at again off-cycle: by which reason, by whom, and as the handbook's own data says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from building import write_handbook
from remit.handbook import Handbook
from remit.reading import open_handbook
from remit.rhythm.occasions import again, desks, occasion_of, occasions_of
from running import remit

FUNCTIONS = {
    "revops": {"name": "RevOps", "summary": "S.", "central": True},
    "sales-ops": {"name": "Sales Ops", "summary": "S."},
}
ROLES = {"head": {"name": "Head", "summary": "S.", "function": "revops", "held-by": ["@head"]}}
SYSTEM = {
    "name": "CRM",
    "summary": "S.",
    "category": "crm",
    "operates": {"sales-ops": {}},
    "governs": {"revops": {}},
}
BASE: Mapping[str, Mapping[str, Any]] = {
    "functions": FUNCTIONS,
    "roles": ROLES,
    "systems": {"crm": SYSTEM, "map": {**SYSTEM, "name": "MAP", "governs": {"sales-ops": {}}}},
    "terms": {"word": {"name": "Word", "summary": "S."}},
}


def book_of(root: Path, occasions: Mapping[str, Any] | None = None) -> Handbook:
    own = {"occasions": occasions} if occasions else {}
    return open_handbook(write_handbook(root, {**BASE, **own}))


def looking(**look: Any) -> dict[str, Any]:
    return {"it": {"name": "It", "summary": "S.", "looks": {"why": {"why": "It may have changed.", **look}}}}


def listed(book: Handbook, id: str, *about: str) -> list[str]:
    meant = [found for address in about if (found := book.find(address))]
    return [str(each.definition.ref) for each in again(book, occasion_of(book, id), meant)]


def test_a_handbook_without_occasions_has_those_of_the_domain(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    assert [each.id for each in occasions_of(book)] == [
        "new-channel", "new-icp", "new-motion", "new-tool", "reorganisation",
    ]  # fmt: skip
    assert listed(book, "new-tool") == ["system:crm", "system:map"]
    assert listed(book, "reorganisation") == ["function:revops", "function:sales-ops", "role:head"]


def test_the_kinds_of_remits_own_occasions_exist(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    for occasion in occasions_of(book):
        for look in occasion.looks.values():
            assert set(look["kinds"]) <= set(book.kinds.by_id)


def test_a_handbooks_own_occasions_take_the_place_of_all_of_them(tmp_path: Path) -> None:
    book = book_of(tmp_path, looking(kinds=["term"]))
    assert [each.id for each in occasions_of(book)] == ["it"]
    assert listed(book, "it") == ["term:word"]


def test_kinds_and_definitions_are_added_up_and_each_is_listed_once(tmp_path: Path) -> None:
    book = book_of(tmp_path, looking(kinds=["system"], definitions=["system:crm", "term:word"]))
    assert listed(book, "it") == ["system:crm", "system:map", "term:word"]


def test_within_adds_what_uses_it_and_says_over_which_way(tmp_path: Path) -> None:
    users = {"dashboards": {"d": {
        "name": "D", "summary": "S.", "purpose": "P.", "system": "crm",
        "operates": {"revops": {}}, "governs": {"revops": {}},
    }}}  # fmt: skip
    occasions = looking(definitions=["system:crm"], within=1)
    book = open_handbook(write_handbook(tmp_path, {**BASE, **users, "occasions": occasions}))
    found = again(book, occasion_of(book, "it"))
    assert [str(each.definition.ref) for each in found] == ["dashboard:d", "system:crm"]
    assert found[0].because == ("It may have changed. (CRM → D)",)


def test_it_is_told_by_who_governs_with_handles_and_the_rest_goes_to_the_centre(tmp_path: Path) -> None:
    book = book_of(tmp_path, looking(kinds=["system", "term"]))
    occasion = occasion_of(book, "it")
    told = {
        desk.party.id: [str(each.definition.ref) for each in desk.again]
        for desk in desks(book, occasion, again(book, occasion))
        if desk.party is not None
    }
    assert told == {"revops": ["system:crm", "term:word"], "sales-ops": ["system:map"]}
    text = remit("review", "--occasion", "it", "-C", str(tmp_path)).output
    assert "\nRevOps (Head, @head)\n  system:crm  CRM\n      It may have changed.\n" in text
    assert "\nSales Ops (nobody stands for Sales Ops)\n" in text
    assert text.endswith("\n3 definitions, 2 parties.\n")


def test_what_it_is_about_narrows_the_list_to_what_has_to_do_with_it(demo_repository: Path) -> None:
    book = open_handbook(demo_repository)
    whole = set(listed(book, "reorganisation"))
    part = set(listed(book, "reorganisation", "function:cs-ops"))
    assert part < whole
    assert {"function:cs-ops", "role:cs-ops-lead", "handoff:renewal-handoff"} <= part
    assert "work-item:form-fields" in whole - part


def test_the_channel_of_the_demo_leads_to_sources_attribution_and_budget(demo_repository: Path) -> None:
    found = set(listed(open_handbook(demo_repository), "new-channel"))
    assert {
        "field:original-source", "policy:source-to-revenue-model", "decision:attribution-model",
        "dashboard:channel-budget", "metric:cac-by-channel", "stage:lead",
    } <= found  # fmt: skip


def test_json_and_markdown_say_the_same(demo_repository: Path) -> None:
    words = ("review", "--occasion", "new-icp", "-C", str(demo_repository), "--format")
    data = json.loads(remit(*words, "json").output)
    told = {each["definition"] for desk in data["look"] for each in desk["definitions"]}
    assert told == set(listed(open_handbook(demo_repository), "new-icp"))
    assert all(desk["handles"] for desk in data["look"])
    marked = remit(*words, "markdown").output
    assert all(f"`{ref}`" in marked for ref in told)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--occasion", "new-tol"), "there is no occasion `new-tol`; did you mean `new-tool`?"),
        (("--occasion", "party"), "there is new-channel, new-icp, new-motion, new-tool, reorganisation"),
        (("--occasion", "new-tool", "--about", "system:crn"), "did you mean `system:crm`?"),
        (("--occasion", "new-tool", "main"), "leave out BASE"),
        ((), "such as `remit review main`, or an occasion, such as `remit review --occasion new-tool`"),
        (("main", "--about", "system:crm"), "--about says what an --occasion is about"),
    ],
)
def test_what_cannot_be_done_says_what_to_write(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    book_of(tmp_path)
    done = remit("review", "-C", str(tmp_path), *words)
    assert done.exit_code == 2
    assert said in done.output
