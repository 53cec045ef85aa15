"""A review of a change: for a terminal, for programs, and as a comment that everybody understands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from remit.change.review.approvals import Ask, Condition
from remit.change.review.blockers import Gap
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE, HOW
from remit.escape import markdown_sentence, markdown_text, printable
from remit.reports.diff import change_as_data, dumped, headline, kind_of, markdown_lines, property_lines
from remit.reports.diff import summary as counts
from remit.schema import SCHEMA
from remit.words import joined

MOST = 12  # of what is reached, in a list for people; the JSON has all
REASONS = 4  # for asking one party, the same


def text(review: ChangeReview) -> str:
    """The verdict first, then what is missing, whom to ask, and each change."""
    lines = [summary(review)]
    if review.gaps or review.unread:
        lines.append("")
    for gap in review.gaps:
        place = f"{gap.location}: " if gap.location else ""
        lines += [f"missing: {place}{gap.message}", f"         {gap.fix}"]
    for unread in review.unread:
        lines.append(f"unread:  {unread.location} in {unread.side}: {unread.message}")
    if review.asks:
        lines += ["", *(f"{ask.how}: {_who(ask)} — {_reasons(ask)}" for ask in review.asks)]
        lines += (f"yours to judge: {_condition(each)}" for each in review.conditions)
    if review.difference.begins:
        lines += ["", *(f"+ {count}" for count in _begun(review))]
    else:
        lines += (line for each in review.judged for line in ("", *_judged_lines(review, each)))
    if review.reattest:
        names = ", ".join(str(definition.ref) for definition in review.reattest)
        lines += ["", f"affected, so to be reviewed again: {names}"]
    return "".join(f"{printable(line)}\n" for line in lines)


def summary(review: ChangeReview) -> str:
    """One sentence: what changes, who must agree, whether it is ready."""
    begins = "The handbook begins here and is judged by the rights that it names itself. "
    return (begins if review.difference.begins else "") + _summary(review)


def _headline(review: ChangeReview, each: Judged) -> str:
    """What became of a definition; a schema is none, and has its name from here."""
    told = headline(review.difference, each.change)
    return f"{each.definition.name}: {told}" if each.change.ref.kind == SCHEMA else told


def _begun(review: ChangeReview) -> Sequence[str]:
    """What a handbook begins with, by kind: too many to tell them one by one."""
    counts = Counter(each.change.ref.kind for each in review.judged)
    kinds = {each.change.ref.kind: each.definition.kind for each in review.judged}
    return [
        f"{count} {(kinds[kind].title if count == 1 else kinds[kind].titles).lower()}"
        for kind, count in sorted(counts.items())
    ]


def _summary(review: ChangeReview) -> str:
    if review.unread:
        verdict = "Not all of it could be read, so nobody can say what it means."
    elif review.gaps:
        count = len(review.gaps)
        verdict = f"Not ready: {count} {'thing is' if count == 1 else 'things are'} missing."
    else:
        by = " by the record" if any(each.needs_record for each in review.judged) else ""
        verdict = f"Ready{by}, as far as remit can tell."
    if not review.judged:
        what = "Nothing that could be read" if review.unread else "Nothing that is governed"
        return f"{what} changes. {verdict}"
    names = [ask.party.name for ask in review.asks if ask.how == AGREE]
    count = len(review.judged)
    what = f"{count} {'definition changes' if count == 1 else 'definitions change'}"
    shared = sorted({each.choice.lane.name for each in review.judged})
    agree = f"{joined(names)} must agree" if names else "nobody is named who could agree"
    return f"{what} ({joined(shared)}). {agree[0].upper()}{agree[1:]}. {verdict}"


def _reasons(ask: Ask) -> str:
    """Why a party is asked; a list that is much too long is cut."""
    more = len(ask.because) - REASONS
    return "; ".join([*ask.because[:REASONS], f"and {more} more"] if more > 2 else ask.because)


def _condition(condition: Condition) -> str:
    """Who may have to agree as well; a condition in words is for people."""
    name, does, words = condition.party.name, condition.does, condition.words.rstrip(". ")
    record = condition.denied_by
    says = f"{record.ref} says that it is not so" if record else "remit cannot tell whether it is so"
    return f"{name} {does} if {' '.join(words.split())}; {says}"


def _who(ask: Ask) -> str:
    """A party with who stands for it."""
    if ask.holder.role is None:
        stands = "nobody is named for it yet" if ask.is_new else str(ask.holder)
        return f"{ask.party.name} ({stands})"
    handles = " ".join(ask.holder.handles)
    role = "" if ask.holder.role is ask.party and not ask.holder.instead else f"{ask.holder}, "
    return f"{ask.party.name} ({role}{handles})"


def _judged_lines(review: ChangeReview, each: Judged) -> Iterator[str]:
    change = each.change
    yield f"{change.ref}  {headline(review.difference, change)}"
    kind = kind_of(review.difference, change)
    for one in change.properties:
        yield from (f"    {line}" for line in property_lines(kind, one))
    yield f"  weight: {_weight(each)}"
    yield f"  lane: {each.choice.lane.name}, {_because(each)}"
    if each.needs_record:
        found = ", ".join(str(record.ref) for record in each.records)
        yield f"  record: {found or 'missing'}"
    yield from (f"  {line}" for line in _echoes(each))
    for reached in each.reached[:MOST]:
        yield f"  reaches: {reached} ({reached.steps} {'step' if reached.steps == 1 else 'steps'})"
    if len(each.reached) > MOST:
        yield f"  reaches: {len(each.reached) - MOST} more"


def _weight(each: Judged) -> str:
    """How much a change weighs, and by which record where that calls it wording."""
    return f"{each.weight}, as {each.claim.ref} says" if each.claim and not each.doubt else each.weight


def _because(each: Judged) -> str:
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


def _echoes(each: Judged) -> Iterator[str]:
    """A line for each number that changes: where it still stands as it was."""
    places: dict[tuple[str, str], list[str]] = {}
    for echo in each.echoes:
        places.setdefault((echo.says, echo.now), []).append(f"{echo.definition.name} ({echo.where})")
    for (says, now), some in places.items():
        instead = f" and not {now}" if now else ""
        yield f"still says {says}{instead}: {', '.join(some)}"


# -- Markdown -----------------------------------------------------------------


def as_markdown(review: ChangeReview) -> str:
    """A comment: one line, a table, and details that are folded."""
    plain = markdown_text
    lines = [f"**{plain(summary(review))}**", ""]
    lines += (f"- ⚠️ {markdown_sentence(gap.message)}. {markdown_sentence(gap.fix)}." for gap in review.gaps)
    lines += (
        f"- ⚠️ {plain(f'{unread.location} in {unread.side}: {unread.message}')}" for unread in review.unread
    )
    if review.gaps or review.unread:
        lines.append("")
    if review.judged and review.difference.begins:
        lines += [*(f"- {plain(count)}" for count in _begun(review)), "", *_asked(review.asks)]
    elif review.judged:
        lines += [
            "| What changes | How much | Lane | Must agree | Record |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += (_row(review, each) for each in review.judged)
        lines.append("")
        lines += _asked(review.asks)
        for condition in review.conditions:
            lines += [f"**Yours to judge:** {plain(_condition(condition))}", ""]
        for each in review.judged:
            lines += _details(review, each)
    if review.reattest:
        names = ", ".join(plain(definition.name) for definition in review.reattest)
        lines += [f"Affected, so to be reviewed again: {names}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(review: ChangeReview, each: Judged) -> str:
    agree = ", ".join(ask.party.name for ask in each.asks if ask.how == AGREE) or "nobody is named"
    record = ", ".join(record.name for record in each.records)
    cells = (
        _headline(review, each),
        _weight(each),
        each.choice.lane.name,
        agree,
        record or ("missing" if each.needs_record else "not needed"),
    )
    return f"| {' | '.join(markdown_text(cell) for cell in cells)} |"


def _asked(asks: Sequence[Ask]) -> Iterator[str]:
    for how in HOW:
        some = [ask for ask in asks if ask.how == how]
        if some:
            told = "; ".join(_who(ask) for ask in some)
            yield f"**{how.capitalize()}:** {markdown_text(told)}"
            yield ""


def _details(review: ChangeReview, each: Judged) -> Iterator[str]:
    kind = kind_of(review.difference, each.change)
    yield f"<details><summary>{markdown_text(_headline(review, each))}</summary>"
    yield ""
    yield from (f"- {line}" for line in markdown_lines(kind, each.change))
    yield f"- {markdown_text(f'{each.choice.lane.name}, {_because(each)}')}"
    yield from (f"- {markdown_text(line)}" for line in _echoes(each))
    for ask in each.asks:
        yield f"- {markdown_text(f'{ask.party.name}: {ask.how}, for it ' + _reasons(ask))}"
    ways = [str(reached) for reached in each.reached[:MOST]]
    if ways:
        more = f", and {len(each.reached) - MOST} more" if len(each.reached) > MOST else ""
        yield f"- Reaches: {markdown_text('; '.join(ways) + more)}"
    yield ""
    yield "</details>"
    yield ""


# -- JSON ---------------------------------------------------------------------


def as_json(review: ChangeReview) -> str:
    """Everything, for programs; its shape is documented in the guide."""
    before, after = review.difference.names
    return dumped(
        {
            "version": 1,
            "before": before,
            "after": after,
            "ready": review.is_ready,
            "summary": summary(review),
            "counts": counts(review.difference),
            "missing": [_gap(gap) for gap in review.gaps],
            "unread": [
                {"side": unread.side, "place": str(unread.location), "message": unread.message}
                for unread in review.unread
            ],
            "asks": [_ask(ask) for ask in review.asks],
            "conditions": [
                {
                    "party": str(each.party.ref),
                    "does": each.does,
                    "lane": each.lane,
                    "if": each.words,
                    "denied-by": str(each.denied_by.ref) if each.denied_by else None,
                }
                for each in review.conditions
            ],
            "changes": [_judged(each) for each in review.judged],
            "reattest": [str(definition.ref) for definition in review.reattest],
        }
    )


def _gap(gap: Gap) -> dict[str, Any]:
    place = gap.location
    return {
        "code": gap.code,
        "message": gap.message,
        "fix": gap.fix,
        "subject": gap.subject,
        "path": place.path if place else None,
        "line": place.line if place else None,
    }


def _ask(ask: Ask) -> dict[str, Any]:
    return {
        "party": str(ask.party.ref),
        "how": ask.how,
        "because": list(ask.because),
        "role": str(ask.holder.role.ref) if ask.holder.role else None,
        "handles": list(ask.holder.handles),
        "instead-of": [str(role.ref) for role in ask.holder.instead],
        "named-by-this-change": ask.is_new,
    }


def _judged(each: Judged) -> dict[str, Any]:
    return {
        **change_as_data(each.definition.kind, each.change),
        "weight": each.weight,
        "wording-only": str(each.claim.ref) if each.claim and not each.doubt else None,
        "lane": each.choice.lane.id,
        "because": [
            {"trigger": touch.trigger.id, "way": str(touch.reached), "steps": touch.reached.steps}
            for touch in each.touched
            if touch.trigger in each.choice.because
        ],
        "needs-record": each.needs_record,
        "records": [str(record.ref) for record in each.records],
        "asks": [_ask(ask) for ask in each.asks],
        "still-says": [
            {
                "definition": str(echo.definition.ref),
                "where": echo.where,
                "says": echo.says,
                "now": echo.now or None,
            }
            for echo in each.echoes
        ],
        "reaches": [
            {"definition": str(reached.definition.ref), "steps": reached.steps, "way": str(reached)}
            for reached in each.reached
        ],
    }


# -- what could not be judged --


def failure(reason: str, form: str) -> str:
    """Why nothing could be judged, in one of FORMATS: whoever reads only that must not find it empty."""
    said = f"This change could not be judged: {reason}"
    if form == "json":
        return dumped({"version": 1, "ready": False, "summary": said, "failed": reason, **dict(EMPTY)})
    return f"**{markdown_text(said)}**\n" if form == "markdown" else f"{printable(said)}\n"


EMPTY: Mapping[str, Any] = MappingProxyType(
    {name: [] for name in ("missing", "unread", "asks", "conditions", "changes", "reattest")}
)
FORMATS: Mapping[str, Callable[[ChangeReview], str]] = {
    "text": text,
    "json": as_json,
    "markdown": as_markdown,
}
