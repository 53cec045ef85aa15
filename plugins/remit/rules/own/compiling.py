"""A filter of definitions held against the schemas: what it names must be there, and then it is a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from remit.diagnostics import Span
from remit.formula import (
    Check,
    Count,
    Criterion,
    Either,
    Literal,
    Mention,
    Name,
    Quantified,
    Value,
    printed,
)
from remit.handbook import Handbook
from remit.rules.own import judging
from remit.rules.own.comparing import SIGNS, Comparison, not_among, one_of
from remit.rules.own.judging import Test, World
from remit.rules.own.names import Names, Relation, Unknown, View, whole
from remit.schema import Kind, Node


class Fault(Exception):
    """What of a filter cannot be tested, and where in its text."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


class Compiler:
    """Makes tests of the filters of one handbook."""

    def __init__(self, book: Handbook) -> None:
        self.book = book
        self.names = Names(book.kinds)

    def test(self, tree: Criterion, kind: Kind) -> Test:
        """The test that a filter is for definitions of a kind; raises Fault for the first thing unknown."""
        return self._test(tree, whole((kind,)))

    def _test(self, tree: Criterion, view: View) -> Test:
        try:
            if isinstance(tree, Either):
                return judging.joined(tree.word, [self._test(part, view) for part in tree.parts])
            if isinstance(tree, Quantified):
                return self._quantified(tree, view)
            if isinstance(tree.subject, Count):
                return self._counted(tree, tree.subject, view)
            return self._check(tree, tree.subject, view)
        except Unknown as problem:
            raise Fault(str(problem), _name_of(tree).span) from None

    def _quantified(self, tree: Quantified, view: View) -> Test:
        relation = self.names.relation(view, tree.subject)
        if relation is not None and not self._is_entries(view, tree.subject, relation):
            inner = self._test(tree.condition, whole(relation.kinds))
            return judging.of_ends(tree.word, relation, inner)
        nodes = self._entries(view, tree.subject)
        inner = self._test(tree.condition, view.inside(tree.subject.text, nodes))
        return judging.of_entries(tree.word, tree.subject.text.split("."), inner)

    def _counted(self, tree: Check, count: Count, view: View) -> Test:
        name, inner = count.name, None
        relation = self.names.relation(view, name)
        if relation is not None and self._is_entries(view, name, relation):
            relation = None
        if relation is None:
            nodes = self.names.properties(view, name)
            if not any(node.items or node.values for node in nodes):
                raise Unknown(f"`{name.text}` has no entries to count; write `{name.text} is filled`")
        if count.where is not None:
            inside = whole(relation.kinds) if relation else view.inside(name.text, self._entries(view, name))
            inner = self._test(count.where, inside)
        [value] = tree.values
        assert isinstance(value, Literal)
        number, sign = Decimal(value.text), SIGNS[tree.operator]
        return judging.counted(name, relation, inner, lambda found: sign(found, number))

    def _is_entries(self, view: View, name: Name, relation: Relation) -> bool:
        """Whether a name is that of a property whose references are another relation."""
        nodes = [node.properties[name.text] for node in view.nodes if name.text in node.properties]
        held = {
            each.relation
            for node in nodes
            for part in (node, node.items)
            if part
            for each in (part.reference, part.keys)
            if each is not None
        }
        return bool(nodes) and not name.back and not held & relation.ids

    def _entries(self, view: View, name: Name) -> Sequence[Node]:
        """The nodes of a property that has entries with properties of their own."""
        nodes = self.names.properties(view, name)
        if any(entry.properties for node in nodes if (entry := node.values or node.items)):
            return nodes
        relation = self._relation_in(view, nodes)
        if relation:
            raise Unknown(
                f"`{name.text}` names definitions; write `{relation} any (…)` or `{relation} all (…)`"
            )
        if any(node.items or node.values for node in nodes):
            raise Unknown(f"the entries of `{name.text}` have no properties; write `{name.text} has …`")
        raise Unknown(f"`{name.text}` has no entries; test it by itself")

    def _relation_in(self, view: View, nodes: Sequence[Node]) -> str:
        """The relation by which a property refers to definitions, or an empty text."""
        for node in nodes:
            for part in (node, node.items):
                for each in (part.reference, part.keys) if part is not None else ():
                    if each is not None and self.names.relation(view, Name(each.relation)):
                        return each.relation
        return ""

    # -- single tests --

    def _check(self, tree: Check, name: Name, view: View) -> Test:
        relation = self.names.relation(view, name)
        if relation is not None and self._is_entries(view, name, relation):
            relation = None
        if tree.operator in ("has", "has no"):
            return self._has(tree, name, view, relation)
        steps = name.text.split(".")
        if tree.operator in ("is filled", "is empty"):
            if relation is not None:
                return judging.related(relation, tree.operator == "is filled")
            self.names.properties(view, name)
            return judging.filled(steps, tree.operator == "is filled")
        if relation is not None:
            said = "it leads to definitions, which are tested by `has …`, `any (…)`, `all (…)` and `count(…)`"
            raise Unknown(f"`{printed(name)}` is not compared by `{tree.operator}`: {said}")
        nodes = self.names.properties(view, name)
        if other := self._relation_in(view, nodes):
            raise Unknown(f"`{name.text}` names a definition; write `{other} has …`")
        single = tree.operator not in ("in", "not in")
        sign = tree.operator if single else "="
        every = [Comparison(name.text, sign, value) for value in tree.values]
        for each in every:
            if said := each.misfit(nodes):
                raise Fault(said, each.value.span)
        if single:
            return judging.of_value(steps, every[0].holds)
        wanted = tree.operator == "in"
        return judging.of_value(steps, lambda held, world: one_of(every, held, world, wanted=wanted))

    def _has(self, tree: Check, name: Name, view: View, relation: Relation | None) -> Test:
        [value] = tree.values
        wanted = tree.operator == "has"
        if relation is not None:
            return judging.has_end(relation, *self._end(name, value, relation), wanted)
        nodes = self.names.properties(view, name)
        if other := self._relation_in(view, nodes):
            raise Unknown(f"`{name.text}` names definitions; write `{other} {tree.operator} …`")
        if not isinstance(value, Literal):
            raise Fault(f"`{name.text}` holds no definitions", value.span)
        listed = [node for node in nodes if node.items is not None or node.values is not None]
        if not listed:
            raise Unknown(f"`{name.text}` is no list; write `{name.text} = …`")
        known = [choice for node in listed for choice in (node.items.choices if node.items else ())]
        if known and (said := not_among(value.text, name.text, known)):
            raise Fault(said, value.span)
        return _negated(
            judging.of_value(name.text.split("."), lambda held, _: _holds(held, value.text)), wanted
        )

    def _end(self, name: Name, value: Value, relation: Relation) -> tuple[str, str]:
        """The address that `has` asks for, which the relation must be able to lead to."""
        kinds = [kind.id for kind in relation.kinds]
        if not isinstance(value, Mention):
            id = printed(value).strip('"')
            sought = [*kinds, *(["function"] if "role" in kinds else [])]
            having = [kind for kind in sought if id in self.book.index.get(kind, {})]
            example = f"{(having or kinds or ['function'])[0]}:{id if having else '…'}"
            raise Fault(f"a definition is named by its kind and its id; write `{example}`", value.span)
        if value.kind in self.book.kinds.by_id and not relation.leads_to(value.kind):
            kind = next((kind for kind in kinds if value.id in self.book.index.get(kind, {})), "")
            meant = f"; did you mean `{kind}:{value.id}`?" if kind else ""
            ends = " or ".join(f"`{each}`" for each in kinds[:4])
            raise Fault(f"`{printed(name)}` leads to {ends}, never to a {value.kind}{meant}", value.span)
        return value.kind, value.id


def _negated(test: Test, wanted: bool) -> Test:
    """`has no`: it holds for what is absent, too."""
    if wanted:
        return test

    def negated(look: judging.Look, world: World) -> judging.Seen:
        seen = test(look, world)
        return seen if seen.holds is None else seen._replace(holds=not seen.holds)

    return negated


def _holds(held: Any, text: str) -> bool:
    if isinstance(held, Mapping):
        return text in held
    return isinstance(held, list) and any(_written(each) == text for each in held)


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name_of(tree: Check | Quantified | Either) -> Name:
    assert not isinstance(tree, Either)
    return tree.subject.name if isinstance(tree.subject, Count) else tree.subject
