"""Rules about fields and the systems that hold them."""

from __future__ import annotations

from collections.abc import Iterator

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


RULES = (truth_twice,)
