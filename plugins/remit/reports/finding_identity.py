"""What tells one finding from another, and stays when lines move: for hosts that compare two runs."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from remit.diagnostics import Diagnostic, Location

_LINES = re.compile(r"\b(lines?) \d+|(?<=[\w.]):\d+(:\d+)?")  # of other places, in messages


class Placed(NamedTuple):
    """One place of a finding: the first, or another at which the same fault shows."""

    finding: Diagnostic
    place: Location
    fingerprint: str

    @property
    def is_first(self) -> bool:
        """Whether it is the place at which the finding is told."""
        return self.place is self.finding.location


def placed(findings: Iterable[Diagnostic]) -> Iterator[Placed]:
    """Every place of every finding, in order, each with a fingerprint that no other of them has.

    A fingerprint is 16 base32 characters of SHA-256 over code, file, definition and message, without line
    numbers; of several that are equal in that, the second and later ones are numbered.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        message = _LINES.sub(r"\1", finding.message)
        for place in (finding.location, *finding.uses):
            key = (finding.code, place.path, finding.subject, message)
            seen[key] += 1
            text = "\0".join((*key, str(seen[key]))).encode("utf-8", "surrogateescape")
            digest = base64.b32encode(hashlib.sha256(text).digest()).decode().lower()
            yield Placed(finding, place, digest[:16])
