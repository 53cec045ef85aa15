"""Rules about the clocks that work is measured by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from remit import formula
from remit.compute.written import all_written
from remit.diagnostics import did_you_mean
from remit.handbook import Definition, Handbook
from remit.rules.rule import Context, Finding, finding, rule

Path = tuple[str | int, ...]


@rule("business-hours-unclear")
def hours_unclear(context: Context) -> Iterator[Finding]:
    """Business hours can be read, and whoever counts by a field's values finds hours for them.

    Why: Without hours that can be read, no time in business hours can be computed, and no SLA in them be checked.
    Fix: Write days such as `Monday to Friday`, times such as `09:00`, a zone such as `Europe/Berlin`.
    Bad:
        handbook: {name: H, summary: S., company: {name: C, business-hours:
          {days: weekdays, from: "09:00", to: "17:00", time-zone: Europe/Berlin}}}
    Good:
        handbook: {name: H, summary: S., company: {name: C, business-hours:
          {days: Monday to Friday, from: "09:00", to: "17:00", time-zone: Europe/Berlin}}}
    """
    for settings, path, hours in _all_hours(context.book):
        yield from _unread(settings, path, hours)
    for settings in context.book.all("handbook"):
        for name, values in settings.get("company", {}).get("hours-by", {}).items():
            path = ("company", "hours-by", name)
            field = context.book.get("field", name.rpartition(":")[2])
            allowed = field.data.get("values") if field else None
            for value in values:
                if allowed and value not in allowed:
                    hint = did_you_mean(value, allowed)
                    message = f"`{value}` is not an allowed value of field `{name.rpartition(':')[2]}`{hint}"
                    yield finding(settings, (*path, value), message, key=True)
    yield from _without_hours(context)


def has_unread_hours(book: Handbook) -> bool:
    """Whether some business hours cannot be read: then no clock that counts by them says anything."""
    return any(True for each in _all_hours(book) for _ in _unread(*each))


def _all_hours(book: Handbook) -> Iterator[tuple[Definition, Path, Mapping[str, str]]]:
    """All business hours that are written, each with where."""
    for settings in book.all("handbook"):
        company = settings.get("company", {})
        if "business-hours" in company:
            yield settings, ("company", "business-hours"), company["business-hours"]
        for name, values in company.get("hours-by", {}).items():
            for value, hours in values.items():
                yield settings, ("company", "hours-by", name, value), hours


def _unread(settings: Definition, path: Path, said: Mapping[str, str]) -> Iterator[Finding]:
    """What of business hours cannot be read, at the part that is at fault."""
    from remit.compute.model import hours_of, zone_named  # and the zones of the world with it

    if zone_named(said["time-zone"]) is None:
        message = f"there is no time zone `{said['time-zone']}`; write one such as `Europe/Berlin`"
        yield finding(settings, (*path, "time-zone"), message)
    if hours_of(said) is not None:
        return
    fine = {"days": "Monday to Friday", "from": "00:00", "to": "24:00"}
    faulty = [
        name
        for name in fine
        if hours_of({**said, **fine, name: said[name]}) is None and (name, said[name]) != ("to", "00:00")
    ]
    for name in faulty:
        wanted = "days such as `Monday to Friday`" if name == "days" else "a time such as `09:00`"
        yield finding(settings, (*path, name), f"`{said[name]}` cannot be read; write {wanted}")
    if not faulty:
        message = f"the day ends at {said['to']}, before it begins at {said['from']}"
        yield finding(settings, (*path, "to"), message)


def _without_hours(context: Context) -> Iterator[Finding]:
    """Clocks that go by a field for whose values no hours are set."""
    book = context.book
    if "handbook" in book.blind or not all(each.sound for each in book.every("handbook")):
        return  # which hours are set is not known
    known = {name.rpartition(":")[2] for name in book.settings().get("company", {}).get("hours-by", {})}
    there = f"; there are some by {', '.join(f'`{each}`' for each in sorted(known))}" if known else ""
    says = "no business hours are set by `{}`" + there + "; add them to `company.hours-by` of the handbook"
    for each in context.once(all_written):
        for call in _clocked(each.tree):
            whose = call.arguments[formula.WHOSE]
            if isinstance(whose, formula.Mention) and whose.id not in known:
                yield finding(each.definition, each.path, says.format(whose.id), span=whose.span)
    for handoff in book.all("handoff"):
        for edge in handoff.to("hours-of"):
            if edge.target.id not in known:
                yield finding(handoff, edge.path, says.format(edge.target.id))


def _clocked(tree: formula.Part) -> Iterator[formula.Call]:
    """The functions of a formula that name whose hours count."""
    for part in formula.parts(tree):
        if (
            isinstance(part, formula.Call)
            and part.name in formula.CLOCKED
            and part.arguments[formula.WHOSE :]
        ):
            yield part


RULES = (hours_unclear,)
