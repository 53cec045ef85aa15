"""One changed definition with all that was found about its change."""

from __future__ import annotations

from remit.change.compare.diff import DefinitionChange
from remit.change.review.approvals import Ask
from remit.change.review.echoes import Echo
from remit.change.review.lanes import LaneChoice
from remit.change.review.reach import Reached, Touch
from remit.frozen import dataclass
from remit.handbook import Definition


@dataclass(frozen=True, slots=True)
class Judged:
    """One changed definition, judged. `definition` is the one of BASE where there is one.

    `needs_record` says whether it must be covered by a change record, `fingerprint` what that must hold
    under `covers`. `claim` is the record that calls the change wording only; where it cannot be that,
    `doubt` says why, else `weight` is editorial. `echoes` are the places nearby that still hold a number
    as it was.
    """

    change: DefinitionChange
    definition: Definition
    weight: str
    reached: tuple[Reached, ...]
    choice: LaneChoice
    touched: tuple[Touch, ...]
    asks: tuple[Ask, ...]
    records: tuple[Definition, ...]
    fingerprint: str
    needs_record: bool = False
    claim: Definition | None = None
    doubt: str = ""
    echoes: tuple[Echo, ...] = ()
