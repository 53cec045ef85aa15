"""The agenda of a meeting, for people: as text, or as Markdown for an invitation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from remit.escape import markdown_sentence, markdown_text, printable
from remit.handbook import Definition
from remit.insight.readings.board import Board
from remit.ownership.parties import asking, attending, governing, operating
from remit.reports.standing import said, sentence
from remit.rhythm import meetings, narrative
from remit.rhythm.agenda import Agenda
from remit.rules.change.overdue import NEVER

MOST = 20  # overdue reviews; the check lists all
Section = tuple[str, list[str]]


def text(agenda: Agenda) -> str:
    """Headings and lists, for a terminal or a mail."""
    lines = [*_head(agenda), ""]
    for title, items in sections(agenda):
        lines += [title, *(f"  - {item}" for item in items), ""]
    return "".join(f"{printable(line)}\n" for line in lines[:-1])


def as_markdown(agenda: Agenda) -> str:
    """The same as Markdown: nothing in it links, mentions or formats but what is ours."""
    title, *rest = _head(agenda)
    lines = [f"# {markdown_text(title)}", "", *(f"{markdown_sentence(line)}  " for line in rest), ""]
    for heading, items in sections(agenda):
        lines += [f"## {heading}", "", *(f"- {markdown_sentence(item)}" for item in items), ""]
    return "\n".join(lines).rstrip() + "\n"


def _head(agenda: Agenda) -> Iterator[str]:
    cadence = agenda.cadence
    yield f"{cadence.name}, {agenda.day}"
    yield f"Held every {cadence['every'].replace('-', ' ')}; what is told since {agenda.since}."
    if when := meetings.words(cadence):
        yield f"When: {when}"
    for label, edges_of in (("Runs it", operating), ("Decides", governing), ("Comes", attending)):
        if edges := edges_of(cadence):
            yield f"{label}: {', '.join(edge.target.name for edge in edges)}"


def sections(agenda: Agenda) -> Iterator[Section]:
    """Title and items of each part that has something to say."""
    yield "Questions", [said(agenda.past.now, each) for each in agenda.cadence["agenda"]]
    if numbers := _numbers(agenda):
        yield "Where the numbers stand", numbers
    yield f"Changed since {agenda.since}", list(_changed(agenda))
    for title, items in (
        ("Reviews overdue", _overdue(agenda)),
        ("Requests without an answer", (_request(each) for each in agenda.requests)),
        ("Changes proposed", (_proposed(each) for each in agenda.proposed)),
        ("Decided, not in force yet", (_coming(each) for each in agenda.coming)),
    ):
        yield title, list(items) or ["None."]


def _numbers(agenda: Agenda) -> list[str]:
    """The last readings of what this meeting looks at, up to its day."""
    book = agenda.past.now
    board = Board(book, agenda.past.history, agenda.day)
    return [sentence(book, standing) for standing in board.seen_by(agenda.cadence)]


def _changed(agenda: Agenda) -> Iterator[str]:
    past = agenda.past
    if past.why:
        yield f"Not known: {past.why.rstrip('.')}."
        return
    if past.history.starts > agenda.since:
        cut = "; this clone is shallow, `git fetch --unshallow` brings the rest" if past.history.cut else ""
        yield f"History starts on {past.history.starts}{cut}."
    yield from (said(past.now, line) for line in narrative.changes(past, agenda.changes))
    if not agenda.changes:
        yield "Nothing but wording."


def _overdue(agenda: Agenda) -> Iterator[str]:
    for when, each in agenda.overdue[:MOST]:
        late = "never reviewed" if when == NEVER else f"due on {when}"
        yield f"{each.name}, `{each.ref}`: {late}"
    if len(agenda.overdue) > MOST:
        more = len(agenda.overdue) - MOST
        yield f"{more} more: `remit check --today {agenda.day}` lists them all"


def _request(request: Definition) -> str:
    who = ", ".join(edge.target.name for edge in asking(request))
    asked = " ".join(part for part in (f"by {who}" if who else "", request.get("asked-on", "")) if part)
    return f"{request.name}, `{request.ref}`{f', asked {asked}' if asked else ''}"


def _proposed(record: Definition) -> str:
    since = record.get("proposed-on")
    until = record.get("effective")
    told = [f"since {since}"] if since else []
    told += [f"to hold from {until}"] if until else []
    return f"{record.name}, `{record.ref}`{': ' if told else ''}{', '.join(told)}"


def _coming(record: Definition) -> str:
    return f"{record.name}, `{record.ref}`: from {record['effective']}"


FORMATS: Mapping[str, Callable[[Agenda], str]] = {"text": text, "markdown": as_markdown}
