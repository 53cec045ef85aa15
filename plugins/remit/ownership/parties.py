"""Who operates, governs, decides and shares a definition, as its references to functions and roles say."""

# Whatever can be is asked by what a party *plays*, which the schema says of each reference
# (`x-reference.plays`): so a kind of a company's own has owners as the built-in kinds do. The
# relations that say something else of a party are named here, and nowhere outside this package.

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.handbook import NOTHING, Definition, Edge

# -- the references to a definition's parties, in order of writing --


def operating(definition: Definition) -> Sequence[Edge]:
    """To those that do the work: who operates it, gives or receives it, carries a decision out.

    Each once: a party's entry, which may have words, goes before a reference that is only its name.
    """
    edges = definition.played_by("operates", "hands-over")
    if len(edges) < 2:
        return edges
    found: dict[Definition, Edge] = {}
    for edge in sorted(edges, key=lambda edge: edge.context is NOTHING):
        found.setdefault(edge.target, edge)
    return list(found.values())


def governing(definition: Definition) -> Sequence[Edge]:
    """To those that set the standard."""
    return definition.played_by("governs")


def deciding(definition: Definition) -> Sequence[Edge]:
    """To those that decide by it: the letters A and G of a decision, whoever approves a lane."""
    return definition.played_by("decides")


def owning(definition: Definition) -> Sequence[Edge]:
    """To those that have the last word on the definition itself: who governs it, or decides by it.

    Who decides under a condition is left out: the condition is about a case, not about the rule.
    """
    return [*governing(definition), *(edge for edge in deciding(definition) if "if" not in edge.context)]


def settling(definition: Definition) -> Sequence[Edge]:
    """To those that settle a dispute about it."""
    return definition.played_by("settles")


def answering(definition: Definition) -> Sequence[Edge]:
    """To those that are accountable for it, as a role is for a metric."""
    return definition.played_by("accountable")


def attending(definition: Definition) -> Sequence[Edge]:
    """To those that come to a meeting, beside who runs it and who decides there."""
    return definition.played_by("attends")


def reading(definition: Definition) -> Sequence[Edge]:
    """To those that read it, as a dashboard is read."""
    return definition.played_by("reads")


def says(decision: Definition) -> Sequence[Edge]:
    """To all that have a letter in a decision; `context` of each holds it."""
    return decision.to("has-say")


def calling(handoff: Definition) -> Sequence[Edge]:
    """To whoever is called when nobody answers a handoff; who is only reminded is not."""
    return [edge for edge in handoff.to("escalates-to", "steps-to") if edge.context.get("does") != "remind"]


def clocked(handoff: Definition) -> Sequence[Edge]:
    """To those that the steps of a handoff's clock remind or call; `path` says which step."""
    return handoff.to("steps-to")


def giving(handoff: Definition) -> Sequence[Edge]:
    """To the function that hands over."""
    return handoff.to("given-by")


def receiving(handoff: Definition) -> Sequence[Edge]:
    """To the function that takes over."""
    return handoff.to("received-by")


def acting(metric: Definition) -> Sequence[Edge]:
    """To those that act on a threshold of a metric; `path` says on which."""
    return metric.to("acted-on-by")


def taking_part(topic: Definition) -> Sequence[Edge]:
    """To those that have a part in a topic, or on purpose none."""
    return topic.to("takes-part")


def editing(field: Definition) -> Sequence[Edge]:
    """To those that may edit a field."""
    return field.to("edited-by")


def granting(handbook: Definition) -> Sequence[Edge]:
    """To the roles that granted waivers; `path` says which."""
    return handbook.to("waived-by")


def placed(model: Definition) -> Sequence[Edge]:
    """To the functions of which a model speaks."""
    return model.to("model-of")


def asking(request: Definition) -> Sequence[Edge]:
    """To whoever made a request."""
    return request.to("asked-by")


def signing(record: Definition) -> Sequence[Edge]:
    """To the roles that decided a change, as its record says."""
    return record.to("decided-by")


def agreeing(record: Definition) -> Sequence[Edge]:
    """To the parties that agreed to a change beside who decided it, as its record says."""
    return record.to("agreed-by")


def speaking(record: Definition) -> Sequence[Edge]:
    """To the roles that spoke for those parties; `path` says for which."""
    return record.to("agreed-as")


def judging(record: Definition) -> Sequence[Edge]:
    """To the parties of whose condition a record says whether it holds; `path` ends with their names."""
    return record.to("condition-of")


# -- the parties themselves --


def parties(edges: Iterable[Edge]) -> list[Definition]:
    """Where some references lead, each party once."""
    return list(dict.fromkeys(edge.target for edge in edges))


def first(edges: Iterable[Edge]) -> Definition | None:
    """Where the first of some references leads, or None; for what is named once."""
    return next((edge.target for edge in edges), None)


def operators(definition: Definition) -> list[Definition]:
    """Who operates a definition, each once, in order of writing."""
    return parties(operating(definition))


def governors(definition: Definition) -> list[Definition]:
    """Who governs a definition, each once, in order of writing."""
    return parties(governing(definition))


def deciders(definition: Definition) -> list[Definition]:
    """Who decides by a definition, each once, in order of writing."""
    return parties(deciding(definition))


def owners(definition: Definition) -> list[Definition]:
    """Who has the last word on a definition, each once: see `owning`."""
    return parties(owning(definition))


def partners(edge: Edge) -> list[Definition]:
    """Who shares what a party does (`with`), in order of writing."""
    length = len(edge.path)
    return [
        other.target
        for relation in edge.source.kind.sharing
        for other in edge.source.links.to.get(relation, ())
        if other.path[:length] == edge.path
    ]


def with_partners(edges: Iterable[Edge]) -> list[Definition]:
    """Where some references lead, then whoever shares that; each once."""
    found = list(edges)
    return list(dict.fromkeys([*parties(found), *(other for edge in found for other in partners(edge))]))


def all_share(edges: Sequence[Edge]) -> bool:
    """True when each of the parties names every other one under `with`."""
    everybody = set(parties(edges))
    return all(everybody - {edge.target} <= set(partners(edge)) for edge in edges)


def responsible(definition: Definition) -> list[Definition]:
    """Who attests that a definition holds: who governs it or decides by it, else who operates it."""
    return parties([*governing(definition), *deciding(definition)]) or operators(definition)
