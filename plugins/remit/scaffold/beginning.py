"""A new handbook: everything is composed and looked through first, then written whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from remit import files
from remit.diagnostics import RemitError, Severity
from remit.escape import printable
from remit.exports import editor
from remit.frozen import dataclass
from remit.reading import FOLDER, open_handbook
from remit.scaffold import packs, repository
from remit.scaffold.packs import Company
from remit.scaffold.repository import File
from remit.scaffold.writing import create_all
from remit.tree import Memory

LONGEST = 80  # characters of a company's name
_SAFE = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*\Z")


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written: the files, how many definitions, and what was there already and stays as it was."""

    written: Sequence[str]
    definitions: int
    kept: Sequence[str]


def begin(root: Path, company: Company, chosen: Sequence[str]) -> Begun:
    """Write a company's handbook into a folder, which may be new, part of a repository, or its top.

    Raises RemitError, and leaves everything as it was, where a file of the handbook exists already, or
    something cannot be written.
    """
    _hold_name(company.name)
    top, folder = files.repository(root)
    prefix = f"{folder}/" if folder else ""
    if not _SAFE.match(prefix):
        raise RemitError(
            f"`{printable(folder)}` has signs that workflows trip over; use letters, digits and -"
        )
    owners = "../" * prefix.count("/") + repository.CODEOWNERS.get(company.host, "CODEOWNERS")
    company = replace(company, codeowners=owners)
    wanted = packs.with_needed(chosen)
    texts = packs.files_of(packs.collections(company, wanted), packs.in_folders(company.phase))
    book = open_handbook(Memory(texts))
    if errors := [each for each in book.diagnostics if each.severity is Severity.ERROR]:
        raise RemitError(f"the packs do not fit together, a fault of remit: {errors[0].message}")
    every = [
        *(File(prefix + path, text) for path, text in texts.items()),
        *repository.files(company, book, prefix),
    ]
    there = [each for each in every if (top / each.path).exists() or (top / each.path).is_symlink()]
    if taken := [each.path for each in there if not each.yielding]:
        raise RemitError(_taken(taken, is_handbook=(root / FOLDER).exists()))
    kept = [each.path for each in there]
    written = [each for each in every if each not in there]
    create_all(top, {each.path: each.text for each in written})
    editor.write(open_handbook(root), root / repository.SCHEMAS)
    return Begun([each.path for each in written], sum(1 for _ in book.definitions()), kept)


def _hold_name(name: str) -> None:
    if not name.strip() or name != name.strip() or not name.isprintable() or len(name) > LONGEST:
        shown = printable(name[:LONGEST])
        raise RemitError(f"`{shown}` is no name for a company; write it in a line of at most {LONGEST} signs")


def _taken(paths: Sequence[str], *, is_handbook: bool) -> str:
    shown = ", ".join(f"`{printable(path)}`" for path in paths[:5])
    more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
    hint = "; `remit add` brings more to a handbook that is there" if is_handbook else ""
    return f"nothing was written, since {shown}{more} is there already: move it, or name another folder{hint}"
