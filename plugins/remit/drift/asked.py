"""Which snapshots are asked: those that `handbook.yaml` lists, or one that is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from remit.diagnostics import RemitError, did_you_mean
from remit.drift.compare import Asked
from remit.handbook import NOTHING, Handbook
from remit.snapshots.opening import open_snapshot


def kept(book: Handbook) -> Mapping[str, Mapping[str, Any]]:
    """System → what `handbook.yaml` says of its snapshot."""
    return book.settings().get("snapshots") or NOTHING


def listed(book: Handbook, system: str = "") -> Iterator[Asked]:
    """The snapshots of `handbook.yaml`, of all systems or of one; raises RemitError for what is not there."""
    for id, said in kept(book).items():
        if not system or id == system:
            where = {name: said.get(name, "") for name in ("environment", "day")}
            yield _asked(book, id, said["kind"], book.root / said["path"], name=said["path"], **where)


def named(
    book: Handbook, kind: str, place: Path, *, system: str, environment: str, day: str, is_new: bool = False
) -> Asked:
    """One snapshot; what is not said of it here stands in `handbook.yaml`.

    Its system is empty where it `is_new`, and no system of the handbook is of that product.
    """
    wanted = system or meant(book, kind, is_new=is_new)
    said = kept(book).get(wanted, NOTHING)
    if not environment and said.get("kind") == kind:
        environment = said.get("environment", "")
    return _asked(book, wanted, kind, place, name=str(place), environment=environment, day=day)


def _asked(book: Handbook, system: str, kind: str, place: Path, **more: str) -> Asked:
    if system and book.get("system", system) is None:
        known = [each.id for each in book.all("system")]
        raise RemitError(f"there is no system `{system}`{did_you_mean(system, known)}")
    snapshot = open_snapshot(kind, place, **more)
    folder = place if place.is_dir() else place.parent
    prefix = Path(os.path.relpath(folder, book.root)).as_posix()
    leaves_out = frozenset(kept(book).get(system, NOTHING).get("leaves-out") or ())
    return Asked(system, snapshot, "" if prefix == "." else prefix, leaves_out)


def meant(book: Handbook, kind: str, *, is_new: bool = False) -> str:
    """The system that a snapshot is of: as `handbook.yaml` has it, or by the product's name."""
    products = {each.id: str(each.get("product", "")).casefold() for each in book.all("system")}
    found = [id for id, said in kept(book).items() if said.get("kind") == kind]
    found = found or [id for id, product in products.items() if product == kind]
    found = found or [id for id, product in products.items() if product.startswith(kind)]
    if not found and is_new:
        return ""
    if len(found) != 1:
        which = f"{', '.join(f'`{each}`' for each in found)} are" if found else "no system is"
        raise RemitError(f"{which} of the product {kind}; say which one the snapshot is of: --system ID")
    return found[0]
