"""The two sides of a comparison, as people name them: a commit, the working tree, or a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from remit.change.versions import Versions
from remit.diagnostics import RemitError
from remit.git import NoRepository, open_repository
from remit.handbook import Handbook
from remit.reading import FOLDER, open_handbook

WORKING_TREE = "the working tree"


@dataclass(frozen=True, slots=True)
class Sides:
    """Two opened handbooks and what messages call them; `judge` is BASE where the first is not."""

    before: Handbook
    after: Handbook
    names: tuple[str, str]
    judge: Handbook | None = None


def open_sides(root: Path, base: str, head: str | None, *, from_fork: bool = False) -> Sides:
    """Open BASE and HEAD; HEAD is the working tree when it is left out.

    With `from_fork` the comparison starts where HEAD left BASE, so that what BASE
    gained since does not look undone. Raises RemitError for what names nothing.
    """
    if _is_folder(base) and (head is None or _is_folder(head)):
        other = Path(head) if head is not None else root
        return Sides(open_handbook(Path(base)), open_handbook(other), (base, head or WORKING_TREE))
    for name in (base, head):
        if name is not None and _is_folder(name):
            raise RemitError(
                f"`{name}` is a folder and the other side is not; compare two folders or two versions"
            )
    try:
        repository = open_repository(root)
    except NoRepository as problem:
        raise RemitError(f"{problem}; name the repository with -C, or compare two folders") from problem
    versions = Versions(repository)
    tip = start = repository.resolve(base)
    end = repository.resolve(head) if head is not None else repository.head()
    if from_fork and end is not None:
        start = repository.merge_base(start, end)
    before = versions.open(start, base)
    judge = versions.open(tip, base) if tip != start else None
    if head is None or end is None:
        return Sides(before, open_handbook(root), (base, WORKING_TREE), judge)
    return Sides(before, versions.open(end, head), (base, head), judge)


def _is_folder(name: str) -> bool:
    """True for a path with a handbook in it; `./main` means the folder where a branch has the name, too."""
    try:
        return bool(name) and not name.startswith("-") and (Path(name) / FOLDER).is_dir()
    except OSError:  # longer than any path may be
        return False
