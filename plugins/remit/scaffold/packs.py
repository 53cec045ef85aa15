"""Packs: definitions of the package's own that a company begins with, as texts for its repository."""

# A pack is data, in `plugins/remit/packs/`: a folder a phase, in it a file for each kind. A file of a larger
# phase takes the place of the smaller one's; `terms+.yaml` adds to it. Only the company's name, the host's
# CODEOWNERS and who holds a role are filled in.

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.diagnostics import RemitError, did_you_mean
from remit.frozen import dataclass
from remit.reading import FOLDER
from remit.source import parse
from remit.yaml_text import in_line

PACKS = Path(__file__).resolve().parent.parent / "packs"
BASE = "base"
SINGLE = "handbook"  # the kind of which there is one, at the top of its file
_BEGINS = re.compile(r"^([a-z0-9][a-z0-9-]*):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Company:
    """What packs are filled in with: the name, the phase, and the host, or nothing where there is none.

    `codeowners` is the file in which the host looks for reviewers, from the handbook's folder.
    """

    name: str
    phase: str
    host: str = ""
    codeowners: str = "CODEOWNERS"


@dataclass(frozen=True, slots=True)
class Piece:
    """One definition of a pack: its kind's plural, its id, its properties as YAML, set in by two spaces."""

    plural: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What packs bring of one kind: a comment on top, and the definitions."""

    plural: str
    head: str
    pieces: Sequence[Piece]


@functools.cache
def _data(name: str) -> Mapping[str, Any]:
    document = parse((PACKS / name).read_bytes(), name)
    data: Mapping[str, Any] = document.data
    return data


def phases() -> Mapping[str, Any]:
    """Phase → what is said of it, smallest first."""
    return _data("phases.yaml")


def packs() -> Mapping[str, Any]:
    """The packs that can be asked for: id → what is said of each."""
    return {id: said for id, said in _data("packs.yaml").items() if "phases" in said}


def usual(phase: str) -> Sequence[str]:
    """The packs that a phase comes with."""
    return [id for id, said in packs().items() if phase in said["phases"]]


def with_needed(asked: Iterable[str]) -> Sequence[str]:
    """Packs and those they need, in the order of the list; RemitError for an unknown one."""
    every = _data("packs.yaml")
    wanted = list(asked)
    for id in wanted:
        if id not in packs():
            raise RemitError(
                f"there is no pack `{id}`{did_you_mean(id, packs()) or '; there are ' + ', '.join(packs())}"
            )
    found = {BASE, *wanted, *(needed for id in wanted for needed in every[id].get("needs", ()))}
    return [id for id in every if id in found]


def why(pack: str) -> str:
    """For what a pack is good, in a sentence."""
    return str(_data("packs.yaml")[pack]["why"])


def title(pack: str) -> str:
    """A pack's name as people read it."""
    return str(_data("packs.yaml")[pack]["name"])


class Filled(string.Template):
    """A text with places to fill in, such as `@@company`; what it is otherwise full of are `$` and braces."""

    delimiter = "@@"


def collections(company: Company, chosen: Sequence[str]) -> Sequence[Collection]:
    """What packs bring, kind by kind, filled in for a company."""
    values = _values(company)
    found: dict[str, Collection] = {}
    for id in chosen:
        for plural, texts in _files(PACKS / id, company.phase).items():
            filled = [Filled(text).substitute(values) for text in texts]
            new = _collection(plural, filled)
            old = found.get(plural)
            found[plural] = Collection(plural, old.head, [*old.pieces, *new.pieces]) if old else new
    return list(found.values())


def files_of(found: Iterable[Collection], folders: Iterable[str]) -> Mapping[str, str]:
    """Path → text of definitions; those of the kinds in `folders`, by their plurals, each in its own."""
    own = set(folders)
    texts: dict[str, str] = {}
    for each in found:
        if each.plural in own:
            texts |= {own_path(piece): own_text(piece) for piece in each.pieces}
        else:
            joined = "\n".join(piece.text for piece in each.pieces)
            texts[f"{FOLDER}/{each.plural}.yaml"] = f"{each.head}{joined}"
    return texts


def own_path(piece: Piece) -> str:
    """Where a definition lies that has a file of its own."""
    return f"{FOLDER}/{piece.plural}/{piece.id}.yaml"


def own_text(piece: Piece) -> str:
    """The file of a definition: its properties, no longer set in."""
    _, _, properties = piece.text.partition("\n")
    return re.sub(r"^  ", "", properties, flags=re.MULTILINE)


def in_folders(phase: str) -> Sequence[str]:
    """The kinds of which each definition has a file of its own in this phase."""
    return [str(plural) for plural in phases()[phase].get("folders", ())]


def _files(folder: Path, phase: str) -> Mapping[str, Sequence[str]]:
    """Plural → the texts of a pack for a phase: those of the smaller phases, unless it has its own."""
    found: dict[str, list[str]] = {}
    for each in phases():
        for path in sorted((folder / each).glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            if path.stem.endswith("+"):
                found.setdefault(path.stem[:-1], []).append(text)
            else:
                found[path.stem] = [text]
        if each == phase:
            break
    return found


def _collection(plural: str, texts: Sequence[str]) -> Collection:
    head = ""
    pieces: list[Piece] = []
    if plural == SINGLE:
        return Collection(plural, "", [Piece(plural, plural, "".join(texts))])
    for number, text in enumerate(texts):
        begins = list(_BEGINS.finditer(text))
        if not number:
            head = text[: begins[0].start()].lstrip("\n")
        for match, end in zip(begins, [*(each.start() for each in begins[1:]), len(text)], strict=True):
            pieces.append(Piece(plural, match[1], text[match.start() : end].rstrip("\n") + "\n"))
    last = {piece.id: piece for piece in pieces}  # a larger phase may say more of the same
    return Collection(plural, head, list(last.values()))


def _values(company: Company) -> Mapping[str, str]:
    holders = {
        name: in_line(f"@{_slug(company.name)}/{said['team']}" if company.host else said["words"])
        for name, said in phases()[company.phase]["holders"].items()
    }
    return {"company": in_line(company.name), "codeowners": company.codeowners, **holders}


def _slug(name: str) -> str:
    """A company's name as hosts write the names of organisations."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:39].strip("-") or "your-company"
