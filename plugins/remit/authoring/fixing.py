"""What `check --fix` may put right: only what can be meant in one way, and what changes no meaning."""

# Shapes are tried on the data: a fix is taken when a definition has fewer misfits with it than before. Names
# are followed where a definition says itself what it was called.

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from remit.authoring.edits.plan import Plan
from remit.authoring.renaming import follow
from remit.handbook import Definition, Handbook, Ref
from remit.reading import open_handbook
from remit.rules.rule import Context
from remit.rules.suspicion import ANSWER
from remit.rules.suspicions import answer_unused
from remit.schema import Kind, Node, below, faults
from remit.schema.faults import FORMER, Fault
from remit.schema.old_shapes import CHANGES, NONE, renewed
from remit.source.places import Step, value_at

ALIKE = 0.8  # of two names, so that one is a slip of the other
_LIST_LIKE = re.compile(r"[,;/&]|\band\b")


class Fix(NamedTuple):
    """What was put right: where it stood, and what was done."""

    place: str
    what: str


def fixed(plan: Plan) -> list[Fix]:
    """Put right what can be, in a plan; what was done, by place."""
    found = [
        *(fix for each in plan.book.definitions() if each.document.sound for fix in _shapes(plan, each)),
        *_former_ids(plan),
    ]
    # What looks alike can be told only of what is right, so this looks at what will be there.
    after = open_handbook(plan.after(plan.texts())) if found else plan.book
    return sorted([*found, *_unused_answers(plan, after)])


# -- shapes --


def _shapes(plan: Plan, definition: Definition) -> Iterator[Fix]:
    """Misfits of one definition, one after the other."""
    kind = definition.kind
    if definition.sound or not isinstance(definition.written, dict):
        return
    for _ in range(100):  # each turn takes away one misfit at least
        data = plan.data_of(definition)
        wrong = list(faults(kind, data))
        for fault in wrong:
            made = _mended(kind, plan.book, data, fault)
            if made is not None and len(list(faults(kind, made[0]))) < len(wrong):
                where = definition.locate(fault.path, key=fault.key)
                plan.change(definition, made[0])
                yield Fix(str(where), made[1])
                break
        else:
            return


def _mended(
    kind: Kind, book: Handbook, data: Mapping[str, Any], fault: Fault
) -> tuple[dict[str, Any], str] | None:
    """The data without a misfit, and what was done; None where nobody can tell what is meant."""
    path = fault.path
    if fault.code == FORMER:
        return _former(kind, data, path)
    node, raw = _node(kind.node, path), _raw(kind.schema, path)
    value = value_at(data, path)
    if fault.code == "unknown-property":
        above, old = _node(kind.node, path[:-1]), str(path[-1])
        around = value_at(data, path[:-1])
        near = difflib.get_close_matches(old, list(above.properties), n=2, cutoff=ALIKE)
        if len(near) == 1 and near[0] not in around:
            return _with_key(data, path, near[0]), f"`{old}` is `{near[0]}`"
    elif fault.code == "value-not-allowed" and isinstance(value, str):
        if (meant := _choice(raw, value)) is not None:
            return _with(data, path, meant), f"`{value}` is `{meant}`"
    elif fault.code == "wrong-type" and isinstance(value, str):
        if node.keys is not None and book.resolve(node.keys, value) is not None:
            return _with(data, path, {value: {}}), f"`{value}` is an entry: `{value}: {{}}`"
        if node.items is not None and not _LIST_LIKE.search(value):
            return _with(data, path, [value]), f"`{value}` is a list of one: `[{value}]`"
    return None


def _former(kind: Kind, data: Mapping[str, Any], path: Sequence[Step]) -> tuple[dict[str, Any], str] | None:
    old = str(path[-1])
    now = _node(kind.node, path[:-1]).moved.get(old, "")
    if len(path) == 1 and old in CHANGES.get(kind.id, NONE):
        made = renewed(kind.id, dict(data))
        return (made, f"`{old}` is `{now}` now, in its new shape") if old not in made else None
    if not now or now in value_at(data, path[:-1]):
        return None
    return _with_key(data, path, now), f"`{old}` is `{now}` now"


def _choice(raw: Mapping[str, Any], value: str) -> str | None:
    """The allowed value that another one means; None where the schema does not say so."""
    parts = sorted(set(re.findall(r"[^\W_]+", value)))
    said = (each.get("write") for each in raw.get("x-advice", ()) if sorted(each["for"]) == parts)
    if (advised := next(said, None)) is not None:
        return str(advised)
    alike = [str(each) for each in raw.get("enum", ()) if str(each).lower() == value.strip().lower()]
    return alike[0] if len(alike) == 1 else None


def _node(node: Node, path: Sequence[Step]) -> Node:
    for step in path:
        node = (node.items or node) if isinstance(step, int) else below(node, step)
    return node


def _raw(schema: Mapping[str, Any], path: Sequence[Step]) -> Mapping[str, Any]:
    for step in path:
        inner = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
        found = inner if inner is not None else schema.get("additionalProperties")
        schema = found if isinstance(found, Mapping) else {}
    return schema


def _with(data: Any, path: Sequence[Step], value: Any) -> Any:
    """Data with another value at a path."""
    if not path:
        return value
    step, *more = path
    if isinstance(data, list):
        return [_with(each, more, value) if number == step else each for number, each in enumerate(data)]
    return {key: _with(inner, more, value) if key == step else inner for key, inner in data.items()}


def _with_key(data: Any, path: Sequence[Step], name: str) -> Any:
    """Data with another name for the key at a path."""
    above, old = value_at(data, path[:-1]), path[-1]
    return _with(data, path[:-1], {(name if key == old else key): inner for key, inner in above.items()})


# -- names, answers --


def _former_ids(plan: Plan) -> Iterator[Fix]:
    """References to an id of before, where a definition says that it had it and no other has it now."""
    for definition in plan.book.definitions():
        former = plan.data_of(definition).get("former-ids") if definition.document.sound else None
        for id in former if isinstance(former, list) else ():
            if isinstance(id, str) and id not in plan.book.index.get(definition.kind.id, {}):
                was = Ref(definition.kind.id, id)
                for place in follow(plan, was, definition.ref):
                    yield Fix(place, f"`{id}` is called `{definition.id}` now")


def _unused_answers(plan: Plan, after: Handbook) -> Iterator[Fix]:
    """Answers about pairs that do not look alike in the handbook as it will be."""
    if any(not each.sound for each in after.definitions()):
        return  # whether two things look alike cannot be told
    for found in answer_unused.find(Context(after, None)):
        definition = plan.book.index[found.definition.kind.id][found.definition.id]
        data = dict(plan.data_of(definition))
        answers = {key: said for key, said in data[ANSWER].items() if key != found.path[-1]}
        rest = {name: value for name, value in data.items() if name != ANSWER}
        plan.change(definition, {**data, ANSWER: answers} if answers else rest)
        where = definition.locate(found.path, key=True)
        yield Fix(str(where), f"the answer about `{found.path[-1]}` is about nothing any more, and is gone")
