"""Rules about who operates and who governs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from remit.diagnostics import Severity, Span
from remit.handbook import Definition, Edge, Handbook
from remit.ownership.holders import lead_of
from remit.ownership.organisation import superiors, whole_of
from remit.ownership.parties import all_share, governing
from remit.ownership.standing import approving, last_resort
from remit.rules.rule import Context, Finding, finding, rule

OWNED = ("metric", "system", "stage", "field", "dashboard", "policy")


@rule("owner-missing")
def owner_missing(context: Context) -> Iterator[Finding]:
    """Every metric, system, stage, field, dashboard and policy is operated and governed.

    Why: If nobody operates it, it goes stale; if nobody governs it, every argument about it starts from scratch.
    Fix: Add `operates:` and `governs:` with the function or role, such as `revops: {}`.
    Bad:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}}}
    Good:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, operates: {sales-ops: {}}, governs: {revops: {}}}
    """
    for kind in OWNED:
        for definition in context.book.all(kind):
            lacking = [name for name in ("operates", "governs") if not definition.get(name)]
            if lacking and definition.status != "draft":
                names = " and no ".join(f"`{name}`" for name in lacking)
                yield finding(definition, "", f"{kind} `{definition.id}` has no {names}")


@rule("owner-to-be-decided", severity=Severity.SUGGESTION)
def owner_to_be_decided(context: Context) -> Iterator[Finding]:
    """A draft gets an owner before it is in force.

    Why: What was taken over from a system or a spreadsheet is nobody's until somebody decides whose it is.
    Fix: Add `operates:` and `governs:`, and take `status: draft` out once the definition is agreed.
    Bad:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, status: draft}
    Good:
        systems:
          crm: {name: CRM, summary: Holds accounts., category: crm, status: draft, operates: {sales-ops: {}},
            governs: {revops: {}}}
    """
    drafts = [
        each
        for kind in OWNED
        for each in context.book.all(kind)
        if each.status == "draft" and not (each.get("operates") and each.get("governs"))
    ]
    if drafts:
        names = ", ".join(f"`{each.ref}`" for each in drafts[:5])
        more = f" and {len(drafts) - 5} more" if len(drafts) > 5 else ""
        what = "draft has" if len(drafts) == 1 else "drafts have"
        yield finding(drafts[0], "", f"{len(drafts)} {what} no owner yet: {names}{more}")


@rule("approver-missing", severity=Severity.WARNING)
def approver_missing(context: Context) -> Iterator[Finding]:
    """Somebody can approve a change that takes a shared lane.

    Why: A change that nobody can approve either gets stuck or is merged without approval.
    Fix: Name under the lane's `approved-by` a function or role without a condition, or mark the central function
    with `central: true`; and give that function a role.
    Bad:
        functions:
          board: {name: Board, summary: Decides.}
        lanes:
          shared: {name: Shared, summary: S., reach: shared, triggers: {x: {when: Shared.}}, approval: The board.,
            approved-by: {board: {}}}
    Good:
        functions:
          board: {name: Board, summary: Decides., reports-to: {ceo: {}}}
        lanes:
          shared: {name: Shared, summary: S., reach: shared, triggers: {x: {when: Shared.}}, approval: Both.,
            approved-by: {board: {}, revops: {}}}
    """
    book = context.book
    if book.blind & {"function", "role", "lane"}:
        return  # who is absent there is not known
    last = last_resort(book)
    for lane in book.all("lane"):
        named = approving(book, lane.id) or last
        if lane["reach"] == "shared" and not lane.doubtful("approved-by") and not _can_approve(named):
            yield finding(lane, "", f"nobody can approve what takes `{lane.ref}`")
    if not any(book.every("lane")) and not _can_approve(last):
        first = next(book.definitions(), None)
        if first is not None:
            why = (
                f"no role speaks for {last[0].name}"
                if last
                else "it has no lane, no central function, nobody who governs, and no role"
            )
            yield finding(first, "", f"nobody can approve a shared change of this handbook: {why}")


def _can_approve(parties: Iterable[Definition]) -> bool:
    """Whether a role speaks for one of some parties."""
    return any(party.kind.id == "role" or lead_of(party) is not None for party in parties)


@rule("one-governor")
def one_governor(context: Context) -> Iterator[Finding]:
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
    for definition in context.book.definitions():
        if not definition.sound:
            continue
        edges = governing(definition)
        if len(edges) > 1 and not all_share(edges):
            names = ", ".join(f"`{_written(edge)}`" for edge in edges)
            message = f"{len(edges)} parties govern without saying so: {names}"
            yield finding(definition, edges[-1].path[:1], message, key=True)


def _written(edge: Edge) -> str:
    """A party as the definition names it: by the key of its entry, else by its id."""
    key = edge.path[-1]
    return key if isinstance(key, str) and len(edge.path) > 1 else edge.target.id


@rule("reporting-cycle")
def reporting_cycle(context: Context) -> Iterator[Finding]:
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
    yield from cycles(context.book, "role", superiors, where="reports-to", words="reports to itself")


@rule("part-of-cycle")
def part_of_cycle(context: Context) -> Iterator[Finding]:
    """No function is, over whatever steps, a part of itself.

    Why: A function owns what its parts own; in a circle nobody is at the top.
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
    yield from cycles(context.book, "function", _whole, where="parent", words="is a part of itself")


def _whole(function: Definition) -> list[Definition]:
    return [whole for whole in (whole_of(function),) if whole is not None]


Step = Callable[[Definition], Iterable[Definition]]


def cycles(book: Handbook, kind: str, step: Step, *, where: str, words: str) -> Iterator[Finding]:
    """One finding for each circle that steps lead round, at its first member by id."""
    done: set[Definition] = set()
    rings: set[tuple[Definition, ...]] = set()
    for start in book.every(kind):
        # The way from the start to here, each step with what it leads to and was not followed yet.
        way = {} if start in done else {start: iter(step(start))}
        while way:
            here = next(reversed(way))
            there = next(way[here], None)
            if there is None:
                done.add(here)
                del way[here]
            elif there in way:
                ring = _from_first([*way][[*way].index(there) :])
                if ring not in rings:  # two references, such as in the formula and among the inputs
                    rings.add(ring)
                    names = " → ".join(f"`{each.id}`" for each in (*ring, ring[0]))
                    message = f"{kind} `{ring[0].id}` {words}: {names}"
                    path, span = _way(ring[0], [*ring, ring[0]][1], where)
                    yield finding(ring[0], path, message, span=span)
            elif there not in done and there.kind.id == kind:
                way[there] = iter(step(there))


def _way(one: Definition, other: Definition, usual: str) -> tuple[tuple[str | int, ...], Span | None]:
    """Where one refers to another, in its data and in the text; the usual property where it is in several."""
    ways = [(edge.path, edge.span) for edge in one.to() if edge.target is other]
    return next((way for way in ways if way[0][0] == usual), ways[0] if ways else ((usual,), None))


def _from_first(ring: list[Definition]) -> tuple[Definition, ...]:
    turn = ring.index(min(ring, key=lambda each: each.id))
    return (*ring[turn:], *ring[:turn])


@rule("role-without-holder", severity=Severity.WARNING)
def role_without_holder(context: Context) -> Iterator[Finding]:
    """A role is held by somebody, or says that it is vacant and has a deputy.

    Why: Approvals need a person; if nobody holds the role, they wait forever.
    Fix: Add `held-by`, or `vacant: true` with a `deputy`.
    Bad:
        roles:
          cmo: {name: CMO, summary: Leads marketing.}
    Good:
        roles:
          cmo: {name: CMO, summary: Leads marketing., held-by: ["@northlake/cmo"]}
    """
    for role in context.book.all("role"):
        if role.get("vacant"):
            if not role.get("deputy") and not role.get("reports-to"):
                yield finding(
                    role, "", f"role `{role.id}` is vacant and names neither a deputy nor a role above"
                )
        elif not role.get("held-by"):
            yield finding(role, "", f"role `{role.id}` says neither who holds it nor that it is vacant")


RULES = (
    owner_missing,
    owner_to_be_decided,
    approver_missing,
    one_governor,
    reporting_cycle,
    part_of_cycle,
    role_without_holder,
)
