"""`remit review --fix`: what a proposed record covers is noted; of an approved one nothing is renewed."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import CASES
from remit.reading import open_handbook
from repositories import Repo, begun
from running import remit

BASE = CASES / "change" / "_base"
STAGES = (BASE / "governance" / "stages.yaml").read_text(encoding="utf-8")
HIGHER = STAGES.replace("score of 50", "score of 65")
LINE = "governance/changes/line.yaml"
RECORD = """\
# Why the line moves
name: Line
summary: S.
what: W.
why: Y.  # as sales asked
definitions:
- stage:mql
lane: shared
state: proposed

# the rest is for later
"""
COVERED = "covers:\n  stage:mql: "


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = begun(tmp_path / "repo", BASE)
    made.write({"governance/stages.yaml": HIGHER, LINE: RECORD})
    return made


def fix(repo: Repo, *options: str, code: int) -> str:
    done = remit("review", "main", "--fix", *options, "--today", "2026-01-15", "-C", repo.folder)
    assert done.exit_code == code, done.output
    return done.stderr


def text(repo: Repo) -> str:
    return (repo.folder / LINE).read_text(encoding="utf-8")


def test_it_notes_in_a_proposed_record_what_is_decided_and_leaves_all_else_as_it_was(repo: Repo) -> None:
    assert f"wrote {LINE}" in fix(repo, code=1)
    made = text(repo)
    assert COVERED in made
    start = made.index(COVERED)
    end = made.index("\n", start + len(COVERED)) + 1
    assert made[:start] + made[end:] == RECORD
    assert "none is missing" in fix(repo, code=1)
    assert text(repo) == made


def test_another_text_is_noted_anew_while_it_is_proposed_and_who_agreed_agreed_to_the_old_one(
    repo: Repo,
) -> None:
    fix(repo, code=1)
    first = text(repo)
    repo.write({LINE: first + "agreed-by:\n  revops:\n    role: head-of-revops\n    on: 2026-01-15\n"})
    fix(repo, code=1)
    assert "agreed-by" in text(repo)
    repo.write({"governance/stages.yaml": HIGHER.replace("65", "70")})
    fix(repo, code=1)
    assert "agreed-by" not in text(repo)
    assert COVERED in text(repo)
    assert text(repo) != first


def test_an_approved_record_is_never_renewed(repo: Repo) -> None:
    fix(repo, "--decided-by", "head-of-revops", code=0)
    approved = text(repo)
    assert "state: approved\n" in approved
    assert "decided-by: [head-of-revops]\ndecided-on: 2026-01-15\n" in approved
    repo.write({"governance/stages.yaml": HIGHER.replace("65", "70")})
    assert "`change:line` stays as it is, for what is approved is never renewed" in fix(repo, code=1)
    assert text(repo) == approved


def test_a_record_is_made_whole_in_one_step(repo: Repo) -> None:
    repo.write({LINE: None})
    why = "Sales rejected too many. They had no time."
    said = fix(repo, "--why", why, "--decided-by", "head-of-revops", code=0)
    assert "wrote governance/changes/mql-changed.yaml; review again" in said
    (record,) = open_handbook(repo.folder).all("change")
    assert (record["why"], record["summary"], record["state"]) == (
        why,
        "Sales rejected too many.",
        "approved",
    )
    assert "governance/changes" not in remit("check", repo.folder).stdout


def test_a_role_that_is_none_decides_nothing(repo: Repo) -> None:
    before = text(repo)
    fix(repo, "--decided-by", "head-of-revop", code=2)
    assert text(repo) == before


def test_why_without_fix_is_wrong_usage(repo: Repo) -> None:
    done = remit("review", "main", "--why", "So", "-C", repo.folder)
    assert done.exit_code == 2
    assert "write --fix with them" in done.stderr


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_record_among_others_in_one_file_keeps_its_neighbours(repo: Repo, ending: str) -> None:
    inner = "".join(f"  {line}\n" if line else "\n" for line in RECORD.splitlines())
    other = (
        inner.replace("  # Why the line moves\n", "")
        .replace("Line", "Other")
        .replace("stage:mql", "stage:sql")
    )
    both = f"one:\n{inner}two:\n{other}".replace("\n", ending)
    repo.write({LINE: None, "governance/changes.yaml": both.encode()})
    fix(repo, code=1)
    made = (repo.folder / "governance/changes.yaml").read_bytes().decode()
    lines = [line for line in made.split(ending) if "covers" not in line and "stage:mql: " not in line]
    assert lines == both.split(ending)
    assert made.count("covers") == 1


def test_a_record_between_brackets_is_renewed_between_them(repo: Repo) -> None:
    flow = "{name: L, summary: S., what: W., why: Y., definitions: [stage:mql], state: proposed}\n"
    repo.write({LINE: flow})
    fix(repo, code=1)
    assert text(repo).startswith(f"{flow[:-2]}, covers: {{'stage:mql': ")


def test_what_cannot_be_edited_is_left_to_people(repo: Repo) -> None:
    odd = RECORD.replace("state: proposed", "? state\n: proposed")
    assert odd != RECORD
    repo.write({LINE: odd})
    said = fix(repo, "--why", "Y.", "--decided-by", "head-of-revops", code=2)
    assert "so nothing was changed; write there yourself" in said
    assert text(repo) == odd


def test_the_record_that_is_superseded_with_it_needs_no_record_of_its_own(repo: Repo) -> None:
    """While the newer one is proposed it is the only thing that is missing."""
    repo.git("stash", "-q", "-u")
    old = RECORD.replace("state: proposed", "state: approved") + "decided-by: [head-of-revops]\n"
    repo.commit({"governance/changes/old.yaml": old})
    repo.git("stash", "pop", "-q")
    repo.write({
        "governance/changes/old.yaml": old.replace("approved", "superseded"),
        LINE: RECORD.replace("lane: shared", "lane: shared\nsupersedes: old"),
    })  # fmt: skip
    fix(repo, code=1)
    assert sorted(path.name for path in (repo.folder / "governance/changes").iterdir()) == [
        "line.yaml",
        "old.yaml",
    ]
    fix(repo, "--decided-by", "head-of-revops", code=0)


def test_a_summary_that_is_there_is_kept(repo: Repo) -> None:
    fix(repo, "--why", "Because.", "--decided-by", "head-of-revops", code=0)
    assert "summary: S.\n" in text(repo)
    assert "why: Because.  # as sales asked\n" in text(repo)
