"""From nothing to a site with a decided change, as a company would go: every step is a command or an edit."""

# In `make test` with the command of this environment; when deep, in a new environment, from the built wheel.

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from building import ROOT
from depth import DEEP
from repositories import Repo

TODAY = "2026-11-30"


@dataclass(frozen=True)
class Way:
    """What changes in the walk of a phase, and the role that decides it."""

    phase: str
    address: str
    property: str
    text: str
    decides: str


WAYS = (
    Way(
        "early", "stage:qualified", "entry",
        "The company fits, has at least ten people, and the person asked for a call or said yes to one.",
        "ops-lead",
    ),
    Way(
        "growth", "stage:mql", "entry",
        "{field:lead-score} of 60 or more, or a request for a call; {field:original-source} is filled.",
        "head-of-revops",
    ),
)  # fmt: skip


@dataclass
class Walk:
    """A person at work: what was done, and how long the machine took for it."""

    python: Path
    repo: Repo
    steps: list[tuple[str, float]] = field(default_factory=list)

    def remit(self, *arguments: str, gives: int = 0) -> str:
        begun = time.perf_counter()
        done = subprocess.run(
            [self.python, "-m", "remit", *arguments],
            cwd=self.repo.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            check=False,
        )
        self.steps.append((f"remit {' '.join(arguments)}", time.perf_counter() - begun))
        assert done.returncode == gives, f"{arguments}: {done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def told(self) -> str:
        lines = (f"  {seconds:6.1f} s  {what[:90]}" for what, seconds in self.steps)
        total = sum(seconds for _, seconds in self.steps)
        return "\n".join([*lines, f"{len(self.steps)} actions, {total:.1f} s of waiting"])


def walk(python: Path, folder: Path, way: Way) -> Walk:
    repo = Repo(folder)
    done = Walk(python, repo)
    done.remit("init", "--name", "Acme", "--phase", way.phase)
    assert done.remit("check").startswith("No findings")
    repo.commit({}, "Begin")
    repo.git("switch", "-qc", "change")
    done.remit("set", way.address, way.property, way.text)
    assert done.remit("check").startswith("No findings")
    assert "no change record says why" in done.remit("review", "main", gives=1)
    done.remit(
        "review", "main", "--fix", "--why", "Sales called too many who did not fit.",
        "--decided-by", way.decides, "--today", TODAY,
    )  # fmt: skip
    assert "Ready" in done.remit("review", "main")
    assert done.remit("check").startswith("No findings")
    repo.commit({}, "What fits")
    if DEEP:  # the site of a new handbook is built by tests/scaffold/test_init.py, too
        done.remit("build")
        assert (repo.folder / "site" / "index.html").is_file()
    return done


@pytest.mark.parametrize("way", WAYS[: None if DEEP else 1], ids=lambda way: way.phase)
def test_a_company_walks_from_nothing_to_a_decided_change(
    tmp_path: Path, way: Way, capsys: pytest.CaptureFixture[str]
) -> None:
    done = walk(Path(sys.executable), tmp_path / "acme", way)
    with capsys.disabled():
        print(f"\n{way.phase}\n{done.told()}")
    assert len(done.steps) <= 10


@pytest.mark.skipif(not DEEP, reason="installs from the package index")
def test_the_same_in_a_new_environment_from_the_built_wheel(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str | Path) -> None:
        subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)

    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "new")
    python = tmp_path / "new" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q", f"{wheel}[site]")
    for way in WAYS:
        done = walk(python, tmp_path / way.phase, way)
        with capsys.disabled():
            print(f"\n{way.phase}, from the wheel\n{done.told()}")


def test_the_texts_of_the_walk_are_new() -> None:
    """A walk that changes nothing would be ready without anybody's consent."""
    seen: Sequence[str] = [way.text for way in WAYS]
    packs = "".join(
        " ".join(path.read_text().split()) for path in (ROOT / "plugins/remit/packs").rglob("*.yaml")
    )
    assert not [text for text in seen if text in packs]
