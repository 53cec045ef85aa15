"""What a company changes about the rules: their severities, and waivers of one rule for one definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from remit.codes import CODES, LIVE, Code
from remit.diagnostics import Diagnostic, Severity, did_you_mean
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.reading import FOLDER
from remit.rules import ALL_RULES, codes_of
from remit.schema import MENTION

_HANDBOOK = "handbook"  # the kind that they stand in


@dataclass(frozen=True, slots=True)
class Overrides:
    """The severities (rule to word) and waivers (name to its properties) of a handbook on one day.

    Only what fits is held: a fault elsewhere in `handbook.yaml` lifts none of the others. Where that file
    cannot be read at all, they are not `known`, and no rule speaks: any finding may be overridden.
    """

    book: Handbook
    codes: Mapping[str, Code]
    severities: Mapping[str, str]
    waivers: Mapping[str, Mapping[str, Any]]
    today: str = ""
    known: bool = True

    @classmethod
    def of(cls, book: Handbook, today: str = "") -> Overrides:
        """What a handbook overrides; `today` ends the waivers whose last day is over."""
        own = book.get(_HANDBOOK, _HANDBOOK)
        data = own.written if own is not None else {}  # one that lacks its reason is a fault, and holds
        severities, waivers = (
            found if isinstance(found := data.get(name), Mapping) else {}
            for name in ("severities", "waivers")
        )
        words = {*(severity.word for severity in Severity), "off"}
        return cls(
            book,
            codes_of(book),
            {code: word for code, word in severities.items() if isinstance(word, str) and word in words},
            {
                name: waiver
                for name, waiver in waivers.items()
                if isinstance(waiver, Mapping)
                and all(isinstance(waiver.get(key), str) for key in ("rule", "definition"))
            },
            today,
            _HANDBOOK not in book.blind and (own is None or own.document.sound),
        )

    def applied_to(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The findings that are left, with their severities, and those about the overrides themselves."""
        expired = {
            name for name, waiver in self.waivers.items() if str(waiver.get("until", self.today)) < self.today
        }
        waived = {self._key(name): name for name in self.waivers if name not in expired}
        lapsed = {self._key(name) for name in expired}
        # without a day the rules about days are silent: their waivers wait
        dated = {rule.code.id for rule in ALL_RULES if rule.dated}
        # and what is found beside snapshots is not asked here at all
        elsewhere = {code.id for code in CODES.values() if code.topic == LIVE}
        used = {
            name
            for name, waiver in self.waivers.items()
            if waiver["rule"] in elsewhere or (not self.today and waiver["rule"] in dated)
        }
        faulty: set[str] = set()  # rules of the company that are at fault themselves find nothing
        for finding in found if self.known else self._without_overridable(found):
            faulty.add(finding.subject)
            key = (finding.code, finding.subject)
            if not self._can_be_overridden(finding.code):
                yield finding
            elif name := waived.get(key):
                used.add(name)
            else:
                yield from self._weighed(replace(finding, dated=True) if key in lapsed else finding)
        for finding in (*self._unknown_rules(), *self._unused_waivers(used, expired, faulty)):
            yield from self._weighed(finding)

    def waived(self) -> frozenset[tuple[str, str]]:
        """Each rule with a definition for which it is waived today."""
        return frozenset(
            self._key(name)
            for name, waiver in self.waivers.items()
            if str(waiver.get("until", self.today)) >= self.today
        )

    def _without_overridable(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """What no override may hide; the fault for which they are not known says how much waits behind it."""
        told: list[Diagnostic] = []
        held = 0
        for finding in found:
            if self._can_be_overridden(finding.code):
                held += 1
            else:
                told.append(finding)
        if held and told:
            own = f"{FOLDER}/{self.book.kinds.by_id[_HANDBOOK].plural}.yaml"
            first = min(told, key=lambda each: (each.location.path != own, each.order()))
            many = f"{held} more findings wait" if held > 1 else "1 more finding waits"
            message = f"{first.message} ({many} until `{own}`, where waivers stand, can be read)"
            told[told.index(first)] = replace(first, message=message)
        return told

    def _key(self, name: str) -> tuple[str, str]:
        """The rule and the definition that a waiver speaks of."""
        waiver = self.waivers[name]
        subject = str(waiver["definition"])
        found = self.book.resolve(MENTION, subject)
        return waiver["rule"], str(found.ref) if found else subject

    def _weighed(self, finding: Diagnostic) -> Iterator[Diagnostic]:
        word = self.severities.get(finding.code, finding.severity.word)
        if word != "off":
            yield replace(finding, severity=Severity[word.upper()])

    def _unknown_rules(self) -> Iterator[Diagnostic]:
        """Overrides of what is not a rule, or of what nobody may override."""
        asked: list[tuple[Sequence[str], str, bool]] = [
            *((("severities", code), code, True) for code in self.severities),
            *((("waivers", name, "rule"), waiver["rule"], False) for name, waiver in self.waivers.items()),
        ]
        for path, code, key in asked:
            if code not in self.codes:
                message = f"there is no rule `{code}`{did_you_mean(code, self.codes)}"
                yield self._about("unknown-rule", message, path, key=key)
            elif not self.codes[code].overridable:
                message = f"`{code}` is not a rule but a fault of reading: it stays an error"
                yield self._about("policy-overreach", message, path, key=key)

    def _unused_waivers(self, used: set[str], expired: set[str], faulty: set[str]) -> Iterator[Diagnostic]:
        """Waivers that excuse nothing, or nothing any more."""
        # While something cannot be read, rules are silent that may speak again.
        unclear = any(finding.severity is Severity.ERROR for finding in self.book.diagnostics)
        rules = {code.id for code in self.codes.values() if code.overridable and code.id not in faulty}
        for name, waiver in self.waivers.items():
            if name in expired:
                message = f"the waiver `{name}` expired on {waiver['until']}"
                yield replace(self._about("waiver-expired", message, ("waivers", name, "until")), dated=True)
            elif not unclear and name not in used and waiver["rule"] in rules:
                rule, definition = waiver["rule"], waiver["definition"]
                message = f"the waiver `{name}` waives nothing: `{rule}` holds for `{definition}`"
                yield self._about("waiver-unused", message, ("waivers", name), key=True)

    def _about(self, code: str, message: str, path: Sequence[str], *, key: bool = False) -> Diagnostic:
        own = next(self.book.every(_HANDBOOK))  # severities and waivers stand in it
        return CODES[code].at(own.range_of(path, key=key), message, subject=str(own.ref))

    def _can_be_overridden(self, code: str) -> bool:
        """Whether an override may hide it; what a rule finds that is tried by itself, always."""
        return code not in self.codes or self.codes[code].overridable
