"""Descriptions of metrics in the YAML of a dbt project."""

from __future__ import annotations

from collections.abc import Iterator

from remit.drift.claims import called
from remit.drift.judging import alike
from remit.exports.help_text.model import Put, Says
from remit.handbook import Definition, Handbook
from remit.snapshots.files import Files
from remit.source import Document, parse
from remit.yaml_text import in_line

DESCRIPTION = 1000


def texts(book: Handbook, system: str, files: Files) -> list[Put]:
    """The description of each metric of the project that the handbook has."""
    metrics: dict[str, Definition] = {}
    for each in book.all("metric"):
        if system in (each.get("systems") or ()):
            for name in called(each.id, each.data):
                metrics.setdefault(alike(name), each)
    says = Says(book)
    found: list[Put] = []
    for path in files.paths():
        if path.endswith((".yml", ".yaml")) and not path.startswith(("target/", "dbt_packages/")):
            content = files.read(path)
            if b"metrics:" in content:
                found += _file(parse(content, path), metrics, says)
    return found


def _file(document: Document, metrics: dict[str, Definition], says: Says) -> Iterator[Put]:
    listed = document.data.get("metrics") if isinstance(document.data, dict) else None
    text = document.text
    starts = [0]
    for each_line in text.split("\n"):
        starts.append(starts[-1] + len(each_line) + 1)
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            continue
        definition = metrics.get(alike(each["name"])) or metrics.get(alike(str(each.get("label", ""))))
        if definition is None:
            continue
        now = says.text(definition, DESCRIPTION)
        what = f"description of the metric {each['name']}"
        at = ("metrics", number)
        if isinstance(each.get("description"), str):
            where = document.range_of((*at, "description"))
            line = starts[where.start.line - 1]
            first = document.line(where.start.line)
            if first[where.start.column - 1 : where.start.column] in ("|", ">"):
                continue  # a text of several lines is a person's: it stays
            end = line + len(first.rstrip("\r"))
            begin = line + where.start.column - 1
            yield Put(document.path, begin, end, in_line(now), what, each["description"], now)
            continue
        key = document.locate((*at, "name"), key=True)
        line = starts[key.line - 1]
        ends = "\r\n" if text[line:].split("\n", 1)[0].endswith("\r") else "\n"
        end = starts[key.line] - 1 if key.line < len(starts) else len(text)
        end -= 1 if ends == "\r\n" else 0
        indent = " " * (key.column - 1)
        yield Put(document.path, end, end, f"{ends}{indent}description: {in_line(now)}", what, "", now)
