"""A definition gets another id, and whatever refers to it follows; `former-ids` keeps old links working."""

# References in records follow as well: an address must lead somewhere. What records say in words stays.

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from remit.amounts import CITATION
from remit.authoring import authored
from remit.authoring.edits.plan import Plan
from remit.diagnostics import RemitError, nearest_address
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.mentions import called, replaced
from remit.reading import FOLDER, ID, TAKEN_IDS, open_handbook
from remit.rules.own.applied import KIND as RULE
from remit.schema import EXPRESSIONS, PARTIES, UNKNOWN_NODE, VALUE, Node, Reference, below
from remit.source.places import value_at

# Findings of files that are not read, or not as what they are.
_UNCLEAR = frozenset({"id-taken", "wrong-folder", "unknown-file"})
_LIKE_A_REFERENCE = re.compile(r"\"[^\"]*\"|(?<![\w:-])([a-z][a-z0-9-]*:[a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])")


@dataclass
class Renaming:
    """What a rename does: both addresses, its files, and how many places of each refer to the definition."""

    was: Ref
    now: Ref
    plan: Plan
    texts: Mapping[str, str | None] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, Sequence[int]] = field(
        default_factory=dict
    )  # lines of pages that still have the old one
    is_begun: bool = False  # the definition itself has its new id already

    @property
    def count(self) -> int:
        """In how many places the definition was named."""
        return sum(self.places.values())


def rename(book: Handbook, old: str, new: str) -> Renaming:
    """What renames the definition OLD, or finishes that where the definition is called NEW already.

    OLD is `kind:id`, an id that only one definition has, or a file; NEW an id, or as OLD. Raises RemitError.
    """
    was, now = _meant(book, old, new)
    plan = Plan(book)
    made = Renaming(was, now, plan)
    here = book.index.get(now.kind, {}).get(now.id)
    made.is_begun = here is not None
    definition = here or book.index[was.kind][was.id]
    _hold_readable(book)
    counts: Counter[str] = Counter()
    for each, count in _renamed_in(plan, was, now):
        counts[each.document.path] += count
    _itself(plan, definition, was, now, is_begun=made.is_begun)
    texts = plan.texts()
    _hold_meaning(made, texts)
    pages = list(authored.renamed(plan, was, now))
    for page in pages:
        counts[page.path] += page.places
        if page.places:
            plan.put_page(page.path, page.was, page.now)
    made.left = {page.path: page.left for page in pages if page.left}
    made.texts = plan.texts()
    made.places = {path: count for path, count in sorted(counts.items()) if count}
    return made


def follow(plan: Plan, was: Ref, now: Ref) -> Iterator[str]:
    """Write the id of today wherever a former one stands, in a plan; the places that can be told."""
    for each, _ in _renamed_in(plan, was, now):
        yield from (str(each.locate(path)) for path in _lost(each, was) or [()])


def _renamed_in(plan: Plan, was: Ref, now: Ref) -> Iterator[tuple[Definition, int]]:
    """Put the new address into all that refers to the old one; each of these, and in how many places."""
    names = _Names(plan.book, was, now)
    for each in plan.book.definitions():
        if not each.document.sound or each.written != _own(each):
            continue
        names.count = 0
        data = names.definition(each, plan.data_of(each))
        if names.count:
            plan.change(each, data)
            yield each, names.count


def _lost(definition: Definition, was: Ref) -> list[tuple[str | int, ...]]:
    """The paths of what a definition names and is not there, where the id of before is part of it."""

    def text(path: tuple[str | int, ...]) -> str:
        value = value_at(definition.written, path)
        return value if isinstance(value, str) else str(path[-1])

    return [path for _, path in definition.links.lost if was.id in text(path)]


def _own(definition: Definition) -> Any:
    """What the file says at the place of a definition."""
    data = definition.document.data
    return data.get(definition.path[0]) if definition.path else data


def _meant(book: Handbook, old: str, new: str) -> tuple[Ref, Ref]:
    """The addresses before and after; raises RemitError."""
    ids = {str(each.ref) for each in book.definitions()}
    kind, id = _split(book, new)
    was_kind, was_id = _split(book, old)
    if not was_kind:
        having = [each for each, group in book.index.items() if was_id in group and kind in ("", each)]
        if not having:
            having = [each for each, group in book.index.items() if id in group and kind in ("", each)]
        if len(having) != 1:
            found = " or ".join(f"`{each}:{was_id}`" for each in having)
            hint = f"; write {found}" if having else nearest_address(was_id, ids)
            what = "several definitions are called" if having else "there is no definition"
            raise RemitError(f"{what} `{was_id}`{hint}")
        was_kind = having[0]
    was, now = Ref(was_kind, was_id), Ref(kind or was_kind, id)
    if now.kind != was.kind:
        raise RemitError(
            f"a {was.kind} cannot become a {now.kind}: write another id, such as `{was.kind}:{id}`"
        )
    if was == now:
        raise RemitError(f"`{was}` is called so already")
    if not ID.match(now.id) or now.id in TAKEN_IDS:
        raise RemitError(
            f"`{now.id}` is not an id; use lower-case letters, digits and hyphens, such as `win-rate`"
        )
    is_there, is_taken = (each.id in book.index.get(was.kind, {}) for each in (was, now))
    if is_there and is_taken:
        where = book.index[now.kind][now.id].locate()
        raise RemitError(f"`{now}` exists already in {where}; take another id, or merge the two by hand")
    if not is_there and not is_taken:
        raise RemitError(f"there is no definition `{was}`{nearest_address(str(was), ids)}")
    if book.kinds.by_id[was.kind].single:
        raise RemitError(f"there is only one {was.kind}; it needs no other id")
    others = (each for each in book.every(was.kind) if each.id not in (was.id, now.id))
    before = next((each for each in others if now.id in _former(each)), None)
    if before is not None and not is_taken:
        raise RemitError(
            f"`{before.ref}` was called `{now.id}` before, and old links to that id lead there; take another "
            f"id, or take it out first: remit set {before.ref} former-ids {now.id} --remove"
        )
    return was, now


def _former(definition: Definition) -> Sequence[Any]:
    known = definition.data.get("former-ids")
    return known if isinstance(known, list) else ()


def _split(book: Handbook, text: str) -> tuple[str, str]:
    """Kind (empty: not said) and id of an address or a file's path."""
    if text.endswith(".yaml"):
        folder, _, name = text.rpartition("/")
        steps = folder.split("/")
        plural = steps[steps.index(FOLDER) + 1] if FOLDER in steps[:-1] else steps[-1]
        found = book.kinds.by_plural.get(plural)
        return found.id if found else "", name.removesuffix(".yaml")
    kind, _, id = text.rpartition(":")
    return kind, id


def _hold_readable(book: Handbook) -> None:
    """Raise RemitError where something is not read: what it says of the definition would be left behind."""
    unclear = next((each for each in book.diagnostics if each.code in _UNCLEAR), None)
    if unclear is not None:
        raise RemitError(
            f"{unclear.location}: {unclear.message}; mend this first, so that nothing is left behind"
        )
    unread = next((document for document in book.documents if not document.sound), None)
    if unread is not None:
        problem = unread.problems[0]
        raise RemitError(
            f"{problem.location}: {problem.message}; what this file refers to cannot be told, so nothing was "
            "renamed: mend it first"
        )


class _Names:
    """Puts a new address in place of an old one wherever something refers to it, and counts the places."""

    def __init__(self, book: Handbook, was: Ref, now: Ref) -> None:
        self.book = book
        self.was = was
        self.now = now
        self.count = 0
        # Who has the ids, apart from the definition itself.
        self.namesakes = {
            id: {kind for kind, group in book.index.items() if id in group} - {was.kind}
            for id in (was.id, now.id)
        }

    def definition(self, definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
        """A definition's data with the new address."""
        made: dict[str, Any] = self.value(definition.kind.node, data)
        if definition.kind.id == VALUE:
            for name in ("at", "equals"):
                if isinstance(made.get(name), dict):
                    made[name] = {key: self.way(key, path) for key, path in made[name].items()}
        if definition.kind.id == RULE:
            made |= {name: self.example(made[name]) for name in ("good", "bad") if name in made}
        return made

    def example(self, written: Any) -> Any:
        """An example of a company rule: parties that it names and does not define are the handbook's."""
        kinds = self.book.kinds
        if self.was.kind not in PARTIES or not isinstance(written, dict):
            return written
        if self.was.id in (written.get(kinds.by_id[self.was.kind].plural) or ()):
            return written
        return {
            plural: {id: self.value(kinds.by_plural[plural].node, data) for id, data in some.items()}
            if plural in kinds.by_plural and isinstance(some, dict)
            else some
            for plural, some in written.items()
        }

    def value(self, node: Node, value: Any) -> Any:
        """A value with the new address, in the order of the old one."""
        if isinstance(value, str):
            return self.text(node, value)
        if isinstance(value, list):
            return [self.value(node.items or UNKNOWN_NODE, item) for item in value]
        if isinstance(value, dict):
            made: dict[str, Any] = {}
            for key, inner in value.items():
                name = key if node.keys is None else self.reference(node.keys, key)
                if name in made or (name != key and name in value):
                    raise RemitError(
                        f"`{name}` and `{key}` stand beside each other in one place, and would be the same: "
                        "take out one of them first"
                    )
                made[name] = self.value(below(node, key), inner)
            return made
        return value

    def text(self, node: Node, value: str) -> str:
        if node.reference is not None:
            return self.reference(node.reference, value)
        if self.was.id not in value:
            return value
        if node.text in EXPRESSIONS:
            return _LIKE_A_REFERENCE.sub(lambda match: self.address(match[1]) or match[0], value)
        if node.text == "prose":
            return replaced(value, lambda match: called(match, self.address(match[1]) or match[1]))
        if node.text == "line":
            return CITATION.sub(
                lambda match: f"{{{self.address(match[1]) or match[1]}{match[2] or ''}}}", value
            )
        return value

    def address(self, text: str | None) -> str | None:
        """The new address for the old one, None for any other."""
        if text != str(self.was):
            return None
        self.count += 1
        return str(self.now)

    def reference(self, reference: Reference, text: str) -> str:
        """A reference as it is written afterwards: in short where it was, and only one can be meant."""
        kind, colon, id = text.rpartition(":")
        if id != self.was.id or not reference.allows(self.was.kind) or (colon and kind != self.was.kind):
            return text
        if not colon and any(map(reference.allows, self.namesakes[self.was.id])):
            return text  # another is meant, or nobody can tell
        self.count += 1
        is_clear = not any(map(reference.allows, self.namesakes[self.now.id]))
        return self.now.id if not colon and is_clear else str(self.now)

    def way(self, home: str, path: Any) -> Any:
        """The way to a property of another definition, on which the id may be a key."""
        kind, _, id = home.rpartition(":")
        having = [each for each, group in self.book.index.items() if id in group and kind in ("", each)]
        if id == self.now.id and self.was.id in self.book.index.get(self.was.kind, {}):
            having = having or [self.was.kind]
        if not isinstance(path, str) or len(having) != 1:
            return path
        node, steps = self.book.kinds.by_id[having[0]].node, []
        for step in path.split("."):
            steps.append(self.reference(node.keys, step) if node.keys is not None else step)
            node = below(node, step)
        return ".".join(steps)


def _itself(plan: Plan, definition: Definition, was: Ref, now: Ref, *, is_begun: bool) -> None:
    """The definition itself: its id, and what it was called before."""
    data = dict(plan.data_of(definition))
    known = data.get("former-ids")
    former = [id for id in known if id != now.id] if isinstance(known, list) else []
    former += [was.id] if was.id not in former else []
    data["former-ids"] = former
    plan.change(definition, data)
    if is_begun:
        return
    path = definition.document.path
    if definition.path:
        whole = plan.file_of(definition)
        key = definition.path[0]
        plan.change_file(
            definition.document, {now.id if each == key else each: value for each, value in whole.items()}
        )
    else:
        plan.move(path, f"{path.rpartition('/')[0]}/{now.id}.yaml")


def _hold_meaning(made: Renaming, texts: Mapping[str, str | None]) -> None:
    """Raise RemitError unless everything refers to the same as before, under the new address."""

    def edges(book: Handbook) -> Iterator[tuple[str, str, str]]:
        for each in book.definitions():
            for edge in each.to():
                yield tuple(  # type: ignore[misc]
                    str(made.now) if part == str(made.was) else part
                    for part in (str(each.ref), edge.relation, str(edge.target.ref))
                )

    book = open_handbook(made.plan.after(texts))
    before, after = Counter(edges(made.plan.book)), Counter(edges(book))
    # Where references were written anew by hand first, they lead somewhere only now.
    ahead = {str(each.ref) for each in made.plan.book.definitions() if _lost(each, made.now)}
    lost = before - after
    more = [edge for edge in after - before if edge[2] != str(made.now) or edge[0] not in ahead]
    if lost or (more and not made.is_begun):
        first = next(iter(lost or more))
        raise RemitError(
            f"after this, `{first[0]}` would not refer to `{first[2]}` as before, so nothing was renamed; "
            "take another id"
        )
