"""Rules about what is said of fields elsewhere: reasons of a handoff, answers of a policy, entry rules in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from remit.diagnostics import Severity
from remit.handbook import Definition, Edge, Handbook
from remit.ownership.organisation import function_for, wholes
from remit.ownership.parties import editing
from remit.rules.rule import Context, Finding, finding, rule
from remit.rules.suspicion import Suspect, Suspicion, told
from remit.words import joined

LEAST = 2  # reasons that a field must have before it is taken for the list of a handoff's reasons
_TRUTH = re.compile(r"\bwhich system\b|\btruth\b", re.IGNORECASE)
_MAY_EDIT = re.compile(r"\bwho may (?:edit|change|correct|set|write)\b", re.IGNORECASE)


def _as_id(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-")


def _values_by_id(book: Handbook) -> Mapping[str, list[Definition]]:
    """The values of all fields, written as ids, each with the fields that have it."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for field in book.all("field"):
        for id in {_as_id(str(value)): None for value in field.get("values", {})}:
            found[id].append(field)
    return found


def _reasons_unlisted(context: Context) -> Iterator[Suspicion]:
    """Reasons of a handoff that a field lacks which has most of them; one for all fields that lack the same."""
    for handoff in context.book.all("handoff"):
        reasons = list(handoff.get("rejections", {}))
        if len(reasons) <= LEAST:
            continue
        listing: dict[Definition, set[str]] = defaultdict(set)
        for reason in reasons:
            for field in context.once(_values_by_id).get(reason, ()):
                listing[field].add(reason)
        lacking: dict[tuple[str, ...], list[Definition]] = defaultdict(list)
        for field, listed in listing.items():
            absent = tuple(reason for reason in reasons if reason not in listed)
            if absent and len(listed) >= LEAST and len(listed) > len(absent):
                lacking[absent].append(field)
        for absent, fields in lacking.items():
            which = joined([f"`{each.ref}`" for each in fields])
            has = "has" if len(fields) == 1 else "have"
            names = joined([f"`{reason}`" for reason in absent])
            message = (
                f"{names} {'is' if len(absent) == 1 else 'are'} no value of {which}, which {has} the other "
                f"{len(reasons) - len(absent)} reasons of `{handoff.id}`"
            )
            yield Suspicion(fields[0], handoff, ("rejections", absent[0]), message, ("values",), key=True)


@rule("rejection-unlisted", severity=Severity.SUGGESTION)
def rejection_unlisted(context: Context) -> Iterator[Finding]:
    """The reasons for which a handoff is rejected are values of the field that has most of them.

    Why: A reason that nobody can choose in the system is never counted, or hides under another.
    Fix: Add the value to the field or take the reason out, or say under `differs-from` why the lists differ.
    Bad:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 3, unit: days}}, rejections: {open: Not worked., mql: Too early., later: Not now.},
            sla: {promise: In a day, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    Good:
        handoffs:
          won: {name: Won, summary: Sales to CS., from: start, to: end, giver: sales-ops, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 3, unit: days}}, rejections: {open: Not worked., mql: Too early., end: Too late.},
            sla: {promise: In a day, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    """
    yield from told(context, _reasons_unlisted)


def _policy_against_field(context: Context) -> Iterator[Suspicion]:
    """Answers that name another system, or another party, than the one field that they are about."""
    for policy in context.book.all("policy"):
        if policy.links.lost:
            continue
        for id, answer in policy["answers"].items():
            asks_truth, asks_edit = (bool(words.search(answer["question"])) for words in (_TRUTH, _MAY_EDIT))
            if not asks_truth and not asks_edit:
                continue
            edges = [edge for edge in policy.to() if edge.path[:2] == ("answers", id)]
            named = [edge for edge in edges if edge.path[2] == "answer" and edge.target.sound]
            fields = list(dict.fromkeys(edge.target for edge in edges if edge.target.kind.id == "field"))
            if len(fields) != 1 or not fields[0].sound:
                continue
            other = (_other_truth if asks_truth else _other_editor)(fields[0], named)
            if other is not None:
                edge, message = other
                at_field = ("systems",) if asks_truth else ("may-edit",)
                yield Suspicion(fields[0], policy, edge.path, message, at_field, span=edge.span)


def _other_truth(field: Definition, named: list[Edge]) -> tuple[Edge, str] | None:
    """Where an answer begins with a system that is not the field's truth, and what is wrong with it."""
    first = next((each for each in named if each.target.kind.id == "system"), None)
    true = [name.rpartition(":")[2] for name, entry in field["systems"].items() if entry["sync"] == "truth"]
    if first is None or len(true) != 1 or first.target.id == true[0]:
        return None
    return first, f"it answers `{first.target.ref}`, and the truth of `{field.ref}` is `system:{true[0]}`"


def _other_editor(field: Definition, named: list[Edge]) -> tuple[Edge, str] | None:
    """Where an answer names a party that may not edit the field, and what is wrong with it."""
    allowed = [edge.target for edge in editing(field)]
    for each in named if allowed else ():
        party = each.target
        if party.is_party and not set(allowed) & {party, *_functions_of(party)}:
            names = joined([f"`{may.ref}`" for may in allowed])
            return each, f"it names `{party.ref}`, and `{field.ref}` may be edited by {names}"
    return None


def _functions_of(party: Definition) -> list[Definition]:
    function = function_for(party)
    return [] if function is None else [function, *wholes(function)]


@rule("policy-against-field", severity=Severity.SUGGESTION)
def policy_against_field(context: Context) -> Iterator[Finding]:
    """A policy that says where a field is true, or who may edit it, says what the field says.

    Why: People act by the policy and systems by the field; the two then write over each other.
    Fix: Correct the answer, or `systems` or `may-edit` of the field; or say under `differs-from` why both are right.
    Bad:
        systems:
          map: {name: MAP, summary: Sends mail., category: map, operates: {marketing-ops: {}}, governs: {revops: {}}}
        policies:
          model: {name: Model, summary: S., operates: {sales-ops: {}}, governs: {revops: {}}, answers: {
            truth: {question: Which system records the status?, answer: "{system:map} does.", points-at: ["field:lead-status"]}}}
    Good:
        systems:
          map: {name: MAP, summary: Sends mail., category: map, operates: {marketing-ops: {}}, governs: {revops: {}}}
        policies:
          model: {name: Model, summary: S., operates: {sales-ops: {}}, governs: {revops: {}}, answers: {
            truth: {question: Which system records the status?, answer: "{system:crm} does.", points-at: ["field:lead-status"]}}}
    """
    yield from told(context, _policy_against_field)


@rule("entry-names-no-field", severity=Severity.SUGGESTION)
def entry_names_no_field(context: Context) -> Iterator[Finding]:
    """The rule by which a record enters a stage that requires fields names one of them.

    Why: Who decides by the words alone lets records in without the fields, and they are missing ever after.
    Fix: Write the field into `entry`, as `{field:…}`, or add the rule as a filter under `enters-if`.
    Bad:
        stages:
          asked: {name: Asked, summary: Asks., entry: Somebody asks., exit: Never., initial: true, terminal: true,
            required-fields: [lead-status], operates: {marketing-ops: {}}, governs: {revops: {}},
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    Good:
        stages:
          asked: {name: Asked, summary: Asks., entry: "Somebody asks, and {field:lead-status} is set.", exit: Never.,
            required-fields: [lead-status], operates: {marketing-ops: {}}, governs: {revops: {}}, initial: true, terminal: true,
            markers: {crm: {field: lead-status, test: equals, values: [Open]}}}
    """
    for stage in context.book.all("stage"):
        required = stage.get("required-fields", ())
        if not required or not stage.get("entry") or stage.get("enters-if") or stage.links.lost:
            continue
        if not any(edge.path[0] == "entry" and edge.target.kind.id == "field" for edge in stage.to()):
            names = joined([f"`{id.rpartition(':')[2]}`" for id in required])
            message = f"`{stage.id}` requires {names}, and the rule by which records enter it names no field"
            yield finding(stage, "entry", message)


SUSPECTS: Mapping[str, Suspect] = {
    "rejection-unlisted": _reasons_unlisted,
    "policy-against-field": _policy_against_field,
}
RULES = (rejection_unlisted, policy_against_field, entry_names_no_field)
