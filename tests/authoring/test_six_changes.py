"""The six changes of the guide: each is run as it stands there, and takes six actions at most."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from building import ROOT
from depth import part_of
from remit.checking import check
from remit.diagnostics import Severity
from repositories import Repo
from running import remit

MOST = 6  # actions, the pull request and the merge included
CLICKS = 2  # open the pull request, merge it
GUIDE = (ROOT / "docs" / "guide" / "editing.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("## Six changes, step by step\n")[2].partition("\n## ")[0]
CHANGES = {
    heading: [line.replace("\\\n", " ") for line in re.split(r"(?<!\\)\n", block.strip())]
    for heading, block in re.findall(r"### ([^\n]+)\n+```sh\n(.*?)```", SECTION, re.DOTALL)
}


def test_the_guide_has_the_six_changes_with_six_actions_at_most() -> None:
    assert list(CHANGES) == [
        "A threshold moves",
        "A metric is added",
        "A stage is split",
        "A metric is renamed",
        "A role falls vacant",
        "A dashboard is retired",
    ]
    assert {name: len(lines) + CLICKS for name, lines in CHANGES.items() if len(lines) + CLICKS > MOST} == {}


@pytest.mark.parametrize("name", part_of(CHANGES, 1))
def test_a_change_as_the_guide_has_it_is_whole_and_can_be_merged(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "governance", tmp_path / "repo" / "governance")
    repo = Repo(tmp_path / "repo")
    repo.commit({}, "Begin")
    host = tmp_path / "host.git"
    repo.git("init", "-q", "--bare", str(host))
    repo.git("remote", "add", "origin", str(host))
    repo.git("push", "-q", "origin", "main")
    base = repo.head()
    branch = ""
    for line in CHANGES[name]:
        for command in line.split(" && "):
            words = shlex.split(command)
            if words[0] == "git":
                repo.git(*words[1:])
                branch = words[-1].rpartition("/")[2]
            else:
                done = remit(*words[1:], "-C", repo.folder)
                assert done.exit_code == 0, f"{command}\n{done.output}"
    assert repo.git("ls-remote", "origin", branch).split()[0] == repo.head()
    assert not repo.git("status", "--porcelain")
    found = [each for each in check(repo.folder).findings if each.severity is Severity.ERROR]
    assert found == []
    judged = remit("review", base, "main", "-C", repo.folder)
    assert judged.exit_code == 0, judged.output  # ready
    merged = merged_by_the_host(repo, host, branch)
    assert merged.git("ls-remote", "origin", "main").split()[0] == merged.head()
    assert [each for each in check(merged.folder).findings if each.severity is Severity.ERROR] == []
    assert f"Merge {branch}" in remit("history", "-C", merged.folder).output


def merged_by_the_host(repo: Repo, host: Path, branch: str) -> Repo:
    """What a click on *Merge* does: a merge of the branch into main; a clone of the host after that."""
    repo.git("clone", "-q", str(host), str(repo.folder.parent / "merged"))
    merged = Repo(repo.folder.parent / "merged")
    merged.git("checkout", "-q", "-B", "main", "origin/main")
    merged.git("merge", "-q", "--no-ff", "-m", f"Merge {branch}", f"origin/{branch}")
    merged.git("push", "-q", "origin", "main")
    return merged
