"""The figures at the end of each quarter, as git has the handbook then."""

# A quarter that is over stays as it was, so what was counted of it is kept: see `remit.cache`.

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from remit import cache
from remit.change.compare.versions import Versions
from remit.change.history.timeline import History
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.git import open_repository
from remit.insight.health.figures import Figure
from remit.insight.health.measures import MEASURES, figures
from remit.rhythm.period import Period, quarter
from remit.schema import schema_folder
from remit.version import __version__

FORM = 1  # of what is kept; another number forgets everything
QUARTERS = 8  # that are looked back at


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those asked keep to something; `unclear` are those that could not be judged."""

    kept: int
    asked: int
    unclear: int = 0

    @property
    def part(self) -> float | None:
        """Between 0 and 1; None where nothing was asked."""
        return self.kept / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a quarter, or today: what it is called, its day, and a share for each figure by its id.

    `why` says why nothing is known then; there are no shares in that case.
    """

    name: str
    day: str
    shares: Mapping[str, Share]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """The moments, oldest first; `why` says why there is no past, or none further back."""

    moments: tuple[Moment, ...]
    why: str = ""


def trend(root: Path, history: History, now: Sequence[Figure], today: str) -> Trend:
    """The last quarters that were over today, then today itself as `now` has it.

    Quarters before the first commit are left out. Raises nothing: what git cannot tell is said.
    """
    here = Moment("Now", today, shares(now))
    if history.missing:
        return Trend((here,), history.missing)
    if not today:
        return Trend((here,), "no day is given, so no quarter is over")
    ends = [
        (each, last[-1])
        for each in _over(today)
        if (last := [step.id for step in history.steps if step.day < each.end])
    ]
    found = tuple(_kept_or_counted(root, ends)) if ends else ()
    cut = "this clone is shallow; `git fetch --unshallow` brings the rest" if history.cut else ""
    return Trend((*found, here), cut if len(ends) < QUARTERS else "")


def shares(figures: Sequence[Figure]) -> Mapping[str, Share]:
    """What some figures come to."""
    return {
        each.measure.id: Share(len(each.count.kept), each.count.asked, len(each.count.unclear))
        for each in figures
    }


def _over(today: str) -> Iterator[Period]:
    """The last quarters that were over on a day, oldest first."""
    year, month = int(today[:4]), int(today[5:7])
    number = year * 4 + (month - 1) // 3
    for each in range(number - QUARTERS, number):
        if each >= 4:  # the calendar begins with the year 1
            yield quarter(f"{each // 4:04}-Q{each % 4 + 1}")


def _kept_or_counted(root: Path, ends: Sequence[tuple[Period, str]]) -> Iterator[Moment]:
    key = f"trend {FORM} {_digest(root, ends)}"
    kept = cache.fetch(key)
    if kept is not None:
        for name, day, why, some in json.loads(kept):
            yield Moment(name, day, {id: Share(*share) for id, share in some.items()}, why)
        return
    found = list(_counted(root, ends))
    cache.keep(key, json.dumps([(each.name, each.day, each.why, _plain(each)) for each in found]))
    yield from found


def _plain(moment: Moment) -> Mapping[str, Sequence[int]]:
    return {id: (share.kept, share.asked, share.unclear) for id, share in moment.shares.items()}


def _counted(root: Path, ends: Sequence[tuple[Period, str]]) -> Iterator[Moment]:
    versions = Versions(open_repository(root))
    for period, commit in ends:
        try:
            book = versions.open(commit, f"the end of {period.name}")
        except RemitError as problem:
            yield Moment(period.name, period.last, {}, str(problem))
        else:
            yield Moment(period.name, period.last, shares(figures(book, period.last)))


def _digest(root: Path, ends: Sequence[tuple[Period, str]]) -> str:
    """Everything that the result depends on; the schemas of a handbook's own kinds are in its commits."""
    parts = hashlib.sha256()
    for path in sorted(schema_folder().glob("*.json")):
        parts.update(path.read_bytes())
    asked = [*(each.id for each in MEASURES), *(f"{period.name} {commit}" for period, commit in ends)]
    parts.update("\0".join([__version__, open_repository(root).prefix, *asked]).encode())
    return parts.hexdigest()
