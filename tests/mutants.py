"""A handbook with every property of every kind, and ways to break one line of it, for tests."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from building import starter
from least import THING, named, text
from remit.schema import Kind, Node, load_kinds

Path = tuple[str | int, ...]
Form = tuple[str, ...]  # a path without what is chosen freely: `*` for any key or place


@dataclass(frozen=True)
class Place:
    """A value of the handbook: the file it stands in, the line of its key or its item, and what it may be."""

    kind: str
    path: Path
    form: Form
    node: Node
    schema: Mapping[str, Any]
    value: Any
    line: int  # from 0
    end: int  # the line behind it
    required: bool
    first: bool  # of its mapping or list

    @property
    def is_property(self) -> bool:
        """Whether its key is one that the schema names."""
        return self.form[-1] != "*"

    @property
    def scalar(self) -> bool:
        """Whether it stands on one line."""
        return not isinstance(self.value, dict | list) or not self.value

    @property
    def is_text(self) -> bool:
        """Whether it is words that people read."""
        return isinstance(self.value, str) and self.node.text in ("line", "prose")

    @property
    def free(self) -> bool:
        """Whether it is a text of any form."""
        return self.is_text and not any(name in self.schema for name in ("enum", "pattern", "format"))


Mutant = tuple[list[str], set[int]]  # the lines of the file, and those at which it may be told, from 0
Operator = Callable[[Place, list[str]], Mutant | None]


# -- the handbook --


def samples() -> dict[tuple[str, Form], Any]:
    """Kind and form of a path → a text or number that the starter has there."""
    found: dict[tuple[str, Form], Any] = {}

    def walk(kind: str, node: Node, value: Any, form: Form) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                known = node.properties.get(key)
                if below := known or node.values:
                    walk(kind, below, inner, (*form, key if known else "*"))
        elif isinstance(value, list) and node.items:
            for inner in value:
                walk(kind, node.items, inner, (*form, "*"))
        elif not isinstance(value, list):
            found.setdefault((kind, form), value)

    for definition in starter().definitions():
        walk(definition.kind.id, definition.kind.node, definition.data, ())
    return found


def fullest(kind: Kind, known: Mapping[tuple[str, Form], Any]) -> dict[str, Any]:
    """A definition of a kind that has every property; references lead to THING."""

    def full(schema: Mapping[str, Any], node: Node, form: Form) -> Any:
        if schema.get("type") == "object":
            made = {
                name: full(below, node.properties[name], (*form, name))
                for name, below in schema.get("properties", {}).items()
            }
            if node.values is not None and isinstance(below := schema.get("additionalProperties"), Mapping):
                key = named(node.keys) if node.keys is not None else "any"
                made[key] = full(below, node.values, (*form, "*"))
            return made
        if schema.get("type") == "array":
            return [full(schema["items"], node.items, (*form, "*"))] if node.items else []
        return one(schema, node, form)

    def one(schema: Mapping[str, Any], node: Node, form: Form) -> Any:
        if node.reference is not None:
            return named(node.reference).replace(f"handbook:{THING}", "handbook:handbook")
        if "enum" in schema:
            return schema["enum"][0]
        if node.text == "filter":
            return f"field:{THING} is filled"
        if (kind.id, form) in known and node.text not in ("formula", "prose"):
            return known[kind.id, form]
        if schema.get("type") == "boolean":
            return True
        return OWN.get(form[-1]) or (1 if schema.get("type") in NUMBERS else text(schema, node))

    made: dict[str, Any] = full(kind.schema, kind.node, ())
    return {**made, "name": f"The {kind.id}"}


NUMBERS = ("number", "integer")
OWN = {"light": "#1d4fc4", "dark": "#9db8ff", "logo": "a.svg", "favicon": "a.svg", "removes": "term:any"}


class Whole:
    """The handbook, a file for each kind, and every place in it."""

    def __init__(self) -> None:
        known = samples()
        self.files: dict[str, list[str]] = {}
        self.places: list[Place] = []
        for kind in load_kinds().by_id.values():
            lines: list[str] = []
            data = fullest(kind, known)
            whole = Place(kind.id, (), (), kind.node, kind.schema, data, 0, 0, required=True, first=True)
            self.places += _written(whole, lines)
            self.files[kind.id] = lines
        self.paths = {
            kind.id: f"governance/{kind.plural}.yaml"
            if kind.single
            else f"governance/{kind.plural}/{THING}.yaml"
            for kind in load_kinds().by_id.values()
        }

    def texts(self, kind: str = "", lines: list[str] | None = None) -> dict[str, str]:
        """Path → text, one of them broken."""
        return {
            self.paths[each]: "\n".join(lines if lines is not None and each == kind else own) + "\n"
            for each, own in self.files.items()
        }


def _written(around: Place, lines: list[str]) -> Iterator[Place]:
    """What stands below a place, with the places in it; its lines go to `lines`."""
    node, schema, data = around.node, around.schema, around.value
    pad = "  " * len(around.path)
    for number, (key, value) in enumerate(data.items() if isinstance(data, dict) else enumerate(data)):
        is_known = key in node.properties
        inner = node.items if isinstance(data, list) else node.properties.get(key) or node.values
        assert inner is not None
        if isinstance(data, list):
            below, head = schema["items"], f"{pad}-"
        else:
            below = schema["properties"][key] if is_known else schema["additionalProperties"]
            head = f"{pad}{key}:"
        block = MANY.get(inner.text) if is_known else None
        place = Place(
            around.kind,
            (*around.path, key),
            (*around.form, str(key) if is_known else "*"),
            inner,
            below,
            "\n".join(block) if block else value,
            line=len(lines),
            end=0,
            required=is_known and key in schema.get("required", ()),
            first=number == 0,
        )
        inside: list[Place] = []
        if isinstance(value, dict | list) and value:
            lines.append(head)
            inside = list(_written(place, lines))
        elif block:
            lines += [f"{head} |", *(f"{pad}  {line}" for line in block)]
        else:
            lines.append(f"{head} {json.dumps(value, ensure_ascii=False)}")
        yield replace(place, end=len(lines))
        yield from inside


MANY = {"prose": ("One line.", "Another line.", "", "The last one."), "formula": ("1", "+ 2", "+ 3")}


# -- ways to break a line --


def put(place: Place, lines: list[str], *new: str, told: int = 0) -> Mutant:
    """Other lines in place of a value."""
    return [*lines[: place.line], *new, *lines[place.end :]], {place.line + told}


def pad(place: Place) -> str:
    return "  " * (len(place.path) - 1)


def head(place: Place) -> str:
    return f"{pad(place)}{place.path[-1]}:" if isinstance(place.path[-1], str) else f"{pad(place)}-"


def said(value: str, when: Callable[[Place], bool]) -> Operator:
    """Another value on the line."""
    return lambda place, lines: put(place, lines, f"{head(place)} {value}") if when(place) else None


def keyed(change: Callable[[str], str]) -> Operator:
    """Another name of a property."""

    def act(place: Place, lines: list[str]) -> Mutant | None:
        key = place.path[-1]
        new = change(key) if isinstance(key, str) and place.is_property else key
        if new == key:
            return None
        first = lines[place.line].replace(f"{key}:", f"{new}:", 1)
        return put(place, lines, first, *lines[place.line + 1 : place.end])

    return act


def within(piece: str) -> Operator:
    """Something amid the words."""
    return said(f'"Some{piece}thing"', lambda place: place.free and "\n" not in place.value)


def below(piece: str, text: str) -> Operator:
    """Something on the third line of a text of several lines."""

    def act(place: Place, lines: list[str]) -> Mutant | None:
        if place.node.text != text or place.end - place.line < 4:
            return None
        new = [*lines[place.line : place.end]]
        at = 3 if text == "formula" else 4
        new[at] = f"{new[at]} {piece}"
        return put(place, lines, *new, told=at)

    return act


def inserted(line: str, *, behind: bool = False) -> Operator:
    """A line of its own before a property, or behind it."""

    def act(place: Place, lines: list[str]) -> Mutant | None:
        if not place.is_property:
            return None
        new = line.replace("PAD", pad(place))
        at = place.end if behind else place.line
        return [*lines[:at], new, *lines[at:]], {at}

    return act


def removed(place: Place, lines: list[str]) -> Mutant | None:
    if not place.required or place.form == ("name",):
        return None
    return put(place, lines)[0], set(
        range(len(lines))
    )  # told where the property is missing, by a line around


def repeated(place: Place, lines: list[str]) -> Mutant | None:
    if not place.is_property:
        return None
    own = lines[place.line : place.end]
    return put(place, lines, *own, *own, told=len(own))


def twice(place: Place, lines: list[str]) -> Mutant | None:
    """An item that stands there twice."""
    if not place.schema.get("uniqueItems") or not place.value or isinstance(place.value[0], dict | list):
        return None
    own = lines[place.line : place.end]
    return put(place, lines, *own, own[-1], told=len(own))


def set_in(by: str) -> Operator:
    def act(place: Place, lines: list[str]) -> Mutant | None:
        # The first of its mapping or list may stand anywhere.
        if place.first or not place.scalar or "\n" in str(place.value):
            return None
        return put(place, lines, by + lines[place.line])

    return act


def set_out(place: Place, lines: list[str]) -> Mutant | None:
    if place.first or len(place.path) < 2 or not place.scalar or "\n" in str(place.value):
        return None
    return put(place, lines, lines[place.line][1:])


def no_colon(place: Place, lines: list[str]) -> Mutant | None:
    if not place.is_property or not place.scalar or "\n" in str(place.value):
        return None
    return put(place, lines, lines[place.line].replace(":", "", 1))


def is_one(place: Place) -> bool:
    return place.scalar and "\n" not in str(place.value)


def is_one_for_all(place: Place) -> bool:
    return is_one(place) and "type" in place.schema


def needs_some(place: Place) -> bool:
    return bool(place.schema.get("required") or place.schema.get("minProperties"))


def is_string(place: Place) -> bool:
    return place.schema.get("type") == "string"


def refers(place: Place) -> bool:
    return place.node.reference is not None


def dated(place: Place) -> bool:
    return "[0-9]{4}-" in place.schema.get("pattern", "") or place.schema.get("format") == "date"


def always(_place: Place) -> bool:
    return True


def other_kind(place: Place, lines: list[str]) -> Mutant | None:
    reference = place.node.reference
    wrong = next((k for k in ("term", "lane") if reference and not reference.allows(k)), None)
    return put(place, lines, f"{head(place)} {wrong}:{THING}") if wrong else None


OPERATORS: Mapping[str, Operator] = {
    "key without a letter": keyed(lambda key: key[:-1] if len(key) > 3 else key),
    "key with a letter more": keyed(lambda key: f"{key}x"),
    "key with letters swapped": keyed(lambda key: key[1] + key[0] + key[2:]),
    "key with a capital": keyed(str.capitalize),
    "key with underscores": keyed(lambda key: key.replace("-", "_")),
    "key of another language": keyed(lambda key: f"é{key[1:]}"),
    "property twice": repeated,
    "required property removed": removed,
    "unknown property before": inserted('PADzzz: "x"'),
    "unknown property behind": inserted('PADzzz: "x"', behind=True),
    "no colon": no_colon,
    "tab before": set_in("\t"),
    "no-break space before": set_in("\u00a0"),
    "a space more": set_in(" "),
    "a space fewer": set_out,
    "no value": said("", always),
    "null": said("null", always),
    "number for a text": said("42", is_string),
    "true for a text": said("true", is_string),
    "list for one": said('["x"]', is_one_for_all),
    "mapping for one": said('{zzz: "x"}', is_one_for_all),
    "text for many": said('"x"', lambda place: not place.scalar),
    "empty list": said("[]", lambda place: bool(place.schema.get("minItems"))),
    "empty mapping": said("{}", needs_some),
    "text for a number": said('"many"', lambda place: place.schema.get("type") in NUMBERS),
    "text for yes or no": said("yes", lambda place: place.schema.get("type") == "boolean"),
    "empty text": said('""', is_string),
    "blank text": said('"  "', lambda place: place.is_text),
    "double quote left open": said('"x', is_one),
    "single quote left open": said("'x", is_one),
    "bracket left open": said("[x", is_one),
    "brace left open": said("{x: 1", is_one),
    "bracket that closes nothing": said('"x"]', is_one),
    "brace that closes nothing": said('"x"}', is_one),
    "words behind a quote": said('"x" y', is_one),
    "unknown escape": said(r'"\q"', is_one),
    "anchor": said('&a "x"', is_one),
    "alias": said("*a", is_one),
    "tag": said('!!str "x"', is_one),
    "soft hyphen": within("\u00ad"),
    "zero width space": within("\u200b"),
    "direction": within("\u202e"),
    "bell": within("\x07"),
    "noncharacter": within("\ufffe"),
    "line separator": within("\u2028"),
    "conflict": inserted("<<<<<<< HEAD"),
    "second document": inserted("---"),
    "reference to nothing": said("no-such-thing", refers),
    "reference to another kind": other_kind,
    "reference to no kind": said("nokind:x", refers),
    "reference with capitals": said("Thing", refers),
    "none of the choices": said("zzz", lambda place: "enum" in place.schema),
    "impossible day": said("2026-02-30", dated),
    "day in another form": said("30.11.2026", dated),
    "mention of nothing": below("{term:no-such}", "prose"),
    "mention of no kind": below("{nokind:x}", "prose"),
    "link that is relative": below("[x](y.md)", "prose"),
    "soft hyphen below": below("a\u00adb", "prose"),
    "metric of nothing": below("+ metric:no-such", "formula"),
    "sign too many": below("+ + 1 )", "formula"),
    "word in a formula": below("+ revenue", "formula"),
}  # fmt: skip


def mutants(whole: Whole, count: int, seed: int) -> list[tuple[Place, str]]:
    """A place and a way to break it, `count` times: each way once, then all places by ways tried least."""
    chance = random.Random(seed)
    order, tried = list(whole.places), dict.fromkeys(OPERATORS, 0)
    chance.shuffle(order)
    chosen: list[tuple[Place, str]] = []
    done: set[tuple[int, str]] = set()
    for way, act in OPERATORS.items():
        number = next(at for at, place in enumerate(order) if act(place, whole.files[place.kind]))
        done.add((number, way))
        chosen.append((order[number], way))
    while len(chosen) < count:
        before = len(chosen)
        for number, place in enumerate(order):
            ways = [each for each in OPERATORS if (number, each) not in done]
            chance.shuffle(ways)
            ways.sort(key=tried.__getitem__)
            fit = next((each for each in ways if OPERATORS[each](place, whole.files[place.kind])), None)
            if fit is not None:
                tried[fit] += 1
                done.add((number, fit))
                chosen.append((place, fit))
        if len(chosen) == before:
            break  # every place was broken in every way
    return chosen[:count]
