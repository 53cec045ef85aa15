"""What cannot be known of the past is said with what to do; nothing is silent, or lands elsewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from building import CASES
from repositories import Repo, begun, term
from running import remit

BASE = CASES / "change" / "_base"
HIGHER = (BASE / "governance/stages.yaml").read_text(encoding="utf-8").replace("score of 50", "score of 65")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The handbook of the golden cases, on main."""
    return begun(tmp_path / "repo", BASE)


LOOKING_BACK = (
    ("history",),
    ("show", "stage:mql", "--as-of", "2026-01-01"),
    ("diff", "HEAD"),
    ("review", "HEAD"),
)


@pytest.mark.parametrize("command", LOOKING_BACK, ids=lambda command: command[0])
def test_without_a_past_a_remedy_is_named(
    command: tuple[str, ...], repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(folder: Path) -> str:
        done = remit(*command, "-C", folder)
        assert done.exit_code == 2
        assert not done.stdout or done.stdout.startswith("This change could not be judged: ")
        return done.stderr

    loose = tmp_path / "loose"
    shutil.copytree(BASE, loose)
    assert "name a checkout with -C, or begin one with `git init`" in told(loose)
    new = Repo(tmp_path / "new")
    shutil.copytree(BASE, new.folder, dirs_exist_ok=True)
    assert "commit the handbook first" in told(new.folder)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install git" in told(repo.folder)
    assert "-C" not in told(repo.folder)


@pytest.mark.parametrize("form", ["text", "summary", "json"])
def test_a_history_of_nothing_is_no_empty_answer(form: str, repo: Repo, tmp_path: Path) -> None:
    inside = remit("history", "--format", form, "-C", repo.folder / "governance")
    assert (inside.exit_code, inside.stdout) == (2, "")
    assert "run remit where it lies, or name that place with -C" in inside.stderr
    other = Repo(tmp_path / "other")
    other.commit({"README": "x"})
    other.write({"governance/terms.yaml": "win: {name: Win, summary: It.}\n"})
    done = remit("history", "--format", form, "-C", other.folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no commit up to `HEAD` has anything in" in done.stderr
    assert "commit it first" in done.stderr


def test_what_a_shallow_clone_begins_with_did_not_come_then(tmp_path: Path) -> None:
    whole = Repo(tmp_path / "whole")
    for name in ("One", "Two", "Three"):
        whole.commit({"governance/terms/win.yaml": term(name)})
    clone = tmp_path / "clone"
    whole.git("clone", "-q", "--depth", "2", whole.folder.as_uri(), str(clone))
    told = remit("history", "-C", clone).stdout
    assert "added" not in told
    assert "Name: Two → Three" in told
    summary = remit("history", "--format", "summary", "-C", clone).stdout
    assert summary.startswith("term:win  1 change (")
    for said in (told, summary):
        assert said.count("History starts at 2026-01-02: this clone is shallow") == 1


def test_a_quarter_before_a_shallow_clone_begins_is_not_known(demo_repository: Path, tmp_path: Path) -> None:
    Repo(tmp_path / "clones").git("clone", "-q", "--depth", "3", demo_repository.as_uri(), "it")
    clone = tmp_path / "clones" / "it"
    for quarter in ("2026-Q1", "2026-Q4"):
        told = " ".join(remit("quarter", quarter, "--output", "-", "-C", clone).stdout.split())
        assert "did not exist" not in told
        came = re.findall(r"Came: ([^.]+)\.", told)
        assert all(each.startswith("{value:") for each in came), (
            "these came with the newest commit of the clone"
        )
        assert "since this clone is shallow; `git fetch --unshallow` brings the rest" in told


# -- where a skeleton goes -------------------------------------------------------------


def test_a_skeleton_lies_beside_the_change_that_it_is_of(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after, elsewhere = (tmp_path / name for name in ("before", "after", "elsewhere"))
    for side in (before, after):
        shutil.copytree(BASE, side)
    (after / "governance/stages.yaml").write_text(HIGHER, encoding="utf-8")
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    done = remit("review", before, after, "--fix", "--today", "2026-01-15")
    assert "wrote governance/changes/mql-changed.yaml" in done.stderr
    assert (after / "governance/changes/mql-changed.yaml").is_file()
    assert list(elsewhere.iterdir()) == []


def test_no_skeleton_is_written_into_a_checkout_of_something_else(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({"governance/stages.yaml": HIGHER}, "Higher")
    repo.git("checkout", "-q", "main")
    files = repo.snapshot()
    done = remit("review", "main", "topic", "--fix", "-C", repo.folder)
    assert (done.exit_code, done.stdout.startswith("This change could not be judged: ")) == (2, True)
    assert "check `topic` out and leave HEAD out" in done.stderr
    assert repo.snapshot() == files
    repo.git("checkout", "-q", "topic")
    assert "wrote" in remit("review", "main", "topic", "--fix", "-C", repo.folder).stderr


def test_a_skeleton_that_is_not_written_is_said_why(repo: Repo) -> None:
    asked = ("review", "HEAD", "--fix", "--today", "2026-01-15", "-C", repo.folder)
    done = remit(*asked)
    assert done.exit_code == 0
    assert "no record was written: none is missing" in done.stderr
    repo.write({"governance/stages.yaml": HIGHER, "governance/terms.yaml": "a: [\n"})
    done = remit(*asked)
    assert done.exit_code == 2
    assert "no record was written: what could not be read may be the one" in done.stderr
