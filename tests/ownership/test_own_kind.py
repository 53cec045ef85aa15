"""A kind of a company's own has owners everywhere, by whatever names its relations have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import remit
from building import write_governance
from own_kinds import contract_schema, write_schema
from pages import html_of, site_of, text_of
from remit.change.review.verdicts import Verdicts
from remit.checking import check
from remit.exports.codeowners import DIALECTS, part
from remit.handbook import Definition, Handbook
from remit.insight import due, owned
from remit.insight.changes import concerning
from remit.ownership.organisation import own_functions
from remit.ownership.rights import rights
from remit.reading import open_handbook
from remit.schema import schema_faults

RENT: dict[str, Any] = {
    "name": "Rent", "summary": "S.", "review-every": "quarter", "reviewed": "2026-01-01", "judge": "boss",
    "kept": {"ops": {"with": ["desk"]}}, "owned": {"finance": {}}, "board": {"sales": {"vote": "asked"}},
}  # fmt: skip
FUNCTIONS = ("ops", "desk", "finance", "sales")


def post(handle: str) -> dict[str, Any]:
    return {"summary": "S.", "held-by": [f"@x/{handle}"]}


def collections(**changed: Any) -> dict[str, dict[str, Any]]:
    return {
        "functions": {id: {"name": id.capitalize(), "summary": "S."} for id in FUNCTIONS},
        "roles": {
            **{f"{id}-lead": {"name": f"Lead of {id}", **post(id), "function": id} for id in FUNCTIONS},
            "boss": {"name": "Boss", **post("boss")},
        },
        "contracts": {"rent": {**RENT, **changed}},
    }


def book_of(root: Path, **changed: Any) -> Handbook:
    write_schema(root)
    write_governance(root, collections(**changed))
    book = open_handbook(root)
    assert not book.diagnostics, [each.message for each in book.diagnostics]
    return book


def at(book: Handbook, address: str) -> Definition:
    found = book.find(address)
    assert found
    return found


def test_two_governing_parties_are_a_finding(tmp_path: Path) -> None:
    book_of(tmp_path, owned={"finance": {}, "sales": {}})
    (found,) = (each for each in check(tmp_path).findings if each.code == "one-governor")
    assert found.message == "2 parties govern without saying so: `finance`, `sales`"
    assert found.subject == "contract:rent"


def test_a_review_asks_its_parties_as_those_of_any_kind(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    book_of(before)
    book_of(after, name="Another.")
    asked = {ask.party.id: (ask.how, *ask.because) for ask in remit.review(before, after).asks}
    assert asked == {
        "boss": ("informed", "settles Rent"),
        "desk": ("informed", "keeps Rent, with Ops"),
        "finance": ("must agree", "owns Rent", "approves the shared lane"),
        "ops": ("informed", "keeps Rent"),
        "sales": ("consulted", "votes on Rent"),
    }


def test_who_is_newly_named_is_asked_as_well(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    book_of(before)
    book_of(after, owned={"sales": {}})
    new = {ask.party.id for ask in remit.review(before, after).asks if ask.is_new}
    assert new == {"sales"}


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ("editorial", "Finance decides"),
        ("meaning", "Ops decides, with Desk and Finance"),
        ("authority", "Finance decides"),
    ],
)
def test_who_decides_is_foretold(tmp_path: Path, weight: str, words: str) -> None:
    book = book_of(tmp_path)
    shared = {"reach": "shared", "triggers": {"x": {"when": "W.", "kinds": ["contract"]}}, "approval": "A."}
    local = {"reach": "local", "triggers": {"y": {"when": "W."}}, "approval": "A."}
    lanes = {
        "shared": {"name": "Shared", "summary": "S.", "weights": ["authority"], **shared},
        "local": {"name": "Local", "summary": "S.", **local},
    }
    write_governance(tmp_path, {"lanes": lanes})
    book = open_handbook(tmp_path)
    assert str(Verdicts(book).of(at(book, "contract:rent"), weight)) == words


def test_its_owners_have_the_right_to_decide(tmp_path: Path) -> None:
    assert rights([at(book_of(tmp_path), "contract:rent")]) == {
        "finance-lead": "leads Finance, which governs contract:rent"
    }


def test_its_file_has_its_owners_as_reviewers(tmp_path: Path) -> None:
    text = part(book_of(tmp_path), DIALECTS["github"]).text
    (tmp_path / "governance" / "contracts").mkdir()
    (tmp_path / "governance" / "contracts.yaml").unlink()
    (tmp_path / "governance" / "contracts" / "rent.yaml").write_text(json.dumps(RENT), encoding="utf-8")
    assert "/governance/contracts.yaml @x/finance @x/ops @x/desk" in text
    text = part(open_handbook(tmp_path), DIALECTS["github"]).text
    assert "/governance/contracts/rent.yaml @x/finance @x/ops @x/desk" in text


def test_its_review_is_due_from_who_owns_it(tmp_path: Path) -> None:
    (desk,) = due.desks(book_of(tmp_path), "2026-11-30")
    assert desk.party
    assert desk.party.id == "finance"


@pytest.mark.parametrize(
    ("party", "ways"),
    [
        ("function:ops", ("operates",)),
        ("function:finance", ("governs",)),
        ("function:sales", ("votes on",)),
        ("function:desk", ("takes part",)),
    ],
)
def test_the_page_of_a_team_tells_what_it_has_to_do_with_it(
    tmp_path: Path, party: str, ways: tuple[str, ...]
) -> None:
    book = book_of(tmp_path)
    (section,) = owned.sections(at(book, party))
    assert (section.id, section.title) == ("of-contracts", "Contracts")
    assert [tuple(row.ways) for row in section.rows] == [ways]


def test_what_belongs_to_others_reviews_and_disputes_are_told_too(tmp_path: Path) -> None:
    book = book_of(tmp_path)
    (elsewhere,) = owned.not_yours(at(book, "function:ops"))
    assert [each.id for each in elsewhere.owners] == ["finance"]
    (review,) = owned.reviews(at(book, "function:finance"))
    assert [each.id for each in review.definitions] == ["rent"]
    (dispute,) = owned.disputes(at(book, "role:boss"))
    assert tuple(dispute.ways) == ("settles",)
    assert [each.id for each in own_functions(at(book, "contract:rent"))] == ["ops"]
    assert at(book, "contract:rent").ref in concerning(at(book, "function:sales"))


def test_its_page_shows_who_operates_and_governs_it_as_cards(tmp_path: Path) -> None:
    write_schema(tmp_path)
    html = html_of(site_of(tmp_path, **collections()), "contracts/rent/")
    assert "Operates Ops With Desk" in text_of(html)
    assert "Governs Finance" in text_of(html)


# -- what its schema may say --


def test_a_relation_of_the_built_in_kinds_plays_what_it_plays_there(tmp_path: Path) -> None:
    """Schemas written before `plays` was there keep their owners."""
    text = json.dumps(contract_schema()).replace("in-hands-of", "governed-by")
    schema = json.loads(text.replace(', "plays": "governs"', ""))
    write_schema(tmp_path, schema)
    write_governance(tmp_path, collections())
    book = open_handbook(tmp_path)
    (edge,) = at(book, "contract:rent").played_by("governs")
    assert (edge.relation, edge.target.id) == ("governed-by", "finance")


def test_what_can_be_played_is_a_closed_list() -> None:
    schema = json.loads(json.dumps(contract_schema()).replace('"operates"', '"runs"'))
    (fault,) = schema_faults(schema)
    assert fault.message.startswith("`plays` is `runs`; allowed are `operates`, `governs`")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"by": "vote"', '"by": "letter"', "goes by `letter`, which does not stand beside the reference"),
        ('"asked": "consulted"', '"never": "consulted"', "speaks of `never`, which `vote` can never be"),
        ('"to": ["role"]', '"to": ["role", "term"]', "is for references that lead to a function or a role"),
    ],
)
def test_what_could_never_be_played_is_said(tmp_path: Path, old: str, new: str, message: str) -> None:
    write_schema(tmp_path, json.loads(json.dumps(contract_schema()).replace(old, new)))
    write_governance(tmp_path, {})
    (found,) = open_handbook(tmp_path).diagnostics
    assert found.code == "schema-not-a-kind"
    assert message in found.message
