"""The two sides of a comparison: two folders or trees, or a folder and versions that git has of it."""

from __future__ import annotations

import os
from dataclasses import replace

from remit.change.compare.versions import Difference, Versions, difference
from remit.diagnostics import RemitError
from remit.git import NoRepository, open_repository
from remit.reading import open_handbook
from remit.tree import Memory, Overlay, Place, Tree, folder_of, on_disk, tree_of

WORKING_TREE = "the working tree"
_USUAL = ("HEAD", "@", "main", "master")  # names that a repository has once something is committed


def diff(
    place: Place,
    other: Place | None = None,
    *,
    base: str | None = None,
    head: str | None = None,
    merge_base: bool = False,
) -> Difference:
    """What differs between two handbooks.

    Either from `place` to `other`, two folders or trees; or, in the git repository of the folder
    `place`, from the ref `base` to the ref `head`, or to what the folder or the tree over it holds now
    where no `head` is named. With `merge_base` the comparison starts where `head` left `base`, so that
    what `base` gained since does not look undone.

    Raises RemitError for what names nothing, or holds no handbook. What cannot be read in a handbook is
    no error: it is among `unread`.
    """
    if other is not None:
        if base is not None or head is not None:
            raise RemitError("two places are compared as they are; leave out `base` and `head`, or `other`")
        return _of_places(place, other)
    if base is None:
        raise RemitError("compare with what? Give a second place, or name the `base`, such as base=`main`")
    return _of_versions(tree_of(place), base, head, merge_base=merge_base)


def tree_at(place: Place, ref: str) -> Memory:
    """The files of a handbook at a commit, which a ref names in the git repository of its folder.

    Raises RemitError for a ref that names nothing, and for files that this clone does not have.
    """
    repository = open_repository(folder_of(tree_of(place)))
    return Versions(repository).tree(repository.resolve(ref), ref)


def _of_places(place: Place, other: Place) -> Difference:
    after = tree_of(other)
    found = difference(open_handbook(place), open_handbook(after), (_name(place), _name(other)))
    return replace(found, files=on_disk(after))


def _name(place: Place) -> str:
    """What messages call a place: a path as it was given."""
    return os.fspath(place) if isinstance(place, str | os.PathLike) else place.name


def _of_versions(tree: Tree, base: str, head: str | None, *, merge_base: bool) -> Difference:
    folder = folder_of(tree)
    if head is not None and isinstance(tree, Overlay):
        raise RemitError(f"`{head}` is a commit, over which no texts lie; leave out `head`, or the texts")
    repository = open_repository(folder)
    here = repository.head()
    if here is None and base in _USUAL:
        raise NoRepository(f"nothing has been committed yet, so there is no `{base}`")
    tip = start = repository.resolve(base)
    end = repository.resolve(head) if head is not None else here
    if merge_base and end is not None:
        start = repository.merge_base(start, end)
    versions = Versions(repository)
    begins = False
    if merge_base:
        latest, begins = versions.open_or_begin(tip, base)
        before = versions.open(start, base) if tip != start and not begins else latest
        judge = latest if tip != start and not begins else None
    else:
        before, judge = versions.open(start, base), None
    if head is None or end is None:
        found = difference(before, open_handbook(versions.filled(tree)), (base, WORKING_TREE))
        return replace(found, judge=judge, files=folder, begins=begins)
    found = difference(before, versions.open(end, head), (base, head))
    return replace(found, judge=judge, files=folder if end == here else None, begins=begins)
