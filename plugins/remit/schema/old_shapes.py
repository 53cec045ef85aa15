"""Values in a shape that a property had before, in the shape of today."""

# A property that takes another shape takes another name, and the old one stands under `x-was`.
# The check prints the text to write; a difference compares older versions in the shape of today.

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from remit.frozen import dataclass
from remit.schema import old_targets
from remit.words import MONTHS, id_from

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Renewed:
    """A value in the new shape, empty when nothing was understood, and the old words it leaves out."""

    value: Data
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """The new name of a property, how its value is read in the new shape, and an example of that."""

    name: str
    renew: Callable[[Any], Renewed]
    example: Data


def renewed(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """A definition's data with the old shapes that can be read entirely; the data itself without any."""
    for old, change in CHANGES.get(kind, NONE).items():
        if old in data and change.name not in data:
            made = change.renew(data[old])
            if made.value and not made.rest:
                data = {
                    change.name if key == old else key: made.value if key == old else value
                    for key, value in data.items()
                }
    return data


def told(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """An older version's data, in which an old shape that could not be read has its old name again."""
    for old, change in CHANGES.get(kind, NONE).items():
        if not isinstance(data.get(change.name, NONE), Mapping):
            data = {old if key == change.name else key: value for key, value in data.items()}
    return data


def advice(kind: str, old: str, data: Data) -> str:
    """What to write in place of an old property, as the rest of a sentence; empty for a mere rename."""
    change = CHANGES.get(kind, NONE).get(old)
    if change is None:
        return ""
    if change.name in data:
        return ", which is here already: delete this line"
    made = change.renew(data[old])
    # imported here: a kept history is told without YAML
    from remit.yaml_text import in_line

    text = f"`{change.name}: {in_line(made.value or change.example)}`"
    if not made.value:
        return f": write something like {text}"
    rest = f", and say `{made.rest}` in the summary or the notes" if made.rest else ""
    return f": write {text}{rest}"


# -- `when` of a cadence: `Second Wednesday, 90 minutes` --

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NTH: Mapping[str, int] = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
_AMOUNTS: Mapping[str, float] = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "half a": 0.5,
    "half an": 0.5,
}
_UNITS: Mapping[str, int] = {"minute": 1, "hour": 60}
_HALF_DAY = 240  # minutes
_DAY = "|".join(WEEKDAYS)
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?:\s*[ap]\.?m\b)?|(?:1[0-2]|[1-9])\s*[ap]\.?m\b"
# A text, not a pattern: hardly any handbook has such words still, and compiling costs milliseconds.
_WORD = rf"""(?ix)\b(?:
        (?P<nth>{"|".join(_NTH)})\s+(?P<of>{_DAY}|(?:working|business)\s+day)\b
      | (?P<day>{_DAY})s?\b
      | (?P<month>(?-i:{"|".join(MONTHS)}))\b   # as written: `may` is a word of its own
      | (?P<at>{_TIME})\.?(?:\s*(?:to|until|-|–)\s*(?P<until>{_TIME})\.?)?
      | (?P<half>half[\s-](?:a[\s-])?day)\b
      | (?P<amount>\d{{1,3}}(?:\.\d)?|(?:half[\s-])?an?|one|two|three)[\s-]+(?P<unit>{"|".join(_UNITS)})s?\b
      | (?P<joint>and|at|in|month|of|on|quarter|the|week|year)\b
    )
    | (?P<space>[\s,.;]+)
    | (?P<other>\w+|.)"""


def _meets(when: Any) -> Renewed:
    """When a meeting takes place, from the words that people wrote; nothing is guessed."""
    found: dict[str, Any] = {}
    rest = [""]  # pieces of what is not understood, with the joints between their words
    gap = ""
    for match in re.finditer(_WORD, when) if isinstance(when, str) else ():
        if match["space"] or match["joint"]:
            gap += match.group()
            continue
        said = dict(_said(match))
        lists = {name: [*found.get(name, ()), *new] for name, new in said.items() if isinstance(new, list)}
        once = {name: new for name, new in said.items() if name not in lists}
        if said and all(found.get(name, new) == new for name, new in once.items()):
            found |= lists | once
            rest.append("")
        else:
            rest[-1] += (gap if rest[-1] else "") + match.group()
        gap = ""
    return Renewed(_ordered(found), "; ".join(piece for piece in rest if piece))


def _said(match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    """The properties that one piece of the words gives."""
    if match["nth"]:
        day = match["of"].lower()
        yield "nth", _NTH[match["nth"].lower()]
        yield "weekday", [day] if day in WEEKDAYS else list(WEEKDAYS[:5])
    elif match["day"]:
        yield "weekday", [match["day"].lower()]
    elif match["month"]:
        yield "months", [MONTHS.index(match["month"]) + 1]
    elif match["at"]:
        start = _minute(match["at"])
        end = _minute(match["until"]) if match["until"] else None
        if end is None or end > start:
            yield "at", f"{start // 60:02}:{start % 60:02}"
        if end is not None and end > start:
            yield "minutes", end - start
    elif match["half"]:
        yield "minutes", _HALF_DAY
    elif match["amount"]:
        amount = match["amount"].lower().replace("-", " ")
        number = _AMOUNTS[amount] if amount in _AMOUNTS else float(amount)
        if minutes := int(number * _UNITS[match["unit"].lower()]):
            yield "minutes", minutes


def _minute(clock: str) -> int:
    """The minute of the day."""
    hour, _, minute = re.sub(r"[^\d:]", "", clock).partition(":")
    half = re.search("[ap]", clock.lower())
    hours = int(hour) if half is None or int(hour) > 12 else int(hour) % 12 + 12 * (half.group() == "p")
    return hours * 60 + int(minute or 0)


def _ordered(found: Data) -> Data:
    """The properties in the order of the schema, days and months in that of the calendar."""
    values = dict(found)
    if "weekday" in values:
        values["weekday"] = [day for day in WEEKDAYS if day in values["weekday"]]
    if "months" in values:
        values["months"] = sorted(set(values["months"]))
    return {name: values[name] for name in ("weekday", "nth", "months", "at", "minutes") if name in values}


# -- `audience` of a dashboard: `[VP Sales, Demand team]` --


def _readers(audience: Any) -> Renewed:
    """Who reads a dashboard, with the ids that functions and roles of these names would have."""
    words = [each for each in audience if isinstance(each, str)] if isinstance(audience, list) else []
    ids = [id_from(each) for each in words]
    return Renewed({id: {} for id in ids if id})


def _targets(target: Any) -> Renewed:
    """What is aimed at, with the amount as a number."""
    return Renewed(old_targets.target(target))


_EXAMPLE = {"weekday": ["tuesday"], "nth": 2, "months": [1, 4], "at": "14:00", "minutes": 45}
NONE: Mapping[str, Change] = MappingProxyType({})
# kind → former name of a property → what became of it
CHANGES: Mapping[str, Mapping[str, Change]] = MappingProxyType(
    {
        "cadence": MappingProxyType({"when": Change("meets", _meets, _EXAMPLE)}),
        "dashboard": MappingProxyType({"audience": Change("readers", _readers, {"team-lead": {}})}),
        "metric": MappingProxyType({"target": Change("targets", _targets, old_targets.EXAMPLE)}),
    }
)
