"""The operating rhythm as a calendar feed (iCalendar, RFC 5545)."""

# No clock: the feed begins on a day that the handbook itself gives, and its stamps are
# the days of reviews, so that the same YAML gives the same bytes.

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from remit import days
from remit.diagnostics import RemitError
from remit.escape import printable
from remit.handbook import Definition, Handbook
from remit.mentions import plain
from remit.ownership.parties import attending, governing, operating
from remit.rhythm.meetings import Rhythm, rhythm, words

if TYPE_CHECKING:
    import icalendar

NAME = "cadences.ics"  # the feed's place in a site
NO_DAY = date(2000, 1, 1)  # where a handbook has no day at all
ZONED = 10  # years from the feed's beginning for which a time zone's changes are given
PEOPLE = (("Runs it", operating), ("Decides", governing), ("Comes", attending))


def feed(book: Handbook, start: date | None = None) -> str:
    """All cadences as one calendar that begins on `start`; raises RemitError when there is none.

    By default it begins with the year of the handbook's newest day: the last review of anything,
    or a review that was held.
    """
    import icalendar  # a tenth of the time that it takes to load a site without any cadence

    cadences = list(book.all("cadence"))
    if not cadences:
        raise RemitError("there is no cadence to put into a calendar; write one in governance/cadences.yaml")
    newest = _newest(book)
    begin = start or newest.replace(month=1, day=1)
    zone = _zone(book)
    made = icalendar.Calendar()
    for name, value in (
        ("version", "2.0"),
        ("prodid", "-//remit//operating rhythm//EN"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", _safe(str(book.settings().get("name", "Revenue handbook")))),
    ):
        made.add(name, value)
    events = [event for each in cadences for event in _event(book, each, (begin, newest), zone)]
    if zone is not None and any(isinstance(event.start, datetime) for event in events):
        last = date(min(begin.year + ZONED, date.max.year), 1, 1)
        made.add_component(icalendar.Timezone.from_tzinfo(zone, zone.key, begin, last))
    for event in events:
        made.add_component(event)
    text: str = made.to_ical(sorted=False).decode()
    return text


def is_readable(content: bytes) -> bool:
    """Whether a calendar is one that programs can read."""
    import icalendar

    try:
        made = icalendar.Calendar.from_ical(content)
    except ValueError:
        return False
    return made.name == "VCALENDAR" and content.rstrip().endswith(b"END:VCALENDAR")


def _newest(book: Handbook) -> date:
    texts = (each.data.get(name) for each in book.definitions() for name in ("reviewed", "held-on"))
    return max((day for text in texts if (day := days.parsed(text))), default=NO_DAY)


def _event(
    book: Handbook, cadence: Definition, since: tuple[date, date], zone: ZoneInfo | None
) -> Iterator[icalendar.Event]:
    """The event of a cadence; none when it has ended before the feed begins."""
    import icalendar

    start, newest = since
    found = rhythm(cadence)
    try:
        first = found.first(start)
    except OverflowError as problem:
        raise RemitError(f"no calendar reaches beyond {start}; let it begin earlier with --from") from problem
    ends = days.parsed((cadence.get("deprecated") or {}).get("on"))
    if ends and first >= ends:
        return
    stamp = days.parsed(cadence.get("reviewed")) or newest
    event = icalendar.Event()
    event.add("uid", _uid(book, cadence))
    event.add("dtstamp", datetime.combine(stamp, time(), UTC))
    for name, value in _times(found, first, zone):
        event.add(name, value)
    rule = icalendar.vRecur.from_ical(found.rule())
    if ends is not None:
        rule["UNTIL"] = _until(found, ends, zone)
    event.add("rrule", rule)
    event.add("summary", _safe(cadence.name))
    event.add("description", _safe(*_description(book, cadence)))
    event.add("status", "TENTATIVE" if cadence.status == "draft" else "CONFIRMED")
    yield event


def _times(found: Rhythm, first: date, zone: ZoneInfo | None) -> Iterator[tuple[str, date | timedelta | str]]:
    """A whole day, which blocks nobody's time, unless a time of day is said."""
    if found.start is None:
        yield "dtstart", first
        yield "dtend", first + timedelta(1)
        yield "transp", "TRANSPARENT"
        return
    yield "dtstart", datetime.combine(first, found.start, zone)
    if found.length:
        yield "duration", found.length


def _until(found: Rhythm, ends: date, zone: ZoneInfo | None) -> date:
    """The end of the last day; in UTC where the meeting is in a zone, as the standard asks."""
    last = ends - timedelta(1)
    if found.start is None:
        return last
    end = datetime.combine(last, time(23, 59, 59), zone)
    return end.astimezone(UTC) if zone else end


def _uid(book: Handbook, cadence: Definition) -> str:
    """The same for a meeting at every export, and another in every other handbook."""
    settings = book.settings()
    whose = settings.get("repository", {}).get("url") or settings.get("name", "")
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{whose}#{cadence.ref}"))


def _zone(book: Handbook) -> ZoneInfo | None:
    """The company's time zone; None when nothing is said that names one: times are the reader's then."""
    hours = book.settings().get("company", {}).get("business-hours", {})
    try:
        return ZoneInfo(str(hours["time-zone"])) if hours else None
    except (ValueError, OSError, LookupError):  # ZoneInfo looks for a file of the name
        return None


def _description(book: Handbook, cadence: Definition) -> Iterator[str]:
    yield plain(cadence.summary, book.spoken)
    yield ""
    if when := words(cadence):
        yield f"When: {when}"
    for title, edges_of in PEOPLE:
        if edges := edges_of(cadence):
            yield f"{title}: {', '.join(edge.target.name for edge in edges)}"
    yield from _list("Agenda", (plain(each, book.spoken) for each in cadence.get("agenda", ())))
    yield from _list("Outcomes", (plain(each, book.spoken) for each in cadence.get("outputs", ())))


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    if found := list(items):
        yield from ("", f"{title}:", *(f"– {each}" for each in found))


def _safe(*lines: str) -> str:
    """Foreign lines as one value without control characters, so that each stays one line."""
    return "\n".join(printable(line) for line in lines).encode("utf-8", "backslashreplace").decode()
