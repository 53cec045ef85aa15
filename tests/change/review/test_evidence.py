"""What a host shows of who agreed: handles and states are believed, for the text that was approved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from building import CASES, ROOT
from repositories import Repo, begun
from running import remit

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance" / "stages.yaml").read_text(encoding="utf-8")
HIGHER = STAGES.replace("score of 50", "score of 65")
RECORD = {
    "name": "Line", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["stage:mql"],
    "lane": "shared", "decided-by": ["head-of-revops"], "decided-on": "2026-01-02", "state": "approved",
    "covers": {"stage:mql": "cev32lo6ej7524q6"},
}  # fmt: skip
MEMBERS = {"northlake/revops": ["Jane", "joe"]}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A pull request that moves the line, decided by its record."""
    made = begun(tmp_path / "repo", BASE)
    made.git("checkout", "-q", "-b", "topic")
    made.commit({"governance/stages.yaml": HIGHER, "governance/changes/line.yaml": json.dumps(RECORD)})
    return made


def review(state: str, commit: str, login: str = "jane", at: str = "2026-01-10T10:00:00Z") -> dict[str, str]:
    return {"login": login, "state": state, "commit": commit, "at": at}


def told(repo: Repo, *reviews: dict[str, str], code: int, **more: Any) -> dict[str, Any]:
    data = {
        "version": 1,
        "head": repo.head(),
        "author": "ann",
        "reviews": reviews,
        "members": MEMBERS,
        **more,
    }
    path = repo.folder.parent / "approvals.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = remit(
        "review", "main", "HEAD", "--approvals", path, "--require-approvals", "--format", "json",
        "--today", "2026-01-15", "-C", repo.folder,
    )  # fmt: skip
    assert done.exit_code == code, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_member_of_the_team_that_holds_the_role_agreed_in_that_capacity(repo: Repo) -> None:
    data = told(repo, review("approved", repo.head()), code=0)
    assert data["approvals"] == [{
        "party": "function:revops", "state": "agreed", "login": "jane", "role": "role:head-of-revops",
        "at": "2026-01-10T10:00:00Z", "why": None,
    }]  # fmt: skip
    assert data["summary"].endswith("Ready, as the approvals show.")


def test_an_approval_holds_while_the_text_is_the_one_that_was_approved(repo: Repo) -> None:
    seen = repo.head()
    repo.commit({"governance/stages.yaml": HIGHER.replace("Worth a call.", "Worth calling.")}, "Words")
    assert told(repo, review("approved", seen), code=0)["approvals"][0]["state"] == "agreed"
    repo.commit({"governance/stages.yaml": HIGHER.replace("65", "70")}, "Higher still")
    (mine,) = told(repo, review("approved", seen), code=1)["approvals"]
    assert mine["state"] == "open"
    assert "changed again" in mine["why"]


@pytest.mark.parametrize(
    ("later", "state", "code"),
    [("dismissed", "dismissed", 1), ("changes-requested", "open", 1), ("commented", "agreed", 0)],
)
def test_the_last_word_of_somebody_counts_and_a_comment_is_none(
    repo: Repo, later: str, state: str, code: int
) -> None:
    reviews = review("approved", repo.head()), review(later, repo.head(), at="2026-01-11T10:00:00Z")
    assert told(repo, *reversed(reviews), code=code)["approvals"][0]["state"] == state


@pytest.mark.parametrize("login", ["head-of-revops", "role:head-of-revops", "northlake/revops", "@jane"])
def test_nobody_else_speaks_for_the_party(repo: Repo, login: str) -> None:
    if set(login) & set(":/@"):
        told_to_fail(repo, review("approved", repo.head(), login))
    else:
        assert told(repo, review("approved", repo.head(), login), code=1)["approvals"][0]["state"] == "open"


def told_to_fail(repo: Repo, *reviews: dict[str, Any], **more: Any) -> str:
    answer: str = told(repo, *reviews, code=2, **more)["failed"]
    return answer


@pytest.mark.parametrize(
    "more",
    [
        {"version": 2},
        {"head": "main"},
        {"head": "--help"},
        {"extra": 1},
        {"members": {"x": "jane"}},
        {"author": ""},
    ],
)
def test_a_file_of_another_shape_is_refused(repo: Repo, more: dict[str, Any]) -> None:
    assert "approvals" in told_to_fail(repo, review("approved", repo.head()), **more)


def test_the_approvals_of_another_state_are_refused(repo: Repo) -> None:
    seen = repo.head()
    repo.commit({"governance/stages.yaml": HIGHER.replace("65", "70")}, "Higher still")
    assert "export them again" in told_to_fail(repo, review("approved", seen), head=seen)


def test_an_approval_of_a_commit_that_is_not_here_is_open(repo: Repo) -> None:
    data = told(repo, review("approved", "b" * 40), code=1)
    assert data["approvals"][0]["why"] == "approved at bbbbbbbbbb, which is not known here"


def test_who_approves_is_judged_by_the_base(repo: Repo) -> None:
    """A request that gives a role to its author gives no vote to its author."""
    roles = (BASE / "governance" / "roles.yaml").read_text(encoding="utf-8")
    repo.commit({"governance/roles.yaml": roles.replace('"@northlake/revops"', '"@ann2"')}, "Mine")
    data = told(repo, review("approved", repo.head(), "ann2"), code=1)
    assert {each["state"] for each in data["approvals"]} == {"open"}


def test_what_is_only_shown_is_no_gap(repo: Repo) -> None:
    data = {"version": 1, "head": repo.head(), "author": "ann", "reviews": [], "members": {}}
    path = repo.folder.parent / "approvals.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = remit("review", "main", "HEAD", "--approvals", path, "-C", repo.folder)
    assert done.exit_code == 0
    first = done.stdout.splitlines()[0]
    assert first.endswith(
        "Ready by the record, as far as remit can tell. Not shown by the approvals: RevOps."
    )
    assert "open: RevOps — no approval by Head of RevOps or who stands in" in done.stdout
    alone = remit("review", "main", "HEAD", "--require-approvals", "-C", repo.folder)
    assert (alone.exit_code, "add --approvals FILE" in alone.stderr) == (2, True)


def test_the_schema_of_approvals_is_the_documented_one() -> None:
    schema = json.loads((ROOT / "schemas/output/approvals.schema.json").read_text(encoding="utf-8"))
    assert set(schema["required"]) == {"version", "head", "author", "reviews", "members"}
