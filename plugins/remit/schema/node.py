"""What a schema says of a definition's properties: their meaning, weight and references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from remit.frozen import dataclass

WEIGHTS = ("editorial", "meaning", "authority")
PARTIES = ("function", "role")  # the kinds that can own, decide and attend
SCHEMA = "schema"  # stands before the id of a kind where a schema itself is meant: `schema:playbook`
USES = ("forward", "back", "both")
PLAYS = (
    "operates", "governs", "decides", "consulted", "informed", "accountable", "attends", "reads", "settles",
    "stands-in", "reports-to", "hands-over", "takes-part", "called", "concerned",
)  # fmt: skip


def hyphened(words: str) -> str:
    """Words for people as one name: `shown on` → `shown-on`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference may point to, and what the relation is called both ways.

    `relation` is the stable id used by code; `label` and `back` are words for people. `use` is one of
    USES: which way a change goes along the reference. `forward`: who refers depends on what it refers
    to; `back`: what is referred to depends on who refers, as a field on what sets it; `both`; empty
    when neither depends on the other. `plays` is one of PLAYS: what
    the party that is named does here, empty for nothing of these. Where that depends on a value
    beside the reference, `plays_by` names the property and `plays_as` maps its values. `mentions` is
    True when the other end is only spoken of: nobody gains or loses anything by being named so.
    """

    to: tuple[str, ...]
    relation: str
    label: str
    back: str
    use: str = "forward"
    plays: str = ""
    plays_by: str = ""
    plays_as: Mapping[str, str] = field(default_factory=dict, hash=False)
    mentions: bool = False

    def played(self, at: Mapping[str, Any]) -> str:
        """What the party plays, with `at` around the reference; empty when it plays nothing."""
        if not self.plays_by:
            return self.plays
        said = at.get(self.plays_by)
        return self.plays_as.get(said, "") if isinstance(said, str) else ""

    @property
    def back_name(self) -> str:
        """What filters of definitions call it from its other end: `shown on` is `by shown-on` there."""
        return hyphened(self.back)

    def shares(self) -> bool:
        """True when it names parties alone and none of them plays anything by itself."""
        return not (self.plays or self.plays_by) and all(kind in PARTIES for kind in self.to)

    def allows(self, kind: str) -> bool:
        """True when a definition of `kind` may stand at the other end."""
        return "*" in self.to or kind in self.to


VALUE = "value"  # the kind of named values, which texts and formulas cite
MENTION = Reference(("*",), "mentions", "mentions", "mentioned in", use="", mentions=True)
CITES = Reference((VALUE,), "cites", "cites", "cited in")
FORMULA = Reference(("metric", "field", VALUE), "made-of", "made of", "feeds")
FILTER = Reference(("field", VALUE), "tests", "tests", "tested by")
RULED = Reference(("*",), "ruled-on", "names", "named in rule", use="")  # by a filter of definitions
MENTIONING = {"prose": MENTION, "formula": FORMULA, "filter": FILTER}
DEFINITIONS = "definitions"  # the scope of filters that test them, as `remit.formula` has it
EXPRESSIONS = ("formula", "filter")  # texts in remit's notation, which names others without braces


@dataclass(frozen=True, slots=True)
class Node:
    """One property (or item, or value) of a kind, read from its schema.

    `scope` says of a filter what it tests: DEFINITIONS of the handbook, else records.
    `was` are former names of a property, `moved` those of the properties in here with their names of
    today. `interesting` keeps only the properties that hold references or prose, so that walking a
    definition costs nothing for the rest. `refers` is True when a reference, a formula or a filter may
    stand in here; else only texts with a brace lead anywhere.
    """

    title: str
    description: str
    weight: str
    type: str
    text: str = ""
    scope: str = ""
    ordered: bool = False
    reference: Reference | None = None
    keys: Reference | None = None
    properties: Mapping[str, Node] = field(default_factory=dict)
    items: Node | None = None
    values: Node | None = None
    choices: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    was: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    interesting: Mapping[str, Node] = field(default_factory=dict)
    refers: bool = False

    def speaks(self) -> bool:
        """True when something in here can point at another definition."""
        return bool(
            self.reference
            or self.keys
            or self.text in MENTIONING
            or self.interesting
            or (self.items and self.items.speaks())
            or (self.values and self.values.speaks())
        )


def expresses(node: Node) -> bool:
    """Whether a formula or a filter may stand in a node or below it."""
    below = (*node.properties.values(), node.items, node.values)
    return node.text in EXPRESSIONS or any(each is not None and expresses(each) for each in below)


# what a schema knows nothing of weighs as meaning
UNKNOWN_NODE = Node(title="", description="", weight="meaning", type="")


def below(node: Node, step: str) -> Node:
    """The schema's node under a step of a path; a node of meaning where the schema knows none."""
    return node.properties.get(step) or node.values or UNKNOWN_NODE


def read_node(raw: Mapping[str, Any], inherited: str) -> Node:
    """Read one node of a schema; a weight is inherited downwards."""
    weight = raw.get("x-weight", inherited)
    properties = {key: read_node(value, weight) for key, value in raw.get("properties", {}).items()}
    values = raw.get("additionalProperties")
    names = raw.get("propertyNames", {})
    reference, keys = _reference(raw.get("x-reference")), _reference(names.get("x-reference"))
    each_item = read_node(raw["items"], weight) if "items" in raw else None
    each_value = read_node(values, weight) if isinstance(values, Mapping) else None
    text = raw.get("x-text", "")
    inside = (*properties.values(), each_item, each_value)
    return Node(
        title=raw.get("title", ""),
        description=raw.get("description", ""),
        weight=weight,
        type=raw.get("type", ""),
        text=text,
        scope=raw.get("x-scope", ""),
        ordered=raw.get("x-ordered", False),
        reference=reference,
        keys=keys,
        properties=properties,
        items=each_item,
        values=each_value,
        choices=tuple(str(each) for each in raw.get("enum", ())),
        required=frozenset(raw.get("required", ())),
        was=tuple(raw.get("x-was", ())),
        moved={old: key for key, node in properties.items() for old in node.was},
        interesting={key: node for key, node in properties.items() if node.speaks()},
        refers=bool(reference or keys or text in EXPRESSIONS or any(each and each.refers for each in inside)),
    )


def _reference(raw: Mapping[str, Any] | None) -> Reference | None:
    if raw is None:
        return None
    said = raw.get("plays", "")
    plays = said if isinstance(said, str) else ""
    by, letters = ("", {}) if isinstance(said, str) else (said["by"], said["as"])
    use = raw.get("use", True)
    return Reference(
        tuple(raw["to"]),
        raw["relation"],
        raw["label"],
        raw["back"],
        use if isinstance(use, str) else "forward" if use else "",
        plays,
        by,
        letters,
        raw.get("mentions", False),
    )


def sharing(node: Node) -> Iterator[str]:
    """The relations by which an entry of a party, such as `operates`, names who shares it (`with`)."""
    if node.keys is not None and (node.keys.plays or node.keys.plays_by) and node.values is not None:
        yield from (each.relation for each in references(node.values) if each.shares())
    for below in (*node.properties.values(), node.items, node.values):
        if below is not None:
            yield from sharing(below)


def mentioning(node: Node) -> Iterator[str]:
    """The relations by which something is only spoken of."""
    yield MENTION.relation
    yield from (each.relation for each in references(node) if each.mentions)


def misplayed(node: Node) -> Iterator[str]:
    """What keeps references from saying what a party plays, as sentences."""
    if node.keys is not None:
        yield from _misplayed(node.keys, node.values.properties if node.values is not None else {})
    for each in node.properties.values():
        if each.reference is not None:
            yield from _misplayed(each.reference, node.properties)
    for below in (*node.properties.values(), node.items, node.values):
        if below is not None:
            yield from misplayed(below)


def _misplayed(reference: Reference, beside: Mapping[str, Node]) -> Iterator[str]:
    by = reference.plays_by
    if reference.mentions and (reference.plays or by):
        yield f"`mentions` of `{reference.relation}` says that nothing is played, and `plays` says what"
    elif (reference.plays or by) and not set(reference.to) <= set(PARTIES):
        yield f"`plays` of `{reference.relation}` is for references that lead to a function or a role alone"
    elif by and by not in beside:
        yield f"`plays` of `{reference.relation}` goes by `{by}`, which does not stand beside the reference"
    elif by and (odd := [value for value in reference.plays_as if value not in beside[by].choices]):
        yield f"`plays` of `{reference.relation}` speaks of `{odd[0]}`, which `{by}` can never be"


def references(node: Node) -> Iterator[Reference]:
    """Every reference in a node and below it."""
    yield from (reference for reference in (node.reference, node.keys) if reference is not None)
    for below in (*node.properties.values(), node.items, node.values):
        if below is not None:
            yield from references(below)
