"""A difference between two versions, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from remit.change.compare.diff import DefinitionChange, PropertyChange
from remit.change.compare.grading import definition_weight, node_at, titles, weights_of
from remit.change.compare.word_diff import word_diff
from remit.escape import markdown_code, markdown_text, printable
from remit.handbook import Handbook
from remit.reports.json_text import dumped
from remit.schema import Kind

if TYPE_CHECKING:
    from remit.change.compare.moves import Move
    from remit.change.compare.versions import Difference

LONG = 60  # characters; a longer text is shown word by word
SIGNS: Mapping[str, str] = {"added": "+", "removed": "-", "renamed": ">", "changed": "~"}


def text(difference: Difference) -> str:
    """Each definition with its properties, old before new."""
    lines: list[str] = []
    for change in difference.changes:
        kind = kind_of(difference, change)
        weight = definition_weight(kind, change)
        lines.append(f"{SIGNS[change.how]} {change.ref}  {headline(difference, change)} ({weight})")
        lines += (f"    {line}" for line in change_lines(difference, change))
    return "".join(f"{printable(line)}\n" for line in [*lines, *_unread(difference), summary(difference)])


def summary(difference: Difference) -> str:
    """One sentence that counts what differs."""
    before, after = difference.names
    counts = [
        f"{count} {how}"
        for how in ("added", "removed", "renamed", "changed")
        if (count := sum(change.how == how for change in difference.changes))
    ]
    if counts:
        return f"From {before} to {after}: {', '.join(counts)}."
    if difference.unread:
        return f"From {before} to {after}: nothing differs in what could be read."
    return f"From {before} to {after}: no differences."


def headline(difference: Difference, change: DefinitionChange) -> str:
    """What became of a definition, in words."""
    book = difference.before if change.how == "removed" else difference.after
    found = book.get(change.ref.kind, change.ref.id) if change.ref.kind in book.kinds.by_id else None
    name = f"{found.name}: " if found else ""
    if change.how == "renamed":
        return f"{name}renamed, was {change.was}" + (", and changed" if change.properties else "")
    return f"{name}{change.how}"


def kind_of(difference: Difference, change: DefinitionChange) -> Kind | None:
    """The kind of a changed definition, as either side knows it."""
    return _known(difference.before, change) or _known(difference.after, change)


def _known(book: Handbook, change: DefinitionChange) -> Kind | None:
    return book.kinds.by_id.get(change.ref.kind)


def path_words(kind: Kind | None, path: tuple[str, ...]) -> str:
    """A path as a trail of titles."""
    return " / ".join(titles(kind, path))


def value_words(value: Any) -> str:
    """A value on one line, for people."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(_inner(item) for item in value) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_inner(item)}" for key, item in value.items()) or "nothing more"
    return json.dumps(value, ensure_ascii=False)


def _inner(value: Any) -> str:
    return f"({value_words(value)})" if isinstance(value, dict | list) else value_words(value)


def _trail(kind: Kind | None, change: PropertyChange) -> tuple[str, str, str]:
    """The trail to a change, what was there, what is there; a key that says no more is itself the value."""
    if change.how in ("added", "removed") and {} in (change.old, change.new) and len(change.path) > 1:
        *above, last = titles(kind, change.path)
        return " / ".join(above), last, last
    return path_words(kind, change.path), value_words(change.old), value_words(change.new)


def property_lines(kind: Kind | None, change: PropertyChange) -> Iterator[str]:
    """A changed property as lines of text: what it was, what it is."""
    trail, old, new = _trail(kind, change)
    if change.how in ("added", "gained"):
        yield f"{trail}: + {new}"
    elif change.how in ("removed", "lost"):
        yield f"{trail}: - {old}"
    elif is_long(kind, change):
        yield f"{trail}: {marked(change.old, change.new, ('[-', '-]'), ('{+', '+}'))}"
    else:
        yield f"{trail}: {old} → {new}"


def change_lines(difference: Difference, change: DefinitionChange) -> Iterator[str]:
    """What changed in a definition, as lines of text; a value that comes to something else is told so."""
    kind, moved = kind_of(difference, change), _moves(difference, change)
    for each in told(change, moved):
        yield from property_lines(kind, each)
    yield from map(str, moved)


def _moves(difference: Difference, change: DefinitionChange) -> list[Move]:
    """The values that a change moves."""
    from remit.change.compare.moves import moves  # histories tell changes too, and of no moves

    return list(moves(difference, change))


def told(change: DefinitionChange, moved: Sequence[Move]) -> Iterator[PropertyChange]:
    """The changed properties that no move tells already."""
    from remit.change.compare.moves import WRITTEN

    is_told = any(each.value.ref == change.ref for each in moved)
    yield from (each for each in change.properties if not (is_told and each.path[0] in WRITTEN))


def is_long(kind: Kind | None, change: PropertyChange) -> bool:
    """True for a change between two texts that reads better word by word."""
    both = isinstance(change.old, str) and isinstance(change.new, str)
    return both and (node_at(kind, change.path).text == "prose" or len(change.old + change.new) > LONG)


def marked(old: str, new: str, gone: tuple[str, str], come: tuple[str, str]) -> str:
    """Two texts as one, with marks around what went and what came."""
    around = {"same": ("", ""), "gone": gone, "come": come}
    return "".join(
        f"{around[piece.how][0]}{piece.text}{around[piece.how][1]}" for piece in word_diff(old, new)
    )


def _unread(difference: Difference) -> Iterator[str]:
    for unread in difference.unread:
        yield f"! {unread.location} in {unread.side} could not be read: {unread.message}"


def as_json(difference: Difference) -> str:
    """`{"before", "after", "changes": […], "unread": […]}`; its shape is documented in the guide."""
    before, after = difference.names
    data = {
        "version": 1,
        "before": before,
        "after": after,
        "changes": [
            {**change_as_data(kind_of(difference, change), change), **moves_as_data(difference, change)}
            for change in difference.changes
        ],
        "unread": [
            {
                "side": unread.side,
                "path": unread.location.path,
                "line": unread.location.line,
                "column": unread.location.column,
                "message": unread.message,
            }
            for unread in difference.unread
        ],
    }
    return dumped(data)


def change_as_data(kind: Kind | None, change: DefinitionChange) -> dict[str, Any]:
    """A change as JSON-like data."""
    return {
        "definition": str(change.ref),
        "how": change.how,
        "was": str(change.was) if change.was else None,
        "weight": definition_weight(kind, change),
        "old": change.old,
        "new": change.new,
        "properties": [
            {
                "path": list(each.path),
                "how": each.how,
                "weight": weight,
                "old": each.old,
                "new": each.new,
            }
            for each, weight in zip(change.properties, weights_of(kind, change), strict=True)
        ],
    }


def moves_as_data(difference: Difference, change: DefinitionChange) -> dict[str, Any]:
    """The values that a change moves, as JSON-like data under `moves`; nothing where it moves none."""
    found = [
        {
            "value": str(each.value.ref),
            "was": str(each.was),
            "now": str(each.now),
            "moves": [str(other.ref) for other in each.moves],
        }
        for each in _moves(difference, change)
    ]
    return {"moves": found} if found else {}


def as_markdown(difference: Difference) -> str:
    """A list for a comment or a change log."""
    lines = [markdown_text(summary(difference)), ""]
    for change in difference.changes:
        kind = kind_of(difference, change)
        told = f"{headline(difference, change)} ({definition_weight(kind, change)})"
        lines.append(f"- {markdown_code(str(change.ref))} {markdown_text(told)}")
        lines += (f"    - {line}" for line in markdown_lines(difference, change))
    lines += (f"- {markdown_text(line)}" for line in _unread(difference))
    return "\n".join(lines).rstrip() + "\n"


def markdown_lines(difference: Difference, change: DefinitionChange) -> Iterator[str]:
    """A line of Markdown for each changed property, and for each value that comes to something else."""
    kind, moved = kind_of(difference, change), _moves(difference, change)
    yield from (markdown_text(str(each)) for each in moved)
    for each in told(change, moved):
        trail, old, new = (markdown_text(text) for text in _trail(kind, each))
        if each.how in ("added", "gained"):
            yield f"{trail}: new: **{new}**"
        elif each.how in ("removed", "lost"):
            yield f"{trail}: no longer: ~~{old}~~"
        elif is_long(kind, each):
            yield f"{trail}: {_marked_markdown(each.old, each.new)}"
        else:
            yield f"{trail}: ~~{old}~~ → **{new}**"


def _marked_markdown(old: str, new: str) -> str:
    around = {"same": "", "gone": "~~", "come": "**"}
    pieces = (
        f"{around[piece.how]}{markdown_text(piece.text)}{around[piece.how]}"
        for piece in word_diff(old, new)
        if piece.text.strip()
    )
    return " ".join(pieces)


FORMATS: Mapping[str, Callable[[Difference], str]] = {"text": text, "json": as_json, "markdown": as_markdown}
