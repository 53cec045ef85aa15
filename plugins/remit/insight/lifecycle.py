"""The lifecycle as values: stages in order, the steps of the way, who governs all, how systems show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from remit.frozen import dataclass
from remit.handbook import Definition, Edge, Handbook
from remit.insight import handoffs
from remit.insight.handoffs import Handoff
from remit.insight.used import by_name
from remit.lifecycles import Lifecycle, lifecycles, on_spine
from remit.ownership.parties import governors, operators

TESTS: Mapping[str, str] = {
    "equals": "=\N{NO-BREAK SPACE}",
    "one-of": "is ",
    "filled": "is filled",
    "date-set": "has a date",
}


@dataclass(frozen=True, slots=True)
class Marker:
    """How one system shows a stage: `text` is the test in words, `where` the field's own name there."""

    system: Definition | None
    name: str
    field: Definition | None
    where: str
    text: str
    set_by: tuple[Definition, ...] = ()  # the automations that put a record into the stage


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage on the strip or the rail, the handoffs before it, and its ways back and out."""

    stage: Definition
    owner: Definition | None
    owners: str
    before: Sequence[Handoff] = ()
    leaves: Sequence[Edge] = ()


# -- order --


def stages(book: Handbook) -> list[Definition]:
    """The sound stages, by lifecycle: the spine from left to right, then the ways out and back."""
    return [stage for each in lifecycles(book) for stage in each.stages]


def spine(found: Lifecycle) -> list[Definition]:
    """The stages on the main way, from left to right."""
    return [stage for stage in found.stages if on_spine(stage)]


def step(stage: Definition) -> StageStep:
    """A stage as a step, with the handoffs that lead into it."""
    parties = operators(stage)
    return StageStep(
        stage=stage,
        owner=parties[0] if parties else None,
        owners=" and ".join(party.name for party in parties),
        before=handoffs.in_order(each for each in stage.sources("to-stage") if each.sound),
        leaves=[edge for edge in stage.to("leads-to") if edge.context.get("way") != "on"],
    )


def rail(found: Lifecycle) -> Iterator[StageStep]:
    """The map for narrow screens: the spine, then what no stage of the spine leads to."""
    told = {each for stage in spine(found) for each in stage.targets("leads-to")}
    for stage in found.stages:
        if on_spine(stage) or stage not in told:
            yield step(stage)


def near(stage: Definition) -> list[StageStep]:
    """The stages right before and after on the way on, with this one between; empty where it stands alone."""
    on = [
        edge.source for edge in stage.by("leads-to") if edge.context.get("way") == "on" and edge.source.sound
    ]
    after = [
        edge.target for edge in stage.to("leads-to") if edge.context.get("way") == "on" and edge.target.sound
    ]
    around = [*on[:2], stage, *after[:2]]
    return [step(each) for each in dict.fromkeys(around)] if len(around) > 1 else []


# -- what stands beside a stage --


def metrics(stage: Definition) -> list[Definition]:
    """The metrics that the stage names, then those that name the stage."""
    return list(dict.fromkeys([*stage.targets("watched-by"), *stage.sources("measures")]))


def governor(found: Sequence[Definition], seams: Sequence[Handoff]) -> tuple[Definition | None, str]:
    """The one party that governs all stages, and of what it governs all; None where several do."""
    parties = {party for stage in found for party in governors(stage)}
    if len(parties) != 1 or not all(governors(stage) for stage in found):
        return None, ""
    (party,) = parties
    too = bool(seams) and all(governors(each.definition) == [party] for each in seams)
    return party, "every stage definition, every handoff and its SLA" if too else "every stage definition"


# -- markers --


def markers(stage: Definition) -> list[Marker]:
    """How each system shows that a record is in a stage."""
    written: Mapping[str, Any] = stage.get("markers", {})
    systems = {edge.path[1]: edge.target for edge in stage.to("marker-in") if len(edge.path) > 1}
    fields = {edge.path[1]: edge.target for edge in stage.to("marked-by") if len(edge.path) > 1}
    return [
        Marker(
            system=systems.get(name),
            name=name,
            field=fields.get(name),
            where=_where(fields.get(name), systems.get(name)) or str(marker["field"]),
            text=TESTS[marker["test"]] + ", ".join(map(str, marker.get("values", ()))),
            set_by=tuple(each for each in moving(stage) if runs_in(each, systems.get(name))),
        )
        for name, marker in written.items()
    ]


def moving(stage: Definition) -> list[Definition]:
    """The automations that put a record into a stage, by name."""
    return by_name(each for each in stage.sources("moved-by-automation") if each.sound)


def runs_in(automation: Definition, system: Definition | None) -> bool:
    """Whether an automation runs in a system, or does not say where it runs."""
    places = automation.targets("automation-in")
    return not places or system in places


def _where(field: Definition | None, system: Definition | None) -> str:
    """`Lead.Status`: the object and the name that a field has in a system; its id where it has none."""
    if field is None or system is None or not field.sound:
        return ""
    for edge in field.to("field-in"):
        if edge.target is system and "api-name" in edge.context:
            return f"{edge.context.get('object', '')}.{edge.context['api-name']}".lstrip(".")
    return ""
