"""Which files of a tree belong to which environment of Salesforce, and what each holds."""

# Two formats may lie in one tree: source (`objects/Lead/fields/X.field-meta.xml`) and metadata, as packages
# have it (`objects/Lead.object`).

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from posixpath import normpath
from typing import NamedTuple

from remit.diagnostics import Location, RemitError, did_you_mean
from remit.frozen import dataclass
from remit.snapshots.files import Files
from remit.snapshots.model import Note
from remit.snapshots.salesforce.fields import decoded

PROJECT = "sfdx-project.json"
# the folder of a type → the endings that its files have
_FOLDERS: Mapping[str, frozenset[str]] = {
    "objects": frozenset({"object", "field", "validationRule", "recordType", "businessProcess"}),
    "standardValueSets": frozenset({"standardValueSet"}),
    "globalValueSets": frozenset({"globalValueSet"}),
    "flows": frozenset({"flow"}),
    "assignmentRules": frozenset({"assignmentRules"}),
    "workflows": frozenset({"workflow"}),
    "dashboards": frozenset({"dashboard"}),
}
# what a package writes in place of its namespace until it is deployed, in names of files and folders
_TOKEN = re.compile(r"%%%NAMESPACE(?:D_ORG|_DOT|_OR_C)?%%%|___NAMESPACE(?:D_ORG)?___|__NAMESPACE__(?:DOT__)?")
_ENDINGS = frozenset().union(*_FOLDERS.values())


class Component(NamedTuple):
    """One file: what it holds (`field`), for which object, its name; `root` is the folder of all types."""

    path: str
    root: str
    ending: str
    object: str
    name: str

    @property
    def key(self) -> str:
        """What may be there once alone."""
        return f"{self.ending} {self.object}.{self.name}".casefold()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files of one environment, those that all environments share first."""

    environment: str
    components: tuple[Component, ...]
    notes: tuple[Note, ...]
    namespace: str
    absent: tuple[str, ...] = ()


class _Projects(NamedTuple):
    """The package folders of each project, those that are absent, what is to be said, and the namespace."""

    packages: tuple[tuple[str, ...], ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    namespace: str = ""

    def with_one(
        self, there: tuple[str, ...], absent: tuple[str, ...], notes: tuple[Note, ...], namespace: str
    ) -> _Projects:
        """These and one more; the first namespace counts."""
        packages = (*self.packages, there) if there else self.packages
        return _Projects(
            packages, (*self.absent, *absent), (*self.notes, *notes), self.namespace or namespace
        )


class SeveralEnvironments(RemitError):
    """A tree holds several environments and none was chosen; `names` are theirs."""

    def __init__(self, where: str, names: Sequence[str]) -> None:
        self.names = tuple(names)
        listed = ", ".join(f"`{name}`" for name in names)
        super().__init__(
            f"{where} holds {len(names)} environments: {listed}; they are never merged: choose one with "
            f"--environment {names[0]}, or with `environment:` in `governance/handbook.yaml`"
        )


def components(paths: Iterable[str]) -> Iterator[Component]:
    """All files that say something, in the order of their paths."""
    kinds: dict[str, tuple[_Kind, ...]] = {}
    for path in paths:
        folder, _, file = path.rpartition("/")
        if file.endswith(".xml"):
            if not file.endswith("-meta.xml"):
                continue
            file = file[:-9]
        stem, _, ending = file.rpartition(".")
        if ending not in _ENDINGS:
            continue
        if folder not in kinds:
            kinds[folder] = tuple(_kinds(folder))
        for kind in kinds[folder]:
            if ending in kind.endings:
                object = "" if ending == "object" else kind.object
                yield Component(path, kind.root, ending, object, _named(stem))
                break


class _Kind(NamedTuple):
    """A folder of a type above a file: the endings of its files, the folder of all types, the object."""

    endings: frozenset[str]
    root: str
    object: str


def _kinds(folder: str) -> Iterator[_Kind]:
    """The folders of types that a file in a folder lies in, the nearest first."""
    names = folder.split("/")
    for at in range(len(names) - 1, -1, -1):
        endings = _FOLDERS.get(names[at])
        if endings is not None:
            object = names[at + 1] if names[at] == "objects" and at + 1 < len(names) else ""
            yield _Kind(endings, "/".join(names[:at]), _named(object))


def _named(stem: str) -> str:
    """The name that the name of a file or folder means: without a token, and decoded."""
    if "NAMESPACE" in stem:
        stem = _TOKEN.sub("", stem)
    return decoded(stem)


def choose(files: Files, paths: Sequence[str], environment: str = "") -> Chosen:
    """The files of one environment.

    Folders that hold the same component are rivals: each is an environment, and so is a backup. What has no
    rival belongs to all of them. The package folders of a project are deployed together, so they are one.
    Raises SeveralEnvironments where several are there and none is asked for.
    """
    packages, absent, notes, namespace = _projects(files, paths)
    found = list(components(paths))
    group = {root: _group(root, packages) for root in {each.root for each in found}}
    holders: dict[str, list[str]] = {}
    for each in found:
        names = holders.setdefault(each.key, [])
        if group[each.root] not in names:
            names.append(group[each.root])
    rivals = sorted({name for names in holders.values() if len(names) > 1 for name in names})
    if not rivals:
        if environment and environment not in _own_names(files.name, group.values()):
            raise RemitError(
                f"{files.name} holds one environment and says no name of it; leave out `{environment}`"
            )
        return Chosen(environment, tuple(found), notes, namespace, absent)
    called = {name: name or "." for name in rivals}
    meant = [
        name for name in rivals if environment and f"/{called[name]}".endswith(f"/{environment.strip('/')}")
    ]
    if len(meant) != 1:
        if not environment:
            raise SeveralEnvironments(files.name, sorted(called.values()))
        raise RemitError(
            f"{files.name} has no environment `{environment}`{did_you_mean(environment, called.values())}; "
            f"it has {', '.join(f'`{each}`' for each in sorted(called.values()))}"
        )
    others = {name for name in rivals if name != meant[0]}
    kept = [each for each in found if group[each.root] not in others]
    kept.sort(key=lambda each: group[each.root] == meant[0])  # what all share comes first
    return Chosen(called[meant[0]], tuple(kept), notes, namespace, absent)


def _own_names(name: str, groups: Iterable[str]) -> set[str]:
    return {name, name.rpartition("/")[2], *groups}


def _group(root: str, packages: Sequence[Sequence[str]]) -> str:
    """The environment that a folder of types belongs to: the packages of a project are one."""
    for of_project in packages:
        for package in of_project:
            if root == package or root.startswith(f"{package}/"):
                return of_project[0]
    return root


def _projects(files: Files, paths: Sequence[str]) -> _Projects:
    """What all projects say that lie in the tree."""
    found = _Projects()
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == PROJECT:
            found = found.with_one(*_project(files, path, folder, paths))
    return found


def _project(
    files: Files, path: str, folder: str, paths: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Note, ...], str]:
    """The package folders that are there and those that are not, what is to be said, and the namespace."""
    import json  # packages have no such file

    where = Location(path)
    try:
        said = json.loads(files.read(path).decode("utf-8-sig"))
        listed = [str(each["path"]).replace("\\", "/") for each in said.get("packageDirectories", ())]
        namespace = str(said.get("namespace") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return (), (), (Note(where, f"`{path}` cannot be read: its package folders are not known"),), ""
    clean = [normpath(f"{folder}/{each}".strip("/") or ".") for each in listed]
    whole = [each for each in clean if each in (".", folder)]  # the project's own folder is all of it
    there = tuple(
        each for each in clean if each not in whole and any(one.startswith(f"{each}/") for one in paths)
    )
    absent = tuple(each for each in clean if each not in whole and each not in there)
    notes: tuple[Note, ...] = ()
    if absent:
        names = ", ".join(f"`{each}`" for each in absent)
        message = (
            f"{len(absent)} of {len(clean)} package folders are not in the snapshot: {names}; "
            "what they hold cannot be told"
        )
        notes = (Note(where, message),)
    return there, absent, notes, namespace
