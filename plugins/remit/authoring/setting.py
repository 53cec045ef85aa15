"""Properties of a definition set or taken out: typed by the schema, and put where they belong."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from remit.authoring.edits.plan import Plan
from remit.diagnostics import Diagnostic, RemitError, Severity, did_you_mean, nearest_address
from remit.handbook import Definition, Handbook
from remit.reading import open_handbook
from remit.schema import UNKNOWN_NODE, Kind, Node, below
from remit.source import parse

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?\Z")


def definition_at(book: Handbook, address: str) -> Definition:
    """The definition of an address, or of an id that only one has; raises RemitError."""
    found = [book.find(address)] if ":" in address else [group.get(address) for group in book.index.values()]
    known = [each for each in found if each is not None]
    if len(known) == 1:
        return known[0]
    if known:
        choices = " or ".join(f"`{each.ref}`" for each in known)
        raise RemitError(f"`{address}` may be {choices}; write one of them")
    hint = nearest_address(address, (str(each.ref) for each in book.definitions()))
    raise RemitError(f"there is no definition `{address}`{hint}")


def set_values(plan: Plan, definition: Definition, pairs: Sequence[tuple[str, str]]) -> None:
    """Set properties of a definition, each named by its way such as `sla.within`; raises RemitError."""
    for name, text in pairs:
        plan.change(definition, with_value(definition.kind, plan.data_of(definition), name, text))


def with_value(kind: Kind, data: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    """Data of a kind with one property set, which is named by its way; raises RemitError."""
    steps, node = _way(kind, data, name)
    return _with(kind.node, data, steps, typed(node, text, name))


def add_item(plan: Plan, definition: Definition, name: str, text: str) -> None:
    """Give a list one more item; raises RemitError where the property is none, or has it already."""
    steps, node = _way(definition.kind, plan.data_of(definition), name)
    if node.items is None:
        raise RemitError(f"`{name}` is no list{_how_instead(node, name)}")
    now = _at(plan.data_of(definition), steps)
    items = list(now) if isinstance(now, list) else []
    item = typed(node.items, text, name)
    if item in items:
        raise RemitError(f"`{name}` has `{text}` already")
    plan.change(definition, _with(definition.kind.node, plan.data_of(definition), steps, [*items, item]))


def take_out(plan: Plan, definition: Definition, name: str, text: str | None = None) -> None:
    """Take a property out, or one item of a list; what is empty then goes as well. Raises RemitError."""
    steps, node = _way(definition.kind, plan.data_of(definition), name)
    data = plan.data_of(definition)
    now = _at(data, steps)
    if now is None:
        raise RemitError(f"`{definition.ref}` has no `{name}`, so there is nothing to take out")
    if text is None:
        plan.change(definition, _without(data, steps))
        return
    if not isinstance(now, list):
        raise RemitError(f"`{name}` is no list; take it out whole: remit set {definition.ref} --unset {name}")
    item = typed(node.items or UNKNOWN_NODE, text, name)
    if item not in now:
        raise RemitError(f"`{name}` has no `{text}`{did_you_mean(text, map(str, now))}")
    left = [each for each in now if each != item]
    plan.change(definition, _with(definition.kind.node, data, steps, left) if left else _without(data, steps))


def hold_fitting(plan: Plan, texts: Mapping[str, str | None]) -> None:
    """Raise RemitError where a change brings an error: a misfit, or a reference that leads nowhere."""

    def errors(found: Sequence[Diagnostic]) -> Counter[tuple[str, str]]:
        return Counter((each.code, each.message) for each in found if each.severity is Severity.ERROR)

    after = open_handbook(plan.after(texts)).diagnostics
    new = errors(after) - errors(plan.book.diagnostics)
    found = (each for each in after if (each.code, each.message) in new and each.code != "empty-value")
    if (first := next(found, None)) is not None:
        raise RemitError(f"{first.message}; nothing was changed")


def _way(kind: Kind, data: Any, name: str) -> tuple[Sequence[str], Node]:
    """The steps of a way such as `sla.within.amount`, and the schema's node at its end; raises RemitError.

    A key that holds a point stands as it is, when there is one.
    """
    node = kind.node
    steps: list[str] = []
    rest = name
    while rest:
        known = [*node.properties, *(data if isinstance(data, Mapping) else ())]
        step = max(
            (each for each in known if rest == each or rest.startswith(f"{each}.")), key=len, default=""
        )
        step = step or rest.partition(".")[0]
        if step not in node.properties and node.values is None:
            where = f"`{'.'.join(steps)}`" if steps else f"a {kind.title.lower()}"
            now = next((new for old, new in node.moved.items() if old == step), None)
            hint = f"; it is called `{now}` now" if now else did_you_mean(step, node.properties)
            raise RemitError(f"{where} has no property `{step}`{hint}")
        steps.append(step)
        node = below(node, step)
        data = data.get(step) if isinstance(data, Mapping) else None
        rest = rest[len(step) + 1 :]
    if not steps:
        raise RemitError("a property has no name; write one such as `summary` or `sla.within`")
    return steps, node


def typed(node: Node, text: str, name: str) -> Any:
    """What a text means for a property: itself where text is wanted, else as it would stand in YAML.

    Raises RemitError for what cannot be meant.
    """
    if node.type in ("number", "integer") and not _DECIMAL.match(text):
        raise RemitError(f"`{name}` is a number; write one such as 5, not `{text}`")
    if node.type == "boolean" and text not in ("true", "false"):
        raise RemitError(f"`{name}` is true or false, not `{text}`")
    if node.type in ("number", "integer", "boolean"):
        return json.loads(text)
    if node.type in ("object", "array") or (not node.type and text[:1] in ("{", "[")):
        return _structure(node, text, name)
    if node.choices and text not in node.choices:
        raise RemitError(
            f"`{name}` is one of {', '.join(node.choices)}, not `{text}`{did_you_mean(text, node.choices)}"
        )
    if not text.strip():
        raise RemitError(f"`{name}` needs a value; --unset takes the property out")
    return text


def _structure(node: Node, text: str, name: str) -> Any:
    read = parse(f"value: {text}\n".encode("utf-8", "replace"), "")
    found = read.data.get("value") if read.sound and len(read.data) == 1 else None
    if isinstance(found, dict if node.type == "object" else list):
        return found
    if read.sound and not node.type and isinstance(found, dict | list):
        return found
    problem = f": {read.problems[0].message}" if read.problems else ""
    raise RemitError(f"`{name}` is no `{text}`{problem}{_how_instead(node, name)}")


def _how_instead(node: Node, name: str) -> str:
    """How a list or a mapping is written on the command line."""
    if node.type == "array":
        return f"; write the list, such as '[one, two]', or add one item: `{name} ITEM --add`"
    if node.keys is not None or node.values is not None:
        return f"; name the entry: `{name}.ID '{{}}'`"
    if node.properties:
        first = next(iter(node.properties))
        return f"; name one of its properties, such as `{name}.{first}`"
    return "; write its value"


def _at(data: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _with(node: Node, data: Any, steps: Sequence[str], value: Any) -> dict[str, Any]:
    """Data with a value at the end of a way; what is missing on it is made, each where the schema has it."""
    step, *more = steps
    here: dict[str, Any] = dict(data) if isinstance(data, Mapping) else {}
    made = _with(below(node, step), here.get(step), more, value) if more else value
    if step in here:
        return {**here, step: made}
    order = list(node.properties)
    if step not in order:
        return {**here, step: made}
    before = [name for name in here if name in order and order.index(name) < order.index(step)]
    last = max((list(here).index(name) for name in before), default=-1)
    items = list(here.items())
    return dict([*items[: last + 1], (step, made), *items[last + 1 :]])


def _without(data: Any, steps: Sequence[str]) -> dict[str, Any]:
    step, *more = steps
    inner = _without(data[step], more) if more else None
    if inner:
        return {**data, step: inner}
    return {name: value for name, value in data.items() if name != step}
