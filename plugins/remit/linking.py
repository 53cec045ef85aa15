"""Connect definitions: every reference becomes an edge, or a finding that names the nearest."""

# One walk over a definition guided by its kind's
# schema; only subtrees that can hold references or mentions are visited.

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from remit import formula
from remit.amounts import CITED, cited_in_lines
from remit.codes import CODES
from remit.diagnostics import Diagnostic, Span, did_you_mean, nearest
from remit.handbook import NOTHING, Definition, Edge
from remit.mentions import MENTION_LIKE, MENTIONED, mentions
from remit.schema import (
    CITES,
    EXPRESSIONS,
    FORMULA,
    MENTION,
    MENTIONING,
    RULED,
    SCHEMA,
    VALUE,
    WEIGHTS,
    Kinds,
    Node,
    Reference,
)
from remit.source import Document

Index = Mapping[str, Mapping[str, Definition]]
Step = tuple[str | int, ...]

EDITORIAL = WEIGHTS[0]
_HOLDING = (str, dict, list)  # what can lead anywhere, or hold what does
_SUGGESTIONS = 200  # nearest names cost a look at all ids: stop offering them in a flood


def connect(index: Index, kinds: Kinds, blind: frozenset[str]) -> list[Diagnostic]:
    """Fill the links of every definition; return what could not be connected."""
    linker = _Linker(index, kinds, blind)
    for group in index.values():
        for definition in group.values():
            linker.definition(definition)
    return linker.found


class _Linker:
    """One pass over all definitions of a handbook."""

    def __init__(self, index: Index, kinds: Kinds, blind: frozenset[str]) -> None:
        self.index = index
        self.kinds = kinds
        self.blind = blind
        self.found: list[Diagnostic] = []
        self.files: dict[str, tuple[bool, bool]] = {}
        self.mentioning = True  # whether the file of the definition that is walked may mention others
        self.by_id: dict[str, list[Definition]] = {}
        for group in index.values():
            for definition in group.values():
                self.by_id.setdefault(definition.id, []).append(definition)

    @functools.cached_property
    def former(self) -> Mapping[tuple[str, str], str]:
        """Kind and former id → the id of today; made when the first reference leads nowhere."""
        found: dict[tuple[str, str], str] = {}
        for kind, group in self.index.items():
            for other in group.values():
                before = other.data.get("former-ids")
                for id in before if isinstance(before, list) else ():
                    if isinstance(id, str):
                        found.setdefault((kind, id), other.id)
        return found

    def definition(self, definition: Definition) -> None:
        data = definition.data if definition.sound else definition.written  # who refers is not at fault
        self.mentioning, cites = self.holds(definition.document)
        for name, node in definition.kind.node.interesting.items():
            if name in data and (node.refers or self.mentioning):
                self.value(definition, node, data[name], (name,), context=NOTHING)
        if cites:
            for node, path, match in cited_in_lines(definition.kind.node, definition.written):
                self.mention(definition, node, match, path)

    def holds(self, document: Document) -> tuple[bool, bool]:
        """Whether a file may mention a definition, and whether it cites a value; other texts are passed over.

        An escape such as `\\x7b` may be a brace, too.
        """
        found = self.files.get(document.path)
        if found is None:
            text = document.text
            found = self.files[document.path] = ("{" in text or "\\" in text, CITED in text)
        return found

    def value(
        self, definition: Definition, node: Node, value: Any, path: Step, *, context: Mapping[str, Any]
    ) -> None:
        """Visit one value; `context` is the mapping around it. Values of a wrong type are passed over."""
        if isinstance(value, str):
            if node.reference is not None:
                self.reference(definition, node.reference, value, path, context=context)
            elif node.text in EXPRESSIONS:
                self.expression(definition, node, value, path)
            elif node.text in MENTIONING and "{" in value:
                self.mentions(definition, node, value, path)
        elif isinstance(value, list):
            if node.items is not None:
                for place, item in enumerate(value):
                    self.value(definition, node.items, item, (*path, place), context=context)
        elif isinstance(value, dict):
            self.mapping(definition, node, value, path)

    def mapping(self, definition: Definition, node: Node, value: dict[str, Any], path: Step) -> None:
        if node.keys is not None:
            for key, below in value.items():
                around = below if isinstance(below, dict) else NOTHING
                self.reference(definition, node.keys, key, (*path, key), context=around)
        for key, below in value.items():
            inner = node.interesting.get(key) or node.values
            if inner is not None and (inner.refers or self.mentioning) and isinstance(below, _HOLDING):
                self.value(definition, inner, below, (*path, key), context=value)

    def reference(
        self,
        definition: Definition,
        reference: Reference,
        name: str,
        path: Step,
        *,
        context: Mapping[str, Any],
        span: Span | None = None,
    ) -> None:
        """Connect with what a name means; `span` is where it stands in a text."""
        if reference.mentions and reference is not MENTION and self.is_schema(name):
            return  # a record speaks of it; there is no definition to lead to
        target = self.resolve(definition, reference, name, path, span=span)
        if target is None:
            definition.links.lost.append((reference.relation, path))
        else:
            plays = ""
            if (reference.plays or reference.plays_by) and target.is_party:
                plays = reference.played(definition.data if context is NOTHING else context)
            if not definition.sound:
                context = _fitting(definition, path, context)
            edge = Edge(
                definition,
                reference.relation,
                target,
                context,
                path,
                reference.label,
                reference.back,
                plays,
                span,
            )
            definition.links.to.setdefault(reference.relation, []).append(edge)
            target.links.by.setdefault(reference.relation, []).append(edge)
            if plays:
                definition.links.played_by.setdefault(plays, []).append(edge)
                target.links.plays.setdefault(plays, []).append(edge)

    def is_schema(self, name: str) -> bool:
        """Whether a name is the address of the schema of one of the handbook's own kinds."""
        kind, _, id = name.partition(":")
        return kind == SCHEMA and id in self.kinds.by_id and not self.kinds.by_id[id].builtin

    def mentions(self, definition: Definition, node: Node, text: str, path: Step) -> None:
        for match in mentions(text, MENTION_LIKE):
            self.mention(definition, node, match, path)
            if match[2] is not None and not MENTIONED.fullmatch(match[0]):
                message = f"`{match[2]}` are no words that a mention can have"
                self.report(definition, "mention-words", message, path, span=match.span(2))

    def mention(self, definition: Definition, node: Node, match: re.Match[str], path: Step) -> None:
        """Connect with what a text mentions; a value that is cited where words are meaning is used."""
        cites = match[1].startswith(f"{VALUE}:") and node.weight != EDITORIAL
        reference = CITES if cites else MENTION
        self.reference(definition, reference, match[1], path, context=NOTHING, span=match.span(1))

    def expression(self, definition: Definition, node: Node, text: str, path: Step) -> None:
        """Connect with what a formula or a filter names."""
        reference = MENTIONING[node.text]
        tree: formula.Expression | formula.Condition | formula.Criterion
        misuses: Iterable[formula.Misuse] = ()
        try:
            if node.scope == formula.DEFINITIONS:
                tree = formula.parse_criterion(text)
            else:
                tree = formula.parse_filter(text) if node.text == "filter" else formula.parse(text)
                misuses = formula.misuses(tree)
        except formula.FormulaError as problem:
            definition.links.lost.append((reference.relation, path))
            span = (problem.offset, max(problem.end, problem.offset + 1))
            message = f"{problem}{self.meant(problem.word)}"
            self.report(definition, "formula-unreadable", message, path, span=span if span[1] > 1 else None)
            return
        for misuse in misuses:
            span = (misuse.offset, misuse.end)
            self.report(definition, "formula-without-number", misuse.message, path, span=span)
        seen: set[str] = set()
        for mention in formula.mentions(tree):
            name = f"{mention.kind}:{mention.id}"
            if name not in seen:
                seen.add(name)
                of_rule = node.scope == formula.DEFINITIONS and mention.kind != VALUE
                by = RULED if of_rule else reference
                self.reference(definition, by, name, path, context=NOTHING, span=mention.span)

    def meant(self, word: str) -> str:
        """Which metric, field or value a word of a formula may mean that is no reference."""
        kind, _, id = word.rpartition(":")
        known = {
            f"{each}:{other}"
            for each in ((kind,) if kind else FORMULA.to)
            for other in self.index.get(each, {})
        }
        if not word or len(self.found) > _SUGGESTIONS:
            return ""
        same = sorted({f"{each}:{id}" for each in FORMULA.to} & known)
        if kind and same:
            return ""
        if same:
            return "; there is " + " and ".join(f"`{each}`" for each in same)
        near = nearest(id, {each.partition(":")[2] for each in known}) or ":"
        return "".join(f"; did you mean `{each}`?" for each in sorted(known) if each.endswith(f":{near}"))

    def resolve(
        self, definition: Definition, reference: Reference, name: str, path: Step, *, span: Span | None
    ) -> Definition | None:
        """The definition that is meant, or None after saying why there is none."""
        kind, colon, id = name.rpartition(":")
        candidates = self.by_id.get(id, ())
        if len(candidates) == 1:  # as nearly always
            (only,) = candidates
            if reference.allows(only.kind.id) and (not colon or only.kind.id == kind):
                return only
        if colon:
            candidates = [found for found in candidates if found.kind.id == kind]
        fitting = [found for found in candidates if reference.allows(found.kind.id)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            choices = " or ".join(f"`{found.ref}`" for found in fitting)
            self.report(definition, "ambiguous-reference", f"`{name}` may be {choices}", path, span=span)
        elif not colon and self.blind.intersection(reference.to):
            pass  # a namesake of another kind is not what is meant
        elif (
            candidates
            and reference.to != ("*",)
            and not any((each, id) in self.former for each in reference.to)
        ):
            is_kinds = _either(sorted({found.kind.id for found in candidates}))
            message = f"`{name}` is {is_kinds}, where {_either(reference.to)} was expected"
            self.report(definition, "wrong-kind", message, path, span=span, cause=_gone(reference.to, id))
        else:
            self.dangling(definition, reference, name, path, span=span)
        return None

    def dangling(
        self, definition: Definition, reference: Reference, name: str, path: Step, *, span: Span | None
    ) -> None:
        kind, _, id = name.rpartition(":")
        if kind and kind not in self.kinds.by_id:
            if self.kinds.refused:
                return  # may be the kind whose schema could not be used
            hint = did_you_mean(kind, self.kinds.by_id)
            message = f"there is no kind `{kind}` in `{name}`{hint}"
            self.report(definition, "dangling-reference", message, path, span=span)
            return
        if kind and not reference.allows(kind):
            message = f"`{name}` is {_either((kind,))}, where {_either(reference.to)} was expected"
            self.report(definition, "wrong-kind", message, path, span=span)
            return
        wanted = (kind,) if kind else tuple(self.kinds.by_id) if "*" in reference.to else reference.to
        if self.blind.intersection(wanted):
            return
        what = " or ".join(wanted) if len(wanted) < 4 else "definition"
        message = f"no {what} `{id}`{self.hint(id, wanted)}"
        if wanted == ("lane",) and not self.index.get("lane"):
            message += (
                "; this handbook defines no lane, and the two that are built in hold without being named: "
                "delete the line, or define lanes of your own"
            )
        self.report(definition, "dangling-reference", message, path, span=span, cause=_gone(wanted, id))

    def hint(self, id: str, kinds: tuple[str, ...]) -> str:
        for kind in kinds:
            if now := self.former.get((kind, id)):
                return f"; it is called `{now}` now: `remit rename {kind}:{id} {now}` finishes that"
        if len(self.found) > _SUGGESTIONS:
            return ""
        near = [
            other
            for kind in kinds
            for other in self.index.get(kind, {})
            if abs(len(other) - len(id)) <= 4 and set(id[:3]) & set(other[:3])
        ]
        return did_you_mean(id, near)

    def report(
        self,
        definition: Definition,
        code: str,
        message: str,
        path: Step,
        *,
        span: Span | None = None,
        cause: str = "",
    ) -> None:
        is_key = not isinstance(_at(definition.written, path), str)
        where = definition.range_of(path, key=is_key, span=span)
        self.found.append(CODES[code].at(where, message, subject=str(definition.ref), cause=cause))


def _gone(kinds: tuple[str, ...], id: str) -> str:
    """What is at fault wherever somebody refers to what is not there."""
    return f"{'|'.join(kinds)}:{id}"


def _at(data: Any, path: Step) -> Any:
    for step in path:
        data = data[step]
    return data


def _fitting(definition: Definition, path: Step, around: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the mapping around a reference what fits the schema; nothing where it is left out."""
    written: Any = definition.written
    fits: Any = definition.data
    for step in path:
        if written is around or (isinstance(fits, Mapping) and step not in fits):
            break
        written, fits = written[step], fits[step]
    found: Mapping[str, Any] = fits if written is around else NOTHING
    return found


def _either(kinds: tuple[str, ...] | list[str]) -> str:
    words = [f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in kinds]
    return " or ".join(words)
