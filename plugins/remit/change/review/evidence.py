"""What a host shows: who of those that must agree approved the pull request, in which capacity."""

# Of the file nothing is believed but handles and states. Who speaks for whom is what BASE says, and an
# approval holds for the text that was approved: while the fingerprints at its commit are those of HEAD.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from remit.change.review.agreement import speakers
from remit.change.review.approvals import Ask
from remit.change.review.judged import Judged
from remit.change.review.whom import AGREE
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook
from remit.schema import output_schema, validator

AGREED, OPEN, DISMISSED, AUTHOR = "agreed", "open", "dismissed", "by the author"
LONGEST = 4 << 20  # bytes of a file; a pull request has hundreds of reviews at most
_SAYING = ("approved", "changes-requested", "dismissed")  # states that say anything about agreement

Prints = Mapping[str, str]
PrintsAt = Callable[[str], Prints | None]


@dataclass(frozen=True, slots=True)
class Approval:
    """One review on the host: who, its state now, the commit that was looked at, and when."""

    login: str
    state: str
    commit: str
    at: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """What a host knows about a pull request; `members` are the logins of each team, in lower case."""

    head: str
    author: str
    reviews: tuple[Approval, ...]
    members: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether a party that must agree did, as the host shows it.

    `role` is the capacity of `login`, as BASE says. `why` tells what is open.
    """

    ask: Ask
    state: str
    login: str = ""
    role: Definition | None = None
    at: str = ""
    why: str = ""


def read_approvals(content: bytes, name: str) -> Approvals:
    """The approvals that a file holds; raises RemitError where it is not of the documented shape."""
    if len(content) > LONGEST:
        raise RemitError(f"{name} is larger than {LONGEST >> 20} MB, which no export of approvals is")
    try:
        data: Any = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise RemitError(f"{name} is not JSON, so nothing is known of approvals: {problem}") from problem
    broken = next(validator(output_schema("approvals")).places(data), None)
    if broken is not None:
        path, keyword = broken
        where = ".".join(map(str, path)) or "the whole"
        raise RemitError(
            f"{name} does not have the shape of approvals: {where} breaks `{keyword}`; "
            "the guide has the command that exports them"
        )
    reviews = [Approval(**{**each, "login": each["login"].casefold()}) for each in data["reviews"]]
    members = {team.casefold(): frozenset(map(str.casefold, some)) for team, some in data["members"].items()}
    ordered = tuple(sorted(reviews, key=lambda each: each.at))
    return Approvals(data["head"], data["author"].casefold(), ordered, members)


def evidence(
    base: Handbook, judged: Sequence[Judged], approvals: Approvals, prints_at: PrintsAt
) -> Iterator[Evidence]:
    """What the host shows of each party that must agree; `prints_at` gives the fingerprints at a commit."""
    last = last_words(approvals)
    for ask, changes in _must_agree(judged):
        roles = [role for id in speakers(base, ask.party) if (role := _role(base, ask, id)) is not None]
        yield _of_party(ask, changes, roles, _Known(approvals, last, prints_at))


def last_words(approvals: Approvals) -> Mapping[str, Approval]:
    """Login → the last that it said about agreement."""
    return {review.login: review for review in approvals.reviews if review.state in _SAYING}


def _must_agree(judged: Sequence[Judged]) -> Iterator[tuple[Ask, Sequence[Judged]]]:
    """Each party that must agree, with the changes to which."""
    found: dict[str, tuple[Ask, list[Judged]]] = {}
    for each in judged:
        for ask in each.asks:
            if ask.how == AGREE:
                found.setdefault(str(ask.party.ref), (ask, []))[1].append(each)
    yield from sorted(found.values(), key=lambda each: (each[0].party.name, each[0].party.ref))


def _role(base: Handbook, ask: Ask, id: str) -> Definition | None:
    """A role as BASE has it; one that comes with the change speaks for nobody but what comes with it."""
    role = base.get("role", id)
    stands = ask.holder.role
    return role or (stands if ask.is_new and stands is not None and stands.id == id else None)


class _Known(NamedTuple):
    """What is known of all parties: the file, the last word of each login, the fingerprints at a commit."""

    approvals: Approvals
    last: Mapping[str, Approval]
    prints_at: PrintsAt


def _of_party(
    ask: Ask,
    changes: Sequence[Judged],
    roles: Sequence[Definition],
    known: _Known,
) -> Evidence:
    approvals, last, prints_at = known
    stale = dismissed = refused = None
    for role in roles:
        for login in sorted(logins_of(role, approvals)):
            review = last.get(login)
            if login == approvals.author or review is None:
                continue
            if review.state == "approved":
                why = _changed_since(changes, review, prints_at)
                if not why:
                    return Evidence(ask, AGREED, login, role, review.at)
                stale = stale or Evidence(ask, OPEN, login, role, review.at, why)
            elif review.state == "dismissed":
                dismissed = dismissed or Evidence(ask, DISMISSED, login, role, review.at)
            else:
                refused = refused or Evidence(ask, OPEN, login, role, review.at, "asks for changes")
    own = next((role for role in roles if approvals.author in logins_of(role, approvals)), None)
    if own is not None:
        return Evidence(ask, AUTHOR, approvals.author, own)
    return refused or stale or dismissed or Evidence(ask, OPEN, why=_nobody(roles))


def _nobody(roles: Sequence[Definition]) -> str:
    first = next(iter(roles), None)
    return f"no approval by {first.name} or who stands in" if first is not None else "nobody speaks for it"


def logins_of(role: Definition, approvals: Approvals) -> frozenset[str]:
    """The logins that hold a role, directly or as members of a team that does."""
    held = role.data.get("held-by")
    names = held if isinstance(held, list) else []
    handles = [each[1:].casefold() for each in names if isinstance(each, str) and each.startswith("@")]
    teams = (approvals.members.get(handle, frozenset()) for handle in handles)
    return frozenset(handle for handle in handles if "/" not in handle).union(*teams)


def _changed_since(changes: Sequence[Judged], review: Approval, prints_at: PrintsAt) -> str:
    """What of the approved text is another one now, in words; empty while the approval holds."""
    prints = prints_at(review.commit)
    if prints is None:
        return f"approved at {review.commit[:10]}, which is not known here"
    other = [
        str(each.change.ref)
        for each in changes
        if each.fingerprint and prints.get(str(each.change.ref)) != each.fingerprint
    ]
    return f"approved before {' and '.join(f'`{name}`' for name in other[:3])} changed again" if other else ""
