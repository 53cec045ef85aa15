"""`import remit`: five functions for programs, that take paths and trees and do what the commands do."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePath

import pytest

import remit
from building import CASES
from building import ROOT as CHECKOUT
from remit.reports.diff import FORMATS as DIFF_FORMATS
from remit.reports.history import FORMATS as HISTORY_FORMATS
from remit.reports.review import FORMATS as REVIEW_FORMATS
from repositories import Repo, begun, term
from running import remit as command

BASE = CASES / "change" / "_base"
INIT = Path(remit.__file__)
FIVE = ("open_handbook", "check", "diff", "review", "history")
PUBLIC = sorted({*remit.__all__} - {"__version__"})
STAGES = "governance/stages.yaml"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """The handbook of the golden cases, on main, and a branch on which a threshold is higher."""
    made = begun(tmp_path / "repo", BASE)
    made.git("switch", "-q", "-c", "higher")
    made.commit({STAGES: higher(made.folder)})
    made.git("switch", "-q", "main")
    return made


def higher(folder: Path) -> str:
    text = (folder / STAGES).read_text(encoding="utf-8")
    assert "score of 50" in text
    return text.replace("score of 50", "score of 65")


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# -- the package --------------------------------------------------------------


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = "import sys, remit; print(*sorted(each for each in sys.modules if each.startswith('remit')))"
    assert python(code).split() == ["remit"]


def test_a_name_brings_no_more_than_it_needs() -> None:
    code = "import sys, remit; remit.Severity; print(*(each for each in sys.modules if 'remit' in each))"
    assert set(python(code).split()) == {"remit", "remit.diagnostics", "remit.frozen"}


def test_every_public_name_is_there_and_listed() -> None:
    assert dir(remit) == sorted(remit.__all__)
    assert [name for name in PUBLIC if not callable(getattr(remit, name))] == []


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'remit' has no attribute 'chekc'"):
        getattr(remit, "chekc")  # noqa: B009 - for mypy it has none either


def test_type_checkers_see_what_is_imported() -> None:
    """The names are listed three times, since neither mypy nor a reader's editor runs the package."""
    tree = ast.parse(INIT.read_text(encoding="utf-8"))
    (branch,) = (node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.name: node.module
        for node in branch.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    homes = vars(remit)["_HOME_OF"]
    assert typed == homes
    assert sorted(homes) == sorted(remit.__all__)


def test_no_submodule_takes_the_place_of_a_public_name() -> None:
    """An imported submodule is set as an attribute of its package: `remit.check` must stay the function."""
    there = {path.stem for path in INIT.parent.iterdir()}
    assert there.isdisjoint(PUBLIC)
    code = (
        "import importlib, pkgutil, remit\n"
        "before = {name: getattr(remit, name) for name in remit.__all__}\n"
        "for found in pkgutil.walk_packages(remit.__path__, 'remit.'):\n"
        "    if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
        "print(*(name for name in before if getattr(remit, name) is not before[name]))"
    )
    assert python(code).split() == []


# -- what the functions take --------------------------------------------------


class SomePath:
    """What is a path to Python without being a Path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


def in_memory(folder: Path) -> remit.Tree:
    return remit.Memory(
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}
    )


PLACES: tuple[Callable[[Path], str | os.PathLike[str] | remit.Tree], ...] = (
    str, Path, SomePath, in_memory, lambda folder: remit.Overlay(str(folder), {}),
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_handbook_is_named_by_a_path_or_a_tree(
    place: Callable[[Path], str | os.PathLike[str] | remit.Tree], tmp_path: Path
) -> None:
    given, other = place(BASE), remit.Overlay(BASE, {STAGES: higher(BASE)})
    assert {str(each.ref) for each in remit.open_handbook(given).definitions()} >= {"stage:mql"}
    assert remit.check(given).findings == remit.check(BASE).findings
    changed = [str(change.ref) for change in remit.diff(given, other).changes]
    assert changed == [str(each.change.ref) for each in remit.review(given, other).judged]
    assert changed == [str(change.ref) for change in remit.diff(BASE, other).changes] != []


def test_the_check_of_a_text_that_names_a_path_reads_that_folder() -> None:
    assert remit.check(str(BASE)).findings == remit.check(BASE).findings


@pytest.mark.parametrize("day", ["2026-11-30", date(2026, 11, 30)])
def test_a_day_is_its_text_or_a_date(day: str | date) -> None:
    assert [str(each) for each in remit.check(CHECKOUT, today=day).findings] == [
        str(each) for each in remit.check(CHECKOUT, today="2026-11-30").findings
    ]


# -- what they give is what the commands print --------------------------------


def printed(*arguments: str | PurePath) -> str:
    done = command(*map(str, arguments))
    assert done.exit_code in (0, 1), done.output
    return done.stdout


def test_a_check_is_that_of_the_command(repo: Repo) -> None:
    from remit.reports.findings import FORMATS

    repo.write({STAGES: higher(repo.folder).replace("name:", "nam:", 1)})
    assert printed("check", "--format", "json", repo.folder) == FORMATS["json"](remit.check(repo.folder))


def test_a_difference_is_that_of_the_command(repo: Repo) -> None:
    repo.write({STAGES: higher(repo.folder)})
    at = repo.folder
    for arguments, found in (
        (("main", "higher"), remit.diff(at, base="main", head="higher")),
        (("main",), remit.diff(at, base="main")),
        (("higher", "--merge-base"), remit.diff(at, base="higher", merge_base=True)),
    ):
        assert printed("diff", *arguments, "--format", "json", "-C", at) == DIFF_FORMATS["json"](found)
    shown = printed("diff", BASE, at, "--format", "json")
    assert shown == DIFF_FORMATS["json"](remit.diff(BASE, at))
    assert json.loads(shown)["changes"]


def test_a_review_is_that_of_the_command(repo: Repo) -> None:
    day = "2026-11-30"
    shown = printed("review", "main", "higher", "--format", "json", "--today", day, "-C", repo.folder)
    found = remit.review(repo.folder, base="main", head="higher", today=day)
    assert shown == REVIEW_FORMATS["json"](found)
    assert not found.is_ready
    assert [gap.code for gap in found.gaps] == ["record-missing"]


def test_a_history_is_that_of_the_command(repo: Repo) -> None:
    for ref in ("HEAD", "higher"):
        shown = printed("history", "--until", ref, "--format", "json", "-C", repo.folder)
        assert shown == HISTORY_FORMATS["json"](remit.history(repo.folder, ref), None)


# -- texts that nobody has saved ----------------------------------------------


def test_unsaved_texts_are_judged_against_a_commit(repo: Repo) -> None:
    unsaved = remit.Overlay(repo.folder, {STAGES: higher(repo.folder)})
    found = remit.review(unsaved, base="main")
    assert [str(each.change.ref) for each in found.judged] == ["stage:mql"]
    assert remit.diff(repo.folder, base="main").changes == ()


def test_a_commit_is_a_tree_as_any_other(repo: Repo) -> None:
    then = remit.tree_at(repo.folder, "main")
    assert then.name == "main"
    found = remit.diff(then, remit.tree_at(repo.folder, "higher"))
    assert found.names == ("main", "higher")
    assert found.changes == remit.diff(repo.folder, base="main", head="higher").changes != ()
    gone = remit.Overlay(then, {STAGES: None})
    assert remit.open_handbook(gone).find("stage:mql") is None


def test_a_history_tells_what_was_in_force(repo: Repo) -> None:
    repo.commit({"governance/terms.yaml": "win: {name: Win, summary: Then.}\n"})
    then = repo.git("log", "-1", "--format=%cs")
    repo.commit({"governance/terms.yaml": "win: {name: Win, summary: Now.}\n"})
    told = remit.history(repo.folder)
    win = told.find("term:win")
    entry, data = told.as_of(win, then)
    assert entry is not None
    assert data == {"name": "Win", "summary": "Then."}
    assert [each.change.how for each in told.entries[win]] == ["added", "changed"]


# -- errors -------------------------------------------------------------------


@pytest.mark.parametrize("name", FIVE)
def test_a_path_that_does_not_exist_is_said(name: str, tmp_path: Path) -> None:
    more = {"base": "main"} if name in ("diff", "review") else {}
    with pytest.raises(remit.RemitError, match=r"there is no folder `.*nowhere`; name the one in which"):
        getattr(remit, name)(tmp_path / "nowhere", **more)


@pytest.mark.parametrize("name", FIVE)
def test_a_file_is_no_handbook(name: str) -> None:
    more = {"base": "main"} if name in ("diff", "review") else {}
    with pytest.raises(remit.RemitError, match=r"`.*stages\.yaml` is not a folder"):
        getattr(remit, name)(BASE / STAGES, **more)


@pytest.mark.parametrize("name", FIVE)
def test_what_is_neither_a_path_nor_a_tree_is_said(name: str) -> None:
    more = {"base": "main"} if name in ("diff", "review") else {}
    with pytest.raises(remit.RemitError, match="5 names no handbook; give a path or a tree"):
        getattr(remit, name)(5, **more)


WRONG: tuple[tuple[Callable[[Path], object], str], ...] = (
    (remit.diff, "compare with what"),
    (lambda at: remit.review(at, head="main"), "compare with what"),
    (lambda at: remit.diff(at, at, base="main"), "leave out `base` and `head`, or `other`"),
    (lambda at: remit.review(at, at, head="main"), "leave out `base` and `head`, or `other`"),
    (lambda at: remit.diff(at, base="nowhere"), "there is no commit `nowhere` here"),
    (lambda at: remit.diff(in_memory(at), base="main"), "what is in memory lies in no folder"),
    (lambda at: remit.history(in_memory(at)), "what is in memory lies in no folder"),
    (lambda at: remit.tree_at(in_memory(at), "main"), "what is in memory lies in no folder"),
    (lambda at: remit.tree_at(at, "nowhere"), "there is no commit `nowhere` here"),
    (lambda at: remit.diff(remit.Overlay(at, {}), base="main", head="higher"), "over which no texts lie"),
    (lambda at: remit.check(at, today="tomorrow"), "`tomorrow` is not a day"),
    (lambda at: remit.review(at, base="main", today="2026-02-30"), "`2026-02-30` is not a day"),
    (lambda at: remit.history(at).find("stage:mqls"), "git knows no definition `stage:mqls`; did you mean"),
)


@pytest.mark.parametrize(("use", "message"), WRONG)
def test_wrong_usage_is_a_remit_error_that_says_what_to_do(
    use: Callable[[Path], object], message: str, repo: Repo
) -> None:
    with pytest.raises(remit.RemitError, match=message):
        use(repo.folder)


def test_what_git_does_not_know_is_said(tmp_path: Path) -> None:
    new, other = Repo(tmp_path / "new"), Repo(tmp_path / "other")
    new.write({"governance/terms/win.yaml": term()})
    other.commit({"README": "Something else."})
    other.write({"governance/terms/win.yaml": term()})
    with pytest.raises(
        remit.RemitError, match=r"no commit up to `HEAD` has anything in `.*other/governance`\Z"
    ):
        remit.history(other.folder)
    with pytest.raises(remit.RemitError, match=r"nothing has been committed yet, so there is no `main`\Z"):
        remit.diff(tmp_path / "new", base="main")
    with pytest.raises(remit.RemitError, match=r"nothing has been committed yet\Z"):
        remit.history(tmp_path / "new")


def test_what_is_wrong_in_a_handbook_is_a_finding_and_no_error() -> None:
    broken = remit.Memory({"governance/terms.yaml": "win: [\n", "governance/nonsense.yaml": ""})
    codes = {finding.code for finding in remit.check(broken).findings}
    assert "unknown-file" in codes
    assert remit.diff(broken, broken).unread != ()
