"""A new definition as YAML: what is known, what is to be filled in, what is possible."""

# What is written is read back before it is used: the reader itself says whether it is safe.

from __future__ import annotations

import contextlib
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from remit import formula
from remit.authoring import setting
from remit.authoring.surroundings import shape
from remit.diagnostics import RemitError, did_you_mean
from remit.handbook import Handbook
from remit.reading import FOLDER, TAKEN_IDS, WINDOWS
from remit.reading import ID as IS_ID
from remit.schema import EXPRESSIONS, Kind, Node, Reference, faults
from remit.source import parse
from remit.words import id_from, joined
from remit.yaml_text import dumped

WIDTH = 108
TODAY = "today"
# kind → what a new one begins with
BEGIN: Mapping[str, Mapping[str, str]] = {
    "request": {"asked-on": TODAY, "answer": "open"},
    "change": {"proposed-on": TODAY, "state": "proposed"},
}
# Asked for by a rule and not by the schema: for every kind that has them, and of some kinds.
OWNERS = ("operates", "governs")
ASKED: Mapping[str, tuple[str, ...]] = {
    "benchmark": ("publisher", "year", "sample"),
    "change": ("definitions",),
    "dashboard": ("readers",),
    "handoff": ("sla", "escalation"),
    "metric": ("formula",),
    "role": ("held-by",),
    "stage": ("exit", "markers", "next"),
    "value": ("amount", "unit"),
}
# property → what says the same in another way, so that it is not asked for then
INSTEAD: Mapping[str, tuple[str, ...]] = {
    "held-by": ("vacant",), "next": ("terminal",), "exit": ("terminal",), "definitions": ("removes",),
    "amount": ("at",), "unit": ("at",), "formula": ("inputs",),
}  # fmt: skip
# Shared by all kinds: not listed as what is possible.
COMMON = frozenset(
    {
        "aliases",
        "asked-as",
        "former-ids",
        "tags",
        "status",
        "deprecated",
        "differs-from",
        "review-every",
        "reviewed",
        "notes",
    }
)


def kind_for(book: Handbook, kind: str, id: str) -> Kind:
    """The kind that a new definition may be of; raises RemitError when it cannot have this id."""
    found = book.kinds.by_id.get(kind)
    if found is None:
        raise RemitError(f"there is no kind `{kind}`{did_you_mean(kind, book.kinds.by_id)}")
    if found.single:
        path = f"{FOLDER}/{found.plural}.yaml"
        there = any(True for _ in book.every(kind))
        what = (
            "edit that" if there else f"it is not there yet: write that file by hand, with {_needed(found)}"
        )
        raise RemitError(f"there is only one {kind}, `{path}`; {what}")
    if not IS_ID.match(id):
        like = id_from(id) or f"my-{kind}"
        raise RemitError(f"`{id}` is not an id; use lower-case letters, digits and hyphens, such as `{like}`")
    if id in TAKEN_IDS or id in WINDOWS:
        raise RemitError(f"`{id}` can be no id of a {kind}; take another, such as `{id}-{kind}`")
    if taken := book.get(kind, id):
        raise RemitError(f"{kind} `{id}` exists already in {taken.locate()}; change that, or take another id")
    return found


def _needed(kind: Kind) -> str:
    return joined([f"`{name}`" for name in kind.properties if name in kind.node.required])


def begin(
    book: Handbook, kind: Kind, id: str, said: Iterable[tuple[str, str]], *, today: str
) -> dict[str, Any]:
    """What a new definition holds: what was said, then what goes without saying.

    Raises RemitError as `values_of` does.
    """
    values = values_of(book, kind, said)
    what = str(values.get("what", ""))
    without = {**BEGIN.get(kind.id, {}), "name": id.replace("-", " ").capitalize()}
    if what:
        without["summary"] = re.split(r"(?<=[.!?])\s", what, maxsplit=1)[0]
    for name, value in without.items():
        if name in kind.properties:
            values.setdefault(name, today if value == TODAY else value)
    return values


def values_of(book: Handbook, kind: Kind, said: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Properties from pairs of name and text; a list or mapping takes several pairs.

    Raises RemitError for a property the kind does not have, a value it does not allow, or a
    reference that leads nowhere.
    """
    values: dict[str, Any] = {}
    for name, text in said:
        node = kind.properties.get(name)
        if node is None and "." in name:
            values = setting.with_value(kind, values, name, text)
            continue
        if node is None:
            hint = did_you_mean(name, kind.properties)
            raise RemitError(f"a {kind.title.lower()} has no property `{name}`{hint}")
        if text[:1] in ("{", "[") and node.type in ("object", "array"):
            values[name] = setting.typed(node, text, name)
            continue
        reference = node.keys or (node.items or node).reference
        if reference is None or not reference.mentions:  # a record may speak of what is gone
            _refer(book, reference, name, text)
        if node.items:
            values.setdefault(name, []).append(_typed(node.items, text))
        elif node.values:
            values.setdefault(name, {})[text] = {}
        elif node.properties:
            some = next(iter(node.properties))
            raise RemitError(f"`{name}` has properties of its own: write --set {name}.{some}=VALUE")
        else:
            values[name] = _typed(node, text)
            _read(node, name, text)
    for fault in faults(kind, values):
        if fault.code != "missing-property" or len(fault.about) > 1:
            raise RemitError(fault.message)
    return values


def _read(node: Node, name: str, text: str) -> None:
    """Raise RemitError for a formula or a filter that cannot be read."""
    try:
        if node.text in EXPRESSIONS:
            formula.parse_filter(text) if node.text == "filter" else formula.parse(text)
    except formula.FormulaError as problem:
        raise RemitError(
            f"`{name}` cannot be read: {problem}; leave it out where it is not known yet"
        ) from None


def _typed(node: Node, text: str) -> Any:
    """What a text means for a property: a number or a truth where that is wanted."""
    if node.type in ("number", "integer", "boolean"):
        with contextlib.suppress(ValueError):
            return json.loads(text)
    return text


def _refer(book: Handbook, reference: Reference | None, name: str, text: str) -> None:
    """Make sure that a reference leads somewhere."""
    if reference is None or book.resolve(reference, text):
        return
    kinds = [each for each in book.index if reference.allows(each)]
    found = [f"`{each}:{text}`" for each in kinds if text in book.index[each]]
    if found:
        raise RemitError(f"`{name}`: several kinds have `{text}`; write {' or '.join(found)}")
    known = [id for each in kinds for id in book.index[each]]
    known += [f"{each}:{id}" for each in kinds for id in book.index[each]]
    what = "definition" if "*" in reference.to else " or ".join(reference.to)
    raise RemitError(f"`{name}`: there is no {what} `{text}`{did_you_mean(text, known)}")


def to_fill(kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """The properties that a definition needs and does not have yet, in the schema's order."""
    needed = {*kind.node.required, *OWNERS, *ASKED.get(kind.id, ())}
    return [
        name
        for name in kind.properties
        if name in needed
        and name not in values
        and not any(other in values for other in INSTEAD.get(name, ()))
    ]


def compose(
    kind: Kind,
    id: str,
    values: Mapping[str, Any],
    *,
    book: Handbook,
    taken: Iterable[str] = (),
    whence: str = "",
) -> str:
    """The text of a new definition's file.

    `taken` are the properties whose values come from around it, and `whence` says so. What is missing stands
    there without a value, which `remit check` reports, under a comment that says what belongs there. Raises
    RemitError for a text that YAML cannot hold.
    """
    missing = to_fill(kind, values)
    lines = [*_comment(f"{kind.title} `{id}`. {kind.description}"), ""]
    for name, node in kind.properties.items():
        if name in values:
            lines += _comment(whence) if name in taken else ()
            lines += _property(name, values[name])
        elif name in missing:
            lines += [*_comment(_about(node)), *_shaped(node, book), f"{name}:"]
    possible = [
        (name, node)
        for name, node in kind.properties.items()
        if name not in values and name not in missing and name not in COMMON
    ]
    if possible:
        lines += ["", "# Also possible:"]
        for name, node in possible:
            lines += [*_comment(f"{name}: {_about(node)}", "  "), *_shaped(node, book, "    ")]
    return "\n".join(lines) + "\n"


def _about(node: Node) -> str:
    """What a property holds, in a sentence or two."""
    said = [node.description]
    inner = node.items or node
    if inner.choices:
        said.append(f"One of {', '.join(inner.choices)}.")
    elif reference := node.keys or inner.reference:
        kinds = "definition" if "*" in reference.to else " or ".join(reference.to)
        said.append(f"{'Ids' if node.items or node.keys else 'The id'} of a {kinds}.")
        if node.keys:
            said.append("Written `{the-id: {}}`: what goes with it stands between the inner braces.")
    return " ".join(said)


def _shaped(node: Node, book: Handbook, indent: str = "") -> Iterator[str]:
    """An example of a list or a mapping on a line of its own, where the shape is not plain."""
    example = shape(node, book)
    if example and len(example) <= WIDTH - 10:
        yield f"# {indent}Such as {example}"


def _comment(text: str, indent: str = "") -> Iterator[str]:
    first = f"# {indent}"
    yield from textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent=first, subsequent_indent=f"{first}{indent}",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _property(name: str, value: Any) -> list[str]:
    written = dumped({name: value}, lists_in_line=True)
    document = parse(written.encode("utf-8", "replace"), "")
    if document.problems or document.data != {name: value}:
        problem = next(iter(document.problems), None)
        what = problem.message if problem else "it does not read as it was typed"
        raise RemitError(f"a text cannot be written as YAML: {what}")
    return written.removesuffix("\n").split("\n")
