"""Edits of YAML that keep what people wrote: only what changes is written, all else stays byte for byte."""

# Who edits says what a file is to say afterwards. The difference is written at its places, and the result is
# read back: where it does not say exactly that, or a comment would be lost, nothing is written.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from remit.authoring.edits.differences import Differences, Unkept, spliced
from remit.change.compare.references import stamp
from remit.diagnostics import Location, RemitError, Severity
from remit.handbook import Definition
from remit.source import Document, parse
from remit.source.layout import Part, Unplaced, comments, layout
from remit.yaml_text import dumped

__all__ = ["Unkept", "changed_file", "comments_of", "edited", "held", "parts", "unlike", "with_data"]


def edited(definition: Definition, values: Mapping[str, Any]) -> str:
    """The text of a definition's file with some properties set anew, or taken out where the value is None.

    A property that was there keeps its place, one that is new goes to the end. Comments and layout of all
    else stay. Raises RemitError where that cannot be done.
    """
    data = {name: value for name, value in definition.written.items() if values.get(name, value) is not None}
    data |= {name: value for name, value in values.items() if value is not None}
    try:
        return changed_file(definition.document, with_data(definition, data))
    except RemitError as problem:
        shown = dumped({name: value for name, value in values.items() if value is not None})
        raise RemitError(f"{problem}; write there yourself:\n{shown}") from problem


def with_data(definition: Definition, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the file of a definition says when the definition's data is another."""
    whole: dict[str, Any] = definition.document.data
    return {**whole, definition.path[0]: dict(data)} if definition.path else dict(data)


def changed_file(document: Document, wanted: Mapping[str, Any]) -> str:
    """The text of a file so that it says `wanted`, with all else as it was.

    Raises RemitError, with the place, where the file cannot be read, or where a part of it would be lost.
    """
    if stamp(document.data) == stamp(wanted):
        return document.text
    root = parts(document)
    problem: RemitError | None = None
    for whole in (False, True):  # a text in its lines; where that says something else, as a whole
        made = Differences(document.text, root, whole=whole)
        try:
            made.value(root, document.data, wanted)
            text = _ending(document, wanted, spliced(document.text, made.splices))
            held(document, root, wanted, text)
        except Unkept as unkept:
            where = Location(document.path, *(number + 1 for number in made.place(unkept.at)))
            problem = RemitError(f"{where}: here stands {unkept}, so nothing was changed")
        except RemitError as found:
            problem = found
        else:
            return text
    assert problem is not None
    raise problem


def _ending(document: Document, wanted: Mapping[str, Any], made: str) -> str:
    """The text without an end of its last line where there was none, unless that would say something else."""
    if document.text.endswith("\n") or not made.endswith("\n"):
        return made
    bare = made.removesuffix("\n").removesuffix("\r")
    return made if unlike(document, wanted, bare) else bare


def parts(document: Document) -> Part:
    """The parts of a file's text; raises RemitError where it cannot be read."""
    if document.sound:
        try:
            return layout(document.text)
        except Unplaced:
            pass
    errors = [each for each in document.problems if each.severity is Severity.ERROR]
    where = errors[0].location if errors else Location(document.path)
    why = f": {errors[0].message}" if errors else ""
    raise RemitError(f"{where}: this cannot be edited before it can be read{why}; `remit check` says more")


def comments_of(text: str, root: Part) -> Counter[str]:
    """The comments of a text, each as often as it stands there."""
    return Counter(text[start:end].rstrip() for start, end in comments(text, root))


def held(document: Document, root: Part, wanted: Mapping[str, Any], made: str) -> None:
    """Raise RemitError unless a text says what was wanted, has every comment and no fault that is new."""
    if why := unlike(document, wanted, made):
        raise RemitError(f"{Location(document.path)}: {why}, so nothing was changed")
    lost = comments_of(document.text, root) - comments_of(made, layout(made))
    if lost:
        first = next(iter(lost))
        at = document.text.index(first)
        line = document.text.count("\n", 0, at)
        where = Location(document.path, line + 1, at - document.text.rfind("\n", 0, at))
        raise RemitError(f"{where}: this comment would be lost, so nothing was changed; move it first")


def unlike(document: Document, wanted: Mapping[str, Any], made: str) -> str:
    """Why a text does not say what was wanted of a file, or cannot be read; empty when it does."""
    after = parse(made.encode("utf-8", "surrogatepass"), document.path)
    was = Counter(each.code for each in document.problems)
    new = Counter(each.code for each in after.problems) - was
    if not after.sound or new or stamp(after.data) != stamp(wanted):
        return "it is written in a way that cannot be edited"
    try:
        layout(made)
    except Unplaced:
        return "it is written in a way that cannot be taken apart"
    return ""
