"""What a definition is related to, in one step."""

from __future__ import annotations

from remit.handbook import Definition


def one(definition: Definition, relation: str) -> Definition | None:
    """The one definition that a relation leads to, or None."""
    return next((edge.target for edge in definition.to(relation)), None)


def targets(definition: Definition, relation: str) -> list[Definition]:
    """All definitions that a relation leads to, in order of writing."""
    return [edge.target for edge in definition.to(relation)]
