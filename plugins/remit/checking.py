"""Check a handbook: read it, run the rules, apply its severities and waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from remit.days import day_of
from remit.diagnostics import Diagnostic, Severity
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.overrides import Overrides
from remit.reading import collector_paused, open_handbook
from remit.readings.findings import findings_of
from remit.rules import ALL_RULES
from remit.rules.own.applied import own_rules
from remit.rules.rule import Context, Rule
from remit.tree import Place


@dataclass(frozen=True, slots=True)
class Checked:
    """A handbook with all its findings, sorted by place.

    `folder` is what their paths begin with: empty where they are seen from the handbook's root. `_asked` are
    the rules, each with what it found, or None where it needs a day and there was none.
    """

    book: Handbook
    findings: tuple[Diagnostic, ...]
    folder: str = ""
    _asked: tuple[tuple[Rule, tuple[Diagnostic, ...] | None], ...] = ()

    def under(self, folder: str) -> Checked:
        """The same, with paths as they are seen from the folder that the handbook stands in."""
        return replace(self, findings=tuple(each.under(folder) for each in self.findings), folder=folder)

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
        return _asked(book, [(rule, None) for rule in (*rules, *own_rules(book))], today)


def on_day(checked: Checked, today: str | date) -> Checked:
    """The same handbook checked for a day, as `check` would; what needs no day is not asked again."""
    with collector_paused():
        return _asked(checked.book, checked._asked, day_of(today)).under(checked.folder)


def _asked(
    book: Handbook, rules: Iterable[tuple[Rule, tuple[Diagnostic, ...] | None]], today: str
) -> Checked:
    context = Context(book, today or None)
    asked = tuple((rule, _told(rule, context, None if rule.needs else told)) for rule, told in rules)
    found = [*book.diagnostics, *findings_of(book)]
    found += (each for _, told in asked for each in told or ())
    judged = sorted(Overrides.of(book, today).applied_to(found), key=Diagnostic.order)
    return Checked(book, tuple(_by_cause(judged)), _asked=asked)


def _told(
    rule: Rule, context: Context, before: tuple[Diagnostic, ...] | None
) -> tuple[Diagnostic, ...] | None:
    if before is not None:
        return before
    return tuple(rule.found(context)) if rule.needs <= context.given else None


def _by_cause(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Findings of one cause as one, at the first place, with the others as its uses."""
    alike: dict[tuple[str, Severity], list[Diagnostic]] = {}
    for each in found:
        alike.setdefault((each.cause, each.severity), []).append(each)
    for each in found:
        first, *more = alike[each.cause, each.severity] if each.cause else (each,)
        if first is each and more:
            places = f"{len(more)} more places refer" if len(more) > 1 else "1 more place refers"
            message = f"{each.message}; {places} to it{_if_renamed(each, 1 + len(more))}"
            yield replace(each, message=message, uses=tuple(other.location for other in more))
        elif first is each:
            yield each


def _if_renamed(each: Diagnostic, places: int) -> str:
    """What finishes a rename by hand, where several places name what is not there and nothing says why."""
    if each.code != "dangling-reference" or "|" in each.cause or "remit rename" in each.message:
        return ""
    return f"; if it has another id now, `remit rename {each.cause} NEW` writes that in all {places} places"
