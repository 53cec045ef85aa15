"""Definitions moved between a file for many and a file each, with their comments and their layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from remit.authoring.edits import comments_of, parts
from remit.authoring.edits.lines import Lines
from remit.authoring.edits.plan import Plan
from remit.diagnostics import RemitError, did_you_mean
from remit.handbook import Definition, Handbook
from remit.reading import FOLDER, open_handbook
from remit.schema import Kind
from remit.source import Document, parse
from remit.source.layout import Part, comments
from remit.yaml_text import dumped

_MARKER = re.compile(r"(?:---|\.\.\.)[ \t]*(#.*)?\Z")
STEP = "  "


def kind_named(book: Handbook, name: str) -> Kind:
    """The kind that somebody means by its id, its plural or its file; raises RemitError."""
    plain = name.removeprefix(f"{FOLDER}/").rstrip("/").removesuffix(".yaml")
    found = book.kinds.by_id.get(plain) or book.kinds.by_plural.get(plain)
    if found is None:
        raise RemitError(f"there is no kind `{name}`{did_you_mean(plain, book.kinds.by_id)}")
    if found.single:
        raise RemitError(f"there is only one {found.id}, so it stays in a file of its own")
    return found


def split(plan: Plan, kind: Kind, ids: Sequence[str]) -> list[str]:
    """Give definitions of a kind a file each, all or those named; their ids. Raises RemitError."""
    path = f"{FOLDER}/{kind.plural}.yaml"
    moving = _chosen(plan.book, kind, ids, together=True)
    if not moving:
        return []
    document = moving[0].document
    root = parts(document)
    lines = Lines(document.text, list(comments(document.text, root)))
    gone: list[tuple[int, int]] = []
    made: dict[str, str] = {}
    for key, value in root.entries or ():
        if key.value in {each.id for each in moving}:
            start, end = _stretch(lines, key, value)
            gone.append((start, end))
            made[str(key.value)] = _alone(document, lines, (key, value), start)
    rest = document.text
    for start, end in sorted(gone, reverse=True):
        rest = rest[:start] + rest[end:]
    if len(gone) == len(root.entries or ()):
        first = min(made, key=list(made).index)
        head = "".join(line for line in rest.splitlines(keepends=True) if line.lstrip().startswith("#"))
        made[first] = head + made[first]
        plan.put(path, None)
    else:
        plan.put(path, rest if rest.strip() else None)
    for id, text in made.items():
        alone = f"{FOLDER}/{kind.plural}/{id}.yaml"
        if any(each.path == alone for each in plan.book.documents):
            raise RemitError(
                f"{alone} exists already, and `{id}` stands in {path} too: take out one of them first"
            )
        plan.put(alone, text)
    return list(made)


def merge(plan: Plan, kind: Kind, ids: Sequence[str]) -> list[str]:
    """Bring definitions of a kind together in one file, all or those named; their ids. Raises RemitError."""
    path = f"{FOLDER}/{kind.plural}.yaml"
    moving = _chosen(plan.book, kind, ids, together=False)
    if not moving:
        return []
    document = next((each for each in plan.book.documents if each.path == path), None)
    text = ""
    ending = "\r\n" if "\r\n" in (document or moving[0].document).text else "\n"
    if document is not None:
        root = parts(document)
        if root.is_flow:
            raise RemitError(f"{path} is written between brackets; write it line by line first")
        text = document.text if document.text.endswith("\n") else f"{document.text}{ending}"
        text = "".join(line for line in text.splitlines(keepends=True) if line.rstrip() != "...")
    for each in moving:
        text += (ending if text and not _keeps(text) else "") + _entry(each, ending)
        plan.put(each.document.path, None)
    plan.put(path, text)
    return [each.id for each in moving]


def hold_arranged(plan: Plan, texts: dict[str, str | None]) -> None:
    """Raise RemitError unless every definition says the same as before, and every comment is there."""
    after = open_handbook(plan.after(texts))
    before = {str(each.ref): each.written for each in plan.book.definitions()}
    if {str(each.ref): each.written for each in after.definitions()} != before:
        raise RemitError("the definitions are written in a way that cannot be moved, so nothing was changed")
    old = (each for each in plan.book.documents if each.path in texts)
    new = (parse(text.encode(), path) for path, text in texts.items() if text is not None)
    if lost := _comments(old) - _comments(new):
        raise RemitError(f"the comment `{next(iter(lost))}` would be lost, so nothing was changed")


def _comments(documents: Iterable[Document]) -> Counter[str]:
    return sum((comments_of(each.text, parts(each)) for each in documents), Counter())


def _chosen(book: Handbook, kind: Kind, ids: Sequence[str], *, together: bool) -> list[Definition]:
    """The definitions of a kind that stand together, or each alone; raises RemitError for an unknown id."""
    every = {each.id: each for each in book.every(kind.id)}
    for id in ids:
        if id not in every:
            raise RemitError(f"there is no {kind.id} `{id}`{did_you_mean(id, every)}")
    unread = next(
        (each for each in book.documents if not each.sound and f"/{kind.plural}" in each.path), None
    )
    if unread is not None:
        parts(unread)  # says where and why
    return [each for id, each in every.items() if bool(each.path) is together and (not ids or id in ids)]


def _stretch(lines: Lines, key: Part, value: Part) -> tuple[int, int]:
    """What belongs to a definition in a file of many: comments right above, its lines, blank lines below."""
    start, text = lines.line_start(key.start), lines.text
    if text[start : key.start].strip() or key.start != start:
        raise RemitError("the file is not written line by line, so nothing in it can be moved")
    while start and text[lines.line_start(start - 1) : start].startswith("#"):
        start = lines.line_start(start - 1)
    if start == 0:
        start = lines.line_start(key.start)  # what the file begins with is about the file
    end = lines.line_end(value.end)
    at = end
    while at < len(text):
        row = text[at : lines.line_end(at)]
        if row.strip() and not (row.startswith(" ") and row.lstrip(" ").startswith("#")):
            break
        at = lines.line_end(at)
        end = at
    return start, end


def _alone(document: Document, lines: Lines, entry: tuple[Part, Part], start: int) -> str:
    """The text of a file of its own."""
    key, value = entry
    text, ending = document.text, lines.ending
    above = text[start : lines.line_start(key.start)]
    line_end = lines.line_end(key.start)
    inner = [text[a:b] for a, b in lines.comments if value.start <= a < value.end]
    behind = [text[a:b] for a, b in lines.comments if key.end <= a < line_end and a < value.start]
    head = above + "".join(f"{each}{ending}" for each in behind)
    if value.is_flow:
        last = [text[a:b] for a, b in lines.comments if value.end <= a < lines.line_end(value.end)]
        body = text[value.start : value.end] + ending
        if not inner:
            body = dumped(document.data[key.value], lists_in_line=True).replace("\n", ending)
        return head + "".join(f"{each}{ending}" for each in last) + body
    if value.entries is None or lines.line_start(value.start) < line_end:
        raise RemitError(f"`{key.value}` is not written line by line, so it cannot be moved")
    depth = lines.column(value.start)
    _, end = _stretch(lines, key, value)
    rows = text[line_end:end].splitlines(keepends=True)
    body = "".join(row[min(depth, len(row) - len(row.lstrip(" "))) :] for row in rows)
    return head + body.rstrip() + ending if not _keeps(body) else head + body


def _keeps(body: str) -> bool:
    """Whether blank lines at the end of a text may mean something."""
    return re.search(r"[|>][-0-9]*\+", body) is not None


def _entry(definition: Definition, ending: str) -> str:
    """A definition as an entry of a file for many."""
    document = definition.document
    root = parts(document)
    rows = [row.rstrip("\r\n") for row in document.text.splitlines(keepends=True)]
    marks = [match[1] for row in rows if (match := _MARKER.match(row)) and match[1]]
    rows = marks + [row for row in rows if not _MARKER.match(row)]
    while rows and not rows[0].strip():
        rows.pop(0)
    if root.is_flow:
        above = [row for row in rows if row.startswith("#")]
        flow = document.text[root.start : root.end].splitlines()
        first, *more = flow
        rest = [f"{STEP}{row}" if row.strip() else row for row in more]
        return (
            ending.join([f"{definition.id}:", *(STEP + each for each in above), STEP + first, *rest]) + ending
        )
    while rows and not rows[-1].strip() and not _keeps(document.text):
        rows.pop()
    return ending.join([f"{definition.id}:", *(STEP + row if row else row for row in rows)]) + ending
