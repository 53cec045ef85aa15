"""Who leads a team, and which post belongs to which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import write_handbook
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.insight.teams import groups, leaders

FUNCTIONS: dict[str, Any] = {
    "sales-ops": {"name": "Sales Ops", "summary": "Runs deals.", "reports-to": {"boss": {}}},
    "revops": {"name": "RevOps", "summary": "Governs.", "central": True},
    "finance": {"name": "Finance", "summary": "Books.", "reports-to": {"cfo": {"if": "There is one."}}},
}
ROLES: dict[str, Any] = {
    "boss": {"name": "Boss", "summary": "Leads.", "held-by": ["@ada"], "deputy": "cfo"},
    "lead": {
        "name": "Lead",
        "summary": "S.",
        "function": "sales-ops",
        "reports-to": "boss",
        "held-by": ["@bo"],
    },
    "helper": {"name": "Helper", "summary": "S.", "function": "sales-ops", "reports-to": "lead"},
    "cfo": {"name": "CFO", "summary": "S.", "function": "finance", "vacant": True, "deputy": "lead"},
}


def book_of(root: Path, **collections: Any) -> Handbook:
    return check(write_handbook(root, collections)).book


def get(book: Handbook, address: str) -> Definition:
    found = book.find(address)
    assert found is not None
    assert found.sound, address
    return found


def test_leaders_are_found_above_or_inside(tmp_path: Path) -> None:
    book = book_of(tmp_path, functions=FUNCTIONS, roles=ROLES)
    assert [role.id for role in leaders(get(book, "function:sales-ops"))] == [
        "lead"
    ]  # reports to the same boss
    assert [role.id for role in leaders(get(book, "function:finance"))] == ["cfo"]  # the boss is its own
    assert leaders(get(book, "function:revops")) == []


def test_every_post_stands_once_with_its_team_or_without_one(tmp_path: Path) -> None:
    book = book_of(tmp_path, functions=FUNCTIONS, roles=ROLES)
    found = {
        group.team.party.id if group.team else "": [post.party.id for post in group.posts]
        for group in groups(book)
    }
    assert found == {"revops": [], "sales-ops": ["helper", "lead"], "finance": ["cfo"], "": ["boss"]}
