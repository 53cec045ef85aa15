"""What a party owns, in rows and in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import write_handbook
from remit.checking import check
from remit.handbook import Definition, Handbook
from remit.insight.owned import in_numbers, reviews

REVOPS = {"name": "RevOps", "summary": "Governs.", "central": True}


def book_of(root: Path, **collections: Any) -> Handbook:
    return check(write_handbook(root, collections)).book


def get(book: Handbook, address: str) -> Definition:
    found = book.find(address)
    assert found is not None
    assert found.sound, address
    return found


def test_many_reviews_are_told_by_the_longest_unseen_and_a_count(tmp_path: Path) -> None:
    many = {
        f"s{number}": {
            "name": f"Tool {number}", "summary": "S.", "category": "other", "governs": {"revops": {}},
            "review-every": "year", "reviewed": f"2026-0{9 - number}-01",
        }
        for number in range(1, 9)
    }  # fmt: skip
    book = book_of(tmp_path, functions={"revops": REVOPS}, systems=many)
    [row] = reviews(get(book, "function:revops"))
    assert [each.id for each in row.definitions] == ["s8", "s7", "s6", "s5"]
    assert row.words == "And 4 more of those above. Longest ago on 1 January 2026."


def test_what_a_party_owns_is_counted_and_what_it_does_not_own_is_not_told(tmp_path: Path) -> None:
    systems = {
        "crm": {"name": "CRM", "summary": "S.", "category": "crm", "operates": {"revops": {}}},
        "map": {"name": "MAP", "summary": "S.", "category": "map", "governs": {"revops": {}}},
    }
    finance = {"name": "Finance", "summary": "Books."}
    book = book_of(tmp_path, functions={"revops": REVOPS, "finance": finance}, systems=systems)
    assert in_numbers(get(book, "function:revops")) == "1 system, 1 definition governed"
    assert in_numbers(get(book, "function:finance")) == ""
