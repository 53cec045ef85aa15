"""Rules about who operates and who governs."""

from __future__ import annotations

from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition, Edge, Handbook
from remit.rules.rule import Finding, finding, rule

OWNED = ("metric", "system", "stage", "field", "dashboard", "policy")


@rule("owner-missing")
def owner_missing(book: Handbook) -> Iterator[Finding]:
    """Every metric, system, stage, field, dashboard and policy is operated and governed.

    Why: What nobody operates decays, and what nobody governs is decided anew in every argument.
    Fix: Add `operates:` and `governs:` with the function or role, such as `revops: {}`.
    Bad:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}}}
    Good:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for kind in OWNED:
        for definition in book.all(kind):
            lacking = [name for name in ("operates", "governs") if not definition.get(name)]
            if lacking:
                names = " and no ".join(f"`{name}`" for name in lacking)
                yield finding(definition, "", f"{kind} `{definition.id}` has no {names}")


@rule("one-governor")
def one_governor(book: Handbook) -> Iterator[Finding]:
    """A definition has one governing party, unless each of several names the others under `with`.

    Why: When two parties may each decide the standard, the last one to edit wins.
    Fix: Name one governing party, or write under each of them `with: [the others]`.
    Bad:
        systems:
          crm:
            {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}},
             governs: {revops: {}, finance: {}}}
    Good:
        systems:
          crm:
            {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}},
             governs: {revops: {with: [finance]}, finance: {with: [revops]}}}
    """
    for definition in book.definitions():
        if not definition.sound:
            continue
        edges = definition.to("governed-by")
        if len(edges) > 1 and not shared({edge.target.id: edge.at.get("with", ()) for edge in edges}):
            names = ", ".join(f"`{edge.target.id}`" for edge in edges)
            yield finding(definition, "governs", f"{len(edges)} parties govern without saying so: {names}", key=True)


def shared(holders: dict[str, list[str]]) -> bool:
    """True when each holder names every other one under `with`."""
    return all(
        set(holders) - {holder} <= {name.rpartition(":")[2] for name in names} for holder, names in holders.items()
    )


@rule("reporting-cycle")
def reporting_cycle(book: Handbook) -> Iterator[Finding]:
    """No role reports, over whatever steps, to itself.

    Why: An escalation that follows the reporting line would never end.
    Fix: Correct `reports-to` of one of the roles.
    Bad:
        roles:
          cfo: {name: CFO, summary: Leads finance., held-by: [Ana], reports-to: ceo}
          ceo: {name: CEO, summary: Leads., held-by: [Bo], reports-to: cfo}
    Good:
        roles:
          cfo: {name: CFO, summary: Leads finance., held-by: [Ana], reports-to: ceo}
          ceo: {name: CEO, summary: Leads., held-by: [Bo]}
    """
    yield from cycles(book, "role", "reports-to", "reports-to", "reports to itself")


@rule("part-of-cycle")
def part_of_cycle(book: Handbook) -> Iterator[Finding]:
    """No function is, over whatever steps, a part of itself.

    Why: What a function owns includes its parts; a circle has no top.
    Fix: Correct `parent` of one of the functions.
    Bad:
        functions:
          desk: {name: Desk, summary: A desk., parent: team}
          team: {name: Team, summary: A team., parent: desk}
    Good:
        functions:
          desk: {name: Desk, summary: A desk., parent: team}
          team: {name: Team, summary: A team.}
    """
    yield from cycles(book, "function", "part-of", "parent", "is a part of itself")


def cycles(book: Handbook, kind: str, relation: str, where: str, words: str) -> Iterator[Finding]:
    """One finding for each circle of a relation, at its first member by id."""
    found: set[tuple[Definition, ...]] = set()
    for ring in _rings(book, kind, relation):
        turn = ring.index(min(ring, key=lambda each: each.id))
        turned = (*ring[turn:], *ring[:turn])
        if turned not in found:  # two references, such as in the formula and among the inputs
            found.add(turned)
            names = " → ".join(f"`{each.id}`" for each in (*turned, turned[0]))
            yield finding(turned[0], where, f"{kind} `{turned[0].id}` {words}: {names}")


def _rings(book: Handbook, kind: str, relation: str) -> Iterator[list[Definition]]:
    """Every circle that a walk down the relation closes; each definition is walked once."""
    done: set[Definition] = set()
    for start in book.every(kind):
        path: dict[Definition, Iterator[Edge]] = {}
        enter: Definition | None = None if start in done else start
        while enter or path:
            if enter:
                path[enter] = iter(enter.to(relation))
            last = next(reversed(path))
            step = next(path[last], None)
            enter = None
            if step is None:
                done.add(last)
                del path[last]
            elif step.target in path:
                way = list(path)
                yield way[way.index(step.target) :]
            elif step.target not in done and step.target.kind.id == kind:
                enter = step.target


@rule("role-without-holder", severity=Severity.WARNING)
def role_without_holder(book: Handbook) -> Iterator[Finding]:
    """A role is held by somebody, or says that it is vacant and has a deputy.

    Why: Approvals are asked of people; a role that nobody holds lets them wait for ever.
    Fix: Add `held-by`, or `vacant: true` with a `deputy`.
    Bad:
        roles:
          cmo: {name: CMO, summary: Leads marketing.}
    Good:
        roles:
          cmo: {name: CMO, summary: Leads marketing., held-by: ["@northlake/cmo"]}
    """
    for role in book.all("role"):
        if role.get("vacant"):
            if not role.get("deputy") and not role.get("reports-to"):
                yield finding(role, "", f"role `{role.id}` is vacant and names neither a deputy nor a role above")
        elif not role.get("held-by"):
            yield finding(role, "", f"role `{role.id}` says neither who holds it nor that it is vacant")


RULES = (owner_missing, one_governor, reporting_cycle, part_of_cycle, role_without_holder)
