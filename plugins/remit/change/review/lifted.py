"""Rules that a change breaks and lifts at once: BASE's rules, severities and waivers asked of HEAD."""

# What `check` says of HEAD is said by HEAD's own rules. Here stands what it would have said by those of
# BASE, so that nobody lifts a rule in the change that breaks it.

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit.change.compare.versions import Difference
from remit.change.review.blockers import Gap
from remit.diagnostics import Diagnostic, Severity
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.overrides import Overrides
from remit.rules import ALL_RULES, codes_of
from remit.rules.own.applied import TESTS, OwnRule, OwnRules, asked, found_in, prepared, rules_of
from remit.rules.own.compiling import Compiler
from remit.rules.own.judging import World
from remit.rules.rule import Context, Rule

_FIX = (
    "keep the rule as it is in the base; what it demands is changed first, in a change of its own, "
    "which those decide who govern it"
)
_DEMANDS = ("select", *TESTS)


def lifted(difference: Difference, today: str = "") -> Iterator[Gap]:
    """What HEAD breaks of BASE's rules while it makes them lighter; nothing where it lifts none."""
    base, head = difference.judge or difference.before, difference.after
    if not difference.begins:
        yield from _Lifted(base, head, _renamed(difference), today).gaps()


def _renamed(difference: Difference) -> Mapping[str, str]:
    """The addresses of today by those before, of what the change renames."""
    return {str(each.was): str(each.ref) for each in difference.changes if each.was is not None}


@dataclass
class _Lifted:
    """Both sides, and what is to be told of one by the rules of the other."""

    base: Handbook
    head: Handbook
    renamed: Mapping[str, str]
    today: str

    def __post_init__(self) -> None:
        self.codes = codes_of(self.base), codes_of(self.head)
        self.overrides = Overrides.of(self.base, self.today), Overrides.of(self.head, self.today)
        self.own = {str(each.ref): each for each in rules_of(self.base)}

    def gaps(self) -> Iterator[Gap]:
        """One for each definition that breaks a rule which is lifted here."""
        for code, how in self.lightened().items():
            yield from self._of_rule(code, how)
        waived = self.overrides[1].waived() - self.overrides[0].waived()
        for code in sorted({each for each, _ in waived} - self.lightened().keys()):
            yield from self._of_rule(
                code, "waives the rule for it", {subject for each, subject in waived if each == code}
            )

    def lightened(self) -> Mapping[str, str]:
        """The codes that are errors in BASE and demand less in HEAD, each with what is done to it."""
        found = {}
        for code in self.codes[0]:
            before, after = (self._severity(code, side) for side in (0, 1))
            if before is not Severity.ERROR:
                continue
            if code in self.own and (how := self._changed(code)):
                found[code] = how
            elif after is not Severity.ERROR:
                found[code] = f"makes the rule {f'a {after.word}' if after is not None else 'silent'}"
        return dict(sorted(found.items()))

    def _severity(self, code: str, side: int) -> Severity | None:
        """How much a code matters on a side; None where it is not told."""
        known = self.codes[side].get(code)
        word = self.overrides[side].severities.get(code, known.severity.word if known else "off")
        return None if known is None or word == "off" else Severity[word.upper()]

    def _changed(self, code: str) -> str:
        """What HEAD does to a rule of the company, where it demands something else then."""
        old, new = self.own[code], self.head.find(self.renamed.get(code, code))
        if old.status == "draft":
            return ""
        if new is None:
            return "deletes the rule"
        if not new.sound:
            return "makes the rule unreadable"
        if new.status == "draft":
            return "makes the rule a draft"
        same = all(old.data.get(name) == new.data.get(name) for name in _DEMANDS)
        return "" if same else "changes what the rule demands"

    def _of_rule(self, code: str, how: str, only: set[str] | None = None) -> Iterator[Gap]:
        told = self.found(code, self.head)
        if isinstance(told, str):
            message = f"`{code}` of the base can no longer be asked, and this change {how}: {told}"
            yield Gap("rule-lifted", message, _FIX, code)
            return
        before = self.found(code, self.base)
        known = (
            ()
            if isinstance(before, str)
            else {self.renamed.get(each.subject, each.subject) for each in before}
        )
        excused = {subject for each, subject in self.overrides[0].waived() if each == code}
        still = set() if only is not None else self._still(code)
        for each in told:
            subject = each.subject
            if subject in {*known, *excused, *still} or (only is not None and subject not in only):
                continue
            message = f"`{subject}` breaks `{code}` as the base has it, and this change {how}: {each.message}"
            yield Gap("rule-lifted", message, _FIX, subject, each.location)

    def _still(self, code: str) -> set[str]:
        """What HEAD's own check stops: there it is said already."""
        now = self.renamed.get(code, code)
        if self._severity(now, 1) is not Severity.ERROR:
            return set()
        excused = {subject for each, subject in self.overrides[1].waived() if each == now}
        head = OwnRules(self.head) if code in self.own else None
        rule = head.rules.get(now.partition(":")[2]) if head is not None else None
        broken = head.outcome(rule.definition.id).broken if head is not None and rule is not None else ()
        return {str(each.ref) for each, _ in broken} - excused

    def found(self, code: str, book: Handbook) -> list[Diagnostic] | str:
        """What a rule of BASE finds in a handbook, or why it cannot be asked there."""
        if code in self.own:
            return self._by_own(code, book)
        rule = next((each for each in ALL_RULES if each.code.id == code), None)
        if rule is None:
            return [each for each in book.diagnostics if each.code == code]
        context = Context(book, self.today or None)
        return list(rule.found(context)) if rule.needs <= context.given else []

    def _by_own(self, code: str, book: Handbook) -> list[Diagnostic] | str:
        definition = self.own[code]
        if definition.data["select"]["kind"] not in book.kinds.by_id:
            return []
        rule: OwnRule = prepared(definition, Compiler(book))
        if not rule.is_whole:
            return "; ".join(each.message for each in rule.problems) if book is self.head else []
        world = World(book, self.renamed if book is self.head else {})
        outcome = asked(rule, world)
        if outcome.unclear and book is self.head:
            names = ", ".join(f"`{each.ref}`" for each in outcome.unclear[:3])
            return f"what it names is gone, or cannot be read, for {names}"
        as_rule = Rule(self.codes[0][code], lambda _: iter(()), "")
        return [as_rule.placed(found_in(rule, each, path, world)) for each, path in outcome.broken]
