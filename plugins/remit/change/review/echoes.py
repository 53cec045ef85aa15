"""What else says the same: other places that still hold a number which a change makes another."""

# A threshold is often written in several places, and a change of one of them leaves the others behind.
# A bare number says nothing (of sixteen places that hold a 65, nine mean something else), so a number
# counts with its unit, or with the field that it is compared with. Only what the change reaches, what it
# refers to and what refers to it is looked at, each once; records tell what was and are left out.

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from remit.change.compare.diff import DefinitionChange
from remit.change.compare.grading import WORDS, titles
from remit.change.compare.wording import NO_UNIT
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.schema import EXPRESSIONS, UNKNOWN_NODE, Node, below
from remit.words import PERCENT, SPELLED

SECTION = "change"  # of the kinds that are records
SUBJECTS = ("field", "metric")  # what a number may be compared with
_NUMBER = re.compile(
    rf"(?P<sign>[$€£]?)\s?\b(?P<number>\d+(?:[.,]\d+)*|{'|'.join(SPELLED)})\b"
    r"[\s-]*(?P<unit>%|percent\b|(?:(?:business|working|calendar)[\s-]+)?[a-z]+\b)?",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?P<about>(?:field|metric):[a-z0-9]+(?:-[a-z0-9]+)*)\s*(?:[<>≤≥=]|!=)=?\s*(?P<number>\d+(?:\.\d+)?)"
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n\s*\n")


class Quantity(NamedTuple):
    """A number in a definition: its unit, or what a formula compares it with, and the sentence around it."""

    number: str
    unit: str
    about: str
    sentence: str

    def __str__(self) -> str:
        unit = self.unit.replace("-", " ")
        plural = "" if self.number == "1" or unit in ("%", "") else "s"
        return f"{self.number}{PERCENT}" if unit == "%" else f"{self.number} {unit}{plural}".strip()


@dataclass(frozen=True, slots=True)
class Echo:
    """A place that still holds a number which the change makes another: `says` as it was, `now` as it is."""

    definition: Definition
    where: str
    says: str
    now: str


class Echoes:
    """Finds what else says the same, and reads each definition once for that."""

    def __init__(self, before: Handbook, after: Handbook) -> None:
        self.before, self.after = before, after
        self._quantities = functools.cache(lambda definition: tuple(quantities(definition)))
        self._names = functools.cache(_names)

    def of(
        self, change: DefinitionChange, definition: Definition, reached: Iterable[Definition]
    ) -> tuple[Echo, ...]:
        """The places near a changed definition that still hold what it said; itself among them."""
        gone = list(self._gone(change))
        if not gone:
            return ()
        near = dict.fromkeys(each.ref for each in (definition, *_beside(definition), *reached))
        found: dict[tuple[str, str, str], Echo] = {}
        for ref in near:
            there = self.after.find(str(change.ref if ref == change.was else ref))
            if there is None or there.kind.section == SECTION:
                continue
            for path, quantity in self._quantities(there):
                for old, now in gone:
                    if self._is_same(old, definition, quantity, there):
                        where = ", ".join(titles(there.kind, path))
                        echo = Echo(there, where, str(old), now)
                        found.setdefault((str(there.ref), where, echo.says), echo)
        return tuple(found.values())

    def _gone(self, change: DefinitionChange) -> Iterator[tuple[Quantity, str]]:
        """Each number that the changed properties no longer hold, with the one that took its place."""
        if change.how not in ("changed", "renamed"):
            return
        old, new = ({each[:3]: each for each in self._at(change, book)} for book in (self.before, self.after))
        come = [each for key, each in new.items() if key not in old]
        for key, each in old.items():
            if key not in new:
                now = [other for other in come if other[1:3] == each[1:3]]
                yield each, str(now[0]) if len(now) == 1 else ""

    def _at(self, change: DefinitionChange, book: Handbook) -> Iterator[Quantity]:
        """The numbers in the properties that a change touches, on one side."""
        ref = change.was if book is self.before and change.was is not None else change.ref
        definition = book.find(str(ref))
        touched = [_bare(each.path) for each in change.properties]
        for path, quantity in self._quantities(definition) if definition is not None else ():
            here = _bare(path)
            if any(here[: len(each)] == each or each[: len(here)] == here for each in touched):
                yield quantity

    def _is_same(self, old: Quantity, changed: Definition, other: Quantity, there: Definition) -> bool:
        if old.number != other.number:
            return False
        if old.unit == other.unit not in ("", "%"):  # a percentage alone is one of anything
            return True
        if other.unit not in ("", old.unit):
            return False
        for subject in self._subjects(old, changed):
            names = self._names(subject)
            if other.about == str(subject.ref) or there is subject or names.search(other.sentence):
                return True
        return False

    def _subjects(self, old: Quantity, changed: Definition) -> Iterator[Definition]:
        """The fields and metrics that a number is compared with: as a formula or a sentence says."""
        if old.about:
            found = self.after.find(old.about)
            yield from () if found is None else (found,)
        elif changed.kind.id in SUBJECTS:
            now = self.after.find(str(changed.ref))
            yield from () if now is None else (now,)
        elif old.sentence:
            for kind in SUBJECTS:
                for each in self.after.all(kind):
                    if re.search(_whole(each.name), old.sentence, re.IGNORECASE):
                        yield each


def quantities(definition: Definition) -> Iterator[tuple[tuple[str, ...], Quantity]]:
    """The numbers in the texts, formulas, amounts and thresholds of a definition, each with its path."""
    is_subject = definition.kind.id in SUBJECTS
    unit = "%" if definition.data.get("unit") == "percent" else ""
    bare = Quantity("", unit, str(definition.ref), "") if is_subject else None
    yield from _in(definition.kind.node, definition.data, (), bare)


def _in(
    node: Node, value: Any, path: tuple[str, ...], bare: Quantity | None
) -> Iterator[tuple[tuple[str, ...], Quantity]]:
    """The numbers below a node; `bare` is what one without a unit is of, None for nothing."""
    if isinstance(value, str):
        if node.text in EXPRESSIONS or node.text in WORDS:
            yield from ((path, each) for each in _in_text(value, is_formula=node.text in EXPRESSIONS))
    elif isinstance(value, dict):
        amount, unit = value.get("amount"), value.get("unit")
        if _is_number(amount) and isinstance(unit, str):
            yield path, Quantity(_plain(str(amount)), _unit(unit), "", "")
        for key, inner in value.items():
            if key not in ("amount", "unit") and isinstance(key, str):
                yield from _in(below(node, key), inner, (*path, key), bare)
    elif isinstance(value, list):
        for item in value:
            yield from _in(node.items or UNKNOWN_NODE, item, path, bare)
    elif _is_number(value) and bare is not None and len(path) > 1:
        yield path, bare._replace(number=_plain(str(value)))


def _in_text(text: str, *, is_formula: bool) -> Iterator[Quantity]:
    for found in _COMPARED.finditer(text):
        yield Quantity(_plain(found["number"]), "", found["about"], "")
    for sentence in () if is_formula else _SENTENCE.split(text):
        for found in _NUMBER.finditer(sentence):
            unit = found["sign"] or _unit(found["unit"] or "")
            yield Quantity(_plain(found["number"]), unit, "", sentence)


def _bare(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path without the kinds of what its steps refer to, which may be written or left out."""
    return tuple(step.rpartition(":")[2] for step in path)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(number: str) -> str:
    """A number as digits: `four` → `4`, `1,000` → `1000`, `2.50` → `2.5`."""
    digits = SPELLED.get(number.casefold(), number)
    digits = re.sub(r",(?=\d{3}\b)", "", digits)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _unit(word: str) -> str:
    """What is counted, in the singular: `business-hours` and `business hours` are one."""
    words = word.casefold().replace("-", " ").split()
    if not words or words[0] in NO_UNIT:
        return ""
    return "%" if words[0] in ("%", "percent") else " ".join([*words[:-1], _singular(words[-1])])


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _whole(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _names(subject: Definition) -> re.Pattern[str]:
    """What a field or metric is called in a sentence: its names, and the last word of its name."""
    names = [subject.name, *subject.aliases]
    last = subject.name.split()[-1]
    return re.compile("|".join(map(_whole, [*names, last] if len(last) > 3 else names)), re.IGNORECASE)


def _beside(definition: Definition) -> Iterator[Definition]:
    """What a definition refers to, and what refers to it; mentions count."""
    yield from (edge.target for edge in definition.to())
    yield from (edge.source for edge in definition.by())
