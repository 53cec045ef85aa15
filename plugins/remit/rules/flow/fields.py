"""Rules about fields and the systems that hold them."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import did_you_mean
from remit.rules.rule import Context, Finding, finding, rule


@rule("truth-twice")
def truth_twice(context: Context) -> Iterator[Finding]:
    """A field has one system of truth.

    Why: When two systems disagree, each is right by its own page, and every sync overwrites somebody's work.
    Fix: Leave `sync: truth` with one system; the others get `in`, `both` or `none`.
    Bad:
        systems:
          map: {name: MAP, summary: Sends mail., category: map, operates: {marketing-ops: {}}, governs: {revops: {}}}
        fields:
          source: {name: Source, summary: Whence., entity: lead, type: text, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Source, sync: truth}, map: {object: Person, api-name: source, sync: truth}}}
    Good:
        systems:
          map: {name: MAP, summary: Sends mail., category: map, operates: {marketing-ops: {}}, governs: {revops: {}}}
        fields:
          source: {name: Source, summary: Whence., entity: lead, type: text, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Source, sync: truth}, map: {object: Person, api-name: source, sync: in}}}
    """
    for field in context.book.all("field"):
        true = [system for system, entry in field["systems"].items() if entry.get("sync") == "truth"]
        if len(true) > 1:
            names = " and ".join(f"`{system}`" for system in true)
            yield finding(field, ("systems", true[1], "sync"), f"{names} are both its system of truth")


@rule("progression-values")
def progression_values(context: Context) -> Iterator[Finding]:
    """The steps of a field are values that it has, and go with values that the other field has.

    Why: A step that nobody can choose is never left, and a category that does not exist is never set.
    Fix: Correct the value, or add it to the `values` of the field that lacks it.
    Bad:
        fields:
          stage: {name: Stage, summary: How far., entity: lead, type: picklist, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Stage, sync: truth}}, values: {Offer: An offer is out.},
            progression: {Ofer: {leaves-when: The buyer answers.}}}
    Good:
        fields:
          stage: {name: Stage, summary: How far., entity: lead, type: picklist, operates: {sales-ops: {}}, governs: {revops: {}},
            systems: {crm: {object: Lead, api-name: Stage, sync: truth}}, values: {Offer: An offer is out.},
            progression: {Offer: {leaves-when: The buyer answers., likelihood: 50}}}
    """
    for field in context.book.all("field"):
        own = field.get("values", {})
        for value in field.get("progression", {}):
            if value not in own:
                message = (
                    f"`{value}` is a step of `{field.ref}`, but none of its values{did_you_mean(value, own)}"
                )
                yield finding(field, ("progression", value), message, key=True)
        for edge in field.to("means-in"):
            allowed = edge.target.get("values", {}) if edge.target.sound else {}
            said = field["progression"][edge.path[1]]["means"][edge.path[3]]
            if allowed and said not in allowed:
                message = f"`{said}` is no value of `{edge.target.ref}`{did_you_mean(said, allowed)}"
                yield finding(field, edge.path, message)


RULES = (truth_twice, progression_values)
