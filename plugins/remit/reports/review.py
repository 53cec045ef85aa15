"""A review of a change: for a terminal, for programs, and as a comment that everybody understands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from remit.change.review.approvals import Ask
from remit.change.review.blockers import Gap
from remit.change.review.evidence import Evidence
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.escape import markdown_text, printable
from remit.insight.moved import Moved
from remit.insight.readings.ending import endings
from remit.reports.comment import MARKER, MOST, Suggestion, as_comment, as_markdown
from remit.reports.diff import change_as_data, change_lines, headline, moves_as_data
from remit.reports.diff import summary as counts
from remit.reports.json_text import dumped
from remit.reports.moved import as_data as moved_as_data
from remit.reports.moved import lines as moved_lines
from remit.reports.review_words import (
    because,
    begun,
    condition_words,
    echo_lines,
    reasons,
    shown,
    summary,
    weight_words,
    who,
)


def text(review: ChangeReview, moved: Sequence[Moved] | None = None) -> str:
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
        lines += ["", *(f"{ask.how}: {who(ask)} — {reasons(ask)}" for ask in review.asks)]
        lines += (f"yours to judge: {condition_words(each)}" for each in review.conditions)
        lines += (f"{each.state}: {shown(each)}" for each in review.evidence or ())
    if ends := endings(review):
        lines += ["", *(f"ends a series: {each}" for each in ends)]
    if moved is not None:
        lines += ["", *(f"moves: {line}" for line in moved_lines(moved))]
    if review.difference.begins:
        lines += ["", *(f"+ {count}" for count in begun(review))]
    else:
        lines += (line for each in review.judged for line in ("", *_judged_lines(review, each)))
    if review.reattest:
        names = ", ".join(str(definition.ref) for definition in review.reattest)
        lines += ["", f"affected, so to be reviewed again: {names}"]
    return "".join(f"{printable(line)}\n" for line in lines)


def _judged_lines(review: ChangeReview, each: Judged) -> Iterator[str]:
    change = each.change
    yield f"{change.ref}  {headline(review.difference, change)}"
    yield from (f"    {line}" for line in change_lines(review.difference, change))
    yield f"  weight: {weight_words(each)}"
    yield f"  lane: {each.choice.lane.name}, {because(each)}"
    if each.needs_record:
        found = ", ".join(str(record.ref) for record in each.records)
        yield f"  record: {found or 'missing'}"
    yield from (f"  {line}" for line in echo_lines(each))
    for reached in each.reached[:MOST]:
        steps = "" if not reached.steps else f" ({reached.steps} {'step' if reached.steps == 1 else 'steps'})"
        yield f"  reaches: {reached}{steps}"
    if len(each.reached) > MOST:
        yield f"  reaches: {len(each.reached) - MOST} more"


# -- JSON ---------------------------------------------------------------------


def as_json(review: ChangeReview, moved: Sequence[Moved] | None = None) -> str:
    """Everything, for programs; its shape is documented in the guide."""
    before, after = review.difference.names
    return dumped(
        {
            "version": 1,
            "before": before,
            "after": after,
            "ready": review.is_ready,
            "labels": labels(review),
            "summary": summary(review),
            "counts": counts(review.difference),
            "missing": [_gap(gap) for gap in review.gaps],
            "unread": [
                {"side": unread.side, "place": str(unread.location), "message": unread.message}
                for unread in review.unread
            ],
            "asks": [_ask(ask) for ask in review.asks],
            "approvals": None if review.evidence is None else [_evidence(each) for each in review.evidence],
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
            "changes": [_judged(review, each) for each in review.judged],
            "ends": [
                {"metric": str(each.metric.ref), "by": str(each.by.ref), "readings": each.readings}
                for each in endings(review)
            ],
            **({} if moved is None else {"moves": moved_as_data(moved)}),
            "reattest": [str(definition.ref) for definition in review.reattest],
        }
    )


def labels(review: ChangeReview) -> list[str]:
    """The labels of a pull request: how far it reaches, and whether it is ready."""
    lanes = {each.choice.lane.is_shared for each in review.judged}
    found = ["remit:shared" if True in lanes else "remit:local"] if lanes else []
    return [*found, *(["remit:ready"] if review.is_ready else [])]


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


def _evidence(each: Evidence) -> dict[str, Any]:
    return {
        "party": str(each.ask.party.ref),
        "state": each.state,
        "login": each.login or None,
        "role": str(each.role.ref) if each.role else None,
        "at": each.at or None,
        "why": each.why or None,
    }


def _judged(review: ChangeReview, each: Judged) -> dict[str, Any]:
    return {
        **change_as_data(each.definition.kind, each.change),
        **moves_as_data(review.difference, each.change),
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
    mark = f"{MARKER}\n" if form == "comment" else ""
    is_markdown = form in ("markdown", "comment")
    return f"{mark}**{markdown_text(said)}**\n" if is_markdown else f"{printable(said)}\n"


EMPTY: Mapping[str, Any] = MappingProxyType(
    {name: [] for name in ("labels", "missing", "unread", "asks", "conditions", "changes", "reattest")}
)
COMMENTS: Mapping[str, Callable[[ChangeReview, Suggestion | None, Sequence[Moved] | None], str]] = {
    "markdown": as_markdown,
    "comment": as_comment,
}
FORMATS: Mapping[str, Callable[..., str]] = {  # a review, and what it moves where that was computed
    "text": text,
    "json": as_json,
    "markdown": lambda review, moved=None: as_markdown(review, None, moved),
    "comment": lambda review, moved=None: as_comment(review, None, moved),
}
