"""How completely a handbook is kept: what its kinds lack, which roles are vacant, what is waived."""

from __future__ import annotations

from collections.abc import Mapping

from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.ownership.parties import granting
from remit.schema import Kind


@dataclass(frozen=True)
class Coverage:
    """How many definitions of a kind there are, and which of them lack something."""

    kind: Kind
    all: int
    drafts: tuple[Definition, ...]
    deprecated: tuple[Definition, ...]
    unsound: tuple[Definition, ...]
    unreviewed: tuple[Definition, ...]


@dataclass(frozen=True)
class Waiver:
    """A finding that is tolerated: its name, what is written, what it is for, and who granted it."""

    name: str
    data: Mapping[str, object]
    subject: Definition | None
    granted_by: Definition | None


def coverage(book: Handbook) -> list[Coverage]:
    """How each kind that has definitions is kept, by its title."""
    rows = (_coverage(book, kind) for kind in book.kinds.by_id.values() if not kind.single)
    return sorted((row for row in rows if row.all), key=lambda row: row.kind.titles)


def _coverage(book: Handbook, kind: Kind) -> Coverage:
    rows = list(book.every(kind.id))
    lacking = "review-every" in kind.properties
    return Coverage(
        kind,
        len(rows),
        tuple(row for row in rows if row.status == "draft"),
        tuple(row for row in rows if row.status == "deprecated"),
        tuple(row for row in rows if not row.sound),
        tuple(row for row in rows if lacking and row.sound and not row.get("review-every")),
    )


def vacancies(book: Handbook) -> list[Definition]:
    """The roles that are said to be vacant."""
    return [role for role in book.all("role") if role.get("vacant")]


def waivers(book: Handbook) -> list[Waiver]:
    """The waivers of a handbook, in order of writing."""
    own = book.get("handbook", "handbook")
    if own is None or not own.sound:
        return []
    about = {edge.path[1]: edge.target for edge in own.to("waived-for")}
    granted = {edge.path[1]: edge.target for edge in granting(own)}
    return [
        Waiver(name, dict(waiver), about.get(name), granted.get(name))
        for name, waiver in own.get("waivers", {}).items()
    ]
