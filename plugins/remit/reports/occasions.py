"""What to look at again after an occasion, by who must look: for people and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from remit.escape import markdown_code, markdown_text, printable
from remit.frozen import dataclass
from remit.handbook import Definition
from remit.reports.json_text import dumped
from remit.rhythm.occasions import Desk, Occasion


@dataclass(frozen=True, slots=True)
class Called:
    """An occasion, what it is about, and what each party must look at."""

    occasion: Occasion
    about: Sequence[Definition]
    desks: Sequence[Desk]


def text(called: Called) -> str:
    """A list for each party, with handles."""
    lines = [_title(called), called.occasion.summary]
    for desk in called.desks:
        lines += ["", _who(desk)]
        for each in desk.again:
            lines.append(f"  {each.definition.ref}  {each.definition.name}")
            lines += (f"      {why}" for why in each.because)
    lines += ["", _count(called)]
    return "".join(f"{printable(line)}\n" for line in lines)


def as_markdown(called: Called) -> str:
    """The same as lists of tasks, for an issue."""
    plain = markdown_text
    lines = [f"# {plain(_title(called))}", "", plain(called.occasion.summary)]
    for desk in called.desks:
        lines += ["", f"## {plain(_who(desk))}", ""]
        for each in desk.again:
            ref, why = markdown_code(str(each.definition.ref)), " ".join(each.because)
            lines.append(f"- [ ] {plain(each.definition.name)}, {ref}: {plain(why)}")
    lines += ["", plain(_count(called))]
    return "\n".join(lines) + "\n"


def as_json(called: Called) -> str:
    """Everything, for programs; its shape is documented in the guide."""
    return dumped(
        {
            "version": 1,
            "occasion": called.occasion.id,
            "own": called.occasion.definition is not None,
            "about": [str(each.ref) for each in called.about],
            "look": [_desk(desk) for desk in called.desks],
        }
    )


def _desk(desk: Desk) -> dict[str, Any]:
    role = desk.holder.role if desk.holder is not None else None
    return {
        "party": str(desk.party.ref) if desk.party is not None else None,
        "role": str(role.ref) if role is not None else None,
        "handles": list(desk.holder.handles) if desk.holder is not None else [],
        "definitions": [
            {"definition": str(each.definition.ref), "because": list(each.because)} for each in desk.again
        ],
    }


def _title(called: Called) -> str:
    about = ", ".join(each.name for each in called.about)
    return f"{called.occasion.name}: {about}" if about else called.occasion.name


def _who(desk: Desk) -> str:
    if desk.party is None or desk.holder is None:
        return "Nobody is named"
    if desk.holder.role is None:
        return f"{desk.party.name} ({desk.holder})"
    handles = " ".join(desk.holder.handles)
    alone = desk.holder.role is desk.party and not desk.holder.instead
    return f"{desk.party.name} ({handles if alone else f'{desk.holder}, {handles}'})"


def _count(called: Called) -> str:
    """How much there is to do, and whose list it is."""
    definitions = {each.definition.ref for desk in called.desks for each in desk.again}
    count, parties = len(definitions), len(called.desks)
    if not count:
        return "Nothing to look at again."
    told = f"{count} {'definition' if count == 1 else 'definitions'}, "
    told += f"{parties} {'party' if parties == 1 else 'parties'}."
    if called.occasion.definition is None:
        told += " The list is remit's own; write yours in governance/occasions.yaml."
    return told


FORMATS: Mapping[str, Callable[[Called], str]] = {"text": text, "json": as_json, "markdown": as_markdown}
