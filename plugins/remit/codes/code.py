"""What a code is: one thing that can be found, and the one place where a finding of it is made."""

from __future__ import annotations

from collections.abc import Sequence

from remit.diagnostics import Diagnostic, Range, Related, Severity
from remit.frozen import dataclass

# Topics of what is found before any rule is asked; the topic of a rule is the module it is written in.
YAML, READING, SHAPE, LINKS, SETTINGS, KINDS = "yaml", "reading", "shape", "links", "settings", "kinds"
LIVE = "live"  # of what is found beside a snapshot of a system
READINGS = "readings"  # tables of numbers beside the definitions


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that can be found: its id, usual severity, why it matters and how to fix it."""

    id: str
    severity: Severity
    why: str
    fix: str
    topic: str

    @property
    def overridable(self) -> bool:
        """Whether a handbook may hide it or make it lighter: never what could not be read."""
        return self.severity < Severity.ERROR or self.topic not in (YAML, READING, SHAPE, KINDS)

    def at(
        self,
        where: Range,
        message: str,
        *,
        related: Sequence[Related] = (),
        subject: str = "",
        dated: bool = False,
        cause: str = "",
    ) -> Diagnostic:
        """A finding over a stretch of a file, such as `document.range_of(path)`."""
        return Diagnostic(
            code=self.id,
            severity=self.severity,
            message=message,
            location=where.start,
            end=where.end,
            why=self.why,
            fix=self.fix,
            excerpt=where.excerpt,
            related=tuple(related),
            subject=subject,
            dated=dated,
            cause=cause,
        )
