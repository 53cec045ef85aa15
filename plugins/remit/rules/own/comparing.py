"""A property compared with a value: whether it ever can be, and whether it is."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from remit import words
from remit.amounts import is_number
from remit.days import parsed
from remit.diagnostics import did_you_mean
from remit.formula import Duration, Literal, Mention, Value, printed
from remit.frozen import dataclass
from remit.rules.own.durations import Stretch, compared
from remit.rules.own.judging import World
from remit.schema import VALUE, Node

Answer: TypeAlias = "bool | str | None"  # a text says what cannot be decided; None: what is not known

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_BOOLEANS = {"true": True, "false": False}
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_DURATION = frozenset({"amount", "unit"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """A property by its name, a sign, and what it is compared with."""

    name: str
    sign: str
    value: Value

    # -- whether it ever can be --

    def misfit(self, nodes: Sequence[Node]) -> str:
        """Why the property can never have such a value, as its schemas say; empty where it can."""
        found = [self._misfit(node) for node in nodes]
        return found[0] if all(found) else ""

    def _misfit(self, node: Node) -> str:
        name, value = self.name, self.value
        if isinstance(value, Mention):
            measured = node.type in ("number", "integer") or is_duration(node)
            if value.kind != VALUE:
                return f"a property is compared with a value, and `{printed(value)}` is a {value.kind}"
            return "" if measured else f"`{name}` is no number, and `{printed(value)}` is one"
        if is_duration(node) is isinstance(value, Duration):
            return "" if isinstance(value, Duration) else self._of_text(printed(value).strip('"'), node)
        if isinstance(value, Duration):
            return f"`{name}` is no duration; write a value without a unit"
        text = printed(value)
        example = f"{text if text.isdigit() else 24} business hours"
        return f"`{name}` is a duration; write its unit, too, such as `{example}`"

    def _of_text(self, text: str, node: Node) -> str:
        name = self.name
        if node.items or node.values or node.properties:
            return self._of_several(node)
        if node.type in ("number", "integer"):
            said = "" if _NUMBER.fullmatch(text) else f"`{name}` is a number, and `{text}` is none"
        elif self.sign.startswith(("<", ">")):
            fits = node.type == "string" and parsed(text) is not None
            said = (
                ""
                if fits
                else f"`{self.sign}` compares numbers, durations and days; `{text}` is none of these"
            )
        elif node.type == "boolean":
            said = "" if text in _BOOLEANS else f"`{name}` is `true` or `false`, never `{text}`"
        else:
            said = not_among(text, name, node.choices) if node.choices else ""
        return said

    def _of_several(self, node: Node) -> str:
        if node.items or node.values:
            return f"`{self.name}` has entries; write `{self.name} has …` or `{self.name} any (…)`"
        inside = ", ".join(f"`{self.name}.{each}`" for each in list(node.properties)[:4])
        return f"`{self.name}` is no single value; it holds {inside}"

    # -- whether it is --

    def holds(self, held: Any, world: World) -> Answer:
        """Whether what stands there compares so."""
        value = self.value
        if isinstance(value, Mention):
            amount = world.book.amounts.get(value.id)
            if amount is None:
                return None
            if is_number(held):
                return SIGNS[self.sign](Decimal(str(held)), amount.number)
            return self._stretches(held, Stretch(amount.number, amount.unit), world)
        if isinstance(value, Duration):
            unit = f"{value.unit.replace(' ', '-')}s"
            return self._stretches(held, Stretch(Decimal(value.amount), unit), world)
        return self._texts(held, value.text if isinstance(value, Literal) else printed(value))

    def _texts(self, held: Any, text: str) -> Answer:
        compares = SIGNS[self.sign]
        if isinstance(held, bool):
            return compares(held, _BOOLEANS[text]) if text in _BOOLEANS else None
        if is_number(held):
            return compares(Decimal(str(held)), Decimal(text)) if _NUMBER.fullmatch(text) else None
        return compares(held, text) if isinstance(held, str) else None

    def _stretches(self, held: Any, wanted: Stretch, world: World) -> Answer:
        if not isinstance(held, Mapping) or not is_number(held.get("amount")):
            return None
        ours = Stretch(Decimal(str(held["amount"])), str(held.get("unit")))
        found = compared(self.sign, ours, wanted, world.day)
        if found is not None or not world.settled:
            return found
        asked = words.quantity(wanted.amount, wanted.unit)
        return f"`{self.name}` is {words.duration(held)}, which does not compare with {asked}"


def one_of(comparisons: Iterable[Comparison], held: Any, world: World, *, wanted: bool) -> Answer:
    """Whether one of several comparisons holds; the opposite where that is not wanted."""
    found = [each.holds(held, world) for each in comparisons]
    if any(each is True for each in found):
        return wanted
    undecided = [each for each in found if each is not False]
    return undecided[0] if undecided else not wanted


def is_duration(node: Node) -> bool:
    """Whether a property is an amount with its unit."""
    return node.type == "object" and set(node.properties) == _DURATION


def not_among(text: str, name: str, known: Sequence[str]) -> str:
    """Why a text is no value of a property that lists its values; empty where it is one."""
    if text in known:
        return ""
    hint = did_you_mean(text, known) or f"; it is one of {', '.join(f'`{each}`' for each in known)}"
    return f"`{name}` is never `{text}`{hint}"
