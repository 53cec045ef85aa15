"""What goes wrong around remit is said in a sentence and is exit code 2: never a traceback, never clean."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from depth import part_of
from repositories import Repo, term
from running import remit

GIT = shutil.which("git") or ""
SAID = "remit: could not do this: "

# What stands in for git → how it behaves, and what is said. `git` is the real one.
FAKES = {
    "absent": ("", "git is not installed"),
    "may not be run": ("no right", "git could not be started: permission denied"),
    "no program": ("no program", "git could not be started: exec format error"),
    "says nothing": ("exit 0", "did not answer what it was asked"),
    "says something else": ("echo usage: git; exit 0", "did not answer what it was asked"),
    "fails without a word": ("exit 1", "git"),
    "fails with a word": ("echo 'fatal: no disk' >&2; exit 128", "no disk"),
    "is killed": ("kill -9 $$", "was stopped (killed)"),
    "is interrupted": ("kill -15 $$", "was stopped (terminated)"),
}
# The same for one of git's commands alone, when all others work.
LATER = {
    "says nothing": "exit 0",
    "fails without a word": "exit 1",
    "fails with a word": "echo 'fatal: no disk' >&2; exit 128",
    "is killed": "kill -9 $$",
    "is cut": '"$REAL" "$@" | head -c 150',
}
COMMANDS = {
    "history": ("history", "term:win"),
    "show": ("show", "term:win", "--as-of", "2026-01-02"),
    "diff": ("diff", "HEAD~1"),
    "review": ("review", "HEAD~1", "HEAD"),
    "quarter": ("quarter", "2026-Q1"),
}
ASKS = {"history": ["rev-list", "diff-tree", "cat-file"], "show": ["diff-tree", "cat-file"],
        "quarter": ["diff-tree", "cat-file"],
        "diff": ["ls-tree", "cat-file"], "review": ["ls-tree", "cat-file", "merge-base"]}  # fmt: skip


MODULES = ["click", "remit.diagnostics", "remit.cli.checks", "yaml", "remit.rules.flow.stages"]
# `quarter` tells what is due where git has nothing, too.
WHOLE = [(fake, name) for fake in FAKES for name in COMMANDS if name != "quarter"]
PARTS = [
    (command, only, fake)
    for command, asked in ASKS.items()
    for only in asked
    for fake in LATER
    if (only, fake) != ("merge-base", "is cut")  # one line is whole or is none
]


def first_of(each: tuple[str, ...]) -> str:
    return each[0]


def last_of(each: tuple[str, ...]) -> str:
    return each[-1]


SOME = part_of(WHOLE, 9, first_of)
SOME_PARTS = part_of(PARTS, 11, last_of)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    repo = Repo(tmp_path_factory.mktemp("past"))
    for number in range(4):
        repo.commit(
            {"governance/terms/win.yaml": term(f"Win {number}"), f"governance/terms/t{number}.yaml": term()}
        )
    return repo


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIT_CACHE", "")


def fake_git(folder: Path, behaviour: str, only: str = "") -> Path:
    """A folder for the PATH in which git behaves so, and writes into `fired` that it was asked."""
    place = folder / "bin"
    place.mkdir()
    if not behaviour:
        return place
    git = place / "git"
    if behaviour == "no program":
        git.write_bytes(b"\x00\x01\x02 no program")
    else:
        when = f'case " $* " in *" {only} "*) ;; *) exec "$REAL" "$@";; esac\n' if only else ""
        head = f'#!/bin/sh\nREAL="{GIT}"\n{when}echo "$@" >> "{folder}/fired"\n'
        git.write_text(f"{head}{behaviour}\n")
    git.chmod(0o644 if behaviour == "no right" else 0o755)
    return place


def alone(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def fails(*arguments: str | Path, about: str) -> str:
    done = remit(*arguments)
    first = done.stderr.splitlines()[0] if done.stderr else ""
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output
    assert first.startswith(SAID), done.output
    assert about in first
    assert "No findings" not in done.output
    return first


@pytest.mark.parametrize(
    ("fake", "command"),
    SOME,
)
def test_git_that_does_not_work_at_all_is_said(
    *, fake: str, command: str, past: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour, about = FAKES[fake]
    place = fake_git(tmp_path, behaviour)
    starts = behaviour not in ("", "no right", "no program")
    monkeypatch.setenv("PATH", f"{place}:/bin" if starts else str(place))
    monkeypatch.chdir(past.folder)
    fails(*COMMANDS[command], about=about)
    assert (tmp_path / "fired").exists() or not starts


@pytest.mark.parametrize(
    ("command", "only", "fake"),
    SOME_PARTS,
)  # fmt: skip
def test_a_command_of_git_that_does_not_work_is_said(
    *, command: str, only: str, fake: str, past: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fake_git(tmp_path, LATER[fake], only)
    monkeypatch.setenv("PATH", f"{place}:/bin:/usr/bin")
    monkeypatch.chdir(past.folder)
    fails(*COMMANDS[command], about="")
    assert (tmp_path / "fired").exists()


def objects(repo: Repo, ref: str) -> Path:
    id = repo.git("rev-parse", ref)
    return repo.folder / ".git" / "objects" / id[:2] / id[2:]


@pytest.mark.parametrize("command", ["history", "show", "review"])
@pytest.mark.parametrize("what", ["HEAD:governance/terms/win.yaml", "HEAD~1^{tree}", "HEAD~2"])
def test_a_broken_object_is_called_broken(
    *, command: str, what: str, past: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(past.folder, tmp_path / "copy")
    repo = Repo.__new__(Repo)
    repo.folder = tmp_path / "copy"
    broken = objects(repo, what)
    broken.chmod(0o644)
    broken.write_bytes(b"rubbish")
    if command == "review" and what == "HEAD~2":
        return  # it looks at two commits alone
    fails(*COMMANDS[command], "-C", repo.folder, about="git's own files are broken")


@pytest.mark.parametrize("command", ["history", "review"])
def test_a_partial_clone_says_what_to_fetch(command: str, past: Repo, tmp_path: Path) -> None:
    past.git("config", "uploadpack.allowFilter", "true")
    for wanted in ("blob:none", "tree:0"):
        copy = tmp_path / wanted.replace(":", "-")
        past.git("clone", "-q", f"--filter={wanted}", f"file://{past.folder}", str(copy))
        said = fails(*COMMANDS[command], "-C", copy, about="this clone is partial")
        assert "git fetch --refetch --no-filter" in said


# -- the machine --


def too_many_files(*_given: object, **_more: object) -> None:
    raise OSError(24, "Too many open files")


def full_disk(*_given: object, **_more: object) -> None:
    raise OSError(28, "No space left on device", "governance/terms.yaml")


def no_memory(*_given: object, **_more: object) -> None:
    raise MemoryError


def no_module(*_given: object, **_more: object) -> None:
    raise ModuleNotFoundError("No module named 'remit.rules.flow.stages'", name="remit.rules.flow.stages")


def no_package(*_given: object, **_more: object) -> None:
    raise ModuleNotFoundError("No module named 'jsonschema_rs.more'", name="jsonschema_rs.more")


@pytest.mark.parametrize("command", ["check", "history", "review", "export"])
@pytest.mark.parametrize(
    ("injected", "about"),
    [
        (too_many_files, "too many files are open at once; `ulimit -n`"),
        (full_disk, "the disk is full: governance/terms.yaml; make room"),
        (no_memory, "there is not enough memory"),
        (no_module, "remit is not installed whole: `remit.rules.flow.stages` is missing"),
        (no_package, "the package `jsonschema-rs` is missing or broken"),
    ],
)
def test_what_the_machine_lacks_is_said(
    *, command: str, injected: Callable[..., None], about: str, past: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[object] = []

    def inject(*given: object, **more: object) -> None:
        fired.append(given)
        injected()

    for place in ("remit.tree.Disk.entries", "remit.git.Repository.log", "remit.git.Repository.files"):
        monkeypatch.setattr(place, inject)
    arguments = {"check": ("check",), "export": ("export", "json")}.get(command) or COMMANDS[command]
    fails(*arguments, "-C", past.folder, about=about)
    assert fired


@pytest.mark.parametrize("command", part_of(["check", "export", "history"], 1))
def test_a_working_folder_that_was_deleted_is_said(command: str, past: Repo, tmp_path: Path) -> None:
    arguments = {"check": ["check"], "export": ["export", "json"]}.get(command) or [*COMMANDS[command]]
    code = (
        "import os, sys; os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone');"
        f"sys.argv = ['remit', *{arguments!r}]; from remit.cli import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(SAID)
    assert "deleted" in done.stderr or "current working directory" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "module", ["click", "remit.diagnostics", "remit.cli.checks", "yaml", "remit.rules.flow.stages"]
)
def test_an_installation_that_lacks_a_module_is_2_and_a_sentence(module: str, past: Repo) -> None:
    past.write({"governance/terms/anchored.yaml": "name: &word Word\nsummary: *word\n"})  # no plain lines
    code = (
        f"import sys; sys.modules[{module!r}] = None;"
        "sys.argv = ['remit', 'check']; from remit.cli import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=past.folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert module.partition(".")[0] in done.stderr


# -- what is there, and is not what it seems to be --


TERMS = {"governance/terms.yaml": "win: {name: Win, summary: One.}\n"}


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("schemas", "`schemas` is a file; schemas of your own lie in a folder of this name"),
        ("schemas/deal.json", "`deal.json` is not read: a schema of your own ends in `.schema.json`"),
        ("schemas/deal.schema.yaml", "`deal.schema.yaml` is not read: a schema of your own ends in "),
    ],
)
def test_schemas_that_nobody_reads_are_a_finding(path: str, wanted: str, tmp_path: Path) -> None:
    written(tmp_path, {**TERMS, path: "{}"})
    done = remit("check", tmp_path, "--format", "line")
    assert done.exit_code == 1
    assert f"{path}:1:1: error schema-not-a-kind: {wanted}" in done.stdout


def written(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def test_a_file_beside_schemas_that_is_none_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, {**TERMS, "schemas/README.md": "Ours."})
    assert (
        "No findings" in remit("check", tmp_path, "--fail-on", "error").stdout
        or "schemas/" not in remit("check", tmp_path, "--format", "line").stdout
    )


def test_an_empty_handbook_does_not_read_as_clean(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    done = remit("check", tmp_path, "--format", "line", "--fail-on", "warning")
    assert done.exit_code == 1
    assert (
        done.stdout
        == f"{tmp_path}/governance:1:1: warning empty-handbook: nothing is defined in `governance/`\n"
    )
    assert "No findings" not in remit("check", tmp_path).stdout
