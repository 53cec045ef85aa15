"""Descriptions of properties and their options, in the files of HubSpot's API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from remit.diagnostics import RemitError
from remit.exports.help_text.model import Put, Says
from remit.handbook import Definition, Handbook
from remit.snapshots.files import Files
from remit.snapshots.hubspot import object_of, singular
from remit.snapshots.json_lines import Lines

DESCRIPTION, OPTION = 5000, 500
_SAID = re.compile(r'"description"\s*:\s*("(?:[^"\\]|\\.)*"|null)')


def texts(book: Handbook, system: str, files: Files) -> list[Put]:
    """The description of each property that the handbook has, where the answer holds one, even if empty."""
    fields = {
        (singular(place["object"]), place["api-name"].casefold()): each
        for each in book.all("field")
        if (place := each["systems"].get(system)) and each.status != "deprecated"
    }
    says = Says(book)
    found: list[Put] = []
    for path in files.paths():
        if not path.endswith(".json"):
            continue
        try:
            lines = Lines(path, files.read(path))
        except RemitError:
            continue  # `remit drift` says so
        said = lines.data.get("results", ()) if isinstance(lines.data, dict) else lines.data
        object = object_of(path) or "contact"
        for each in said if isinstance(said, list) else ():
            definition = (
                fields.get((object, str(each.get("name", "")).casefold())) if isinstance(each, dict) else None
            )
            if definition is not None:
                found += _property(lines.text, path, each, definition=definition, says=says)
    return found


def _property(
    text: str, path: str, said: dict[str, Any], *, definition: Definition, says: Says
) -> Iterator[Put]:
    """Only a description between this property and the next one is its own."""
    for start, end in _objects(text):
        try:
            found = json.loads(text[start:end])
        except ValueError:
            continue
        if found == said:
            break
    else:
        return
    depth, at = 0, start
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', text[start:end]):
        token = match[0]
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
        elif depth == 1 and token == '"description"':
            at = start + match.start()
            value = _SAID.match(text, at)
            if value is not None:
                now = says.text(definition, DESCRIPTION)
                was = str(json.loads(value[1]) or "")
                what = f"description of {said.get('name')}"
                yield Put(
                    path, value.start(1), value.end(1), json.dumps(now, ensure_ascii=False), what, was, now
                )
            return


def _objects(text: str) -> Iterator[tuple[int, int]]:
    """Every object of the text that holds no other list of properties: from brace to brace."""
    open_at: list[int] = []
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[{}]', text):
        if match[0] == "{":
            open_at.append(match.start())
        elif match[0] == "}" and open_at:
            yield open_at.pop(), match.end()
