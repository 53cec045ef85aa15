"""What differs between two versions: facts only, judged by nobody."""

# A pure comparison of data by schema. Order of sets, layout, comments, the
# file a definition lies in and the spelling of references are no differences.

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal, NamedTuple

from remit.change.compare.references import Names, kinds_of, stamp, surely_differ
from remit.frozen import dataclass
from remit.handbook import Ref
from remit.schema import EXPRESSIONS, UNKNOWN_NODE, Kind, Node, below

Data = dict[str, Any]
State = Mapping[Ref, Data]
How = Literal["added", "removed", "changed", "gained", "lost"]
Fate = Literal["added", "removed", "renamed", "changed"]
_MIRRORED: Mapping[How, How] = {
    "added": "removed", "removed": "added", "changed": "changed", "gained": "lost", "lost": "gained",
}  # fmt: skip
_NOTHING: Any = object()  # stands where a key does not


class PropertyChange(NamedTuple):
    """One property that differs.

    `path` leads to it; references in it are written in full (`function:revops`). A set
    has `gained` or `lost` one item (`new`, `old`); everything else was `added`, `removed` or
    `changed` from `old` to `new`, as they are written on their sides.
    """

    path: tuple[str, ...]
    how: How
    old: Any = None
    new: Any = None

    def order(self) -> tuple[tuple[str, ...], bool, str]:
        """Sort key: by path; of one set, what it lost before what it gained."""
        if self.how == "lost":
            return (self.path, False, stamp(self.old))
        return (self.path, True, stamp(self.new) if self.how == "gained" else "")


class DefinitionChange(NamedTuple):
    """One definition that differs: `added` (`new` holds it), `removed` (`old`), `renamed` or `changed`.

    `ref` is its address after the change (before it, when removed), `was` the one before a rename.
    A renamed definition may have changed as well: then `properties` says how.
    """

    ref: Ref
    how: Fate
    was: Ref | None = None
    old: Data | None = None
    new: Data | None = None
    properties: tuple[PropertyChange, ...] = ()


@dataclass
class _Sides:
    """Both sides of a comparison, what is known to be renamed, and what was found in one definition."""

    kinds: Mapping[str, Kind]
    before: Names
    after: Names
    renames: dict[Ref, Ref] = field(default_factory=dict)
    found: list[PropertyChange] = field(default_factory=list)

    def node(self, ref: Ref) -> Node:
        kind = self.kinds.get(ref.kind)
        return kind.node if kind else UNKNOWN_NODE

    def same(self, old: Any, new: Any) -> bool:
        """True when two values are equal at a glance; when not, it takes a look."""
        if old is not new:
            if type(old) is not type(new) or old != new:
                return False
            # `[1] == [True]`: equal bytes mean equal data, types included.
            if isinstance(old, dict | list) and marshal.dumps(old, 0) != marshal.dumps(new, 0):
                return False
        return not self.renames or not any(self._names(old, gone.id) for gone in self.renames)

    def differ(self, node: Node, old: Any, new: Any) -> bool:
        """True when two values are not one in meaning."""
        if type(old) is type(new) is str:
            if not self.renames and node.reference is None:
                if node.text not in EXPRESSIONS:
                    return (old.strip() != new.strip()) if node.text else old != new
                if surely_differ(old, new):
                    return True
            return self.before.text(node, old) != self.after.text(node, new)
        return stamp(self.before.normal(node, old)) != stamp(self.after.normal(node, new))

    def _names(self, value: Any, id: str) -> bool:
        """True when a value may mention an id."""
        return id in value if isinstance(value, str) else id.encode() in marshal.dumps(value, 0)

    def rename(self, renames: dict[Ref, Ref]) -> None:
        self.renames = renames
        self.before = self.before._replace(renames={str(old): str(new) for old, new in renames.items()})


def compare(
    before: State,
    after: State,
    kinds: Mapping[str, Kind],
    names: tuple[Mapping[str, Any], Mapping[str, Any]] | None = None,
) -> tuple[DefinitionChange, ...]:
    """What differs, sorted by address.

    The states may be parts of two handbooks; `names` then gives the ids of the whole (id → kinds)
    on both sides. Equal content under a new id of the same kind is a rename when the pair is the
    only one, and so is an id that the new definition lists among its `former-ids`.
    """
    ids = names or (kinds_of(before), kinds_of(after))
    sides = _Sides(kinds, Names(ids[0]), Names(ids[1]))
    gone = {ref for ref in before if ref not in after}
    come = {ref for ref in after if ref not in before}
    if gone and come:
        _find_renames(sides, {ref: before[ref] for ref in gone}, {ref: after[ref] for ref in come})
    found = [*_kept(sides, before, after)]
    for old, new in sides.renames.items():
        found.append(
            DefinitionChange(
                new, "renamed", old, properties=_differences(sides, new, before[old], after[new])
            )
        )
    come.difference_update(sides.renames.values())
    gone.difference_update(sides.renames)
    found += (DefinitionChange(ref, "added", new=after[ref]) for ref in come)
    found += (DefinitionChange(ref, "removed", old=before[ref]) for ref in gone)
    return tuple(sorted(found, key=lambda change: (change.ref, change.how)))


def _kept(sides: _Sides, before: State, after: State) -> Iterator[DefinitionChange]:
    """Definitions that are on both sides and differ."""
    for ref, old in before.items():
        new = after.get(ref)
        if new is None or sides.same(old, new):
            continue
        if properties := _differences(sides, ref, old, new):
            yield DefinitionChange(ref, "changed", properties=properties)


def _differences(sides: _Sides, ref: Ref, old: Data, new: Data) -> tuple[PropertyChange, ...]:
    found: list[PropertyChange] = []
    sides.found = found
    _mappings(sides, sides.node(ref), (), (old, new))
    if len(found) > 1:
        found.sort(key=PropertyChange.order)
    return tuple(found)


# Called for each value of each version, these fill `sides.found`: generators cost half as much again.


def _values(sides: _Sides, node: Node, path: tuple[str, ...], pair: tuple[Any, Any]) -> None:
    old, new = pair
    if type(old) is type(new) is str and not sides.renames:  # most are
        if old != new and sides.differ(node, old, new):
            sides.found.append(PropertyChange(path, "changed", old, new))
        return
    if sides.same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        _mappings(sides, node, path, (old, new))
    elif isinstance(old, list) and isinstance(new, list) and not node.ordered:
        _sets(sides, node, path, (old, new))
    elif sides.differ(node, old, new):
        sides.found.append(PropertyChange(path, "changed", old, new))


def _mappings(
    sides: _Sides, node: Node, path: tuple[str, ...], pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    old, new = pair
    # Else a step is the key as it is written.
    if node.keys is not None or (node.moved and not node.moved.keys().isdisjoint({**old, **new})):
        old = {step: old[key] for step, key in sides.before.steps(node, old).items()}
        new = {step: new[key] for step, key in sides.after.steps(node, new).items()}
    for step, was in old.items():
        now = new.get(step, _NOTHING)
        if now is _NOTHING:
            sides.found.append(PropertyChange((*path, step), "removed", was))
        elif now is not was or sides.renames:  # versions share most of what is equal in them
            _values(sides, below(node, step), (*path, step), (was, now))
    if new.keys() != old.keys():
        sides.found += [
            PropertyChange((*path, step), "added", new=now) for step, now in new.items() if step not in old
        ]


def _sets(sides: _Sides, node: Node, path: tuple[str, ...], pair: tuple[list[Any], list[Any]]) -> None:
    items = node.items or UNKNOWN_NODE
    lost, gained = (
        {stamp(names.normal(items, item)): item for item in side}
        for names, side in zip((sides.before, sides.after), pair, strict=True)
    )
    sides.found += [PropertyChange(path, "lost", lost[key]) for key in lost.keys() - gained.keys()]
    sides.found += [PropertyChange(path, "gained", new=gained[key]) for key in gained.keys() - lost.keys()]


# -- renames ------------------------------------------------------------------


def _find_renames(sides: _Sides, gone: State, come: State) -> None:
    said: dict[Ref, Ref] = {}
    for new in sorted(come):
        former = come[new].get("former-ids")
        for id in former if isinstance(former, list) else ():
            if isinstance(id, str) and (old := Ref(new.kind, id)) in gone and old not in said:
                said[old] = new
                break
    alike = _alike(sides, gone, come, said)
    # Content that is equal but for references among the renamed is a guess until these are known.
    while True:
        sides.rename({**said, **alike})
        wrong = [old for old, new in alike.items() if _differences(sides, new, gone[old], come[new])]
        if not wrong:
            return
        alike = {old: new for old, new in alike.items() if old not in wrong}


def _alike(sides: _Sides, gone: State, come: State, said: Mapping[Ref, Ref]) -> dict[Ref, Ref]:
    """Pairs of one kind with equal content, where no third is like them."""
    taken = set(said.values())
    olds = _by_content(sides, {ref: gone[ref] for ref in gone if ref not in said}, gone, sides.before)
    news = _by_content(sides, {ref: come[ref] for ref in come if ref not in taken}, come, sides.after)
    return {
        olds[content][0]: news[content][0]
        for content in olds.keys() & news.keys()
        if len(olds[content]) == len(news[content]) == 1
    }


def _by_content(sides: _Sides, some: State, moved: State, names: Names) -> dict[str, list[Ref]]:
    """Content → who has it, with references to anything that came or went left blank."""
    blank = names._replace(renames={str(ref): f"{ref.kind}:" for ref in moved})
    found: dict[str, list[Ref]] = {}
    for ref, data in some.items():
        content = f"{ref.kind} {stamp(blank.normal(sides.node(ref), data))}"
        found.setdefault(content, []).append(ref)
    return found


# -- the way back -------------------------------------------------------------


def mirrored(change: PropertyChange, names: Mapping[str, str]) -> PropertyChange:
    """What undoes the change of one property; `names` says how steps of its path are called there."""
    path = tuple(names.get(step, step) for step in change.path)
    return PropertyChange(path, _MIRRORED[change.how], change.new, change.old)


def edited(node: Node, value: Any, change: PropertyChange, names: Names, *, depth: int = 0) -> Any:
    """A copy of a value with one change made in it."""
    if depth == len(change.path):
        return _replaced(node, value, change, names)
    step = change.path[depth]
    written = names.steps(node, value).get(step)
    if depth + 1 == len(change.path) and change.how == "removed":
        return {key: inner for key, inner in value.items() if key != written}
    key = written or (names.short(node.keys, step) if node.keys else step)
    return {**value, key: edited(below(node, step), value.get(key), change, names, depth=depth + 1)}


def _replaced(node: Node, value: Any, change: PropertyChange, names: Names) -> Any:
    if change.how not in ("gained", "lost"):
        return change.new
    items = node.items or UNKNOWN_NODE
    if change.how == "gained":
        return [*value, change.new]
    lost = stamp(names.normal(items, change.old))
    return [item for item in value if stamp(names.normal(items, item)) != lost]
