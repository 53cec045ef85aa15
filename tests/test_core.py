"""The core is light: all but pages works without the packages that only pages need."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from building import CASES, ROOT
from remit import extras
from remit.cli import COMMANDS
from remit.cli.output import CLEAN, FAILED, FOUND
from repositories import Repo, term

ALONE = ROOT / "tests" / "core_only.py"
NEEDS_SITE = {"build": (), "render": ("--output", "pages")}
# command → its arguments in the repository of `their`
CORE: dict[str, Sequence[Sequence[str]]] = {
    "init": [["begun", "--name", "Acme"]],
    "add": [[], ["glossary", "-C", "begun", "--today", "2026-04-01"]],
    "check": [["--format", form] for form in ("text", "line", "json", "github")],
    "explain": [["owner-missing"]],
    "rename": [["term:win", "won", "--dry-run"]],
    "set": [["term:win", "summary", "We won it.", "--dry-run"]],
    "new": [["term", "sandbagging", "--set", "summary=Committing less than one expects."]],
    "diff": [["HEAD~1", "HEAD"]],
    "review": [["HEAD~1", "HEAD", "--format", form] for form in ("text", "comment")],
    "history": [[]],
    "show": [["term:win"]],
    "quarter": [["2026-Q1", "--today", "2026-04-01"]],
    "agenda": [["weekly", "--today", "2026-04-01"]],
    "compute": [["--records", "records", "--period", "2026-Q3"]],
    "schema": [[], ["--kind", "term"], ["--editor", "schemas-for-editors"]],
    "export": [["json"], ["codeowners"], ["calendar"]],
}


@pytest.fixture
def their(tmp_path: Path) -> Path:
    """A repository with two commits and a little of much: a term with code in its text, a meeting."""
    repo = Repo(tmp_path / "theirs")
    shutil.copytree(CASES / "change" / "_base" / "governance", repo.folder / "governance")
    repo.commit(
        {
            "governance/terms/win.yaml": term(notes='"Not `{term:lost}`, which is code."'),
            "governance/cadences.yaml": (
                "weekly: {name: Weekly, summary: We meet., every: week, agenda: [What is open?],"
                " operates: {sales-ops: {}}, governs: {revops: {}}}\n"
            ),
            "records/deal.csv": "id,deal-id,deal-stage\n1,1,Closed Won\n",
        }
    )
    repo.commit({"governance/terms/loss.yaml": term("Loss")})
    return repo.folder


def alone(folder: Path, commands: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """Exit code and output of commands, run where nothing but the core can be imported."""
    done = subprocess.run(
        [sys.executable, str(ALONE), "--each"],
        cwd=folder,
        input="\n".join(map(json.dumps, commands)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, text) for code, text in json.loads(done.stdout)]


def test_every_command_of_the_core_works_without_the_extras(their: Path) -> None:
    names = [name for name in COMMANDS if name not in NEEDS_SITE]
    commands = [[name, *more] for name in names for more in CORE.get(name, [["--help"]])]
    for command, (code, text) in zip(commands, alone(their, commands), strict=True):
        assert code in {CLEAN, FOUND}, (command, text)
        assert "could not" not in text, (command, text)


def test_what_needs_pages_names_the_line_that_installs_them(their: Path) -> None:
    for code, text in alone(their, [[name, *more] for name, more in NEEDS_SITE.items()]):
        assert code == FAILED
        assert 'pip install "remit[site]"' in text
        assert "Traceback" not in text


def test_mkdocs_says_what_the_plugin_lacks_in_one_sentence(their: Path) -> None:
    """MkDocs may be there for another reason, and the rest of the extra not."""
    (their / "mkdocs.yml").write_text("site_name: Test\nplugins: [remit]\ntheme: mkdocs\n")
    (their / "docs").mkdir()
    without_nh3 = "import sys; sys.modules['nh3'] = None; from mkdocs.__main__ import cli; cli(['build'])"
    done = subprocess.run(
        [sys.executable, "-c", without_nh3], cwd=their, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert extras.line(extras.SITE) in done.stderr
    assert "`nh3`" in done.stderr
