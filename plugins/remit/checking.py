"""Check a handbook: read it, run the rules, apply its severities and waivers."""

# Here findings of rules get a place, a severity and words.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from remit.codes import CODES
from remit.days import day_of
from remit.diagnostics import Diagnostic, Related, Severity, did_you_mean
from remit.handbook import Definition, Edge, Handbook
from remit.reading import collector_paused, open_handbook
from remit.rules import ALL_CODES, ALL_RULES
from remit.rules.rule import Context, Finding, Rule
from remit.schema import MENTION
from remit.tree import Place


@dataclass(frozen=True, slots=True)
class Checked:
    """A handbook with all its findings, sorted by place."""

    book: Handbook
    findings: tuple[Diagnostic, ...]

    def worst(self) -> Severity | None:
        """The gravest severity found, or None when nothing was found."""
        return max((finding.severity for finding in self.findings), default=None)


def check(place: Place, rules: Iterable[Rule] = ALL_RULES, *, today: str | date = "") -> Checked:
    """Read and check the handbook in a folder or a tree, by all rules or by some.

    `today`, a day such as `2026-09-30`, ends the waivers whose last day is over and lets rules
    speak about what is overdue. There is no other clock: without it nothing has ended and nothing is late.

    Raises RemitError when nothing can be read. What is wrong in a handbook is among the findings.
    """
    today = day_of(today)
    with collector_paused():
        book = open_handbook(place)
        context = Context(book, today or None)
        found = [*book.diagnostics]
        for rule in rules:
            if rule.needs <= context.given:
                seen = rule.find(context)
                found += (_placed(rule, finding) for finding in seen if not _doubtful(finding))
    return Checked(book, tuple(sorted(_judged(book, found, today), key=Diagnostic.order)))


def _doubtful(finding: Finding) -> bool:
    """True when what a rule saw may come from a reference that leads nowhere: one fault, one finding."""
    return bool(finding.path) and finding.definition.doubtful(finding.path[0])


def _placed(rule: Rule, finding: Finding) -> Diagnostic:
    definition = finding.definition
    return rule.code.at(
        definition.range_of(finding.path, key=finding.key, span=finding.span),
        finding.message,
        related=[_related(each) for each in finding.related],
        subject=str(definition.ref),
        dated=rule.dated,
    )


def _related(other: Definition | Edge) -> Related:
    if isinstance(other, Edge):
        return Related(other.source.locate(other.path, key=True), f"`{other.target.id}` stands here")
    return Related(other.locate(), f"`{other.ref}` is defined here")


def _judged(book: Handbook, found: list[Diagnostic], today: str) -> Iterator[Diagnostic]:
    """Apply the handbook's severities and waivers, and check these themselves."""
    severities, waivers = _policies(book)
    ended = {name for name, waiver in waivers.items() if str(waiver.get("until", today)) < today}
    waived = {
        (waiver["rule"], _address(book, waiver)): name
        for name, waiver in waivers.items()
        if name not in ended
    }
    lapsed = {(waivers[name]["rule"], _address(book, waivers[name])) for name in ended}
    # without a day the rules about days are silent: their waivers wait
    dated = {rule.code.id for rule in ALL_RULES if rule.dated}
    used = {name for name, waiver in waivers.items() if not today and waiver["rule"] in dated}
    for finding in found:
        if not _overridable(finding.code):
            yield finding
        elif name := waived.get((finding.code, finding.subject)):
            used.add(name)
        elif (finding.code, finding.subject) in lapsed:
            yield from _weighed(replace(finding, dated=True), severities)
        else:
            yield from _weighed(finding, severities)
    for finding in (*_astray(book, severities, waivers), *_idle(book, waivers, used, ended)):
        yield from _weighed(finding, severities)


def _overridable(code: str) -> bool:
    """Whether a policy may hide it; what a rule finds that is tried by itself, always."""
    return code not in ALL_CODES or ALL_CODES[code].overridable


def _weighed(finding: Diagnostic, severities: Mapping[str, str]) -> Iterator[Diagnostic]:
    word = severities.get(finding.code, finding.severity.word)
    if word != "off":
        yield replace(finding, severity=Severity[word.upper()])


def _policies(book: Handbook) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, Any]]]:
    """Severities and waivers as far as they fit: a fault elsewhere in `handbook.yaml` lifts none of them."""
    own = book.get("handbook", "handbook")
    data = own.data if own is not None else {}
    severities, waivers = (
        found if isinstance(found := data.get(name), Mapping) else {} for name in ("severities", "waivers")
    )
    words = {*(severity.word for severity in Severity), "off"}
    return (
        {code: word for code, word in severities.items() if word in words},
        {
            name: waiver
            for name, waiver in waivers.items()
            if isinstance(waiver, Mapping)
            and all(isinstance(waiver.get(key), str) for key in ("rule", "definition"))
        },
    )


def _address(book: Handbook, waiver: Mapping[str, Any]) -> str:
    name = str(waiver["definition"])
    found = book.resolve(MENTION, name)
    return str(found.ref) if found else name


def _astray(
    book: Handbook, severities: Mapping[str, str], waivers: Mapping[str, Mapping[str, Any]]
) -> Iterator[Diagnostic]:
    """Policies for what is not a rule."""
    asked: list[tuple[Sequence[str], str, bool]] = [(("severities", code), code, True) for code in severities]
    asked += [(("waivers", name, "rule"), waiver["rule"], False) for name, waiver in waivers.items()]
    for path, code, key in asked:
        if code not in ALL_CODES:
            message = f"there is no rule `{code}`{did_you_mean(code, ALL_CODES)}"
            yield _about_policy(book, "unknown-rule", message, path, key=key)
        elif not ALL_CODES[code].overridable:
            message = f"`{code}` is not a rule but a fault of reading: it stays an error"
            yield _about_policy(book, "policy-overreach", message, path, key=key)


def _idle(
    book: Handbook, waivers: Mapping[str, Mapping[str, Any]], used: set[str], ended: set[str]
) -> Iterator[Diagnostic]:
    """Waivers that excuse nothing, or nothing any more."""
    # While something cannot be read, rules are silent that may speak again.
    unclear = any(finding.severity is Severity.ERROR for finding in book.diagnostics)
    rules = {code.id for code in ALL_CODES.values() if code.overridable}
    for name, waiver in waivers.items():
        if name in ended:
            message = f"the waiver `{name}` expired on {waiver['until']}"
            expired = _about_policy(book, "waiver-expired", message, ("waivers", name, "until"))
            yield replace(expired, dated=True)
        elif not unclear and name not in used and waiver["rule"] in rules:
            message = (
                f"the waiver `{name}` waives nothing: `{waiver['rule']}` holds for `{waiver['definition']}`"
            )
            yield _about_policy(book, "waiver-unused", message, ("waivers", name), key=True)


def _about_policy(
    book: Handbook, code: str, message: str, path: Sequence[str], *, key: bool = False
) -> Diagnostic:
    own = next(book.every("handbook"))  # these policies stand in it
    return CODES[code].at(own.range_of(path, key=key), message, subject=str(own.ref))
