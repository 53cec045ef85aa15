"""A review as a comment on a pull request, which everybody understands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.change.review.approvals import Ask
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE, HOW
from remit.escape import markdown_sentence, markdown_text
from remit.reports.diff import kind_of, markdown_lines
from remit.reports.review_words import (
    because,
    begun,
    condition_words,
    echo_lines,
    reasons,
    summary,
    weight_words,
    what_became,
    who,
)

MOST = 12  # of what is reached, in a list for people; the JSON has all


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
        lines += [*(f"- {plain(count)}" for count in begun(review)), "", *_asked(review.asks)]
    elif review.judged:
        lines += [
            "| What changes | How much | Lane | Must agree | Record |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += (_row(review, each) for each in review.judged)
        lines.append("")
        lines += _asked(review.asks)
        for condition in review.conditions:
            lines += [f"**Yours to judge:** {plain(condition_words(condition))}", ""]
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
        what_became(review, each),
        weight_words(each),
        each.choice.lane.name,
        agree,
        record or ("missing" if each.needs_record else "not needed"),
    )
    return f"| {' | '.join(markdown_text(cell) for cell in cells)} |"


def _asked(asks: Sequence[Ask]) -> Iterator[str]:
    for how in HOW:
        some = [ask for ask in asks if ask.how == how]
        if some:
            told = "; ".join(who(ask) for ask in some)
            yield f"**{how.capitalize()}:** {markdown_text(told)}"
            yield ""


def _details(review: ChangeReview, each: Judged) -> Iterator[str]:
    kind = kind_of(review.difference, each.change)
    yield f"<details><summary>{markdown_text(what_became(review, each))}</summary>"
    yield ""
    yield from (f"- {line}" for line in markdown_lines(kind, each.change))
    yield f"- {markdown_text(f'{each.choice.lane.name}, {because(each)}')}"
    yield from (f"- {markdown_text(line)}" for line in echo_lines(each))
    for ask in each.asks:
        yield f"- {markdown_text(f'{ask.party.name}: {ask.how}, for it ' + reasons(ask))}"
    ways = [str(reached) for reached in each.reached[:MOST]]
    if ways:
        more = f", and {len(each.reached) - MOST} more" if len(each.reached) > MOST else ""
        yield f"- Reaches: {markdown_text('; '.join(ways) + more)}"
    yield ""
    yield "</details>"
    yield ""
