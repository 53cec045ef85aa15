"""The rules of a company: read once, with their tests, and asked of all that they select."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, NamedTuple

from remit import formula, mentions
from remit.codes import Code
from remit.diagnostics import Severity, Span, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.rules.own.compiling import Compiler, Fault
from remit.rules.own.judging import Look, Path, Seen, Test, World
from remit.rules.own.messages import Piece, pieces, said
from remit.rules.rule import Finding, Rule, finding
from remit.schema import Kind

KIND = "rule"
TOPIC = "own"  # of their codes
TESTS = ("must", "fails-when")  # of which a rule has one


class Problem(NamedTuple):
    """What of a rule cannot be applied, and where it stands."""

    path: Path
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of the company with its tests; it is applied where nothing of it is unknown."""

    definition: Definition
    kind: Kind | None
    where: Test | None
    test: Test | None
    message: Sequence[Piece]
    problems: tuple[Problem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it can be asked."""
        return not self.problems and self.test is not None and self.kind is not None

    @property
    def is_applied(self) -> bool:
        """Whether it is asked of the handbook: a draft is only tried on its examples."""
        return self.is_whole and self.definition.status != "draft"


@dataclass(slots=True)
class Outcome:
    """What came of asking a rule: what it selects, what breaks it, what cannot be decided or told."""

    selected: list[Definition] = field(default_factory=list)
    broken: list[tuple[Definition, Path]] = field(default_factory=list)
    doubts: list[tuple[Definition, Seen]] = field(default_factory=list)
    unclear: list[Definition] = field(default_factory=list)


def asked(rule: OwnRule, world: World, among: Iterable[Definition] | None = None) -> Outcome:
    """Ask a rule that is whole of the sound definitions of its kind, or of some."""
    outcome = Outcome()
    assert rule.kind is not None
    assert rule.test is not None
    every = world.book.all(rule.kind.id) if among is None else among
    breaks = "must" not in rule.definition.data
    for definition in every:
        if definition.kind is not rule.kind:
            continue
        look = Look(definition, definition.data)
        seen = rule.where(look, world) if rule.where is not None else Seen(True)
        if seen.holds:
            outcome.selected.append(definition)
            seen = rule.test(look, world)
            if seen.holds is breaks:
                outcome.broken.append((definition, seen.path))
        if seen.holds is None:
            outcome.unclear.append(definition)
            if seen.doubt:
                outcome.doubts.append((definition, seen))
    return outcome


class OwnRules:
    """All rules of a handbook that fit their schema, with what came of asking them."""

    def __init__(self, book: Handbook) -> None:
        self.world = World(book)
        compiler = Compiler(book)
        self.rules = {each.id: prepared(each, compiler) for each in rules_of(book)}
        self._outcomes: dict[str, Outcome] = {}

    def outcome(self, id: str) -> Outcome:
        """What came of asking a rule of the handbook; nothing where it is not applied."""
        if id not in self._outcomes:
            rule = self.rules.get(id)
            applied = rule is not None and rule.is_applied
            self._outcomes[id] = asked(rule, self.world) if rule is not None and applied else Outcome()
        return self._outcomes[id]

    def findings(self, id: str) -> Iterator[Finding]:
        """What breaks a rule, with its message."""
        for definition, path in self.outcome(id).broken:
            yield found_in(self.rules[id], definition, path, self.world)


def found_in(rule: OwnRule, definition: Definition, path: Path, world: World) -> Finding:
    """The finding that a definition breaks a rule, at the property that is to blame."""
    message = said(rule.message, definition, world)
    return finding(definition, path, message, key=is_key(definition, path))


def is_key(definition: Definition, path: Path) -> bool:
    """Whether the name of a property is pointed at: what stands there has several lines."""
    held: Any = definition.data
    for step in path:
        held = held[step]
    return bool(path) and isinstance(held, Mapping | list)


def rules_of(book: Handbook) -> Iterator[Definition]:
    """The definitions of rules that fit their schema, by id."""
    return book.all(KIND) if KIND in book.kinds.by_id else iter(())


def prepared(definition: Definition, compiler: Compiler) -> OwnRule:
    """A rule with its tests made, or with what is wrong about it."""
    book, data = compiler.book, definition.data
    problems: list[Problem] = []
    wanted = data["select"]["kind"]
    kind = book.kinds.by_id.get(wanted)
    if kind is None:
        hint = did_you_mean(wanted, book.kinds.by_id)
        problems += (
            () if book.kinds.refused else (Problem(("select", "kind"), f"there is no kind `{wanted}`{hint}"),)
        )
        return OwnRule(definition, None, None, None, (), tuple(problems))
    names = [name for name in TESTS if name in data]
    if len(names) != 1:
        return OwnRule(definition, kind, None, None, (), ())
    where, unknown = _test(("select", "where"), data, kind, compiler)
    test, wrong = _test((names[0],), data, kind, compiler)
    problems += (*unknown, *wrong)
    message: Sequence[Piece] = ()
    try:
        message = pieces(data["message"], kind, compiler.names)
    except Fault as fault:
        span = fault.span if definition.written is data else None  # cited values have moved what follows
        problems.append(Problem(("message",), str(fault), span))
    if where is None and "where" in data["select"]:
        test = None
    return OwnRule(definition, kind, where, test, message, tuple(problems))


def _test(
    path: Path, data: Mapping[str, Any], kind: Kind, compiler: Compiler
) -> tuple[Test | None, Sequence[Problem]]:
    """The test at a path, None for none, and what is wrong with it beyond what reading found."""
    text: Any = data
    for step in path:
        text = text.get(step)
    try:
        return (compiler.test(formula.parse_criterion(text), kind) if text is not None else None), ()
    except formula.FormulaError:
        return None, ()  # a finding already
    except Fault as fault:
        return None, (Problem(path, str(fault), fault.span),)


# -- as rules among the others --


def own_codes(book: Handbook) -> Mapping[str, Code]:
    """The codes of the company's rules; they have a colon, which no other code has."""
    every = book.every(KIND) if KIND in book.kinds.by_id else ()
    return {str(each.ref): _code(each, book) for each in every}


def _code(definition: Definition, book: Handbook) -> Code:
    data = definition.data
    why, fix = (_plain(data.get(name, ""), book) for name in ("why", "fix"))
    word = str(data.get("severity", "")).upper()
    severity = Severity[word] if word in Severity.__members__ else Severity.ERROR
    return Code(str(definition.ref), severity, why, fix, TOPIC)


def _plain(text: Any, book: Handbook) -> str:
    """A text on one line, with names in place of mentions; code stays between backticks."""
    named = mentions.replaced(str(text), lambda match: book.spoken(match[1]) or match[1])
    return " ".join(named.split())


def own_rules(book: Handbook) -> tuple[Rule, ...]:
    """The company's rules, in the form that all rules have; their examples are written out by `shown`."""
    return tuple(_as_rule(each, book) for each in rules_of(book))


def _as_rule(definition: Definition, book: Handbook) -> Rule:
    code = _code(definition, book)
    says = _plain(definition.summary, book)
    return Rule(code, functools.partial(_find, definition.id), says, {"Why": code.why, "Fix": code.fix})


def shown(rule: Rule, book: Handbook) -> Rule:
    """A rule of the company with its examples as YAML, as the docstring of any other rule has them."""
    definition = book.find(rule.code.id)
    data = definition.data if definition is not None else {}
    from remit.yaml_text import dumped  # and PyYAML, which few handbooks need to be read

    examples = {name.capitalize(): dumped(data[name]).rstrip() for name in ("bad", "good") if name in data}
    return replace(rule, parts={**rule.parts, **examples})


def _find(id: str, context: Any) -> Iterator[Finding]:
    yield from context.once(OwnRules).findings(id)
