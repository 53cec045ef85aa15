"""What the arguments of `diff` and `review` mean, and what to do where git knows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from remit.diagnostics import RemitError
from remit.git import NoRepository
from remit.reading import FOLDER
from remit.tree import Disk, Place

if TYPE_CHECKING:
    from remit.change.history.timeline import History

# Why nothing is known of the past → what to do about it
REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "git is not installed": "install git, or compare two folders",
        "this folder is not in a git repository": "name a checkout with -C, or begin one with `git init`",
        "nothing has been committed yet": "commit the handbook first",
    }
)
_ELSEWHERE = "no commit up to"  # how it begins where the repository holds something else


class Sides(NamedTuple):
    """The two sides as `remit.diff` takes them: two places, or one and its refs."""

    place: Place
    other: Place | None = None
    base: str | None = None
    head: str | None = None


def sides(root: Path, base: str, head: str | None) -> Sides:
    """What BASE and HEAD name: two folders with a handbook, or two versions of the one in `root`.

    Raises RemitError for one of each.
    """
    if _is_folder(base) and (head is None or _is_folder(head)):
        from remit.change.compare.sides import WORKING_TREE  # whoever looks back compares no sides

        return Sides(base, Disk(root, WORKING_TREE) if head is None else head)
    for name in (base, head):
        if name is not None and _is_folder(name):
            raise RemitError(
                f"`{name}` is a folder and the other side is not; compare two folders or two versions"
            )
    return Sides(root, base=base, head=head)


@contextmanager
def remedies(root: Path) -> Iterator[None]:
    """Where git knows nothing of the past: the reason, with what to do about it."""
    try:
        yield
    except NoRepository as problem:
        remedy = next((each for start, each in REMEDIES.items() if str(problem).startswith(start)), "")
        if str(problem).startswith(_ELSEWHERE):
            is_here = (root / FOLDER).is_dir()
            remedy = "commit it first" if is_here else "run remit where it lies, or name that place with -C"
        raise RemitError(f"{problem}; {remedy}" if remedy else str(problem)) from problem


def past_until(root: Path, day: str | None, ref: str = "HEAD") -> History:
    """The history up to a commit, and up to the end of a day where one is named.

    Raises RemitError as `history` does, and where the handbook is younger than the day.
    """
    from remit.change.history.timeline import history

    told = history(root, ref)
    last = next((step for step in reversed(told.steps) if day is None or step.day <= day), None)
    if last is None:
        raise RemitError(f"the handbook has no history before {told.starts}; name that day or a later one")
    return told if last is told.steps[-1] else history(root, last.id)


def _is_folder(name: str) -> bool:
    """True for a path with a handbook in it; `./main` means the folder where a branch has the name, too."""
    try:
        return bool(name) and not name.startswith("-") and (Path(name) / FOLDER).is_dir()
    except OSError:  # longer than any path may be
        return False
