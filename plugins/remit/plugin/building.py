"""`remit build`: check, build with MkDocs beside the site, look whether it is whole, put it in place."""

# MkDocs runs in a process of its own, as `mkdocs build` would: what `mkdocs.yml` names is run there. That
# process holds the lock of the target too, so one that outlives a killed build is waited for.

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from remit import extras
from remit.diagnostics import RemitError
from remit.publish import swap, verify
from remit.reading import FOLDER

CONFIG = "mkdocs.yml"
# The theme, and what goes on from MkDocs, print banners about MkDocs 2 at every build; what remit needs rules
# that version out, and the guide says how to move.
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
WAIT = 600.0  # seconds for another build of the same site
# A folder that has one of these is a site that was built before: it may be replaced.
_OURS = ("assets/remit", "search/search_index.json", "404.html")
# Exit codes of the process that checks and runs MkDocs; the rest is MkDocs' own. As sysexits.h has them.
FAULTY: Final = 65  # the definitions have an error: the report is on standard output
UNREAD: Final = 66  # nothing could be read: the reason is on standard output
Make = Callable[[Path, int], None]


class Faulty(Exception):
    """The definitions have errors, so nothing was built; the text is the report of the check."""


def build(root: Path, config: Path, folder: Path, *, wait: float = WAIT, say: Callable[[str], None]) -> int:
    """Check the handbook at `root` and build the site of `config`, an `mkdocs.yml`, all or nothing.

    `say` is told what takes long. Returns how many files the site has. Raises Faulty where the definitions
    have errors, RemitError where the site cannot be built, is not whole, or cannot be put in place: the
    folder is then as it was.
    """
    _hold_built(config, folder)

    def make(into: Path, lock: int) -> None:
        options = ["--config-file", str(config), "--site-dir", str(into)]
        # Not `--quiet`: MkDocs would count no warnings then, and a strict build would pass over them.
        _run_mkdocs([str(root), "build", "--strict", *options], lock, say)

    return publish(folder, make, wait=wait, say=say)


def publish(folder: Path, make: Make, *, wait: float = WAIT, say: Callable[[str], None]) -> int:
    """Let `make` fill a folder beside, and put it in place when it is whole; how many files it has.

    `make` is given the folder and the open lock. Raises RemitError as `build` does.
    """
    target = swap.target_of(folder)
    name = target.folder.name
    waiting = f"another build of `{name}` is running; this one waits for it"
    with swap.locked(target, wait, lambda: say(waiting)) as lock:
        if target.folder.exists() and not _is_ours(target.folder):
            raise RemitError(f"`{name}` holds something else than a site; name a new or an empty folder")
        try:
            new = target.new()
        except OSError as problem:
            raise RemitError(f"cannot write beside `{name}`: {(problem.strerror or '').lower()}") from problem
        try:
            make(new, lock)
            files = verify.files_in(new)
            if found := list(verify.problems(new, files)):
                more = "".join(f"\n  {each}" for each in found)
                raise RemitError(f"the new site is not whole, so `{name}` stays as it was:{more}")
            new.chmod(0o755)
            swap.put_in_place(new, target)
        except OSError as problem:
            why = (problem.strerror or str(problem)).lower()
            raise RemitError(f"the site could not be built: {why}; `{name}` stays as it was") from problem
        finally:
            swap.removed(new)
    return len(files)


def _hold_built(config: Path, folder: Path) -> None:
    """Raise RemitError where there is nothing to build with, or the site would take its sources' place."""
    extras.hold(extras.SITE)
    if not config.is_file():
        raise RemitError(
            f"there is no `{config.name}` in {config.parent.resolve().name}; MkDocs is set up there"
        )
    real, root = folder.resolve(), config.parent.resolve()
    if root.is_relative_to(real) or real in (root / FOLDER, root / "docs", root / "schemas"):
        raise RemitError(f"the site would take the place of `{real.name}`, which holds what it is built from")


def _is_ours(folder: Path) -> bool:
    return not any(folder.iterdir()) or any((folder / each).exists() for each in _OURS)


def _run_mkdocs(arguments: list[str], lock: int, say: Callable[[str], None]) -> None:
    command = [sys.executable, "-m", "remit.plugin.alone", *arguments]
    surroundings = {**os.environ, **QUIET}
    keep: tuple[int, ...] = () if sys.platform == "win32" else (lock,)
    done = subprocess.run(
        command, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, pass_fds=keep, check=False
    )
    told = done.stdout.decode("utf-8", "replace")
    if done.returncode == FAULTY:
        raise Faulty(told)
    if done.returncode == UNREAD:
        raise RemitError(told)
    for line in (*told.splitlines(), *_grave(done.stderr.decode("utf-8", "replace"))):
        say(line)
    if done.returncode:
        how = "was stopped" if done.returncode < 0 else "has not built the site"
        raise RemitError(f"MkDocs {how}, for the reasons above; the site stays as it was")


def _grave(told: str) -> Iterator[str]:
    """What MkDocs says that is more than news, line by line."""
    news = False
    for line in told.splitlines():
        news = line.startswith(("INFO ", "DEBUG ")) or (news and line.startswith(" "))
        if line.strip() and not news:
            yield line
