"""Starts git, and says in a sentence why it did not do what it was asked."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from remit.diagnostics import RemitError

_SETTINGS: Final = (
    "core.fsmonitor=false",
    "core.quotePath=false",
    "diff.orderFile=/dev/null",
    "log.showRoot=true",
    "log.follow=false",
    "log.showSignature=false",
    "protocol.allow=never",
)
# Set by git itself around a hook, or by a habit: they name another place than the one that is asked
# about, or another way to read paths.
_LOCAL: Final = frozenset(
    {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GLOB_PATHSPECS",
     "GIT_GRAFT_FILE", "GIT_ICASE_PATHSPECS", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE",
     "GIT_NOGLOB_PATHSPECS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE",
     "GIT_SHALLOW_FILE", "GIT_WORK_TREE"}
)  # fmt: skip
FETCH_WHOLE: Final = (
    "this clone is partial, and what it left out is needed; `git fetch --refetch --no-filter` brings it "
    "(in GitHub Actions: a checkout without `filter`)"
)
_PARTIAL: Final = re.compile(r"promisor|lazy fetching", re.IGNORECASE)
_BROKEN: Final = re.compile(
    r"corrupt|inflate:|unable to unpack|unable to read|bad object|bad tree|hash mismatch"
    r"|missing (?:blob|tree)|packfile|could not parse|invalid object|does not match index|loose object",
    re.IGNORECASE,
)


class NoRepository(RemitError):
    """There is no repository, or no git: what has happened before cannot be known."""


class UnreadableRepository(NoRepository):
    """There is a repository, and git does not read it: a past is there, and lost until that is mended."""


def command(folder: Path, arguments: Sequence[str], *, literal: bool = True) -> list[str]:
    """A command of git; `literal`: paths mean themselves, whatever signs are in them."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return [
        "git",
        "-C",
        str(folder),
        "--no-pager",
        *(("--literal-pathspecs",) if literal else ()),
        "--no-replace-objects",
        *settings,
        *arguments,
    ]


def environment() -> Mapping[str, str]:
    """What git runs in: no language but English, no question, no fetching, no other place."""
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_FLUSH": "0",  # else `git diff-tree` writes each commit on its own
    }


def run(
    folder: Path, *arguments: str, may: Sequence[int] = (), literal: bool = True, asked: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """What git answers to `asked` on its input.

    Raises RemitError where it does not start, is stopped, or fails by none of `may`.
    """
    try:
        done = subprocess.run(
            command(folder, arguments, literal=literal),
            env=environment(),
            input=asked,
            capture_output=True,
            check=False,
        )
    except OSError as problem:
        raise not_started(problem) from problem
    if done.returncode < 0 or (done.returncode and done.returncode not in may):
        raise failed(arguments[0], done.returncode, done.stderr)
    return done


def not_started(problem: OSError) -> RemitError:
    """Why git could not be started."""
    if isinstance(problem, FileNotFoundError):
        return NoRepository("git is not installed, so nothing is known about earlier versions")
    why = (problem.strerror or str(problem)).lower()
    return RemitError(f"git could not be started: {why}; `git --version` must work where remit runs")


def failed(what: str, code: int | None, told: bytes) -> RemitError:
    """Why git stopped: by a signal, for something that is not in this clone or is broken, or in its words."""
    said = told.decode("utf-8", "replace").strip()
    if code is not None and code < 0:
        name = signal.strsignal(-code) or f"signal {-code}"
        return RemitError(f"git {what} was stopped ({name.lower()}) before it was done; run it again")
    if _PARTIAL.search(said):
        return RemitError(FETCH_WHOLE)
    first = first_line(told)
    if _BROKEN.search(said):
        return RemitError(
            f"git's own files are broken: {first}; `git fsck` names what, and a fresh clone mends it"
        )
    if not first:
        return RemitError(f"git {what} stopped before it was done, without a word; `git fsck` looks for why")
    return RemitError(f"git {what} failed: {first}")


def is_broken(told: bytes) -> bool:
    """Whether git has complained of objects that it cannot read."""
    return _BROKEN.search(told.decode("utf-8", "replace")) is not None


def garbled(what: str) -> RemitError:
    """Git has ended well and answered nothing, or something else than it was asked."""
    return RemitError(
        f"git {what} did not answer what it was asked; look whether the `git` on the PATH is the real one"
    )


def first_line(told: bytes) -> str:
    """What git says first on its way out."""
    said = told.decode("utf-8", "replace").strip()
    return said.removeprefix("fatal: ").removeprefix("error: ").partition("\n")[0]
