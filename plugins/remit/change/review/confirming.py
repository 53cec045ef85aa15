"""Agreements that are written into a record afterwards: what the host confirms asks nobody again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from remit.change.review.agreement import speakers
from remit.change.review.decided import RECORD
from remit.change.review.evidence import Approvals, last_words, logins_of
from remit.change.review.judged import Judged
from remit.handbook import Definition, Handbook, Ref
from remit.ownership.parties import agreeing

RecordAt = Callable[[str, Ref], Definition | None]


def only_adds_agreements(judged: Sequence[Judged]) -> bool:
    """Whether nothing changes but records to which it is added who agreed."""
    return bool(judged) and all(
        each.change.ref.kind == RECORD
        and each.change.how == "changed"
        and all(one.path[0] == "agreed-by" and one.how == "added" for one in each.change.properties)
        for each in judged
    )


def is_confirmed(
    book: tuple[Handbook, Handbook], each: Judged, approvals: Approvals, record_at: RecordAt
) -> bool:
    """Whether the host shows every agreement that is added to a record; `book` is BASE and HEAD.

    It does when somebody who speaks for the party, as BASE says, approved on that day, at a commit whose
    record decides the same.
    """
    base, head = book
    ref = each.change.ref
    old, new = base.get(RECORD, ref.id), head.get(RECORD, ref.id)
    if old is None or new is None:
        return False
    known = {edge.target.ref for edge in agreeing(old)}
    added = [edge for edge in agreeing(new) if edge.target.ref not in known]
    said = new.data.get("agreed-by")
    if not added or not isinstance(said, dict) or len(said) != len(agreeing(new)):
        return False
    for edge in added:
        entry = said[str(edge.path[1])]
        party = base.find(str(edge.target.ref))
        role = base.get("role", str(entry.get("role", "")).removeprefix("role:"))
        if party is None or role is None or role.id not in speakers(base, party):
            return False
        days = {
            review.at[:10]
            for login, review in last_words(approvals).items()
            if review.state == "approved"
            and login in logins_of(role, approvals)
            and login != approvals.author
            and (then := record_at(review.commit, ref)) is not None
            and then.data.get("covers") == old.data.get("covers")
        }
        if entry.get("on") not in days:
            return False
    return True
