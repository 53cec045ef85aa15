"""Rules about decision rights."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition, Edge
from remit.ownership.authority import line_of
from remit.ownership.holders import lead_of
from remit.ownership.organisation import is_central, line_above, settled_line
from remit.ownership.parties import all_share, deciding, governing, owning, parties, says, settling
from remit.rules.rule import Context, Finding, finding, rule
from remit.words import joined


@rule("raci-one-accountable")
def one_accountable(context: Context) -> Iterator[Finding]:
    """A decision has exactly one accountable or governing party, or several that each name the others.

    Why: With two accountable parties, each waits for the other or overrules it.
    Fix: Leave the letter A or G with one party; if they truly share it, write `with:` in each cell.
    Bad:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: A}, revops: {letter: G}}
    Good:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}
    """
    for decision in context.book.all("decision"):
        holders = deciding(decision)
        if not holders:
            yield finding(
                decision,
                "parties",
                f"no party is accountable for `{decision.id}`; give one the letter A or G",
                key=True,
            )
        elif not all_share(holders):
            names = ", ".join(f"`{edge.path[-1]}`" for edge in holders)
            message = f"{len(holders)} parties are accountable ({names}); name one, or say that they share it"
            second = holders[1]
            yield finding(decision, second.path, message, key=True, related=holders[:1])


@rule("raci-nobody-works")
def nobody_works(context: Context) -> Iterator[Finding]:
    """Somebody does the work: a party with R, or an accountable party that then holds both.

    Why: If everybody is only consulted or informed, nobody carries the decision out.
    Fix: Give the party that does the work the letter R.
    Bad:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: C}, revops: {letter: G}}
    Good:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}
    """
    for decision in context.book.all("decision"):
        letters = {edge.context["letter"] for edge in says(decision)}
        if letters and "R" not in letters and "A" not in letters:
            message = f"no party does the work of `{decision.id}`; give one the letter R"
            yield finding(decision, "parties", message, key=True)


@rule("raci-party-twice")
def party_twice(context: Context) -> Iterator[Finding]:
    """A party has one cell in a decision, whichever way it is written.

    Why: If one party has two letters, readers pick the one they like.
    Fix: Keep one of the cells; put what the other said into its words.
    Bad:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {revops: {letter: A}, "function:revops": {letter: R}}
    Good:
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {revops: {letter: A, words: "Decides, and does the work."}}
    """
    for decision in context.book.all("decision"):
        seen: dict[Definition, Edge] = {}
        for edge in says(decision):
            if edge.target in seen:
                message = f"`{edge.target.ref}` appears twice in this decision"
                yield finding(decision, edge.path, message, key=True, related=[seen[edge.target]])
            seen.setdefault(edge.target, edge)


@rule("decision-escalates-to-decider", severity=Severity.WARNING)
def escalates_to_decider(context: Context) -> Iterator[Finding]:
    """A dispute about a decision goes to somebody who did not make it.

    Why: Whoever is refused would ask the one who refused; then nobody can settle anything.
    Fix: Name the role above in the line of reporting, or another one that both sides accept.
    Bad:
        roles:
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}
            escalation: {to: head, after: {amount: 1, unit: days}}
    Good:
        roles:
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
        decisions:
          scoring:
            name: Scoring
            summary: Who sets it.
            lane: shared
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}
            escalation: {to: ceo, after: {amount: 1, unit: days}}
    """
    for decision in context.book.all("decision"):
        deciders = {
            lead_of(party) if party.kind.id == "function" else party: party
            for party in parties(owning(decision))
        }
        for edge in settling(decision):
            party = deciders.get(edge.target)
            if party is not None:
                above = next(iter(line_above(edge.target)), None)
                hint = f"; above is `{above.id}`" if above is not None else ""
                who = "decides it" if party is edge.target else f"leads {party.name}, which decides it"
                message = f"a dispute about it goes to `{edge.target.id}`, who {who}{hint}"
                yield finding(decision, edge.path, message)


@rule("escalation-without-time", severity=Severity.SUGGESTION)
def escalation_without_time(context: Context) -> Iterator[Finding]:
    """A dispute about a decision moves on after a stated time.

    Why: Without a time, whoever does not want the decision only has to wait.
    Fix: Add `after` to `escalation`, such as `after: {amount: 5, unit: business-days}`.
    Bad:
        decisions:
          scoring: {name: Scoring, summary: Who sets it., lane: shared, escalation: {to: ceo},
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}}
    Good:
        decisions:
          scoring: {name: Scoring, summary: Who sets it., lane: shared, escalation: {to: ceo, after: {amount: 5, unit: days}},
            parties: {marketing-ops: {letter: R}, sales-ops: {letter: A}}}
    """
    for decision in context.book.all("decision"):
        if decision.get("escalation") and not decision["escalation"].get("after"):
            message = f"a dispute about `{decision.id}` is escalated, and nothing says after how long"
            yield finding(decision, "escalation", message, key=True)


@rule("escalation-downwards", severity=Severity.WARNING)
def escalation_downwards(context: Context) -> Iterator[Finding]:
    """A dispute about a decision goes up the line, not to somebody who reports to the decider.

    Why: Whoever reports to the decider cannot overrule them, so the dispute goes round in a circle.
    Fix: Name a role above, or one outside the line of whoever decides.
    Bad:
        roles:
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
          analyst: {name: Analyst, summary: S., held-by: [Ed], reports-to: head}
        decisions:
          scoring: {name: Scoring, summary: Who sets it., lane: shared, escalation: {to: analyst, after: {amount: 5, unit: days}},
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}}
    Good:
        roles:
          head: {name: Head, summary: S., function: revops, held-by: [Di], reports-to: ceo}
          analyst: {name: Analyst, summary: S., held-by: [Ed], reports-to: head}
        decisions:
          scoring: {name: Scoring, summary: Who sets it., lane: shared, escalation: {to: ceo, after: {amount: 5, unit: days}},
            parties: {marketing-ops: {letter: R}, revops: {letter: G}}}
    """
    for decision in context.book.all("decision"):
        deciders = {
            lead_of(party) if party.kind.id == "function" else party for party in parties(owning(decision))
        }
        for edge in settling(decision):
            boss = next((each for each in settled_line(edge.target) if each in deciders), None)
            if boss is not None and edge.target not in deciders:
                message = f"a dispute about it goes to `{edge.target.id}`, who reports to `{boss.id}`, who decides it"
                yield finding(decision, edge.path, message)


@rule("decision-against-governor", severity=Severity.SUGGESTION)
def against_governor(context: Context) -> Iterator[Finding]:
    """Whoever decides about a thing governs it, or is above those who do.

    Why: One is blamed for the standard, and another changes it without being able to be refused.
    Fix: Give whoever governs the letter G or A, take the thing out of `about`, or change who governs it.
    Bad:
        decisions:
          states: {name: States, summary: Who sets them., lane: shared, about: ["field:lead-status"],
            parties: {sales-ops: {letter: A}}}
    Good:
        decisions:
          states: {name: States, summary: Who sets them., lane: shared, about: ["field:lead-status"],
            parties: {sales-ops: {letter: R}, revops: {letter: G}}}
    """
    sides = context.sides
    for decision in context.book.all("decision"):
        edges = deciding(decision)
        deciders = set(parties(edges))
        if not edges or decision.links.lost or any(map(is_central, deciders)):
            continue  # that others govern what it decides about is told where it matters
        own = {sides.of(party) for party in deciders}
        against = [
            thing
            for thing in decision.targets("decides-on")
            if thing.sound
            and not thing.links.lost
            and (governors := parties(governing(thing)))
            and not own & {sides.of(party) for party in governors}
            and not deciders & {role for party in governors for role in line_of(party)}
        ]
        if against:
            thing = against[0]
            who = joined([f"`{party.id}`" for party in parties(governing(thing))])
            more = f"; so it is with {len(against) - 1} more" if len(against) > 1 else ""
            says = joined([f"`{party.id}`" for party in parties(edges)])
            decides = "decides" if len(deciders) == 1 else "decide"
            message = f"{says} {decides} about `{thing.ref}`, which {who} {'governs' if who.count('`') == 2 else 'govern'}{more}"
            yield finding(decision, edges[0].path, message, key=True, related=[thing])


RULES = (
    one_accountable,
    nobody_works,
    party_twice,
    escalates_to_decider,
    escalation_without_time,
    escalation_downwards,
    against_governor,
)
