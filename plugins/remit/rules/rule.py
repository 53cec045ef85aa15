"""What a rule is: a function over a context, such as the handbook, whose docstring teaches."""

# A rule knows no file, line, severity or output: it yields `Finding` values, which get their place and the
# words of the docstring here; `remit.overrides` says with which severity they are told.

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from typing import Any, NamedTuple, TypeVar

from remit.change.compare.references import Names
from remit.codes import Code
from remit.diagnostics import Diagnostic, Related, Severity, Span
from remit.fingerprint import names_of
from remit.frozen import dataclass
from remit.handbook import Definition, Edge, Handbook
from remit.ownership.sides import Sides

T = TypeVar("T")
SECTIONS = ("Why", "Fix", "Bad", "Good")
NEEDS = frozenset({"today"})  # what a rule may need beside the handbook


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule looks at: always the handbook; the rest where it is known.

    A rule that reads more than `book` declares so (`needs={"today"}`), and is not asked where it is not
    given. Reading what is not given raises LookupError, so a rule cannot forget to declare it.
    """

    book: Handbook
    day: str | None = None
    _made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[[Handbook], T]) -> T:
        """What a function makes of the handbook, made once for all rules that ask for it."""
        if make not in self._made:
            self._made[make] = make(self.book)
        found: T = self._made[make]
        return found

    @property
    def sides(self) -> Sides:
        """Which separate interests stand behind each definition."""
        return self.once(Sides)

    @property
    def names(self) -> Names:
        """What fingerprints call the definitions of this handbook."""
        return self.once(names_of)

    @property
    def today(self) -> str:
        """The day of the check, such as `2026-09-30`."""
        if self.day is None:
            raise LookupError('no day is known here; a rule that reads `today` declares `needs={"today"}`')
        return self.day

    @property
    def given(self) -> Set[str]:
        """What is known beside the handbook, by the names of `NEEDS`."""
        return frozenset() if self.day is None else frozenset({"today"})


class Named(NamedTuple):
    """Where a definition has a name that another has, too."""

    definition: Definition
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule saw: a definition, the path of the property, a sentence, related edges.

    `span` is the part of the property's text that is meant; None for all of it. `cause` is what is at fault
    where that shows in several definitions: together they are one finding. `others` are definitions that it is
    about as well, where one is told for all.
    """

    definition: Definition
    path: tuple[str | int, ...]
    message: str
    key: bool = False
    related: tuple[Definition | Edge | Named, ...] = ()
    span: Span | None = None
    cause: str = ""
    others: tuple[Definition, ...] = ()


def finding(
    definition: Definition,
    where: str | Sequence[str | int],
    message: str,
    *,
    related: Sequence[Definition | Edge | Named] = (),
    key: bool = False,
    span: Span | None = None,
    cause: str = "",
) -> Finding:
    """A finding about a property of a definition (`where` empty: about the definition).

    `key` means its name rather than its value; `span`, the part of its text that is meant. Findings with one
    `cause` are told as one.
    """
    path = ((where,) if where else ()) if isinstance(where, str) else tuple(where)
    return Finding(definition, path, message, key, tuple(related), span, cause)


def each_or_all(
    every: Sequence[Definition], lacking: Sequence[Definition], one: Callable[[Definition], str], all: str
) -> Iterator[Finding]:
    """A finding for each that lacks something; one alone, at the first, where all of several lack it.

    What nobody has written yet is one fault: it is told once, with the number of those that it is about.
    """
    if len(lacking) == len(every) > 1:
        yield replace(finding(lacking[0], "", all), others=tuple(lacking[1:]))
    else:
        for each in lacking:
            yield finding(each, "", one(each))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code, what it needs and the parts of its docstring."""

    code: Code
    find: Callable[[Context], Iterator[Finding]]
    says: str
    parts: Mapping[str, str] = field(default_factory=dict)
    needs: Set[str] = frozenset()

    @property
    def dated(self) -> bool:
        """Whether what it finds comes with time and not with a change: it never fails a strict build."""
        return "today" in self.needs

    def found(self, context: Context) -> Iterator[Diagnostic]:
        """What it finds, each at its place; not what may come from a reference that leads nowhere."""
        return (self.placed(each) for each in self.find(context) if not _doubtful(each))

    def placed(self, finding: Finding) -> Diagnostic:
        """A finding with its place, and the words of this rule."""
        definition = finding.definition
        return self.code.at(
            definition.range_of(finding.path, key=finding.key, span=finding.span),
            finding.message,
            related=[_related(each) for each in finding.related],
            subject=str(definition.ref),
            dated=self.dated,
            cause=finding.cause,
        )


def _doubtful(finding: Finding) -> bool:
    """True when what a rule saw may come from a reference that leads nowhere: one fault, one finding."""
    return bool(finding.path) and finding.definition.doubtful(finding.path[0])


def _related(other: Definition | Edge | Named) -> Related:
    if isinstance(other, Named):
        return Related(other.definition.locate(other.path), f"`{other.definition.ref}` is called so here")
    if isinstance(other, Edge):
        return Related(other.source.locate(other.path, key=True), f"`{other.target.id}` stands here")
    return Related(other.locate(), f"`{other.ref}` is defined here")


def rule(
    code: str, *, severity: Severity = Severity.ERROR, needs: Set[str] = frozenset()
) -> Callable[[Callable[[Context], Iterator[Finding]]], Rule]:
    """Make a rule of a function; where the context lacks one of its `needs`, it is not asked.

    Raises ValueError when its docstring lacks a part, or a need is not one of `NEEDS`.
    """

    def make(find: Callable[[Context], Iterator[Finding]]) -> Rule:
        says, parts = _read(inspect.cleandoc(find.__doc__ or ""))
        if missing := [name for name in SECTIONS if name not in parts]:
            raise ValueError(f"the docstring of rule {code} lacks {', '.join(missing)}")
        if unknown := sorted(needs - NEEDS):
            raise ValueError(f"rule {code} needs {', '.join(unknown)}, which no context gives")
        why, fix = (" ".join(parts[part].split()) for part in ("Why", "Fix"))
        topic = find.__module__.rpartition(".")[2]
        return Rule(Code(code, severity, why, fix, topic), find, says, parts, needs)

    return make


def _read(text: str) -> tuple[str, dict[str, str]]:
    """The first paragraph, and the text under each `Why:`, `Fix:`, `Bad:`, `Good:`."""
    pieces = re.split(rf"^({'|'.join(SECTIONS)}):", text, flags=re.MULTILINE)
    parts = {
        name: inspect.cleandoc(body).strip("\n")
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    return " ".join(pieces[0].split()), parts
