"""One changed definition with all that was found about its change."""

from __future__ import annotations

from dataclasses import dataclass

from remit.change.compare.diff import DefinitionChange
from remit.change.review.approvals import Ask
from remit.change.review.lanes import Decision
from remit.change.review.reach import Reached, Touch
from remit.handbook import Definition


@dataclass(frozen=True, slots=True)
class Judged:
    """One changed definition, judged. `definition` is the one of BASE where there is one."""

    change: DefinitionChange
    definition: Definition
    weight: str
    reached: tuple[Reached, ...]
    decision: Decision
    touched: tuple[Touch, ...]
    asks: tuple[Ask, ...]
    records: tuple[Definition, ...]

    @property
    def needs_record(self) -> bool:
        """Whether it must be covered by a change record."""
        return self.decision.needs_record
