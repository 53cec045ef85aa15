"""What a handbook says about records: fields and their types, identities, clocks."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Set
from dataclasses import field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from remit import formula
from remit.amounts import amount_of
from remit.compute.values import FORMULA, CannotTell
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.schema import VALUE

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Field:
    """A field as records have it."""

    id: str
    type: str
    entity: str
    values: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as far as it is computed and shown; no formula where it is defined in words alone."""

    id: str
    name: str
    formula: str
    unit: str


@dataclass(frozen=True, slots=True)
class Model:
    """All that computing needs of a handbook; entities and fields by their ids."""

    fields: Mapping[str, Field]
    identities: Mapping[str, str]  # entity → the field that names its records
    entities: Set[str]
    metrics: Mapping[str, Metric]
    zone: ZoneInfo
    hours: BusinessHours | None
    currency: str = ""
    named_by: Mapping[str, str] = field(default_factory=dict)  # identity → its entity
    hours_by: Mapping[str, Mapping[str, BusinessHours]] = field(default_factory=dict)  # field → value → hours
    amounts: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)  # value → number and unit


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """The hours that are worked: weekdays (Monday is 0), minutes from midnight, the clock of a zone."""

    weekdays: Set[int]
    opens: int
    closes: int
    zone: ZoneInfo

    def days(self, start: datetime, end: datetime) -> Decimal:
        """The working days behind the day of `start`, up to and with that of `end`."""
        if end < start:
            return -self.days(end, start)
        weeks, rest = divmod((end.date() - start.date()).days, 7)
        more = sum((start + timedelta(each)).weekday() in self.weekdays for each in range(1, rest + 1))
        return Decimal(weeks * len(self.weekdays) + more)

    def elapsed(self, start: datetime, end: datetime) -> Decimal:
        """The hours from one time to another inside the hours that are worked."""
        if end < start:
            return -self.elapsed(end, start)
        weeks = (end - start).days // 7
        minutes = Decimal(weeks * len(self.weekdays) * (self.closes - self.opens))
        start += timedelta(weeks * 7)
        for ahead in range((end.date() - start.date()).days + 1):
            day = start.date() + timedelta(ahead)
            if day.weekday() in self.weekdays:
                minutes += self._within(start if not ahead else None, end if day == end.date() else None)
        return minutes / 60

    def _within(self, start: datetime | None, end: datetime | None) -> Decimal:
        """The minutes of one working day, from a time on or up to one."""
        opens = Decimal(self.opens) if start is None else max(Decimal(self.opens), _minute(start))
        closes = Decimal(self.closes) if end is None else min(Decimal(self.closes), _minute(end))
        return max(closes - opens, Decimal(0))


def _minute(time: datetime) -> Decimal:
    return Decimal(time.hour * 3600 + time.minute * 60 + time.second) / 60


HOURS = ("days", "from", "to", "time-zone")  # what business hours say
_UTC = ZoneInfo("UTC")
KINDS = ("metric", "field", "entity", "handbook", VALUE)  # of what a model is made

Definitions = Mapping[str, Mapping[str, Mapping[str, Any]]]


def model_of(book: Handbook) -> Model:
    """What a handbook says about records, as far as it fits its schemas."""
    model = model_from({kind: {each.id: each.data for each in book.all(kind)} for kind in KINDS})
    return replace(model, amounts={id: each[:2] for id, each in book.amounts.items()})


def model_from(definitions: Definitions) -> Model:
    """The model of some definitions: kind → id → data, such as those that were in force on a day.

    Those that lack what every one of their kind has, as an older version may, are left out. Named values
    are known as far as the definitions that hold their amounts are given, too.
    """
    fields = {
        id: Field(id, data["type"], _id(data["entity"]), frozenset(map(str, data.get("values") or ())))
        for id, data in definitions["field"].items()
        if _has(data, "type", "entity")
    }
    identities = {
        id: _id(data["identified-by"])
        for id, data in definitions["entity"].items()
        if _has(data, "identified-by") and _id(data["identified-by"]) in fields
    }
    company = next(iter(definitions["handbook"].values()), {}).get("company")
    company = company if isinstance(company, Mapping) else {}
    said = company.get("business-hours")
    hours = said if isinstance(said, Mapping) and _has(said, *HOURS) else None
    by = company.get("hours-by")
    return Model(
        fields,
        identities,
        frozenset(definitions["entity"]),
        {
            id: Metric(id, data["name"], _text(data, "formula"), _text(data, "unit"))
            for id, data in definitions["metric"].items()
            if _has(data, "name")
        },
        zone_named(hours["time-zone"] if hours else "UTC") or _UTC,
        hours_of(hours) if hours else None,
        str(company.get("currency", "")),
        {identity: entity for entity, identity in identities.items()},
        {_id(name): _by_value(values) for name, values in (by.items() if isinstance(by, Mapping) else ())},
        {
            id: known
            for id, data in definitions.get(VALUE, {}).items()
            if (known := amount_of(data, functools.partial(_data_of, definitions))) is not None
        },
    )


def _data_of(definitions: Definitions, name: str) -> Mapping[str, Any] | None:
    kind, _, id = name.partition(":")
    return definitions.get(kind, {}).get(id)


def _has(data: Mapping[str, Any], *names: str) -> bool:
    """Whether all these properties are texts."""
    return all(isinstance(data.get(name), str) for name in names)


def _text(data: Mapping[str, Any], name: str) -> str:
    """A property that may be left out, or that is something else in an older version."""
    said = data.get(name, "")
    return said if isinstance(said, str) else ""


def _id(reference: str) -> str:
    return reference.rpartition(":")[2]


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a name such as `Europe/Berlin`; None where there is none of it."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def _by_value(said: Any) -> dict[str, BusinessHours]:
    """The business hours of each value of a field, as far as they can be read."""
    every = said.items() if isinstance(said, Mapping) else ()
    found = {
        str(value): hours_of(each)
        for value, each in every
        if isinstance(each, Mapping) and _has(each, *HOURS)
    }
    return {value: hours for value, hours in found.items() if hours is not None}


def hours_of(said: Mapping[str, str]) -> BusinessHours | None:
    """Business hours as far as they can be read: `Monday to Friday`, 09:00, 18:00."""
    opens, closes = (_CLOCK.fullmatch(said[name]) for name in ("from", "to"))
    named = re.findall("|".join([*_WEEKDAYS, "to", "–", "-"]), said["days"].lower())
    days: set[int] = set()
    for place, word in enumerate(named):
        if word in _WEEKDAYS:
            days.add(_WEEKDAYS.index(word))
        elif {*named[place - 1 : place], *named[place + 1 : place + 2]} <= set(_WEEKDAYS) and days:
            if place + 1 == len(named):
                continue
            first, last = _WEEKDAYS.index(named[place - 1]), _WEEKDAYS.index(named[place + 1])
            days.update(day % 7 for day in range(first, last + (7 if last < first else 0)))
    if opens is None or closes is None or not days:
        return None
    start, end = (int(each[1]) * 60 + int(each[2]) for each in (opens, closes))
    zone = zone_named(said["time-zone"]) or _UTC
    return BusinessHours(frozenset(days), start, end, zone) if start < end else None


def tree_of(model: Model, metric: str) -> formula.Expression:
    """The formula of a metric; raises CannotTell where there is none that can be read."""
    if metric not in model.metrics:
        raise CannotTell(f"there is no metric `{metric}`", FORMULA)
    if not model.metrics[metric].formula:
        raise CannotTell(f"`{metric}` is defined in words alone: it has no formula", FORMULA)
    try:
        tree = formula.parse(model.metrics[metric].formula)
    except formula.FormulaError as problem:
        raise CannotTell(f"the formula of `{metric}` cannot be read: {problem}", FORMULA) from None
    if misuse := next(formula.misuses(tree), None):
        raise CannotTell(f"the formula of `{metric}` gives no number: {misuse.message}", FORMULA)
    return formula.filled(tree, model.amounts)
