"""Small git repositories with a handbook and a past, for tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict


class Clock(TypedDict):
    """The environment in which git writes a day."""

    GIT_AUTHOR_DATE: str
    GIT_COMMITTER_DATE: str


class Repo:
    """A repository on disk; each commit is a day later than the one before."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.day = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *arguments: str, feed: bytes = b"", **environment: str) -> str:
        """What git prints; no hook, no signature, no setting of the developer."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), "-c", "gc.auto=0", *arguments],
            env={**os.environ, **environment},
            input=feed,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Put files in place, by their paths; None removes one."""
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change") -> str:
        """Write files and commit everything; the hash."""
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, **self.clock())
        return self.head()

    def clock(self) -> Clock:
        """The next day, for whatever makes a commit."""
        self.day += 1
        when = f"2026-{1 + (self.day - 1) // 28:02}-{1 + (self.day - 1) % 28:02}T12:00:00+00:00"
        return {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}

    def head(self) -> str:
        """The hash of what is checked out."""
        return self.git("rev-parse", "HEAD")

    def snapshot(self) -> dict[str, bytes]:
        """Every file that lies beside `.git`, to see that nothing was written."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".git" not in path.relative_to(self.folder).parts
        }


def term(name: str = "Win", **more: str) -> str:
    """A term as YAML, the smallest definition there is."""
    data = {"name": name, "summary": f"{name}.", **more}
    return "".join(f"{key}: {value}\n" for key, value in data.items())


def begun(folder: Path, handbook: Path) -> Repo:
    """A repository whose first commit, on main, is a copy of a handbook."""
    made = Repo(folder)
    shutil.copytree(handbook, made.folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
    made.commit({}, "Begin")
    return made
