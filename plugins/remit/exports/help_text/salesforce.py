"""Descriptions and help texts in files of Salesforce metadata: single elements, and not another byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from remit.drift.asked import kept
from remit.exports.help_text.model import Put, Says
from remit.handbook import Definition, Handbook
from remit.snapshots.files import Files
from remit.snapshots.model import plain
from remit.snapshots.salesforce.fields import decoded
from remit.snapshots.salesforce.layout import Component, choose, components
from remit.snapshots.salesforce.standard import VALUE_SETS
from remit.snapshots.xml import Node, Unreadable, whole

# Metadata API, CustomField: how long each may be
DESCRIPTION, HELP, VALUE = 1000, 510, 255
_CUSTOM = "__c"
_SETS = {"standardValueSet": "standardValue", "globalValueSet": "customValue"}


class _File:
    """The text of a file, with the offset of each line."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.ends = "\r\n" if "\r\n" in text else "\n"

    def at(self, node: Node) -> int:
        """Where an element begins: its tag is looked for from its line on."""
        return self.text.index(f"<{node.tag}", self.starts[node.line - 1])

    def put(self, holder: Node, tag: str, what: str, now: str) -> Put:
        """The element of a tag in another: in place of the one that is there, else where its name belongs."""
        there = holder.first(tag)
        said = f"<{tag}>{escape(now)}</{tag}>"
        if there is not None:
            start = self.at(there)
            found = re.compile(rf"<{tag}\b[^>]*?(?:/>|>.*?</{tag}\s*>)", re.DOTALL).match(self.text, start)
            assert found is not None, what
            return Put(self.path, start, found.end(), said, what, there.text, now)
        named = [each for each in holder.children if each.tag != "fullName"]
        after = next((each for each in named if each.tag > tag), None)
        if after is not None:
            start = self.at(after)
            indent = self.text[self.text.rfind("\n", 0, start) + 1 : start]
            glue = f"{self.ends}{indent}" if not indent.strip() else ""
            return Put(self.path, start, start, f"{said}{glue}", what, "", now)
        last = holder.children[-1]
        end = self.text.index(">", self.text.index(f"</{last.tag}", self.at(last))) + 1
        start = self.at(last)
        indent = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        glue = f"{self.ends}{indent}" if not indent.strip() else ""
        return Put(self.path, end, end, f"{glue}{said}", what, "", now)


def texts(book: Handbook, system: str, files: Files) -> list[Put]:
    """Every description and help text of the fields that the handbook has, and of their values."""
    fields = {
        (plain(place["object"]), plain(place["api-name"])): each
        for each in book.all("field")
        if (place := each["systems"].get(system)) and each.status != "deprecated"
    }
    says = Says(book)
    found: list[Put] = []
    shared: dict[str, list[Definition]] = {}  # a set of values → the fields that have it
    for definition in fields.values():
        place = definition["systems"][system]
        if set := VALUE_SETS.get(f"{place['object']}.{place['api-name']}"):
            shared.setdefault(f"standardValueSet {plain(set)}", []).append(definition)
    sets: list[tuple[Component, _File, Node]] = []
    paths = list(files.paths())
    environment = kept(book).get(system, {}).get("environment", "")
    chosen = choose(files, paths, environment).components if environment else components(paths)
    for each in chosen:
        if each.ending not in ("field", "object", *_SETS):
            continue
        try:
            file, root = _parsed(each.path, files.read(each.path))
        except (Unreadable, UnicodeDecodeError):
            continue  # `remit drift` says so
        if each.ending in _SETS:
            sets.append((each, file, root))
            continue
        holders = root.all("fields") if each.ending == "object" else [root]
        object = each.name if each.ending == "object" else each.object
        for holder in holders:
            name = holder.said("fullName") or each.name
            about = fields.get((plain(object), plain(name)))
            if about is None or not name.endswith(_CUSTOM):
                continue
            found += _field(file, holder, f"{object}.{name}", definition=about, says=says)
            values = holder.first("valueSet")
            if values is not None and values.said("valueSetName"):
                key = f"globalValueSet {plain(values.said('valueSetName'))}"
                shared.setdefault(key, []).append(about)
    for each, file, root in sets:
        of = shared.get(f"{each.ending} {plain(each.name)}", [])
        found += _values(file, root, _SETS[each.ending], of=of, says=says)
    return found


def _parsed(path: str, content: bytes) -> tuple[_File, Node]:
    return _File(path, content.decode("utf-8")), whole(content)


def _field(file: _File, holder: Node, name: str, *, definition: Definition, says: Says) -> Iterator[Put]:
    yield file.put(holder, "description", f"description of {name}", says.text(definition, DESCRIPTION))
    yield file.put(holder, "inlineHelpText", f"help of {name}", says.help(definition, HELP))
    values = holder.first("valueSet")
    own = values.first("valueSetDefinition") if values is not None else None
    if own is not None:
        yield from _values(file, own, "value", of=[definition], says=says)


def _values(file: _File, holder: Node, tag: str, *, of: Sequence[Definition], says: Says) -> Iterator[Put]:
    """Of a value that several fields share, only what all of them say alike."""
    for value in holder.all(tag):
        name, label = decoded(value.said("fullName")), decoded(value.said("label"))
        told: dict[str, str] = {}  # what it means → how it is called here
        for definition in of:
            known: Mapping[str, object] = definition.get("values") or {}
            meant = name if name in known else label if label in known else ""
            if meant:
                told[says.value(definition, meant, VALUE)] = meant
        if len(told) == 1 and value.children:
            ((now, meant),) = told.items()
            if now != meant:  # an adopted value whose meaning is its own name says nothing
                yield file.put(value, "description", f"description of the value `{meant}`", now)
