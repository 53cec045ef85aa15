"""Builds the demo repository: the starter handbook with 24 months of history, as real commits.

`python tests/demo_repository.py TARGET` makes it; every run gives the same commits.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from demo.history import commits
from demo.story import read_story
from demo.stream import stream

# Neither the user's nor the system's settings: hooks, signatures and line ends would change commits.
_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def build(target: Path) -> str:
    """Make the repository at `target`, in place of one that is there; returns the hash of its head."""
    history = stream(commits(read_story()))
    if target.exists():
        if any(target.iterdir()) and not (target / ".git").is_dir():
            raise SystemExit(f"{target} holds something else than a repository; name an empty folder")
        shutil.rmtree(target)
    target.mkdir(parents=True)
    git(target, "init", "--quiet", "--initial-branch=main", "--template=")
    git(target, "fast-import", "--quiet", "--done", feed=history)
    git(target, "reset", "--quiet", "--hard", "main")
    return git(target, "rev-parse", "main").decode().strip()


def git(repository: Path, *arguments: str, feed: bytes = b"") -> bytes:
    """What git prints when it is run in a repository, with no settings but the repository's own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "-c", "gc.auto=0", *arguments],
        cwd=repository,
        env={**inherited, **_ALONE},
        input=feed,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the demo repository: a handbook with a past.")
    parser.add_argument("target", type=Path, help="the folder to make it in; what was built there goes")
    target = parser.parse_args().target
    head = build(target)
    count = git(target, "rev-list", "--count", "main").decode().strip()
    print(f"{target} has {count} commits; its head is {head[:10]}")


if __name__ == "__main__":
    main()
