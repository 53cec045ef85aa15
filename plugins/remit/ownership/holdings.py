"""What a function or a role operates, governs, decides and shares: references, seen from its end."""

# The other direction of `parties`, by the same words of the schemas: what a function here finds,
# the function of that name there finds from the definition. Sources may be unsound.

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remit.handbook import Definition, Edge
from remit.ownership.parties import responsible


def operates(party: Definition) -> Sequence[Edge]:
    """From what a party operates, gives or receives, and from decisions that it carries out."""
    return party.plays("operates", "hands-over")


def governs(party: Definition) -> Sequence[Edge]:
    """From that of which a party sets the standard."""
    return party.plays("governs")


def decides(party: Definition) -> Sequence[Edge]:
    """From that by which a party decides: decisions, and lanes that it approves."""
    return party.plays("decides")


def has_a_say(party: Definition) -> Sequence[Edge]:
    """From decisions in which a party has a letter; `context` of each holds it."""
    return party.by("has-say")


def concerns(party: Definition) -> Sequence[Edge]:
    """From all that a party operates, governs, decides by or is asked or told about."""
    return party.plays("operates", "hands-over", "governs", "decides", "consulted", "informed")


def is_asked(party: Definition) -> Sequence[Edge]:
    """From that about which a party is consulted or informed."""
    return party.plays("consulted", "informed")


def answers(party: Definition) -> Sequence[Edge]:
    """From that for which a party is accountable."""
    return party.plays("accountable")


def attends(party: Definition) -> Sequence[Edge]:
    """From meetings to which a party comes."""
    return party.plays("attends")


def settles(party: Definition) -> Sequence[Edge]:
    """From that about which a party settles disputes."""
    return party.plays("settles")


def is_called(role: Definition) -> Sequence[Edge]:
    """From handoffs for which a role is called when nobody answers."""
    return [edge for edge in role.by("escalates-to", "steps-to") if edge.context.get("does") != "remind"]


def gives(function: Definition) -> Sequence[Edge]:
    """From handoffs in which a function hands over."""
    return function.by("given-by")


def receives(function: Definition) -> Sequence[Edge]:
    """From handoffs in which a function takes over."""
    return function.by("received-by")


def acts(party: Definition) -> Sequence[Edge]:
    """From metrics on a threshold of which a party acts."""
    return party.by("acted-on-by")


def edits(party: Definition) -> Sequence[Edge]:
    """From fields that a party may edit."""
    return party.by("edited-by")


def takes_part(party: Definition) -> Sequence[Edge]:
    """From topics in which a party has a part, or on purpose none."""
    return party.by("takes-part")


def signed(role: Definition) -> Sequence[Edge]:
    """From records of changes that a role decided."""
    return role.by("decided-by")


def shares(party: Definition) -> Sequence[Edge]:
    """From what a party shares with whoever names it under `with`."""
    return [edge for edge in party.by() if edge.relation in edge.source.kind.sharing]


def sources(edges: Iterable[Edge]) -> list[Definition]:
    """Where some references come from, each sound definition once."""
    return [each for each in dict.fromkeys(edge.source for edge in edges) if each.sound]


def attested(party: Definition) -> list[Definition]:
    """That for which a party attests that it holds; see `responsible`."""
    found = sources([*governs(party), *decides(party), *operates(party)])
    return [each for each in found if party in responsible(each)]
