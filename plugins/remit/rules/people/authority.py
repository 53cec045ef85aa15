"""Rules about authority: whether those who set a standard can hold it against those who work by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from remit.diagnostics import Severity
from remit.handbook import Definition, Handbook
from remit.ownership.authority import (
    Subordination,
    central_below,
    subordinations,
)
from remit.ownership.holders import is_vacant, lead_of
from remit.ownership.organisation import (
    deputies,
    follow,
    superior,
)
from remit.ownership.parties import owners
from remit.ownership.sides import Sides
from remit.rules.rule import Context, Finding, finding, rule

_POSTS = 2  # that decide and that one person may hold, unless the handbook says how many


@rule("governor-below-operator")
def below_operator(context: Context) -> Iterator[Finding]:
    """Whoever governs a thing does not report to the head of a function that operates it.

    Why: The standard gives way as soon as it gets in the boss's way.
    Fix: Change `reports-to`, or let a party govern that stands apart.
    Bad:
        roles:
          boss: {name: Boss, summary: Leads sales., function: sales-ops, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: boss}
    Good:
        roles:
          boss: {name: Boss, summary: Leads sales., function: sales-ops, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: ceo}
    """
    yield from _below(context, heads=False)


@rule("governor-below-acting-head", severity=Severity.WARNING)
def below_acting_head(context: Context) -> Iterator[Finding]:
    """Whoever governs a thing does not report to a role that also heads a function that operates it.

    Why: A leader of several functions who also runs one of them decides on that team's own exceptions.
    Fix: Give that function a head of its own, or change `reports-to` of whoever governs.
    Bad:
        functions:
          sales-ops: {name: Sales Ops, summary: Runs sales systems., headed-by: boss}
        roles:
          boss: {name: Boss, summary: Leads., held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: boss}
    Good:
        functions:
          sales-ops: {name: Sales Ops, summary: Runs sales systems.}
        roles:
          boss: {name: Boss, summary: Leads., held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: boss}
    """
    yield from _below(context, heads=True)


def _subordinations(book: Handbook) -> list[Subordination]:
    return subordinations(book, Sides(book))


def _below(context: Context, *, heads: bool) -> Iterator[Finding]:
    """One finding for each party that governs what a superior's function operates, at its reporting line."""
    for each in context.once(_subordinations):
        if each.heads is heads:
            examples = ", ".join(f"`{thing.ref}`" for thing in each.things[:3])
            count = f"{len(each.things)} things" if len(each.things) > 1 else "a thing"
            more = " and more" if len(each.things) > 3 else ""
            message = (
                f"`{each.governor.id}` governs {count} that the function of `{each.boss.id}`, to whom it "
                f"reports, operates: {examples}{more}"
            )
            yield finding(each.written_in, each.path, message, related=each.things[:1])


@rule("central-below-one-function")
def below_one_function(context: Context) -> Iterator[Finding]:
    """The central function does not report to the head of one of the functions it governs for.

    Why: Under the head of one function it becomes that function's analyst, and the others work around it.
    Fix: Let it report to somebody who runs none of these functions, such as the COO or the CEO.
    Bad:
        functions:
          marketing: {name: Marketing, summary: Makes demand.}
        roles:
          cmo: {name: CMO, summary: Leads marketing., function: marketing, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: cmo}
        handoffs:
          won: {name: Won, summary: To sales., from: start, to: end, giver: marketing, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 2, unit: days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    Good:
        functions:
          marketing: {name: Marketing, summary: Makes demand.}
        roles:
          cmo: {name: CMO, summary: Leads marketing., function: marketing, held-by: [Al], reports-to: ceo}
          head: {name: Head, summary: Leads RevOps., function: revops, held-by: [Di], reports-to: ceo}
        handoffs:
          won: {name: Won, summary: To sales., from: start, to: end, giver: marketing, receiver: cs-ops,
            escalation: {to: ceo, after: {amount: 2, unit: days}},
            sla: {promise: In a day, label: 1 d, within: {amount: 1, unit: days}, starts: Signed, stops: Accepted}}
    """
    book, sides = context.book, context.sides
    told = {(each.written_in, each.path) for each in context.once(_subordinations)}
    for each in central_below(book, sides):
        if not each.heads and (each.written_in, each.path) not in told:
            message = (
                f"`{each.governor.id}` reports to `{each.boss.id}`, who leads {each.side.name}, one of those "
                "it governs for"
            )
            yield finding(each.written_in, each.path, message)


@rule("deputy-of-oneself")
def deputy_of_oneself(context: Context) -> Iterator[Finding]:
    """A role's deputy is somebody else, who holds a post.

    Why: When the post is empty, nobody stands in, although the handbook says that somebody does.
    Fix: Name another role under `deputy`.
    Bad:
        roles:
          head: {name: Head, summary: Leads., function: revops, vacant: true, deputy: head, reports-to: ceo}
    Good:
        roles:
          head: {name: Head, summary: Leads., function: revops, vacant: true, deputy: ceo, reports-to: ceo}
    """
    for role in context.book.all("role"):
        for other in deputies(role):
            line = [other, *follow(other, lambda each: next(iter(deputies(each)), None))]
            if role is other:
                yield finding(role, "deputy", f"`{role.id}` is its own deputy")
            elif is_vacant(role) and other.sound and all(is_vacant(each) for each in line if each.sound):
                names = " and ".join(f"`{each.id}`" for each in line)
                yield finding(role, "deputy", f"`{role.id}` is vacant, and so is its deputy: {names}")


@rule("answers-to-own-deputy", severity=Severity.WARNING)
def answers_to_own_deputy(context: Context) -> Iterator[Finding]:
    """Nobody reports to a vacant post that they stand in for.

    Why: They would approve their own requests and settle their own disputes.
    Fix: Let the role report to whoever is above the vacant post, or name another deputy.
    Bad:
        roles:
          chief: {name: Chief, summary: Leads., vacant: true, deputy: head, reports-to: ceo}
          head: {name: Head, summary: Leads., function: revops, held-by: [Di], reports-to: chief}
    Good:
        roles:
          chief: {name: Chief, summary: Leads., vacant: true, deputy: head, reports-to: ceo}
          head: {name: Head, summary: Leads., function: revops, held-by: [Di], reports-to: ceo}
    """
    for role in context.book.all("role"):
        boss = superior(role)
        if (
            boss is not None
            and boss.sound
            and is_vacant(boss)
            and role in deputies(boss)
            and role is not boss
        ):
            hint = f"; above is `{up.id}`" if (up := superior(boss)) is not None else ""
            message = f"`{role.id}` reports to `{boss.id}`, which is vacant and for which it stands in{hint}"
            yield finding(role, "reports-to", message)


@rule("vacant-without-deputy", severity=Severity.WARNING)
def vacant_without_deputy(context: Context) -> Iterator[Finding]:
    """A vacant post has a deputy.

    Why: Whatever it approves goes up the line, to people who were never meant to decide it.
    Fix: Name under `deputy` who stands in until the post is filled.
    Bad:
        roles:
          head: {name: Head, summary: Leads., function: revops, vacant: true, reports-to: ceo}
    Good:
        roles:
          head: {name: Head, summary: Leads., function: revops, vacant: true, deputy: ceo, reports-to: ceo}
    """
    for role in context.book.all("role"):
        if role.get("vacant") and not role.get("deputy") and role.get("reports-to"):
            yield finding(role, "vacant", f"`{role.id}` is vacant, and nobody stands in", key=True)


@rule("too-many-posts", severity=Severity.WARNING)
def too_many_posts(context: Context) -> Iterator[Finding]:
    """One person holds no more posts that decide than the handbook allows: two, unless it says how many.

    Why: Whoever has the last word in many places has the time for none of them.
    Fix: Give one of the posts to somebody else, or raise `posts-per-person` in the handbook.
    Bad:
        roles:
          a: {name: A, summary: S., function: revops, held-by: [Di], reports-to: ceo}
          b: {name: B, summary: S., function: sales-ops, held-by: [Di], reports-to: ceo}
          c: {name: C, summary: S., function: cs-ops, held-by: [Di], reports-to: ceo}
    Good:
        roles:
          a: {name: A, summary: S., function: revops, held-by: [Di], reports-to: ceo}
          b: {name: B, summary: S., function: sales-ops, held-by: [Di], reports-to: ceo}
          c: {name: C, summary: S., function: cs-ops, held-by: [Ed], reports-to: ceo}
    """
    book = context.book
    own = book.get("handbook", "handbook")
    most = int(own.get("posts-per-person", _POSTS)) if own is not None and own.sound else _POSTS
    deciding_roles = {
        each for thing in book.definitions() for each in owners(thing) if each.kind.id == "role"
    }
    leads = {lead_of(function) for function in book.all("function")}
    held: dict[str, list[Definition]] = defaultdict(list)
    for role in book.all("role"):
        if role in leads or role in deciding_roles:
            for handle in dict.fromkeys(role.get("held-by", ())):
                held[str(handle).casefold()].append(role)
    for posts in held.values():
        if len(posts) > most:
            names = ", ".join(f"`{each.id}`" for each in posts)
            handle = next(each for each in posts[-1]["held-by"] if posts[0] in held[str(each).casefold()])
            message = f"`{handle}` holds {len(posts)} posts that decide: {names}; {most} are allowed"
            yield finding(posts[-1], "held-by", message, related=posts[:1])


@rule("topic-unowned")
def topic_unowned(context: Context) -> Iterator[Finding]:
    """A topic that must be owned is about something that somebody governs or decides.

    Why: When nobody owns it, reports about it are built and nobody trusts them.
    Fix: Name under `about` the definition, such as a policy or a decision, that somebody governs or decides.
    Bad:
        topics:
          credit: {name: Credit, summary: Who gets it., family: overlap, must-be-owned: true, parts: {revops: {words: Looks.}},
            about: [lane:shared]}
    Good:
        topics:
          credit: {name: Credit, summary: Who gets it., family: overlap, must-be-owned: true, parts: {revops: {words: Looks.}},
            about: [field:lead-status]}
    """
    for topic in context.book.all("topic"):
        if not topic.get("must-be-owned") or topic.doubtful("about"):
            continue
        things = [edge.target for edge in topic.to() if edge.path[0] == "about"]
        if any(not each.sound or each.links.lost for each in things):
            continue
        if not any(owners(each) for each in things):
            what = "nothing that it is about has an owner" if things else "it is about no definition"
            yield finding(topic, "must-be-owned", f"`{topic.id}` must be owned, and {what}", key=True)


RULES = (
    below_operator,
    below_acting_head,
    below_one_function,
    deputy_of_oneself,
    answers_to_own_deputy,
    vacant_without_deputy,
    too_many_posts,
    topic_unowned,
)
