"""Sentences about data that does not fit its schema, made from the schema and the data."""

# A validator only says *where* and *which keyword*; one table turns that
# into words, so the wording does not depend on the validator.

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from remit.diagnostics import did_you_mean, nearest
from remit.frozen import dataclass

Path = tuple[str | int, ...]

FORMER = "former-property"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misfit: its code, a sentence, and its path; `key` when the key itself is at fault.

    `lacks` names the missing property, where that is the misfit.
    """

    code: str
    message: str
    path: Path
    key: bool = False
    lacks: str = ""

    @property
    def about(self) -> Path:
        """The path of the thing itself: of the missing property, where one is missing."""
        return (*self.path, self.lacks) if self.lacks else self.path


def explain(schema: Mapping[str, Any], data: Any, places: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    """Turn (path, keyword) pairs into faults, each once, in the order of their paths.

    The path of a `propertyNames` ends in the name that does not fit.
    """
    for path, keyword in sorted(_gravest(places), key=lambda place: (_sortable(place[0]), place[1])):
        node, value = _descend(schema, data, path[:-1] if keyword == "propertyNames" else path)
        say = _WORDS.get(keyword, _otherwise)
        yield from say(node, value, path)


# Of several misfits of one value only the first of these is said: a number where a line of
# text belongs is neither too long nor in a wrong form.
_GRAVEST = ("type", "enum", "minLength", "maxLength", "pattern", "not")


def _gravest(places: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    found: dict[Path, set[str]] = {}
    for path, keyword in places:
        found.setdefault(path, set()).add(keyword)
    for path, keywords in found.items():
        said = next((keyword for keyword in _GRAVEST if keyword in keywords), "")
        yield from ((path, keyword) for keyword in keywords if keyword == said or keyword not in _GRAVEST)


def _sortable(path: Path) -> list[tuple[int, int, str]]:
    return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in path]


def _descend(schema: Any, data: Any, path: Path) -> tuple[Mapping[str, Any], Any]:
    shapes = schema.get("$defs", {})  # only the metaschema has them still: it contains itself
    for part in path:
        data = data[part]
        if isinstance(part, int):
            schema = schema.get("items", {})
        else:
            known = schema.get("properties", {})
            schema = known[part] if part in known else schema.get("additionalProperties", {})
        if not isinstance(schema, Mapping):
            schema = {}
        schema = schema.get("anyOf", [schema])[-1]  # nothing, or a shape
        while "$ref" in schema:
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**shapes.get(schema["$ref"].rpartition("/")[2], {}), **beside}
    return schema, data


def shown(value: Any) -> str:
    """The user's own value, quoted and short."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, Mapping):
        return "a mapping"
    elif isinstance(value, list):
        return "a list"
    else:
        text = str(value)
    text = " ".join(text.split())
    return f"`{text[:57]}…`" if len(text) > 58 else f"`{text}`"


def _named(path: Path) -> str:
    """How a sentence calls the node at `path`."""
    if not path:
        return "the definition"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of `{path[-2]}`" if len(path) > 1 else f"item {path[-1] + 1}"
    return f"`{path[-1]}`"


def _unknown(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    known = node.get("properties", {})
    former = _former(known)
    for key in value:
        if key in former:
            yield Fault(FORMER, f"`{key}` is `{former[key]}` now", (*path, key), True)
        elif key not in known:
            where = f" in {_named(path)}" if path else ""
            hint = did_you_mean(key, known) or f"; it may have {_several(known)}"
            yield Fault("unknown-property", f"unknown property `{key}`{where}{hint}", (*path, key), True)


def _former(known: Mapping[str, Any]) -> Mapping[str, str]:
    """Names that properties had before → those they have now."""
    return {old: name for name, raw in known.items() for old in raw.get("x-was", ()) if old not in known}


def _missing(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    known = node.get("properties", {})
    former = _former(known)
    meant = {former.get(key) or nearest(key, known) for key in value if key not in known}
    for key in node.get("required", ()):
        if key not in value and key not in meant:
            about = known.get(key, {}).get("description", "")
            words = f": {about[0].lower() if about[1:2].islower() else about[0]}{about[1:]}" if about else ""
            yield Fault("missing-property", f"{_named(path)} lacks `{key}`{words}", path, bool(path), key)


_SHAPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list (`- …` on lines of their own)",
    "object": "a mapping (`name: …` on lines of their own)",
}


def _type(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    types = node.get("type", ())
    wanted = " or ".join(_SHAPES[each] for each in ([types] if isinstance(types, str) else types))
    hint = ""
    reference = node.get("x-reference")
    if reference and not isinstance(value, Mapping | list):
        kinds = " or a ".join(reference["to"]) if "*" not in reference["to"] else "definition"
        wanted, hint = f"the id of a {kinds}", ""
    elif node.get("type") == "string" and isinstance(value, bool | int | float):
        hint = "; put it in quotes"
    elif node.get("type") == "object" and isinstance(value, str) and "propertyNames" in node:
        hint = f"; write `{value}: {{}}` under it" if len(value) < 60 else ""
    elif node.get("type") == "array" and isinstance(value, str) and len(value) < 60:
        wanted, hint = "a list", f"; write `[{value}]`"
    yield Fault("wrong-type", f"{_named(path)} is {shown(value)}, where {wanted} was expected{hint}", path)


def _enum(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    allowed = [str(choice) for choice in node.get("enum", ())]
    hint = _advice(node, str(value), allowed) or did_you_mean(str(value), allowed)
    listed = ", ".join(f"`{choice}`" for choice in allowed)
    yield Fault("value-not-allowed", f"{_named(path)} is {shown(value)}; allowed are {listed}{hint}", path)


def _advice(node: Mapping[str, Any], value: str, allowed: Sequence[str]) -> str:
    """What the schema says about another value, or about several in one place, such as `A/R`."""
    parts = sorted(set(re.findall(r"[^\W_]+", value)))
    for advice in node.get("x-advice", ()):
        if sorted(advice["for"]) == parts:
            return f"; {advice['say']}"
    several = len(parts) > 1 and set(parts) <= set(allowed)
    return "; write one of them" if several else ""


def _form(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    pattern = str(node.get("pattern", ""))
    if choices := _CHOICES.fullmatch(pattern):
        yield from _enum({"enum": choices[1].split("|")}, value, path)
        return
    form = next((words for start, words in _FORMS if pattern.startswith(start)), f"the form {pattern}")
    yield Fault("wrong-form", f"{_named(path)} is {shown(value)}, where {form} was expected", path)


_CHOICES = re.compile(r"\^\(([a-z-]+(?:\|[a-z-]+)+)\)\$")  # a text of these, where a mapping may stand too
_FORMS = (
    ("^([0-9]{4}-", "a date such as 2026-09-30"),
    ("^([01][0-9]|", "a time of day such as 14:00"),
    ("^#", "a colour such as #1d4fc4"),
    ("^[A-Z]{3}", "a three-letter code such as USD"),
    ("^([a-z][a-z0-9-]*:)?", "an id such as win-rate or metric:win-rate"),
    ("^[a-z0-9]+", "an id: lower-case words joined by hyphens"),
)


def _names(node: Mapping[str, Any], _value: Any, path: Path) -> Iterator[Fault]:
    pattern = str(node.get("propertyNames", {}).get("pattern", ""))
    form = next((words for start, words in _FORMS if pattern.startswith(start)), "a shorter name")
    yield Fault("wrong-form", f"{shown(path[-1])} stands where {form} was expected", path, True)


def _too_little(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, Mapping | list | str):
        message = f"{_named(path)} is empty"
    else:
        bound = node.get("minimum", node.get("exclusiveMinimum"))
        message = f"{_named(path)} is {shown(value)}; at least {bound} was expected"
    yield Fault("too-little", message, path)


def _too_much(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(value, str):
        message = f"{_named(path)} has {len(value)} characters; {node.get('maxLength')} fit"
    else:
        message = f"{_named(path)} is {shown(value)}; at most {node.get('maximum')} was expected"
    yield Fault("too-much", message, path)


def alike(value: Any) -> Hashable:
    """A key that values share which JSON Schema calls equal: `1` and `1.0`, but not `1` and `true`."""
    if isinstance(value, Mapping):
        return "object", frozenset((name, alike(below)) for name, below in value.items())
    if isinstance(value, list):
        return "array", tuple(map(alike, value))
    return isinstance(value, bool), value


def _twice(_node: Mapping[str, Any], value: Sequence[Any], path: Path) -> Iterator[Fault]:
    seen: set[Hashable] = set()
    for index, item in enumerate(value):
        if (known := alike(item)) not in seen:
            seen.add(known)
        else:
            yield Fault("said-twice", f"{_named(path)} says {shown(item)} twice", (*path, index))


def _lines(_node: Mapping[str, Any], _value: Any, path: Path) -> Iterator[Fault]:
    yield Fault("wrong-form", f"{_named(path)} runs over several lines, where one line was expected", path)


def _const(node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    wanted = shown(node.get("const"))
    yield Fault("value-not-allowed", f"{_named(path)} is {shown(value)}, where {wanted} was expected", path)


def _otherwise(_node: Mapping[str, Any], value: Any, path: Path) -> Iterator[Fault]:
    yield Fault("wrong-form", f"{_named(path)} is {shown(value)}, which its schema does not allow", path)


def _several(known: Iterable[str]) -> str:
    names = sorted(known)
    listed = ", ".join(f"`{name}`" for name in names[:12])
    return f"{listed} and {len(names) - 12} more" if len(names) > 12 else listed


_WORDS: Mapping[str, Callable[[Mapping[str, Any], Any, Path], Iterator[Fault]]] = {
    "additionalProperties": _unknown,
    "required": _missing,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _form,
    "propertyNames": _names,
    "minItems": _too_little,
    "minProperties": _too_little,
    "minLength": _too_little,
    "minimum": _too_little,
    "exclusiveMinimum": _too_little,
    "maxLength": _too_much,
    "maxItems": _too_much,
    "maximum": _too_much,
    "uniqueItems": _twice,
    "not": _lines,
}
