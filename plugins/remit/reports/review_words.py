"""The words of a review that all its forms share: the verdict, whom to ask, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from remit.change.review.approvals import Ask
from remit.change.review.conditions import Condition
from remit.change.review.evidence import DISMISSED, OPEN, Evidence
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE
from remit.reports.diff import headline
from remit.schema import SCHEMA
from remit.words import joined

REASONS = 4  # for asking one party, the same


def summary(review: ChangeReview) -> str:
    """One sentence: what changes, who must agree, whether it is ready."""
    begins = "The handbook begins here and is judged by the rights that it names itself. "
    return (begins if review.difference.begins else "") + _summary(review)


def _summary(review: ChangeReview) -> str:
    if review.unread:
        verdict = "Not all of it could be read, so nobody can say what it means."
    elif review.gaps:
        count = len(review.gaps)
        verdict = f"Not ready: {count} {'thing is' if count == 1 else 'things are'} missing."
    else:
        verdict = _ready(review)
    if not review.judged:
        what = "Nothing that could be read" if review.unread else "Nothing that is governed"
        return f"{what} changes. {verdict}"
    names = [ask.party.name for ask in review.asks if ask.how == AGREE]
    count = len(review.judged)
    what = f"{count} {'definition changes' if count == 1 else 'definitions change'}"
    shared = sorted({each.choice.lane.name for each in review.judged})
    agree = f"{joined(names)} must agree" if names else "nobody is named who could agree"
    return f"{what} ({joined(shared)}). {agree[0].upper()}{agree[1:]}. {verdict}"


def what_became(review: ChangeReview, each: Judged) -> str:
    """What became of a definition; a schema is none, and has its name from here."""
    told = headline(review.difference, each.change)
    return f"{each.definition.name}: {told}" if each.change.ref.kind == SCHEMA else told


def begun(review: ChangeReview) -> Sequence[str]:
    """What a handbook begins with, by kind: too many to tell them one by one."""
    counts = Counter(each.change.ref.kind for each in review.judged)
    kinds = {each.change.ref.kind: each.definition.kind for each in review.judged}
    return [
        f"{count} {(kinds[kind].title if count == 1 else kinds[kind].titles).lower()}"
        for kind, count in sorted(counts.items())
    ]


def _ready(review: ChangeReview) -> str:
    """That nothing is missing, and on whose word."""
    said = any(each.needs_record for each in review.judged)
    left = [each.ask.party.name for each in review.evidence or () if each.state in (OPEN, DISMISSED)]
    if review.evidence is not None and not left:
        return "Ready, as the approvals show."
    by = " by the record" if said else ""
    open_ones = f" Not shown by the approvals: {joined(left)}." if left else ""
    return f"Ready{by}, as far as remit can tell.{open_ones}"


def shown(each: Evidence) -> str:
    """Who agreed for a party, in which capacity and when; what is open where nobody did."""
    name = each.ask.party.name
    if not each.login or each.role is None:
        return f"{name} — {each.why}"
    day = f" on {each.at[:10]}" if each.at else ""
    return f"{name} — @{each.login}, {each.role.name}{day}{f': {each.why}' if each.why else ''}"


def reasons(ask: Ask) -> str:
    """Why a party is asked; a list that is much too long is cut."""
    more = len(ask.because) - REASONS
    return "; ".join([*ask.because[:REASONS], f"and {more} more"] if more > 2 else ask.because)


def condition_words(condition: Condition) -> str:
    """Who may have to agree as well; a condition in words is for people."""
    name, does, words = condition.party.name, condition.does, condition.words.rstrip(". ")
    record = condition.denied_by
    says = f"{record.ref} says that it is not so" if record else "remit cannot tell whether it is so"
    return f"{name} {does} if {' '.join(words.split())}; {says}"


def who(ask: Ask) -> str:
    """A party with who stands for it."""
    if ask.holder.role is None:
        stands = "nobody is named for it yet" if ask.is_new else str(ask.holder)
        return f"{ask.party.name} ({stands})"
    handles = " ".join(ask.holder.handles)
    role = "" if ask.holder.role is ask.party and not ask.holder.instead else f"{ask.holder}, "
    return f"{ask.party.name} ({role}{handles})"


def weight_words(each: Judged) -> str:
    """How much a change weighs, and by which record where that calls it wording."""
    return f"{each.weight}, as {each.claim.ref} says" if each.claim and not each.doubt else each.weight


def because(each: Judged) -> str:
    """Why a change takes its lane, with the ways that lead there."""
    ways = {(touch.trigger.lane, touch.trigger.id): touch.reached for touch in each.touched}
    told = []
    for trigger in each.choice.because:
        reached = ways.get((trigger.lane, trigger.id))
        way = f" ({reached})" if reached is not None and reached.steps else ""
        told.append(f"{trigger.when[0].lower()}{trigger.when[1:]}{way}")
    if told:
        return f"because it touches: {'; '.join(told)}"
    if each.weight == "editorial":
        return "because only wording changes"
    return "because nothing beyond its own function uses it"


def echo_lines(each: Judged) -> Iterator[str]:
    """A line for each number that changes: where it still stands as it was."""
    places: dict[tuple[str, str], list[str]] = {}
    for echo in each.echoes:
        places.setdefault((echo.says, echo.now), []).append(f"{echo.definition.name} ({echo.where})")
    for (says, now), some in places.items():
        instead = f" and not {now}" if now else ""
        yield f"still says {says}{instead}: {', '.join(some)}"
