"""The two sides of a comparison, as people name them: a commit, the working tree, or a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from remit.change.compare.versions import Versions
from remit.diagnostics import RemitError
from remit.git import NoRepository, open_repository
from remit.handbook import Handbook
from remit.reading import FOLDER, open_handbook

if TYPE_CHECKING:
    from remit.change.history.timeline import History
    from remit.schema import Kinds

WORKING_TREE = "the working tree"
# Why nothing is known of the past → what to do about it
REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "git is not installed": "install git, or compare two folders",
        "this folder is not in a git repository": "name a checkout with -C, or begin one with `git init`",
        "nothing has been committed yet": "commit the handbook first",
    }
)


@dataclass(frozen=True, slots=True)
class Sides:
    """Two opened handbooks and what messages call them; `judge` is BASE where the first is not.

    `files` is the folder of the second one where it is the files as they are now, or just what was
    committed of them; None where nothing can be written beside it.
    """

    before: Handbook
    after: Handbook
    names: tuple[str, str]
    judge: Handbook | None = None
    files: Path | None = None


def open_sides(root: Path, base: str, head: str | None, *, from_fork: bool = False) -> Sides:
    """Open BASE and HEAD; HEAD is the working tree when it is left out.

    With `from_fork` the comparison starts where HEAD left BASE, so that what BASE
    gained since does not look undone. Raises RemitError for what names nothing.
    """
    if _is_folder(base) and (head is None or _is_folder(head)):
        other = Path(head) if head is not None else root
        names = (base, head or WORKING_TREE)
        return Sides(open_handbook(Path(base)), open_handbook(other), names, files=other)
    for name in (base, head):
        if name is not None and _is_folder(name):
            raise RemitError(
                f"`{name}` is a folder and the other side is not; compare two folders or two versions"
            )
    try:
        repository = open_repository(root)
    except NoRepository as problem:
        raise RemitError(told_with_remedy(str(problem))) from problem
    versions = Versions(repository)
    here = repository.head()
    if here is None and base in ("HEAD", "@", "main", "master"):
        raise RemitError(told_with_remedy(f"nothing has been committed yet, so there is no `{base}`"))
    tip = start = repository.resolve(base)
    end = repository.resolve(head) if head is not None else here
    if from_fork and end is not None:
        start = repository.merge_base(start, end)
    before = versions.open(start, base)
    judge = versions.open(tip, base) if tip != start else None
    if head is None or end is None:
        return Sides(before, open_handbook(root), (base, WORKING_TREE), judge, root)
    files = root if end == here else None
    return Sides(before, versions.open(end, head), (base, head), judge, files)


def told_with_remedy(why: str) -> str:
    """Why nothing is known of the past, with what to do about it."""
    remedy = next((each for start, each in REMEDIES.items() if why.startswith(start)), "")
    return f"{why}; {remedy}" if remedy else why


def past(root: Path, kinds: Kinds, ref: str = "HEAD") -> History:
    """The history of a handbook; raises RemitError where git has none of it, with what to do."""
    from remit.change.history.timeline import history_of

    told = history_of(root, kinds, ref)
    if told.missing:
        raise RemitError(told_with_remedy(told.missing))
    if not told.steps:
        folder = root / FOLDER
        remedy = (
            "commit it first" if folder.is_dir() else "run remit where it lies, or name that place with -C"
        )
        raise RemitError(f"no commit up to `{ref}` has anything in `{folder}`; {remedy}")
    return told


def _is_folder(name: str) -> bool:
    """True for a path with a handbook in it; `./main` means the folder where a branch has the name, too."""
    try:
        return bool(name) and not name.startswith("-") and (Path(name) / FOLDER).is_dir()
    except OSError:  # longer than any path may be
        return False
