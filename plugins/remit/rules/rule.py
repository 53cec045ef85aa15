"""What a rule is: a function over the handbook whose docstring teaches."""

# A rule knows no file, line, severity or output: it yields `Finding`
# values; `remit.checking` gives them a place, a severity and words from the docstring.

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from remit.diagnostics import Severity
from remit.handbook import Definition, Edge, Handbook

SECTIONS = ("Why", "Fix", "Bad", "Good")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw: a definition, the path of the property, a sentence, related edges."""

    definition: Definition
    path: tuple[str | int, ...]
    message: str
    key: bool = False
    related: tuple[Definition | Edge, ...] = ()


def finding(
    definition: Definition,
    where: str | Sequence[str | int],
    message: str,
    *,
    related: Sequence[Definition | Edge] = (),
    key: bool = False,
) -> Finding:
    """A finding about a property of a definition (`where` empty: about the definition)."""
    path = ((where,) if where else ()) if isinstance(where, str) else tuple(where)
    return Finding(definition, path, message, key, tuple(related))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code, usual severity and the parts of its docstring.

    `look` is given the handbook and the day of the check, empty when none is known. A rule that
    `needs_today` is asked only when it is.
    """

    code: str
    severity: Severity
    look: Callable[[Handbook, str], Iterator[Finding]]
    says: str
    parts: Mapping[str, str] = field(default_factory=dict)
    needs_today: bool = False

    @property
    def why(self) -> str:
        """Why it matters, on one line."""
        return " ".join(self.parts["Why"].split())

    @property
    def fix(self) -> str:
        """How to mend it, on one line."""
        return " ".join(self.parts["Fix"].split())


def rule(
    code: str, *, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Handbook], Iterator[Finding]]], Rule]:
    """Make a rule of a function; raises ValueError when its docstring lacks a part."""

    def make(look: Callable[[Handbook], Iterator[Finding]]) -> Rule:
        @functools.wraps(look)
        def whenever(book: Handbook, _today: str) -> Iterator[Finding]:
            return look(book)

        return _rule(code, severity, whenever)

    return make


def dated_rule(
    code: str, *, severity: Severity = Severity.WARNING
) -> Callable[[Callable[[Handbook, str], Iterator[Finding]]], Rule]:
    """Make a rule of a function that also needs the day, ISO text; without a day it is silent.

    What such a rule finds comes with time and not with a change: it never fails a strict build.
    """

    def make(look: Callable[[Handbook, str], Iterator[Finding]]) -> Rule:
        return _rule(code, severity, look, needs_today=True)

    return make


def _rule(
    code: str,
    severity: Severity,
    look: Callable[[Handbook, str], Iterator[Finding]],
    *,
    needs_today: bool = False,
) -> Rule:
    says, parts = _read(inspect.cleandoc(look.__doc__ or ""))
    missing = [name for name in SECTIONS if name not in parts]
    if missing:
        raise ValueError(f"the docstring of rule {code} lacks {', '.join(missing)}")
    return Rule(code, severity, look, says, parts, needs_today)


def _read(text: str) -> tuple[str, dict[str, str]]:
    """The first paragraph, and the text under each `Why:`, `Fix:`, `Bad:`, `Good:`."""
    pieces = re.split(rf"^({'|'.join(SECTIONS)}):", text, flags=re.MULTILINE)
    parts = {
        name: inspect.cleandoc(body).strip("\n")
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    return " ".join(pieces[0].split()), parts
