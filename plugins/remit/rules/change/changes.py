"""Rules about change records: decided by whom and when, and what took whose place."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition
from remit.ownership.parties import agreeing, parties, signing, speaking
from remit.ownership.rights import changed, lane_of, may_decide, rights, speaking_for
from remit.ownership.standing import last_resort
from remit.rules.rule import Context, Finding, finding, rule

DECIDED = ("approved", "rejected")


@rule("change-undecided")
def undecided(context: Context) -> Iterator[Finding]:
    """An approved or rejected change says who decided it, and when.

    Why: A decision without a name and a date cannot be looked up, and will be disputed.
    Fix: Add `decided-by` with the role and `decided-on` with the day, or set the state to `proposed`.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo]}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15}
    """
    for record in context.book.all("change"):
        lacking = [f"`{name}`" for name in ("decided-by", "decided-on") if not record.get(name)]
        if record["state"] in DECIDED and lacking:
            message = f"`{record.ref}` is {record['state']}, but has no {' and no '.join(lacking)}"
            yield finding(record, "state", message)


@rule("change-still-proposed", severity=Severity.WARNING)
def still_proposed(context: Context) -> Iterator[Finding]:
    """A change with a day of decision is no longer proposed.

    Why: Readers will think it is undecided and reopen the discussion.
    Fix: Set the state to `approved` or `rejected`, or delete `decided-on` until it is decided.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: proposed,
            decided-by: [ceo], decided-on: 2026-09-15}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: rejected,
            decided-by: [ceo], decided-on: 2026-09-15}
    """
    for record in context.book.all("change"):
        if record["state"] == "proposed" and record.get("decided-on"):
            message = (
                f"`{record.ref}` was decided on {record['decided-on']}, but its state is still `proposed`"
            )
            yield finding(record, "state", message)


@rule("change-effective-early")
def effective_early(context: Context) -> Iterator[Finding]:
    """A change holds from the day of its decision at the earliest.

    Why: Nobody could follow a rule before it was decided.
    Fix: Correct `effective` or `decided-on`; explain a correction of the past in `note`.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15, effective: 2026-09-01}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15, effective: 2026-10-01}
    """
    for record in context.book.all("change"):
        decided, effective = record.get("decided-on", ""), record.get("effective", "")
        if decided and effective and effective < decided:
            message = f"`{record.ref}` holds from {effective}, but was decided later, on {decided}"
            yield finding(record, "effective", message)


@rule("change-rejected-effective")
def rejected_effective(context: Context) -> Iterator[Finding]:
    """A rejected change never takes effect.

    Why: Readers who see the date will follow a change that was rejected.
    Fix: Delete `effective`, or correct the state.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: rejected,
            decided-by: [ceo], decided-on: 2026-09-15, effective: 2026-10-01}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: rejected,
            decided-by: [ceo], decided-on: 2026-09-15}
    """
    for record in context.book.all("change"):
        if record["state"] == "rejected" and record.get("effective"):
            message = f"`{record.ref}` was rejected, but says that it holds from {record['effective']}"
            yield finding(record, "effective", message, key=True)


@rule("change-without-right", severity=Severity.WARNING)
def without_right(context: Context) -> Iterator[Finding]:
    """A change was decided by a role that had the right: by governing, by a decision, or by the lane.

    Why: A record signed by the wrong role looks like an agreement that the owners never gave.
    Fix: Have it decided by one of the roles named, or correct who governs; if the right has moved since, waive the finding.
    Bad:
        roles:
          clerk: {name: Clerk, summary: S., function: finance, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [clerk], decided-on: 2026-09-15}
    Good:
        roles:
          clerk: {name: Clerk, summary: S., function: finance, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [head, clerk], decided-on: 2026-09-15}
    """
    if context.book.blind & {"function", "role"}:
        return  # whose right it is cannot be told
    last = last_resort(context.book)
    yield from _spoken_for_others(context)
    for record in context.book.all("change"):
        named = parties(signing(record))
        # What is named and cannot be followed may be what gave the right.
        if record["state"] not in DECIDED or not named or record.lost("changes") or record.lost("took-lane"):
            continue
        given = rights(changed(record), lane_of(record), last)
        if given and not may_decide(record, last):
            first, reason = next(iter(given.items()))
            who = " and ".join(f"`{role.id}`" for role in named)
            message = f"{who} had no right to decide `{record.ref}`; `{first}` has: {reason}"
            yield finding(record, "decided-by", message)


def _spoken_for_others(context: Context) -> Iterator[Finding]:
    """Agreements that a role gave for a party for which it does not speak."""
    for record in context.book.all("change"):
        for edge in speaking(record):
            party = next((each.target for each in agreeing(record) if each.path == edge.path[:2]), None)
            able = speaking_for(party) if party is not None else {}
            if party is not None and able and edge.target.id not in able:
                first, reason = next(iter(able.items()))
                message = (
                    f"`{edge.target.id}` agreed to `{record.ref}` for {party.name}, but does not speak for it; "
                    f"`{first}` does: it {reason}"
                )
                yield finding(record, edge.path, message)


@rule("change-supersedes-late")
def supersedes_late(context: Context) -> Iterator[Finding]:
    """A change supersedes an earlier one.

    Why: When two records both look like the latest, people follow whichever they find first.
    Fix: Correct the dates, or put `supersedes` into the other record.
    Bad:
        changes:
          old: {name: Old, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded,
            decided-by: [ceo], decided-on: 2026-09-15}
          new: {name: New, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-03-01, supersedes: old}
    Good:
        changes:
          old: {name: Old, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded,
            decided-by: [ceo], decided-on: 2026-03-01}
          new: {name: New, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15, supersedes: old}
    """
    for record in context.book.all("change"):
        for edge in record.to("supersedes"):
            old = edge.target
            ours, its = record.get("decided-on", ""), old.sound and old.get("decided-on", "")
            if ours and its and ours < its:
                message = f"`{record.ref}` of {ours} supersedes `{old.ref}`, which is later: {its}"
                yield finding(record, edge.path, message, related=[old])


@rule("change-superseded-state")
def superseded_state(context: Context) -> Iterator[Finding]:
    """A change is superseded exactly when one that took effect supersedes it.

    Why: Two approved changes of one thing contradict each other, and a proposal does not replace anything yet.
    Fix: Set the state of the older one to `superseded`, or back to what it was while the newer one is not approved.
    Bad:
        changes:
          old: {name: Old, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-03-01}
          new: {name: New, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15, supersedes: old}
    Good:
        changes:
          old: {name: Old, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded,
            decided-by: [ceo], decided-on: 2026-03-01}
          new: {name: New, summary: S., what: W., why: Y., definitions: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15, supersedes: old}
    """
    book = context.book
    records = list(book.all("change"))
    # A record that cannot be read, or leads nowhere, may be the one that supersedes.
    whole = len(records) == sum(1 for _ in book.every("change")) and "change" not in book.blind
    whole = whole and not any(record.lost("supersedes") for record in records)
    for record in records:
        newer = [each for each in record.sources("supersedes") if each.sound]
        ending = [each for each in newer if each["state"] in ("approved", "superseded")]
        if ending and record["state"] != "superseded":
            message = f"`{ending[0].ref}` supersedes `{record.ref}`, whose state is `{record['state']}`"
            yield finding(record, "state", message, related=ending[:1])
        elif record["state"] == "superseded" and not ending and whole:
            waits = f": `{newer[0].ref}` is {newer[0]['state']}" if newer else ""
            message = f"`{record.ref}` is superseded, but by no change that was approved{waits}"
            yield finding(record, "state", message, related=newer[:1])


@rule("change-circle")
def circle(context: Context) -> Iterator[Finding]:
    """No change supersedes itself, whether at once or by way of others.

    Why: When records supersede each other in a circle, none of them is the latest.
    Fix: Delete `supersedes` from the oldest of them.
    Bad:
        changes:
          one: {name: One, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded, supersedes: two}
          two: {name: Two, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded, supersedes: one}
    Good:
        changes:
          one: {name: One, summary: S., what: W., why: Y., definitions: [system:crm], state: superseded}
          two: {name: Two, summary: S., what: W., why: Y., definitions: [system:crm], state: approved, supersedes: one,
            decided-by: [ceo], decided-on: 2026-09-15}
    """
    seen: set[Definition] = set()
    for record in context.book.all("change"):
        walk: dict[Definition, None] = {}
        here: Definition | None = record
        while here is not None and here not in walk and here not in seen:
            walk[here] = None
            here = here.target("supersedes")
        if here in walk:
            ring = list(walk)[list(walk).index(here) :]
            # told at the first by id, whichever way one came in
            first = min(ring, key=lambda each: each.id)
            names = " → ".join(f"`{each.id}`" for each in (*_from(first, ring), first))
            yield finding(first, "supersedes", f"these supersede each other: {names}")
        seen.update(walk)


def _from(first: Definition, ring: list[Definition]) -> list[Definition]:
    at = ring.index(first)
    return ring[at:] + ring[:at]


@rule("change-about-nothing")
def about_nothing(context: Context) -> Iterator[Finding]:
    """A change names the definitions that it changes or removes.

    Why: A record that names no definition covers no change, and no page links to it.
    Fix: List what it changes under `definitions`, what it removes under `removes`, and what it only says
    in other words under `wording-only`.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., state: proposed}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., removes: [term:mql], state: proposed}
    """
    for record in context.book.all("change"):
        if not any(record.get(name) for name in ("definitions", "removes", "wording-only")):
            yield finding(record, "", f"`{record.ref}` names no definition")


@rule("change-removes-present", severity=Severity.WARNING)
def removes_present(context: Context) -> Iterator[Finding]:
    """What an approved change removes is no longer there.

    Why: Readers of the record will think the definition is gone while it still applies.
    Fix: Delete the definition, or take it out of `removes`; mark one that ends later as `deprecated`.
    Bad:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., removes: [system:crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15}
    Good:
        changes:
          threshold: {name: Threshold, summary: S., what: W., why: Y., removes: [system:old-crm], state: approved,
            decided-by: [ceo], decided-on: 2026-09-15}
    """
    book = context.book
    for record in book.all("change"):
        for number, address in enumerate(record.get("removes", ()) if record["state"] == "approved" else ()):
            if book.find(address) is not None:
                yield finding(
                    record, ("removes", number), f"`{record.ref}` removes `{address}`, which is there"
                )


RULES = (
    about_nothing, removes_present, undecided, still_proposed, effective_early, rejected_effective, without_right,
    supersedes_late, superseded_state, circle,
)  # fmt: skip
