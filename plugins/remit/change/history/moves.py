"""The commits of a handbook, wherever in its repository it lay: one that moves keeps its past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from remit.git import FILE, NOWHERE, Commit, Repository, Touch
from remit.reading import FOLDER


def commits_of(repository: Repository, head: str, prefix: str | None = None) -> list[Commit]:
    """The commits of the main line that wrote the handbook, oldest first.

    Where all of it came in one commit from another folder of the repository, that commit is the move, and
    those before it are the commits of that folder. Paths are as if it had always lain where it lies.
    """
    prefix = repository.prefix if prefix is None else prefix
    commits = repository.log(head, (FOLDER,), prefix)
    began = _began(commits)
    if began is None or commits[began].first:
        return commits
    move = commits[began]
    there = _left(repository.touches(move.id), prefix)
    if there is None:
        return commits
    parent = f"{move.id}^1"
    old, new = _blobs(repository, parent, there), _blobs(repository, move.id, prefix)
    touches = [
        Touch(path, old.get(path, ""), new.get(path, ""))
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    ]
    before = commits_of(repository, repository.resolve(parent), there)
    return [*before, move._replace(touches=tuple(touches)), *commits[began + 1 :]]


def _began(commits: Sequence[Commit]) -> int | None:
    """The number of the last commit before which no definition lay there."""
    there: set[str] = set()
    began = None
    for number, commit in enumerate(commits):
        if not there:
            began = number
        for touch in commit.touches:
            if touch.new and touch.path.endswith(".yaml"):
                there.add(touch.path)
            else:
                there.discard(touch.path)
    return began


def _left(touches: Iterable[Touch], prefix: str) -> str | None:
    """The folder (empty, or ending in `/`) whose handbook went where one came; None where none did.

    Of several it is the one that most files have come from. Half of what came or of what went is enough:
    who moves a handbook may edit it in the same commit.
    """
    came: set[str] = set()
    went: dict[str, set[str]] = {}
    for touch in touches:
        folder, found, name = touch.path.rpartition(f"{FOLDER}/")
        if not found or (folder and not folder.endswith("/")) or not name.endswith(".yaml"):
            continue
        if touch.new and not touch.old and folder == prefix:
            came.add(name)
        elif touch.old and not touch.new:
            went.setdefault(folder, set()).add(name)
    alike = Counter({folder: len(names & came) for folder, names in went.items() if folder != prefix})
    for folder, count in alike.most_common(1):
        if 2 * count >= min(len(came), len(went[folder])) > 0:
            return folder
    return None


def _blobs(repository: Repository, commit: str, prefix: str) -> Mapping[str, str]:
    """Path → blob of a handbook's files at a commit; a link or a module has one that nobody has."""
    found = repository.files(commit, (FOLDER,), prefix)
    return {path: blob if type == FILE else NOWHERE for path, (type, blob) in found.items()}
