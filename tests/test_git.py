"""What git is asked, and what it must never do: hostile refs, settings and repositories."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from remit import cache
from remit.change.history import timeline as histories
from remit.diagnostics import RemitError
from remit.git import open_repository
from repositories import Repo, term
from running import remit

WIN = "governance/terms/win.yaml"


def three_commits(folder: Path) -> Repo:
    """Three commits of one term."""
    made = Repo(folder / "handbook")
    made.commit({WIN: term("Win")}, "Begin")
    made.commit({WIN: term("Win", notes="A note.")}, "Note")
    made.commit({WIN: term("Won", notes="A note.")}, "Name")
    return made


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository of one's own."""
    return three_commits(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """One repository for all that must not write into it."""
    return three_commits(tmp_path_factory.mktemp("shared"))


def changes(folder: Path, *more: str, definition: str = "") -> list[dict[str, Any]]:
    """The changes that `remit history` tells, oldest first."""
    done = remit("history", *([definition] if definition else []), "-C", folder, "--format", "json", *more)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)["changes"]
    return found[::-1]


def told(folder: Path, *more: str) -> list[tuple[str, str, str]]:
    return [(each["subject"], each["definition"], each["how"]) for each in changes(folder, *more)]


# -- refs -----------------------------------------------------------------------

HOSTILE = [
    "--output=stolen", "-p", "--all", "-O/etc/passwd", "--", "-", "", "missing", "HEAD..HEAD",
    "HEAD...HEAD", "^HEAD", "HEAD^!", "HEAD^@", "HEAD:governance", f"HEAD:{WIN}", ":governance", "@{-1}",
    "@{u}", "HEAD\nHEAD",
    "HEAD\0", "$(touch stolen)", "`touch stolen`", "; touch stolen", "| touch stolen", "HEAD; touch stolen",
    "../stolen", "refs/heads", "HEAD~99", "a" * 5000, "x" * 200_000, "\udcff", "\u202e", "*", "HEAD ",
    "0" * 40,
    "HEAD^{tree}", "--exec=touch stolen", "--upload-pack=touch stolen", "ext::sh -c touch% stolen",
    "a\tb", "~",
]  # fmt: skip


@pytest.mark.parametrize("ref", HOSTILE, ids=lambda ref: ascii(ref[:30]))
@pytest.mark.parametrize("command", ["diff", "diff head", "review", "history"])
def test_what_names_no_commit_is_refused_in_a_sentence_and_writes_nothing(
    untouched: Repo, ref: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(untouched.folder)
    before = untouched.snapshot()
    arguments = {
        "diff": ["diff", "--", ref],
        "diff head": ["diff", "--", "HEAD", ref],
        "review": ["review", "--", ref],
        "history": ["history", f"--until={ref}"],
    }[command]
    done = remit(*arguments)
    assert done.exit_code == 2, done.output
    # a review says in its output, too, that it could not judge: a comment made of it is not empty
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == (
        ["This change could not be judged"] if command == "review" else []
    )
    assert len(done.stderr.strip().splitlines()) == 1
    assert len(done.stderr) < 1000
    assert "Traceback" not in done.stderr
    assert untouched.snapshot() == before
    assert not list(untouched.folder.parent.rglob("stolen*"))


@pytest.mark.parametrize("option", ["--output=stolen", "-p"])
def test_an_option_of_git_is_no_option_of_remit(
    untouched: Repo, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(untouched.folder)
    assert remit("diff", option).exit_code == 2
    assert not (untouched.folder / "stolen").exists()


@law(deep=200)
@given(st.text(max_size=20))
@example("HEAD")
@example("main")
def test_a_ref_is_a_hash_or_a_sentence(text: str) -> None:
    repository = open_repository(ROOT / "tests")
    with contextlib.suppress(RemitError):
        commit = repository.resolve(text)
        assert len(commit) in (40, 64)
        assert set(commit) <= set("0123456789abcdef")


def test_every_way_to_name_a_commit_works(repo: Repo) -> None:
    repo.git("tag", "-a", "v1", "-m", "One", "HEAD~1")
    repo.git("branch", "topic/one")
    repo.git("checkout", "-q", "-b", "é-branch")
    for ref in ("v1", "main~1", repo.head()[:12], "topic/one", "é-branch", "HEAD^", "@", "HEAD@{0}", "@{-1}"):
        assert remit("diff", ref, "-C", repo.folder).exit_code == 0, ref


def test_a_branch_that_is_called_as_a_folder_is_meant_when_the_folder_is_no_handbook(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("branch", "governance", "HEAD~1")
    monkeypatch.chdir(repo.folder)
    assert "name: Win → Won" in remit("diff", "governance").stdout.replace("Name", "name")


# -- repositories that are none, or not whole -------------------------------------


def test_without_a_repository_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    for command in (
        ["diff", "HEAD"],
        ["review", "main"],
        ["history"],
        ["show", "term:win", "--as-of", "2026-01-01"],
    ):
        done = remit(*command, "-C", tmp_path)
        assert done.exit_code == 2
        assert "not in a git repository" in done.stderr


def test_without_git_it_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for command in (["diff", "HEAD"], ["history"]):
        done = remit(*command, "-C", repo.folder)
        assert done.exit_code == 2
        assert "git is not installed" in done.stderr


def test_before_the_first_commit(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write({WIN: term()})
    done = remit("history", "-C", tmp_path)
    assert (done.exit_code, "nothing has been committed yet" in done.stderr) == (2, True)
    done = remit("diff", "HEAD", "-C", tmp_path)
    assert (done.exit_code, "committed yet, so there is no `HEAD`" in done.stderr) == (2, True)


def test_a_bare_repository_and_gits_own_files_are_no_checkout(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", str(repo.folder), str(tmp_path / "bare"))
    for folder in (tmp_path / "bare", repo.folder / ".git"):
        done = remit("history", "-C", folder)
        assert done.exit_code == 2
        assert "run remit in a checkout" in done.stderr


def shallow(repo: Repo, target: Path, depth: int = 1) -> Path:
    repo.git("clone", "-q", "--depth", str(depth), f"file://{repo.folder}", str(target))
    return target


def test_a_shallow_clone_says_where_history_starts_and_how_to_get_the_rest(
    repo: Repo, tmp_path: Path
) -> None:
    clone = shallow(repo, tmp_path / "clone", 2)
    done = remit("history", "term:win", "-C", clone)
    assert done.exit_code == 0
    assert "History starts at 2026-01-02" in done.stdout
    assert "git fetch --unshallow" in done.stdout
    done = remit("show", "term:win", "--as-of", "2026-01-01", "-C", clone)
    assert done.exit_code == 2
    assert "git fetch --unshallow" in done.stderr
    repo.git("-C", str(clone), "fetch", "-q", "--unshallow")
    assert len(changes(clone)) == 3, "what was kept of the shallow clone must not hold for the whole one"


@pytest.mark.parametrize("command", ["diff", "review"])
def test_a_base_that_a_shallow_clone_lacks_is_said_with_what_to_do(
    repo: Repo, tmp_path: Path, command: str
) -> None:
    clone = shallow(repo, tmp_path / "clone")
    done = remit(command, "HEAD~1", "-C", clone)
    assert (done.exit_code, bool(done.stdout)) == (2, command == "review")
    assert "fetch-depth: 0" in done.stderr


def test_a_fork_that_a_shallow_clone_lacks_is_said_with_what_to_do(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "-b", "topic", "HEAD~1")
    repo.commit({WIN: term("Topic")})
    clone = shallow(repo, tmp_path / "clone")
    repo.git("-C", str(clone), "fetch", "-q", "--depth", "1", "origin", "main:main")
    done = remit("review", "main", "topic", "-C", clone)
    assert (done.exit_code, "could not be judged" in done.stdout) == (2, True)
    assert "fetch-depth: 0" in done.stderr


def test_branches_without_a_common_past_cannot_be_reviewed(repo: Repo) -> None:
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({WIN: term("Other")})
    done = remit("review", "main", "other", "-C", repo.folder)
    assert (done.exit_code, "no common past" in done.stderr) == (2, True)
    assert remit("diff", "main", "other", "-C", repo.folder).exit_code == 0


def test_a_blob_that_is_not_here_is_said_and_not_taken_for_no_file(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = repo.git("rev-parse", f"HEAD~1:{WIN}")
    (repo.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = remit("diff", "HEAD~1", "-C", repo.folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "fetch the whole repository" in done.stderr
    monkeypatch.setenv("REMIT_CACHE", "")
    done = remit("history", "-C", repo.folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "clone the whole repository" in done.stderr


def test_another_object_format(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "sha256", "--object-format=sha256")
    repo.commit({WIN: term("Win")}, "Begin")
    repo.commit({WIN: term("Won")}, "Name")
    assert [each[2] for each in told(repo.folder)] == ["added", "changed"]
    assert "Win → Won" in remit("diff", "HEAD~1", "-C", repo.folder).stdout


def test_a_worktree_and_a_handbook_below_the_top(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"), "HEAD~1")
    assert len(changes(tmp_path / "tree")) == 2
    below = Repo(tmp_path / "below")
    nested = {f"company é/it's/{path}": text for path, text in {WIN: term("Win")}.items()}
    below.commit({**nested, WIN: term("Another")}, "Begin")
    below.commit({f"company é/it's/{WIN}": term("Won")}, "Name")
    folder = below.folder / "company é" / "it's"
    assert [each[2] for each in told(folder)] == ["added", "changed"]
    done = remit("diff", "HEAD~1", "-C", folder)
    assert "Win → Won" in done.stdout
    assert "Another" not in done.stdout
    assert "no differences" in remit("diff", "HEAD~1", "-C", below.folder).stdout


def test_a_folder_with_a_line_break_in_its_name(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.commit({f"a\nb/{WIN}": term("Win")}, "Begin")
    assert len(changes(tmp_path / "a\nb")) == 1


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_inside_a_hook_it_is_still_about_the_folder_that_was_named(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    other = Repo(tmp_path / "other")
    other.commit({WIN: term("Wrong")})
    monkeypatch.setenv(name, str(other.folder / ".git"))
    assert len(changes(repo.folder)) == 3


def test_habits_of_the_environment_change_nothing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = changes(repo.folder)
    for name in ("GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_PAGER_IN_USE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("REMIT_CACHE", "")
    assert changes(repo.folder) == expected


# -- settings that run programs, or bend what is told ------------------------------

PROGRAMS = [
    "core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "core.editor", "gpg.program",
    "diff.external",
    "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge",
    "filter.evil.process",
    "core.askPass", "credential.helper", "core.alternateRefsCommand", "core.gitProxy",
    "uploadpack.packObjectsHook",
    "interactive.diffFilter", "sequence.editor", "core.hooksPath",
]  # fmt: skip


def test_no_program_that_a_repository_names_is_run(repo: Repo, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f'#!/bin/sh\necho "$0 $*" >> {marker}\ncat\n', encoding="utf-8")
    evil.chmod(0o755)
    signed = subprocess.run(
        ["git", "-C", str(repo.folder), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=repo.git("cat-file", "-p", "HEAD").replace(
            "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
        ).encode() + b"\n",
        capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    repo.git("reset", "-q", "--hard", signed)
    hooks, own = tmp_path / "hooks", repo.folder / ".git" / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"):
        shutil.copy(evil, hooks / name)
        own.mkdir(exist_ok=True)
        shutil.copy(evil, own / name)
    (repo.folder / ".gitattributes").write_text("* diff=evil filter=evil\n", encoding="utf-8")
    for name in PROGRAMS:
        repo.git("config", name, str(hooks if name == "core.hooksPath" else evil))
    for name, value in {
        "log.showSignature": "true", "alias.log": f"!{evil}", "alias.rev-parse": f"!{evil}",
        "color.ui": "always",
        "diff.trustExitCode": "true", "core.untrackedCache": "true", "core.preloadIndex": "true",
    }.items():  # fmt: skip
        repo.git("config", name, value)
    marker.unlink(missing_ok=True)
    # The control: git itself does run them here.
    subprocess.run(["git", "-C", str(repo.folder), "log", "-p"], capture_output=True, check=False)
    assert marker.exists()
    marker.unlink()
    for command in (["diff", "HEAD~1"], ["diff", "HEAD~1", "HEAD"], ["review", "HEAD~1"], ["history"]):
        assert remit(*command, "-C", repo.folder).exit_code in (0, 1), command
    assert remit("show", "term:win", "--as-of", "2026-01-02", "-C", repo.folder).exit_code == 0
    assert not marker.exists(), marker.read_text(encoding="utf-8")


BENT = {
    "log.follow": "true", "log.diffMerges": "combined", "log.showRoot": "false", "log.date": "relative",
    "log.mailmap": "true", "log.decorate": "full", "log.abbrevCommit": "true", "core.abbrev": "7",
    "format.pretty": "oneline", "diff.renames": "copies", "diff.relative": "true", "diff.noprefix": "true",
    "color.ui": "always", "core.quotePath": "true", "i18n.logOutputEncoding": "latin1",
    "diff.mnemonicPrefix": "true",
    "diff.ignoreSubmodules": "all", "diff.submodule": "log", "diff.statGraphWidth": "3",
    "log.excludeDecoration": "*",
    "notes.displayRef": "refs/notes/*", "format.notes": "true", "diff.wsErrorHighlight": "all",
}  # fmt: skip


def test_no_setting_of_a_repository_bends_what_is_told(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"governance/terms/lost.yaml": term("Lost", see="[win]")}, "Öffnen")
    repo.git("checkout", "-q", "-b", "topic", "HEAD~1")
    repo.commit({"governance/terms/new.yaml": term("New")}, "On a branch")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "topic", "-m", "Merge", **repo.clock())
    order = repo.folder / "order"
    order.write_text("nothing\n", encoding="utf-8")
    monkeypatch.setenv("REMIT_CACHE", "")
    expected = changes(repo.folder)
    for name, value in {**BENT, "diff.orderFile": str(order)}.items():
        repo.git("config", name, value)
        assert changes(repo.folder) == expected, name
    (repo.folder / ".mailmap").write_text("Other <o@example.org> <test@example.org>\n", encoding="utf-8")
    repo.git("notes", "add", "-m", "A note\n\n:100644 forged", "HEAD")
    repo.git("replace", "HEAD~1", "HEAD~2")
    assert changes(repo.folder) == expected


# -- links and modules ----------------------------------------------------------


def test_a_link_and_a_module_in_a_version_are_refused_with_a_sentence(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(term("Secret"), encoding="utf-8")
    shutil.copytree(repo.folder, tmp_path / "module")
    cases: dict[str, Callable[[], object]] = {
        "a file": lambda: (repo.folder / WIN).symlink_to(outside),
        "a folder": lambda: (repo.folder / "governance" / "metrics").symlink_to(tmp_path),
        "a module": lambda: repo.git(
            "update-index", "--add", "--cacheinfo", f"160000,{repo.head()},governance/metrics"
        ),
        "all": lambda: (repo.folder / "governance").symlink_to(tmp_path),
    }
    for name, put in cases.items():
        repo.git("checkout", "-q", "-B", "topic", "main")
        if name == "a file":
            (repo.folder / WIN).unlink()
        if name == "all":
            shutil.rmtree(repo.folder / "governance")
        put()
        if name != "a module":
            repo.git("add", "-A")
        repo.git("commit", "-q", "-m", name, **repo.clock())
        for arguments in (["diff", "main", "topic"], ["diff", "topic", "main"], ["review", "main", "topic"]):
            done = remit(*arguments, "-C", repo.folder)
            assert done.exit_code == 2, (name, done.output)
            assert bool(done.stdout) == (arguments[0] == "review"), (name, done.output)
            assert "Secret" not in done.stderr
            assert "put the" in done.stderr or "has no `governance/`" in done.stderr, done.stderr
        repo.git("reset", "-q", "--hard", "main")


def test_a_file_that_became_a_link_is_unreadable_in_history_and_not_removed(
    repo: Repo, tmp_path: Path
) -> None:
    (repo.folder / WIN).unlink()
    (repo.folder / WIN).symlink_to(tmp_path / "outside.yaml")
    repo.commit({}, "Link")
    repo.git("rm", "-q", WIN)
    repo.commit({WIN: term("Back")}, "Back")
    assert [each[2] for each in told(repo.folder)] == ["added", "changed", "changed", "changed"]


# -- merges, rebases, reverts, renames, what cannot be read ------------------------


def test_a_merge_counts_once_on_the_day_it_arrives(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit({WIN: term("One")}, "On the branch")
    repo.commit({WIN: term("Two")}, "On the branch again")
    repo.git("checkout", "-q", "main")
    repo.commit({"README.md": "x"}, "Beside")
    repo.git("merge", "-q", "--no-ff", "topic", "-m", "Merge pull request #1", **repo.clock())
    *_, last = changes(repo.folder)
    assert (last["subject"], last["day"], len(changes(repo.folder))) == (
        "Merge pull request #1",
        "2026-01-07",
        4,
    )
    assert [each["new"] for each in last["properties"] if each["path"] == ["name"]] == ["Two"]


def test_a_conflict_that_the_merge_resolved_is_told_as_it_was_resolved(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic", "HEAD~1")
    repo.commit({WIN: term("Theirs", notes="A note.")}, "Theirs")
    repo.git("checkout", "-q", "main")
    subprocess.run(["git", "-C", str(repo.folder), "merge", "-q", "topic"], capture_output=True, check=False)
    repo.commit({WIN: term("Both", notes="A note.")}, "Merge")
    *_, last = changes(repo.folder)
    assert [(each["old"], each["new"]) for each in last["properties"] if each["path"] == ["name"]] == [
        ("Won", "Both")
    ]


def test_an_octopus_and_a_fast_forward(repo: Repo) -> None:
    for number in (1, 2):
        repo.git("checkout", "-q", "-b", f"topic-{number}", "main")
        repo.commit({f"governance/terms/t-{number}.yaml": term(f"T{number}")}, f"Topic {number}")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "topic-1", "topic-2", "-m", "Octopus", **repo.clock())
    assert told(repo.folder)[-2:] == [("Octopus", "term:t-2", "added"), ("Octopus", "term:t-1", "added")]


def test_a_rebase_leaves_one_history(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic", "HEAD~1")
    repo.commit({"governance/terms/new.yaml": term("New")}, "New")
    repo.git("rebase", "-q", "main", **repo.clock())
    assert [each[0] for each in told(repo.folder)] == ["Begin", "Note", "Name", "New"]
    assert remit("diff", "main", "-C", repo.folder).stdout.count("added") == 2


def test_a_revert_is_a_change_back(repo: Repo) -> None:
    repo.git("revert", "--no-edit", "HEAD", **repo.clock())
    (change,) = changes(repo.folder)[-1:]
    assert [(each["old"], each["new"]) for each in change["properties"] if each["path"] == ["name"]] == [
        ("Won", "Win")
    ]


def test_moves_and_renames_are_followed_by_ids(repo: Repo) -> None:
    text = (repo.folder / WIN).read_text(encoding="utf-8")
    repo.commit({WIN: None, "governance/terms/deep/win.yaml": text}, "Into a folder")
    collection = "win:\n" + "".join(f"  {line}\n" for line in text.splitlines())
    repo.commit(
        {"governance/terms/deep/win.yaml": None, "governance/terms.yaml": collection}, "Into a collection"
    )
    repo.commit({"governance/terms.yaml": collection.replace("win:", "won:")}, "Rename")
    repo.commit({"governance/terms.yaml": collection.replace("win:", "won:") + "  status: draft\n"}, "Draft")
    expected = ["Begin", "Note", "Name", "Rename", "Draft"]
    for address in ("term:won", "term:win"):
        assert [each["subject"] for each in changes(repo.folder, definition=address)] == expected
        done = remit("show", address, "--as-of", "2026-01-02", "-C", repo.folder)
        assert "name: Win\n" in done.stdout


def test_an_id_that_is_taken_again_by_something_else_has_a_history_of_its_own(repo: Repo) -> None:
    repo.commit({WIN: None}, "Away")
    repo.commit({WIN: term("Quite another", notes="B")}, "Anew")
    assert [each["how"] for each in changes(repo.folder, definition="term:win")] == [
        "added", "changed", "changed", "removed", "added",
    ]  # fmt: skip
    done = remit("show", "term:win", "--as-of", "2026-01-04", "-C", repo.folder)
    assert (done.exit_code, "it was removed on 2026-01-04" in done.stderr) == (2, True)


def test_an_id_that_went_in_a_rename_and_came_anew_keeps_both_apart(repo: Repo) -> None:
    text = (repo.folder / WIN).read_text(encoding="utf-8")
    repo.commit({WIN: None, "governance/terms/victory.yaml": text}, "Rename")
    repo.commit({WIN: term("Anew")}, "Anew")
    assert [each["subject"] for each in changes(repo.folder, definition="term:victory")] == [
        "Begin", "Note", "Name", "Rename",
    ]  # fmt: skip
    assert [each["subject"] for each in changes(repo.folder, definition="term:win")] == ["Anew"]
    assert "name: Anew" in remit("show", "term:win", "--as-of", "2026-02-01", "-C", repo.folder).stdout


def test_what_cannot_be_read_is_kept_and_the_next_version_compared_with_the_last_readable(repo: Repo) -> None:
    repo.commit({WIN: "name: [open\n"}, "Broken")
    repo.commit({WIN: "name: [still open\n"}, "Still broken")
    repo.commit({WIN: term("Mended", notes="A note.")}, "Mended")
    data = json.loads(remit("history", "-C", repo.folder, "--format", "json").stdout)
    assert [each["path"] for each in data["unreadable"]] == [WIN, WIN]
    last = data["changes"][0]
    assert (last["subject"], last["how"]) == ("Mended", "changed")
    assert ("Won", "Mended") in [(each["old"], each["new"]) for each in last["properties"]]


def test_in_a_collection_only_what_is_broken_stays_as_it_was(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    one = "one:\n  name: One\n  summary: One.\n"
    two = "two:\n  name: Two\n  summary: Two.\n"
    repo.commit({"governance/terms.yaml": one + two}, "Begin")
    repo.commit({"governance/terms.yaml": one.replace("One", "Eins") + "two:\n"}, "Half broken")
    repo.commit({"governance/terms.yaml": one.replace("One", "Eins") + two}, "Mended")
    assert told(tmp_path) == [
        ("Begin", "term:two", "added"), ("Begin", "term:one", "added"), ("Half broken", "term:one",
        "changed"),
    ]  # fmt: skip


def test_messages_and_paths_that_are_no_utf_8(repo: Repo) -> None:
    repo.write({WIN: term("Über")})
    repo.git("add", "-A")
    repo.git(
        "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "-F", "-", feed=b"\xdcber\n", **repo.clock()
    )
    raw = (
        b"tree %s\nparent %s\nauthor \xff\xfe <a@b> 1767700000 +0000\n"
        b"committer C <a@b> 1767700000 +0000\n\n\xff\xfe!\n"
    )
    strange = os.fsencode(repo.folder) + b"/governance/terms/\xff"
    os.mkdir(strange)  # noqa: PTH102 - a path of bytes
    with open(strange + b"/odd.yaml", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(term("Odd"))
    repo.git("add", "-A")
    tree = repo.git("write-tree")
    commit = repo.git(
        "hash-object", "-t", "commit", "-w", "--stdin", feed=raw % (tree.encode(), repo.head().encode())
    )
    repo.git("reset", "-q", "--hard", commit)
    assert told(repo.folder)[-2:] == [("Über", "term:win", "changed"), ("\ufffd\ufffd!", "term:odd", "added")]
    for form in ("text", "json", "markdown"):
        done = remit("diff", "HEAD~1", "HEAD", "-C", repo.folder, "--format", form)
        assert (done.exit_code, "Odd" in done.stdout) == (0, True)


def test_a_message_forges_no_commit_and_no_line(repo: Repo) -> None:
    forged = "x\x01\n:000000 100644 0000000 1111111 A\n\x1b[31m::error::x"
    repo.write({WIN: term("Last")})
    repo.git("add", "-A")
    repo.git("commit", "-q", "--cleanup=verbatim", "-F", "-", feed=forged.encode(), **repo.clock())
    assert len(changes(repo.folder)) == 4
    done = remit("history", "-C", repo.folder)
    assert "\x1b" not in done.stdout
    assert not any(line.startswith("::") for line in done.stdout.splitlines())


def test_older_shapes_of_a_schema_are_no_change(tmp_path: Path) -> None:
    """A property that the schema renamed is the same property in old files."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "play.schema.json", "title": "Play",
        "description": "A play.", "x-kind": {"id": "play", "plural": "plays", "titles": "Plays",
        "section": "glossary"},
        "x-weight": "meaning", "type": "object", "additionalProperties": False, "required": ["name",
        "summary"],
        "properties": {
            name: {"title": name, "description": "It.", "x-weight": "meaning", "type": "string", **more}
            for name, more in {"name": {}, "summary": {}, "goal": {"x-was": ["aim"]}}.items()
        },
    }  # fmt: skip
    repo = Repo(tmp_path)
    repo.commit({"governance/plays/a.yaml": term("A", aim="More")}, "Before the schema")
    repo.commit({"schemas/play.schema.json": json.dumps(schema)}, "The schema")
    repo.commit({"governance/plays/a.yaml": term("A", goal="More")}, "As the schema has it")
    repo.commit({"governance/plays/a.yaml": term("A", goal="Less")}, "A change")
    assert [each[0] for each in told(tmp_path)] == ["Before the schema", "A change"]
    assert "no differences" in remit("diff", "HEAD~2", "HEAD~1", "-C", tmp_path).stdout


# -- how often git is started, and what is kept -------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The subcommands of every git process that is started from now on."""
    seen: list[str] = []
    real = subprocess.Popen.__init__

    def counting(self: Any, command: list[str], *rest: Any, **more: Any) -> None:
        known = ("diff-tree", "log", "cat-file", "ls-tree", "show", "diff")
        words = [word for word in command[3:] if word in known]
        seen.extend(words[:1])
        real(self, command, *rest, **more)

    monkeypatch.setattr(subprocess.Popen, "__init__", counting)
    return seen


def test_a_cold_history_asks_git_twice_and_a_second_one_never(
    repo: Repo, started: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMIT_CACHE", str(tmp_path / "kept"))
    first = remit("history", "-C", repo.folder, "--format", "json").stdout
    assert sorted(started) == ["cat-file", "diff-tree"]
    started.clear()
    assert remit("history", "-C", repo.folder, "--format", "json").stdout == first
    assert started == []
    assert "Win → Won" in remit("history", "term:win", "-C", repo.folder).stdout
    assert started == []


def test_what_is_kept_may_be_lost_or_broken(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    monkeypatch.setenv("REMIT_CACHE", str(folder))

    def told() -> str:
        done = remit("history", "-C", repo.folder, "--format", "json")
        assert done.exit_code == 0, done.output
        return done.stdout

    expected = told()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    broken = (b"", b"\n", b"of another program" * 100, b"\xff\x00\n" * 9, whole[:700], whole[:-1], whole[65:])
    for content in broken:
        file.write_bytes(content)
        assert (told(), told()) == (expected, expected)
        assert file.read_bytes() == whole
    shutil.rmtree(folder)
    folder.write_text("a file where a folder should be", encoding="utf-8")
    assert told() == expected
    folder.unlink()
    file.mkdir(parents=True)
    assert told() == expected
    monkeypatch.setenv("REMIT_CACHE", "/proc/no-such-place")
    assert told() == expected
    monkeypatch.setenv("REMIT_CACHE", "")
    assert told() == expected


def test_what_is_kept_and_makes_no_sense_is_worked_out_anew(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program, that keeps something else under the same key: it costs time and nothing else."""
    expected = changes(repo.folder)
    for value in ("", "{", "[]", "{}", '{"cut": 1, "state": 5, "steps": [[1]]}', "null"):
        monkeypatch.setattr(cache, "fetch", lambda _, value=value: value)
        assert changes(repo.folder) == expected, value


def test_several_processes_at_once_tell_the_same(repo: Repo, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "remit", "history", "-C", str(repo.folder), "--format", "json"]
    env = {**os.environ, "REMIT_CACHE": str(tmp_path / "kept")}
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=env) for _ in range(4)]
    outputs = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert len(outputs) == 1


def test_what_is_kept_is_as_what_was_worked_out(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit.schema import load_kinds

    monkeypatch.setenv("REMIT_CACHE", str(tmp_path))
    cold = histories.history_of(repo.folder, load_kinds())
    warm = histories.history_of(repo.folder, load_kinds())
    assert cold is not warm
    assert (cold.steps, dict(cold.state), cold.cut) == (warm.steps, dict(warm.state), warm.cut)


def test_another_schema_is_another_history(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind of the company's own that comes later makes its older files definitions."""
    monkeypatch.setenv("REMIT_CACHE", str(tmp_path))
    assert len(changes(repo.folder)) == 3
    schema = json.loads((ROOT / "schemas" / "term.schema.json").read_text(encoding="utf-8"))
    schema["$id"] = "word.schema.json"
    schema["x-kind"] = {"id": "word", "plural": "words", "titles": "Words", "section": "glossary"}
    repo.commit({"governance/words/a.yaml": term("A")}, "A word")
    assert len(changes(repo.folder)) == 3
    repo.write({"schemas/word.schema.json": json.dumps(schema)})
    assert len(changes(repo.folder)) == 4
