"""A review as a comment on a pull request, which everybody understands, and as the summary of a run."""

# The comment is what people act by: who must agree and has, what is missing and how to add it; then
# details, as far as a host takes them. The summary has all.

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

from remit.change.review.approvals import Ask
from remit.change.review.blockers import Gap
from remit.change.review.evidence import AGREED, AUTHOR
from remit.change.review.judged import Judged
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE, HOW
from remit.diagnostics import RemitError
from remit.escape import markdown_sentence, markdown_text
from remit.frozen import dataclass
from remit.insight.moved import Moved
from remit.insight.readings.ending import endings
from remit.reports.diff import markdown_lines
from remit.reports.moved import lines
from remit.reports.review_words import (
    because,
    begun,
    condition_words,
    echo_lines,
    reasons,
    shown,
    summary,
    weight_words,
    what_became,
    who,
)

MOST = 12  # of what is reached, in a list for people; the JSON has all
MOST_NUMBERS = 40  # sentences of what moves
ROWS = 100  # changes in the table
SAME = 6  # subjects of one warning that are named
MARKER = "<!-- remit:review -->"  # by which the next run finds its comment
LONGEST = 60_000  # characters of a comment; GitHub takes 65,536
LONGEST_LINK = 6_000  # characters that servers and browsers surely take
_HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[\w.~%+-]+)+/?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The record that is missing, as it could be written, and where the host begins a new file."""

    path: str
    text: str
    new_file: str = ""

    @property
    def link(self) -> str:
        """A link that opens a new file with path and text filled in; without the text where that is too long.

        GitHub calls them `filename` and `value`, GitLab `file_name` and `content`.
        """
        if not self.new_file:
            return ""
        names = ("file_name", "content") if "/-/new/" in self.new_file else ("filename", "value")
        query = urlencode(dict(zip(names, (self.path, self.text), strict=True)), quote_via=quote)
        whole = f"{self.new_file}?{query}"
        return whole if len(whole) <= LONGEST_LINK else f"{self.new_file}?{urlencode({names[0]: self.path})}"


def hold_address(address: str) -> str:
    """The address at which a host begins a new file; raises RemitError for what is none."""
    if not _HOST.match(address):
        raise RemitError(
            f"`{address}` is not where a host begins a new file; on GitHub it is "
            "https://github.com/OWNER/REPOSITORY/new/BRANCH, on GitLab https://gitlab.com/GROUP/PROJECT/-/new/BRANCH"
        )
    return address.rstrip("/")


def as_markdown(
    review: ChangeReview, suggestion: Suggestion | None = None, moved: Sequence[Moved] | None = None
) -> str:
    """All of it, for the summary of a run."""
    parts = [*_first(review, suggestion), *_numbers(review, moved), *(part for _, part in _rest(review))]
    return "\n".join(parts).rstrip() + "\n"


def as_comment(
    review: ChangeReview,
    suggestion: Suggestion | None = None,
    moved: Sequence[Moved] | None = None,
    *,
    longest: int = LONGEST,
) -> str:
    """The same with a hidden mark, cut where a host takes no more; the summary of the run has the rest."""
    numbers = [*_numbers(review, moved)]
    parts = [MARKER, *_first(review, suggestion), *numbers]
    if suggestion is not None and sum(len(part) + 1 for part in parts) > longest // 2:
        parts = [MARKER, *_first(review, replace(suggestion, text="")), *numbers]
    left = longest - sum(len(part) + 1 for part in parts) - 200
    cut = 0
    for is_change, part in _rest(review):
        if cut or len(part) + 1 > left:
            cut += is_change
        else:
            left -= len(part) + 1
            parts.append(part)
    if cut:
        parts.append(f"\nDetails of {cut} more are in the summary of the run.")
    return "\n".join(parts).rstrip() + "\n"


def _first(review: ChangeReview, suggestion: Suggestion | None) -> Iterator[str]:
    """What people act by: the verdict, who must agree and has, what is missing and how to add it."""
    yield f"**{markdown_text(summary(review))}**"
    yield ""
    yield from _agreement(review)
    if review.gaps or review.unread:
        yield from _missing(review.gaps)
        for unread in review.unread:
            yield f"- ⚠️ {markdown_text(f'{unread.location} in {unread.side}: {unread.message}')}"
        yield ""
    if suggestion is not None:
        yield from _suggested(suggestion)
    for condition in review.conditions:
        yield f"**Yours to judge:** {markdown_text(condition_words(condition))}"
        yield ""


def _numbers(review: ChangeReview, moved: Sequence[Moved] | None) -> Iterator[str]:
    """The series that the change ends, and what it moves, computed over records; the first of many."""
    if ends := endings(review):
        yield "**Series that end here**"
        yield ""
        yield from (f"- {markdown_sentence(str(each))}" for each in ends)
        yield ""
    if moved is None:
        return
    told = list(lines(moved))
    yield "**What the numbers become**"
    yield ""
    yield from (f"- {markdown_sentence(line)}" for line in told[:MOST_NUMBERS])
    if len(told) > MOST_NUMBERS:
        yield f"- {len(told) - MOST_NUMBERS} more: `remit review --records` says them all"
    yield ""


def _agreement(review: ChangeReview) -> Iterator[str]:
    asks = [ask for ask in review.asks if ask.how == AGREE]
    if not asks:
        return
    yield "| Must agree | Who | Has agreed |"
    yield "| --- | --- | --- |"
    for ask in asks:
        cells = (
            ask.party.name,
            who(ask).removeprefix(f"{ask.party.name} ").strip("()"),
            _has_agreed(review, ask),
        )
        yield f"| {' | '.join(markdown_text(cell) for cell in cells)} |"
    yield ""


def _has_agreed(review: ChangeReview, ask: Ask) -> str:
    """What is known of one party: what the host shows, else what a record says."""
    found = next((each for each in review.evidence or () if each.ask.party.ref == ask.party.ref), None)
    if found is not None:
        told = shown(found).partition(" — ")[2]
        return (
            f"✓ {told}"
            if found.state == AGREED
            else f"✓ by the author: {told}"
            if (found.state == AUTHOR)
            else f"{found.state}: {told}"
        )
    records = review.said.get(ask.party.ref)
    if records is None:
        return "needs no record"
    return f"says {' and '.join(str(record.ref) for record in records)}" if records else "not yet"


def _missing(gaps: Iterable[Gap]) -> Iterator[str]:
    """What is missing, equal things once."""
    same: dict[tuple[str, str, str], list[Gap]] = {}
    for gap in gaps:
        pattern = gap.message.replace(f"`{gap.subject}`", "…") if gap.subject else gap.message
        same.setdefault((gap.code, pattern, gap.fix), []).append(gap)
    for some in same.values():
        names = [f"`{gap.subject}`" for gap in some[1:]]
        more = f" and {len(names) - SAME} more" if len(names) > SAME else ""
        holds = f"; the same holds for {', '.join(names[:SAME])}{more}" if names else ""
        yield f"- ⚠️ {markdown_sentence(some[0].message + holds)}. {markdown_sentence(some[0].fix)}."


def _suggested(suggestion: Suggestion) -> Iterator[str]:
    """The record to paste, and the link that opens it as a new file."""
    path = f"`{suggestion.path}`"
    if suggestion.link:
        yield f"**[Write the record]({suggestion.link})**: it opens {path}. Say there why it changes."
        yield ""
    if not suggestion.text:
        yield f"The record is too long for a comment: `remit review --fix` writes {path}."
        yield ""
        return
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", suggestion.text)), default=0))
    yield f"<details><summary>The record to paste</summary>\n\n{path}\n\n{fence}yaml"
    yield f"{suggestion.text.rstrip()}\n{fence}\n\n</details>\n"


def _rest(review: ChangeReview) -> Iterator[tuple[bool, str]]:
    """The details: whether each is one of the changes, and its text."""
    if review.judged and review.difference.begins:
        yield from ((False, f"- {markdown_text(count)}") for count in begun(review))
        yield from ((False, line) for line in ("", *_asked(review.asks)))
    elif review.judged:
        rows = [_row(review, each) for each in review.judged]
        head = "| What changes | How much | Lane | Must agree | Record |\n| --- | --- | --- | --- | --- |"
        yield False, "\n".join([head, *rows[:ROWS], ""])
        if len(rows) > ROWS:
            yield False, f"and {len(rows) - ROWS} more, below.\n"
        yield from ((False, line) for line in _asked(review.asks))
        yield from ((True, "\n".join(_details(review, each))) for each in review.judged)
    if review.reattest:
        names = ", ".join(markdown_text(definition.name) for definition in review.reattest)
        yield False, f"Affected, so to be reviewed again: {names}\n"


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
    for how in HOW[1:]:  # who must agree stands in the table
        some = [ask for ask in asks if ask.how == how]
        if some:
            told = "; ".join(who(ask) for ask in some)
            yield f"**{how.capitalize()}:** {markdown_text(told)}"
            yield ""


def _details(review: ChangeReview, each: Judged) -> Iterator[str]:
    yield f"<details><summary>{markdown_text(what_became(review, each))}</summary>"
    yield ""
    yield from (f"- {line}" for line in markdown_lines(review.difference, each.change))
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
