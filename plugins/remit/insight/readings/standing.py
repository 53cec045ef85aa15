"""Where a metric stands: its last reading held against target and thresholds, and what is done next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from remit.compute.periods import spoken
from remit.compute.sense.targets import read
from remit.compute.showing import in_unit
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.insight.metrics.targets import Target, target_on
from remit.insight.metrics.thresholds import LEVEL_WORDS
from remit.insight.readings.ruling import Thresholds, line_of, of_today
from remit.readings import Reading, Series, grown_by

Ruling = Callable[[str], Thresholds]  # the thresholds in force on a day
_GRAVITY = ("bad", "watch", "look", "good")  # the gravest first


@dataclass(frozen=True, slots=True)
class Standing:
    """One series on a day: its last reading, the threshold it lies in, what follows and who does it.

    `growth` is in percent, None where it cannot be computed; then `because` says why in words. `met` is
    None where no target holds yet. `who` takes the action, or answers for the number where a target is
    missed and no action is named. `by_then` is True where thresholds of the day of measuring say so, and
    today's are others.
    """

    metric: Definition
    series: Series
    reading: Reading
    shown: str
    level: str
    means: str
    action: str
    who: Definition | None
    target: Target | None
    met: bool | None
    growth: Decimal | None
    because: str
    by_then: bool = False

    @property
    def period(self) -> str:
        """The period of the last reading, as people say it."""
        return spoken(self.reading.period, self.reading.said)

    @property
    def unit(self) -> str:
        """The unit of the last reading."""
        return self.series.unit_of(self.reading)

    @property
    def word(self) -> str:
        """The level in words; where no threshold says what such a reading means, what the target says."""
        missing = {True: "target met", False: "target missed", None: "no threshold"}
        return LEVEL_WORDS.get(self.level, missing[self.met])

    @property
    def tone(self) -> str:
        """The level by which it is coloured."""
        return self.level or {True: "good", False: "watch", None: ""}[self.met]


def standing(
    metric: Definition, series: Series, currency: str = "", ruling: Ruling | None = None
) -> Standing:
    """Where a series stands with its last reading; `ruling` gives the thresholds of a day, else today's."""
    place = len(series.points) - 1
    reading = series.points[place]
    unit = series.unit_of(reading)
    grown = grown_by(series, place)
    rules, by_then = _judging(metric, reading, grown, ruling)
    level, means, action, who = "", "", "", None
    if (key := _threshold(rules.said, reading, grown)) is not None:
        said = rules.said[key]
        level, means, action = said["level"], said["means"], said.get("action", "")
        who = rules.who.get(key)
    target = target_on(metric, reading.period.last.isoformat(), currency, reading.slice)
    if unit != metric.get("unit", ""):
        target = None  # it is given in another unit than the number
    met = _met(metric, reading, target)
    return Standing(
        metric, series, reading, in_unit(reading.value, unit, currency), level, means, action, who, target,
        met, grown, _why_none(series, place) if grown is None else "", by_then,
    )  # fmt: skip


def _judging(
    metric: Definition, reading: Reading, grown: Decimal | None, ruling: Ruling | None
) -> tuple[Thresholds, bool]:
    """The thresholds that judge a reading, and whether they draw another line than today's.

    Where today's draw the same line, their words and their actions are what people go by.
    """
    now = of_today(metric)
    then = ruling(reading.measured) if ruling else now
    lines = [line_of(each.said.get(_threshold(each.said, reading, grown) or "")) for each in (then, now)]
    return (now, False) if lines[0] == lines[1] else (then, True)


def _threshold(
    thresholds: Mapping[str, Mapping[str, Any]], reading: Reading, grown: Decimal | None
) -> str | None:
    """The gravest threshold that a reading lies in: of its slice where there are some, else of the whole."""
    every = thresholds.items()
    of = reading.slice.casefold()
    own = [(key, each) for key, each in every if _is_of(each.get("of", ""), of)]
    if not own and of:
        own = [(key, each) for key, each in every if "of" not in each]
    found = [(key, each) for key, each in own if _holds(each, reading.value, grown)]
    return min(found, key=lambda each: _GRAVITY.index(each[1]["level"]), default=("", {}))[0] or None


def _is_of(said: str, slice: str) -> bool:
    """Whether what a threshold is of means a slice, by its name or as one of several.

    >>> _is_of("closed-won and renewal", "renewal"), _is_of("", ""), _is_of("a segment", "enterprise")
    (True, True, True)
    """
    if not slice or not said:
        return said == slice
    parts = (part.strip() for piece in said.casefold().split(",") for part in piece.split(" and "))
    any_slice = said.startswith(("a ", "an ", "each ", "every ")) and " against " not in said
    return any_slice or slice in parts


def _holds(each: Mapping[str, Any], value: Decimal, grown: Decimal | None) -> bool:
    low, below = each.get("from"), each.get("below")
    if (low is not None and value < Decimal(str(low))) or (
        below is not None and value >= Decimal(str(below))
    ):
        return False
    for name, sign in (("falls-by", -1), ("rises-by", 1)):
        if name in each and (grown is None or grown * sign < Decimal(str(each[name]))):
            return False
    return True


def _met(metric: Definition, reading: Reading, target: Target | None) -> bool | None:
    """Whether a target is met, by the direction of the metric where it is an amount.

    A target for a quarter says nothing about a month.
    """
    per = read({"": target.asks}, metric.get("unit", "")) if target is not None else None
    if target is None or (per is not None and per.per not in ("", reading.period.unit)):
        return None
    value = reading.value
    if (amount := target.asks.get("amount")) is not None:
        direction, aimed = metric.get("direction", ""), Decimal(str(amount))
        return {"higher": value >= aimed, "lower": value <= aimed}.get(direction)
    low, below = target.asks.get("from"), target.asks.get("below")
    return (low is None or value >= Decimal(str(low))) and (below is None or value < Decimal(str(below)))


def _why_none(series: Series, place: int) -> str:
    """Why a change against the period before is not computed."""
    if place == 0:
        return "first reading"
    if place in set(series.breaks()):
        return "not compared: the definition changed"
    before = series.points[place].period.before()
    if series.points[place - 1].period.end != before.end:
        return "there is no reading of the period before"
    return "the reading before is 0" if series.like(place) else "the period before is of another length"


def change_words(series: Series, place: int) -> str:
    """How a point differs from the one before, or why nobody can say."""
    reading = series.points[place]
    before = series.like(place)
    if before is None:
        return _why_none(series, place)
    difference = reading.value - before.value
    again = ", against the restated number" if before in series.restated else ""
    if series.unit_of(reading) == "percent":
        said = _signed(difference)
        return f"{said} {'point' if said[1:] == '1' else 'points'}{again}"
    grown = grown_by(series, place)
    return f"{_signed(grown)} %{again}" if grown is not None else _signed(difference) + again


def _signed(number: Decimal) -> str:
    """A number with its sign and at most one decimal."""
    said = f"{abs(number):,.1f}".removesuffix(".0")
    return said if said == "0" else f"{'+' if number > 0 else '−'}{said}"


def next_steps(
    metric: Definition, all_series: Sequence[Series], currency: str = "", ruling: Ruling | None = None
) -> list[Standing]:
    """Where the main series of the whole and of each slice stand."""
    main: dict[str, Series] = {}
    for each in all_series:
        if each.points:
            main.setdefault(each.slice, each)
    return [standing(metric, each, currency, ruling) for each in main.values()]
