"""The operating rhythm as a calendar feed (iCalendar, RFC 5545)."""

# No clock: the feed begins on a day that the handbook itself gives, and its stamps are
# the days of reviews, so that the same YAML gives the same bytes.

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

from remit import days
from remit.diagnostics import RemitError
from remit.escape import printable
from remit.handbook import Definition, Handbook
from remit.mentions import plain
from remit.ownership.parties import attending, governing, operating
from remit.rhythm.meetings import Rhythm, rhythm

NAME = "cadences.ics"  # the feed's place in a site
LINE = 75  # octets
NO_DAY = date(2000, 1, 1)  # where a handbook has no day at all
_ZONE = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){0,2}")
PEOPLE = (("Runs it", operating), ("Decides", governing), ("Comes", attending))


def feed(book: Handbook, start: date | None = None) -> str:
    """All cadences as one calendar that begins on `start`; raises RemitError when there is none.

    By default it begins with the year of the handbook's newest day: the last review of anything,
    or a review that was held.
    """
    cadences = list(book.all("cadence"))
    if not cadences:
        raise RemitError("there is no cadence to put into a calendar; write one in governance/cadences.yaml")
    newest = _newest(book)
    begin = start or newest.replace(month=1, day=1)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//remit//operating rhythm//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(str(book.settings().get('name', 'Revenue handbook')))}",
        *_zone(book),
        *(line for cadence in cadences for line in _event(book, cadence, begin, newest)),
        "END:VCALENDAR",
    )
    return "".join(f"{fold(line)}\r\n" for line in lines)


def fold(line: str) -> str:
    """A line as lines of at most 75 octets, cut between characters.

    >>> fold("é" * 38).count("\\r\\n ")
    1
    """
    parts: list[str] = []
    room = LINE
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append("\r\n ")
            room = LINE - 1
        parts.append(sign)
        room -= size
    return "".join(parts)


def _newest(book: Handbook) -> date:
    texts = (each.data.get(name) for each in book.definitions() for name in ("reviewed", "held-on"))
    return max((day for text in texts if (day := days.parsed(text))), default=NO_DAY)


def _event(book: Handbook, cadence: Definition, start: date, newest: date) -> Iterator[str]:
    """The lines of one event; none when the cadence has ended before it begins."""
    company = book.settings().get("company", {})
    found = rhythm(cadence["every"], cadence.get("when", ""), str(company.get("fiscal-year", "")))
    try:
        first = found.first(start)
    except OverflowError as problem:
        raise RemitError(f"no calendar reaches beyond {start}; let it begin earlier with --from") from problem
    ends = days.parsed((cadence.get("deprecated") or {}).get("on"))
    if ends and first >= ends:
        return
    stamp = days.parsed(cadence.get("reviewed")) or newest
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(book, cadence)}"
    yield f"DTSTAMP:{_day(stamp)}T000000Z"
    yield from _times(found, first)
    yield f"RRULE:{found.rule()}{_until(found, ends)}"
    yield f"SUMMARY:{escaped(cadence.name)}"
    yield f"DESCRIPTION:{escaped(*_description(book, cadence))}"
    yield f"STATUS:{'TENTATIVE' if cadence.status == 'draft' else 'CONFIRMED'}"
    yield "END:VEVENT"


def _times(found: Rhythm, first: date) -> Iterator[str]:
    """A whole day, which blocks nobody's time, unless a time of day is written.

    Times are those of the reader's clock, as people write them.
    """
    if found.start is None:
        yield f"DTSTART;VALUE=DATE:{_day(first)}"
        yield f"DTEND;VALUE=DATE:{_day(first + timedelta(1))}"
        yield "TRANSP:TRANSPARENT"
        return
    yield f"DTSTART:{_day(first)}{found.start:T%H%M%S}"
    if found.length:
        yield f"DURATION:PT{int(found.length.total_seconds()) // 60}M"


def _until(found: Rhythm, ends: date | None) -> str:
    if ends is None:
        return ""
    return f";UNTIL={_day(ends - timedelta(1))}" + ("" if found.start is None else f"{time.max:T%H%M%S}")


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _uid(book: Handbook, cadence: Definition) -> str:
    """The same for a meeting at every export, and another in every other handbook."""
    settings = book.settings()
    whose = settings.get("repository", {}).get("url") or settings.get("name", "")
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{whose}#{cadence.ref}"))


def _zone(book: Handbook) -> Iterator[str]:
    """The company's time zone as a hint to calendars that would else take the reader's."""
    hours = book.settings().get("company", {}).get("business-hours", {})
    if _ZONE.fullmatch(zone := str(hours.get("time-zone", ""))):
        yield f"X-WR-TIMEZONE:{zone}"


def _description(book: Handbook, cadence: Definition) -> Iterator[str]:
    def name(address: str) -> str | None:
        found = book.find(address)
        return found.name if found else None

    yield plain(cadence.summary, name)
    yield ""
    if cadence.get("when"):
        yield f"When: {cadence['when']}"
    for title, edges_of in PEOPLE:
        if edges := edges_of(cadence):
            yield f"{title}: {', '.join(edge.target.name for edge in edges)}"
    yield from _list("Agenda", (plain(each, name) for each in cadence.get("agenda", ())))
    yield from _list("What comes out", (plain(each, name) for each in cadence.get("outputs", ())))


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    if found := list(items):
        yield from ("", f"{title}:", *(f"– {each}" for each in found))


def escaped(*lines: str) -> str:
    """Foreign lines as one value: nothing of them can end the line or the value.

    >>> escaped("a,\\nb", "c;")
    'a\\\\, b\\\\nc\\\\;'
    """
    clean = "\n".join(printable(line) for line in lines).encode("utf-8", "backslashreplace").decode()
    return re.sub(r"([\\;,])", r"\\\1", clean).replace("\n", "\\n")
