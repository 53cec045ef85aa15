"""Several files changed as one: all of them or none, also when the program is killed on the way."""

# What is to be written is noted in one file first. Whoever is killed before that has changed nothing; whoever
# is killed later is finished by the next command that edits. The note lies in the tree, so a stranger could
# bring one: it can reach nothing but YAML below `governance/` and pages below `docs/`, and only where a file
# is as it says. Whoever edits holds a lock on `governance/` from the reading to the last file.

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from remit import files
from remit.diagnostics import RemitError
from remit.reading import FOLDER
from remit.tree import AUTHORED

WAIT = 10.0  # seconds for which an edit waits for another
NOTE = f"{FOLDER}/{files.UNFINISHED}"
_VERSION = 1
_ENDINGS = {FOLDER: ".yaml", AUTHORED: ".md"}  # what an edit may write, by the folder below which it lies
_LEFT = re.compile(
    rf"{re.escape(files.BESIDE)}.+\.(?:yaml|json|md)-[^.]+"
)  # what `files` writes beside a file


class _Step(NamedTuple):
    """One file: a digest of its text before, empty where there was none; its text after, None for none."""

    path: str
    before: str
    after: str | None


@contextmanager
def alone(root: Path, waiting: Callable[[], None], *, wait: float = WAIT) -> Iterator[None]:
    """Keep others from editing a handbook; `waiting` is called once where somebody does so now.

    Raises RemitError where that still goes on after `wait` seconds. A killed edit holds nobody up.
    """
    folder = Path(os.path.realpath(root / FOLDER))
    handle = _lockable(folder)
    try:
        if handle is not None and not _locked(handle, wait, waiting):
            raise RemitError(
                f"another command is editing this handbook, and has been for {wait:.0f} seconds; nothing was "
                "changed: run this again when the other is done"
            )
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lockable(folder: Path) -> int | None:
    """What is locked: the folder itself, so that no file has to lie about; None where it cannot be opened."""
    try:
        if sys.platform == "win32":  # no folder can be opened there
            name = f"remit-{sha256(os.fsencode(folder)).hexdigest()[:16]}.lock"
            return os.open(Path(tempfile.gettempdir()) / name, os.O_RDWR | os.O_CREAT, 0o600)
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None  # whoever reads next says what is wrong with it


def _locked(handle: int, wait: float, waiting: Callable[[], None]) -> bool:
    try:
        return files.lock(handle, wait, waiting)
    except OSError:
        return True  # a file system without locks; files that changed meanwhile are refused all the same


def write(root: Path, texts: Mapping[str, str | None], before: Mapping[str, str]) -> None:
    """Give files below a root new texts, or delete those of which the text is None.

    `before` has the texts that they were made from, by path; one that is absent there must not exist yet.
    Raises RemitError, and has changed nothing then, where a file is another by now.
    """
    finish(root)
    steps = [_Step(path, _digest(before.get(path)), text) for path, text in sorted(texts.items())]
    for step in steps:
        if not _may_be(root, step.path):
            raise RemitError(
                f"`{step.path}` is no YAML file below `{FOLDER}/` and no page of `{AUTHORED}/`, so nothing "
                "was written"
            )
        if _digest(_text(root, step.path)) != step.before:
            what = "has changed since it was read" if step.before else "exists already"
            raise RemitError(f"{step.path} {what}, so nothing was written; run the command again")
    if len(steps) > 1:
        note = {"version": _VERSION, "files": [step._asdict() for step in steps]}
        files.create(root / NOTE, json.dumps(note))
    _carry_out(root, steps)


def unfinished(root: Path) -> bool:
    """Whether an edit of several files was interrupted before it was whole."""
    return (root / NOTE).is_file()


def finish(root: Path) -> bool:
    """Finish an edit that was interrupted; whether there was one.

    Raises RemitError when a file of it has been changed since.
    """
    for folder in _ENDINGS:
        for left in (root / folder).rglob(f"{files.BESIDE}*"):
            if _LEFT.fullmatch(left.name) and left.is_file():
                left.unlink(missing_ok=True)  # what an interrupted writer left beside its file
    if not unfinished(root):
        return False
    steps = _noted(root)
    for step in steps:
        if _digest(_text(root, step.path)) not in (step.before, _digest(step.after)):
            raise RemitError(
                f"an edit was interrupted, and {step.path} has been changed since: nobody can tell what is "
                f"meant. Put the files right by hand (`git diff` shows them), then delete {NOTE}"
            )
    _carry_out(root, steps)
    return True


def _carry_out(root: Path, steps: list[_Step]) -> None:
    for step in steps:
        path = root / step.path
        if step.after is None:
            path.unlink(missing_ok=True)
        elif _digest(_text(root, step.path)) != _digest(step.after):
            files.replace(path, step.after)
    (root / NOTE).unlink(missing_ok=True)


def _noted(root: Path) -> list[_Step]:
    try:
        note = json.loads(files.read(root / NOTE))
        steps = [_Step(str(step["path"]), str(step["before"]), step["after"]) for step in note["files"]]
        is_sound = note["version"] == _VERSION and all(
            _may_be(root, step.path) and isinstance(step.after, str | None) for step in steps
        )
    except (ValueError, TypeError, LookupError):
        is_sound = False
    if not is_sound:
        raise RemitError(f"{NOTE} was not written by this version of remit; look at it, then delete it")
    return steps


def _may_be(root: Path, path: str) -> bool:
    """Whether an edit may write there: YAML below `governance/`, pages below `docs/`, and by no link."""
    first, *more = path.split("/")
    if (
        not path.endswith(_ENDINGS.get(first, "/"))
        or not more
        or any(step in ("", ".", "..") or "\\" in step for step in more)
    ):
        return False
    real = Path(os.path.realpath(root / path))
    return real.is_relative_to(os.path.realpath(root))


def _text(root: Path, path: str) -> str | None:
    return files.read(root / path) if os.path.lexists(root / path) else None


def _digest(text: str | None) -> str:
    return "" if text is None else sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
